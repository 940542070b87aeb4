"""The search for one cause: edits of the step that fails, and of the definitions that it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import takewhile

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Definition
from derive.judgement.definition_search import MAX_PROPOSALS, DefinitionSearch
from derive.judgement.edits import (
    FAR_SIZE,
    LEAST,
    Ordered,
    Proposal,
    Reach,
    Source,
    analogy,
    chains,
    distant,
    ordered,
    sources,
)
from derive.judgement.repair import ALIKE
from derive.judgement.reread import reread
from derive.judgement.rewriting import tried
from derive.judgement.rounding import is_rounded
from derive.judgement.sifting import sieve_of
from derive.judgement.trials import (
    SYMPTOMS,
    Place,
    Scored,
    side_effect,
    touching,
)
from derive.meaning.expressions import Application, Derivative, Expression, Name, Symbol
from derive.meaning.sides import Part
from derive.meaning.statements import Step

ORDINARY = 250  # signs in a side; of a longer one fewer edits are read again
MAX_STRAYS = 24  # edits of one name in a definition that stands nowhere else
_HEAD = 0.7  # what a chain derives is hardly called by another letter
_LEFT = 0.3  # the left side of a step is a little less likely to be the wrong one
_BARE = -0.3  # a chain begins with a quantity, not with its negative
_TOLD = 3  # so much more regular is a name that another statement about the same quantity has
_SIDES = 2  # steps that an edit of one side can mend

Lot = Callable[[Callable[[], float]], Iterator[Proposal]]  # edits, the smallest first, up to a size that may become less


class Search(DefinitionSearch):
    """The search for one cause: edits of the step that fails before those of what it depends on."""

    def best(self, thorough: bool = False) -> list[Scored]:
        """The edits that explain the focus, the best first; empty if there are none."""
        self.thorough, self.hasty, self.left_out, self.tried = thorough, False, [], set()
        step = self.current.steps[self.focus]
        found: list[Scored] = []
        for definition, dependent in self.suspects.of(self.focus, self.failing):
            # a definition that stands out, and on which more depends than an edit of the step can mend
            if len(dependent) > _SIDES and self.suspects.odd(definition):
                self.tried.add(definition.step)
                found = sorted([*found, *self.definition(definition, dependent)], key=Scored.rank)
        if orphans := self.orphans():
            found = sorted([*found, *self.misnamed(orphans)], key=Scored.rank)
            if found and len(found[0].mends) > _SIDES and not found[0].breaks:
                return [s for s in found if not s.breaking]
        if not found or found[0].breaks or len(found[0].mends) <= _SIDES or found[0].irregular >= 0:
            found = sorted([*found, *self.sides(step)], key=Scored.rank)
            if self.enough(found):
                return found
        if len(self.failing) > 1 or not found or self.suspicious():
            for definition, dependent in self.suspects.of(self.focus, self.failing):
                if definition.step in self.tried or (found and found[0].rank()[:3] < self.promise(definition, dependent)):
                    continue
                found = sorted([*found, *self.definition(definition, dependent)], key=Scored.rank)
        plain = self.current.model.world.plain
        if plain and (self.current.looks[self.focus].state == "open" or not found or found[0].breaks):
            found = sorted([*found, *self.misnamed()], key=Scored.rank)
        if not found and not self.doubtful:
            found = sorted(self.strays(), key=Scored.rank)
        return [s for s in found if not s.breaking]

    def left_some_out(self) -> bool:
        """Were edits left out that can't be better than one that was found, but may do as well?"""
        return self.hasty or any(some() for some in self.left_out)

    def strays(self) -> Iterator[Scored]:
        """Edits of definitions in the place of a name that stands nowhere else: where nothing mends the step itself, it alone may tell of it."""
        for definition, dependent in self.suspects.of(self.focus, self.failing):
            bases = {n.name.base for n in definition.expression.walk() if isinstance(n, Symbol)} - self.used_without(definition)
            if bases:
                left, self.budget = self.budget, MAX_STRAYS
                yield from self.definition(definition, dependent, frozenset(bases))
                self.budget = left

    def used_without(self, definition: Definition) -> set[str]:
        """The bases of all names that stand elsewhere than in the body of a definition; in a chain about f(u), the u means nothing elsewhere."""
        chains = self.current.derivation.chains
        steps = [s for s in self.current.steps.values() if not isinstance(chains[s.chain].parts[0].expression, Application)]
        sides = [p.expression for s in steps for p in (s.left, s.right) if p.expression is not None and p.expression is not definition.expression]
        return {n.name.base for side in sides for n in side.walk() if isinstance(n, Symbol)}

    def promise(self, definition: Definition, dependent: list[int]) -> tuple[float, ...]:
        """The best that an edit of a definition can do: mend all that depends on it, and restore its pattern."""
        return (0, -len(dependent), -max(self.patterns.irregularity(self.place_of(definition)), 0))

    def enough(self, found: list[Scored]) -> bool:
        """Is the best edit of the step itself beyond doubt?"""
        if not found or found[0].breaks or self.doubtful:
            return False
        return (found[0].irregular < 0 and found[0].place[1] > 0) or (set(found[0].mends) >= set(self.failing) and not self.suspicious())

    def suspicious(self) -> bool:
        """Does a definition that the step depends on break a pattern?"""
        suspects = self.suspects.of(self.focus, self.failing)
        return any(self.suspects.odd(d) for d, _ in suspects)

    # -- edits of the step itself

    def sides(self, step: Step) -> Iterator[Scored]:
        if is_rounded(step):
            return
        best: Scored | None = None
        for right in (True, False):
            place = (step.chain, step.index + right)
            touched = touching(self.current, place)
            owner = next((s for s in touched if s.index + 1 == place[1] and self.current.looks[s.number].state == "defines"), None)
            if owner is not None and self.doubtful and not self.current.model.world.plain:
                continue
            if owner is not None:
                definition = next(d for d in self.current.definitions.values() if d.step == owner.number)
                if definition.step not in self.tried:
                    yield from self.definition(definition, self.failing)
            else:
                for scored in self.side(step, place, right, touched, best):
                    if best is None or scored.rank() < best.rank():
                        best = scored
                    yield scored

    def largest(self, place: Place, touched: list[Step], best: Scored) -> float:
        """How large an edit of a side may be to come before one of the other side; infinite where that isn't known."""
        mendable = sum(self.current.looks[s.number].state in SYMPTOMS for s in touched)
        circular = any(self.current.looks[s.number].reason == "circular" for s in touched)
        if self.thorough or best.breaks or circular or len(best.mends) < mendable or best.irregular > self.patterns.least_change(place):
            return float("inf")
        self.hasty = True
        return best.rank()[-1] - _LEFT - self.patterns.least_strange(place)

    def enough_of(self, scored: Scored, place: Place, touched: list[Step]) -> float:
        """How large edits of a side may be to come before one that was found, or to make it less sure; infinite where that isn't known."""
        mendable = sum(self.current.looks[s.number].state in SYMPTOMS for s in touched)
        if self.thorough or self.doubtful or scored.breaks or len(scored.mends) < mendable or scored.irregular > self.patterns.least_change(place):
            return float("inf")
        least = 0.0 if place[1] else _BARE
        size = scored.rank()[-1]
        return max(size - self.patterns.least_strange(place), size - scored.strange + ALIKE) - least

    def side(self, step: Step, place: Place, right: bool, touched: list[Step], best: Scored | None) -> Iterator[Scored]:
        part, other = (step.right, step.left) if right else (step.left, step.right)
        if part.expression is None or other.expression is None:
            return
        count, most = 0, MAX_PROPOSALS * ORDINARY // max(ORDINARY, len(part.tokens))
        limit = float("inf")
        largest = float("inf") if best is None else self.largest(place, touched, best)
        penalty = 0.0 if right else _LEFT
        circular = self.current.looks[step.number].reason == "circular"
        head = not right and isinstance(part.expression, (Derivative, Symbol, Application))

        allowance = _LEFT - _BARE if not place[1] else 0.0
        if largest + allowance < LEAST:
            return

        def considered(proposal: Proposal) -> bool:
            if (head or circular) and proposal.kind not in ("index", "name", "prime"):
                return False  # a head, or what leads back to it, may be misnamed, but it is what it is
            return proposal.size <= largest + (allowance if proposal.kind == "sign" else 0.0)

        sure = float("inf")

        def bound() -> float:
            return min(limit + 0.6, largest + allowance, sure)

        for smallest, found, passes in self.candidates(step, place, part, other, considered):
            self.hasty |= sure < smallest <= limit + 0.6
            if smallest > min(limit + 0.6, largest, sure):
                break
            for proposal in found(bound):
                if not considered(proposal) or not passes(proposal):
                    continue
                if count > most:
                    break
                count += 1
                quick = tried(part, proposal)
                if quick is not None and side_effect(self.current, touched, place, quick, step.number) is None:
                    continue
                new = reread(self.current.derivation, part, proposal.edit)
                effect = None if new is None else side_effect(self.current, touched, place, new, step.number)
                if new is None or new.expression is None or effect is None:
                    continue
                change = self.patterns.change(place, new.expression)
                if proposal.kind == "guess" and change >= 0:
                    continue
                carried = effect[1] == 1 and right and place[1] > 0
                bare = not place[1] and proposal.kind == "sign" and isinstance(new.expression, (Derivative, Symbol, Application))
                less = _BARE if bare else _HEAD if head and proposal.kind == "name" else penalty
                strange = self.patterns.strange(place, new.expression)
                if circular and isinstance(proposal.new, Symbol) and proposal.new.name in self.told_of(step):
                    change -= _TOLD
                scored = Scored(place, part, new, proposal, step.number, None, *effect, change, less, carried, strange)
                yield scored
                if not scored.breaks and scored.irregular <= 0:
                    limit = min(limit, proposal.size)
                    if not circular:
                        sure = min(sure, self.enough_of(scored, place, touched))
            if sure < min(limit + 0.6, largest + allowance) and count <= most:  # whether that leaves any out is only found out where it matters
                self.left_out.append(partial(_any_between, found, sure, limit + 0.6, considered, passes))

    def told_of(self, step: Step) -> set[Name]:
        """What the other statements about the name that a step begins with speak of."""
        head = step.left.expression
        if not isinstance(head, Symbol):
            return set()
        others = [s for s in self.current.steps.values() if s is not step and isinstance(s.left.expression, Symbol) and s.left.expression.name == head.name]
        return {n.name for s in others if s.right.expression for n in s.right.expression.walk() if isinstance(n, Symbol)} - {head.name}

    def candidates(
        self, step: Step, place: Place, part: Part, other: Part, considered: Callable[[Proposal], bool]
    ) -> Iterator[tuple[float, Lot, Callable[[Proposal], bool]]]:
        """Edits of one side in two lots, the likeliest first, each with its smallest size and with what tells by numbers which may do."""
        assert part.expression is not None
        assert other.expression is not None
        plain = self.current.model.world.plain
        told: list[Source] = [(analogy.SIZE, partial(self.patterns.restorations, place, self.words)), *self.told_by_chain(place, part.expression)]
        near = Ordered([*told, *sources(part.expression, other.expression, self.words, Reach.WIDE if plain else Reach.CLOSE)])
        sieve = _Lazily(lambda: self.sieve(step, part, other))
        if not plain and self.doubtful:
            yield 0.0, partial(self.harmless, part.expression, near), sieve.passes
            return
        yield 0.0, near.within, sieve.passes
        if plain:
            far = cache(partial(self.far, part.expression, other.expression, near, considered))
            yield FAR_SIZE, lambda most: takewhile(lambda p: p.size <= most(), far()), sieve.passes

    def sieve(self, step: Step, part: Part, other: Part) -> Callable[[Proposal], bool]:
        """What sorts out edits of one side by numbers."""
        assert part.expression is not None
        assert other.expression is not None
        try:
            sieve = sieve_of(self.current, step, part.expression, other.expression, self.suspects.single)
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange):
            never = self.current.model.world.plain  # the other side has no value that this one could take
            return lambda _: not never
        return sieve.passes if sieve is not None else lambda _: True

    def far(self, root: Expression, other: Expression, near: Ordered, considered: Callable[[Proposal], bool]) -> list[Proposal]:
        """Edits with any name of the document."""
        return ordered(filter(considered, distant(near, root, other, self.words)))

    def harmless(self, root: Expression, near: Ordered, most: Callable[[], float]) -> Iterator[Proposal]:
        """Where a step says nothing false, only a derivative of or by a wrong name is blamed."""
        spans = {s.span for d in root.walk() if isinstance(d, Derivative) for s in d.walk()}
        return (p for p in near.within(most) if p.kind in ("index", "name") and p.place in spans)

    def told_by_chain(self, place: Place, own: Expression) -> Iterator[Source]:
        """Edits that the rest of a chain tells of; where names are whole, the document is searched anyway."""
        if not place[1]:
            return
        chain, parts = place[0], self.patterns.parts
        places = [(chain, index) for index in range(len(self.current.derivation.chains[chain].parts)) if index != place[1]]
        sides = [parts[other] for other in places if other in parts]
        whole = next((e for e in sides if isinstance(e, Derivative) and chains.is_simple(e)), None)
        if whole is not None:
            yield chains.JOINED, partial(chains.joined, own, whole, self.words)
            yield chains.DIFFERENTIATED, partial(chains.differentiated, own, whole, self.words)
        if not self.current.model.world.plain:
            others = [*sides, *self.patterns.values_of([own, *sides], place[0])]
            yield chains.BORROWED, partial(chains.borrowed, own, others, self.words)
            yield chains.COMPLETED, partial(chains.completed, own, others, self.words)


def _any_between(found: Lot, low: float, high: float, considered: Callable[[Proposal], bool], passes: Callable[[Proposal], bool]) -> bool:
    """May an edit do that is larger than one size, and not than another?"""
    return any(proposal.size > low and considered(proposal) and passes(proposal) for proposal in found(lambda: high))


class _Lazily:
    """A test that is made when it is first asked for: of many sides no edit gets so far."""

    def __init__(self, make: Callable[[], Callable[[Proposal], bool]]) -> None:
        self._make = make
        self._test: Callable[[Proposal], bool] | None = None

    def passes(self, proposal: Proposal) -> bool:
        """Does an edit pass?"""
        if self._test is None:
            self._test = self._make()
        return self._test(proposal)
