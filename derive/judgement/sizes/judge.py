"""Which proved steps hold for all sizes, and for which sizes the others were looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from itertools import product
from math import prod

from derive.algebra.arrays import Array, ShapeMismatch, Value
from derive.algebra.dag import Dag, Node
from derive.algebra.decide import prove, refute
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Scope, Undecidable
from derive.algebra.model import Model
from derive.algebra.prover import Prover
from derive.algebra.samples import Sample, agree
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import is_value
from derive.judgement.given import index_conditions, parameters
from derive.judgement.sizes.facts import Letter, Manner, Profile, letters_of, several_sizes
from derive.judgement.sizes.folds import Class, NoBound, Numbered
from derive.judgement.sizes.profile import Profiler
from derive.judgement.sizes.sized import SizedModel
from derive.judgement.verdicts import Verdict, Witness
from derive.meaning.expressions import Expression, Index, Symbol
from derive.meaning.statements import Step
from derive.meaning.world import free_letters, with_size

MAX_POINTS = 100  # combinations of sizes for one step
FEW_POINTS = 40  # so few are all looked at for one where a step fails
LEAST = 2  # a layer of one unit refutes nothing: nobody has it in mind
MAX_NODES = 150_000  # of the graph of all sizes: beyond it, steps are looked at in a few sizes only
MAX_WORK = 100_000  # products of terms in the proofs at all sizes, likewise
MAX_CONE = 120  # nodes of a step that is proved at a few sizes
FEW = (2, 3, 4)

_STOPS = (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError)


class Fails(Exception):
    """A step is wrong at some sizes; the message tells which."""

    def __init__(self, where: str, witness: Witness) -> None:
        super().__init__(where)
        self.witness = witness


class Widening:
    """For which sizes the proved steps of a document in indices or matrices hold."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.model = assessment.model
        self.definitions = [d for d in assessment.definitions.values() if not is_value(d)]
        self.dag = Dag()
        self.profilers: dict[Manner, Profiler] = {}
        self.sized: dict[tuple[Manner, bool, tuple[int, ...], tuple[tuple[int, int], ...]], tuple[SizedModel, Prover, list[Sample]]] = {}
        self.few: dict[int, tuple[Model, Prover, list[Sample]]] = {}

    @cached_property
    def numbered(self) -> bool:
        """Do definitions name single units?"""
        return any(d.expression.noted(_names_units) for d in self.definitions)

    @cached_property
    def layered(self) -> set[str]:
        """Bases of arrays of several sizes."""
        return several_sizes(side for chain in self.assessment.derivation.chains for side in chain.sides)

    def profiler(self, manner: Manner) -> Profiler:
        """A profiler that has seen all definitions, so that their classes are known."""
        if manner not in self.profilers:
            self.profilers[manner] = self.prepared(Profiler(self.model, manner))
        return self.profilers[manner]

    def prepared(self, profiler: Profiler) -> Profiler:
        for definition in self.definitions:
            if definition.parameters:
                continue
            letters = [x for x in dict.fromkeys(letters_of(definition.target)) if x in self.model.world.layers]
            for values in product(*(self.model.world.values(x) for x in letters)):
                attempt = profiler.branch()
                env: dict[str, Letter | int] = {k: v for k, v in zip(letters, values, strict=True) if isinstance(v, int)}
                try:
                    for letter in letters_of(definition.target):
                        if letter in self.model.world.letters and letter not in env:
                            env[letter] = attempt.letter(letter)
                    attempt.profile(Symbol(definition.expression.span, definition.target), env)
                except (NoBound, OutOfRange):
                    continue
                profiler = attempt
        return profiler

    def widened(self, step: Step, verdict: Verdict) -> Verdict:
        """The verdict on a step that is proved at the sizes of the document's world."""
        for manner in (Manner(), Manner(logarithms=True), Manner(shares=True), Manner(True, True)):
            if self.exhausted() or (manner.shares and not self.model.normalized):
                break
            try:
                if self.for_all(step, manner):
                    return replace(verdict, sizes="all")
            except Fails as failure:
                if self.model.normalized and not manner.shares:
                    continue  # without the assumption that the entries sum to one
                if self.model.world.elsewhere:
                    reason = f"it holds for layers of {self.model.world.size} units, and not for others; the document has layers of another size"
                    return Verdict("undecided", "", reason, assuming=verdict.assuming)
                if self.model.world.told and not self.model.world.sized:
                    reason = f"it holds for layers of {self.model.world.size} units, and not for others; the document doesn't tell how many every layer has"
                    return Verdict("undecided", "", reason, assuming=verdict.assuming)
                if self.model.world.sized or not self.layered.isdisjoint(_bases(step)):
                    return replace(verdict, sizes=(self.model.world.size,))
                return replace(verdict, outcome="refuted", method="intervals", reason=str(failure), witness=failure.witness)
            except Numbered:
                return verdict  # it speaks of single units of a layer of one size
            except (NoBound, *_STOPS):
                continue
        if self.numbered:  # by its definitions, too, the document speaks of layers of one size
            return replace(verdict, sizes=(self.model.world.size,))
        return self.for_few(step, verdict)

    def exhausted(self) -> bool:
        """Has the document cost so much that what is left of it is looked at in a few sizes only?"""
        provers = (prover for _, prover, _ in (*self.sized.values(), *self.few.values()))
        return len(self.dag.op) > MAX_NODES or sum(p.work for p in provers) > MAX_WORK

    def for_all(self, step: Step, manner: Manner) -> bool:
        """Does the theorem of this package apply to a step, and does the step hold where it asks?"""
        left, right = step.left.expression, step.right.expression
        assert left is not None and right is not None
        chain = self.assessment.derivation.chains[step.chain]
        world = self.model.world
        letters = list({**free_letters(left, world), **free_letters(right, world)})
        layers = [x for x in letters if x in world.layers]
        heads = parameters(chain.parts[0].expression)
        conditions = index_conditions(chain.conditions)
        looked = False
        for values in product(*(world.values(x) for x in layers)):
            told = {x: v for x, v in zip(layers, values, strict=True) if isinstance(v, int)}
            if self._beyond(left, right, told):
                continue
            profiler = self.profiler(manner).branch()
            env: dict[str, Letter | int] = {h.base: 0 for h in heads}
            env.update(told)
            for letter in letters:
                if letter not in told:
                    env[letter] = profiler.letter(letter)
            try:
                sides = profiler.profile(left, env), profiler.profile(right, env)
            except OutOfRange:
                continue
            if any(term.logarithm for side in sides for term in side.fold):
                raise NoBound("a logarithm of a sum")
            looked = True
            if not self.everywhere(profiler, step, sides, env, told, conditions):
                return False
        return looked

    def _beyond(self, left: Expression, right: Expression, told: Mapping[str, int]) -> bool:
        """Does the step leave the range of the layers here?"""
        scope = Scope({}, {**told})
        for side in (left, right):
            for node in side.walk():
                name = getattr(node, "name", None)
                if name is not None:
                    try:
                        self.model.concrete(name, scope.bound)
                    except OutOfRange:
                        return True
        return False

    def everywhere(
        self,
        profiler: Profiler,
        step: Step,
        sides: tuple[Profile, Profile],
        env: Mapping[str, Letter | int],
        told: Mapping[str, int],
        conditions: list[tuple[str, str, str]],
    ) -> bool:
        """Is the step proved at all the sizes that the theorem asks for?"""
        find = profiler.classes.find
        dims = _together(profiler, sides)
        letters = {x: letter for x, letter in env.items() if isinstance(letter, Letter)}
        free: dict[Class, int] = {}
        for cls in (*(letter.cls for letter in letters.values()), *dims):
            if find(cls):
                free[find(cls)] = free.get(find(cls), 0) + 1
        sums = {find(c): n for c, n in profiler.bound(*sides).items() if find(c)}
        classes = sorted(free.keys() | sums.keys())
        # every pattern of equal and different free values has its own bounds; here, all at once
        spans = [range(1, max(free.get(c, 0), 1) + sums.get(c, 0) + 1) for c in classes]
        points = 1
        for span in spans:
            points *= len(span)
        if points > MAX_POINTS:
            raise NoBound("too many sizes would have to be looked at")
        everywhere = True
        for sizes in product(*spans):
            if not everywhere and min(sizes, default=1) < LEAST:
                continue  # what is left is to find sizes at which it surely fails
            if self.exhausted():
                raise NoBound("it would take too long")
            point = dict(zip(classes, sizes, strict=True))
            everywhere &= self.holds(profiler, step, point, letters, dims, told, conditions, proving=everywhere)
            if not everywhere and points > FEW_POINTS:
                return False
        if not everywhere:
            beyond = {c: max(span[-1] + 1, LEAST) for c, span in zip(classes, spans, strict=True)}
            self.holds(profiler, step, beyond, letters, dims, told, conditions, proving=False)
        return everywhere

    def holds(
        self,
        profiler: Profiler,
        step: Step,
        sizes: dict[Class, int],
        letters: Mapping[str, Letter],
        dims: list[Class],
        told: Mapping[str, int],
        conditions: list[tuple[str, str, str]],
        proving: bool = True,
    ) -> bool:
        """Is the step proved at these sizes? Raises :class:`Fails`; without proving, that is all it is asked for."""
        model, prover, samples = self.at(profiler, sizes)
        left, right = step.left.expression, step.right.expression
        assert left is not None and right is not None
        heads = parameters(self.assessment.derivation.chains[step.chain].parts[0].expression)
        local: dict[object, Value] = {name: self.dag.leaf(name) for name in heads}
        for bound in _patterns(model, letters):
            scope = Scope(local, {**told, **bound})  # type: ignore[arg-type]
            if not all(model.satisfied(c, scope.bound) for c in conditions):
                continue
            a, b = model.value(left, scope), model.value(right, scope)
            for number, (x, y) in enumerate(_representatives(model, a, b, dims, letters)):
                if x == y:
                    continue
                same = all(agree(s.value(x), s.value(y)) for s in samples)
                if same and not proving:
                    continue
                if not same or not prove(self.dag, model.functions, prover, x, y).equal:
                    if min(sizes.values(), default=1) >= LEAST:
                        self.perhaps_fails(profiler, sizes, partial(self.pair, step, scope, dims, letters, number))
                    return False
        return True

    def pair(
        self, step: Step, scope: Scope, dims: list[Class], letters: Mapping[str, Letter], number: int, model: SizedModel
    ) -> tuple[Node, Node]:
        """One pair of entries of the sides of a step."""
        assert step.left.expression is not None and step.right.expression is not None
        sides = model.value(step.left.expression, scope), model.value(step.right.expression, scope)
        return _representatives(model, *sides, dims, letters)[number]

    def perhaps_fails(self, profiler: Profiler, sizes: dict[Class, int], pair: Callable[[SizedModel], tuple[Node, Node]]) -> None:
        """Raise :class:`Fails` if numbers show that the author's own formula is wrong at these sizes."""
        model, _, samples = self.at(profiler, sizes, offsets=False)
        try:
            left, right = pair(model)
        except _STOPS:
            return
        if left == right or model.helped(left, right) or all(agree(s.value(left), s.value(right)) for s in samples):
            return
        decision = refute(self.dag, model.functions, left, right)
        if decision.equal is False:
            find = profiler.classes.find
            told = sorted((letter, model.size(cls)) for letter, cls in profiler.sizes.items() if find(cls) in sizes)
            widths = set(sizes.values())
            if told:
                where = "where " + " and ".join(f"{letter} = {size}" for letter, size in told)
            else:
                where = f"in layers of {widths.pop()} units" if len(widths) == 1 else "where not all layers have the same number of units"
            raise Fails(where, Witness(decision.values or {}, decision.left, decision.right))

    def at(self, profiler: Profiler, sizes: dict[Class, int], offsets: bool = True) -> tuple[SizedModel, Prover, list[Sample]]:
        """The model at some sizes; steps whose classes agree on those of the definitions share it."""
        base = self.profiler(profiler.manner)
        known = len(base.classes.parent)
        roots = tuple(profiler.classes.find(c) for c in range(known))
        key = profiler.manner, offsets, roots, tuple(sorted((c, n) for c, n in sizes.items() if c < known))
        if key not in self.sized:
            model = SizedModel(self.definitions, self.dag, self.model.world, profiler, sizes, offsets)
            model.undefined = self.model.undefined
            model.normalized = self.model.normalized if profiler.manner.shares else frozenset()
            model.functions.aliases.update(self.model.functions.aliases)
            self.sized[key] = model, Prover(self.dag, model.functions), [Sample(self.dag, model.functions, n) for n in (0, 1)]
        found = self.sized[key]
        found[0].profiler, found[0].sizes = profiler, sizes
        return found

    def for_few(self, step: Step, verdict: Verdict) -> Verdict:
        """Look at a step in layers of a few units; one that fails there isn't proved."""
        left, right = step.left.expression, step.right.expression
        assert left is not None and right is not None
        chain = self.assessment.derivation.chains[step.chain]
        own = self.model.world.size
        shown = {own}
        forms: set[tuple[tuple[Node, Node], ...]] = set()
        for size in (own, *(n for n in FEW if n > own)):
            if self.exhausted():
                break
            model, prover, samples = self.alike(size)
            try:
                pairs = model.instances(left, right, index_conditions(chain.conditions), parameters(chain.parts[0].expression), as_numbers=True).pairs
            except _STOPS:
                continue
            forms.add(tuple(pairs))
            small = len(self.dag.cone(*(n for pair in pairs for n in pair))) < MAX_CONE
            apart = [(a, b) for a, b in pairs if a != b and not all(agree(s.value(a), s.value(b)) for s in samples)]
            if any(refute(self.dag, model.functions, a, b).equal is False for a, b in apart[:3]):
                reason = f"it holds for layers of {own} units, and fails for {size}"
                return Verdict("undecided", "", reason, assuming=verdict.assuming)
            if apart or not small:
                break
            if size - 1 in shown and all(prove(self.dag, model.functions, prover, a, b).equal for a, b in pairs):
                shown.add(size)
        if len(forms) == 1 and len(shown) > 1:
            return verdict  # nothing in it runs
        return replace(verdict, sizes=tuple(sorted(shown)))

    def alike(self, size: int) -> tuple[Model, Prover, list[Sample]]:
        """The model in which all layers have the same number of units."""
        if size not in self.few:
            model = Model(self.definitions, self.dag, with_size(self.model.world, size))
            model.undefined, model.normalized = self.model.undefined, self.model.normalized
            model.functions.aliases.update(self.model.functions.aliases)
            self.few[size] = model, Prover(self.dag, model.functions), [Sample(self.dag, model.functions, n) for n in (0, 1)]
        return self.few[size]


def _bases(step: Step) -> set[str]:
    return {node.name.base for part in (step.left, step.right) for node in (part.expression.walk() if part.expression else ()) if isinstance(node, Symbol)}


def _names_units(expression: Expression) -> bool:
    """Does a formula name units by their numbers?"""
    return any(
        isinstance(node, Symbol) and any(isinstance(i, int) for i in node.name.lower) for node in expression.walk()
    )


def _together(profiler: Profiler, sides: tuple[Profile, Profile]) -> list[Class]:
    """The classes of the entries of two sides of one shape."""
    shapes = [[c for c in (*side.dims, *(side.by or ())) if profiler.classes.find(c)] for side in sides if side.dims]
    if len(shapes) == 2 and len(shapes[0]) == len(shapes[1]):
        for a, b in zip(*shapes, strict=True):
            profiler.classes.unify(a, b)
    elif len(shapes) == 2 and any(side.by for side in sides):
        return max(shapes, key=len)  # a diagonal, or a matrix for a derivative by one
    elif len(shapes) == 2:
        raise NoBound("the shapes of the sides are not followed")
    return shapes[0] if shapes else []


def _patterns(model: SizedModel, letters: Mapping[str, Letter]) -> Iterator[dict[str, Index]]:
    """Values of the free letters, one for each pattern of which are equal (the units of a class are alike)."""
    names = list(letters)

    def extend(position: int, bound: dict[str, Index], used: dict[Class, int]) -> Iterator[dict[str, Index]]:
        if position == len(names):
            yield dict(bound)
            return
        cls = model.profiler.classes.find(letters[names[position]].cls)
        values = model.members(names[position], cls)
        for number in range(min(used.get(cls, 0) + 1, len(values))):
            yield from extend(
                position + 1, {**bound, names[position]: values[number]}, {**used, cls: max(used.get(cls, 0), number + 1)}
            )

    return extend(0, {}, {})


def _representatives(
    model: SizedModel, left: Value, right: Value, dims: list[Class], letters: Mapping[str, Letter]
) -> list[tuple[Node, Node]]:
    """Entries that stand for all others: those whose indices show each pattern of being equal once."""
    if isinstance(left, Array) and isinstance(right, Array) and left.shape != right.shape:
        raise ShapeMismatch("the two sides have different shapes")
    pairs = model.entries(left, right)
    find = model.profiler.classes.find
    classes = [find(c) for c in dims]
    sizes = [model.size(c) for c in classes]
    if len(pairs) != prod(sizes) or not {find(x.cls) for x in letters.values()}.isdisjoint(classes):
        return pairs
    chosen = [(0, dict[Class, int]())]
    for cls, size in zip(classes, sizes, strict=True):
        chosen = [
            (place * size + number, {**used, cls: max(used.get(cls, 0), number + 1)})
            for place, used in chosen
            for number in range(min(used.get(cls, 0) + 1, size))
        ]
    return [pairs[place] for place, _ in chosen]
