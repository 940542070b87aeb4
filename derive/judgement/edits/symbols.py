"""Slips in a single symbol: another index, another letter, another variable below a ∂."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from derive.judgement.edits.proposal import Proposal, Reach, Vocabulary, bracketed, replacement, whole
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.source.text import Edit, Span

_Near = tuple[Name, float, str]  # what may be meant by a name, how large a slip that is, and its kind

_LOOSE = 0.6  # a letter for a number: the document speaks of all layers in its prose


def names(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """Another index, indices swapped, another letter; from afar, any other name at all."""
    yield from indices(root, other, words, reach)
    yield from letters(root, other, words, reach)


def indices(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """Another index, or indices swapped."""
    return _renamed(root, words, lambda name: _with_other_indices(name, words))


def letters(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """Another letter; from afar, any other name at all."""
    return _renamed(root, words, lambda name: _with_other_letters(name, words, reach))


def _renamed(root: Expression, words: Vocabulary, near: Callable[[Name], list[_Near]]) -> Iterator[Proposal]:
    """The names in the place of which others may be meant, as ``near`` tells."""
    known: dict[Name, list[_Near]] = {}
    for symbol, around in _symbols(root):
        name, span = symbol.name, symbol.span
        if name not in known:
            known[name] = near(name)
        written = words.slice(span)
        for meant, size, kind in known[name]:
            new, text = ex.Symbol(span, meant), words.spelling[meant]
            node, tree = (symbol, new) if around is None else (around, _swap(around, symbol, new))
            yield Proposal(Edit(span, text), size, kind, span, f"replace {written} by {text}", node, tree)


def _symbols(root: Expression) -> Iterator[tuple[ex.Symbol, ex.Derivative | None]]:
    """The symbols, those in a derivative with the derivative."""
    stack: list[tuple[Expression, ex.Derivative | None]] = [(root, None)]
    while stack:
        node, around = stack.pop()
        if isinstance(node, ex.Symbol):
            yield node, around
        else:
            inside = node if isinstance(node, ex.Derivative) else around
            stack += [(child, inside) for child in reversed(node.children())]


def _swap(around: ex.Derivative, symbol: ex.Symbol, new: ex.Symbol) -> ex.Derivative | None:
    """The derivative with another symbol, if it is the operand or a variable itself."""
    operand, variables = around.operand, around.variables
    if operand is symbol:
        operand = new
    elif symbol in variables:
        variables = tuple(new if v is symbol else v for v in variables)
    else:
        return None
    return ex.Derivative(around.span, operand, variables, around.sign, around.missing)


def _with_other_indices(name: Name, words: Vocabulary) -> list[_Near]:
    """The names of the same family."""
    own = name.indices
    found: list[_Near] = []
    for other in words.by_base.get(name.base, ()):
        theirs = other.indices
        if other == name or len(theirs) != len(own):
            continue
        differing = [(a, b) for a, b in zip(theirs, own, strict=True) if a != b]
        swapped = len(differing) == 2 and sorted(map(str, theirs)) == sorted(map(str, own))
        loose = sum(isinstance(b, int) and not isinstance(a, int) for a, b in differing)
        found.append((other, (1.0 if len(differing) == 1 else 1.1 if swapped else 1.0 + len(differing) / 2) + _LOOSE * loose, "index"))
    return found


def _with_other_letters(name: Name, words: Vocabulary, reach: Reach) -> list[_Near]:
    """The names with the same indices; from afar, those with other ones as well."""
    found: list[_Near] = [(other, 1.4, "name") for other in words.by_indices.get((name.upper, name.lower), ()) if other != name]
    if reach is Reach.FAR:
        found += [(other, 2.3, "name") for other in words.spelling if other.base != name.base and other.indices != name.indices]
    return found


def derivatives(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A derivative for another one of the document."""
    if reach is not Reach.FAR:
        return
    for node in root.walk():
        if isinstance(node, ex.Derivative):
            written = words.slice(node.span)
            for text, derivative in words.derivatives.items():
                if text != written:
                    yield replacement(node, text, written, 2.4, "name", derivative)


def primes(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A prime lost or added."""
    for node in root.walk():
        if not isinstance(node, ex.Application):
            continue
        span = node.function_span
        written = words.slice(span)
        base = replacement(ex.Symbol(span, node.function), "", written, 1.1, "prime")
        if node.order and (text := written.replace("'", "", 1)) != written:
            fewer = replace(node, order=node.order - 1)
            yield base._replace(edit=base.edit.__class__(span, text), title=f"replace {written} by {text}", node=node, new=fewer)
        text = written + "'"
        more = replace(node, order=node.order + 1)
        yield base._replace(edit=base.edit.__class__(span, text), title=f"replace {written} by {text}", node=node, new=more)


def inner(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    r"""``\frac{\partial f}{\partial u}(h u + b)``, which holds the inner derivative, for ``f'(h u + b)``, which doesn't."""
    for node in root.walk():
        if not isinstance(node, ex.Derivative) or not isinstance(node.operand, ex.Application) or len(node.operand.arguments) != 1:
            continue
        outer = Span(node.span.start, node.operand.arguments[0].span.start)
        sign = words.slice(outer)
        if "partial" in sign and sign.rstrip().endswith("(") and not node.operand.order:
            place = Span(outer.start, outer.start + len(sign.rstrip()[:-1].rstrip()))
            text = words.slice(node.operand.function_span) + "'"
            title = f"replace {words.slice(place)} by {text}"
            yield Proposal(Edit(place, text), 0.9, "inner derivative", place, title, node, replace(node.operand, order=1))


def transposes(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A transpose lost or added, factors in the wrong order."""
    for node in root.walk():
        if isinstance(node, ex.Transposition):
            yield replacement(node, words.slice(bracketed(words.text, node.operand.span)), words.slice(node.span), 1.1, "transpose", node.operand)
    if not words.arrays:
        return
    for node in root.walk():
        if isinstance(node, ex.Symbol):
            written = words.slice(node.span)
            text = rf"({written})^T" if "^" in written else rf"{written}^T"
            told = replacement(node, text, written, 1.1, "transpose", ex.Transposition(node.span, node))
            yield told._replace(place=bracketed(words.text, node.span))
        elif isinstance(node, ex.Addition) and (span := bracketed(words.text, node.span)) != node.span:
            yield Proposal(Edit(span, words.slice(span) + "^T"), 1.2, "transpose", span, f"transpose {words.slice(span)}", node, ex.Transposition(node.span, node))
        elif isinstance(node, ex.Multiplication):
            for first, second in pairwise(node.factors):
                yield from _swapped(node, first, second, words)


def _swapped(node: ex.Multiplication, first: Expression, second: Expression, words: Vocabulary) -> Iterator[Proposal]:
    """Two neighbouring factors in the other order."""
    new = replace(node, factors=tuple(second if f is first else first if f is second else f for f in node.factors))
    if len(node.factors) > 2:
        one, other = (bracketed(words.text, f.span) if isinstance(f, ex.Addition) else whole(words.text, f.span) for f in (first, second))
        if other.start >= one.end:
            text = words.slice(other) + words.text[one.end : other.start] + words.slice(one)
            span = Span(one.start, other.end)
            yield Proposal(Edit(span, text), 1.5, "order", span, f"replace {words.slice(span)} by {text}", node, new)
        return
    between = words.text[first.span.end : second.span.start]
    swapped = words.slice(second.span) + between + words.slice(first.span)
    yield replacement(node, swapped, words.slice(node.span), 1.5, "order", new)
    turned = rf"({words.slice(second.span)})^T" + between + rf"({words.slice(first.span)})"
    yield replacement(node, turned, words.slice(node.span), 1.6, "order", replace(new, factors=(ex.Transposition(second.span, second), first)))
