"""Steps about derivatives that nothing in the document tells, where it doesn't matter what they are.

Many a document leaves to a figure or to its prose what a quantity is made of, and goes on to
rearrange its derivatives. In such a step each derivative that isn't known, ``∂E/∂y``, is
taken as a number of its own. If the sides agree for all values of these numbers, they agree
for the true ones: the step is proved. If they don't, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.differentiation import UNDERIVED
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.judgement import reasons
from derive.judgement.given import index_conditions, parameters
from derive.judgement.look import Look
from derive.meaning.statements import Step

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment

REASON = "whatever the derivatives are that the document doesn't tell"
_UNTOLD = (UNDERIVED, "so its value is unknown", "path is known that leads to", "nothing tells what it depends on", reasons.FREE_LOSS)


def is_untold(look: Look) -> bool:
    """Is a step open, or a matter of zeros alone, for want of what a quantity depends on?"""
    return look.state in ("open", "holds") and any(told in look.reason for told in _UNTOLD)


def is_underived(look: Look) -> bool:
    """Is a step open as it differentiates what nothing defines?"""
    return look.state == "open" and UNDERIVED in look.reason


def holds_for_any(assessment: Assessment, step: Step) -> Look | None:
    """A look at a step that holds whatever the derivatives are that nothing tells; None if it doesn't."""
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    chain = assessment.derivation.chains[step.chain]
    model = assessment.model.with_unknown_slopes(assessment.dependent)
    try:
        found = model.instances(left, right, index_conditions(chain.conditions), parameters(chain.parts[0].expression), assessment.agree)
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
        return None
    if reasons.untold(assessment, found.disconnected) is not None or not all(assessment.agree(a, b) for a, b in found.pairs[-1:]):
        return None
    return Look("holds", *assessment.packed(found.pairs), pairs=tuple(found.pairs), unknown=True)
