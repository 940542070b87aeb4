"""A document in indices and arrays as one in single numbers: a formula for every entry.

The sizes are the checker's own small ones, or one that is asked for. Each formula that is
written out is compared with the checker's reading of the original: both must be one node of
its graph, or agree wherever they are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from codegen.certificates.formulas import FormulaModel, formula
from codegen.certificates.identifiers import word_of
from codegen.certificates.statements import Instance
from codegen.certificates.translate import Uncertified
from derive.algebra.arrays import Array, ShapeMismatch, Tensor, Value
from derive.algebra.dag import Node
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Scope, Undecidable
from derive.algebra.model import Definition, Model
from derive.algebra.samples import agree
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import is_value
from derive.judgement.given import index_conditions, parameters
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Step
from derive.meaning.world import World, free_letters, match

MAX_THEOREMS = 400  # of one step
_UNREADABLE = (Undecidable, Cyclic, ShapeMismatch, ZeroDivisionError, RecursionError)


class WrittenOut:
    """The definitions and steps of a document without running letters and arrays."""

    def __init__(self, assessment: Assessment, size: int | None = None) -> None:
        self.assessment = assessment
        self.model = assessment.model if size is None else _resized(assessment, size)
        self.formulas = FormulaModel(self.model)

    def definitions(self) -> dict[Name, Definition]:
        """What every concrete name is defined as."""
        given = self.assessment.definitions
        if self.model.world.plain:
            return given
        found = {n: d for n, d in given.items() if d.parameters}
        for name in (*self.model.concrete_definitions(), *self._normalized()):
            try:
                expression = self.formulas.defined(name)
                value = self.model._defined(name)
                if expression is not None and value is not None:
                    self._compare(self.model.number(expression), value)
                    found.setdefault(name, Definition(name, (), expression, self._step(name)))
            except (*_UNREADABLE, OutOfRange, Uncertified):
                continue
        return found

    def _step(self, name: Name) -> int:
        """The step that defines a concrete name; 0 where an assumption does."""
        plain = self.model.definitions.get(name)
        if plain is not None:
            return plain.step
        for pattern in self.model.patterns.get(name.base, ()):
            rank = self.model.world.ranks.of(pattern.target)
            bound = match(pattern.target, name, self.model.world)
            if bound is None or len(name.lower) - len(pattern.target.lower) != rank:
                continue
            try:
                self.model.value(pattern.expression, Scope({}, bound))
            except (OutOfRange, *_UNREADABLE):
                continue
            return pattern.step
        return 0

    def _normalized(self) -> Iterator[Name]:
        """The last component of every family of leaves that sums to one."""
        last = self.model.world.values("")[-1]
        names = {n for n in self.model.values if n.base in self.model.normalized and n.lower and n.lower[-1] == last}
        yield from sorted(names, key=repr)

    def instances(self, step: Step) -> list[Instance]:
        """A step at every value of its letters, entry by entry. Raises :class:`Uncertified`."""
        left, right = step.left.expression, step.right.expression
        if left is None or right is None:
            return []
        if self.model.world.plain:
            return [Instance("", "", left, right)]
        chain = self.assessment.derivation.chains[step.chain]
        conditions = index_conditions(chain.conditions)
        local: dict[Name, Value] = {n: self.formulas.parameter(n) for n in parameters(chain.parts[0].expression)}
        letters = list({**free_letters(left, self.model.world), **free_letters(right, self.model.world)})
        words = [word_of(letter) for letter in letters]
        if len(set(words)) < len(words):
            words = [f"{word}_{place}_" for place, word in enumerate(words, 1)]
        found: list[Instance] = []
        for values in product(*(self.model.world.values(letter) for letter in letters)):
            bound = dict(zip(letters, values, strict=True))
            if len(found) > MAX_THEOREMS:
                raise Uncertified(f"it has more than {MAX_THEOREMS} entries; a smaller --size has fewer")
            if not all(self.model.satisfied(c, bound) for c in conditions):
                continue
            try:
                entries = list(self.entries(left, right, Scope(local, bound)))
            except OutOfRange:
                continue
            except _UNREADABLE as problem:
                raise Uncertified(f"it can't be written out: {problem}") from None
            told = [f"{k} = {v}" for k, v in bound.items()]
            suffix = "".join(f"_{w}{v}" for w, v in zip(words, bound.values(), strict=True))
            for place, a, b in entries:
                notes = ", ".join([*told, *([f"entry {' '.join(map(str, place))}"] if place else [])])
                own = "".join(f"_{p}" for p in place)
                found.append(Instance(suffix + own, notes, a, b))
        return found

    def entries(
        self, left: Expression, right: Expression, scope: Scope
    ) -> Iterator[tuple[tuple[int, ...], Expression, Expression]]:
        """The two sides as single numbers, each with its place in the array."""
        model = self.formulas
        local: dict[Name, Value] = {n: int(v) for n, v in scope.local.items() if isinstance(v, int)}
        a, b = model.value(left, scope), model.value(right, scope)
        pairs = model.entries(a, b)
        for place, (x, y) in zip(_places(a, b, len(pairs)), pairs, strict=True):
            for node in (x, y):
                self._compare(self.model.number(formula(node), Scope(local, {})), int(node))
            yield place, formula(x), formula(y)

    def _compare(self, written: Node, value: Node) -> None:
        """Is a formula that was written out what the checker reads in the original?"""
        samples = self.assessment.samples
        if written != value and not all(agree(s.value(written), s.value(value)) for s in samples):
            raise Uncertified("it can't be written out in single numbers")


def _places(left: Value, right: Value, count: int) -> list[tuple[int, ...]]:
    """Where the entries of two equal arrays stand, counted from 1."""
    arrays = [v for v in (left, right) if isinstance(v, Array)]
    if not arrays and not isinstance(left, Tensor) and not isinstance(right, Tensor):
        return [()]
    rows, columns = next((v.shape for v in arrays if len(v.entries) == count), (count, 1))
    if 1 in (rows, columns):
        return [(i,) for i in range(1, count + 1)]
    return [(r, c) for r in range(1, rows + 1) for c in range(1, columns + 1)]


def _resized(assessment: Assessment, size: int) -> Model:
    """The model of the same definitions with another number of units in a layer."""
    old = assessment.model
    if old.world.plain:
        return old
    world: World = old.world
    sizes = {k: size if v == world.size and k not in world.layers and k not in ("L", "T") else v for k, v in world.constants.items()}
    definitions = (d for d in assessment.definitions.values() if not is_value(d))
    model = Model(definitions, old.dag, replace(world, size=size, constants=sizes))
    model.undefined, model.normalized = old.undefined, old.normalized
    model.functions.aliases.update(old.functions.aliases)
    for step in assessment.steps.values():  # so that every name is known
        left, right = step.left.expression, step.right.expression
        if left is not None and right is not None:
            try:
                model.instances(left, right)
            except (*_UNREADABLE, OutOfRange):
                continue
    return model
