"""The definitions of one base as a family: ``z^2_1``, ``z^2_2``, … follow one pattern, and an odd one stands out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from derive.algebra.model import Definition
from derive.judgement.regularity import Family, Violation, row_of
from derive.meaning.noting import Kept


def definition_family(definition: Definition, everything: Iterable[Definition]) -> Family:
    """The definitions of the same base."""
    family = Family()
    for other in everything:
        target = other.target
        if target.base == definition.target.base and len(target.indices) == len(definition.target.indices):
            if other is not definition and target != definition.target:
                family.add(row_of(target, other.expression))
    return family


class Siblings:
    """The families of all definitions of a document, each made once: a family leaves out the row that it is asked about."""

    def __init__(self, everything: Iterable[Definition]) -> None:
        self.members: dict[tuple[str, int], list[Definition]] = {}
        for definition in everything:
            self.members.setdefault(kin_of(definition), []).append(definition)
        self._families: dict[tuple[str, int], Family | None] = {}

    def even(self, kept: Kept[Any]) -> set[tuple[str, int]]:
        """The bases, with numbers of indices, of which no definition stands out; ``kept`` for definitions that say the same elsewhere."""
        return {kin for kin, members in self.members.items() if self._is_even(kin, members, kept)}

    def _is_even(self, kin: tuple[str, int], members: list[Definition], kept: Kept[Any]) -> bool:
        def find() -> bool:
            whole = self._whole(kin)
            return whole is not None and whole.is_even()

        said = [member.expression.notes() for member in members]
        return bool(kept.of(said, (Siblings, *(member.target for member in members)), find))

    def _whole(self, kin: tuple[str, int]) -> Family | None:
        """All definitions of a base; none if two of them have the same head."""
        if kin not in self._families:
            whole = Family()
            for other in self.members.get(kin, ()):
                whole.add(row_of(other.target, other.expression))
            self._families[kin] = whole if len(whole.rows) == len(self.members.get(kin, ())) else None
        return self._families[kin]

    def family(self, definition: Definition) -> Family:
        """The definitions of the same base, with its own row, which doesn't count."""
        kin = kin_of(definition)
        found = self._whole(kin)
        own = found is not None and any(other is definition for other in self.members[kin])
        return found if found is not None and own else definition_family(definition, self.members.get(kin, ()))


def kin_of(definition: Definition) -> tuple[str, int]:
    """What a definition has in common with its siblings: the base that it defines, and how many indices it carries."""
    return definition.target.base, len(definition.target.indices)


def irregularity(definition: Definition, everything: Iterable[Definition]) -> int:
    """How far a definition stands out among its siblings."""
    family = definition_family(definition, everything)
    row = row_of(definition.target, definition.expression)
    return family.irregularity(row)


def violations(definition: Definition, everything: Iterable[Definition]) -> list[Violation]:
    """Where a definition breaks the pattern that all its siblings follow."""
    family = definition_family(definition, everything)
    row = row_of(definition.target, definition.expression)
    return family.violations(row)
