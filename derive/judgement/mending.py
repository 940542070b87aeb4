"""The edit that gives a document the definitions which its derivatives speak of.

Few edits can close a gap; each is tried on the whole document, at the sizes that its formulas
are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess, survey
from derive.judgement.bounds import odd_bounds
from derive.judgement.definition_search import MOST_OPEN
from derive.judgement.definitions import as_definition, mentions
from derive.judgement.doubts import says_nothing
from derive.judgement.edits import Proposal, vocabulary
from derive.judgement.gap_edits import GapEdit, GapEdits
from derive.judgement.given import sum_to_one, world_of
from derive.judgement.patterns import Patterns
from derive.judgement.reasons import CIRCLE, ENDLESS
from derive.judgement.repair import ALIKE
from derive.judgement.reread import reread
from derive.judgement.single_unit import SingleUnit
from derive.judgement.structure import Gap, gap
from derive.judgement.trials import Place, Scored, edited_steps, is_hollow, touching, vanishes
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.sides import Part
from derive.meaning.statements import Step

MAX_TRIALS = 100  # of one search; each looks at the whole document
MAX_STEPS = 7500  # of all trials of one search together
MAX_AGAIN = 2400  # the same of those that infer the shapes of a document anew
MAX_GROPING = 15  # the same where little of a document is understood, as where no more than two steps hold
MAX_GAPS = 3
FEW = 24  # steps that a slip may upset, however little holds
AT_A_TIME = 8  # steps
MANY = 4  # times as many steps must be mended as were zeros and then fail
_SYMPTOMS = ("fails", "open", "misfit")
_GOOD = ("holds", "defines", "assigns", "assumes")

Rank = tuple[int, int, float]  # steps that stay wrong, how irregular it is, size; smaller is better
Waiting = tuple[Rank, int, GapEdit, "Candidate | None"]  # an edit that is still to be read, or read and to be tried


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edit of a side, with what is known of it before it is tried."""

    step: Step
    proposal: Proposal
    place: Place
    part: Part  # as it was
    new: Part
    steps: dict[int, Step]  # those that have the side, as they read then
    definition: Definition | None  # what the step defines then
    irregular: int  # by how much it makes the side more irregular
    strange: float

    @property
    def rank(self) -> Rank:
        """What the edit is worth if it mends all."""
        return (0, self.irregular, self.proposal.size + self.strange)


def is_worse(rank: Rank, proposal: Proposal, best: Rank, scored: Scored) -> bool:
    """Is an edit that was tried better than what another one can be, and by so much that this makes it no less sure?"""
    return rank > best and (rank[:-1] > best[:-1] or proposal.size >= scored.proposal.size + ALIKE)


def close_gaps(current: Assessment, edited: Mapping[Place, Part], silent: set[int]) -> Iterator[tuple[list[Scored], Assessment]]:
    """Repairs of definitions, each as its candidates with the document after the best; the caller notes the edits."""
    for _ in range(MAX_GAPS):
        mending = Mending(current, edited, silent)
        best = mending.best() if mending.telling and mending.gap else None
        if best is None:
            return
        yield best
        current = best[1]


def apart(after: Assessment, steps: tuple[int, ...], definition: Definition | None) -> bool:
    """Is no step made of what is defined? An edit mends such steps by the shapes alone that it leads others to have."""
    if definition is None or definition.target not in after.definitions:
        return False
    dependence = after.dependence
    return not any(dependence.of_step(after.steps[n]) & dependence.bits[definition.target] for n in steps)


class Mending:
    """The search for the edit that closes a gap."""

    def __init__(self, current: Assessment, edited: Mapping[Place, Part], silent: set[int]) -> None:
        self.current = current
        self.edited = edited
        self.world = replace(current.model.world, typed=False)  # whether letters tell the layer, each trial finds anew
        self.symptoms = [n for n, look in current.looks.items() if look.state in _SYMPTOMS and n not in silent]
        self.good = [n for n, look in current.looks.items() if look.state in _GOOD]
        self.probes = {self.symptoms[i] for i in (0, len(self.symptoms) // 2, -1)} if self.symptoms else set()
        self.single = SingleUnit(current)
        # where little holds, a document isn't understood; a gap in it tells nothing
        holding = sum(look.state == "holds" for look in current.looks.values())
        apart = sum(look.state in _SYMPTOMS and CIRCLE not in look.reason and ENDLESS not in look.reason for look in current.looks.values())
        self.telling = len(self.symptoms) > 0 and apart <= max(MOST_OPEN * holding, FEW)
        size = max(len(current.steps), 1)
        widely = len(self.symptoms) <= max(MOST_OPEN * holding, FEW if holding > 2 else 0)
        self.trials = min(MAX_TRIALS if widely else MAX_GROPING, MAX_STEPS // size)
        self.surveys = MAX_AGAIN // size
        self.gap = gap(current) if self.telling else Gap()
        self.least: dict[Place, tuple[int, float]] = {}  # by how much an edit of a side can make it more regular

    @cached_property
    def probed(self) -> set[object]:
        """All that the probes are made of."""
        return self.named_below(self.probes)

    @cached_property
    def slopes(self) -> set[str]:
        """The bases of what is defined as a derivative, and of the losses: nothing that gradients are taken of is made of those."""
        return {d.target.base for d in self.current.definitions.values() if _differentiates(d.expression)} | self.current.facts.losses

    def best(self) -> tuple[list[Scored], Assessment] | None:
        """The edits that mend most and break nothing, the best first, with the document after the best."""
        self.patterns = Patterns(self.current)
        edits = GapEdits(self.current, self.gap, vocabulary(self.current.derivation), self.patterns, self.symptoms)
        tried: list[tuple[Rank, Scored, Assessment]] = []
        waiting: list[Waiting] = [(self.at_best(edit), number, edit, None) for number, edit in enumerate(self.smallest(edits))]
        heapify(waiting)
        while waiting:  # the likeliest first; few have to be read to know that
            rank, number, edit, candidate = heappop(waiting)
            if tried and is_worse(rank, edit[1], *min(tried, key=lambda item: item[0])[:2]):
                continue
            if candidate is None:
                if (candidate := self.read(*edit)) is not None:
                    heappush(waiting, (candidate.rank, number, edit, candidate))
            elif (outcome := self.tried(candidate)) is not None:
                tried.append(outcome)
        tried.sort(key=lambda item: item[0])
        return ([scored for _, scored, _ in tried], tried[0][2]) if tried else None

    def smallest(self, edits: GapEdits) -> list[GapEdit]:
        """The smallest edits of each kind, and before them those that close two parts of the gap at once."""
        found: dict[object, GapEdit] = {}
        for lot in edits.lots():
            for edit in sorted(lot, key=lambda e: (not edits.opens(e), e[1].size))[: self.trials]:
                found.setdefault((edit[1].edit, edit[2]), edit)
        return list(found.values())

    def at_best(self, edit: GapEdit) -> Rank:
        """What an edit is worth if it makes its side as regular as can be, and mends all."""
        step, proposal, left = edit
        place = (step.chain, step.index + (not left))
        if place not in self.least:
            self.least[place] = (self.patterns.least_change(place), self.patterns.least_strange(place))
        change, strange = self.least[place]
        return (0, change, proposal.size + strange)

    def read(self, step: Step, proposal: Proposal, left: bool) -> Candidate | None:
        """An edit as the document reads with it; None if it can't be."""
        current = self.current
        place = (step.chain, step.index + (not left))
        part = step.left if left else step.right
        if current.derivation.document.source.slice(proposal.edit.span).strip() == proposal.edit.text.strip():
            return None
        new = reread(current.derivation, part, proposal.edit)
        if new is None or new.expression is None or place in self.edited:
            return None
        steps = edited_steps(current.derivation, {**self.edited, place: new})
        definition = None if step.index else as_definition(steps[step.number])
        if not step.index and (told := sum_to_one(steps[step.number])) is not None:
            definition = Definition(Name(told), (), ex.Numeral(step.right.span, Fraction(1)), step.number)
        if definition is not None and mentions(definition.expression, definition.target):
            return None
        if definition is None and not left and as_definition(step) is not None and not step.index:
            return None
        if definition is not None and not left and part.expression is not None and self.slopes & _bases(new.expression) - _bases(part.expression):
            return None  # what is differentiated isn't made of its derivatives, nor of what is only differentiated
        irregular, strange = self.patterns.change(place, new.expression), self.patterns.strange(place, new.expression)
        return Candidate(step, proposal, place, part, new, steps, definition, irregular, strange)

    def tried(self, candidate: Candidate) -> tuple[Rank, Scored, Assessment] | None:
        """An edit with what it does to the whole document; None if that speaks against it."""
        current, step, proposal, place = self.current, candidate.step, candidate.proposal, candidate.place
        steps, definition, left = candidate.steps, candidate.definition, place[1] == step.index
        if (chosen := self.chosen(definition)) is None:
            return None
        if not self.concerns(steps, step, definition) or (definition is not None and self.hopeless(steps, chosen)):
            return None
        after = self.after(steps, chosen, proposal)
        if after is None:
            return None
        near = [n for n in self.good if current.steps[n].chain == step.chain]
        if self.broken(after, len(self.symptoms), near):
            return None  # what stands beside it knows best
        before = current.looks
        survey(after, set(self.symptoms))
        own = {s.number for s in touching(current, place)} if definition is None else {step.number}
        mends = tuple(
            n for n in self.symptoms
            if after.looks[n].state in _GOOD
            and (definition is None or n not in own)
            and not (left and after.looks[n].state == "defines")  # it takes the place of what was renamed, and says no more than that
            and not is_hollow(after, before[n], after.looks[n])
        )  # fmt: skip
        if not mends:
            return None
        left_over = len(self.symptoms) - len(mends) - sum(n in own and definition is not None for n in self.symptoms)
        few = len(mends) < 2 or 2 * left_over > len(self.symptoms)
        if few and definition is not None and all(before[n].state == "misfit" for n in mends):
            return None  # a step or two may stand for single numbers
        if few and definition is not None and isinstance(definition.expression, ex.Symbol) and proposal.kind == "name":
            return None  # another name for a name: what is told of a few steps is too little
        if self.broken(after, len(mends), self.good):
            return None
        survey(after, after.steps.keys() - after.looks.keys())
        if few and definition is not None and self.as_it_stands(as_definition(step), mends):
            return None  # the definition would do as it stands, with the index of a sample that its head lacks
        if few and (not gap(after).closes(self.gap) or apart(after, mends, definition)):
            return None  # a step or two may be wrong themselves, unless the derivatives tell the same
        strange = candidate.strange
        if "\\sum" in proposal.edit.text:
            strange += 0.1 * sum(1 for _ in odd_bounds(current.derivation, after.steps.values()))
        wrong = definition and (as_definition(step) or definition)
        scored = Scored(place, candidate.part, candidate.new, proposal, step.number, wrong, mends, 0, candidate.irregular, strange=strange)
        return None if says_nothing(current, scored) else ((left_over, candidate.irregular, proposal.size + strange), scored, after)

    def as_it_stands(self, definition: Definition | None, mends: tuple[int, ...]) -> bool:
        """Would a definition that was left out mend steps without an edit?"""
        current = self.current
        if definition is None or definition.target in current.definitions:
            return False
        chosen = {**current.definitions, definition.target: definition}
        after = assess(current.derivation, edited=current.steps, chosen=chosen, only=set(), before=current, world=self.world)
        return all(after.look(current.steps[n], brief=True).state in _GOOD for n in mends)

    def named_below(self, numbers: set[int]) -> set[object]:
        """All that some steps are made of: names, or bases where a letter or an array stands for many names."""
        unit = self.current.model.unit
        bodies: dict[object, list[Expression]] = {}
        for definition in self.current.definitions.values():
            bodies.setdefault(unit(definition.target), []).append(definition.expression)
        steps = [self.current.steps[n] for n in numbers]
        waiting = [side for s in steps for side in (s.left.expression, s.right.expression) if side is not None]
        found: set[object] = set()
        while waiting:
            for node in waiting.pop().walk():
                name = node.name if isinstance(node, ex.Symbol) else node.function if isinstance(node, ex.Application) else None
                if name is not None and unit(name) not in found:
                    found.add(unit(name))
                    waiting += bodies.get(unit(name), [])
        return found

    def concerns(self, steps: Mapping[int, Step], edited: Step, definition: Definition | None) -> bool:
        """Can an edit be felt in a probe? It is one, or is made of what is defined or was."""
        if any(n in steps and steps[n] is not self.current.steps[n] for n in self.probes):
            return True
        before = as_definition(edited) if definition is not None else None
        if definition is None or isinstance(definition.expression, ex.Numeral):
            return definition is not None  # a condition holds for what isn't named there
        unit = self.current.model.unit
        return bool(self.probed & {unit(d.target) for d in (before, definition) if d is not None})

    def hopeless(self, steps: Mapping[int, Step], chosen: dict[Name, Definition]) -> bool:
        """Are all probes false even for single numbers?"""
        return all(self.single.fails_with(chosen, steps.get(n, self.current.steps[n])) for n in self.probes)

    def after(self, steps: dict[int, Step], chosen: dict[Name, Definition], proposal: Proposal) -> Assessment | None:
        """The document after an edit, with no step looked at; None if it doesn't even help the probes."""
        current = self.current
        after = assess(current.derivation, edited=steps, chosen=chosen, only=set(), before=current, world=self.world)
        states = {after.look(steps.get(n, current.steps[n]), brief=True).state for n in self.probes}
        # the formulas tell what is an array, and which letters are sizes: an edit may change that
        shaped = self.world.ranks.arrays and states & {"holds", "misfit"}
        if (shaped or "\\sum" in proposal.edit.text) and self.surveys > 0:
            self.surveys -= 1
            world = replace(world_of(current.derivation, steps), typed=False)
            if world != self.world:
                after = assess(current.derivation, edited=steps, chosen=chosen, only=set(), before=current, world=world)
                states = {after.look(steps.get(n, current.steps[n]), brief=True).state for n in self.probes}
        return after if "holds" in states else None

    def broken(self, after: Assessment, mended: int, good: list[int]) -> bool:
        """Does one of the steps that were good no longer hold? They are looked at some at a time.

        A step that held as zeros, for want of a path, may be false with one: that tells nothing
        against an edit that mends far more. Two such steps with a side in common, which may be
        wrong itself, count once.
        """
        upset: set[int] = set()
        for start in range(0, len(good), AT_A_TIME):
            lot = good[start : start + AT_A_TIME]
            survey(after, set(lot) - after.looks.keys())
            for n in lot:
                if after.looks[n].state not in _GOOD:
                    steps = self.current.steps
                    if n - 1 not in upset or steps[n - 1].chain != steps[n].chain:
                        upset.add(n)
                    if MANY * len(upset) > mended or not vanishes(self.current, self.current.looks[n]):
                        return True
        return False

    def chosen(self, changed: Definition | None) -> dict[Name, Definition] | None:
        """The choice of definitions with one that is changed; None if another step defines that name."""
        if changed is None:
            return dict(self.current.definitions)
        if isinstance(changed.expression, ex.Numeral):  # a condition
            return {name: d for name, d in self.current.definitions.items() if d.step != changed.step}
        found = {name: d for name, d in self.current.definitions.items() if d.step != changed.step}
        if changed.target in found:
            return None
        for name, rivals in self.current.candidates.by_name.items():
            others = [d for d in rivals if d.step != changed.step]
            if others and name not in found:
                found[name] = others[0]
        found[changed.target] = changed
        # the first of an array and of its entries that is defined tells what both are: an edit is no reason to turn that round
        places = {name: place for place, name in enumerate(self.current.definitions)}
        return dict(sorted(found.items(), key=lambda item: places.get(item[0], len(places))))


def _differentiates(expression: Expression) -> bool:
    return any(isinstance(node, ex.Derivative) for node in expression.walk())


def _bases(expression: Expression) -> set[str]:
    return {node.name.base for node in expression.walk() if isinstance(node, ex.Symbol)}
