"""Slips in brackets: one that is missing, and one that stands in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.judgement.edits.proposal import Proposal, Reach, Vocabulary, bracketed, whole
from derive.latex.tokens import Token
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.source.text import Edit, Span

_PAIRS = {"(": ")", "[": "]"}
_OPEN = {close: open for open, close in _PAIRS.items()}


def moved(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A closing bracket that stands a term too early or too late."""
    for node in root.walk():
        if not isinstance(node, ex.Addition) or len(node.terms) < 2 or not node.sign_spans:
            continue
        for index in range(1, len(node.terms)):
            sign = node.sign_spans[index]
            before = words.text[: sign.start].rstrip()
            if before[-1:] in _OPEN:
                term = node.terms[index]
                factors = term.factors if isinstance(term, ex.Multiplication) else (term,)
                ends: dict[int, Expression | None] = {}
                for count, factor in enumerate(factors, 1):
                    ends.setdefault(whole(words.text, Span(sign.start, factor.span.end)).end, _taking_in(node, index, count, words))
                first = factors[0]
                if isinstance(first, (ex.Transposition, ex.Power)):
                    inner = first.operand if isinstance(first, ex.Transposition) else first.base
                    ends.setdefault(whole(words.text, Span(sign.start, inner.span.end)).end, None)
                for end, new in ends.items():
                    at = len(before) - 1
                    text = words.text[at + 1 : end] + before[-1]
                    span = Span(at, end)
                    title = f"close the bracket after {words.text[sign.start:end]}"
                    yield Proposal(Edit(span, text), 1.3, "bracket", span, title, None if new is None else node, new)


def _taking_in(node: ex.Addition, index: int, count: int, words: Vocabulary) -> Expression | None:
    """A sum where the bracket before a term takes in its first factors; None where only the text tells what is in that bracket."""
    before, term = node.terms[index - 1], node.terms[index]
    product = before if isinstance(before, ex.Multiplication) else None
    inside = before if product is None else product.factors[-1]
    place = bracketed(words.text, inside.span)
    if place == inside.span or place.end != len(words.text[: node.sign_spans[index].start].rstrip()):
        return None  # all of the term stands in it, or a function's argument
    if isinstance(term, ex.Multiplication):
        taken = ex.Multiplication(term.span, term.factors[:count], term.kinds[: count - 1]) if count > 1 else term.factors[0]
        rest, kinds = term.factors[count:], term.kinds[count - 1 :]
    else:
        taken, rest, kinds = term, (), ()
    held, signs = (inside.terms, inside.signs) if isinstance(inside, ex.Addition) else ((inside,), (1,))
    wider: Expression = ex.Addition(inside.span, (*held, taken), (*signs, node.signs[index]))
    if product is not None:
        wider = ex.Multiplication(product.span, (*product.factors[:-1], wider, *rest), (*product.kinds, *kinds))
    elif rest:
        wider = ex.Multiplication(before.span, (wider, *rest), kinds)
    terms, signs = (*node.terms[: index - 1], wider, *node.terms[index + 1 :]), (*node.signs[:index], *node.signs[index + 1 :])
    return wider if terms == (wider,) and signs == (1,) else ex.Addition(node.span, terms, signs)


def lone_brackets(tokens: Sequence[Token]) -> list[Token]:
    """The round and square brackets that have no partner in their brace group."""
    stack: list[Token] = []
    lone: list[Token] = []
    for token in tokens:
        if token.text in _PAIRS or token.text == "{":
            stack.append(token)
        elif token.text == "}":
            while stack and stack[-1].text != "{":
                lone.append(stack.pop())
            stack = stack[:-1]
        elif token.text in _OPEN:
            group = max((i for i, t in enumerate(stack) if t.text == "{"), default=-1)
            if any(t.text == _OPEN[token.text] for t in stack[group + 1 :]):
                while stack[-1].text != _OPEN[token.text]:
                    lone.append(stack.pop())
                stack.pop()
            else:
                lone.append(token)
    return [*lone, *(t for t in stack if t.text in _PAIRS)]


def partners(tokens: Sequence[Token], lone: Token) -> Iterator[Proposal]:
    """Where the partner of a lone bracket could stand in its brace group, the nearest first; or the bracket is one too many."""
    closing = lone.text in _OPEN
    wanted = _OPEN[lone.text] if closing else _PAIRS[lone.text]
    sized = lone.span.end - lone.span.start > 1  # its span holds its \\left
    text = (("\\left" if closing else "\\right") if sized else "") + wanted
    place = next(i for i, t in enumerate(tokens) if t.span == lone.span)
    nearby = reversed(tokens[:place]) if closing else tokens[place + 1 :]
    depth = count = 0
    kept: Proposal | None = None  # beside a bracket like it, the text is the same on either side of that: the outer one is meant
    for other in nearby:
        depth += (other.text == "{") - (other.text == "}")
        if depth * (-1 if closing else 1) < 0:
            break  # the group ends
        if depth and other.text not in ("{", "}"):
            continue
        position = other.span.start if closing else other.span.end
        if closing and before_script(tokens, other):
            continue
        count += 1
        title = f"put {text} {'before' if closing else 'after'} {other.text}"
        if kept is not None and other.text != wanted:
            yield kept
        kept = Proposal(Edit(Span(position, position), text), 1.0 + count / 1000, "bracket", Span(*other.span), title)
    if kept is not None:
        yield kept
    yield Proposal(Edit(lone.span, ""), 2.5, "bracket", lone.span, f"drop {lone.text}")


def before_script(tokens: Sequence[Token], token: Token) -> bool:
    """Would a bracket just before a token cut a script off its sign?"""
    place = next(i for i, t in enumerate(tokens) if t is token)
    return place > 0 and tokens[place - 1].text in ("_", "^")


def closed_later(tokens: Sequence[Token], script: Span, text: str) -> Iterator[Proposal]:
    """A side with a second script: the bracket closes just before it, not where it does."""
    before = [t for t in tokens if t.span.end <= script.start]
    second = next((t.span.start for t in reversed(before) if t.text in ("^", "_")), script.start)
    for token in reversed(before):
        if token.text in _OPEN:
            span = Span(token.span.start, second)
            moved = text[token.span.end : second] + text[slice(*token.span)]
            yield Proposal(Edit(span, moved), 1.3, "bracket", span, f"close the bracket after {text[token.span.end : second].strip()}")
