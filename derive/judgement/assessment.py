"""A first look at every step under the document's definitions: holds, fails, or open.

Nothing is proved here. The look is quick enough to be repeated for every candidate
repair; what holds is proved later, what fails is refuted by intervals later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.dag import CALL, NAMED, Dag, Function, Node
from derive.algebra.decide import all_leaves, is_free
from derive.algebra.decimals import is_rounded_number
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.functions import PRIMITIVES, Functions
from derive.algebra.model import FREE_SLOPE, Definition, Model
from derive.algebra.samples import Sample, agree
from derive.judgement.definitions import (
    INDEX_LETTERS,
    Candidates,
    candidates,
    choose,
    circle,
    definition_steps,
    is_value,
    same_family,
    to_be_solved,
)
from derive.judgement.dependence import Dependence
from derive.latex.tokens import Token
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name
from derive.meaning.statements import Derivation, Step, definition_target
from derive.meaning.world import World, free_letters
from derive.meaning.world import survey as survey_world

if TYPE_CHECKING:
    from derive.algebra.intervals import Intervals

SAMPLES = (0, 1, 2)
TO_BE_SOLVED = "an equation to be solved: it holds only for some values"
FREE_LOSS = "the loss that is differentiated here is never defined"
_NORMALIZED = "it holds if the components of {} sum to one, which is not said"
_ACTIVATIONS = ("sigmoid", "tanh", "relu")  # what authors call σ, f, g without saying so


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look says of a step."""

    state: str  # "defines", "assigns", "holds", "fails", "open", "unread"
    left: Node = -1
    right: Node = -1
    reason: str = ""
    declaration: str = ""
    pairs: tuple[tuple[Node, Node], ...] = ()  # the two sides entry by entry


@dataclass(slots=True)
class Assessment:
    """The steps of a derivation under one choice of definitions."""

    derivation: Derivation
    steps: dict[int, Step]  # by number; those with an edit differ from the derivation's
    definitions: dict[Name, Definition]
    candidates: Candidates
    model: Model
    samples: list[Sample]
    looks: dict[int, Look] = field(default_factory=dict)
    dependent: frozenset[str] = frozenset()  # bases that are differentiated or primed, and never defined
    _valued: Model | None = None
    _boxes: dict[Functions, Intervals] = field(default_factory=dict)  # enclosures of values without leaves

    def failing(self) -> list[int]:
        """The numbers of the steps that fail."""
        return [number for number, look in self.looks.items() if look.state == "fails"]

    def look(self, step: Step, *, brief: bool = False) -> Look:
        """Look at one step (also at one that isn't in the document).

        A brief look only tells whether the step holds: it stops at the first entry that
        doesn't agree and looks for no reason.
        """
        left, right = step.left.expression, step.right.expression
        if left is None or right is None:
            error = step.left.error or step.right.error
            return Look("unread", reason=error.detail if error else "")
        chain = self.derivation.chains[step.chain]
        try:
            conditions, local = index_conditions(chain.conditions), parameters(chain.parts[0].expression)
            rounded = step.relation == "approx" or is_rounded(step)
            found = self.model.instances(left, right, conditions, local, self.agree if brief and not rounded else None)
        except Undecidable as problem:
            return Look("open", reason=problem.reason, declaration=problem.declaration)
        except Cyclic as problem:
            return Look("open", reason=f"the definitions run in a circle: {problem}")
        except ShapeMismatch as problem:
            return Look("misfit", reason=f"the shapes don't fit: {problem}")
        except OutOfRange:
            return Look("open", reason="an index leaves the range of the layers")
        except ZeroDivisionError:
            return Look("open", reason="a division by zero")
        except RecursionError:
            return Look("open", reason="the definitions are nested too deep")
        if rounded:
            return self.rounded(step, brief)
        if (endless := self.endless(found.pairs)) is not None:
            return Look("open", reason=f"{endless.latex()} is defined by itself, with no end")
        if brief and not all(self.agree(x, y) for x, y in found.pairs[-1:]):
            return Look("fails")
        a, b = self.packed(found.pairs)
        free = [bool(self.model.undefined) and FREE_SLOPE in {n.base for n in self.model.dag.leaves(node)} for node in (a, b)]
        if free[0] != free[1]:
            return Look("open", a, b, FREE_LOSS, pairs=tuple(found.pairs))
        slopes = free[0] and free[1]
        same = a == b or brief or all(self.agree(x, y) for x, y in found.pairs)
        if not same and (broken := self.untold(found.disconnected)) is not None:
            derivative = self.derivation.document.source.slice(broken.span)
            reason = f"no path is known that leads to `{' '.join(derivative.split())}`"
            return Look("open", a, b, reason, pairs=tuple(found.pairs))
        if not same and (dead := self.dead(left, right)) is not None:
            reason = f"no path is known that leads to the derivative in the definition of {dead.latex()}"
            return Look("open", a, b, reason, pairs=tuple(found.pairs))
        if not same and slopes:
            return Look("open", a, b, FREE_LOSS, pairs=tuple(found.pairs))
        if not same and not self.model.world.plain and self.distinct(left, right, step):
            reason = "it holds only where the indices differ; say so behind the formula, as in `, \\quad i \\neq j`"
            return Look("open", a, b, reason, pairs=tuple(found.pairs))
        if not same and (unknown := self.unknown(step, a, b)) is not None:
            reason = f"{unknown.latex()} is never defined, so its value is unknown"
            return Look("open", a, b, reason, f"{unknown.latex()} = …", tuple(found.pairs))
        if not same and (base := self.normalizing(step)) is not None:
            reason = _NORMALIZED.format(base)
            return Look("open", a, b, reason, rf"\\sum_k {base}_k = 1", tuple(found.pairs))
        if not same and (told := self.activation(step, a, b)) is not None:
            name, meaning = told
            reason = f"it holds if {name.latex()} is the {meaning}, which is not said"
            return Look("open", a, b, reason, f"{name.latex()} = {meaning}", tuple(found.pairs))
        if not same and to_be_solved(step) and self.model.dag.leaves(a, b):
            return Look("open", a, b, TO_BE_SOLVED, pairs=tuple(found.pairs))
        return Look("holds" if same else "fails", a, b, pairs=tuple(found.pairs))

    def endless(self, pairs: Iterable[tuple[Node, Node]]) -> Name | None:
        """A function in a step that its own body leads back to."""
        model = self.model
        names = model.functions.endless()
        if not names:
            return None
        calls = (model.dag.data[n] for pair in pairs if pair[0] != pair[1] for n in model.dag.cone(*pair) if model.dag.op[n] == CALL)
        return next((f.name for f in calls if isinstance(f, Function) and f.name in names), None)

    def activation(self, step: Step, a: Node, b: Node) -> tuple[Name, str] | None:
        """A function that is never defined, and what it would have to be for the step to hold."""
        model, dag = self.model, self.model.dag
        calls = [dag.data[n] for n in dag.cone(a, b) if dag.op[n] == CALL]
        free = dict.fromkeys(f.name for f in calls if isinstance(f, Function) and not f.name.indices and model.functions.is_free(f))
        left, right = step.left.expression, step.right.expression
        assert left is not None and right is not None
        conditions = index_conditions(self.derivation.chains[step.chain].conditions)
        for name, meaning in product(list(free)[:2], _ACTIVATIONS):
            trial = Model((d for d in self.definitions.values() if not is_value(d)), dag, model.world)
            trial.functions.aliases.update({**model.functions.aliases, name: Name(meaning)})
            trial.undefined, trial.normalized = model.undefined, model.normalized
            samples = [Sample(dag, trial.functions, number) for number in SAMPLES]
            try:
                pairs = trial.instances(left, right, conditions).pairs
            except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
                continue
            if all(x == y or all(agree(s.value(x), s.value(y)) for s in samples) for x, y in pairs):
                return name, meaning
        return None

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

    def distinct(self, left: Expression, right: Expression, step: Step) -> bool:
        """Does a formula that fails hold wherever its letters differ from each other and from its numbers?"""
        world = self.model.world
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
        chain = self.derivation.chains[step.chain]
        conditions = [*index_conditions(chain.conditions), *apart]
        try:
            pairs = self.model.instances(left, right, conditions, parameters(chain.parts[0].expression)).pairs
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
            return False
        return bool(pairs) and all(self.agree(x, y) for x, y in pairs)

    def untold(self, disconnected: list[ex.Derivative]) -> ex.Derivative | None:
        """A derivative that is zero only because the document doesn't tell what its numerator depends on."""
        model = self.model
        for node in disconnected:
            letters = any(isinstance(i, str) and i in model.world.letters for s in node.walk() if isinstance(s, ex.Symbol) for i in s.name.indices)
            arrays = any(isinstance(s, ex.Symbol) and model.world.ranks.of(s.name) for s in node.walk())
            if letters or arrays:
                return node
            try:
                value = model.value(node.operand)
            except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
                return node
            if not isinstance(value, int) or any(not name.indices for name in model.dag.leaves(value)):
                return node
            if isinstance(node.operand, ex.Symbol) and not any(n.base == node.operand.name.base for n in model.definitions):
                return node  # an intermediate that only the prose defines
        return None

    def unknown(self, step: Step, a: Node, b: Node) -> Name | None:
        """An undefined symbol that the author treats as depending on others, in a formula that fails.

        Where not every quantity is written out unit by unit, a document often leaves the
        definition of a symbol to its prose; such a formula can't be refuted.
        """
        if self.model.world.plain:
            return None
        leaves = self.model.dag.leaves(a, b)
        defined = {n.base for n in self.model.definitions}
        forms = {
            (n.base, len(n.upper), len(n.lower) + self.model.world.ranks.of(n))
            for n in self.model.definitions
            if self.model.world.ranks.of(n) or any(i in self.model.world.letters for i in n.indices)
        }
        families = {base for base, _, _ in forms}
        written = {
            node.name for part in (step.left, step.right) for node in (part.expression.walk() if part.expression else ()) if isinstance(node, ex.Symbol)
        }
        for name in leaves:
            if name.base in families and name in written and name.indices and (name.base, len(name.upper), len(name.lower)) not in forms:
                return name  # another family of the same letter: \delta_{11} beside \delta^l
            if name.base in self.dependent or (not self.model.world.typed and name.base in defined and any(isinstance(i, Label) for i in name.lower)):
                return name
        for part in (step.left, step.right):
            for node in part.expression.walk() if part.expression else ():
                if not isinstance(node, ex.Derivative) or isinstance(node.operand, ex.Symbol):
                    continue
                by = {v.name for v in node.variables if isinstance(v, ex.Symbol)}
                for inner in node.operand.walk():
                    if isinstance(inner, ex.Symbol) and not inner.name.indices and inner.name not in by and inner.name in leaves:
                        return inner.name
        return None

    def normalizing(self, step: Step) -> str | None:
        """The base of a family of leaves whose sum would have to be one for the step to hold."""
        model = self.model
        left, right = step.left.expression, step.right.expression
        assert left is not None and right is not None
        if model.world.plain:
            return None
        bases = {
            node.name.base
            for node in (*left.walk(), *right.walk())
            if isinstance(node, ex.Symbol)
            and node.name.base not in {n.base for n in model.definitions}
            and (any(not isinstance(i, Label) for i in node.name.lower) or model.world.ranks.of(node.name))
        }
        chain = self.derivation.chains[step.chain]
        for base in sorted(bases - model.normalized):
            trial = Model((d for d in self.definitions.values() if not is_value(d)), model.dag, model.world)
            trial.functions.aliases.update(model.functions.aliases)
            trial.undefined, trial.normalized = model.undefined, model.normalized | {base}
            try:
                pairs = trial.instances(left, right, index_conditions(chain.conditions)).pairs
            except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError):
                continue
            if all(self.agree(x, y) for x, y in pairs):
                return base
        return None

    @staticmethod
    def short(step: Step) -> bool:
        """Is the coarser number so short that it is read as exact elsewhere?"""
        numbers = [n for part in (step.left, step.right) if (n := _lone_number(part.expression)) is not None]
        return any(n.places is not None and not is_rounded_number(n.value, n.places) for n in numbers)

    def valued(self) -> Model:
        """The model in which names also have the numbers that the document gives them."""
        if not any(is_value(d) for d in self.definitions.values()):
            return self.model
        if self._valued is None:
            self._valued = Model((d for d in self.definitions.values() if not self.is_case(d)), self.model.dag, self.model.world)
            self._valued.functions.aliases.update(self.model.functions.aliases)
        return self._valued

    def dead(self, left: Expression, right: Expression) -> Name | None:
        """A name on one side that is defined as a derivative of what nothing leads to, so that it came out as zero."""
        sides = [{n.name for n in e.walk() if isinstance(n, ex.Symbol)} for e in (left, right)]
        for name in sides[0] ^ sides[1]:
            for target, definition in self.definitions.items():
                if (target.base, len(target.indices)) == (name.base, len(name.indices)):
                    taken = [n for n in definition.expression.walk() if isinstance(n, ex.Derivative)]
                    if any(self.model.flows.get(n) is False for n in taken):
                        return name
        return None

    def severed(self, expression: Expression) -> bool:
        """Is something differentiated here, or in a definition that is used here, that nothing defines?"""
        used = [d.expression for n in expression.walk() if isinstance(n, ex.Symbol) and (d := self.definitions.get(n.name)) is not None]
        operands = [n.operand for e in (expression, *used) for n in e.walk() if isinstance(n, ex.Derivative)]
        return any(isinstance(operand, ex.Symbol) and operand.name not in self.definitions for operand in operands)

    def is_case(self, definition: Definition) -> bool:
        """``If $y = 1$`` in running text speaks of a case; no number is given to y."""
        node = _lone_number(definition.expression)
        step = self.steps.get(definition.step)
        return node is not None and node.places is None and step is not None and not self.derivation.chains[step.chain].display and node.value in (0, 1)

    def packed(self, pairs: list[tuple[Node, Node]]) -> tuple[Node, Node]:
        """One pair of nodes for all entries: a sum over them with a free coefficient each."""
        if len(pairs) == 1:
            return pairs[0]
        dag = self.model.dag
        marks = [dag.leaf(Name("entry", (Label(str(i)),))) for i in range(len(pairs))]
        left = dag.add([dag.mul([m, a]) for m, (a, _) in zip(marks, pairs, strict=True)])
        return left, dag.add([dag.mul([m, b]) for m, (_, b) in zip(marks, pairs, strict=True)])

    def rounded(self, step: Step, brief: bool = False) -> Look:
        """Do the sides agree within what their rounding allows, with the numbers that the document gives?

        Where they don't, they may still with the rounded numbers that the document has
        computed so far: then the rounding has accumulated, and no number is wrong here.
        """
        look = self._rounded(step, self.valued())
        if look.state != "fails" or brief:
            return look
        told = {**self.definitions, **self.stated(step.chain)}
        model = Model((d for d in told.values() if not self.is_case(d)), self.model.dag, self.model.world)
        model.functions.aliases.update(self.model.functions.aliases)
        model.exact = self.given()
        again = self._rounded(step, model)
        return replace(again, state="open", reason="it holds up to the rounding of the numbers before it") if again.state == "holds" else look

    def given(self) -> frozenset[Fraction]:
        """The numbers that the document gives to its quantities: they are exact, however few their digits."""
        return frozenset(
            abs(node.value)
            for rivals in self.candidates.by_name.values()
            if all(is_value(d) for d in rivals)
            for d in rivals
            if (node := _lone_number(d.expression)) is not None
        )

    def stated(self, before: int) -> dict[Name, Definition]:
        """The last number that the chains before one give each name that a formula defines."""
        found: dict[Name, Definition] = {}
        for chain in self.derivation.chains[:before]:
            head = chain.parts[0].expression
            if not isinstance(head, ex.Symbol) or head.name not in self.definitions or is_value(self.definitions[head.name]):
                continue
            for part in chain.parts[1:]:
                if _lone_number(part.expression) is not None and part.expression is not None:
                    found[head.name] = Definition(head.name, (), part.expression, 0)
        return found

    def _rounded(self, step: Step, model: Model) -> Look:
        left, right = step.left.expression, step.right.expression
        assert left is not None and right is not None
        try:
            a, b = model.number(left), model.number(right)
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError) as problem:
            return Look("open", reason=str(problem) or "the value could not be computed")
        if all_leaves(model.dag, model.functions, a, b) or is_free(model.dag, model.functions, a, b):
            return Look("open", a, b, "a number is given for symbols that have no values here")
        if any(_unnamed(model.dag, n) == model.dag.zero and self.severed(e) for n, e in ((a, left), (b, right))):
            return Look("open", a, b, "no path is known that leads from one quantity to the other")
        pairs = [(a, b)]
        from derive.algebra.intervals import Intervals, Undefined, distance

        try:
            box = self._boxes.setdefault(model.functions, Intervals(model.dag, model.functions, {}))
            nearest, farthest = distance(box.enclose(a), box.enclose(b))
        except (Undefined, ZeroDivisionError, OverflowError, ValueError):
            return Look("open", a, b, "the value could not be computed")
        if nearest <= 0:
            return Look("holds", a, b, pairs=tuple(pairs))
        half = float(tolerance(step))
        if nearest <= (half if self.short(step) else 0.0) * (1 + 1e-12):
            return Look("holds", a, b, pairs=tuple(pairs))
        if nearest <= (2 if self.short(step) else 1) * half:
            return Look("open", a, b, "the number is within one unit of its last digit, not within half of one")
        return Look("fails", a, b, pairs=tuple(pairs))


def parameters(head: Expression | None) -> tuple[Name, ...]:
    """The letters that a chain about a function speaks of: the x of ``f(x) = …``, ``f'(x) = …``."""
    if not isinstance(head, ex.Application) or head.function.base in PRIMITIVES:  # e^z = P / (1 - P) is about z
        return ()
    return tuple(a.name for a in head.arguments if isinstance(a, ex.Symbol) and not a.name.indices)


def index_conditions(conditions: Iterable[tuple[Token, ...]]) -> list[tuple[str, str, str]]:
    """Side conditions between indices: ``i \\neq j``."""
    found = []
    for tokens in conditions:
        tokens = tuple(t for t in tokens if t.text not in (".", ",", ";"))
        if len(tokens) == 3 and tokens[1].kind == "relation":
            found.append((tokens[0].text, tokens[1].text, tokens[2].text))
    return found


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


def assess(
    derivation: Derivation,
    *,
    edited: Mapping[int, Step] | None = None,
    dag: Dag | None = None,
    chosen: Mapping[Name, Definition] | None = None,
    only: set[int] | None = None,
    world: World | None = None,
) -> Assessment:
    """Look at every step. ``edited`` replaces steps by number; ``chosen`` fixes the choice of definitions.

    A ``world`` that is known needs no survey.
    """
    steps = {step.number: step for step in derivation.steps}
    steps.update(edited or {})
    dag = dag or Dag()
    found = candidates(derivation, edited)
    surveyed = world is None
    world = world or world_of(derivation)
    undefined = undefined_losses(derivation, found.by_name)
    normalized = frozenset(base for base, _ in sums_to_one(derivation, steps))
    if world.letters:
        found = _unbound(found, world)
    dependent = _dependent(derivation, found.by_name)
    if world.letters and not world.typed and (surveyed or edited) and _runs_in_circle(found.by_name, world):
        world = replace(world, typed=True)

    def build(definitions: Mapping[Name, Definition]) -> Assessment:
        model = Model((d for d in definitions.values() if not is_value(d)), dag, world)
        model.undefined, model.normalized = undefined, normalized
        for base, meaning in derivation.declarations.functions.items():
            model.functions.aliases[Name(base)] = Name(meaning)
        samples = [Sample(dag, model.functions, number) for number in SAMPLES]
        return Assessment(derivation, steps, dict(definitions), found, model, samples, dependent=dependent)

    if world.plain:
        found = _without_circles(found, steps, build)
    if chosen is None:
        first = build({name: rivals[0] for name, rivals in found.by_name.items()})

        def count(definitions: Mapping[Name, Definition]) -> int:
            trial = rechosen(first, definitions, build)
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


def _unbound(found: Candidates, world: World) -> Candidates:
    """The candidates without those that hide an index: ``s = a_k`` with a letter that the name doesn't carry.

    What such a name stands for depends on where it is used.
    """

    def hidden(definition: Definition) -> bool:
        own = free_letters(ex.Symbol(definition.expression.span, definition.target), world)
        return any(letter not in own and letter not in world.layers for letter in free_letters(definition.expression, world))

    by_name = {name: [d for d in rivals if d.parameters or not hidden(d)] for name, rivals in found.by_name.items()}
    hiding = frozenset(d.step for name, rivals in found.by_name.items() if not by_name[name] for d in rivals)
    return replace(found, by_name={name: rivals for name, rivals in by_name.items() if rivals}, hiding=hiding)


def _without_circles(
    found: Candidates, steps: Mapping[int, Step], build: Callable[[Mapping[Name, Definition]], Assessment]
) -> Candidates:
    """The candidates with no two that say the same thing of each other, or contradict each other.

    Of ``a = b + 1`` and ``b = a - 1``, one defines and the other repeats; ``b = a + 1`` can be
    true for no b. A circle that could hold for some values (equations to be solved) stays.
    """
    while last := circle(found.by_name)[-1:]:
        definition = last[0]
        by_name = {name: [d for d in rivals if d is not definition] for name, rivals in found.by_name.items()}
        by_name = {name: rivals for name, rivals in by_name.items() if rivals}
        trial = build({name: rivals[0] for name, rivals in by_name.items()})
        look = trial.look(steps[definition.step])
        if look.state == "fails":
            gap = trial.model.dag.sub(look.left, look.right)
            values = [s.value(gap) for s in trial.samples]
            if not all(agree(v, values[0]) for v in values):
                return found
        elif look.state != "holds":
            return found
        contradicts = {definition.step: definition.target} if look.state == "fails" else {}
        found = replace(found, by_name=by_name, circular={**found.circular, **contradicts})
    return found


def rechosen(
    first: Assessment, definitions: Mapping[Name, Definition], build: Callable[[Mapping[Name, Definition]], Assessment]
) -> Assessment:
    """The assessment under another choice of definitions; what doesn't depend on it isn't looked at again."""
    others = [name for name, d in definitions.items() if first.definitions.get(name) is not d]
    if not first.model.world.plain or any(d.parameters for n in others for d in (definitions[n],)) or first.valued() is not first.model:
        result = build(definitions)
        survey(result)
        return result
    if not first.looks:
        survey(first)
    if not others:
        return first
    model = first.model
    for name in others:
        model = model.fork(dict(definitions), name, model.without(name))
    result = replace(first, definitions=dict(definitions), model=model, looks={})
    defining, before = definition_steps(definitions.values()), definition_steps(first.definitions.values())
    dependence = Dependence(definitions, True)
    mask = 0
    for name in others:
        mask |= dependence.bits[name]
    survey(result, {n for n, s in first.steps.items() if dependence.of_step(s) & mask or (n in defining) != (n in before)})
    result.looks = {n: result.looks.get(n) or look for n, look in first.looks.items()}
    return result


def survey(assessment: Assessment, only: set[int] | None = None) -> None:
    """Look at every step that doesn't define or assign."""
    defining = definition_steps(assessment.definitions.values())
    assigned_chains: set[int] = set()
    symbolic = {d.target.base for d in assessment.definitions.values() if not is_value(d)}
    assumed = {number for _, number in sums_to_one(assessment.derivation, assessment.steps)}
    for number, step in assessment.steps.items():
        if only is not None and number not in only:
            continue
        if number in assessment.candidates.assignments:
            assigned_chains.add(step.chain)
            state = "unread" if step.right.expression is None else "assigns"
            assessment.looks[number] = Look(state)
        elif number in assumed or _supposes(step, assessment.derivation.notation.letters, symbolic) or (number not in defining and _is_case(step, assessment.derivation)) or number in assessment.candidates.properties:
            assessment.looks[number] = Look("assumes")
        elif number in defining:
            assessment.looks[number] = assessment.defined(step)
        elif number in assessment.candidates.circular:
            assessment.looks[number] = Look("fails", reason="circular")
        elif number in assessment.candidates.hiding and step.index == 0:
            look = assessment.look(step)
            name = assessment.derivation.document.source.slice(step.left.span)
            assessment.looks[number] = look if look.state == "holds" else Look("open", reason=f"`{name}` doesn't tell which of its values is meant")
        else:
            assessment.looks[number] = assessment.look(step)


def world_of(derivation: Derivation) -> World:
    """The sizes at which the formulas of a document are looked at."""
    sides = [
        tuple(part.expression for part in chain.parts if part.expression is not None)
        for chain in derivation.chains
        if not parameters(chain.parts[0].expression)
    ]
    sides += [tuple(p.expression for p in chain.parts if p.expression is not None) for chain in derivation.declared]
    return survey_world(sides, derivation.notation, derivation.declarations.ranks)


def undefined_losses(derivation: Derivation, defined: Mapping[Name, object]) -> set[str]:
    """Bases of names that are differentiated, never defined, and never used as a value."""
    numerators: set[str] = set()
    values: set[str] = set()
    for chain in derivation.chains:
        for part in chain.parts:
            stack: list[Expression] = [part.expression] if part.expression is not None else []
            while stack:
                node = stack.pop()
                if isinstance(node, ex.Derivative):
                    if isinstance(node.operand, ex.Symbol):
                        numerators.add(node.operand.name.base)
                    else:
                        stack.append(node.operand)
                    continue
                if isinstance(node, ex.Symbol) and chain.relations:
                    values.add(node.name.base)
                stack.extend(node.children())
    return numerators - values - {name.base for name in defined}


def _supposes(step: Step, letters: set[str], symbolic: set[str]) -> bool:
    """``i = j``, ``y_i = 1``: a case that is considered, not a claim."""
    sides = (step.left.expression, step.right.expression)
    if isinstance(sides[0], ex.Symbol) and not sides[0].name.indices and sides[0].name.base in letters | INDEX_LETTERS:
        if isinstance(sides[1], ex.Symbol) and sides[0].name.base not in symbolic:
            return True  # if k = y_i
    if isinstance(sides[0], ex.Symbol) and isinstance(sides[1], ex.Numeral) and sides[1].places is None and sides[0].name.indices:
        return sides[0].name.base not in symbolic  # where y_i = 1
    if isinstance(sides[0], ex.Symbol) and sides[0] != sides[1] and isinstance(sides[1], ex.Symbol) and sides[0].name == sides[1].name:
        return True  # C = C(a_1, a_2) tells what C depends on
    if isinstance(sides[0], ex.Symbol) and isinstance(sides[1], ex.Symbol) and same_family(sides[0].name, sides[1].name):
        return True
    return isinstance(sides[0], ex.Symbol) and all(
        (isinstance(e, ex.Symbol) and not e.name.indices and e.name.base in letters | INDEX_LETTERS)
        or (isinstance(e, ex.Numeral) and e.places is None)
        for e in sides
    )


def _is_case(step: Step, derivation: Derivation) -> bool:
    """``when $y = 1$``: running text that gives a name a whole number looks at a case."""
    chain = derivation.chains[step.chain]
    value = step.right.expression
    lone = isinstance(step.left.expression, ex.Symbol) and isinstance(value, ex.Numeral) and value.places is None
    return lone and not chain.display and len(chain.parts) == 2


def normalized(reason: str) -> str:
    """The base of the numbers that would have to sum to one, if that is why a step is open."""
    before, after = _NORMALIZED.split("{}")
    return reason[len(before) : -len(after)] if reason.startswith(before) and reason.endswith(after) else ""


def sum_to_one(step: Step) -> str | None:
    """The base in a statement that the sum of some numbers is one."""
    left, right = step.left.expression, step.right.expression
    if not isinstance(left, ex.Reduction) or not isinstance(right, ex.Numeral) or right.value != 1 or left.kind != "sum":
        return None
    over, body = left.over[0], left.body
    whole = not isinstance(over.first, ex.Numeral) or over.first.value <= 1
    if isinstance(body, ex.Symbol) and whole and (over.letter in body.name.lower or not body.name.lower):
        return body.name.base
    return None


def sums_to_one(derivation: Derivation, steps: Mapping[int, Step] | None = None) -> list[tuple[str, int]]:
    """Statements ``\\sum_k y_k = 1`` about given numbers, with the step that makes each: assumptions."""
    found = []
    stated = (steps or {s.number: s for s in derivation.steps}).values()
    defined = {t.base for s in stated if s.index == 0 and (t := definition_target(s.left))}
    declared = [Step(0, -1, 0, *chain.parts, "=", chain.parts[0].span) for chain in derivation.declared if len(chain.parts) == 2]
    for step in (*stated, *declared):
        base = sum_to_one(step)
        if base is not None and (not step.number or base not in defined):
            found.append((base, step.number))
    return found


def _dependent(derivation: Derivation, defined: Mapping[Name, object]) -> frozenset[str]:
    """Bases that are differentiated or carry a prime, and that nothing defines."""
    bases: set[str] = set()
    for chain in derivation.chains:
        for part in chain.parts:
            for node in part.expression.walk() if part.expression else ():
                if isinstance(node, ex.Derivative) and isinstance(node.operand, ex.Symbol):
                    bases.add(node.operand.name.base)
                elif isinstance(node, ex.Symbol) and any(isinstance(i, Label) and i.startswith("'") for i in node.name.upper):
                    bases.add(node.name.base)
    return frozenset(bases - {name.base for name in defined})


def _runs_in_circle(by_name: Mapping[Name, list[Definition]], world: World) -> bool:
    """Do the definitions need themselves when a letter stands for any unit of any layer?"""
    model = Model((rivals[0] for rivals in by_name.values()), None, world)
    for name in model.concrete_definitions():
        try:
            model.lookup(name)
        except Cyclic:
            return True
        except (Undecidable, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
            continue
    return False
