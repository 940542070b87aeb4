"""What can be refuted about a loss that the document never defines.

Such a loss stands for any smooth function of the last quantities. A step about it that
fails says nothing at first: the loss may depend on more than the document tells. It is false
after all where the document itself makes sure how the loss depends on the quantity: another
statement about the same derivative is proved, or the step before it in the chain, and the
right side brings in nothing that the definitions don't tell of: a loss that only the prose
defines would bring in a target, a rate or a penalty.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.algebra.model import FREE_SLOPE, Model
from derive.judgement.assessment import Assessment
from derive.judgement.look import Look
from derive.judgement.reasons import FREE_LOSS
from derive.judgement.verdicts import Verdict
from derive.meaning.expressions import Symbol
from derive.meaning.statements import Step


class FreeLoss:
    """The statements about an undefined loss that are proved."""

    def __init__(self, assessment: Assessment, verdicts: Mapping[int, Verdict]) -> None:
        self.verdicts = verdicts
        nodes = (n for d in assessment.definitions.values() for n in d.expression.walk())
        self.told = {n.name.base for n in nodes if isinstance(n, Symbol)} | {FREE_SLOPE}
        self.proved = {_lefts(assessment.looks[number]) for number, verdict in verdicts.items() if _claims(verdict)}

    def refuted(self, step: Step, look: Look, model: Model) -> bool:
        """Does a step that fails contradict what is proved about the loss? ``look`` was taken in ``model``."""
        if look.reason != FREE_LOSS or not look.pairs:
            return False
        before = self.verdicts.get(step.number - 1)
        follows = step.index > 0 and before is not None and _claims(before)
        if not follows and _lefts(look) not in self.proved:
            return False
        left, right = ({n.base for n in model.dag.leaves(*nodes)} for nodes in zip(*look.pairs, strict=True))
        return FREE_SLOPE in right and right <= left | self.told


def _claims(verdict: Verdict) -> bool:
    return verdict.outcome == "proved" and verdict.method == "polynomial"


def _lefts(look: Look) -> frozenset[int]:
    return frozenset(left for left, _ in look.pairs)
