"""The document's definitions as a graph, and its formulas as nodes of it.

A :class:`Model` evaluates expressions under the definitions that it is given: a name is
the value of its definition, or a leaf; a derivative is taken through the graph. Formulas
in indices and arrays are evaluated in a :class:`~derive.meaning.world.World` of small sizes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from derive.algebra.arrays import (
    Array,
    ShapeMismatch,
    Tensor,
    Value,
    as_matrix,
    diagonal,
    elementwise,
    matrix_product,
    transpose,
)
from derive.algebra.calculus import Calculus, NotDifferentiable
from derive.algebra.dag import CONST, LEAF, NAMED, Dag, Function, Node
from derive.algebra.decimals import decimal_name, is_decimal, is_rounded_number, is_worked_out
from derive.algebra.functions import BUILTIN, PRIMITIVES, Functions
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.world import World, free_letters, match
from derive.source.text import Span

MAX_INSTANCES = 27
MAX_FACTORED = 10_000  # numbers whose logarithm is taken apart
WITHOUT_ARGUMENT = frozenset(("log", "exp", "max", "min", "sin", "cos", "sqrt"))  # mean nothing alone
FREE_SLOPE = "free slope"  # the base of the leaves that stand for the derivatives of a free loss


@dataclass(frozen=True, slots=True)
class Definition:
    """A name or function with the expression that the document gives it."""

    target: Name
    parameters: tuple[Name, ...]  # empty for a quantity
    expression: Expression
    step: int  # the number of the step that states it


class Undecidable(Exception):
    """A formula whose value the graph can't give; the message says what would decide it."""

    def __init__(self, reason: str, span: Span, declaration: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span
        self.declaration = declaration  # ready to paste


class Cyclic(Exception):
    """A name that is defined in terms of itself."""

    def __init__(self, names: list[Name]) -> None:
        super().__init__(" → ".join(n.latex() for n in names))
        self.names = names


class OutOfRange(Exception):
    """An index beyond the first or the last layer."""


class Scope(NamedTuple):
    """What symbols mean in one place: parameters of a function, values of index letters."""

    local: Mapping[Name, Value]
    bound: Mapping[str, Index]


_NOWHERE = Scope({}, {})


@dataclass(slots=True)
class Instances:
    """The two sides of a formula at every value of its free letters, entry by entry."""

    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    disconnected: list[ex.Derivative] = field(default_factory=list)  # zero at every value: no path is known


class Model:
    """Expressions as nodes, under a set of definitions.

    Models that share a ``dag`` share every node that their definitions have in common, so
    that a model with one definition changed costs only what depends on it.
    """

    def __init__(self, definitions: Iterable[Definition], dag: Dag | None = None, world: World | None = None) -> None:
        self.dag = dag or Dag()
        self.world = world or World()
        self.functions = Functions(self.dag)
        self.calculus = Calculus(self.dag, self.functions)
        self.definitions: dict[Name, Definition] = {}
        self.patterns: dict[str, list[Definition]] = {}
        self.values: dict[Name, Node] = {}
        self.undefined: set[str] = set()  # bases of losses that are differentiated and never defined
        self.normalized: frozenset[str] = frozenset()  # bases of leaves whose components sum to one
        self.exact: frozenset[Fraction] | None = None  # the numbers that are given, where all others are what is left of longer ones
        self._open: list[Name] = []
        self._users: dict[Name, set[Name]] | None = None  # which definitions name a name
        self._slopes: dict[int, bool] = {}
        self.flows: dict[ex.Derivative, bool] = {}  # derivatives that were taken: was one ever not zero?
        self._arrays: dict[tuple[int, tuple[tuple[str, Index], ...]], Value] = {}
        functions = []
        for definition in definitions:
            if definition.parameters:
                functions.append(definition)
            else:
                self._add(definition)
        for definition in functions:
            self._define_function(definition)

    def _add(self, definition: Definition) -> None:
        target = definition.target
        self.definitions[target] = definition
        if not self.world.plain and (self.world.ranks.of(target) or _has_letters(target, self.world)):
            self.patterns.setdefault(target.base, []).append(definition)

    def without(self, changed: Name) -> dict[Name, Node]:
        """The values that don't depend on a name.

        Read off the definitions: a derivative that comes out as zero, or as a constant,
        holds no node of what it was taken of.
        """
        if not self.world.plain:
            return {}
        if self._users is None:
            self._users = {}
            for target, definition in self.definitions.items():
                for node in definition.expression.walk():
                    if isinstance(node, ex.Symbol):
                        self._users.setdefault(node.name, set()).add(target)
        stale, stack = {changed}, [changed]
        while stack:
            for user in self._users.get(stack.pop(), ()):
                if user not in stale:
                    stale.add(user)
                    stack.append(user)
        return {n: v for n, v in self.values.items() if n not in stale}

    def fork(self, definitions: Mapping[Name, Definition], changed: Name, kept: Mapping[Name, Node]) -> Model:
        """A model with one definition replaced, sharing the values that don't depend on it."""
        if definitions[changed].parameters or not self.world.plain:
            new = Model(definitions.values(), self.dag, self.world)
            new.undefined, new.normalized = self.undefined, self.normalized
            return new
        new = object.__new__(Model)
        new.dag, new.functions, new.calculus, new.world = self.dag, self.functions, self.calculus, self.world
        new.definitions = {n: d for n, d in definitions.items() if not d.parameters}
        new.patterns, new._arrays, new._slopes, new.flows = {}, {}, {}, dict(self.flows)
        new.undefined, new.normalized, new.exact = self.undefined, self.normalized, self.exact
        new.values = dict(kept)
        new._open, new._users = [], None
        return new

    def _define_function(self, definition: Definition) -> None:
        if len(definition.parameters) != 1:
            return
        parameter = definition.parameters[0]
        try:
            self.functions.define(
                definition.target, lambda x: self.number(definition.expression, Scope({parameter: x}, {}))
            )
        except (Undecidable, Cyclic, ZeroDivisionError, ShapeMismatch, OutOfRange, RecursionError):
            self.functions.bodies.pop(definition.target, None)

    # -- names

    def lookup(self, name: Name) -> Node:
        """The node of a concrete name. Raises :class:`Cyclic`."""
        if name in self.values:
            return self.values[name]
        if name in self._open:
            raise Cyclic([*self._open[self._open.index(name) :], name])
        self._open.append(name)
        try:
            value = self._defined(name)
        finally:
            self._open.pop()
        node = self.dag.leaf(name) if value is None else self.dag.named(name, value)
        self.values[name] = node
        return node

    def _defined(self, name: Name) -> Node | None:
        """The value that the definitions give a concrete name, or None for a leaf."""
        definition = self.definitions.get(name)
        if definition is not None and not (self.world.ranks.arrays and self.world.ranks.of(name)):
            return self.number(definition.expression, _NOWHERE)
        for pattern in self.patterns.get(name.base, ()):
            rank = self.world.ranks.of(pattern.target)
            if len(name.lower) - len(pattern.target.lower) != rank:
                continue
            bound = match(pattern.target, name, self.world)
            if bound is None:
                continue
            try:
                if not rank:
                    return self.number(pattern.expression, Scope({}, bound))
                value = self._array(pattern, bound)
            except OutOfRange:
                continue
            components = [self.place(i) for i in name.lower[len(pattern.target.lower) :]]
            if isinstance(value, int) and self.world.size == 1:
                return value
            if not isinstance(value, Array) or None in components:
                continue
            row, column = (components[0], 0) if rank == 1 else (components[0], components[1])
            rows, columns = value.shape
            if rank == 1 and columns != 1 and rows == 1:
                row, column = 0, components[0]
            if row is None or column is None or row >= rows or column >= columns:
                raise ShapeMismatch(f"{pattern.target.latex()} has the shape {rows}×{columns}")
            return value.at(row, column)
        if name.base in self.undefined and not name.lower:
            return self._free_loss(name)
        if name.base in self.normalized and name.lower and name.lower[-1] == self.world.values("")[-1]:
            others = [name._replace(lower=(*name.lower[:-1], v)) for v in self.world.values("")[:-1]]
            return self.dag.add([self.dag.one, *(self.dag.neg(self.lookup(n)) for n in others)])
        return None

    def place(self, index: Index) -> int | None:
        """The position of a component from 0."""
        if isinstance(index, Label):
            digits = index.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            return int(digits) - self.world.first if digits.isdigit() else None
        return index - self.world.first if isinstance(index, int) else None

    def _array(self, pattern: Definition, bound: Mapping[str, Index]) -> Value:
        key = (id(pattern), tuple(sorted(bound.items())))
        if key not in self._arrays:
            self._arrays[key] = self.value(pattern.expression, Scope({}, bound))
        return self._arrays[key]

    def _free_loss(self, name: Name) -> Node | None:
        """A loss that is differentiated and never defined depends freely on the last quantities.

        First derivatives of any smooth function of s are those of ``Σ c·s`` with free c.
        """
        derived = {t for t, d in self.definitions.items() if any(isinstance(n, ex.Derivative) for n in d.expression.walk())}
        sinks = [s for s in self.concrete_definitions() if s.base != name.base and s.base not in {t.base for t in derived}]
        used: set[Node] = set()
        nodes: dict[Node, None] = {}
        for sink in sinks:
            try:
                node = self.lookup(sink)
            except (Cyclic, Undecidable, ShapeMismatch, OutOfRange, ZeroDivisionError):
                continue
            if self.dag.op[node] == NAMED:
                nodes[node] = None
                used.update(n for n in self.dag.cone(node) if n != node)
        tops = [n for n in nodes if n not in used]
        if not tops:
            return None
        terms = []
        for node in tops:
            label = Label(f"∂{name.latex()}/∂{self.dag.data[node].latex()}")  # type: ignore[attr-defined]
            terms.append(self.dag.mul([self.dag.leaf(Name(FREE_SLOPE, (label,))), node]))
        return self.dag.add(terms)

    def concrete_definitions(self) -> list[Name]:
        """The concrete names that the definitions define, in their order."""
        found: dict[Name, None] = {}
        for target in self.definitions:
            letters = [i for i in dict.fromkeys(_letters(target)) if i in self.world.letters]
            for values in product(*(self.world.values(letter) for letter in letters)):
                try:
                    name = self.concrete(target, dict(zip(letters, values, strict=True)))
                except OutOfRange:
                    continue
                rank = self.world.ranks.of(target) if self.world.ranks.arrays else 0
                for components in product(range(self.world.first, self.world.first + self.world.size), repeat=rank):
                    found[Name(name.base, name.upper, (*name.lower, *components))] = None
        return list(found)

    def concrete(self, name: Name, bound: Mapping[str, Index]) -> Name:
        """A name with the values of its letters. Raises :class:`OutOfRange` beyond the layers."""
        if not name.indices:
            return name
        return Name(
            name.base,
            tuple(self._index(i, bound) for i in name.upper),
            tuple(self._index(i, bound) for i in name.lower),
        )

    def _index(self, index: Index, bound: Mapping[str, Index]) -> Index:
        if isinstance(index, Offset):
            value = bound.get(index.letter, self.world.constants.get(index.letter))
            if not isinstance(value, int):
                return index
            if not 0 <= value + index.by <= self.world.depth:
                raise OutOfRange
            return value + index.by
        if isinstance(index, str) and not isinstance(index, Label):
            return bound.get(index, self.world.constants.get(index, index))
        return index

    # -- formulas

    def instances(
        self,
        left: Expression,
        right: Expression,
        conditions: Iterable[tuple[str, str, str]] = (),
        parameters: Iterable[Name] = (),
        agree: Callable[[Node, Node], bool] | None = None,
    ) -> Instances:
        """Both sides at every value of the free letters; ``parameters`` stand for numbers here.

        With ``agree``, the last pair is the first one that doesn't agree, if there is one.

        Raises what :meth:`value` raises, and :class:`ShapeMismatch` if the sides differ in shape.
        """
        result = Instances()
        local = {name: self.dag.leaf(name) for name in parameters}
        self._slopes = {}
        if self.world.plain:
            scope = Scope(local, {})
            result.pairs.append((self.number(left, scope), self.number(right, scope)))
            result.disconnected = self._disconnected(left, right)
            return result
        letters = list({**free_letters(left, self.world), **free_letters(right, self.world)})
        seen = 0
        for values in product(*(self.world.values(letter) for letter in letters)):
            bound = dict(zip(letters, values, strict=True))
            if not all(self.satisfied(c, bound) for c in conditions):
                continue
            try:
                a, b = self.value(left, Scope(local, bound)), self.value(right, Scope(local, bound))
            except OutOfRange:
                continue
            for pair in self.entries(a, b):
                result.pairs.append(pair)
                if agree is not None and not agree(*pair):
                    return result
            seen += 1
            if seen >= MAX_INSTANCES:
                break
        if not seen:
            raise Undecidable("no layer has all the neighbours that this names", left.span)
        result.disconnected = self._disconnected(left, right)
        return result

    def _disconnected(self, left: Expression, right: Expression) -> list[ex.Derivative]:
        """The derivatives that were zero at every value of the letters."""
        if False not in self._slopes.values():
            return []
        return [
            node
            for node in (*left.walk(), *right.walk())
            if isinstance(node, ex.Derivative) and self._slopes.get(id(node)) is False
        ]

    def satisfied(self, condition: tuple[str, str, str], bound: Mapping[str, Index]) -> bool:
        left, relation, right = condition
        a, b = bound.get(left, left), bound.get(right, right)
        a, b = (int(x) if isinstance(x, str) and x.isdigit() else x for x in (a, b))
        return (a == b) if relation == "=" else (a != b) if relation == "!=" else True

    def entries(self, left: Value, right: Value) -> list[tuple[Node, Node]]:
        """Corresponding entries of two values."""
        left, right = self._comparable(left, right), self._comparable(right, left)
        if isinstance(left, int) and isinstance(right, int):
            return [(left, right)]
        for a, b in ((left, right), (right, left)):
            if isinstance(a, int) and self.dag.op[a] == CONST and isinstance(b, Array):
                return [(a, e) if a is left else (e, a) for e in b.entries]
        if isinstance(left, Array) and isinstance(right, Array) and left.shape == right.shape:
            return list(zip(left.entries, right.entries, strict=True))
        if isinstance(left, Tensor) and isinstance(right, Tensor) and len(left.entries) == len(right.entries):
            return list(zip(left.entries, right.entries, strict=True))
        raise ShapeMismatch("the two sides have different shapes")

    def _comparable(self, value: Value, other: Value) -> Value:
        """A derivative of an array by an array in the form that the other side has."""
        if not isinstance(value, Tensor) or isinstance(other, Tensor):
            return value
        if isinstance(other, Array):
            across = diagonal(value)
            if across is not None and across.shape == other.shape:
                return across
            flat = as_matrix(self.dag, value)
            if flat is not None and flat.shape == other.shape:
                return flat
            if flat is not None and 1 not in flat.shape and transpose(flat).shape == other.shape:  # type: ignore[union-attr]
                return transpose(flat)
        return value

    # -- expressions

    def value(self, expression: Expression, scope: Scope = _NOWHERE) -> Value:
        """The value of an expression.

        Raises :class:`Undecidable`, :class:`Cyclic`, :class:`ShapeMismatch`,
        :class:`OutOfRange`, ``ZeroDivisionError``.
        """
        method = _METHODS.get(type(expression))
        if method is None:
            raise Undecidable("this form is not decided yet", expression.span)
        result: Value = method(self, expression, scope)
        return result

    def number(self, expression: Expression, scope: Scope = _NOWHERE) -> Node:
        """The value of an expression that must be a number."""
        value = self.value(expression, scope)
        if isinstance(value, int):
            return value
        if isinstance(value, Array) and value.shape == (1, 1):
            return value.entries[0]
        raise ShapeMismatch("an array stands where a number was expected")

    def numeral(self, e: ex.Numeral, scope: Scope) -> Value:
        if self.exact is not None and e.places is not None and e.value not in self.exact and is_worked_out(e.value, e.places):
            return self.dag.leaf(decimal_name(e.value, e.places, cut=True))
        if e.places is not None and is_rounded_number(e.value, e.places):
            return self.dag.leaf(decimal_name(e.value, e.places))
        return self.dag.const(e.value)

    def symbol(self, e: ex.Symbol, scope: Scope) -> Value:
        if e.name in scope.local:
            return scope.local[e.name]
        if e.name.base in WITHOUT_ARGUMENT and e.name not in self.definitions:
            raise Undecidable(f"{e.name.base} stands here without an argument", e.span)
        if self.world.plain:
            return self.lookup(e.name)
        return self.named(e.name, scope)

    def named(self, name: Name, scope: Scope) -> Value:
        """The value of a name: a number, or an array of its components."""
        if not name.indices and name.base in self.world.constants and name not in self.definitions:
            return self.dag.const(self.world.constants[name.base])
        rank = self.world.ranks.of(name) if self.world.ranks.arrays else 0
        concrete = self.concrete(name, scope.bound)
        if not rank:
            return self.lookup(concrete)
        units = range(self.world.first, self.world.first + self.world.size)
        if len(units) == 1:  # an array of one entry is a number
            return self.lookup(concrete._replace(lower=(*concrete.lower, *(units[0],) * rank)))
        if rank == 1:
            entries = tuple(self.lookup(concrete._replace(lower=(*concrete.lower, i))) for i in units)
            return Array((len(units), 1), entries)
        entries = tuple(
            self.lookup(concrete._replace(lower=(*concrete.lower, i, j))) for i in units for j in units
        )
        return Array((len(units), len(units)), entries)

    def addition(self, e: ex.Addition, scope: Scope) -> Value:
        terms = [self.value(t, scope) for t in e.terms]
        return self.add(terms, e.signs)

    def add(self, terms: list[Value], signs: tuple[int, ...]) -> Value:
        dag = self.dag
        if all(isinstance(t, int) for t in terms):
            return dag.add([n if s > 0 else dag.neg(n) for n, s in zip(terms, signs, strict=True)])  # type: ignore[arg-type,misc]

        def total(*nodes: Node) -> Node:
            return dag.add([n if s > 0 else dag.neg(n) for n, s in zip(nodes, signs, strict=True)])

        if any(isinstance(t, Tensor) for t in terms):
            if all(isinstance(t, Tensor) and t.by == terms[0].by and t.of == terms[0].of for t in terms):  # type: ignore[union-attr]
                first = terms[0]
                assert isinstance(first, Tensor)
                entries = tuple(total(*nodes) for nodes in zip(*(t.entries for t in terms), strict=True))  # type: ignore[union-attr]
                return Tensor(first.of, first.by, entries)
        return elementwise(total, *terms)

    def multiplication(self, e: ex.Multiplication, scope: Scope) -> Value:
        values = [self.value(f, scope) for f in e.factors]
        if all(isinstance(v, int) for v in values):
            return self.dag.mul(values)  # type: ignore[arg-type]
        return self.product(values, e.kinds)

    def product(self, values: list[Value], kinds: tuple[str, ...]) -> Value:
        """A product of arrays: entry by entry where the author says so, otherwise of matrices."""
        dag = self.dag
        numbers = [v for v in values if isinstance(v, int)]
        pending: list[tuple[str, Value]] = []
        for value, kind in zip(values, ("", *kinds), strict=True):
            if not isinstance(value, int):
                pending.append((kind, value))
        try:
            result = self._grouped(pending)
        except ShapeMismatch:
            if not any(kind in ("odot", "circ", "star") for kind, _ in pending):
                raise
            result = self._in_turn(pending)
        for number in numbers:
            result = matrix_product(dag, number, result)
        return result

    def _grouped(self, pending: list[tuple[str, Value]]) -> Value:
        """Matrix products first, then products entry by entry."""
        dag = self.dag
        result: Value | None = None
        groups: list[list[Value]] = [[]]
        for number, (kind, value) in enumerate(pending):
            if number and kind in ("odot", "circ", "star"):
                groups.append([])
            groups[-1].append(value)
        for group in groups:
            inner = group[0]
            for value in group[1:]:
                inner = self._times(inner, value)
            result = inner if result is None else elementwise(lambda a, b: dag.mul([a, b]), result, inner)
        assert result is not None
        return result

    def _in_turn(self, pending: list[tuple[str, Value]]) -> Value:
        """From left to right, whatever the signs."""
        result = pending[0][1]
        for kind, value in pending[1:]:
            if kind in ("odot", "circ", "star"):
                result = elementwise(lambda a, b: self.dag.mul([a, b]), result, value)
            else:
                result = self._times(result, value)
        return result

    def _times(self, left: Value, right: Value) -> Value:
        try:
            return matrix_product(self.dag, left, right)
        except ShapeMismatch:
            # two columns side by side can only be multiplied entry by entry
            if isinstance(left, Array) and isinstance(right, Array) and left.shape == right.shape and 1 in left.shape:
                return elementwise(lambda a, b: self.dag.mul([a, b]), left, right)
            raise

    def division(self, e: ex.Division, scope: Scope) -> Value:
        left, right = self.value(e.numerator, scope), self.value(e.denominator, scope)
        if isinstance(left, int) and isinstance(right, int):
            return self.dag.div(left, right)
        return elementwise(self.dag.div, left, right)

    def power(self, e: ex.Power, scope: Scope) -> Value:
        base, exponent = self.value(e.base, scope), self.value(e.exponent, scope)
        if not isinstance(exponent, int):
            raise Undecidable("an array as an exponent", e.span)
        if isinstance(e.base, ex.Norm) and e.base.kind == "|" and self.dag.op[exponent] == CONST and self.dag.data[exponent] == 2:
            inner = self.value(e.base.operand, scope)
            if isinstance(inner, int):
                return self.raised(inner, exponent)  # |x|^2 is x^2
        if isinstance(base, Array) and 1 not in base.shape and not (isinstance(e.base, ex.Addition)):
            raise Undecidable("a power of a matrix", e.span)
        return self.raised(base, exponent) if isinstance(base, int) else elementwise(lambda b: self.raised(b, exponent), base)

    def raised(self, base: Node, exponent: Node) -> Node:
        """A power of a number."""
        if self.dag.op[exponent] == CONST:
            return self.dag.power(base, self.dag.data[exponent])  # type: ignore[arg-type]
        log = self.dag.call(Function(Name("log")), (base,))
        return self.dag.call(Function(Name("exp")), (self.dag.mul([exponent, log]),))

    def application(self, e: ex.Application, scope: Scope) -> Value:
        name = self.functions.aliases.get(e.function, e.function)
        if name.indices and not self.world.plain:
            name = self.function_name(name, scope)
        arguments = [self.value(a, scope) for a in e.arguments]
        if not name.indices and name.base in ("softmax", "logsoftmax", "trace", "diag"):
            return self.vector_function(name.base, arguments, e)
        if not name.indices and name.base in ("max", "min") and len(arguments) == 2:
            return elementwise(lambda a, b: self.maximum(name.base, a, b), *arguments)
        known = name in self.functions.bodies or (not name.indices and (name.base in BUILTIN or name.base in PRIMITIVES))
        if len(arguments) != 1 and known:
            raise Undecidable(f"{name.latex()} takes one argument", e.span)
        if e.order > 1 and self.functions.is_primitive(Function(name, 0)):
            raise Undecidable("a higher derivative of a primitive function", e.span)
        return elementwise(lambda *a: self.call(name, e.order, a), *arguments)

    def function_name(self, name: Name, scope: Scope) -> Name:
        """The function of an index: ``f_l`` is another in each layer, ``g_k`` one for all units of a layer."""
        layers = self.world.layers | set(self.world.constants)
        told = [
            self._index(i, scope.bound) if isinstance(i, Offset) or (isinstance(i, str) and i in layers) else i
            for i in name.indices
        ]
        return Name(name.base, (), tuple(Label(str(i)) for i in told))

    def call(self, name: Name, order: int, arguments: tuple[Node, ...]) -> Node:
        if order and self.functions.is_primitive(Function(name, 0)):
            return self.calculus.function_derivative(Function(name, 0), arguments[0])
        if name.base == "log" and not name.indices and not order and (node := self._log_of_number(arguments[0])) is not None:
            return node
        return self.dag.call(Function(name, order), arguments)

    def _log_of_number(self, argument: Node) -> Node | None:
        """The logarithm of a fraction by those of its primes, so that ln 8 is 3 ln 2; None if it is no small one."""
        value = self.dag.data[argument]
        if self.dag.op[argument] != CONST or not isinstance(value, Fraction) or not value > 0 or max(value.numerator, value.denominator) > MAX_FACTORED:
            return None
        counts = Counter(_primes(value.numerator))
        counts.subtract(_primes(value.denominator))
        log = Function(Name("log"), 0)
        return self.dag.add([self.dag.mul([self.dag.const(Fraction(n)), self.dag.call(log, (self.dag.const(Fraction(p)),))]) for p, n in counts.items() if n])

    def vector_function(self, name: str, arguments: list[Value], e: ex.Application) -> Value:
        """Functions of whole vectors and matrices."""
        value = arguments[0]
        dag = self.dag
        if not isinstance(value, Array):
            raise Undecidable(f"{name} of a single component: write {name}(z) for the vector", e.span)
        if e.order:
            raise Undecidable(f"the derivative of {name} is a matrix: write it as one", e.span)
        if name == "trace":
            return dag.add([value.at(i, i) for i in range(min(value.shape))])
        if name == "diag":
            size = len(value.entries)
            cells = tuple(value.entries[r] if r == c else dag.zero for r in range(size) for c in range(size))
            return Array((size, size), cells)
        powers = [dag.call(Function(Name("exp")), (x,)) for x in value.entries]
        total = dag.add(powers)
        entries = [dag.div(p, total) for p in powers]
        if name == "logsoftmax":
            log = dag.call(Function(Name("log")), (total,))
            entries = [dag.sub(x, log) for x in value.entries]
        return Array(value.shape, tuple(entries))

    def maximum(self, kind: str, left: Node, right: Node) -> Node:
        """The larger or the smaller; one node in whichever order they are written, so that max(0, u) is relu(u)."""
        first, second = max(left, right), min(left, right)
        difference = self.dag.sub(first, second)
        return self.dag.case(difference, first, second) if kind == "max" else self.dag.case(difference, second, first)

    # -- derivatives

    def derivative(self, e: ex.Derivative, scope: Scope) -> Value:
        value = self.value(e.operand, scope)
        for variable in e.variables:
            value = self.differentiate(value, variable, scope)
        entries = (value,) if isinstance(value, int) else value.entries
        flowing = any(n != self.dag.zero for n in entries)
        self._slopes[id(e)] = self._slopes.get(id(e), False) or flowing
        self.flows[e] = self.flows.get(e, False) or flowing
        return value

    def differentiate(self, value: Value, variable: Expression, scope: Scope) -> Value:
        flipped = isinstance(variable, ex.Transposition)
        inner = variable.operand if isinstance(variable, ex.Transposition) else variable
        if not isinstance(inner, ex.Symbol):
            raise Undecidable("a derivative with respect to a compound quantity is read, but has no value here", variable.span)
        by = self.symbol(inner, scope)
        by = transpose(by) if flipped else by
        if isinstance(value, Tensor) or isinstance(by, Tensor):
            raise Undecidable("a second derivative of arrays", variable.span)
        if isinstance(value, int) and isinstance(by, int):
            return self.slope(value, by, variable.span)
        if isinstance(value, int):
            assert isinstance(by, Array)
            return Array(by.shape, tuple(self.slope(value, b, variable.span) for b in by.entries))
        if isinstance(by, int):
            return Array(value.shape, tuple(self.slope(v, by, variable.span) for v in value.entries))
        entries = tuple(self.slope(v, b, variable.span) for v in value.entries for b in by.entries)
        return Tensor(value.shape, by.shape, entries)

    def slope(self, node: Node, by: Node, span: Span) -> Node:
        """The derivative of a number by a number."""
        if self.dag.op[node] == LEAF and node != by and not is_decimal(self.dag.data[node]):
            name: Name = self.dag.data[node]  # type: ignore[assignment]
            if self.world.plain and name.indices and self.dag.op[by] == LEAF:
                return self.dag.zero  # two given numbers don't depend on each other
            raise Undecidable(
                f"{name.latex()} is never defined, so its derivative is unknown", span, f"{name.latex()} = …"
            )
        try:
            result = self.calculus.derivative(node, by)
            if result == self.dag.zero and self.dag.op[by] == NAMED:
                # the numerator may hold what the variable stands for, without its name
                result = self.calculus.derivative(node, self.dag.args[by][0])
            return result
        except NotDifferentiable as problem:
            raise Undecidable(str(problem), span) from None

    # -- the rest

    def reduction(self, e: ex.Reduction, scope: Scope) -> Value:
        if not e.over and self.world.size == 1:
            return self.value(e.body, scope)
        if not e.over:
            return self.total(self.value(e.body, scope), e)
        values: list[Value] = []
        for bound in self.running(e, scope):
            values.append(self.value(e.body, Scope(scope.local, bound)))
        if e.kind == "prod":
            if not all(isinstance(v, int) for v in values):
                raise Undecidable("a product of arrays", e.span)
            return self.dag.mul(values)  # type: ignore[arg-type]
        return self.add(values, (1,) * len(values)) if values else self.dag.zero

    def total(self, value: Value, e: ex.Reduction) -> Value:
        if not isinstance(value, Array) or e.kind == "prod":
            raise Undecidable("a sum that doesn't say over what", e.span)
        return self.dag.add(list(value.entries))

    def running(self, e: ex.Reduction, scope: Scope) -> list[dict[str, Index]]:
        """The values of the letters that a sum binds."""
        result: list[dict[str, Index]] = [dict(scope.bound)]
        for over in e.over:
            extended = []
            for bound in result:
                for value in self.range(over, Scope(scope.local, bound)):
                    if over.excluded is None or self._index(over.excluded, bound) != value:
                        extended.append({**bound, over.letter: value})
            result = extended
        return result

    def range(self, over: ex.Range, scope: Scope) -> list[Index]:
        world = self.world
        first, last = world.first, world.first + world.size - 1
        if over.letter in world.layers and over.first is None and not over.members:
            return list(range(1, world.depth + 1))
        if over.first is not None and over.excluded is None:
            first = self.whole(over.first, scope)
        if over.last is not None:
            last = self.whole(over.last, scope)
        if last - first > 12:
            raise Undecidable("a sum over too many terms to write out", over.last.span if over.last else Span(0, 0))
        return [world.tag(over.letter, v) for v in range(first, last + 1)]

    def whole(self, expression: Expression, scope: Scope) -> int:
        """A limit of a sum as a whole number."""
        if isinstance(expression, ex.Symbol):
            name = expression.name
            if name.indices and name.latex() in self.world.constants:
                return self.world.constants[name.latex()]
            value = scope.bound.get(name.base, self.world.constants.get(name.base))
            if isinstance(value, int):
                return value
        node = self.value(expression, scope)
        if isinstance(node, int) and self.dag.op[node] == CONST and self.dag.data[node].denominator == 1:  # type: ignore[attr-defined]
            return int(self.dag.data[node])  # type: ignore[call-overload,no-any-return]
        raise Undecidable("a limit that has no number", expression.span)

    def transposition(self, e: ex.Transposition, scope: Scope) -> Value:
        return transpose(self.value(e.operand, scope))

    def norm(self, e: ex.Norm, scope: Scope) -> Value:
        value = self.value(e.operand, scope)
        if isinstance(value, Array):
            squares = self.dag.add([self.dag.power(x, Fraction(2)) for x in value.entries])
            return self.dag.power(squares, Fraction(1, 2))
        if isinstance(value, Tensor):
            raise Undecidable("a norm of a derivative", e.span)
        return self.dag.call(Function(Name("abs")), (value,))

    def entry(self, e: ex.Entry, scope: Scope) -> Value:
        value = self.value(e.operand, scope)
        places = [self.place(self._index(i, scope.bound)) for i in e.indices]
        if not isinstance(value, Array) or None in places or len(places) > 2:
            raise Undecidable("an entry of what has none", e.span)
        row = places[0]
        column = places[1] if len(places) == 2 else 0
        assert row is not None and column is not None
        if row >= value.shape[0] or column >= value.shape[1]:
            raise ShapeMismatch("an entry beyond the end")
        return value.at(row, column)

    def matrix(self, e: ex.Matrix, scope: Scope) -> Value:
        rows = [[self.number(cell, scope) for cell in row] for row in e.rows]
        if len({len(row) for row in rows}) != 1:
            raise Undecidable("rows of different lengths", e.span)
        return Array((len(rows), len(rows[0])), tuple(cell for row in rows for cell in row))

    def cases(self, e: ex.Cases, scope: Scope) -> Value:
        result: Value | None = None
        for value, condition in reversed(list(zip(e.values, e.conditions, strict=True))):
            if condition is not None and (fixed := self._index_test(condition, scope)) is not None:
                if fixed:
                    result = self.value(value, scope)
                continue
            node = self.value(value, scope)
            if condition is None or result is None:
                result = node
                continue
            left, relation, right = condition
            gap = self.dag.sub(self.number(left, scope), self.number(right, scope))
            if relation not in (">", ">=", "<", "<="):
                raise Undecidable(f"a case selected by {relation}", e.span)
            test = gap if relation.startswith(">") else self.dag.neg(gap)
            result = elementwise(lambda a, b, t=test: self.dag.case(t, a, b), node, result)
        if result is None:
            raise Undecidable("no case applies", e.span)
        return result

    def _index_test(self, condition: tuple[Expression, str, Expression], scope: Scope) -> bool | None:
        """A condition between indices has an answer at once."""
        left, relation, right = condition
        if not (isinstance(left, ex.Symbol) and isinstance(right, ex.Symbol)):
            return None
        a, b = scope.bound.get(left.name.base), scope.bound.get(right.name.base)
        if a is None or b is None or relation not in ("=", "!="):
            return None
        return (a == b) == (relation == "=")

    def opaque(self, e: ex.Opaque, scope: Scope) -> Value:
        raise Undecidable(f"{e.what} is read, but has no value here", e.span)

    def dots(self, e: ex.Dots, scope: Scope) -> Value:
        raise Undecidable("an ellipsis leaves terms to the reader; write a sum", e.span)


def _primes(number: int) -> Iterable[int]:
    divisor = 2
    while divisor * divisor <= number:
        while not number % divisor:
            number //= divisor
            yield divisor
        divisor += 1
    if number > 1:
        yield number


def _letters(name: Name) -> Iterable[str]:
    for index in name.indices:
        if isinstance(index, Offset):
            yield index.letter
        elif isinstance(index, str) and not isinstance(index, Label):
            yield index


def _has_letters(name: Name, world: World) -> bool:
    return any(letter in world.letters or letter in world.constants for letter in _letters(name))


_METHODS: dict[type[Expression], Callable[[Model, Any, Scope], Value]] = {
    ex.Numeral: Model.numeral,
    ex.Symbol: Model.symbol,
    ex.Addition: Model.addition,
    ex.Multiplication: Model.multiplication,
    ex.Division: Model.division,
    ex.Power: Model.power,
    ex.Application: Model.application,
    ex.Derivative: Model.derivative,
    ex.Reduction: Model.reduction,
    ex.Transposition: Model.transposition,
    ex.Norm: Model.norm,
    ex.Entry: Model.entry,
    ex.Matrix: Model.matrix,
    ex.Cases: Model.cases,
    ex.Dots: Model.dots,
    ex.Opaque: Model.opaque,
}
