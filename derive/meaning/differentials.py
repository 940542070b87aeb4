"""What a fraction differentiates: the differentials above and below its bar."""

from __future__ import annotations

from derive.latex import tree
from derive.meaning.written import is_symbol
from derive.source.text import Span

Differential = tuple[str, int, tree.Node | None]  # the sign, the order, and what it stands before


def differentials(node: tree.Fraction) -> tuple[Differential | None, Differential | None]:
    """Those above and below the bar."""
    return _paired(differential(node.numerator), differential(node.denominator))


def halved(node: tree.Fraction) -> tuple[tree.Node, tree.Node] | None:
    r"""What a d stands before on one side of the line alone, above and below: L and b of ``\frac{dL}{b}``, the L and b of ``\frac{L}{db}``."""
    top, below = differentials(node)
    if top is not None and below is None and top[:2] == ("d", 1) and top[2] is not None:
        pair = top[2], node.denominator
    elif top is None and below is not None and below[:2] == ("d", 1) and below[2] is not None:
        pair = node.numerator, below[2]
    else:
        return None
    return pair if all(map(is_symbol, pair)) else None


def operates(node: tree.Fraction) -> bool:
    r"""Is it ``\frac{d}{dx}``, before what it differentiates?"""
    top, below = differential(node.numerator), differential(node.denominator)
    return top is not None and top[2] is None and below is not None and below[2] is not None


def _paired(top: Differential | None, below: Differential | None) -> tuple[Differential | None, Differential | None]:
    """A δ is a differential's sign only where one stands both above and below; elsewhere it is a quantity."""
    both = top is not None and below is not None and top[0] == below[0]
    return tuple(None if d is not None and d[0] == "δ" and not both else d for d in (top, below))  # type: ignore[return-value]


def is_partial(node: tree.Node) -> bool:
    if isinstance(node, tree.Scripted):
        node = node.base
    return isinstance(node, tree.Mark) and node.text == "partial"


def rebuild(nodes: tuple[tree.Node, ...], operators: tuple[str, ...]) -> tree.Node:
    if len(nodes) == 1:
        return nodes[0]
    return tree.Product(nodes[0].span.join(nodes[-1].span), nodes, operators)


def differential(node: tree.Node) -> Differential | None:
    """The sign, the order and the rest of ``∂E``, ``d^2 f``, ``dz``; None if it is none."""
    if isinstance(node, tree.Bracket) and node.kind == "group":
        node = node.body
    if isinstance(node, tree.Product):
        head, rest = node.factors[0], rebuild(node.factors[1:], node.operators[1:])
        found = differential(head)
        if found is not None and found[2] is None:
            return found[0], found[1], rest
        if found is not None and found[2] is not None and found[0] == "d":
            joined = (found[2], *node.factors[1:])
            return found[0], found[1], rebuild(joined, node.operators)
        return None
    if isinstance(node, tree.Scripted):
        found = differential(node.base)
        if found is None or (node.lower is not None and found[2] is None):
            return None
        if found[2] is None and isinstance(node.upper, tree.Number):
            return found[0], int(node.upper.text), None
        if found[2] is not None:
            rest = tree.Scripted(node.span, found[2], node.lower, node.upper, node.primes)
            return found[0], found[1], rest
        return None
    if isinstance(node, tree.Mark) and node.text == "partial":
        return "∂", 1, None
    if isinstance(node, tree.Identifier):
        if node.name in ("d", "\\delta"):
            return "d" if node.name == "d" else "δ", 1, None
        if node.name[0] == "d" and len(node.name) in (2, 3, 4) and not node.function:
            span = Span(node.span.start + 1, node.span.end)
            return "d", 1, tree.Identifier(span, node.name[1:])
    return None
