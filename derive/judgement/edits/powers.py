"""An exponent that was lost: ``v`` where its square is meant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.judgement.edits.proposal import Proposal, Reach, Vocabulary, bracketed
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.source.text import Edit, Span

SIZE = 1.75


def lost(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A square lost on a number's symbol, a function or a bracket."""
    if reach is Reach.CLOSE:
        return
    two = ex.Numeral(root.span, Fraction(2))
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, (ex.Derivative, ex.Power, ex.Reduction)):
            continue
        stack += node.children()
        span = bracketed(words.text, node.span) if isinstance(node, ex.Addition) else node.span
        if (isinstance(node, ex.Addition) and span == node.span) or not isinstance(node, (ex.Symbol, ex.Application, ex.Addition)):
            continue
        written = words.slice(span)
        if isinstance(node, ex.Symbol) and "^" in written:
            edit = Edit(span, f"({written})^2")
        else:
            edit = Edit(Span(span.end, span.end), "^2")
        yield Proposal(edit, SIZE, "power lost", node.span, f"square {written}", node, ex.Power(node.span, node, two))
