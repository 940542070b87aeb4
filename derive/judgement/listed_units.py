r"""A sum over units beside the units that it is over, written out: ``\sum_i e_i = e_1 + e_2``.

Formulas in indices are looked at in layers of one size; a step that lists its units tells how
many there are in it.
"""

from __future__ import annotations

from derive.judgement.assessment import Assessment
from derive.judgement.definitions import symbols
from derive.judgement.single_unit import at_size
from derive.meaning import expressions as ex
from derive.meaning.statements import Step


class ListedUnits:
    """A document in layers of as many units as a step lists."""

    def __init__(self, first: Assessment) -> None:
        self.first = first
        self._read: dict[int, Assessment] = {}

    def hold(self, step: Step) -> bool:
        """Does a step hold in layers of as many units as it lists, where they are looked at in others?"""
        world = self.first.model.world
        sides = [part.expression for part in (step.left, step.right) if part.expression is not None]
        ends = [over.last for side in sides for node in side.walk() if isinstance(node, ex.Reduction) for over in node.over]
        listed = max((i for side in sides for s in symbols(side) for i in s.name.lower if isinstance(i, int)), default=0)
        count = listed + 1 - world.first
        if not any(last is None or isinstance(last, ex.Symbol) for last in ends) or not 1 < count < world.size:
            return False
        if count not in self._read:
            self._read[count] = at_size(self.first, count)
        return self._read[count].look(step, brief=True).state == "holds"
