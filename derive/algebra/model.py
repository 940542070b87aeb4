"""The document's definitions as a graph, and its formulas as nodes of it.

A :class:`Model` evaluates expressions under the definitions that it is given: a name is
the value of its definition, or a leaf; a derivative is taken through the graph. Formulas
in indices and arrays are evaluated in a :class:`~derive.meaning.world.World` of small sizes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from derive.algebra.arrays import Array, ShapeMismatch, Value
from derive.algebra.calculus import Calculus
from derive.algebra.dag import NAMED, Dag, Node
from derive.algebra.evaluation.applications import Applications
from derive.algebra.evaluation.choices import Choices
from derive.algebra.evaluation.differentiation import Differentiation
from derive.algebra.evaluation.inner_products import InnerProducts
from derive.algebra.evaluation.instances import Instantiation
from derive.algebra.evaluation.scope import NOWHERE, Cyclic, OutOfRange, Scope, Undecidable
from derive.algebra.evaluation.structures import Structures
from derive.algebra.functions import Functions
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name
from derive.meaning.rank_signs import takes_array
from derive.meaning.world import World, has_letters, letters_of, match

FREE_SLOPE = "free slope"  # the base of the leaves that stand for the derivatives of a free loss


@dataclass(frozen=True, slots=True)
class Definition:
    """A name or function with the expression that the document gives it."""

    target: Name
    parameters: tuple[Name, ...]  # empty for a quantity
    expression: Expression
    step: int  # the number of the step that states it


class Model(Instantiation, Differentiation, InnerProducts, Applications, Structures, Choices):
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
        self.several: dict[Name, Definition] = {}  # functions of several arguments, or of an array
        self.patterns: dict[str, list[Definition]] = {}
        self.values: dict[Name, Node] = {}
        self.undefined: set[str] = set()  # bases of losses that are differentiated and never defined
        self.normalized: frozenset[str] = frozenset()  # bases of leaves whose components sum to one
        self.untold: frozenset[str] | None = None  # bases whose derivatives are numbers of their own; None: they have none
        self.two_valued: Mapping[str, tuple[int, int]] = {}  # bases of leaves that have one of two values
        self.symmetric: frozenset[str] = frozenset()  # bases of leaves that are the entries of a symmetric matrix
        self.ones: frozenset[tuple[str, tuple[Index, ...]]] = frozenset()  # leaves that are one, by base and lower indices
        self.exact: frozenset[Fraction] | None = None  # the numbers that are given, where all others are what is left of longer ones
        self._open: list[Name] = []
        self.fresh: set[object] | None = None  # what was not taken over from a model before; None: everything
        self._users: dict[object, set[object]] | None = None  # which definitions name a name
        self.slopes: dict[int, bool] = {}
        self.flows: dict[ex.Derivative, bool] = {}  # derivatives that were taken: was one ever not zero?
        self._arrays: dict[tuple[int, tuple[tuple[str, Index], ...]], Value] = {}
        self._variants: dict[object, Model] = {}
        self.forget()
        self._given = {definition.target: definition for definition in definitions}
        self._add(self._given.values())
        for definition in self._given.values():
            if self.of_one_number(definition):
                self._define_function(definition)
        self.forget()  # what was computed when not all functions were known

    def _add(self, definitions: Iterable[Definition]) -> None:
        """Take in the definitions of all but functions of one number."""
        for definition in definitions:
            if self.of_one_number(definition):
                continue
            target = definition.target
            if definition.parameters:  # a bare L of L(y, t) = … is its value at the quantities that the arguments are named after
                self.several[target] = definition
                definition = replace(definition, parameters=())
            self.definitions[target] = definition
            if not self.world.plain and (self.world.ranks.of(target) or has_letters(target, self.world)):
                self.patterns.setdefault(target.base, []).append(definition)
        for family in self.patterns.values():  # what is said of the last layer alone comes first
            family.sort(key=lambda d: not self._of_last_layer(d.target))

    def of_one_number(self, definition: Definition) -> bool:
        """Does it define a function of one argument, which goes entry by entry over an array?"""
        if len(definition.parameters) != 1:
            return False
        ranks = self.world.ranks
        return not (ranks.arrays and ranks.of(definition.parameters[0]) and takes_array(definition.parameters, definition.expression))

    def _of_last_layer(self, target: Name) -> bool:
        return any(i in self.world.constants and i not in self.world.sizes for i in target.upper if isinstance(i, str))

    def replaced(self, definitions: Mapping[Name, Definition]) -> Model:
        """A model with other definitions, sharing the values that don't depend on what is different."""
        changed = {n for n in self._given.keys() | definitions.keys() if not _says_the_same(self._given.get(n), definitions.get(n))}
        functions = any(d.parameters for n in changed for d in (self._given.get(n), definitions.get(n)) if d is not None)
        stale = None if functions else self._stale(changed)
        if stale is None:
            new = Model(definitions.values(), self.dag, self.world)
            new.functions.aliases.update(self.functions.aliases)
        else:
            new = object.__new__(Model)
            new.dag, new.functions, new.calculus, new.world = self.dag, self.functions, self.calculus, self.world
            new._given, new.definitions, new.several, new.patterns = dict(definitions), {}, {}, {}
            new._add(definitions.values())
            places = {pattern.target: id(pattern) for family in new.patterns.values() for pattern in family if self.unit(pattern.target) not in stale}
            same = {id(pattern): places.get(pattern.target) for family in self.patterns.values() for pattern in family}
            new._arrays = {(place, key[1]): value for key, value in self._arrays.items() if (place := same.get(key[0])) is not None}
            new.values = {n: v for n, v in self.values.items() if self.unit(n) not in stale}
            new.slopes, new.flows, new._open, new._users, new._variants = {}, self._flows_without(stale), [], None, {}
            new.fresh = stale
            new.follow(self)
        new.suppose_as(self)
        return new

    def resumed(self, definitions: Mapping[Name, Definition]) -> Model:
        """The model of another document, with the values that the two have in common.

        Nothing is kept of the steps of the document before, nor of the models that this one was made of.
        """
        self.before = None
        for variant in self._variants.values():
            variant.before, variant.flows = None, {}
        new = self.replaced(definitions)
        if new.fresh is None:
            return new
        new.flows = {}
        for name, definition in definitions.items():
            old = self._given.get(name)
            if old is None or self.unit(name) in new.fresh:
                continue
            for was, node in zip(old.expression.walk(), definition.expression.walk(), strict=True):
                if isinstance(node, ex.Derivative) and was in self.flows:
                    new.flows[node] = self.flows[was]
        return new

    def alone(self) -> Model:
        """The same model in a graph of its own."""
        new = Model(self._given.values(), world=self.world)
        new.functions.aliases.update(self.functions.aliases)
        new.suppose_as(self)
        return new

    def suppose_as(self, other: Model) -> None:
        """Suppose of names and numbers what another model supposes."""
        self.undefined, self.normalized, self.exact, self.untold = other.undefined, other.normalized, other.exact, other.untold
        self.two_valued, self.symmetric, self.ones = other.two_valued, other.symmetric, other.ones

    def supposing(self, function: Name, meaning: Name) -> Model:
        """The model in which a function means one that is known."""
        return self._variant((function, meaning), {function: meaning}, self.normalized)

    def summing_to_one(self, base: str) -> Model:
        """The model in which the components of a base sum to one."""
        return self._variant(base, {}, self.normalized | {base})

    def with_unknown_slopes(self, bases: frozenset[str]) -> Model:
        """The model in which a derivative that nothing tells is a number of its own, as for quantities of some bases."""
        new = self._variant(("slopes", bases), {}, self.normalized)
        new.undefined, new.untold = set(), bases
        return new

    def _variant(self, key: object, aliases: Mapping[Name, Name], normalized: frozenset[str]) -> Model:
        """The same definitions under another assumption; many steps are looked at under each."""
        if key not in self._variants:
            known = self.before._variants.get(key) if isinstance(self.before, Model) else None
            if known is not None:
                self._variants[key] = known.replaced(self._given)
                return self._variants[key]
            new = self._variants[key] = Model(self._given.values(), self.dag, self.world)
            new.functions.aliases.update({**self.functions.aliases, **aliases})
            new.undefined, new.normalized = self.undefined, normalized
        return self._variants[key]

    def _stale(self, changed: Iterable[Name]) -> set[object] | None:
        """What depends on some names; None if a function does, so that nothing is known.

        Read off the definitions: a derivative that comes out as zero, or as a constant,
        holds no node of what it was taken of.
        """
        users = self._users_of()
        stale = {self.unit(name) for name in changed}
        stale |= {self.unit(Name(base)) for base in self.undefined}  # a loss that is never defined depends on everything
        stack = list(stale)
        while stack:
            for user in users.get(stack.pop(), ()):
                if user not in stale:
                    stale.add(user)
                    stack.append(user)
        bodies = (d.expression for d in self._given.values() if self.of_one_number(d))
        inside = (self.unit(n.name) for body in bodies for n in body.walk() if isinstance(n, ex.Symbol))
        return None if any(unit in stale for unit in inside) else stale

    def _flows_without(self, stale: set[object]) -> dict[ex.Derivative, bool]:
        """What is known of derivatives, but for those in stale definitions: another definition below may have opened a way."""
        flows = dict(self.flows)
        for target, definition in self._given.items():
            if self.unit(target) in stale and definition.expression.noted(_differentiates):
                for node in definition.expression.walk():
                    if isinstance(node, ex.Derivative):
                        flows.pop(node, None)
        return flows

    def _users_of(self) -> dict[object, set[object]]:
        if self._users is None:
            self._users = {}
            for target, definition in self.definitions.items():
                for node in definition.expression.walk():
                    if isinstance(node, ex.Symbol):
                        self._users.setdefault(self.unit(node.name), set()).add(self.unit(target))
        return self._users

    def is_used(self, name: Name) -> bool:
        """Does a definition have a name in it?"""
        return self.unit(name) in self._users_of()

    def _define_function(self, definition: Definition) -> None:
        parameter = definition.parameters[0]
        try:
            self.functions.define(
                definition.target, lambda x: self.number(definition.expression, Scope({parameter: x}, {}))
            )
        except (Undecidable, Cyclic, ZeroDivisionError, ShapeMismatch, OutOfRange, RecursionError):
            self.functions.bodies.pop(definition.target, None)

    def written_out(self, name: Name, arguments: list[Value]) -> Value | None:
        """The value of a function of several arguments; None for what is no such function."""
        definition = self.several.get(name)
        if definition is None or len(definition.parameters) != len(arguments):
            return None
        return self.value(definition.expression, Scope(dict(zip(definition.parameters, arguments, strict=True)), {}))

    def at_its_argument(self, derivative: ex.Derivative) -> Expression | None:
        """The ``f(x)`` that a bare f in ``∂f/∂x`` stands for, where the document defines that; None elsewhere."""
        function = derivative.operand
        definition = self._given.get(function.name) if isinstance(function, ex.Symbol) else None
        if definition is None or not self.of_one_number(definition):
            return None
        by = {v.name if isinstance(v, ex.Symbol) else None for v in derivative.variables}
        if by == {definition.parameters[0]} or self.is_defined(definition.parameters[0]):
            argument = ex.Symbol(function.span, definition.parameters[0])
            return ex.Application(function.span, definition.target, (argument,), 0, function.span)
        shown = {n.name for n in definition.expression.walk() if isinstance(n, ex.Symbol)}
        return definition.expression if by <= shown and definition.parameters[0] in shown else None

    # -- names

    def is_defined(self, name: Name) -> bool:
        return name in self.definitions

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
        if name.base in self.world.ranks.identities and len(name.lower) == 2:
            return self.dag.const(int(name.lower[0] == name.lower[1]))
        definition = self.definitions.get(name)
        if definition is not None and not (self.world.ranks.arrays and self.world.ranks.of(name)):
            return self.number(definition.expression, NOWHERE)
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
            if row is not None and column is not None and min(row, column) < 0:
                raise OutOfRange(f"{name.latex()} comes before the first component")
            if row is None or column is None or row >= rows or column >= columns:
                raise ShapeMismatch(f"{pattern.target.latex()} has the shape {rows}×{columns}")
            return value.at(row, column)
        if name.base in self.undefined and not name.lower:
            return self._free_loss(name)
        if name.base in self.normalized and name.lower and name.lower[-1] == self.world.values("")[-1]:
            others = [name._replace(lower=(*name.lower[:-1], v)) for v in self.world.values("")[:-1]]
            return self.dag.add([self.dag.one, *(self.dag.neg(self.lookup(n)) for n in others)])
        if (name.base, name.lower) in self.ones:
            return self.dag.one
        if name.base in self.two_valued:
            low, high = (self.dag.const(value) for value in self.two_valued[name.base])
            return self.dag.case(self.dag.leaf(Name("value", (Label(name.latex()),))), high, low)
        if name.base in self.symmetric and len(name.lower) > 1:
            first, second = name.lower[-2:]
            if str(second) < str(first):
                return self.lookup(name._replace(lower=(*name.lower[:-2], second, first)))
        return None

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
        nodes: dict[Node, None] = {}
        for sink in sinks:
            try:
                node = self.lookup(sink)
            except (Cyclic, Undecidable, ShapeMismatch, OutOfRange, ZeroDivisionError):
                continue
            if self.dag.op[node] == NAMED:
                nodes[node] = None
        used = set(self.dag.cone(*(below for node in nodes for below in self.dag.args[node])))
        tops = [n for n in nodes if n not in used]
        if not tops:
            return None
        terms = []
        for node in tops:
            label = Label(f"∂{name.latex()}/∂{self.dag.data[node].latex()}")  # type: ignore[attr-defined]
            terms.append(self.dag.mul([self.dag.leaf(Name(FREE_SLOPE, (label,))), node]))
        return self.dag.add(terms)

    def concrete_definitions(self, among: set[object] | None = None) -> list[Name]:
        """The concrete names that the definitions define, in their order; ``among`` some units only."""
        found: dict[Name, None] = {}
        for target in self.definitions:
            if among is not None and self.unit(target) not in among:
                continue
            letters = [i for i in dict.fromkeys(letters_of(target.indices)) if i in self.world.letters]
            for values in product(*(self.world.values(letter) for letter in letters)):
                try:
                    name = self.concrete(target, dict(zip(letters, values, strict=True)))
                except OutOfRange:
                    continue
                rank = self.world.ranks.of(target) if self.world.ranks.arrays else 0
                for components in product(range(self.world.first, self.world.first + self.world.size), repeat=rank):
                    found[Name(name.base, name.upper, (*name.lower, *components))] = None
        return list(found)

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
            return Array((1, len(units)) if self.is_row(name) else (len(units), 1), entries)
        entries = tuple(
            self.lookup(concrete._replace(lower=(*concrete.lower, i, j))) for i in units for j in units
        )
        return Array((len(units), len(units)), entries)

    def is_row(self, name: Name) -> bool:
        """Is a vector a row: told to be one, or defined by one in a document that has any?"""
        if self.world.row_vectors:
            return True
        if not self.world.rows or name.indices:
            return False
        definition = self.definitions.get(name)
        if name.base in self.world.rows or definition is None:
            return name.base in self.world.rows
        value = self._array(definition, {})
        return isinstance(value, Array) and value.shape[0] == 1 < value.shape[1]


def _says_the_same(one: Definition | None, other: Definition | None) -> bool:
    """Are two definitions of a name one, or the same words at two places?"""
    if one is None or other is None:
        return one is other
    return one is other or (one.parameters == other.parameters and one.expression.is_told_as(other.expression))


def _differentiates(expression: Expression) -> bool:
    return any(isinstance(node, ex.Derivative) for node in expression.walk())
