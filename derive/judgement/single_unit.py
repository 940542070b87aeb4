"""What fails already with one unit in every layer and one sample.

At size one every array is a number: products of matrices, products entry by entry and
transposes are all the same, so a formula means the same in every layout and in every
reading of its products. A formula in arrays whose shapes can't be made to fit is still
false if it is false there. The other way round nothing follows: what holds at size one is
not proved.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from derive.algebra.decide import refute
from derive.algebra.functions import BUILTIN, PRIMITIVES
from derive.algebra.model import Definition, Model
from derive.algebra.samples import SAMPLES, Sample
from derive.judgement.assessment import Assessment, samples_of
from derive.judgement.definitions import symbolic
from derive.judgement.free_loss import FreeLoss
from derive.judgement.verdicts import Verdict, Witness
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.showing import ARRAY_MARKS
from derive.meaning.statements import Step
from derive.meaning.world import World, free_letters, with_size


def at_size(assessment: Assessment, size: int) -> Assessment:
    """The same definitions with another number of units in every layer; no step is looked at yet."""
    return in_world(assessment, with_size(assessment.model.world, size))


def in_world(assessment: Assessment, world: World) -> Assessment:
    """The same definitions in another world; no step is looked at yet."""
    model, carried = assessment.model, assessment.carried
    definitions = symbolic(assessment.definitions)
    if carried is not None:
        other = carried.model(definitions, world, model.undefined, model.normalized)
    else:
        other = Model(definitions.values(), None, world)
    other.undefined, other.normalized = model.undefined, model.normalized
    other.functions.aliases.update(model.functions.aliases)
    samples = carried.samples(other) if carried is not None else [Sample(other.dag, other.functions, number) for number in SAMPLES]
    return replace(assessment, model=other, samples=samples, looks={}, with_values=None, earlier=None)


class SingleUnit:
    """A document at size one."""

    def __init__(self, assessment: Assessment) -> None:
        self.possible = assessment.model.world.ranks.arrays
        self._whole = assessment
        self.trial: Assessment | None = None  # with other definitions
        self._clear: dict[int, tuple[Step, bool]] = {}  # with the steps, which keep their identity

    @cached_property
    def assessment(self) -> Assessment:
        """The document at size one, once that is asked for."""
        return at_size(self._whole, 1)

    def fails(self, step: Step) -> bool:
        """Is a step false for single numbers?"""
        return self.possible and self.is_clear(step) and self.assessment.look(step).state == "fails"

    def fails_with(self, definitions: dict[Name, Definition], step: Step) -> bool:
        """Is a step false for single numbers with other definitions?"""
        if not self.possible or not self.is_clear(step):
            return False
        if self.trial is None or self.trial.definitions is not definitions:
            alone = self.assessment
            model = alone.model.replaced(symbolic(definitions))
            self.trial = replace(alone, definitions=definitions, model=model, samples=samples_of(model, alone), looks={})
        return self.trial.look(step, brief=True).state == "fails"

    def refutation(self, step: Step, contested: frozenset[str], free_loss: FreeLoss) -> Verdict | None:
        """The verdict on a step that fails at size one; None if it doesn't, or if that says nothing.

        ``contested`` are the bases of names that the document gives two meanings.
        """
        if not self.possible or not self.is_clear(step):
            return None
        look = self.assessment.look(step)
        model = self.assessment.model
        if look.state != "fails" and not free_loss.refuted(step, look, model):
            return None
        if any(getattr(model.dag.data[n], "base", "") in contested for n in model.dag.cone(look.left, look.right)):
            return None
        for left, right in look.pairs:
            decision = refute(model.dag, model.functions, left, right)
            if decision.equal is False:
                return Verdict("refuted", "intervals", witness=Witness(decision.values or {}, decision.left, decision.right))
        return None

    def is_clear(self, step: Step) -> bool:
        """Does the step keep its meaning at size one?

        Different letters can't differ there, and a word like ``rot180`` may stand for
        something that rearranges an array.
        """
        if id(step) not in self._clear:
            self._clear[id(step)] = step, self._is_clear(step)
        return self._clear[id(step)][1]

    def _is_clear(self, step: Step) -> bool:
        left, right = step.left.expression, step.right.expression
        assert left is not None and right is not None
        world = self.assessment.model.world
        if isinstance(left, ex.Symbol) and left.name in self.assessment.definitions:
            return False  # rather another definition than a claim
        if self._counts_units(left, right):
            return False
        letters = {**free_letters(left, world), **free_letters(right, world)}
        if sum(letter not in world.layers for letter in letters) > 1:
            return False
        functions = self.assessment.model.functions
        bases = {node.name.base for node in (*left.walk(), *right.walk()) if isinstance(node, ex.Symbol)}
        if any(f"{mark}{base}}}" in bases for base in bases for mark in ARRAY_MARKS):
            return False  # an array and its entries under two names
        for node in (*left.walk(), *right.walk()):
            if isinstance(node, ex.Application):
                word = node.function.base
                if len(word) > 1 and word[0] != "\\" and word not in BUILTIN and word not in PRIMITIVES:
                    if functions.aliases.get(node.function, node.function) not in functions.bodies:
                        return False
        return True

    def _counts_units(self, *sides: ex.Expression) -> bool:
        """Are single units written out, as in ``w_{12}``, in a formula or a definition below it? Then there are more than one."""
        stack, seen = list(sides), set()
        while stack:
            for node in stack.pop().walk():
                if not isinstance(node, ex.Symbol) or node.name in seen:
                    continue
                seen.add(node.name)
                if any(isinstance(i, int) for i in node.name.lower):
                    return True
                for target, definition in self.assessment.definitions.items():
                    if target.base == node.name.base and len(target.upper) == len(node.name.upper):
                        stack += [definition.expression, ex.Symbol(node.span, target)]
        return False
