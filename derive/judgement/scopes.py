"""Names that a document gives several meanings: what its steps say with the last one before them."""

from __future__ import annotations

from bisect import bisect_right

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess
from derive.judgement.definitions import is_value, symbols
from derive.judgement.dependence import Dependence
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.statements import Step

MAX_SCOPES = 24  # readings of one document


class Scopes:
    """What steps say where a name means what was last said of it, not what it means in most of the document."""

    def __init__(self, final: Assessment, dependence: Dependence, contested: frozenset[Name]) -> None:
        self.final = final
        self.dependence = dependence
        meanings = {
            name: [d for d in final.candidates.by_name[name] if not is_value(d)]
            for name in dependence.bits  # in an order that is the same each time
            if name in contested
        }
        by_step = {name: sorted(rivals, key=lambda d: d.step) for name, rivals in meanings.items()}
        self.rivals = dict(sorted(by_step.items(), key=lambda item: [d.step for d in item[1]]))
        self._read: dict[tuple[int, ...], Assessment] = {}

    def doubt(self, step: Step, state: str) -> str:
        """Why a step that fails can't be called wrong, if another meaning of a name in it would make it true."""
        mask = self.dependence.of_step(step)
        names = [name for name in self.rivals if mask & self.dependence.bits[name]]
        if not names:
            return ""
        if state != "fails":
            written = {symbol.name for part in (step.left, step.right) for symbol in symbols(part.expression)}
            depends = state == "misfit" and any(
                isinstance(part.expression, ex.Derivative) for part in (step.left, step.right)
            )
            return (
                "it speaks of a symbol that is given two meanings" if depends or not written.isdisjoint(names) else ""
            )
        here = {name: self.last(name, step.number) for name in names}
        others = [name for name, definition in here.items() if self.final.definitions[name] is not definition]
        if not others:
            return ""
        key = tuple((d.step if (d := here[name]) is not None else -1) if name in here else 0 for name in self.rivals)
        if key not in self._read:
            if len(self._read) >= MAX_SCOPES:
                return "it depends on a symbol that is given two meanings"
            chosen = {name: d for name, d in {**self.final.definitions, **here}.items() if d is not None}
            final = self.final
            self._read[key] = assess(
                final.derivation,
                edited=final.steps,
                chosen=chosen,
                only=set(),
                world=final.model.world,
                before=final,
            )
        look = self._read[key].look(self.final.steps[step.number])
        if look.state == "fails":
            return ""
        return f"it depends on {others[-1].latex()}, which is given two meanings"

    def last(self, name: Name, number: int) -> Definition | None:
        """The last definition of a name before a step; none stands before it where the name is still a given quantity."""
        rivals = self.rivals[name]
        place = bisect_right(rivals, number, key=lambda d: d.step) - 1
        return rivals[place] if place >= 0 else None
