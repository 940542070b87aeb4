r"""Slips in a ``\sum``: one that is missing, and one over another letter."""

from __future__ import annotations

from collections.abc import Iterator

from derive.judgement.edits.proposal import Proposal, Reach, Vocabulary
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.source.text import Edit, Span

MAX_HEADS = 4  # ways to write a sum over one letter


def sums(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A sum of the document before a side or a factor of it that has the sum's letter free, and other letters below a sum."""
    heads = dict(words.sums)
    letters = dict.fromkeys([*heads, *(letter for name in words.spelling for letter in name.indices if _is_letter(letter))])
    bound: set[str] = set()
    for node in root.walk():
        if isinstance(node, ex.Reduction) and node.kind == "sum" and len(node.over) == 1:
            letter = node.over[0].letter
            bound.add(letter)
            head = words.slice(node.limits)
            at = head.find(letter, head.find("_"))
            if at >= 0:
                span = Span(node.limits.start + at, node.limits.start + at + len(letter))
                used = any(isinstance(n, ex.Symbol) and letter in n.name.indices for n in node.body.walk())
                for new in letters:
                    if new != letter:
                        yield Proposal(Edit(span, str(new)), 1.2 if used else 0.8, "sum letter", span, f"sum over {new}")
    free = {index for n in root.walk() if isinstance(n, ex.Symbol) for index in n.name.indices}
    for letter, written in heads.items():
        if letter in free and letter not in bound:
            for node in _places(root):
                for number, head in enumerate(written[:MAX_HEADS]):
                    at_span = Span(node.span.start, node.span.start)
                    yield Proposal(Edit(at_span, head + " "), 1.3 + number / 100, "sum lost", node.span, f"sum over {letter}")


def _places(root: Expression) -> list[Expression]:
    """What could be added up: terms, their factors, the parts of fractions."""
    found: list[Expression] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Addition):
            stack += node.terms
            continue
        found.append(node)
        if isinstance(node, (ex.Division, ex.Multiplication)):
            stack += node.children()
        elif isinstance(node, ex.Power):
            stack.append(node.base)
    return found


def _is_letter(index: object) -> bool:
    return isinstance(index, str) and len(index) == 1 and index.isalpha()
