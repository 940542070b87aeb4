"""Why sides that agree at some numbers aren't equal for sure, and sides that differ no error for sure.

What a document leaves untold may make a step true or false: how a quantity depends on another, what a
symbol stands for, which indices differ.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from derive.algebra.dag import Node
from derive.algebra.evaluation.differentiation import UNDERIVED
from derive.algebra.evaluation.instances import Instances
from derive.judgement import groupings, reasons
from derive.judgement.definitions import around_zero, to_be_solved
from derive.judgement.look import Look
from derive.meaning.statements import Step

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment


class Doubt(NamedTuple):
    """What keeps a step from a verdict, and the declaration that would decide it."""

    reason: str
    declaration: str = ""
    state: str = "open"

    def look(self, sides: tuple[Node, Node], found: Instances) -> Look:
        """The look at a step with this doubt."""
        return Look(self.state, *sides, self.reason, self.declaration, tuple(found.pairs))


def of_agreement(assessment: Assessment, step: Step, found: Instances, *, brief: bool) -> Doubt | None:
    """The doubt about a step whose sides agree; a brief look asks for less."""
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    if not brief and (cut := reasons.cut_off(assessment, found)) is not None:
        return Doubt(reasons.of_zeros(assessment, step, cut), state="holds")
    if not brief and (held := reasons.held_constant(assessment, left, right)) is not None:
        return Doubt(f"{held.latex()} is constant here only as long as nothing tells what it depends on", f"{held.latex()} = …")
    if (strange := reasons.strange(assessment, found.disconnected)) is not None:
        return Doubt(f"{strange.latex()} is never defined, {UNDERIVED}", f"{strange.latex()} = …")
    return None


def of_difference(
    assessment: Assessment, step: Step, found: Instances, sides: tuple[Node, Node], *, free_loss: bool
) -> Doubt | None:
    """The doubt about a step whose sides differ, the one that says most first."""
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    model = assessment.model
    broken = reasons.untold(assessment, found.disconnected)
    if broken is not None and not reasons.independent(assessment, left, right, broken):
        derivative = assessment.derivation.document.source.slice(broken.span)
        return Doubt(f"no path is known that leads to `{' '.join(derivative.split())}`")
    if (dead := reasons.dead(assessment, left, right)) is not None:
        return Doubt(f"no path is known that leads to the derivative in the definition of {dead.latex()}")
    if free_loss and reasons.activation(assessment, step, *sides) is None:
        return Doubt(reasons.FREE_LOSS, reasons.of_loss(assessment, step))
    if not model.world.plain and reasons.distinct(assessment, left, right, step):
        return Doubt("it holds only where the indices differ; say so behind the formula, as in `, \\quad i \\neq j`")
    if (unknown := reasons.unknown(assessment, step, *sides)) is not None:
        return Doubt(f"{unknown.latex()} is never defined, so its value is unknown", f"{unknown.latex()} = …")
    if (base := reasons.normalizing(assessment, step)) is not None:
        return Doubt(reasons.NORMALIZED.format(base), rf"\sum_k {base}_k = 1")
    if (told := reasons.activation(assessment, step, *sides)) is not None:
        name, meaning = told
        return Doubt(f"it holds if {name.latex()} is the {meaning}, which is not said", f"{name.latex()} = {meaning}")
    if (giving := reasons.perhaps_constant(assessment, *sides)) is not None:
        return Doubt(f"{giving.latex()} is said to give a symbol, which may be the same everywhere or not")
    if (tied := reasons.recurrent(assessment, *sides)) is not None:
        return Doubt(f"{tied.latex()} is told by an equation of itself, from which it may follow")
    if to_be_solved(step) and not interrupts(assessment, step) and model.dag.leaves(*sides):
        return Doubt(reasons.TO_BE_SOLVED)
    if groupings.holds_otherwise(assessment, step):
        return Doubt(groupings.REASON)
    return None


def interrupts(assessment: Assessment, step: Step) -> bool:
    """Does the zero of a step stand between two sides that agree, so that nothing is set to it?"""
    around = around_zero(step, assessment.derivation.chains[step.chain])
    return around is not None and assessment.look(replace(step, left=around[0], right=around[1]), brief=True).state == "holds"
