r"""Sums that say less than they mean: how far they reach, and over what.

``\sum_i a_i + b_i``: a term that has the letter of the sum belongs to it, where that letter means
nothing outside. ``\sum (y_i - t_i)^2``: such a sum runs over the letters that mean nothing outside.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.latex import tree
from derive.meaning.showing import LAYER_LETTERS
from derive.source.text import Span


def gathered(node: tree.Sum, outside: frozenset[str]) -> tree.Sum:
    """The terms, each sum with those behind it that have its letter; ``outside`` are letters that mean something there."""
    terms, signs, spans = list(node.terms), list(node.signs), list(node.sign_spans)
    at = 0
    while at < len(terms) - 1:
        open_sum = _open_sum(terms[at])
        letter = _letter(open_sum) if open_sum is not None else None
        if letter is None or letter in outside or any(letter in letters(t) for t in terms[:at]):
            at += 1
            continue
        until = at + 1
        while until < len(terms) and letter in letters(terms[until]):
            until += 1
        if until > at + 1 and open_sum is not None and open_sum.body is not None:
            body = open_sum.body
            inner = body if isinstance(body, tree.Sum) else tree.Sum(body.span, (body,), ("",), (Span(body.span.start, body.span.start),))
            span = inner.span.join(terms[until - 1].span)
            behind = slice(at + 1, until)
            wider = tree.Sum(span, (*inner.terms, *terms[behind]), (*inner.signs, *signs[behind]), (*inner.sign_spans, *spans[behind]))
            terms[at : until] = [_with_body(terms[at], wider)]
            del signs[behind], spans[behind]
        at += 1
    return node if len(terms) == len(node.terms) else tree.Sum(node.span, tuple(terms), tuple(signs), tuple(spans))


def untold(node: tree.BigOperator, outside: frozenset[str], known: set[str], above: set[str]) -> list[str]:
    """The letters that a sum runs over which doesn't say so; ``known`` are those that serve as indices, some of them ``above`` a symbol."""
    if node.kind != "sum" or node.body is None or node.upper is not None:
        return []
    below = letters(node.body, upper=False)
    inside = below & (known - above) if below else _of_samples(node.body) & known
    return sorted(inside - outside)


def _of_samples(node: tree.Node) -> frozenset[str]:
    """The letters in a bracket above a quantity, ``y^{(i)}``, that count no layers."""
    found: set[str] = set()
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, tree.Scripted) and isinstance(part.upper, tree.Bracket) and isinstance(part.upper.body, tree.Identifier):
            found |= {part.upper.body.name} - LAYER_LETTERS if part.upper.body.name.islower() else set()
        stack.extend(part.children())
    return frozenset(found)


def letters(node: tree.Node, *, upper: bool = True, told: bool = False) -> frozenset[str]:
    """The letters in indices that no sum inside binds; ``told``: without those in sums that don't say over what they run."""
    found: set[str] = set()
    if isinstance(node, tree.BigOperator):
        if told and node.lower is None and node.body is not None:
            return frozenset()
        bound = set(_written(node.lower)) if node.lower is not None else set()
        return frozenset(letters(node.body, upper=upper, told=told) - bound) if node.body is not None else frozenset()
    if isinstance(node, tree.Scripted):
        for script in (node.lower, node.upper if upper else None):
            if script is not None:
                found |= set(_written(script))
        return letters(node.base, upper=upper, told=told) | found
    for child in node.children():
        found |= letters(child, upper=upper, told=told)
    return frozenset(found)


def _written(node: tree.Node) -> Iterator[str]:
    """The letters in an index or below a sum."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, tree.Identifier):
            yield from (part.name,) if part.name.startswith("\\") or len(part.name) > 3 else part.name
        stack.extend(part.children())


def _open_sum(term: tree.Node) -> tree.BigOperator | None:
    """The sum that a term ends with, with no bracket around it."""
    last = term.factors[-1] if isinstance(term, tree.Product) else term
    return last if isinstance(last, tree.BigOperator) and last.kind == "sum" else None


def _letter(node: tree.BigOperator) -> str | None:
    lower = node.lower.left if isinstance(node.lower, tree.Comparison) else node.lower
    return lower.name if isinstance(lower, tree.Identifier) else None


def _with_body(term: tree.Node, body: tree.Node) -> tree.Node:
    if isinstance(term, tree.Product):
        return tree.Product(term.span.join(body.span), (*term.factors[:-1], _with_body(term.factors[-1], body)), term.operators)
    assert isinstance(term, tree.BigOperator)
    return tree.BigOperator(term.span.join(body.span), term.kind, term.lower, term.upper, body)
