"""A model in which every class of indices has its own size, and sums in functions have offsets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

from derive.algebra.arrays import Array, Tensor, Value
from derive.algebra.dag import Dag, Node
from derive.algebra.evaluation.scope import OutOfRange, Scope, Undecidable
from derive.algebra.model import Definition, Model
from derive.judgement.sizes.facts import letters_of, place
from derive.judgement.sizes.folds import Class
from derive.judgement.sizes.profile import Profiler
from derive.judgement.sizes.skeleton import named, skeleton
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name
from derive.meaning.world import World

_OFFSET, _SHARE = "offset", "share"
_NOWHERE = Scope({}, {})


class SizedModel(Model):
    """Expressions as nodes, in ranges of the given sizes. ``profiler`` knows the classes of what is evaluated."""

    scalars = False
    remembers = False  # a letter has as many values as its place tells

    def __init__(
        self,
        definitions: Iterable[Definition],
        dag: Dag,
        world: World,
        profiler: Profiler,
        sizes: Mapping[Class, int],
        offsets: bool = True,
    ) -> None:
        self.profiler = profiler
        self.offsets = offsets
        self.sizes = sizes
        letters = {letter: self.size(cls) for letter, cls in profiler.sizes.items()}
        super().__init__(definitions, dag, replace(world, constants={**world.constants, **letters}))

    def value(self, expression: Expression, scope: Scope = _NOWHERE) -> Value:
        if isinstance(expression, ex.Application):
            return self.application(expression, scope)
        if isinstance(expression, ex.Norm):
            return self.norm(expression, scope)
        if isinstance(expression, ex.Power):
            return self.power(expression, scope)
        return super().value(expression, scope)

    def size(self, cls: Class) -> int:
        """The number of members of a class."""
        return self.sizes.get(self.profiler.classes.find(cls), 1)

    def members(self, letter: str, cls: Class) -> list[Index]:
        """What a letter runs over."""
        first = self.world.first
        return [self.world.tag(letter, v) for v in range(first, first + self.size(cls))]

    def running(self, e: ex.Reduction, scope: Scope) -> list[dict[str, Index]]:
        classes = self.profiler.notes.ranges.get(place(e, scope.bound, self.world))
        if classes is None:
            raise Undecidable("a sum that was not followed", e.span)
        result: list[dict[str, Index]] = [dict(scope.bound)]
        for over, cls in zip(e.over, classes, strict=True):
            result = [
                {**bound, over.letter: value}
                for bound in result
                for value in self.members(over.letter, cls)
                if over.excluded is None or self.index(over.excluded, bound) != value
            ]
        return result

    def concrete_definitions(self, among: set[object] | None = None) -> list[Name]:
        found: dict[Name, None] = {}
        for target in self.definitions:
            if among is not None and self.unit(target) not in among:
                continue
            letters = [x for x in dict.fromkeys(letters_of(target)) if x in self.world.letters]
            layers = [x for x in letters if x in self.world.layers]
            for told in product(*(self.world.values(x) for x in layers)):
                bound: dict[str, Index] = dict(zip(layers, told, strict=True))
                try:
                    name = self.concrete(target, bound)
                    units = [x for x in letters if x not in bound]
                    ranges = [self.members(x, self.profiler.slot(name, _position(name, x))) for x in units]
                    rank = self.world.ranks.of(target) if self.world.ranks.arrays else 0
                    for n in range(rank):
                        size = self.size(self.profiler.component(name, len(name.lower) + n))
                        ranges.append(list(range(self.world.first, self.world.first + size)))
                except OutOfRange:
                    continue
                for values in product(*ranges):
                    one = self.concrete(name, dict(zip(units, values, strict=False)))
                    found[one._replace(lower=(*one.lower, *values[len(units) :]))] = None
        return list(found)

    def named(self, name: Name, scope: Scope) -> Value:
        rank = self.world.ranks.of(name) if self.world.ranks.arrays else 0
        if not rank:
            return super().named(name, scope)
        concrete = self.concrete(name, scope.bound)
        last, first = len(concrete.lower), self.world.first
        shape = [self.size(self.profiler.component(concrete, last + n)) for n in range(rank)]
        rows, columns = shape if rank > 1 else (1, *shape) if self.is_row(name) else (*shape, 1)
        entries = [
            concrete._replace(lower=(*concrete.lower, *((first + r, first + c) if rank > 1 else (first + max(r, c),))))
            for r in range(rows)
            for c in range(columns)
        ]
        return Array((rows, columns), tuple(self.lookup(n) for n in entries))

    def _defined(self, name: Name) -> Node | None:
        if name.base not in self.normalized or not name.lower:
            return super()._defined(name)
        rest = name.lower[:-1]
        position = len(name.upper) + len(rest)
        units = self.members(str(name.lower[-1]).rstrip("0123456789"), self.profiler.slot(name, position))
        parts = [self.dag.leaf(Name(_SHARE, (Label(named(name._replace(lower=(*rest, unit)), {})),))) for unit in units]
        own = self.dag.leaf(Name(_SHARE, (Label(named(name, {})),)))
        return self.dag.div(own, self.dag.add(parts))

    def application(self, e: ex.Application, scope: Scope) -> Value:
        if not self.offsets or place(e, scope.bound, self.world) not in self.profiler.notes.offset:
            return super().application(e, scope)
        argument = e.arguments[0]
        told = self.value(argument, scope)
        moved = self.moved(told, argument, scope)
        stand_in = Name("argument", (Label("moved"),))
        inside = replace(e, arguments=(ex.Symbol(argument.span, stand_in),))
        return super().application(inside, Scope({**scope.local, stand_in: moved}, scope.bound))

    def moved(self, value: Value, e: Expression, scope: Scope) -> Value:
        """The argument of a function with a free offset, the same wherever this argument stands."""
        if isinstance(value, Tensor):
            raise Undecidable("a function of a derivative of arrays", e.span)
        if isinstance(e, ex.Symbol):
            concrete = self.concrete(e.name, scope.bound)
            text, lower = named(concrete._replace(lower=()), {}), tuple(str(i) for i in concrete.lower)
        else:
            text, lower = skeleton(e, scope.bound), ()
        if isinstance(value, int):
            return self.dag.add([value, self.offset(text, lower)])
        rows, columns = value.shape
        first = self.world.first
        entries = []
        for number, entry in enumerate(value.entries):
            row, column = first + number // columns, first + number % columns
            component = (str(row), str(column)) if rows > 1 and columns > 1 else (str(max(row, column)),)
            entries.append(self.dag.add([entry, self.offset(text, (*lower, *component))]))
        return Array(value.shape, tuple(entries))

    def offset(self, text: str, indices: tuple[str, ...]) -> Node:
        return self.dag.leaf(Name(_OFFSET, (Label(text + "_" + ",".join(indices)),)))

    def helped(self, *nodes: Node) -> bool:
        """Do values depend on offsets, or on shares, which the document doesn't know?"""
        return any(name.base in (_OFFSET, _SHARE) for node in nodes for name in self.dag.leaves(node))

    def norm(self, e: ex.Norm, scope: Scope) -> Value:
        if not self.offsets or place(e, scope.bound, self.world) not in self.profiler.notes.offset:
            return super().norm(e, scope)
        value = self.value(e.operand, scope)
        if not isinstance(value, Array):
            return super().norm(e, scope)
        squares = self.squares(value)
        return self.dag.power(self.dag.add([squares, self.offset(skeleton(e, scope.bound), ())]), Fraction(1, 2))

    def squares(self, value: Array) -> Node:
        return self.dag.add([self.dag.power(x, Fraction(2)) for x in value.entries])

    def power(self, e: ex.Power, scope: Scope) -> Value:
        if isinstance(e.base, ex.Norm) and e.base.kind == "‖":
            inner = self.value(e.base.operand, scope)
            exponent = self.value(e.exponent, scope)
            if isinstance(inner, Array) and exponent == self.dag.const(2):
                return self.squares(inner)
        return super().power(e, scope)


def _position(name: Name, letter: str) -> int:
    """The place of a letter among the indices of a name."""
    return next(n for n, i in enumerate(name.indices) if i == letter and not isinstance(i, Label))
