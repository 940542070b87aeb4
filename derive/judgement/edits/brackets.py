"""Slips in brackets: one that is missing, and one that stands in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.judgement.edits.proposal import Proposal, Vocabulary
from derive.latex.tokens import Token
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.source.text import Edit, Span

_PAIRS = {"(": ")", "[": "]"}
_OPEN = {close: open for open, close in _PAIRS.items()}


def moved(root: Expression, other: Expression | None, words: Vocabulary, wide: bool) -> Iterator[Proposal]:
    """A closing bracket that stands a term too early or too late."""
    if not wide:
        return
    for node in root.walk():
        if not isinstance(node, ex.Addition) or len(node.terms) < 2 or not node.sign_spans:
            continue
        for index in range(1, len(node.terms)):
            sign = node.sign_spans[index]
            before = words.text[: sign.start].rstrip()
            if before[-1:] in _OPEN:
                term = node.terms[index]
                ends = [term.span.end]
                if isinstance(term, ex.Multiplication):
                    ends = [f.span.end for f in term.factors]
                for end in ends:
                    at = len(before) - 1
                    text = words.text[at + 1 : end] + before[-1]
                    span = Span(at, end)
                    yield Proposal(Edit(span, text), 1.3, "bracket", Span(at, end), f"close the bracket after {words.text[sign.start:end]}")


def missing(tokens: Sequence[Token], error: Span) -> Iterator[Proposal]:
    """A side whose brackets don't pair: where the missing one could stand, or the one too many."""
    stack: list[Token] = []
    lone: list[Token] = []
    for token in tokens:
        if token.text in _PAIRS:
            stack.append(token)
        elif token.text in _OPEN:
            if stack and _PAIRS[stack[-1].text] == token.text:
                stack.pop()
            else:
                lone.append(token)
    lone += stack
    if len(lone) != 1:
        return
    token = lone[0]
    closing = token.text in _OPEN
    wanted = _OPEN[token.text] if closing else _PAIRS[token.text]
    for other in tokens:
        position = other.span.start if closing else other.span.end
        if (other.span.start < token.span.start) if closing else (other.span.start > token.span.start):
            at = Span(position, position)
            distance = abs(position - token.span.start) / 1000
            title = f"put {wanted} {'before' if closing else 'after'} {other.text}"
            yield Proposal(Edit(at, wanted), 1.0 + distance, "bracket", Span(*other.span), title)
    yield Proposal(Edit(token.span, ""), 2.5, "bracket", token.span, f"drop {token.text}")
