r"""A term before dots that isn't the next of its series: ``\theta_1 x_1 + \theta_1 x_2 + \dots + \theta_n x_n``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.meaning import expressions as ex
from derive.meaning.ellipsis import odd_member
from derive.meaning.expressions import Expression, Name
from derive.meaning.noting import Lots
from derive.meaning.statements import Step
from derive.source.text import Span


@dataclass(frozen=True, slots=True)
class OddMember:
    """An index that keeps a sum with dots from being one series, and what goes on with it."""

    span: Span
    meant: Name
    step: int


def odd_members(steps: Lots[Step]) -> Iterator[OddMember]:
    """The odd terms in the sums with dots of some steps."""
    told: set[Span] = set()
    for step, _ in steps.telling(_has_odd):
        for part in (step.left, step.right):
            if part.expression is None or part.span in told:
                continue
            told.add(part.span)
            for place, meant in part.expression.noted(_odd_symbols):
                yield OddMember(part.expression.walk()[place].span, meant, step.number)


def _has_odd(step: Step) -> bool:
    return any(side is not None and bool(side.noted(_odd_symbols)) for side in (step.left.expression, step.right.expression))


def _odd_symbols(side: Expression) -> tuple[tuple[int, Name], ...]:
    """The places of the odd symbols among the parts of a side, with the names that the series have there."""
    parts = side.walk()
    sums = [node for node in parts if isinstance(node, ex.Addition) and any(isinstance(term, ex.Dots) for term in node.terms)]
    strays = [stray for total in sums if (stray := odd_member(total)) is not None]
    return tuple((next(n for n, node in enumerate(parts) if node is stray.symbol), stray.expected) for stray in strays)
