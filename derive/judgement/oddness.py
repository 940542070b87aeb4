"""How far the definitions of a document stand out among their siblings.

That is told by what those of one family say, wherever they stand; as long as they say the same, it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.algebra.model import Definition
from derive.judgement.regularity import row_of, wording
from derive.judgement.siblings import Siblings
from derive.meaning.expressions import Label

MAX_KEPT = 4096  # families that are remembered


class Oddness:
    """How many symbols of a definition break the pattern of its siblings, for all definitions of a family at once."""

    def __init__(self) -> None:
        self._known: dict[object, tuple[int, ...]] = {}

    def of(self, family: Sequence[Definition], plain: bool) -> tuple[int, ...]:
        """How far each definition of a family stands out; in ``plain`` documents, names are whole."""
        key = (plain, *((d.target, wording(d.expression)) for d in family))
        if key not in self._known:
            if len(self._known) >= MAX_KEPT:
                self._known.clear()
            self._known[key] = tuple(_each(family, plain))
        return self._known[key]


def families(definitions: Iterable[Definition]) -> list[list[Definition]]:
    """The definitions of the same base, with as many indices."""
    found: dict[tuple[str, int], list[Definition]] = {}
    for definition in definitions:
        found.setdefault((definition.target.base, len(definition.target.indices)), []).append(definition)
    return list(found.values())


def _each(definitions: Sequence[Definition], plain: bool) -> Iterable[int]:
    siblings = Siblings(definitions)
    for definition in definitions:
        if definition.parameters or (not plain and any(isinstance(i, Label) for i in definition.target.indices)):
            yield 0  # words tell nothing about each other, as numbers do
            continue
        family = siblings.family(definition)
        row = row_of(definition.target, definition.expression)
        found = family.irregularity(row)
        if not plain:  # with one member for each layer, the first reads x where the others read a
            kept = [v for v in family.violations(row) if v.expected.base == v.symbol.name.base]
            found = found if found > 1 and not kept else len(kept)
        yield found
