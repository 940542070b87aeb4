"""Why a step that doesn't hold can't be called false all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.dag import CALL, LEAF, Function, Node
from derive.algebra.evaluation.instances import Instances
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Definition, Model
from derive.algebra.samples import SAMPLES, Sample, agree, leaf_value
from derive.judgement.definitions import is_value, symbolic
from derive.judgement.edits.chains import is_simple
from derive.judgement.given import index_conditions
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name
from derive.meaning.statements import Step
from derive.meaning.world import free_letters

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment

TO_BE_SOLVED = "an equation to be solved: it holds only for some values"
FREE_LOSS = "the loss that is differentiated here is never defined"
NORMALIZED = "it holds if the components of {} sum to one, which is not said"
CIRCLE = "the definitions run in a circle"
ENDLESS = "is defined by itself, with no end"
CHAIN_RULE = "the chain rule, for quantities of which nothing else tells how they depend on each other"
_ACTIVATIONS = ("sigmoid", "tanh", "relu")  # what authors call σ, f, g without saying so


def of_loss(assessment: Assessment, step: Step) -> str:
    """The declaration of the loss that a step differentiates and nothing defines."""
    sides = (part.expression for part in (step.left, step.right))
    symbols = (node for side in sides if side is not None for node in side.walk() if isinstance(node, ex.Symbol))
    return next((f"{s.name.latex()} = …" for s in symbols if s.name.base in assessment.model.undefined), "")


def endless(model: Model, pairs: Iterable[tuple[Node, Node]]) -> Name | None:
    """A function in a step that its own body leads back to."""
    names = model.functions.endless()
    if not names:
        return None
    calls = (model.dag.data[n] for pair in pairs if pair[0] != pair[1] for n in model.dag.cone(*pair) if model.dag.op[n] == CALL)
    return next((f.name for f in calls if isinstance(f, Function) and f.name in names), None)


def activation(assessment: Assessment, step: Step, a: Node, b: Node) -> tuple[Name, str] | None:
    """A function that is never defined, and what it would have to be for the step to hold."""
    model, dag = assessment.model, assessment.model.dag
    calls = [dag.data[n] for n in dag.cone(a, b) if dag.op[n] == CALL]
    free = dict.fromkeys(f.name for f in calls if isinstance(f, Function) and not f.name.indices and model.functions.is_free(f))
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    conditions = index_conditions(assessment.derivation.chains[step.chain].conditions)
    for name, meaning in product(list(free)[:2], _ACTIVATIONS):
        trial = model.supposing(name, Name(meaning))
        samples = [Sample(dag, trial.functions, number) for number in SAMPLES]

        def same(x: Node, y: Node, samples: list[Sample] = samples) -> bool:
            return x == y or all(agree(s.value(x), s.value(y)) for s in samples)

        try:
            pairs = trial.instances(left, right, conditions, agree=same).pairs
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
            continue
        if all(same(x, y) for x, y in pairs[-1:]):
            return name, meaning
    return None


def perhaps_constant(assessment: Assessment, a: Node, b: Node) -> Name | None:
    """A function in a step that is said to give a symbol: ``f(x) = c``, which may be the same everywhere or not."""
    dag, known = assessment.model.dag, assessment.candidates.giving
    calls = (dag.data[n] for n in dag.cone(a, b) if dag.op[n] == CALL) if known else ()
    return next((f.name for f in calls if isinstance(f, Function) and f.name in known), None)


def recurrent(assessment: Assessment, a: Node, b: Node) -> Name | None:
    """A free function in a step that an equation of the document ties to itself: ``f(n) = n f(n-1)``."""
    lefts = (assessment.steps[n].left.expression for n in assessment.candidates.properties if n in assessment.steps)
    tied = {left.function for left in lefts if isinstance(left, ex.Application)}
    dag = assessment.model.dag
    calls = (dag.data[n] for n in dag.cone(a, b) if dag.op[n] == CALL) if tied else ()
    return next((f.name for f in calls if isinstance(f, Function) and f.name in tied and assessment.model.functions.is_free(f)), None)


def distinct(assessment: Assessment, left: Expression, right: Expression, step: Step) -> bool:
    """Does a formula that fails hold wherever its letters differ from each other and from its numbers?"""
    world = assessment.model.world
    letters = [x for x in {**free_letters(left, world), **free_letters(right, world)} if x not in world.layers]
    numbers = {
        str(i)
        for e in (left, right)
        for node in e.walk()
        if isinstance(node, ex.Symbol)
        for i in node.name.lower
        if isinstance(i, int)
    }
    apart = [(a, "!=", b) for n, a in enumerate(letters) for b in (*letters[n + 1 :], *sorted(numbers))]
    if not apart:
        return False
    chain = assessment.derivation.chains[step.chain]
    conditions = [*index_conditions(chain.conditions), *apart]
    try:
        pairs = assessment.model.instances(left, right, conditions, assessment.parameters(chain), assessment.agree).pairs
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
        return False
    return bool(pairs) and assessment.agree(*pairs[-1])


def cut_off(assessment: Assessment, found: Instances) -> ex.Derivative | None:
    """A derivative to which nothing is known to lead, where both sides are zero for no other reason."""
    zero = assessment.model.dag.zero
    if len(found.disconnected) < 2 or any(pair != (zero, zero) for pair in found.pairs):
        return None
    used = {n.name for d in assessment.definitions.values() for n in d.expression.walk() if isinstance(n, ex.Symbol)}
    for node in found.disconnected:
        if assessment.model.world.plain and not _given(assessment, node.operand) and any(isinstance(v, ex.Symbol) and v.name not in used for v in node.variables):
            return node
    return untold(assessment, found.disconnected)


def of_zeros(assessment: Assessment, step: Step, cut: ex.Derivative) -> str:
    """Why a step of zeros isn't proved: it assumes a chain of dependences, or what it derives hangs on nothing."""
    if is_chain_rule(step.left.expression, step.right.expression):
        return CHAIN_RULE
    derivative = " ".join(assessment.derivation.document.source.slice(cut.span).split())
    return f"both sides are zero only because no path is known that leads to `{derivative}`"


def is_chain_rule(left: Expression | None, right: Expression | None) -> bool:
    """Is a derivative said to be a product of derivatives that join up, or a sum of such products?"""
    if not isinstance(left, ex.Derivative) or not is_simple(left):
        return False
    while isinstance(right, ex.Reduction) and right.kind == "sum":
        right = right.body
    terms = right.terms if isinstance(right, ex.Addition) and set(right.signs) == {1} else (right,)
    for term in terms:
        while isinstance(term, ex.Reduction) and term.kind == "sum":
            term = term.body
        links = term.factors if isinstance(term, ex.Multiplication) else ()
        if not all(isinstance(link, ex.Derivative) and is_simple(link) for link in links):
            return False
        above = Counter(link.operand.name for link in links)  # type: ignore[attr-defined]
        below = Counter(link.variables[0].name for link in links)  # type: ignore[attr-defined]
        if above - below != Counter([left.operand.name]) or below - above != Counter([left.variables[0].name]):  # type: ignore[attr-defined]
            return False
    return True


def strange(assessment: Assessment, disconnected: list[ex.Derivative]) -> Name | None:
    """What is differentiated, and neither defined nor used in any definition: nothing tells that it is given.

    It is a loss that is free, too, by what no definition uses.
    """
    model = assessment.model
    if not model.world.plain:
        return None
    for node in disconnected:
        operand = node.operand
        if isinstance(operand, ex.Symbol) and not model.is_used(operand.name) and operand.name.base not in model.world.given:
            by = [v.name for v in node.variables if isinstance(v, ex.Symbol)]
            free = operand.name.base in model.undefined and not all(model.is_defined(name) or model.is_used(name) for name in by)
            if free or model.dag.op[model.lookup(operand.name)] == LEAF:
                return operand.name
    return None


def held_constant(assessment: Assessment, left: Expression, right: Expression) -> Name | None:
    """What is differentiated somewhere, and a constant in a derivative here only because nothing tells what it depends on."""
    model = assessment.model
    if not model.world.plain:
        return None
    for node in (*left.walk(), *right.walk()):
        if not isinstance(node, ex.Derivative) or isinstance(node.operand, ex.Symbol):
            continue
        by = {v.name for v in node.variables if isinstance(v, ex.Symbol)}
        for name in model.dag.leaves(model.number(node.operand)):
            untold = name.base in assessment.dependent and name.base not in model.world.given | model.undefined
            if untold and name not in by and not model.is_used(name):
                return name
    return None


def untold(assessment: Assessment, disconnected: list[ex.Derivative]) -> ex.Derivative | None:
    """A derivative that is zero only because the document doesn't tell what its numerator depends on."""
    model = assessment.model
    for node in disconnected:
        if _given(assessment, node.operand):
            continue
        letters = any(isinstance(i, str) and i in model.world.letters for s in node.walk() if isinstance(s, ex.Symbol) for i in s.name.indices)
        arrays = any(isinstance(s, ex.Symbol) and model.world.ranks.of(s.name) for s in node.walk())
        if letters or arrays:
            return node
        try:
            value = model.value(node.operand)
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
            return node
        if not isinstance(value, int) or any(not name.indices or name._replace(lower=()) in model.definitions for name in model.dag.leaves(value)):
            return node  # of a_i beside a, which is defined, nothing tells that it isn't an entry of that
        if isinstance(node.operand, ex.Symbol) and (_has_word(node.operand.name) or not any(n.base == node.operand.name.base for n in model.definitions)):
            return node  # an intermediate that only the prose defines
        given = assessment.definitions.get(node.operand.name) if isinstance(node.operand, ex.Symbol) else None
        if given is not None and is_value(given) and not isinstance(given.expression, ex.Numeral):
            return node  # an intermediate that is only computed in numbers
    return None


def _has_word(name: Name) -> bool:
    r"""Does a word below tell a name from others: ``E_{total}`` beside ``E_{o1}``? It is no other unit of theirs."""
    return any(isinstance(i, Label) and i.isalpha() and len(i) > 2 for i in name.lower)


def _given(assessment: Assessment, expression: Expression) -> bool:
    """Is a symbol declared to be given, and not defined, so that it depends on nothing?"""
    if not isinstance(expression, ex.Symbol) or expression.name.base not in assessment.model.world.given:
        return False
    return all(name.base != expression.name.base for name in assessment.model.definitions)


def independent(assessment: Assessment, left: Expression, right: Expression, derivative: ex.Derivative) -> bool:
    """Do two sides that differ do so by as much, however a given quantity hangs on what it is differentiated by?

    The quantity ``t`` of ``∂t/∂u`` becomes ``t₀ + s·(u − u₀)`` with the same value and the
    slope s. If another slope changes the difference of the sides, one that the document
    doesn't tell might make them equal.
    """
    model = assessment.model
    operand, variable = derivative.operand, derivative.variables[0]
    if not model.world.plain or not isinstance(operand, ex.Symbol) or not isinstance(variable, ex.Symbol):
        return False
    if any(model.dag.op[model.lookup(symbol.name)] != LEAF for symbol in (operand, variable)):
        return False
    place = derivative.span
    start, slope, origin = (Name("dependence", (Label(part),)) for part in ("start", "slope", "origin"))
    way = ex.Addition(place, (variable, ex.Symbol(place, origin)), (1, -1))
    line = ex.Addition(place, (ex.Symbol(place, start), ex.Multiplication(place, (ex.Symbol(place, slope), way), ("",))), (1, 1))
    trial = model.replaced({**symbolic(assessment.definitions), operand.name: Definition(operand.name, (), line, 0)})
    try:
        pairs = trial.instances(left, right).pairs
    except (Undecidable, Cyclic, ZeroDivisionError):
        return False  # it is differentiated, or stands in the definition of the variable
    if len(pairs) != 1:
        return False
    ((a, b),) = pairs
    for number in SAMPLES:
        fixed = {start: leaf_value(operand.name, number), origin: leaf_value(variable.name, number)}
        samples = [Sample(model.dag, trial.functions, number, {**fixed, slope: Fraction(s)}) for s in range(3)]
        gaps = [sample.value(a) - sample.value(b) for sample in samples]
        if not all(agree(gap, gaps[0]) and gap == gap for gap in gaps):
            return False
    return True


def dead(assessment: Assessment, left: Expression, right: Expression) -> Name | None:
    """A name on one side that is defined as a derivative of what nothing leads to, so that it came out as zero."""
    if False not in assessment.model.flows.values():
        return None
    sides = [dict.fromkeys(n.name for n in e.walk() if isinstance(n, ex.Symbol)) for e in (left, right)]
    for name in [n for n in (*sides[0], *sides[1]) if (n in sides[0]) != (n in sides[1])]:
        for target, definition in assessment.definitions.items():
            if (target.base, len(target.indices)) == (name.base, len(name.indices)):
                taken = [n for n in definition.expression.walk() if isinstance(n, ex.Derivative)]
                if any(assessment.model.flows.get(n) is False for n in taken):
                    return name
    return None


def severed(assessment: Assessment, expression: Expression) -> bool:
    """Is something differentiated here, or in a definition that is used here, that nothing defines?"""
    used = [d.expression for n in expression.walk() if isinstance(n, ex.Symbol) and (d := assessment.definitions.get(n.name)) is not None]
    operands = [n.operand for e in (expression, *used) for n in e.walk() if isinstance(n, ex.Derivative)]
    return any(isinstance(operand, ex.Symbol) and operand.name not in assessment.definitions for operand in operands)


def unknown(assessment: Assessment, step: Step, a: Node, b: Node) -> Name | None:
    """An undefined symbol that the author treats as depending on others, in a formula that fails.

    Where not every quantity is written out unit by unit, a document often leaves the
    definition of a symbol to its prose; such a formula can't be refuted.
    """
    if assessment.model.world.plain:
        return None
    leaves = assessment.model.dag.leaves(a, b)
    defined = {n.base for n in assessment.model.definitions}
    forms = {
        (n.base, len(n.upper), len(n.lower) + assessment.model.world.ranks.of(n))
        for n in assessment.model.definitions
        if assessment.model.world.ranks.of(n) or any(i in assessment.model.world.letters for i in n.indices)
    }
    families = {base for base, _, _ in forms}
    written = {
        node.name for part in (step.left, step.right) for node in (part.expression.walk() if part.expression else ()) if isinstance(node, ex.Symbol)
    }
    for name in leaves:
        if name.base in assessment.model.world.given:
            continue
        if name.base in families and name in written and name.indices and (name.base, len(name.upper), len(name.lower)) not in forms:
            return name  # another family of the same letter: \delta_{11} beside \delta^l
        if name.base in assessment.dependent or (not assessment.model.world.typed and name.base in defined and any(isinstance(i, Label) for i in name.lower)):
            return name
    for part in (step.left, step.right):
        for node in part.expression.walk() if part.expression else ():
            if not isinstance(node, ex.Derivative) or isinstance(node.operand, ex.Symbol):
                continue
            by = {v.name for v in node.variables if isinstance(v, ex.Symbol)}
            for inner in node.operand.walk():
                if (
                    isinstance(inner, ex.Symbol)
                    and not inner.name.indices
                    and inner.name not in by
                    and inner.name in leaves
                    and inner.name.base not in assessment.model.world.given
                ):
                    return inner.name
    return None


def normalizing(assessment: Assessment, step: Step) -> str | None:
    """The base of a family of leaves whose sum would have to be one for the step to hold."""
    model = assessment.model
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    if model.world.plain or model.world.size == 1:  # of a single number it would say that it is one
        return None
    defined = {n.base for n in model.definitions}
    bases = {
        node.name.base
        for node in (*left.walk(), *right.walk())
        if isinstance(node, ex.Symbol)
        and node.name.base not in defined
        and (any(not isinstance(i, Label) for i in node.name.lower) or model.world.ranks.of(node.name))
    }
    chain = assessment.derivation.chains[step.chain]
    conditions = index_conditions(chain.conditions)

    def would_do(base: str) -> bool:
        try:
            pairs = model.summing_to_one(base).instances(left, right, conditions, agree=assessment.agree).pairs
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
            return False
        return all(assessment.agree(x, y) for x, y in pairs[-1:])

    varied = {name for _, names in assessment.lots.telling(_varied) for name in names}
    possible = sorted(bases - model.normalized)
    base = next((b for b in possible if b not in varied and would_do(b)), None)
    if base is None or any(b < base and b in varied and would_do(b) for b in possible):
        return None
    return base


def _varied(step: Step) -> set[str]:
    """The bases of numbers that a step differentiates by: each of these varies by itself, and no sum ties them."""
    derivatives = (node for side in (step.left.expression, step.right.expression) if side is not None for node in side.walk() if isinstance(node, ex.Derivative))
    return {s.name.base for d in derivatives for v in d.variables for s in v.walk() if isinstance(s, ex.Symbol)}


def normalized(reason: str) -> str:
    """The base of the numbers that would have to sum to one, if that is why a step is open."""
    before, after = NORMALIZED.split("{}")
    return reason[len(before) : -len(after)] if reason.startswith(before) and reason.endswith(after) else ""
