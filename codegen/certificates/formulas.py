"""Formulas in indices and arrays, written out in single numbers.

The checker's model computes with nodes of a graph. Here it computes with nodes that remember
the formula they were made from: so arrays are multiplied, transposed and differentiated by
the checker's own rules, and what comes out for each entry is a formula as well as a node.
"""

from __future__ import annotations

from fractions import Fraction

from codegen.certificates.translate import Uncertified
from derive.algebra.arrays import Array, Value
from derive.algebra.dag import CONST, Dag, Function, Node
from derive.algebra.evaluation.scope import Scope
from derive.algebra.model import Model
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.source.text import Span

_NOWHERE = Span(0, 0)
NOTHING = Scope({}, {})


class Written(int):
    """A node of the checker's graph, with a formula for it."""

    formula: Expression
    negated: Expression | None  # x, where a sum is to subtract x

    def __new__(cls, node: Node, formula: Expression, negated: Expression | None = None) -> Written:
        self = super().__new__(cls, node)
        self.formula, self.negated = formula, negated
        return self


def formula(node: Node) -> Expression:
    """The formula that a node was made from. Raises :class:`Uncertified` where it is unknown."""
    if not isinstance(node, Written):
        raise Uncertified("it can't be written out in single numbers")
    return node.formula


class FormulaDag(Dag):
    """The checker's graph; what is added to it is written down too, in the order in which it comes."""

    def __init__(self, nodes: Dag) -> None:
        self.nodes = nodes
        self.op, self.data, self.args = nodes.op, nodes.data, nodes.args
        self.zero, self.one = self.const(0), self.const(1)

    def const(self, value: Fraction | int) -> Node:
        return Written(self.nodes.const(value), ex.Numeral(_NOWHERE, Fraction(value)))

    def add(self, terms: list[Node]) -> Node:
        node = self.nodes.add([int(t) for t in terms])
        if not terms:
            return self.zero
        signs = tuple(-1 if isinstance(t, Written) and t.negated is not None else 1 for t in terms)
        if len(terms) == 1 and signs == (1,):
            return terms[0]
        parts = tuple(formula(t) if s > 0 else t.negated for t, s in zip(terms, signs, strict=True))  # type: ignore[attr-defined]
        return Written(node, ex.Addition(parts[0].span, parts, signs))

    def mul(self, factors: list[Node]) -> Node:
        node = self.nodes.mul([int(f) for f in factors])
        parts = tuple(formula(f) for f in factors)
        if not parts:
            return self.one
        return Written(node, parts[0] if len(parts) == 1 else ex.Multiplication(parts[0].span, parts, ("",) * (len(parts) - 1)))

    def neg(self, node: Node) -> Node:
        inner = formula(node)
        return Written(self.nodes.neg(int(node)), ex.Addition(inner.span, (inner,), (-1,)), inner)

    def sub(self, left: Node, right: Node) -> Node:
        a, b = formula(left), formula(right)
        return Written(self.nodes.sub(int(left), int(right)), ex.Addition(a.span, (a, b), (1, -1)))

    def power(self, base: Node, exponent: Fraction) -> Node:
        inner = formula(base)
        node = self.nodes.power(int(base), exponent)
        return Written(node, ex.Power(inner.span, inner, ex.Numeral(inner.span, exponent)))

    def div(self, left: Node, right: Node) -> Node:
        a, b = formula(left), formula(right)
        return Written(self.nodes.div(int(left), int(right)), ex.Division(a.span, a, b))

    def call(self, function: Function, arguments: tuple[Node, ...]) -> Node:
        parts = tuple(formula(a) for a in arguments)
        node = self.nodes.call(function, tuple(int(a) for a in arguments))
        return Written(node, ex.Application(parts[0].span, function.name, parts, function.order, parts[0].span))

    def case(self, test: Node, above: Node, below: Node) -> Node:
        raise Uncertified("no theorem states a distinction of cases yet")

    def leaf(self, name: Name) -> Node:
        raise Uncertified(f"{name.latex()} stands for what the document doesn't say")


class FormulaModel(Model):
    """The model of a document, its values with their formulas."""

    remembers = False

    def __init__(self, model: Model) -> None:
        self.model = model
        self.dag = FormulaDag(model.dag)
        self.world, self.functions, self.calculus = model.world, model.functions, model.calculus
        self.definitions, self.several, self.patterns = model.definitions, model.several, model.patterns
        self._given = model._given
        self.values, self._arrays, self.slopes, self.flows, self._open = {}, {}, {}, {}, []
        self.suppose_as(model)

    def lookup(self, name: Name) -> Node:
        return Written(self.model.lookup(name), ex.Symbol(_NOWHERE, name))

    def defined(self, name: Name) -> Expression | None:
        """What a concrete name is defined as."""
        node = self._defined(name)
        return None if node is None else formula(node)

    def parameter(self, name: Name) -> Node:
        """The argument that a chain about a function speaks of."""
        return Written(self.model.dag.leaf(name), ex.Symbol(_NOWHERE, name))

    def value(self, expression: Expression, scope: Scope = NOTHING) -> Value:
        if isinstance(expression, ex.Numeral):
            return Written(self.model.number(expression), expression)
        if isinstance(expression, ex.Power) and isinstance(expression.base, ex.Norm):
            exponent, inner = self.value(expression.exponent, scope), self.value(expression.base.operand, scope)
            if isinstance(exponent, int) and isinstance(inner, Array) and self._is_two(exponent):
                return self.dag.add([self.raised(x, exponent) for x in inner.entries])  # no root, no square
        return super().value(expression, scope)

    def raised(self, base: Node, exponent: Node) -> Node:
        node = self.model.raised(int(base), int(exponent))
        return Written(node, ex.Power(formula(base).span, formula(base), formula(exponent)))

    def _is_two(self, node: Node) -> bool:
        return self.dag.op[node] == CONST and self.dag.data[node] == 2

    def call(self, name: Name, order: int, arguments: tuple[Node, ...]) -> Node:
        parts = tuple(formula(a) for a in arguments)
        node = self.model.call(name, order, tuple(int(a) for a in arguments))
        return Written(node, ex.Application(parts[0].span, name, parts, order, parts[0].span))

    def slope(self, node: Node, by: Node, span: Span) -> Node:
        return Written(self.model.slope(int(node), int(by), span), ex.Derivative(span, formula(node), (formula(by),), "∂"))
