"""From the steps that fail to the few edits that explain them.

The failing step that depends on the fewest definitions is looked at first: it is wrong
itself, or one of those definitions is. Edits of either are tried; what mends most and
breaks nothing is the cause, then what restores the pattern of its family, then what is the
smaller slip. Repaired in thought, the document is looked at again, until nothing fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.decide import prove
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Scope, Undecidable
from derive.algebra.model import Definition
from derive.algebra.prover import Prover
from derive.judgement.assessment import Assessment, assess, is_rounded, parameters
from derive.judgement.balance import Unbalanced, balanced, unbalanced
from derive.judgement.definitions import as_definition, is_value, mentions, symbols
from derive.judgement.edits import (
    FAR_SIZE,
    Proposal,
    Reach,
    Vocabulary,
    brackets,
    chains,
    ordered,
    proposals,
    vocabulary,
)
from derive.judgement.mending import close_gaps
from derive.judgement.patterns import Patterns
from derive.judgement.reread import reread
from derive.judgement.rewriting import substituted
from derive.judgement.sieve import Sieve
from derive.judgement.single_unit import SingleUnit
from derive.judgement.suspects import Suspects
from derive.judgement.trials import (
    DefinitionTrial,
    Place,
    Scored,
    edited_steps,
    new_definition,
    side_effect,
    touching,
    with_side,
)  # fmt: skip
from derive.meaning.expressions import Application, Derivative, Expression, Name, Numeral, Symbol, Transposition
from derive.meaning.sides import Part
from derive.meaning.statements import Derivation, Step
from derive.source.text import Edit

MAX_ROUNDS = 40
MAX_PROPOSALS = 240  # that are read again, for one side
MAX_TRIALS = 120  # edits of definitions in indices and arrays, where each trial instantiates them anew
MAX_ALL_TRIALS = 480  # the same for the whole document
MAX_DOUBTFUL = 40  # the same where no step fails
MAX_REARRANGED = 24  # definitions put in another order, where shapes don't fit
MAX_UNFIT = 1000  # edits of steps whose shapes don't fit
MAX_SHOWN = 3
MAX_CONFIRMED = 5  # candidates of which a proof is tried
_HEAD = 0.7  # what a chain derives is hardly called by another letter
_LEFT = 0.3  # the left side of a step is a little less likely to be the wrong one
_BARE = -0.3  # a chain begins with a quantity, not with its negative
_DEFINITION = 0.4
_SHAPES = 3  # steps whose shapes must not fit before a definition is blamed for it
_SHAPING = ("transpose", "order", "bracket", "term lost")
_STANDS_OUT = 8  # steps that hold for each that can't be decided
_SIDES = 2  # steps that an edit of one side can mend


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
    carried: bool = False  # the sides after it repeat the slip
    doubtful: bool = False  # the steps that it mends can't be decided without it; they don't fail


@dataclass(frozen=True, slots=True)
class Explanation:
    """All causes, and the document as it reads after their repairs."""

    repairs: tuple[Repair, ...]
    repaired: Assessment
    unexplained: tuple[int, ...]  # steps that fail and that nothing small mends
    unbalanced: tuple[Unbalanced, ...] = ()  # sides with a bracket that has no partner


def explain(assessment: Assessment, silent: Iterable[int] = ()) -> Explanation:
    """The causes of all failing steps but those that are ``silent``: they can't be called wrong."""
    derivation = assessment.derivation
    words: Vocabulary | None = None
    repairs: list[Repair] = []
    current, lone, edited = balanced(assessment, unbalanced(derivation))
    given_up: set[int] = {*silent, *(number for side in lone if not side.proposals for number in side.steps)}
    suspects: Suspects | None = None
    patterns: Patterns | None = None
    trials = MAX_ALL_TRIALS
    for scored, closed in close_gaps(current, edited, given_up):
        repairs.append(_repair(scored, doubtful=False))
        edited[scored[0].place] = scored[0].new
        current = closed
    for _ in range(MAX_ROUNDS):
        failing = [n for n in current.failing() if n not in given_up]
        doubtful = [] if failing else [n for n in _undefined(current) if n not in given_up]
        if not failing and not doubtful:
            break
        words = words or vocabulary(derivation)
        suspects = Suspects(current, suspects)
        patterns = Patterns(current, patterns)
        search = Search(current, words, failing or doubtful, suspects, patterns, doubtful=not failing)
        search.budget = min(search.budget, trials)
        before = search.budget
        found = search.best()
        if not failing and not _settled(current, doubtful):
            found = [s for s in found if _slips(current, s)]
        trials -= before - search.budget
        if not found or found[0].place in edited:
            given_up.add(search.focus)
            continue
        after = current
        for _ in range(MAX_CONFIRMED):
            place, new = found[0].place, found[0].new
            after = advance(current, found[0], edited_steps(derivation, {**edited, place: new}), search.suspects)
            if confirmed(after, search.focus):
                break
            found = found[1:]
            if not found or found[0].place in edited:
                break
        else:
            found = []
        if not found or found[0].place in edited:
            given_up.add(search.focus)
            continue
        repairs.append(_repair(found, doubtful=not failing))
        if found[0].carried:  # what follows agrees with the slip: leave it as it reads
            given_up.add(search.focus)
            continue
        edited[found[0].place] = found[0].new
        current = after
    if any(look.state == "misfit" for look in current.looks.values()):
        unfit, current = _misfit_definition(current, words or vocabulary(derivation), edited)
        repairs += unfit
        repairs += _misfits(current, words or vocabulary(derivation), edited, given_up)
    return Explanation(tuple(repairs), current, tuple(n for n in current.failing()), tuple(lone))


def confirmed(after: Assessment, focus: int) -> bool:
    """Is the step that a repair is about proved with it? What numbers suggest may still be an accident."""
    look = after.looks[focus]
    if look.state != "holds" or is_rounded(after.steps[focus]):
        return look.state not in ("fails", "open")
    model = after.model
    prover = Prover(model.dag, model.functions)
    return all(prove(model.dag, model.functions, prover, left, right).equal for left, right in look.pairs)


def _misfit_definition(current: Assessment, words: Vocabulary, edited: dict[Place, Part]) -> tuple[list[Repair], Assessment]:
    """A definition with a transposition lost, or in another order, that accounts for every step whose shapes don't fit."""
    unfit = [n for n, look in current.looks.items() if look.state == "misfit"]
    suspects = Suspects(current)
    tried = 0
    for definition in current.definitions.values() if len(unfit) >= _SHAPES else ():
        bit = suspects.dependence.bits[definition.target]
        if not definition.step or not all(suspects.mask(n) & bit for n in unfit):
            continue
        step = current.steps[definition.step]
        place = (step.chain, step.index + 1)
        kept = current.model.without(definition.target)
        fitting: list[Scored] = []
        near = [*chains.completed(definition.expression, (), words), *proposals(definition.expression, None, words)]
        for proposal in ordered(iter(near)):
            if proposal.kind not in _SHAPING or place in edited or tried > MAX_REARRANGED:
                continue
            if proposal.kind == "transpose" and "^T" not in proposal.edit.text and "\\top" not in proposal.edit.text:
                continue  # with a capital taken for a column, its transpose never fits
            part = reread(current.derivation, step.right, proposal.edit)
            if part is None or part.expression is None or _turned_twice(part.expression):
                continue
            tried += 1
            changed = replace(definition, expression=part.expression)
            trial = DefinitionTrial(current, changed, kept, {step.number: replace(step, right=part)}, suspects.dependence)
            if all(trial.state(n) == "holds" for n in unfit) and not trial.breaks():
                fitting.append(Scored(place, step.right, part, proposal, step.number, definition, tuple(unfit), 0, 0))
        if fitting:
            after = advance(current, fitting[0], edited_steps(current.derivation, {**edited, place: fitting[0].new}), suspects)
            return [_repair(fitting, doubtful=False)], after
    return [], current


def _turned_twice(expression: Expression) -> bool:
    return any(isinstance(n, Transposition) and isinstance(n.operand, Transposition) for n in expression.walk())


def _misfits(current: Assessment, words: Vocabulary, edited: Mapping[Place, Part], given_up: set[int]) -> list[Repair]:
    """Steps whose shapes don't fit and that an edit of a side makes true.

    Authors are free with transpositions and the order of factors, so what holds for single
    numbers is only put right in those; what is false even for single numbers may have any slip.
    """
    found: list[Repair] = []
    single = SingleUnit(current)
    budget = MAX_UNFIT
    for number, look in current.looks.items():
        step = current.steps[number]
        if look.state != "misfit" or step.right.expression is None or number in given_up or any(number in r.mends for r in found):
            continue
        free = budget > 0 and single.fails(step)
        scored: list[Scored] = []
        for right in (True, False) if free else (True,):
            place = (step.chain, step.index + right)
            part, other = (step.right, step.left) if right else (step.left, step.right)
            if place in edited or part.expression is None:
                continue
            near = [*proposals(part.expression, other.expression, words)]
            if free and right:
                sides = [p.expression for p in current.derivation.chains[step.chain].parts if p.expression not in (None, part.expression)]
                near += chains.borrowed(part.expression, [e for e in sides if e is not None], words)
            for proposal in ordered(iter(near))[:MAX_PROPOSALS]:
                if not free and proposal.kind not in ("transpose", "order"):
                    continue
                if scored and proposal.size > scored[0].proposal.size + 0.6:
                    break
                new = reread(current.derivation, part, proposal.edit)
                budget -= 1
                effect = None if new is None else side_effect(current, touching(current, place), place, new, number)
                if new is not None and effect is not None:
                    scored.append(Scored(place, part, new, proposal, number, None, *effect, 0, 0.0 if right else _LEFT))
        scored = sorted((s for s in scored if not s.breaking), key=Scored.rank)
        if scored:
            found.append(_repair(scored, doubtful=False))
    return found


def _undefined(current: Assessment) -> list[int]:
    """Steps that are open because a name in them is never defined, or because definitions run in a circle.

    In indices and arrays only those with a derivative that nothing in the document leads to.
    """
    if not current.model.world.plain:
        reasons: tuple[str, ...] = ("so its derivative is unknown", "path is known that leads to", "the definitions run in a circle")
    else:
        reasons = ("is never defined, so", "the definitions run in a circle")
    return [n for n, look in current.looks.items() if look.state == "open" and any(r in look.reason for r in reasons)]


def _settled(current: Assessment, doubtful: list[int]) -> bool:
    """Is every name in a document one number, and almost everything else decided, so that what isn't stands out?"""
    return current.model.world.plain and _STANDS_OUT * len(doubtful) <= sum(look.state == "holds" for look in current.looks.values())


def _slips(current: Assessment, scored: Scored) -> bool:
    """Is what an edit replaces a slip by itself, though no step fails with it?

    That a step becomes decidable says little: any name that is defined would do. But a name that
    stands nowhere else is one, and so is a name that is defined by itself, and a derivative of what
    is given, which no other formula differentiates.
    """
    own = current.steps[scored.step]
    sides = [p for s in current.steps.values() for p in (s.left, s.right) if p.span != scored.part.span]
    derived = {n.base for n in _derived(scored.part.expression) - _derived(scored.new.expression)}
    if derived and derived.isdisjoint({n.base for p in sides for n in _derived(p.expression)}):
        given = {s.name.base for d in current.definitions.values() for s in symbols(d.expression)} - {n.base for n in current.definitions}
        joins = {v.name.base for p in (own.left, own.right) for v in _by(p.expression)}
        return derived <= given - joins  # what a chain rule leads through is none
    definition = scored.definition
    if definition is not None:
        return any(s.name == definition.target for s in symbols(definition.expression))
    gone = {s.name.base for s in symbols(scored.part.expression)} - {s.name.base for s in symbols(scored.new.expression)}
    chains = current.derivation.chains  # in one about f(u), the u means nothing elsewhere
    steps = [s for n, s in current.steps.items() if n != scored.step and not isinstance(chains[s.chain].parts[0].expression, Application)]
    return bool(gone) and gone.isdisjoint({s.name.base for step in steps for p in (step.left, step.right) for s in symbols(p.expression)})


def _derived(side: Expression | None) -> set[Name]:
    """The names that a side differentiates."""
    return {d.operand.name for d in (side.walk() if side else ()) if isinstance(d, Derivative) and isinstance(d.operand, Symbol)}


def _by(side: Expression | None) -> list[Symbol]:
    """What a side differentiates by."""
    return [v for d in (side.walk() if side else ()) if isinstance(d, Derivative) for v in d.variables if isinstance(v, Symbol)]


def _repair(found: list[Scored], doubtful: bool) -> Repair:
    top = found[0]
    equals = [s for s in found if s.rank()[:3] == top.rank()[:3] and s.rank()[3] - s.strange < top.rank()[3] - top.strange + 0.05]
    safe = len(equals) == 1 and not top.breaks and not doubtful
    shown = () if safe else tuple(s.proposal for s in found[1:MAX_SHOWN] if not s.breaking)
    return Repair(
        top.place, top.part, top.proposal, top.step, top.definition, top.mends, safe, shown, top.carried, doubtful
    )


def advance(current: Assessment, found: Scored, steps: dict[int, Step], suspects: Suspects) -> Assessment:
    """The assessment after a repair; only what depends on it is looked at again."""
    numbers = [n for n, s in steps.items() if s is not current.steps[n] and s != current.steps[n]]
    definition = found.definition
    plain = (current.model.world.plain or definition is None) and not current.candidates.circular
    changed = as_definition(steps[definition.step]) if definition is not None else None
    local = definition is None or (changed is not None and changed.target == definition.target and not changed.parameters)
    defines = any(current.looks[n].state in ("defines", "assigns") for n in numbers) and definition is None
    if not plain or not local or defines or (found.place[1] == 0 and isinstance(found.new.expression, Symbol)):
        chosen = _redefined(current, found, steps)
        return assess(current.derivation, edited=steps, dag=current.model.dag, chosen=chosen)
    after = replace(current, steps={**current.steps, **steps}, looks=dict(current.looks), _valued=None)
    if changed is not None:
        definitions = {**current.definitions, changed.target: changed}
        model = current.model.fork(definitions, changed.target, current.model.without(changed.target))
        after = replace(after, definitions=definitions, model=model)
        bit = suspects.dependence.bits[changed.target]
        numbers += [n for n in current.looks if suspects.mask(n) & bit]
    for number in numbers:
        if current.looks[number].state in ("holds", "fails", "open", "unread"):
            after.looks[number] = after.look(after.steps[number])
    return after


def _redefined(current: Assessment, found: Scored, steps: Mapping[int, Step]) -> dict[Name, Definition]:
    """The choice of definitions after a repair: the same, with those that it edits read again."""
    chosen = dict(current.definitions)
    for name, definition in current.definitions.items():
        if definition.step in steps:
            again = as_definition(steps[definition.step])
            if again is None:
                continue
            if again.target != name:
                del chosen[name]
                rivals = [d for d in current.candidates.by_name.get(name, ()) if d.step != definition.step]
                if rivals:
                    chosen[name] = rivals[0]
            chosen[again.target] = again
    step = steps.get(found.step)
    if step is not None and step.index == 0:
        mended = as_definition(step)
        if mended is not None and mended.target not in chosen and not mentions(mended.expression, mended.target):
            chosen[mended.target] = mended
    return chosen


class Search:
    """The search for one cause."""

    def __init__(
        self, current: Assessment, words: Vocabulary, failing: list[int], suspects: Suspects, patterns: Patterns, doubtful: bool
    ) -> None:
        self.current = current
        self.words = words
        self.failing = failing
        self.doubtful = doubtful
        self.budget = MAX_DOUBTFUL if doubtful else MAX_TRIALS
        self.tried: set[int] = set()  # the steps of definitions of which edits were tried
        self.patterns = patterns
        self.suspects = suspects
        self.focus = self.suspects.focus(failing)
        self.symptoms = [n for n, look in current.looks.items() if look.state in ("fails", "open")]

    def best(self) -> list[Scored]:
        """The edits that explain the focus, the best first; empty if there are none."""
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
        return [s for s in found if not s.breaking]

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

    def place_of(self, definition: Definition) -> Place:
        step = self.current.steps[definition.step]
        return (step.chain, step.index + 1)

    # -- edits of the step itself

    def sides(self, step: Step) -> Iterator[Scored]:
        if is_rounded(step):
            return
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
                yield from self.side(step, place, right, touched)

    def side(self, step: Step, place: Place, right: bool, touched: list[Step]) -> Iterator[Scored]:
        part, other = (step.right, step.left) if right else (step.left, step.right)
        if part.expression is None or other.expression is None:
            return
        count = 0
        limit = float("inf")
        penalty = 0.0 if right else _LEFT
        circular = self.current.looks[step.number].reason == "circular"
        head = not right and isinstance(part.expression, (Derivative, Symbol, Application))
        for smallest, found in self.candidates(step, place, part, other):
            if smallest > limit + 0.6:
                break
            for proposal in found:
                if (head or circular) and proposal.kind not in ("index", "name", "prime"):
                    continue  # a head, or what leads back to it, may be misnamed, but it is what it is
                if proposal.size > limit + 0.6 or count > MAX_PROPOSALS:
                    break
                new = reread(self.current.derivation, part, proposal.edit)
                count += 1
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
                scored = Scored(place, part, new, proposal, step.number, None, *effect, change, less, carried, strange)
                yield scored
                if not scored.breaks and scored.irregular <= 0:
                    limit = min(limit, proposal.size)

    def candidates(self, step: Step, place: Place, part: Part, other: Part) -> Iterator[tuple[float, Iterable[Proposal]]]:
        """Edits of one side that numbers don't rule out, in two lots, each with its smallest size; likeliest first."""
        assert part.expression is not None
        assert other.expression is not None
        plain = self.current.model.world.plain
        near = proposals(part.expression, other.expression, self.words, Reach.WIDE if plain else Reach.CLOSE)
        told = self.told_by_chain(place, part.expression)
        found = ordered(iter([*self.patterns.restorations(place, self.words), *told, *near]))
        if not plain:
            yield 0.0, self.harmless(part.expression, found) if self.doubtful else found
            return
        try:
            sieve = self.sieve(step, part.expression, other.expression)
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange):
            return  # the other side has no value that this one could take
        yield 0.0, found if sieve is None else filter(sieve.passes, found)
        yield FAR_SIZE, self.distant(part.expression, other.expression, {p.edit for p in found}, sieve)

    def distant(self, root: Expression, other: Expression, tried: set[Edit], sieve: Sieve | None) -> Iterator[Proposal]:
        """Edits with any name of the document that numbers don't rule out."""
        far = (p for p in proposals(root, other, self.words, Reach.FAR) if p.size >= FAR_SIZE and p.edit not in tried)
        yield from (p for p in ordered(far) if sieve is None or sieve.passes(p))

    def harmless(self, root: Expression, found: list[Proposal]) -> Iterator[Proposal]:
        """Where a step says nothing false, only a derivative of or by a wrong name is blamed."""
        spans = {s.span for d in root.walk() if isinstance(d, Derivative) for s in d.walk()}
        return (p for p in found if p.kind in ("index", "name") and p.place in spans)

    def sieve(self, step: Step, root: Expression, other: Expression) -> Sieve | None:
        """What each part of a side must be for the step to hold, by numbers; None where numbers don't tell."""
        if self.current.looks[step.number].reason == "circular":
            return None
        model, sample = self.current.model, self.current.samples[0]
        local = parameters(self.current.derivation.chains[step.chain].parts[0].expression)
        try:
            target = sample.value(model.number(other, Scope({name: model.dag.leaf(name) for name in local}, {})))
        except (ArithmeticError, RecursionError):
            return None
        return Sieve(model, sample, root, target, local)

    def told_by_chain(self, place: Place, own: Expression) -> Iterator[Proposal]:
        """Edits that the rest of a chain tells of; where names are whole, the document is searched anyway."""
        if not place[1]:
            return
        sides = [e for (chain, index), e in self.patterns.parts.items() if chain == place[0] and index != place[1]]
        whole = next((e for e in sides if isinstance(e, Derivative) and chains.is_simple(e)), None)
        if whole is not None:
            yield from chains.joined(own, whole, self.words)
            yield from chains.differentiated(own, whole, self.words)
        if not self.current.model.world.plain:
            sides = [*sides, *self.patterns.values_of([own, *sides], place[0])]
            yield from chains.borrowed(own, sides, self.words)
            yield from chains.completed(own, sides, self.words)

    # -- edits of a definition

    def definition(self, definition: Definition, dependent: list[int]) -> Iterator[Scored]:
        current = self.current
        step = current.steps[definition.step]
        expression, part = step.right.expression, step.right
        if expression is None or is_value(definition):
            return
        place = self.place_of(definition)
        others = [n for n in self.symptoms if n not in dependent] if self.doubtful else []
        kept = current.model.without(definition.target)
        own = chains.completed(expression, (), self.words)
        found = ordered(iter([*self.patterns.restorations(place, self.words), *own, *proposals(expression, self.told(step), self.words)]))
        whole = current.model.world.plain or definition.parameters  # an index lets a family need its own other members
        bit = self.suspects.dependence.bits[definition.target] if whole else 0
        limit = float("inf")
        for proposal in found[:MAX_PROPOSALS]:
            if proposal.size > limit + 0.5 or self.budget <= 0:
                break
            self.budget -= not current.model.world.plain
            if isinstance(proposal.new, Numeral) and not proposal.new.value:
                continue  # it would make what depends on it hold by making it vanish
            if bit and proposal.new is not None and self.suspects.dependence.of(proposal.new) & bit:
                continue  # what needs the target itself can't define it
            quick = substituted(expression, proposal.node, proposal.new) if proposal.node and proposal.new else None
            if quick is not None:
                if mentions(quick, definition.target) or not self.holds(replace(definition, expression=quick), kept):
                    continue
            new = reread(current.derivation, part, proposal.edit)
            if new is None or new.expression is None or mentions(new.expression, definition.target):
                continue
            changed = replace(definition, expression=new.expression)
            trial = self.trial(changed, kept, place, new)
            if trial.state(self.focus) != "holds":
                continue
            mends = trial.mends([*dependent, *others])
            irregular = self.patterns.change(place, new.expression)
            regular = irregular >= 0
            if not current.model.world.plain and irregular >= 0 and (2 * len(mends) <= len(dependent) or len(mends) < 2):
                continue
            if self.focus not in mends or (len(mends) < 2 and regular and self.current.steps[self.focus].chain != step.chain):
                continue  # one false step is likelier wrong itself
            breaks = trial.breaks()
            strange = self.patterns.strange(place, new.expression)
            yield Scored(place, part, new, proposal, step.number, definition, mends, breaks, irregular, _DEFINITION, strange=strange)
            if not breaks and len(mends) == len(dependent):
                limit = min(limit, proposal.size)

    def told(self, step: Step) -> Expression | None:
        """What the focus says of the quantities in a definition: what the definition lost may stand there."""
        focus = self.current.steps[self.focus]
        return None if focus.chain == step.chain or self.current.model.world.plain else focus.right.expression

    def holds(self, changed: Definition, kept: Mapping[Name, int]) -> bool:
        trial = DefinitionTrial(self.current, changed, kept, {}, self.suspects.dependence)
        if self.current.steps[self.focus].chain == self.current.steps[changed.step].chain:
            return True  # the focus itself is edited: only reading again tells
        return trial.state(self.focus) == "holds"

    def trial(self, changed: Definition, kept: Mapping[Name, int], place: Place, new: Part) -> DefinitionTrial:
        edited = {s.number: with_side(s, place, new) for s in touching(self.current, place)}
        return DefinitionTrial(self.current, changed, kept, edited, self.suspects.dependence)

    # -- a definition under the wrong name

    def orphans(self) -> set[Name]:
        """Names that nothing defines, though the document defines others of their family."""
        current = self.current
        if not current.model.world.plain:
            return set()
        families = {(n.base, len(n.upper), len(n.lower)) for n in current.definitions}
        return {n for n in self.words.spelling if n not in current.definitions and (n.base, len(n.upper), len(n.lower)) in families}

    def misnamed(self, wanted: set[Name] | None = None) -> Iterator[Scored]:
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
            place = (step.chain, 0)
            for proposal in ordered(proposals(left, None, self.words)):
                if not isinstance(proposal.new, Symbol) or proposal.new.name in current.definitions:
                    continue
                if wanted is not None and proposal.new.name not in wanted:
                    continue
                new = reread(current.derivation, step.left, proposal.edit)
                if new is None:
                    continue
                definition = new_definition(current, replace(step, left=new))
                if definition is None:
                    continue
                kept = current.model.without(definition.target)
                trial = self.trial(definition, kept, place, new)
                if current.looks[step.number].state == "defines":
                    for known in (trial.trial.definitions, trial.trial.model.definitions):
                        known.pop(left.name, None)
                        if rivals:
                            known[left.name] = rivals[0]
                    gone = current.model.without(left.name)
                    trial.trial.model.values = {n: v for n, v in kept.items() if n in gone}
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


__all__ = ["Derivation", "Explanation", "Repair", "brackets", "edited_steps", "explain"]
