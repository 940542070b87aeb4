r"""``x \otimes \delta`` as the matrix of all products of an entry of the one and an entry of the other.

The sign stands for the product entry by entry as often. The shapes tell which is meant: a step
that isn't true with the one is looked at with the other.
"""

from __future__ import annotations

from dataclasses import replace

from derive.judgement.rewriting import substituted
from derive.meaning.expressions import Expression, Multiplication, Transposition
from derive.meaning.sides import Part
from derive.meaning.statements import Step


def with_outer_products(step: Step, rows: bool) -> Step | None:
    """The step with its signs read as outer products; None if it has none. With ``rows``, vectors are rows."""
    left, right = _outer(step.left, rows), _outer(step.right, rows)
    return replace(step, left=left, right=right) if left is not step.left or right is not step.right else None


def _outer(part: Part, rows: bool) -> Part:
    side = part.expression
    for node in side.walk() if side is not None else ():
        if isinstance(node, Multiplication) and node.kinds == ("otimes",):
            first, second = node.factors
            turned: tuple[Expression, ...] = (Transposition(first.span, first), second) if rows else (first, Transposition(second.span, second))
            new = substituted(side, node, Multiplication(node.span, turned, ("",))) if side is not None else None
            return replace(part, expression=new) if new is not None else part
    return part
