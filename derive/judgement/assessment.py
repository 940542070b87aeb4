"""A first look at every step under the document's definitions: holds, fails, or open.

Nothing is proved here. The look is quick enough to be repeated for every candidate
repair; what holds is proved later, what fails is refuted by intervals later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.dag import Dag, Node
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.functions import Functions
from derive.algebra.model import FREE_SLOPE, Definition, Model
from derive.algebra.samples import SAMPLES, Sample, agree
from derive.judgement import caution, entries, reasons, rounding
from derive.judgement.candidates import Candidates, candidates
from derive.judgement.choosing import choose, definition_steps
from derive.judgement.conventions import Conventions, applicable, conventional, stated
from derive.judgement.definitions import is_value, symbolic
from derive.judgement.dependence import Dependence
from derive.judgement.facts import Facts
from derive.judgement.given import (
    dependent_bases,
    index_conditions,
    is_case,
    only_differentiated,
    orthogonal_base,
    parameters,
    runs_in_circle,
    sums_to_one,
    supposes,
    world_of,
)
from derive.judgement.look import Look
from derive.judgement.outer_products import with_outer_products
from derive.judgement.rounding import is_rounded
from derive.judgement.sound_candidates import unbound, without_circles
from derive.judgement.unknown_slopes import holds_for_any, is_untold
from derive.meaning import expressions as ex
from derive.meaning.expressions import Label, Name
from derive.meaning.noting import Lots
from derive.meaning.statements import Chain, Derivation, Step
from derive.meaning.world import World

if TYPE_CHECKING:
    from derive.algebra.intervals import Intervals
    from derive.judgement.carrying import Carried


@dataclass(slots=True)
class Assessment:
    """The steps of a derivation under one choice of definitions."""

    derivation: Derivation
    steps: dict[int, Step]  # by number; those with an edit differ from the derivation's
    definitions: dict[Name, Definition]
    candidates: Candidates
    model: Model
    samples: list[Sample]
    facts: Facts
    looks: dict[int, Look] = field(default_factory=dict)
    named: frozenset[Name] = frozenset()  # names that have candidates
    known_dependent: frozenset[str] | None = None
    known_below: tuple[Mapping[Name, Definition], Dependence] | None = None  # for which definitions
    known_lots: tuple[Mapping[int, Step], Lots[Step]] | None = None  # of which steps
    with_values: rounding.Valued | None = None
    earlier: rounding.Valued | None = None  # of the assessment that this one varies
    boxes: dict[Functions, Intervals] = field(default_factory=dict)  # enclosures of values without leaves
    conventions: Conventions = field(default_factory=Conventions)  # what given numbers are like
    supposed: tuple[Model, Assessment] | None = None  # with such numbers, for which model
    carried: Carried | None = None  # what checks before have left
    _written: dict[int, Look] = field(default_factory=dict, init=False)  # looks at steps that were edited
    untyped: Model | None = None  # in which letters don't tell which units a name is of: do the definitions run in a circle then?

    @property
    def dependence(self) -> Dependence:
        """The definitions below names and steps."""
        known, plain = self.known_below, self.model.world.plain
        if known is None or known[0] is not self.definitions or known[1].plain != plain:
            below = self.carried.dependence(self.definitions, plain) if self.carried is not None else Dependence(self.definitions, plain)
            known = self.known_below = self.definitions, below
        return known[1]

    @property
    def lots(self) -> Lots[Step]:
        """The steps, to be asked which of them tell something."""
        if self.known_lots is None or self.known_lots[0] is not self.steps:
            self.known_lots = self.steps, _lots(self.derivation, self.steps)
        return self.known_lots[1]

    @property
    def dependent(self) -> frozenset[str]:
        """Bases that are differentiated or primed, and never defined; most trials needn't know."""
        if self.known_dependent is None:
            self.known_dependent = dependent_bases(self.derivation, self.steps, self.named)
        return self.known_dependent

    def failing(self) -> list[int]:
        """The numbers of the steps that fail."""
        return [number for number, look in self.looks.items() if look.state == "fails"]

    def as_written(self, number: int) -> Look:
        """The look at a step as its author wrote it, before any edit of it."""
        step = self.derivation.steps[number - 1]
        if self.steps[number] is step and number in self.looks:
            return self.looks[number]
        if number not in self._written:
            self._written[number] = self.look(step)
        return self._written[number]

    def look(self, step: Step, *, brief: bool = False) -> Look:
        """Look at one step (also at one that isn't in the document).

        A brief look only tells whether the step holds: it stops at the first entry that
        doesn't agree and looks for no reason.
        """
        found = self._look(step, brief)
        if found.state in ("fails", "misfit") and (outer := with_outer_products(step, self.derivation.row_vectors)) is not None:
            other = self._look(outer, brief)
            found = other if other.state == "holds" else found
        return (is_untold(found) and holds_for_any(self, step)) or found

    def _look(self, step: Step, brief: bool) -> Look:
        left, right = step.left.expression, step.right.expression
        if left is None or right is None:
            error = step.left.error or step.right.error
            return Look("unread", reason=error.detail if error else "")
        if (step.relation == "approx" or is_rounded(step)) and (by_entry := entries.split(step)):
            return entries.together(self.look(entry, brief=brief) for entry in by_entry)
        chain = self.derivation.chains[step.chain]
        try:
            conditions, local = index_conditions(chain.conditions), self.parameters(chain)
            rounded = step.relation == "approx" or is_rounded(step)
            found = self.model.instances(left, right, conditions, local, self.agree if brief and not rounded else None)
        except Undecidable as problem:
            return Look("open", reason=problem.reason, declaration=problem.declaration)
        except Cyclic as problem:
            return Look("open", reason=f"{reasons.CIRCLE}: {problem}")
        except ShapeMismatch as problem:
            return self._as_numbers(step) or Look("misfit", reason=f"the shapes don't fit: {problem}")
        except OutOfRange:
            return Look("open", reason="an index leaves the range of the layers")
        except ZeroDivisionError:
            return Look("open", reason="a division by zero")
        except RecursionError:
            return Look("open", reason="the definitions are nested too deep")
        if rounded:
            return rounding.rounded_look(self, step, brief)
        if (endless := reasons.endless(self.model, found.pairs)) is not None:
            return Look("open", reason=f"{endless.latex()} {reasons.ENDLESS}")
        concerned = bool(self.conventions) and self.conventions.concern(self.model.dag.leaves(*(n for pair in found.pairs for n in pair)))
        if concerned and not all(self.agree(x, y) for x, y in found.pairs) and (look := conventional(self, step)) is not None:
            return look
        if not all(self.agree(x, y) for x, y in found.pairs) and rounding.computes(self, step):
            look = rounding.rounded_look(self, step, brief)
            if look.state == "holds" or (look.state == "open" and rounding.puts_numbers(step)):
                return replace(look, by_values=look.state == "holds")
        if brief and not all(self.agree(x, y) for x, y in found.pairs[-1:]):
            return Look("fails")
        a, b = self.packed(found.pairs)
        free = [bool(self.model.undefined) and FREE_SLOPE in {n.base for n in self.model.dag.leaves(node)} for node in (a, b)]
        if free[0] != free[1]:
            return Look("open", a, b, reasons.FREE_LOSS, pairs=tuple(found.pairs))
        same = a == b or brief or all(self.agree(x, y) for x, y in found.pairs)
        if same:
            doubt = caution.of_agreement(self, step, found, brief=brief)
        else:
            doubt = caution.of_difference(self, step, found, (a, b), free_loss=free[0])
        return doubt.look((a, b), found) if doubt is not None else Look("holds" if same else "fails", a, b, pairs=tuple(found.pairs))

    def parameters(self, chain: Chain) -> tuple[Name, ...]:
        """The numbers that a chain about a function is about; the parameters of a function of arrays are arrays."""
        head = chain.parts[0].expression
        names = parameters(head)
        arrays = names and isinstance(head, ex.Application) and head.function in self.model.several
        return tuple(name for name in names if not self.model.world.ranks.of(name)) if arrays else names

    def _as_numbers(self, step: Step) -> Look | None:
        """A step between a number and an array, if it holds where the array is meant as an inner product."""
        left, right = step.left.expression, step.right.expression
        chain = self.derivation.chains[step.chain]
        assert left is not None and right is not None
        try:
            local = self.parameters(chain)
            pairs = self.model.instances(left, right, index_conditions(chain.conditions), local, self.agree, as_numbers=True).pairs
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
            return None
        return Look("holds", *self.packed(pairs), pairs=tuple(pairs)) if self.agree(*pairs[-1]) else None

    def agree(self, left: Node, right: Node) -> bool:
        """Do two nodes agree in floating point?"""
        return left == right or all(agree(s.value(left), s.value(right)) for s in self.samples)

    def defined(self, step: Step) -> Look:
        """A definition gives a value, unless it divides by zero."""
        right = step.right.expression
        if not self.model.world.plain or right is None or not isinstance(step.left.expression, ex.Symbol):
            return Look("defines")
        try:
            self.model.number(right)
        except ZeroDivisionError:
            return Look("open", reason="a division by zero")
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, RecursionError):
            pass  # what uses it will say so
        return Look("defines")

    def packed(self, pairs: list[tuple[Node, Node]]) -> tuple[Node, Node]:
        """One pair of nodes for all entries: a sum over them with a free coefficient each."""
        if len(pairs) == 1:
            return pairs[0]
        dag = self.model.dag
        marks = [dag.leaf(Name("entry", (Label(str(i)),))) for i in range(len(pairs))]
        left = dag.add([dag.mul([m, a]) for m, (a, _) in zip(marks, pairs, strict=True)])
        return left, dag.add([dag.mul([m, b]) for m, (_, b) in zip(marks, pairs, strict=True)])


def _lots(derivation: Derivation, steps: Mapping[int, Step]) -> Lots[Step]:
    """The steps of a derivation as they are after edits, those of the derivation itself where they are the same."""
    edited = {place: new for place, (new, old) in enumerate(zip(steps.values(), derivation.steps, strict=True)) if new is not old}
    return derivation.lots_of_steps.replaced(edited) if edited else derivation.lots_of_steps


def samples_of(model: Model, before: Assessment | None) -> list[Sample]:
    """The points of a first look; those of an assessment before, where functions mean the same."""
    if before is not None and before.model.functions is model.functions:
        return before.samples
    return [Sample(model.dag, model.functions, number) for number in SAMPLES]


def assess(
    derivation: Derivation,
    *,
    edited: Mapping[int, Step] | None = None,
    chosen: Mapping[Name, Definition] | None = None,
    only: set[int] | None = None,
    world: World | None = None,
    before: Assessment | None = None,
    carried: Carried | None = None,
) -> Assessment:
    """Look at every step. ``edited`` replaces steps by number; ``chosen`` fixes the choice of definitions.

    A ``world`` that is known needs no survey. Values are taken over from the assessment
    ``before`` where they don't depend on what is different, and from what other checks have ``carried`` over.
    """
    steps = {step.number: step for step in derivation.steps}
    steps.update(edited or {})
    if carried is not None:
        carried.begin(derivation)
    dag = before.model.dag if before is not None else carried.dag if carried is not None else Dag()
    facts = before.facts if before is not None else Facts(only_differentiated(derivation))
    found = candidates(derivation, edited, facts.told)
    surveyed = world is None
    world = world or world_of(derivation, edited)
    undefined = set(facts.losses - {name.base for name in found.by_name})
    lots = _lots(derivation, steps)
    normalized = frozenset(base for base, _ in sums_to_one(derivation, lots))
    if world.letters:
        found = unbound(found, world, facts)
    named = frozenset(found.by_name)
    known_conventions = derivation.noted(stated)
    untyped: Model | None = None
    if world.letters and not world.typed and (surveyed or edited) and not (before is not None and _keeps_sound(before, steps)):
        rivals = {name: rivals[0] for name, rivals in found.by_name.items()}
        known, sound = (before.untyped, not before.model.world.typed) if before is not None else (None, False)
        if carried is not None and carried.untyped is not None and carried.untyped.world == world:
            untyped, sound = carried.untyped.resumed(rivals), True
        else:
            untyped = known.replaced(rivals) if known is not None and known.world == world else Model(rivals.values(), dag, world)
        if runs_in_circle(untyped, sound=sound):
            world = replace(world, typed=True)
        elif carried is not None:
            carried.untyped = untyped

    def build(definitions: Mapping[Name, Definition]) -> Assessment:
        known = before.model if before is not None else None
        if known is not None and (known.world, known.undefined, known.normalized) == (world, undefined, normalized):
            model = known.replaced(symbolic(definitions))
        elif carried is not None:
            model = carried.model(symbolic(definitions), world, undefined, normalized)
        else:
            model = Model(symbolic(definitions).values(), dag, world)
        model.undefined, model.normalized = undefined, normalized
        for base, meaning in derivation.declarations.functions.items():
            model.functions.aliases[Name(base)] = Name(meaning)
        samples = carried.samples(model) if carried is not None else samples_of(model, before)
        result = Assessment(derivation, steps, dict(definitions), found, model, samples, facts, named=named, known_lots=(steps, lots), untyped=untyped, earlier=before.with_values if before is not None else None)
        result.carried = carried or (before.carried if before is not None else None)
        result.conventions = applicable(result, known_conventions) if known_conventions else known_conventions
        return result

    found = without_circles(found, steps, build, world)
    if chosen is None:
        first = build({name: rivals[0] for name, rivals in found.by_name.items()})

        def count(definitions: Mapping[Name, Definition]) -> int:
            trial = rechosen(first, definitions, build, brief=True)
            return sum(look.state in ("fails", "open", "misfit") for look in trial.looks.values())

        def same(a: Definition, b: Definition) -> bool:
            if a.parameters or b.parameters:
                return a.parameters == b.parameters and a.expression == b.expression
            try:
                pairs = first.model.instances(a.expression, b.expression).pairs
            except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
                return False
            return all(x == y or agree(s.value(x), s.value(y)) for x, y in pairs for s in first.samples)

        chosen = choose(found, count, same)
        if first.looks:
            return rechosen(first, chosen, build)
        result = first if chosen == first.definitions else build(chosen)
    else:
        result = build(chosen)
    survey(result, only)
    return result


def _keeps_sound(before: Assessment, steps: Mapping[int, Step]) -> bool:
    """Did the definitions not run in a circle before, and do the steps that differ name nothing new?"""

    def names(step: Step) -> set[Name]:
        sides = [part.expression for part in (step.left, step.right) if part.expression is not None]
        return {n.name for side in sides for n in side.walk() if isinstance(n, ex.Symbol)}

    changed = [(step, before.steps[n]) for n, step in steps.items() if n in before.steps and before.steps[n] is not step]
    heads = any(new.index == 0 and new.left is not old.left for new, old in changed)
    return not before.model.world.typed and not heads and all(names(new) <= names(old) for new, old in changed)


def rechosen(
    first: Assessment, definitions: Mapping[Name, Definition], build: Callable[[Mapping[Name, Definition]], Assessment], *, brief: bool = False
) -> Assessment:
    """The assessment under another choice of definitions; what doesn't depend on it isn't looked at again.

    A brief one only tells which steps hold, not why others don't.
    """
    others = [name for name, d in definitions.items() if first.definitions.get(name) is not d]
    if any(definitions[n].parameters or is_value(definitions[n]) != is_value(first.definitions[n]) for n in others):
        result = build(definitions)
        survey(result, brief=brief)
        return result
    if not first.looks:
        survey(first)
    if not others:
        return first
    model = first.model.replaced(symbolic(definitions))
    result = replace(
        first, definitions=dict(definitions), model=model, samples=samples_of(model, first), looks={}, with_values=None, earlier=first.with_values
    )
    defining, before = definition_steps(definitions.values()), definition_steps(first.definitions.values())
    dependence = Dependence(definitions, model.world.plain)
    mask = 0
    for name in others:
        mask |= dependence.bits[name]
    every = bool(model.undefined)  # a loss that is never defined depends on everything
    survey(result, {n for n, s in first.steps.items() if every or dependence.of_step(s) & mask or (n in defining) != (n in before)}, brief=brief)
    result.looks = {n: result.looks.get(n) or look for n, look in first.looks.items()}
    return result


def survey(assessment: Assessment, only: set[int] | None = None, *, brief: bool = False) -> None:
    """Look at every step that doesn't define or assign; briefly where it is enough to know which hold."""
    if only is not None and not only:
        return
    defining = definition_steps(assessment.definitions.values())
    assigned_chains: set[int] = set()
    symbolic = {d.target.base for d in assessment.definitions.values() if not is_value(d)}
    assumed = {number for _, number in sums_to_one(assessment.derivation, assessment.lots)}
    given = {d.target.base for d in assessment.definitions.values()}
    assumed |= {step.number for step, base in assessment.lots.telling(orthogonal_base) if base not in given}
    for number, step in assessment.steps.items():
        if only is not None and number not in only:
            continue
        if number in assessment.candidates.assignments:
            assigned_chains.add(step.chain)
            state = "unread" if step.right.expression is None else "assigns"
            assessment.looks[number] = Look(state)
        elif number in assumed or supposes(step, assessment.derivation.notation.letters, symbolic) or (number not in defining and is_case(step, assessment.derivation)) or number in assessment.candidates.properties:
            assessment.looks[number] = Look("assumes")
        elif number in defining:
            assessment.looks[number] = assessment.defined(step)
        elif _given_again(assessment, step):
            assessment.looks[number] = Look("assumes")
        elif number in assessment.candidates.circular:
            assessment.looks[number] = Look("fails", reason="circular")
        elif number in assessment.candidates.hiding and step.index == 0:
            look = assessment.look(step, brief=brief)
            name = assessment.derivation.document.source.slice(step.left.span)
            assessment.looks[number] = look if look.state == "holds" else Look("open", reason=f"`{name}` doesn't tell which of its values is meant")
        elif brief or assessment.carried is None:
            assessment.looks[number] = assessment.look(step, brief=brief)
        else:
            assessment.looks[number] = assessment.carried.look(assessment, step)


def _given_again(assessment: Assessment, step: Step) -> bool:
    """Does a step give a name a whole number again, or another one, as the next example does?"""
    left, right = step.left.expression, step.right.expression
    if not isinstance(left, ex.Symbol) or not isinstance(right, ex.Numeral) or right.places is not None:
        return False
    return isinstance(getattr(assessment.definitions.get(left.name), "expression", None), ex.Numeral)
