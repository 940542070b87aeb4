"""Slips in a single symbol: another index, another letter, another variable below a ∂."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from derive.judgement.edits.proposal import Proposal, Reach, Vocabulary, bracketed, replacement, whole
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.source.text import Edit, Span

_LOOSE = 0.6  # a letter for a number: the document speaks of all layers in its prose


def names(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """Another index, indices swapped, another letter; from afar, any other name at all."""
    for symbol, around in _symbols(root):
        written = words.slice(symbol.span)
        for name, size, kind in _near(symbol.name, words, reach):
            new = ex.Symbol(symbol.span, name)
            if around is None:
                yield replacement(symbol, words.spelling[name], written, size, kind, new)
            else:
                changed = _swap(around, symbol, new)
                yield replacement(symbol, words.spelling[name], written, size, kind)._replace(node=around, new=changed)


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
    if around.operand is symbol:
        return replace(around, operand=new)
    if symbol in around.variables:
        return replace(around, variables=tuple(new if v is symbol else v for v in around.variables))
    return None


def _near(name: Name, words: Vocabulary, reach: Reach) -> Iterator[tuple[Name, float, str]]:
    for other in words.by_base.get(name.base, ()):
        if other == name or len(other.indices) != len(name.indices):
            continue
        differ = sum(a != b for a, b in zip(other.indices, name.indices, strict=True))
        swapped = differ == 2 and sorted(map(str, other.indices)) == sorted(map(str, name.indices))
        loose = sum(isinstance(b, int) and not isinstance(a, int) for a, b in zip(other.indices, name.indices, strict=True))
        yield other, (1.0 if differ == 1 else 1.1 if swapped else 1.0 + differ / 2) + _LOOSE * loose, "index"
    for other in words.by_indices.get((name.upper, name.lower), ()):
        if other != name:
            yield other, 1.4, "name"
    if reach is Reach.FAR:
        for other in words.spelling:
            if other.base != name.base and other.indices != name.indices:
                yield other, 2.3, "name"


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
