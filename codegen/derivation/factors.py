"""Products with a factor left out, cut from the author's text."""

from __future__ import annotations

from codegen.derivation.writing import Side, Writing
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression


def without_ones(writing: Writing, side: Side) -> Side:
    """``a · 1`` is ``a``."""
    while isinstance(side.expression, ex.Multiplication):
        ones = [f for f in side.expression.factors if isinstance(f, ex.Numeral) and f.value == 1]
        shorter = drop_factor(writing, side, ones[0]) if ones else None
        if shorter is None:
            break
        side = shorter
    return side


def drop_factor(writing: Writing, side: Side, factor: Expression) -> Side | None:
    """A product without one of its factors."""
    if side.expression == factor:
        return writing.side("1")
    tree = side.expression
    sign = ""
    if isinstance(tree, ex.Addition) and len(tree.terms) == 1:
        sign, tree = "-" if tree.signs[0] < 0 else "", tree.terms[0]
    if not isinstance(tree, ex.Multiplication) or factor not in tree.factors:
        return writing.side(sign + "1") if tree == factor else None
    place, text = tree.factors.index(factor), side.text
    if place:
        start, end = factor_end(text, tree.factors[place - 1].span[1]), factor_end(text, factor.span[1])
        return writing.side((text[:start] + text[end:]).strip())
    end = tree.factors[1].span[0]
    while end > factor.span[1] and text[end - 1] in "([ ":
        end -= 1
    for size in (r"\left", r"\big", r"\bigl", r"\Big", r"\Bigl"):
        if text[:end].endswith(size):
            end -= len(size)
            break
    return writing.side((text[: factor.span[0]] + text[end:].lstrip()).strip())


def factor_end(text: str, end: int) -> int:
    """Where a factor ends with the brackets that its span leaves out."""
    depth = text.count("(", 0, end) - text.count(")", 0, end) + text.count("[", 0, end) - text.count("]", 0, end)
    while depth > 0 and end < len(text):
        if text.startswith("\\right", end):
            end += 6
        elif text[end] in ")]":
            depth -= 1
            end += 1
        elif text[end] == " ":
            end += 1
        else:
            break
    return end
