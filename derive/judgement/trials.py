"""Try an edit: which steps does it mend, which does it break?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from derive.algebra.model import Definition
from derive.algebra.samples import agree
from derive.judgement.assessment import Assessment, samples_of
from derive.judgement.definitions import as_definition, mentions, symbolic
from derive.judgement.dependence import Dependence
from derive.judgement.edits import Proposal
from derive.judgement.look import Look
from derive.judgement.regularity import wording
from derive.meaning.expressions import Addition, Derivative, Name, Numeral, Symbol
from derive.meaning.sides import Part
from derive.meaning.statements import Derivation, Step

Place = tuple[int, int]  # a side of the document: chain and position in it

_CARRIED = 0.8
SYMPTOMS = ("fails", "open", "misfit")


@dataclass(frozen=True, slots=True)
class Scored:
    """An edit of one side with what it does."""

    place: Place
    part: Part  # as it was
    new: Part
    proposal: Proposal
    step: int  # the number of the step that it is about
    definition: Definition | None  # the definition that it changes, if it does
    mends: tuple[int, ...]
    breaks: int  # steps; of an edited definition only whether there are any
    irregular: int  # by how much it makes the side more irregular
    penalty: float = 0.0
    carried: bool = False  # the next side repeats the slip, so that mending this one breaks the step between
    strange: float = 0.0  # how much of the side is then worded as nothing else in the document

    @property
    def breaking(self) -> bool:
        """Does it break more than the step to a side that repeats the slip?"""
        return self.breaks > self.carried

    def rank(self) -> tuple[float, ...]:
        """Smaller is better."""
        size = self.proposal.size + self.penalty + _CARRIED * self.carried
        return (self.breaking, -len(self.mends), self.irregular, size + self.strange)


def edited_steps(derivation: Derivation, edited: Mapping[Place, Part]) -> dict[int, Step]:
    """The steps that an edit of sides touches, as they read then."""
    result: dict[int, Step] = {}
    for step in derivation.steps:
        left, right = edited.get((step.chain, step.index)), edited.get((step.chain, step.index + 1))
        if left is not None or right is not None:
            result[step.number] = replace(step, left=left or step.left, right=right or step.right)
    return result


def touching(current: Assessment, place: Place) -> list[Step]:
    """The one or two steps that a side belongs to."""
    chain, index = place
    steps = map(current.steps.__getitem__, current.derivation.noted(_numbers_by_chain).get(chain, ()))
    return [s for s in steps if index in (s.index, s.index + 1)]


def _numbers_by_chain(derivation: Derivation) -> dict[int, list[int]]:
    """The numbers of the steps of each chain."""
    found: dict[int, list[int]] = {}
    for step in derivation.steps:
        found.setdefault(step.chain, []).append(step.number)
    return found


def between(current: Assessment, number: int) -> set[int]:
    """A step that nothing mends, with the false one beside it where only the side between the two is wrong."""
    found = {number}
    step = current.steps[number]
    for other in (current.steps.get(number - 1), current.steps.get(number + 1)):
        if other is None or other.chain != step.chain or current.looks[other.number].state != "fails":
            continue
        first, second = sorted((step, other), key=lambda s: s.index)
        if current.look(replace(first, right=second.right), brief=True).state == "holds":
            found.add(other.number)
    return found


def with_side(step: Step, place: Place, part: Part) -> Step:
    """The step with a side put in, if it has that side."""
    left = part if step.index == place[1] else step.left
    right = part if step.index + 1 == place[1] else step.right
    return replace(step, left=left, right=right)


def side_effect(current: Assessment, touched: list[Step], place: Place, new: Part, focus: int) -> tuple[tuple[int, ...], int] | None:
    """What an edit of a side that defines nothing does; None if it doesn't mend the focus."""
    mends: list[int] = []
    breaks = 0
    for near in sorted(touched, key=lambda s: s.number != focus):
        before = current.looks[near.number]
        if before.state not in ("holds", *SYMPTOMS):
            continue
        after = look_at(current, with_side(near, place, new), before.reason == "circular")
        if before.state in SYMPTOMS and after.state == "holds":
            mends.append(near.number)
        elif before.state == "holds" and after.state != "holds":
            breaks += 1
        if near.number == focus and (after.state != "holds" or is_hollow(current, before, after) or _repeats(current, with_side(near, place, new), place)):
            return None
    return tuple(mends), breaks


def _repeats(current: Assessment, step: Step, place: Place) -> bool:
    """Does an edited side only say again the given quantity that is the whole other side, as in ``y = y \\cdot 1``?"""
    edited, other = (step.left, step.right) if place[1] == step.index else (step.right, step.left)
    lone = other.expression
    if isinstance(lone, Addition) and len(lone.terms) == 1:
        lone = lone.terms[0]
    if edited.expression is None:
        return False
    if isinstance(lone, Derivative):
        return any(isinstance(n, Derivative) and wording(n) == wording(lone) for n in edited.expression.walk())
    if not isinstance(lone, Symbol) or lone.name in current.model.definitions:
        return False
    return any(isinstance(node, Symbol) and node.name == lone.name for node in edited.expression.walk())


def is_hollow(current: Assessment, before: Look, after: Look) -> bool:
    """Does an edited step hold only because it says nothing any more?

    Both sides became zero, which they were not or were for want of a definition (0 = 0 is no
    repair of a formula that said something), or both became numbers where neither was one, or
    they became so large that no number can be compared.
    """
    if vanishes(current, after):
        return before.state == "open" or (bool(before.pairs) and not vanishes(current, before))
    if before.pairs and _constant(current, after) == {True} and _constant(current, before) == {False}:
        return True
    return any(x != y and all(math.isnan(s.value(x) - s.value(y)) for s in current.samples) for x, y in after.pairs)


def vanishes(current: Assessment, look: Look) -> bool:
    """Are both sides zero?"""
    zero = current.model.dag.zero
    return bool(look.pairs) and all(
        node == zero or all(agree(s.value(node), 0.0) for s in current.samples) for pair in look.pairs for node in pair
    )


def _constant(current: Assessment, look: Look) -> set[bool]:
    """Is each side of each entry the same number wherever it is looked at?"""
    found = set()
    for node in (node for pair in look.pairs for node in pair):
        first, *others = (s.value(node) for s in current.samples)
        found.add(all(agree(value, first) for value in others))
    return found


def look_at(current: Assessment, step: Step, circular: bool) -> Look:
    """Look at a step; one that defines a name by itself holds once it no longer does."""
    if circular:
        definition = as_definition(step)
        if definition is None or mentions(definition.expression, definition.target):
            return Look("fails")
        rival = current.definitions.get(definition.target)
        return Look("holds") if rival is None else current.look(step, brief=True)
    return current.look(step, brief=True)


class DefinitionTrial:
    """One definition replaced, or one added; steps are looked at on demand."""

    def __init__(
        self,
        current: Assessment,
        changed: Definition,
        edited: Mapping[int, Step],
        dependence: Dependence,
        dropped: Name | None = None,  # a name that the same step defined until now, and what defines it then
        rival: Definition | None = None,
    ) -> None:
        definitions = {**current.definitions, changed.target: changed}
        if dropped is not None:
            definitions.pop(dropped, None)
            definitions.update({dropped: rival} if rival is not None else {})
        model = current.model.replaced(symbolic(definitions))
        self.current = current
        self.replaced = current.definitions.get(changed.target)
        self.edited = edited
        self.dependence = dependence
        # a loss that is never defined depends on everything
        self.bit = None if current.model.undefined else dependence.bits.get(changed.target)
        self.trial = replace(current, definitions=definitions, model=model, samples=samples_of(model, current), looks={}, with_values=None, earlier=current.with_values)

    def state(self, number: int) -> str:
        """How a step fares."""
        looks = self.trial.looks
        if number not in looks:
            before = self.current.looks[number]
            settled = before.state in ("defines", "assigns", "unread", "assumes") or self.untouched(number)
            step = self.edited.get(number) or self.current.steps[number]
            looks[number] = before if settled else self.trial.look(step, brief=True)
        return looks[number].state

    def untouched(self, number: int) -> bool:
        """Does a step depend on nothing that is changed?"""
        if self.bit is None or number in self.edited:
            return False
        return not self.dependence.of_step(self.current.steps[number]) & self.bit

    def mends(self, symptoms: list[int]) -> tuple[int, ...]:
        """Those of the steps that it mends."""
        looks, before = self.trial.looks, self.current.looks
        return tuple(n for n in symptoms if self.state(n) == "holds" and not is_hollow(self.current, before[n], looks[n]))

    def breaks(self) -> bool:
        """Does it break a step? This looks at all of them, so ask it last."""
        return any(
            look.state == "holds" and self.state(n) != "holds" and not self.copies(self.current.steps[n]) and not self.is_idle(n)
            for n, look in self.current.looks.items()
        )

    def is_idle(self, number: int) -> bool:
        """Did a step hold only because both of its sides came out as zero, as they do where a function is constant?"""
        step = self.current.steps[number]
        stated = any(isinstance(part.expression, Numeral) for part in (step.left, step.right))
        return not stated and vanishes(self.current, self.current.looks[number])

    def copies(self, step: Step) -> bool:
        """Does a step say again, word for word, what is replaced? Then it holds the same slip."""
        if self.replaced is None or step.index or step.right.expression is None or not isinstance(step.left.expression, Symbol):
            return False
        return step.left.expression.name == self.replaced.target and wording(step.right.expression) == wording(self.replaced.expression)


def new_definition(current: Assessment, step: Step) -> Definition | None:
    """The definition that a step becomes, if its left side is a name that has none."""
    definition = as_definition(step)
    if definition is None or definition.target in current.definitions or step.index:
        return None
    if not isinstance(step.left.expression, Symbol) or mentions(definition.expression, definition.target):
        return None
    return definition
