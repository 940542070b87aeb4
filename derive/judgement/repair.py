"""One cause with its repair."""

from __future__ import annotations

from dataclasses import dataclass

from derive.algebra.model import Definition
from derive.judgement.edits import Proposal
from derive.judgement.trials import Place, Scored
from derive.meaning.sides import Part

MAX_SHOWN = 3
ALIKE = 0.05  # edits whose sizes differ by less are equally likely


@dataclass(frozen=True, slots=True)
class Repair:
    """One cause with its repair and what the repair mends."""

    place: Place
    part: Part  # the side as it is
    proposal: Proposal | None  # None: no repair was found
    step: int  # the number of the step that the finding is about
    definition: Definition | None  # the wrong definition, if it is one
    mends: tuple[int, ...]  # numbers of the steps that fail without it
    safe: bool
    alternatives: tuple[Proposal, ...] = ()
    new: Part | None = None  # the side as it reads then
    carried: bool = False  # the sides after it repeat the slip
    doubtful: bool = False  # the steps that it mends can't be decided without it; they don't fail


def repair_of(found: list[Scored], doubtful: bool) -> Repair:
    top = found[0]
    equals = [s for s in found if s.rank()[:3] == top.rank()[:3] and s.rank()[3] - s.strange < top.rank()[3] - top.strange + ALIKE]
    safe = len(equals) == 1 and not top.breaks and not doubtful
    shown = () if safe else tuple(s.proposal for s in found[1:MAX_SHOWN] if not s.breaking)
    return Repair(
        top.place, top.part, top.proposal, top.step, top.definition, top.mends, safe, shown, top.new, top.carried, doubtful
    )
