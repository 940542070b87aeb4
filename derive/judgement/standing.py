"""Which failing steps may be called wrong at all.

A step is false under the definitions that were read. Where those may not be the author's, it
is left undecided: a name with two meanings (another example, another section), a name whose
definition can't be read, quantities that an equation ties together, an equation between
quantities that nothing defines, a document that contradicts itself at every turn.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from derive.algebra.dag import CALL, Function
from derive.judgement.assessment import Assessment
from derive.judgement.blame import Explanation
from derive.judgement.centres import REASON as MEAN
from derive.judgement.centres import Centres
from derive.judgement.conflicts import opens_derivative
from derive.judgement.definitions import is_value, symbols
from derive.judgement.ends import NAMED as NAMED_END
from derive.judgement.ends import OUTSIDE, holds_inside, named_end
from derive.judgement.given import parameters, sum_to_one
from derive.judgement.increments import REASON as INCREMENT
from derive.judgement.increments import Increments
from derive.judgement.jacobians import REASON as JACOBIAN
from derive.judgement.jacobians import ROW, Jacobians
from derive.judgement.kin import Kin
from derive.judgement.listed_units import ListedUnits
from derive.judgement.logarithms import BASE, Logarithms
from derive.judgement.logarithms import REASON as LOGARITHM
from derive.judgement.look import Look
from derive.judgement.no_identity import LENGTH, no_identity
from derive.judgement.partials import REASON as PARTIAL
from derive.judgement.partials import Partials
from derive.judgement.reasons import TO_BE_SOLVED
from derive.judgement.redefinitions import redefinitions, speaks_against, variants
from derive.judgement.regularity import wording
from derive.judgement.repair import Repair
from derive.judgement.rounding import is_rounded
from derive.judgement.said_values import ONE, SINGLE, SaidValues
from derive.judgement.scopes import Scopes
from derive.judgement.single_unit import in_world
from derive.judgement.synonyms import synonyms
from derive.judgement.told import Told, of_a_system, speaks_of_shapes, to_be_found, written_twice
from derive.judgement.written_arrays import OF_WHOLES
from derive.meaning import expressions as ex
from derive.meaning.expressions import Label, Name, in_order
from derive.meaning.statements import Step, definition_target
from derive.meaning.world import as_told

UNTOLD = "it may follow from what its quantities are to each other, which nothing tells"
CONDITION = "an equation between given quantities: it may be a condition on them"
FEW_CAUSES = 4  # that a document may have, however little of it is proved


@dataclass(slots=True)
class Standing:
    """The steps that can't be refuted, each with the reason, and the names with two meanings."""

    doubts: dict[int, str] = field(default_factory=dict)
    untold: dict[int, Name] = field(default_factory=dict)  # a name in some of them whose meaning would decide it
    contested: frozenset[Name] = frozenset()

    def upsets(self, explanation: Explanation) -> bool:
        """Does a repair mend steps that can't be refuted?"""
        return any(number in self.doubts for repair in explanation.repairs for number in (repair.step, *repair.mends))


def standing(first: Assessment, explanation: Explanation, meant: Container[int] = ()) -> Standing:
    """What speaks against calling the steps wrong that fail in ``first``; ``explanation`` tells of what.

    ``meant`` are steps that hold with the meaning that their section gives a name.
    """
    final = explanation.repaired
    failing = [n for n, look in first.looks.items() if speaks_against(first, look) and n not in meant]
    if not failing and not any(speaks_against(final, look) for n, look in final.looks.items() if n not in meant):
        return Standing()
    mended = {n for repair in explanation.repairs for n in (repair.step, *repair.mends)}
    safely = {r.step for r in explanation.repairs if r.safe}
    named = {n for r in explanation.repairs if r.proposal is not None and r.proposal.kind in ("index", "name") for n in r.mends}
    found: dict[int, str] = {}
    untold: dict[int, Name] = {}
    rivals = redefinitions(final)
    contested = frozenset(d.target for d in rivals.values() if not is_value(d) and final.definitions[d.target].step)
    dependence = final.dependence
    numbers = 0
    for target, definition in final.definitions.items():
        numbers |= dependence.bits[target] if is_value(definition) else 0
    unread = _unread(first)
    conditions = _conditions(first)
    told = Told(first)
    increments = Increments(first)
    kin = Kin(first)
    listed = ListedUnits(first)
    centres = Centres(first)
    jacobians = Jacobians(first)
    partials = Partials(first)
    said = SaidValues(first, dependence)
    logarithms = Logarithms(first, dependence)
    defined = {name.base for name in first.definitions}
    summing = {base for stated, base in first.lots.telling(sum_to_one) if base in defined and first.looks[stated.number].state != "holds"}
    twofold = synonyms(first)
    varied = variants(first, explanation)
    elsewhere = {first.steps[n].chain: d.target for n, d in rivals.items()}
    scopes = Scopes(final, dependence, contested)
    world = as_told(first.model.world)
    exact = in_world(first, world) if world is not None else None
    for number, step in first.steps.items():
        look = first.looks[number]
        if number in meant:
            continue
        if number in varied:
            found[number] = f"this gives {varied[number].latex()} another meaning than before"
        elif number in rivals:
            found[number] = f"this gives {rivals[number].target.latex()} another meaning than before"
        elif step.chain in elsewhere and step.index and look.state in ("fails", "misfit") and not _in_numbers(step):
            found[number] = f"it goes on with another meaning of {elsewhere[step.chain].latex()}"
        elif look.state == "fails" and (alias := _alias(step, final)) is not None:
            found[number] = f"{alias.latex()} is another name for a quantity, of which one use may be meant"
        elif contested and (reason := scopes.doubt(step, look.state)):
            found[number] = reason
        elif number in failing and (arguments := partials.of(step)) is not None:
            found[number] = PARTIAL.format(*(a.latex() for a in arguments))
        elif look.state not in ("fails", "misfit"):
            continue
        elif (sign := increments.of(step)) is not None:
            found[number] = INCREMENT.format(sign)
        elif look.reason == "circular" and not first.model.world.plain and number not in safely:
            found[number] = "it is defined by itself, as far as its indices are written"
        elif unread and (hidden := _first_of(step, unread) or _below(first, look, unread)) is not None:
            found[number], untold[number] = f"what {hidden.latex()} stands for can't be read", hidden
        elif speaks_of_shapes(step, told.defined):
            found[number] = "it speaks of shapes, not of numbers"
        elif (other := no_identity(step, first.definitions)) is not None:
            found[number] = other
        elif (twice := written_twice(step, _leaves(first, look))) is not None:
            found[number] = f"it speaks of {twice}, an array, and of its entries by another name"
        elif (size := first.model.world.elsewhere & _whole_numbers(step)) and look.state == "fails":
            found[number] = f"it speaks of {min(size)}, and the document's layers of that size are looked at in others"
        elif look.state == "fails" and exact is not None and exact.look(step, brief=True).state == "holds":
            found[number] = "it holds for as many units as the document tells of each layer"
        elif (name := said.single_number(step)) is not None:
            found[number] = SINGLE.format(name.latex())
        elif look.state == "fails" and (ones := said.as_one(step)) is not None:
            found[number] = ONE.format(*(name.latex() for name in ones))
        elif look.state == "fails" and logarithms.concern(step):
            found[number] = LOGARITHM
        elif look.state == "fails" and (to := logarithms.other_base(step)) is not None:
            found[number] = BASE.format(to)
        elif look.state == "fails" and (centre := centres.of(step)) is not None:
            found[number], untold[number] = MEAN.format(centre.latex()), centre
        elif look.state == "fails" and jacobians.otherwise(step):
            found[number] = JACOBIAN
        elif jacobians.as_row(step):
            found[number] = ROW
        elif look.state == "fails" and listed.hold(step):
            found[number] = "it holds for as many units as it lists"
        elif look.state == "fails" and holds_inside(first, step):
            found[number] = OUTSIDE
        elif look.state == "fails" and of_a_system(step, first):
            found[number] = TO_BE_SOLVED
        elif look.state == "fails" and (unknown := to_be_found(step, first)) is not None:
            found[number] = f"{unknown.latex()} is what the equation is solved for"
        elif (twin := told.twin(step)) is not None:
            found[number] = f"what {twin.latex()} stands for is never told, only what its other letter does"
            untold[number] = twin
        elif (part := told.branch(step)) is not None:
            found[number] = f"it holds where the argument of {part.latex()} lies on one side of its corner"
        elif look.state == "fails" and told.one_side(look, first.samples):
            found[number] = "it holds on one side of a corner, where the argument has one sign"
        elif number in twofold:
            found[number] = f"{twofold[number][0].latex()} and {twofold[number][1].latex()} may be two names for one quantity"
        elif number not in named and (pair := kin.untied(step, look)) is not None:
            found[number] = f"nothing tells what {pair[0].latex()} has to do with {pair[1].latex()}"
        elif look.state == "fails" and (base := _adds_up(step, summing)) is not None:
            found[number] = f"it may follow from what the sum of the {base} is said to be"
        elif look.state == "fails" and _is_eigenvalue_equation(first, step):
            found[number] = TO_BE_SOLVED
        elif number in mended:
            continue
        elif look.state == "fails" and opens_derivative(step):
            found[number] = "it writes out what is differentiated otherwise than before: another one may be meant"
        elif (name := told.by(step) or told.function(step, look) or told.put_for(step)) is not None:
            found[number] = UNTOLD if name.base in OF_WHOLES else f"it may be what tells the meaning of {name.latex()}, which is never defined"
            if name.base not in OF_WHOLES:
                untold[number] = name
        elif (name := told.without(step)) is not None:
            found[number], untold[number] = f"what {name.latex()} stands for is never told", name
        elif not is_rounded(step) and not dependence.of_step(step) & ~numbers and not _analytic(step) and _ties(step) and not _about_function(first, step):
            found[number] = CONDITION
        elif look.state == "fails" and (tied := _tied(final, number, conditions)):
            found[number] = f"it may follow from the equation in step {tied}, which is to be solved"
    for repair in explanation.repairs:  # a^0 = x gives the input its name; no law of the layers makes that wrong
        if (member := named_end(first, repair)) is not None:
            found |= {n: NAMED_END.format(member.latex()) for n in repair.mends if n not in found}
        if unread and (hidden := _put_aside(repair, unread)) is not None:
            found |= {n: f"what {hidden.latex()} stands for can't be read" for n in (repair.step, *repair.mends) if n not in found}
    conditional = [first.steps[n] for n, reason in found.items() if reason in (CONDITION, LENGTH)]
    for number in failing if conditional else ():
        if number not in found and (tied := said.by_condition(first.steps[number], conditional)) is not None:
            found[number] = f"it may follow from the equation in step {tied}"
    unknown_functions = {untold[n] for n in untold if _tells_of_function(first, first.steps[n]) and first.model.functions.is_free(Function(untold[n], 0))}
    for number in failing if unknown_functions else ():
        if number not in found and (function := _calls(first, first.looks[number]) & unknown_functions):
            found[number] = f"it depends on {min(function).latex()}, of which the document may tell elsewhere what it is"
    derived = _derived(first, found)
    for number in failing:
        if number not in found and number not in mended and _said(first.steps[number]) in derived:
            found[number] = "a chain derives the same, and can't be decided"
    claims = sum(look.state == "holds" for look in final.looks.values())
    causes = sum(r.step not in found for r in explanation.repairs)
    causes += sum(final.looks[n].state == "fails" for n in failing if n not in mended and n not in found)
    if causes > max(FEW_CAUSES, claims):
        found = dict.fromkeys(
            first.looks, "most of what this document claims contradicts its definitions as they were read"
        )
    clear = frozenset(
        d.target for d in rivals.values() if d.target in contested and final.looks[d.step].state != "misfit"
    )
    return Standing(found, untold, clear)


def _alias(step: Step, final: Assessment) -> Name | None:
    """What a step differentiates by, if that is only another name for a quantity: ``W^{(t)} = W`` for each moment t."""
    for part in (step.left, step.right):
        for node in part.expression.walk() if part.expression else ():
            for variable in node.variables if isinstance(node, ex.Derivative) else ():
                if isinstance(variable, ex.Symbol):
                    for name, definition in final.definitions.items():
                        lone = (
                            isinstance(definition.expression, ex.Symbol)
                            and definition.expression.name.base == name.base
                        )
                        if lone and name.base == variable.name.base and len(name.upper) == len(variable.name.upper):
                            return variable.name
    return None


def _leaves(assessment: Assessment, look: Look) -> set[Name]:
    """The given quantities in a step and in what it is made of."""
    return {name for pair in look.pairs for name in assessment.model.dag.leaves(*pair)}


def _tells_of_function(first: Assessment, step: Step) -> bool:
    r"""Does a step go on from a name's definition by a function to what that comes to, ``z_i = \sigma(a_i) = …``?"""
    opening = first.derivation.chains[step.chain].parts[0].expression
    value, said = step.left.expression, step.right.expression
    if step.index != 1 or said is None or not isinstance(opening, ex.Symbol) or not isinstance(value, ex.Application):
        return False
    return not any(isinstance(n, ex.Application) and n.function == value.function for n in said.walk())


def _calls(assessment: Assessment, look: Look) -> set[Name]:
    """The functions in a step and in what it is made of."""
    dag = assessment.model.dag
    return {dag.data[node].name for pair in look.pairs for node in dag.cone(*pair) if dag.op[node] == CALL}  # type: ignore[attr-defined]


def _adds_up(step: Step, bases: Container[str | None]) -> str | None:
    """The numbers that a step adds up, of which the document says elsewhere that their sum is one."""
    sums = (n for part in (step.left, step.right) for n in (part.expression.walk() if part.expression else ()) if isinstance(n, ex.Reduction))
    return next((s.name.base for n in sums for s in symbols(n.body) if s.name.base in bases), None)


def _is_eigenvalue_equation(first: Assessment, step: Step) -> bool:
    r"""``A v = \lambda v``: the v and the numbers for which it holds are sought. That with another letter the sides were the same says nothing."""
    left, right = step.left.expression, step.right.expression
    if step.index or not isinstance(left, ex.Multiplication) or not isinstance(right, ex.Multiplication) or len(first.derivation.chains[step.chain].parts) > 2:
        return False
    return all(isinstance(f, ex.Symbol) for f in (*left.factors, *right.factors)) and wording(left.factors[-1]) == wording(right.factors[-1])


def _about_function(first: Assessment, step: Step) -> bool:
    """Does a chain say what a function is of any argument? Then no step of it is a condition on the argument."""
    return step.index > 0 and bool(parameters(first.derivation.chains[step.chain].parts[0].expression))


def _said(step: Step) -> tuple[object, object] | None:
    """What a step says, word for word."""
    left, right = step.left.expression, step.right.expression
    return None if left is None or right is None else (wording(left), wording(right))


def _derived(first: Assessment, doubted: Container[int]) -> set[tuple[object, object]]:
    """What chains say of their heads in the end, where all steps hold but the first, which is doubtful."""
    broken = {step.chain for step in first.steps.values() if step.index and first.looks[step.number].state != "holds"}
    found: set[tuple[object, object]] = set()
    for chain in {step.chain for step in first.steps.values() if step.number in doubted and step.index == 0} - broken:
        head, *sides = (part.expression for part in first.derivation.chains[chain].parts)
        found |= {(wording(head), wording(side)) for side in sides if head is not None and side is not None}
    return found


def _in_numbers(step: Step) -> bool:
    """Are there only numbers in a step, whatever names mean?"""
    return not symbols(step.left.expression) and not symbols(step.right.expression)


def _whole_numbers(step: Step) -> set[int]:
    """The whole numbers in a step, above or below a line."""
    values = {
        node.value
        for part in (step.left, step.right)
        for node in (part.expression.walk() if part.expression else ())
        if isinstance(node, ex.Numeral)
    }
    return {number for value in values for number in (value.numerator, value.denominator)}


def _ties(step: Step) -> bool:
    """Do the sides of an equation speak of different quantities, as no identity would?"""
    left, right = (
        {(s.name.base, *(i for i in s.name.indices if isinstance(i, Label))) for s in symbols(part.expression)}
        for part in (step.left, step.right)
    )
    return left != right


def _analytic(step: Step) -> bool:
    """Does a step speak of derivatives?"""
    for part in (step.left, step.right):
        for node in part.expression.walk() if part.expression else ():
            if isinstance(node, ex.Derivative) or (isinstance(node, ex.Application) and node.order):
                return True
            if isinstance(node, ex.Symbol) and any(isinstance(i, Label) and i.startswith("'") for i in node.name.upper):
                return True
    return False


def _unread(first: Assessment) -> set[tuple[str, int]]:
    """Names whose only definition can't be read: base and number of indices."""
    known = {(n.base, len(n.indices)) for n in first.definitions}
    unread = [first.steps[number] for number, look in first.looks.items() if look.state == "unread"]
    steps = [step for step in (*unread, *(step for step, _ in first.lots.telling(_hides_meaning))) if step.index == 0]
    found = {(target.base, len(target.indices)) for step in steps if (target := definition_target(step.left)) is not None}
    return found - known


def _hides_meaning(step: Step) -> bool:
    """Is the right side nothing that is read, or the left one the value of a function at one place?"""
    right = step.right.expression
    return (right is not None and any(isinstance(node, ex.Opaque) for node in right.walk())) or _at_a_member(step)


def _at_a_member(step: Step) -> bool:
    """``s(z_1) = …``: what a function is at one member of a family doesn't tell what it is at another."""
    left = step.left.expression
    if not isinstance(left, ex.Application) or left.function.indices:
        return False
    return any(isinstance(a, ex.Symbol) and any(isinstance(i, int) for i in a.name.lower) for a in left.arguments)


def _first_of(step: Step, names: set[tuple[str, int]]) -> Name | None:
    for part in (step.left, step.right):
        applied = [n.function for n in part.expression.walk() if isinstance(n, ex.Application)] if part.expression else []
        for name in (*(symbol.name for symbol in symbols(part.expression)), *applied):
            if (name.base, len(name.indices)) in names:
                return name
    return None


def _put_aside(repair: Repair, names: set[tuple[str, int]]) -> Name | None:
    """One of some names that a repair puts another in the place of."""
    edit = repair.proposal.edit.span if repair.proposal is not None else None
    own = (s for s in symbols(repair.part.expression) if edit is not None and edit.start <= s.span.start and s.span.end <= edit.end)
    return next((s.name for s in own if (s.name.base, len(s.name.indices)) in names), None)


def _below(first: Assessment, look: Look, names: set[tuple[str, int]]) -> Name | None:
    """One of some names in what a step is made of."""
    return min((name for name in _leaves(first, look) if (name.base, len(name.indices)) in names), default=None, key=in_order)


def _conditions(first: Assessment) -> dict[str, int]:
    """The bases of the quantities that an equation ties together, each with the first such equation."""
    dag = first.model.dag
    found: dict[str, int] = {}
    for number, look in first.looks.items():
        if look.reason == TO_BE_SOLVED:
            for pair in look.pairs:
                for name in dag.leaves(*pair):
                    found.setdefault(name.base, number)
    return found


def _tied(final: Assessment, number: int, conditions: Mapping[str, int]) -> int | None:
    """The first equation before a step that ties quantities in it together."""
    if not conditions:
        return None
    look = final.looks[number]
    bases = {name.base for name in _leaves(final, look)}
    before = [conditions[base] for base in bases if conditions.get(base, number) < number]
    return min(before, default=None)
