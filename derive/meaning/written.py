"""How a symbol is written: its base, its scripts, its accents."""

from __future__ import annotations

from dataclasses import fields

from derive.latex import tree
from derive.source.text import Span

TRANSPOSING = frozenset(("T", "Tr", "tr", "intercal", "\\top"))  # above a matrix

def base_key(node: tree.Node) -> str | None:
    r"""The base under which a symbol is known: ``\hat{y}`` for both ``\hat y_1`` and ``\hat{y_1}``."""
    marks: list[str] = []
    while True:
        if isinstance(node, tree.Accented):
            marks.append(node.accent)
            node = node.body
        elif isinstance(node, tree.Scripted) and marks:
            node = node.base
        elif isinstance(node, tree.Bracket) and node.kind == "group":
            node = node.body
        else:
            break
    if isinstance(node, tree.Product) and marks and all(isinstance(f, (tree.Identifier, tree.Number)) for f in node.factors):
        text = "".join(f.name if isinstance(f, tree.Identifier) else getattr(f, "text", "") for f in node.factors)
    elif isinstance(node, tree.Identifier):
        text = node.name
    else:
        return None
    for mark in reversed(marks):
        text = f"\\{mark}{{{text}}}"
    return text


def innermost(node: tree.Node) -> tree.Node:
    """What all the scripts hang on."""
    while isinstance(node, tree.Scripted):
        node = node.base
    return node


def scripts(node: tree.Node) -> tuple[tree.Node | None, tree.Node | None, int]:
    """The lower script, the upper script and the primes of a symbol, from under accents too."""
    lower = upper = None
    primes = 0
    while True:
        if isinstance(node, tree.Scripted):
            lower = node.lower if lower is None else lower
            upper = node.upper if upper is None else upper
            primes += node.primes
            node = node.base
        elif isinstance(node, tree.Accented) or (isinstance(node, tree.Bracket) and node.kind == "group"):
            node = node.body
        else:
            return lower, upper, primes


def leading(node: tree.Node) -> str | None:
    """The base of the first factor of a product."""
    return base_key(innermost(node.factors[0] if isinstance(node, tree.Product) else node))


def is_symbol(node: tree.Node) -> bool:
    """A symbol with or without scripts."""
    while isinstance(node, tree.Scripted):
        node = node.base
    return base_key(node) is not None


def differentiated(node: tree.Node) -> str | None:
    r"""The base of f in ``\frac{\partial f}{\partial u}`` and ``df/du``; None if it is no derivative of a symbol."""
    top = node.numerator if isinstance(node, tree.Fraction) else None
    if isinstance(top, tree.Product) and len(top.factors) == 2 and is_differential(top.factors[0]) and is_symbol(top.factors[1]):
        return base_key(innermost(top.factors[1]))
    return None


def is_differential(node: tree.Node) -> bool:
    """The sign of a derivative."""
    return (isinstance(node, tree.Mark) and node.text == "partial") or (isinstance(node, tree.Identifier) and node.name == "d")


def primed_letter(node: tree.Node) -> str:
    """``k'``: another letter than k; empty for anything else."""
    plain = isinstance(node, tree.Scripted) and node.lower is None and node.upper is None and isinstance(node.base, tree.Identifier)
    return node.base.name + "'" * node.primes if plain and len(node.base.name) == 1 else ""  # type: ignore[attr-defined]


def is_arithmetic(node: tree.Node) -> bool:
    """``2-1``: a computation with numbers, so an exponent."""
    return isinstance(node, tree.Sum) and all(isinstance(t, tree.Number) for t in node.terms)


def spelled_out(part: object) -> str:
    """What a tree says, without where it stands: equal trees have equal texts."""
    if isinstance(part, Span):
        return ""
    if isinstance(part, tuple):
        return "(" + ",".join(map(spelled_out, part)) + ")"
    if isinstance(part, tree.Node):
        return type(part).__name__ + spelled_out(tuple(getattr(part, f.name) for f in fields(part)))
    return repr(part)


def tells_kronecker(sides: tuple[tree.Node, ...]) -> bool:
    r"""``\\delta_{ij} = 1`` says what the sign is; no formula gives an error term such a value for all its indices."""
    delta = len(sides) == 2 and isinstance(sides[0], tree.Scripted) and base_key(innermost(sides[0])) == "\\delta"
    return delta and isinstance(sides[1], tree.Number) and sides[1].text in ("0", "1")


def is_transposed(node: tree.Node) -> bool:
    """Does a symbol carry the sign of a transposition, as nothing does that is applied?"""
    upper = scripts(node)[1]
    return (isinstance(upper, tree.Mark) and upper.text == "top") or (isinstance(upper, tree.Identifier) and upper.name in TRANSPOSING)


def next_moment(node: tree.Node) -> str | None:
    """The letter of ``k + 1`` or ``t - 1``: a moment after or before another."""
    if not isinstance(node, tree.Sum) or len(node.terms) != 2 or not isinstance(node.terms[0], tree.Identifier) or not isinstance(node.terms[1], tree.Number):
        return None
    return node.terms[0].name


def stands_in(symbol: tree.Node, body: tree.Node) -> bool:
    """Is a symbol a term of what stands in a bracket: ``a_k (1 - a_k)``? Then the bracket behind it is a factor, not its argument."""
    return isinstance(body, tree.Sum) and any(is_symbol(term) and spelled_out(term) == spelled_out(symbol) for term in body.terms)
