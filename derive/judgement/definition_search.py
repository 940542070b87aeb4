"""Edits of definitions, and of the names that statements define, that would explain what fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import is_value, mentions
from derive.judgement.edits import Vocabulary, chains, ordered, proposals
from derive.judgement.patterns import Patterns
from derive.judgement.reread import reread
from derive.judgement.rewriting import substituted
from derive.judgement.suspects import Suspects
from derive.judgement.trials import (
    DefinitionTrial,
    Place,
    Scored,
    between,
    new_definition,
    touching,
    with_side,
)
from derive.judgement.unknown_slopes import is_underived
from derive.meaning.expressions import Derivative, Expression, Name, Numeral, Symbol
from derive.meaning.sides import Part
from derive.meaning.statements import Step

MAX_PROPOSALS = 240  # that are read again, for one side
MAX_TRIALS = 120  # edits of definitions in indices and arrays, where each trial instantiates them anew
MAX_DOUBTFUL = 40  # the same where no step fails
MAX_GROPING = 10  # … and little of the document is understood
MOST_OPEN = 4  # steps that don't hold, for each that does, where a document is understood
_DEFINITION = 0.4


class DefinitionSearch:
    """What a search for one cause knows, and its edits of definitions."""

    def __init__(
        self,
        current: Assessment,
        words: Vocabulary,
        failing: list[int],
        suspects: Suspects,
        patterns: Patterns,
        doubtful: bool,
    ) -> None:
        self.current = current
        self.words = words
        self.failing = failing
        self.doubtful = doubtful
        holding = sum(look.state == "holds" for look in current.looks.values())
        self.symptoms = [n for n, look in current.looks.items() if look.state in ("fails", "open")]
        self.budget = MAX_TRIALS if not doubtful else MAX_DOUBTFUL if len(self.symptoms) <= MOST_OPEN * holding else MAX_GROPING
        self.thorough = False  # also look at edits that can't be better than one that was found
        self.hasty = False  # were some of these left out?
        self.left_out: list[Callable[[], bool]] = []  # tell whether there were any; few ask that
        self.tried: set[int] = set()  # the steps of definitions of which edits were tried
        self._of_definitions: dict[object, list[Scored]] = {}
        self._misnamed: dict[frozenset[Name] | None, list[Scored]] = {}
        self.patterns = patterns
        self.suspects = suspects
        self.focus = self.suspects.focus(failing)

    def place_of(self, definition: Definition) -> Place:
        step = self.current.steps[definition.step]
        return (step.chain, step.index + 1)

    # -- edits of a definition

    def definition(self, definition: Definition, dependent: list[int], strays: frozenset[str] = frozenset()) -> list[Scored]:
        """Edits of a definition, looked for once; with ``strays``, only of names with these bases, for which a single step may tell."""
        key = definition.step, tuple(dependent), strays
        if key not in self._of_definitions:
            self._of_definitions[key] = list(self._edited(definition, dependent, strays))
        return self._of_definitions[key]

    def _edited(self, definition: Definition, dependent: list[int], strays: frozenset[str]) -> Iterator[Scored]:
        current = self.current
        step = current.steps[definition.step]
        expression, part = step.right.expression, step.right
        if expression is None or is_value(definition):
            return
        place = self.place_of(definition)
        others = [n for n in self.symptoms if n not in dependent] if self.doubtful else []
        # one false step is likelier wrong itself, unless a pattern tells otherwise
        lone = not strays and len({*dependent, *others}) < 2 and (not current.model.world.plain or current.steps[self.focus].chain != step.chain)
        if lone and self.patterns.least_change(place) >= 0:
            return
        own = chains.completed(expression, (), self.words)
        found = ordered(iter([*self.patterns.restorations(place, self.words), *own, *proposals(expression, self.told(step), self.words)]))
        whole = current.model.world.plain or definition.parameters  # an index lets a family need its own other members
        bit = self.suspects.dependence.bits[definition.target] if whole else 0
        limit = float("inf")
        for proposal in found[:MAX_PROPOSALS]:
            if proposal.size > limit + 0.5 or self.budget <= 0:
                break
            if strays and not (isinstance(proposal.node, Symbol) and isinstance(proposal.new, Symbol) and proposal.node.name.base in strays):
                continue
            if isinstance(proposal.new, Numeral) and not proposal.new.value:
                continue  # it would make what depends on it hold by making it vanish
            if bit and proposal.new is not None and self.suspects.dependence.of(proposal.new) & bit:
                continue  # what needs the target itself can't define it
            quick = substituted(expression, proposal.node, proposal.new) if proposal.node and proposal.new else None
            if quick is not None:
                if not self.tells(expression, quick) or mentions(quick, definition.target) or (lone and self.patterns.change(place, quick) >= 0):
                    continue
                self.budget -= not current.model.world.plain
                if not self.holds(replace(definition, expression=quick)):
                    continue
            new = reread(current.derivation, part, proposal.edit)
            if new is None or new.expression is None or not self.tells(expression, new.expression) or mentions(new.expression, definition.target):
                continue
            if lone and self.patterns.change(place, new.expression) >= 0:
                continue
            self.budget -= quick is None and not current.model.world.plain
            changed = replace(definition, expression=new.expression)
            trial = self.trial(changed, place, new)
            if trial.state(self.focus) != "holds":
                continue
            mends = trial.mends([*dependent, *others])
            irregular = self.patterns.change(place, new.expression)
            regular = irregular >= 0
            if not strays and not current.model.world.plain and irregular >= 0 and self.too_few(mends, dependent):
                continue
            if self.focus not in mends or (not strays and len(mends) < 2 and regular and self.current.steps[self.focus].chain != step.chain):
                continue  # one false step is likelier wrong itself
            breaks = trial.breaks()
            strange = self.patterns.strange(place, new.expression)
            yield Scored(place, part, new, proposal, step.number, definition, mends, breaks, irregular, _DEFINITION, strange=strange)
            if not breaks and len(mends) == len(dependent):
                limit = min(limit, proposal.size)

    @cached_property
    def untold(self) -> set[str]:
        """The bases of what the focus differentiates and nothing defines, if it is open for that: it stays so until they are defined."""
        step, look = self.current.steps[self.focus], self.current.looks[self.focus]
        if look.state != "open" or not is_underived(look):
            return set()
        defined = {name.base for name in self.current.definitions}
        sides = [part.expression for part in (step.left, step.right) if part.expression is not None]
        taken = {n.operand.name.base for side in sides for n in side.walk() if isinstance(n, Derivative) and isinstance(n.operand, Symbol)}
        return taken - defined

    def tells(self, body: Expression, new: Expression) -> bool:
        """May another body of a definition settle the focus? Not where what nothing defines stands in it as often as before."""
        if not self.untold:
            return True
        before, after = (sum(isinstance(n, Symbol) and n.name.base in self.untold for n in side.walk()) for side in (body, new))
        return before != after

    def too_few(self, mends: tuple[int, ...], dependent: list[int]) -> bool:
        """Does an edit mend too few of the steps that fail with a definition? Those that fail for themselves don't count."""
        return len(mends) < 2 or (2 * len(mends) <= len(dependent) and 2 * len(mends) <= len(set(dependent) - (self.lone - {*mends})))

    @cached_property
    def lone(self) -> set[int]:
        """The failing steps on both sides of a side that alone is wrong: what stands around it agrees."""
        return {n for number in self.failing for n in between(self.current, number) if n != number}

    def told(self, step: Step) -> Expression | None:
        """What the focus says of the quantities in a definition: what the definition lost may stand there."""
        focus = self.current.steps[self.focus]
        return None if focus.chain == step.chain or self.current.model.world.plain else focus.right.expression

    def holds(self, changed: Definition) -> bool:
        if self.current.steps[self.focus].chain == self.current.steps[changed.step].chain:
            return True  # the focus itself is edited: only reading again tells
        return DefinitionTrial(self.current, changed, {}, self.suspects.dependence).state(self.focus) == "holds"

    def trial(self, changed: Definition, place: Place, new: Part, dropped: Name | None = None, rival: Definition | None = None) -> DefinitionTrial:
        edited = {s.number: with_side(s, place, new) for s in touching(self.current, place)}
        return DefinitionTrial(self.current, changed, edited, self.suspects.dependence, dropped, rival)

    # -- a definition under the wrong name

    def orphans(self) -> frozenset[Name]:
        """Names that nothing defines, though the document defines others of their family."""
        current = self.current
        if not current.model.world.plain:
            return frozenset()
        families = {(n.base, len(n.upper), len(n.lower)) for n in current.definitions}
        return frozenset(n for n in self.words.spelling if n not in current.definitions and (n.base, len(n.upper), len(n.lower)) in families)

    def misnamed(self, wanted: frozenset[Name] | None = None) -> list[Scored]:
        """Statements whose left side should be a name that nothing defines, looked for once."""
        if wanted not in self._misnamed:
            self._misnamed[wanted] = list(self._renamed(wanted))
        return self._misnamed[wanted]

    def _renamed(self, wanted: frozenset[Name] | None) -> Iterator[Scored]:
        """Statements whose left side should be a name that nothing defines (``wanted``: one of these).

        With ``wanted``, only statements that contradict another definition of their name.
        """
        current = self.current
        states = ("fails", "defines", "open")
        for step in current.steps.values():
            left = step.left.expression
            if step.index or not isinstance(left, Symbol) or current.looks[step.number].state not in states:
                continue
            rivals = [d for d in current.candidates.by_name.get(left.name, ()) if d.step != step.number]
            if wanted is not None and not rivals:
                continue
            if any(d.step in current.looks and current.looks[d.step].state == "holds" for d in rivals):
                continue  # it is said twice under one name
            place = (step.chain, 0)
            for proposal in ordered(proposals(left, None, self.words)):
                if not isinstance(proposal.new, Symbol) or proposal.new.name in current.definitions:
                    continue
                if (wanted is not None and proposal.new.name not in wanted) or (self.untold and proposal.new.name.base not in self.untold):
                    continue
                new = reread(current.derivation, step.left, proposal.edit)
                if new is None:
                    continue
                definition = new_definition(current, replace(step, left=new))
                if definition is None:
                    continue
                moves = current.looks[step.number].state == "defines"
                trial = self.trial(definition, place, new, left.name if moves else None, rivals[0] if rivals else None)
                if self.focus != step.number and trial.state(self.focus) != "holds":
                    continue
                symptoms = [n for n in self.symptoms if n != step.number]
                mends = trial.mends(symptoms)
                if mends:
                    breaks = trial.breaks()
                    if current.looks[step.number].state != "defines":
                        mends = (*mends, step.number)
                    change = self.patterns.change(place, definition_head(new))
                    yield Scored(place, step.left, new, proposal, step.number, None, mends, breaks, change)


def definition_head(part: Part) -> Symbol:
    assert isinstance(part.expression, Symbol)
    return part.expression
