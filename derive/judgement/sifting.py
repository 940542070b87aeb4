"""The sieve for the edits of one side of a step: at numbers, at one value of the letters, or with one unit in every layer."""

from __future__ import annotations

from contextlib import suppress

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Scope, Undecidable
from derive.algebra.model import Model
from derive.algebra.samples import Sample, agree
from derive.judgement.assessment import Assessment
from derive.judgement.given import index_conditions
from derive.judgement.sieve import Sieve, places
from derive.judgement.single_unit import SingleUnit
from derive.meaning.expressions import Expression
from derive.meaning.statements import Step


def sieve_of(current: Assessment, step: Step, root: Expression, other: Expression, single: SingleUnit) -> Sieve | None:
    """What each part of a side must be for the step to hold, by numbers; None where numbers don't tell.

    Raises what :meth:`Model.value` raises, where the other side has no value that this one could take.
    """
    if current.looks[step.number].reason == "circular":
        return None
    world = current.model.world
    chain = current.derivation.chains[step.chain]
    local = {name: current.model.dag.leaf(name) for name in current.parameters(chain)}
    if world.plain:
        return _sieve_at(current.model, current.samples, Scope(local, {}), root, other)
    if current.conventions:
        return None  # what fails for any numbers may hold for those that are given
    numbers = current
    if world.ranks.arrays:
        if not single.is_clear(step):
            return None
        numbers = single.assessment
        local = {name: numbers.model.dag.leaf(name) for name in local}
    for bound in places(numbers.model.world, index_conditions(chain.conditions)):
        try:
            with suppress(Undecidable, Cyclic, ShapeMismatch):  # with an edit it may have a value here
                numbers.model.number(root, Scope(local, bound))
            return _sieve_at(numbers.model, numbers.samples, Scope(local, bound), root, other)
        except OutOfRange:
            continue
    return None


def _sieve_at(model: Model, samples: list[Sample], scope: Scope, root: Expression, other: Expression) -> Sieve | None:
    """The sieve at the first numbers that tell: where the other side vanishes, so does this one beside whatever is put in."""
    try:
        node = model.number(other, scope)
        sample = next((s for s in samples if not agree(s.value(node), 0.0)), samples[0])
        return Sieve(model, sample, root, sample.value(node), scope)
    except (ArithmeticError, RecursionError):
        return None
