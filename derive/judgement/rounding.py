"""Rounded numbers: they hold within half a unit of the last digit that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.dag import NAMED, Dag, Node
from derive.algebra.decide import all_leaves, is_free
from derive.algebra.decimals import is_rounded_number
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Definition, Model
from derive.judgement.definitions import is_value, of_numbers
from derive.judgement.dependence import Dependence
from derive.judgement.look import Look
from derive.judgement.reasons import ENDLESS, endless, severed
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Step

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment

NO_VALUES = "a number is given for symbols that have no values here"


@dataclass(slots=True)
class Valued:
    """The models in which names have numbers under one choice of definitions, each built once."""

    bases: dict[bool, Model] = field(default_factory=dict)  # with the numbers that the document gives; are other numbers exact as well?
    others: dict[object, Model] = field(default_factory=dict)  # with numbers that were computed, or given anew
    stated: dict[int, dict[Name, Definition]] = field(default_factory=dict)  # by chain
    anew: dict[int, dict[Name, list[Definition]]] = field(default_factory=dict)
    dependence: Dependence | None = None

    def base(self, assessment: Assessment, exact: bool) -> Model:
        """The model with the numbers that the document gives; values are taken over from the one before a trial."""
        if exact not in self.bases:
            definitions = _of_no_case(assessment, assessment.definitions)
            own = assessment.model
            given = None if exact else given_numbers(assessment)
            before = assessment.earlier.bases.get(exact) if assessment.earlier is not None else None
            if before is not None and before.dag is own.dag and before.world == own.world and before.exact == given:
                model = before.replaced(definitions)
            else:
                model = Model(definitions.values(), own.dag, own.world)
                model.functions.aliases.update(own.functions.aliases)
                model.exact = given
            self.bases[exact] = model
        return self.bases[exact]


def numbers(assessment: Assessment) -> Valued:
    """The models of an assessment in which names have numbers."""
    if assessment.with_values is None:
        assessment.with_values = Valued()
    return assessment.with_values


def valued(assessment: Assessment) -> Model:
    """The model in which names also have the numbers that the document gives them."""
    if not any(is_value(d) for d in assessment.definitions.values()):
        return assessment.model
    return numbers(assessment).base(assessment, exact=True)


def _of_no_case(assessment: Assessment, definitions: Mapping[Name, Definition]) -> dict[Name, Definition]:
    return {name: d for name, d in definitions.items() if not speaks_of_case(assessment, d)}


def speaks_of_case(assessment: Assessment, definition: Definition) -> bool:
    """``If $y = 1$`` in running text speaks of a case; no number is given to y."""
    node = _lone_number(definition.expression)
    step = assessment.steps.get(definition.step)
    return node is not None and node.places is None and step is not None and not assessment.derivation.chains[step.chain].display and node.value in (0, 1)


def short(step: Step) -> bool:
    """Is the coarser number so short that it is read as exact elsewhere?"""
    numbers = [n for part in (step.left, step.right) if (n := _lone_number(part.expression)) is not None]
    return any(n.places is not None and not is_rounded_number(n.value, n.places) for n in numbers)


def given_numbers(assessment: Assessment) -> frozenset[Fraction]:
    """The numbers that the document gives to its quantities: they are exact, however few their digits."""
    return frozenset(
        abs(node.value)
        for rivals in assessment.candidates.by_name.values()
        if all(is_value(d) for d in rivals)
        for d in rivals
        if (node := _lone_number(d.expression)) is not None
    )


def stated(assessment: Assessment, before: int) -> dict[Name, Definition]:
    """The last number that the chains before one give each name that a formula defines."""
    known = numbers(assessment).stated
    if before in known:
        return known[before]
    found: dict[Name, Definition] = {}
    known[before] = found
    for chain in assessment.derivation.chains[:before]:
        head = chain.parts[0].expression
        if not isinstance(head, ex.Symbol) or head.name not in assessment.definitions or is_value(assessment.definitions[head.name]):
            continue
        for part in chain.parts[1:]:
            if _lone_number(part.expression) is not None and part.expression is not None:
                found[head.name] = Definition(head.name, (), part.expression, 0)
    return found


def given_now(assessment: Assessment, before: int) -> dict[Name, list[Definition]]:
    """The numbers that quantities were given anew before a chain: by an update ``w = w - \\eta g = 0.46``, or as the next example."""
    found: dict[Name, list[Definition]] = {}
    if not assessment.candidates.assignments and all(len(rivals) == 1 for rivals in assessment.candidates.by_name.values()):
        return found
    places = {d.step: d for rivals in assessment.candidates.by_name.values() for d in rivals if is_value(d)}
    updated: dict[int, Name] = {}
    for number, step in assessment.steps.items():
        if step.chain >= before:
            break
        left, right = step.left.expression, step.right.expression
        if number in assessment.candidates.assignments and isinstance(left, ex.Symbol):
            updated[step.chain] = left.name
        elif step.chain in updated and _lone_number(right) is not None and right is not None:
            found.setdefault(updated[step.chain], []).append(Definition(updated[step.chain], (), right, 0))
        elif number in places and assessment.definitions.get(places[number].target) is not places[number]:
            found.setdefault(places[number].target, []).append(places[number])
    known = assessment.definitions
    return {name: anew for name, anew in found.items() if name in known and is_value(known[name])}


def rounded_look(assessment: Assessment, step: Step, brief: bool = False) -> Look:
    """Do the sides agree within what their rounding allows, with the numbers that the document gives?

    Where they don't, they may with the numbers that were given anew so far, or with the
    rounded numbers that the document has computed: then the rounding has accumulated, and no
    number is wrong here. Where values aren't told, as they stand in a picture, those that were
    computed so far must do.
    """
    look = _rounded_under(assessment, step, valued(assessment))
    if look.state != "fails" and look.reason != NO_VALUES:
        return look
    known = numbers(assessment).anew
    anew = known[step.chain] if step.chain in known else known.setdefault(step.chain, given_now(assessment, step.chain))
    now = {**assessment.definitions, **{name: values[-1] for name, values in anew.items()}}
    if anew:
        again = _rounded_under(assessment, step, _with(assessment, now, exact=True))
        if again.state == "holds" or (again.state == "open" and again.reason != NO_VALUES):
            return again
    if brief and look.reason != NO_VALUES:
        return look
    told = stated(assessment, step.chain)
    if look.state == "open":
        return _from_computed(assessment, step, now, told) if told else look
    if _rounded_under(assessment, step, _with(assessment, {**now, **told})).state == "holds":
        return replace(look, state="open", reason="it holds up to the rounding of the numbers before it")
    return replace(look, state="open", reason="it depends on numbers that were given anew") if _mixed(assessment, step, anew) else look


def _from_computed(assessment: Assessment, step: Step, now: Mapping[Name, Definition], told: Mapping[Name, Definition]) -> Look:
    """A look where the values that a step is computed from aren't all told, but some that were computed are."""
    least = {name: number for name, number in told.items() if not _computable(assessment.definitions, told, name)}
    look = _rounded_under(assessment, step, _with(assessment, {**now, **least}))
    if look.state == "holds" or len(least) == len(told):
        return look
    again = _rounded_under(assessment, step, _with(assessment, {**now, **told}))
    if look.state == "fails" and again.state == "holds":
        return replace(again, state="open", reason="it holds up to the rounding of the numbers before it")
    return again


def _computable(definitions: Mapping[Name, Definition], told: Mapping[Name, Definition], name: Name) -> bool:
    """Does all that a definition is made of have a number?"""
    return all(
        s.name in told or ((d := definitions.get(s.name)) is not None and is_value(d))
        for s in definitions[name].expression.walk()
        if isinstance(s, ex.Symbol)
    )


def _mixed(assessment: Assessment, step: Step, anew: Mapping[Name, list[Definition]]) -> bool:
    """Could a step be meant with some numbers that were given anew, and some from before?"""
    if not anew:
        return False
    known = numbers(assessment)
    dependence = known.dependence = known.dependence or Dependence(assessment.definitions, assessment.model.world.plain)
    mask = dependence.of_step(step)
    return sum(len(values) for name, values in anew.items() if mask & dependence.bits[name]) > 1


def _with(assessment: Assessment, definitions: Mapping[Name, Definition], exact: bool = False) -> Model:
    """The model in which names have these numbers; other numbers than those that the document gives may be rounded."""
    known = numbers(assessment)
    key = (exact, frozenset((n, id(d)) for n, d in definitions.items() if assessment.definitions.get(n) is not d))
    if key not in known.others:
        known.others[key] = known.base(assessment, exact).replaced(_of_no_case(assessment, definitions))
    return known.others[key]


def _rounded_under(assessment: Assessment, step: Step, model: Model) -> Look:
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    try:
        a, b = model.number(left), model.number(right)
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError) as problem:
        return Look("open", reason=str(problem) or "the value could not be computed")
    if all_leaves(model.dag, model.functions, a, b) or is_free(model.dag, model.functions, a, b):
        return Look("open", a, b, NO_VALUES)
    if (name := endless(model, [(a, b)])) is not None:
        return Look("open", a, b, f"{name.latex()} {ENDLESS}")
    if any(_unnamed(model.dag, n) == model.dag.zero and (isinstance(e, ex.Derivative) or severed(assessment, e)) for n, e in ((a, left), (b, right))):
        return Look("open", a, b, "no path is known that leads from one quantity to the other")
    pairs = [(a, b)]
    from derive.algebra.intervals import Intervals, Undefined, distance

    try:
        box = assessment.boxes.setdefault(model.functions, Intervals(model.dag, model.functions, {}))
        nearest, farthest = distance(box.enclose(a), box.enclose(b))
    except (Undefined, ZeroDivisionError, OverflowError, ValueError):
        return Look("open", a, b, "the value could not be computed")
    if nearest <= 0:
        return Look("holds", a, b, pairs=tuple(pairs))
    half = float(tolerance(step))
    if nearest <= (half if short(step) else 0.0) * (1 + 1e-12):
        return Look("holds", a, b, pairs=tuple(pairs))
    if nearest <= (2 if short(step) else 1) * half:
        return Look("open", a, b, "the number is within one unit of its last digit, not within half of one")
    if any(_leads_nowhere(assessment, model, side) for side in (left, right)):
        return Look("open", a, b, "no path is known that leads from one quantity to the other")
    return Look("fails", a, b, pairs=tuple(pairs))


def _leads_nowhere(assessment: Assessment, model: Model, side: Expression) -> bool:
    """Is a derivative in the definition of a name zero only because nothing leads from one quantity to the other?"""
    defined = (assessment.definitions.get(n.name) for n in side.walk() if isinstance(n, ex.Symbol))
    return any(model.flows.get(n) is False for d in defined if d is not None for n in d.expression.walk() if isinstance(n, ex.Derivative))


def _lone_number(node: Expression | None) -> ex.Numeral | None:
    """The number that a side consists of, its sign aside."""
    if isinstance(node, ex.Addition) and len(node.terms) == 1:
        node = node.terms[0]
    return node if isinstance(node, ex.Numeral) else None


def _unnamed(dag: Dag, node: Node) -> Node:
    """What a name stands for."""
    while dag.op[node] == NAMED:
        (node,) = dag.args[node]
    return node


def computes(assessment: Assessment, step: Step) -> bool:
    """``w x = 3 \\times 2``: whole numbers for quantities, where the document gives quantities numbers."""
    sides = [part.expression for part in (step.left, step.right) if part.expression is not None]
    return len({of_numbers(side) for side in sides}) == 2 and valued(assessment) is not assessment.model


def puts_numbers(step: Step) -> bool:
    """Does a side put numbers into a formula, as ``3 \\times 2`` does, and not a lone 1?"""
    return any(side is not None and of_numbers(side) and _lone_number(side) is None for side in (step.left.expression, step.right.expression))


def is_rounded(step: Step) -> bool:
    """A side with decimals states an equality only up to rounding."""
    return step.left.rounded or step.right.rounded


def tolerance(step: Step) -> Fraction:
    """Half a unit of the last digit of the coarser side, if that side is a number."""
    half = Fraction(0)
    for part in (step.left, step.right):
        node = _lone_number(part.expression)
        if node is not None and node.places is not None:
            half = max(half, Fraction(1, 2 * 10**node.places))
    return half
