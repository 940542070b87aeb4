r"""Products of which it isn't written what is multiplied entry by entry.

In ``X^T \Delta W^T \odot f'(Z)`` the shapes tell that only ``\Delta W^T`` and ``f'(Z)`` are meant.
Formulas are looked at with as many samples as units, where shapes don't tell; so a step that is
false with the products taken in the usual order isn't called wrong if it holds in another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.arithmetic import goes_entry_by_entry
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.judgement.given import index_conditions
from derive.judgement.rewriting import substituted
from derive.meaning.expressions import ELEMENTWISE, Expression, Multiplication
from derive.meaning.statements import Step

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment

REASON = "it holds if not all of the factors beside it are multiplied entry by entry; brackets would say so"
MAX_TRIED = 24  # of one side


def holds_otherwise(assessment: Assessment, step: Step) -> bool:
    """Does a step that is false hold with the factors of a product on one side taken in another order?"""
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    if not assessment.model.world.ranks.arrays:
        return False
    chain = assessment.derivation.chains[step.chain]
    conditions, local = index_conditions(chain.conditions), assessment.parameters(chain)
    pairs = [(left, other) for other in islice(_regrouped(right), MAX_TRIED)] + [(other, right) for other in islice(_regrouped(left), MAX_TRIED)]
    for a, b in pairs:
        try:
            found = assessment.model.instances(a, b, conditions, local, assessment.agree)
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
            continue
        if all(assessment.agree(x, y) for x, y in found.pairs[-1:]):
            return True
    return False


def _regrouped(side: Expression) -> Iterator[Expression]:
    """The side with other factors taken together where a product goes entry by entry."""
    for node in side.walk():
        if not isinstance(node, Multiplication) or len(node.factors) < 3:
            continue
        turns = [n for n, kind in enumerate(node.kinds) if kind in ELEMENTWISE or goes_entry_by_entry(*node.factors[n : n + 2])]
        for number, turn in enumerate(turns):
            first = turns[number - 1] + 1 if number else 0
            last = turns[number + 1] + 1 if number + 1 < len(turns) else len(node.factors)
            for start in range(first, turn + 1):
                for end in range(turn + 2, last + 1):
                    if (start, end) != (first, last) and (new := substituted(side, node, _taken_together(node, start, end))) is not None:
                        yield new


def _taken_together(product: Multiplication, start: int, end: int) -> Multiplication:
    """The product with some neighbouring factors in a bracket."""
    inner = Multiplication(product.span, product.factors[start:end], product.kinds[start : end - 1])
    factors = (*product.factors[:start], inner, *product.factors[end:])
    return Multiplication(product.span, factors, (*product.kinds[:start], *product.kinds[end - 1 :]))
