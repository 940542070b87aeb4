r"""What is differentiated though its definition is a constant: ``E = \frac{1}{2}`` before ``∂E/∂y = y - t``.

All derivatives of it would be zero, so that the formula has lost what they are taken of. A whole
number is the value in one case, and one with decimals that of one computation: neither says
anything of the formula behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.decide import prove
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.functions import substitute
from derive.algebra.model import Definition
from derive.algebra.prover import Prover
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import to_be_solved
from derive.judgement.reasons import endless
from derive.judgement.verdicts import Verdict
from derive.meaning import expressions as ex
from derive.meaning.expressions import Label, Name
from derive.meaning.statements import Step


@dataclass(frozen=True, slots=True)
class Constant:
    """A definition that depends on nothing, and the steps that say something of its derivatives."""

    definition: Definition
    steps: tuple[Step, ...]


def differentiated_constants(assessment: Assessment, verdicts: Mapping[int, Verdict]) -> Iterator[Constant]:
    """The definitions that are constant, where steps about their derivatives can't be decided with them."""
    open_steps = [step for n, step in assessment.steps.items() if verdicts[n].outcome == "undecided" and not to_be_solved(step)]
    wanting: dict[Name, list[Step]] = {}
    for step in open_steps:
        for name in _differentiated(step):
            wanting.setdefault(name, []).append(step)
    for name, steps in wanting.items():
        stated = assessment.candidates.by_name.get(name, [])
        if len(stated) == 1 and stated[0].step and not stated[0].parameters and _is_constant(stated[0], assessment):
            yield Constant(stated[0], tuple(steps))


def _differentiated(step: Step) -> dict[Name, None]:
    sides = [part.expression for part in (step.left, step.right) if part.expression is not None]
    nodes = (node for side in sides for node in side.walk() if isinstance(node, ex.Derivative))
    return {node.operand.name: None for node in nodes if isinstance(node.operand, ex.Symbol)}


def _is_constant(definition: Definition, assessment: Assessment) -> bool:
    """Is a value the same whatever its quantities are?"""
    if all(isinstance(n, (ex.Numeral, ex.Addition)) for n in definition.expression.walk()) or any(isinstance(n, ex.Numeral) and n.places is not None for n in definition.expression.walk()):
        return False
    model = assessment.model
    try:
        value = model.number(definition.expression)
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
        return False
    counting = assessment.model.world.constants  # the i of i(x, W_i) is no size here
    if any(isinstance(n, ex.Opaque) or (isinstance(n, ex.Symbol) and n.name.base in counting) for n in definition.expression.walk()) or endless(assessment.model, [(value, model.dag.zero)]) is not None:
        return False
    others = {model.lookup(name): model.dag.leaf(Name("another", (Label(name.latex()),))) for name in model.dag.leaves(value)}
    other = substitute(model.dag, value, others)
    return assessment.agree(value, other) and bool(prove(model.dag, model.functions, Prover(model.dag, model.functions), value, other).equal)
