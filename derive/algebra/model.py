"""The document's definitions as a graph, and its formulas as nodes of it.

A :class:`Model` evaluates expressions to nodes under the definitions that it is given:
a name is the value of its definition, or a leaf; a derivative is taken through the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.algebra.calculus import Calculus, NotDifferentiable
from derive.algebra.dag import CONST, LEAF, NAMED, Dag, Function, Node
from derive.algebra.functions import BUILTIN, PRIMITIVES, Functions
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.source.text import Span


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


class Model:
    """Expressions as nodes, under a set of definitions.

    Models that share a ``dag`` share every node that their definitions have in common, so
    that a model with one definition changed costs only what depends on it.
    """

    def __init__(self, definitions: Iterable[Definition], dag: Dag | None = None, declared: Mapping[str, str] | None = None) -> None:
        self.dag = dag or Dag()
        self.functions = Functions(self.dag)
        self.calculus = Calculus(self.dag, self.functions)
        self.definitions: dict[Name, Definition] = {}
        self.values: dict[Name, Node] = {}
        self._open: list[Name] = []
        for name, meaning in (declared or {}).items():
            self.functions.aliases[Name(name)] = Name(meaning)
        functions = []
        for definition in definitions:
            if definition.parameters:
                functions.append(definition)
            else:
                self.definitions[definition.target] = definition
        for definition in functions:
            self._define_function(definition)

    def without(self, changed: Name) -> dict[Name, Node]:
        """The values that don't depend on a name."""
        old = self.values.get(changed)
        if old is None:
            return dict(self.values)
        stale = {old}
        for node in range(old + 1, len(self.dag.op)):
            if not stale.isdisjoint(self.dag.args[node]):
                stale.add(node)
        return {n: v for n, v in self.values.items() if v not in stale}

    def fork(self, definitions: Mapping[Name, Definition], changed: Name, kept: Mapping[Name, Node]) -> Model:
        """A model with one definition replaced, sharing the values that don't depend on it."""
        if definitions[changed].parameters:
            return Model(definitions.values(), self.dag)
        new = object.__new__(Model)
        new.dag, new.functions, new.calculus = self.dag, self.functions, self.calculus
        new.definitions = {n: d for n, d in definitions.items() if not d.parameters}
        new.values = dict(kept)
        new._open = []
        return new

    def _define_function(self, definition: Definition) -> None:
        if len(definition.parameters) != 1:
            return
        parameter = definition.parameters[0]
        try:
            self.functions.define(
                definition.target, lambda x: self.value(definition.expression, {parameter: x})
            )
        except (Undecidable, Cyclic, ZeroDivisionError):
            self.functions.bodies.pop(definition.target, None)

    # -- names

    def lookup(self, name: Name) -> Node:
        """The node of a name. Raises :class:`Cyclic`."""
        if name in self.values:
            return self.values[name]
        definition = self.definitions.get(name)
        if definition is None:
            node = self.dag.leaf(name)
        else:
            if name in self._open:
                raise Cyclic([*self._open[self._open.index(name) :], name])
            self._open.append(name)
            try:
                node = self.dag.named(name, self.value(definition.expression))
            finally:
                self._open.pop()
        self.values[name] = node
        return node

    # -- expressions

    def value(self, expression: Expression, local: Mapping[Name, Node] | None = None) -> Node:
        """The node of an expression. Raises :class:`Undecidable`, :class:`Cyclic`, ``ZeroDivisionError``."""
        method = _METHODS.get(type(expression))
        if method is None:
            raise Undecidable("this form is not decided yet", expression.span)
        return method(self, expression, local or {})

    def numeral(self, e: ex.Numeral, local: Mapping[Name, Node]) -> Node:
        return self.dag.const(e.value)

    def symbol(self, e: ex.Symbol, local: Mapping[Name, Node]) -> Node:
        return local[e.name] if e.name in local else self.lookup(e.name)

    def addition(self, e: ex.Addition, local: Mapping[Name, Node]) -> Node:
        terms = [self.value(t, local) for t in e.terms]
        return self.dag.add([t if s > 0 else self.dag.neg(t) for t, s in zip(terms, e.signs, strict=True)])

    def multiplication(self, e: ex.Multiplication, local: Mapping[Name, Node]) -> Node:
        return self.dag.mul([self.value(f, local) for f in e.factors])

    def division(self, e: ex.Division, local: Mapping[Name, Node]) -> Node:
        return self.dag.div(self.value(e.numerator, local), self.value(e.denominator, local))

    def power(self, e: ex.Power, local: Mapping[Name, Node]) -> Node:
        base, exponent = self.value(e.base, local), self.value(e.exponent, local)
        if self.dag.op[exponent] == CONST:
            return self.dag.power(base, self.dag.data[exponent])  # type: ignore[arg-type]
        log = self.dag.call(Function(Name("log")), (base,))
        return self.dag.call(Function(Name("exp")), (self.dag.mul([exponent, log]),))

    def application(self, e: ex.Application, local: Mapping[Name, Node]) -> Node:
        arguments = tuple(self.value(a, local) for a in e.arguments)
        name = self.functions.aliases.get(e.function, e.function)
        if not name.indices and name.base in ("max", "min") and len(arguments) == 2:
            return self.maximum(name.base, *arguments)
        known = name in self.functions.bodies or not name.indices and (name.base in BUILTIN or name.base in PRIMITIVES)
        if len(arguments) != 1 and known:
            raise Undecidable(f"{name.latex()} takes one argument", e.span)
        if e.order and self.functions.is_primitive(Function(name, 0)):
            node = self.calculus.function_derivative(Function(name, 0), arguments[0])
            if e.order > 1:
                raise Undecidable("a higher derivative of a primitive function", e.span)
            return node
        return self.dag.call(Function(name, e.order), arguments)

    def maximum(self, kind: str, left: Node, right: Node) -> Node:
        difference = self.dag.sub(left, right)
        return self.dag.case(difference, left, right) if kind == "max" else self.dag.case(difference, right, left)

    def derivative(self, e: ex.Derivative, local: Mapping[Name, Node]) -> Node:
        node = self.value(e.operand, local)
        for variable in e.variables:
            node = self.differentiate(node, variable, local)
        return node

    def differentiate(self, node: Node, variable: Expression, local: Mapping[Name, Node]) -> Node:
        if not isinstance(variable, ex.Symbol):
            raise Undecidable("a derivative with respect to a compound quantity", variable.span)
        by = self.symbol(variable, local)
        if self.dag.op[node] == LEAF and node != by:
            raise Undecidable(
                f"{self.dag.data[node].latex()} is never defined, so its derivative is unknown",  # type: ignore[attr-defined]
                variable.span,
            )
        try:
            result = self.calculus.derivative(node, by)
            if result == self.dag.zero and self.dag.op[by] == NAMED:
                # the numerator may hold what the variable stands for, without its name
                result = self.calculus.derivative(node, self.dag.args[by][0])
            return result
        except NotDifferentiable as problem:
            raise Undecidable(str(problem), variable.span) from None

    def norm(self, e: ex.Norm, local: Mapping[Name, Node]) -> Node:
        return self.dag.call(Function(Name("abs")), (self.value(e.operand, local),))

    def cases(self, e: ex.Cases, local: Mapping[Name, Node]) -> Node:
        result: Node | None = None
        for value, condition in reversed(list(zip(e.values, e.conditions, strict=True))):
            node = self.value(value, local)
            if condition is None or result is None:
                result = node
                continue
            left, relation, right = condition
            gap = self.dag.sub(self.value(left, local), self.value(right, local))
            if relation in (">", ">="):
                result = self.dag.case(gap, node, result)
            elif relation in ("<", "<="):
                result = self.dag.case(self.dag.neg(gap), node, result)
            else:
                raise Undecidable(f"a case selected by {relation}", e.span)
        assert result is not None
        return result

    def leaf_fractions(self, names: Iterable[Name], sample: int) -> dict[Name, Fraction]:
        """Numbers for leaves, as :func:`derive.algebra.evaluate.leaf_value` gives them."""
        from derive.algebra.evaluate import leaf_value

        return {name: leaf_value(name, sample) for name in names}


_METHODS = {
    ex.Numeral: Model.numeral,
    ex.Symbol: Model.symbol,
    ex.Addition: Model.addition,
    ex.Multiplication: Model.multiplication,
    ex.Division: Model.division,
    ex.Power: Model.power,
    ex.Application: Model.application,
    ex.Derivative: Model.derivative,
    ex.Norm: Model.norm,
    ex.Cases: Model.cases,
}
