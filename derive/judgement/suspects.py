"""Which definitions a failing step depends on, the most suspect first."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment
from derive.judgement.oddness import Oddness, families
from derive.judgement.single_unit import SingleUnit
from derive.meaning.expressions import Derivative, Expression, Symbol

MAX_SUSPECTS = 6


class Suspects:
    """The definitions behind the steps of a document."""

    def __init__(self, current: Assessment) -> None:
        self.current = current
        self.dependence = current.dependence
        self._of: dict[tuple[int, ...], list[tuple[Definition, list[int]]]] = {}

    @cached_property
    def single(self) -> SingleUnit:
        """The document with one unit in every layer."""
        return SingleUnit(self.current)

    def focus(self, failing: list[int]) -> int:
        """The failing step that depends on the fewest definitions."""
        return min(failing, key=lambda number: (self.mask(number).bit_count(), number))

    def mask(self, number: int) -> int:
        return self.dependence.of_step(self.current.steps[number])

    def of(self, focus: int, failing: list[int]) -> list[tuple[Definition, list[int]]]:
        """Definitions that a step depends on, with the failing steps that do, the most suspect first."""
        key = (focus, *failing)
        if key not in self._of:
            self._of[key] = self._ranked(focus, failing)
        return self._of[key]

    def _ranked(self, focus: int, failing: list[int]) -> list[tuple[Definition, list[int]]]:
        looks = self.current.looks
        below = self.mask(focus)
        holding = Counter(self.mask(n) & below for n, look in looks.items() if look.state == "holds")
        broken = [(n, self.mask(n)) for n in failing]
        above = self.dependence.above_variables(self.current.steps[focus])
        found = []
        for definition in self.current.definitions.values():
            bit = self.dependence.bits[definition.target]
            if not below & bit or not definition.step:
                continue
            dependent = [n for n, mask in broken if mask & bit]
            spared = sum(count for mask, count in holding.items() if mask & bit) if self.current.model.world.plain else 0
            found.append(((not self.of_nothing(definition), not above & bit, -self.odd(definition), -len(dependent), spared, -definition.step), definition, dependent))
        found.sort(key=lambda item: item[0])
        return [(definition, dependent) for _, definition, dependent in found[:MAX_SUSPECTS]]

    def of_nothing(self, definition: Definition) -> bool:
        """Does a definition differentiate what nothing defines? Nothing that is made of it can be decided, whatever else is wrong."""
        derived = definition.expression.noted(_derived)
        return bool(derived) and not derived <= self.defined

    @cached_property
    def defined(self) -> set[str]:
        """The bases of the names that have definitions."""
        return {name.base for name in self.current.definitions}

    def odd(self, definition: Definition) -> int:
        """How far a definition stands out among its siblings."""
        return self._oddness[id(definition)]

    @cached_property
    def _oddness(self) -> dict[int, int]:
        oddness = self.current.carried.oddness if self.current.carried is not None else Oddness()
        plain = self.current.model.world.plain
        kin = families(self.current.definitions.values())
        return {id(d): odd for family in kin for d, odd in zip(family, oddness.of(family, plain), strict=True)}


def _derived(side: Expression) -> set[str]:
    """The bases of the names that are differentiated."""
    return {n.operand.name.base for n in side.walk() if isinstance(n, Derivative) and isinstance(n.operand, Symbol)}
