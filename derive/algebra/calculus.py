"""Derivatives through the graph, by reverse accumulation.

One pass from a numerator down gives its derivative with respect to every node below, in
time linear in the graph. The derivative with respect to a named quantity cuts it free:
what it is made of plays no part, every path from it to the numerator does.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from derive.algebra.dag import ADD, CALL, CASE, CONST, LEAF, MUL, NAMED, POW, Dag, Function, Node
from derive.algebra.functions import PRIMITIVE_DERIVATIVES, Functions
from derive.meaning.expressions import Name


class AdjointName(NamedTuple):
    """The name of a derivative that the graph knows: ``∂E/∂v``."""

    numerator: Node
    variable: Node


class NotDifferentiable(Exception):
    """A derivative that the graph can't give; the message says why."""


class Calculus:
    """Derivatives of the nodes of one graph, each computed once."""

    def __init__(self, dag: Dag, functions: Functions) -> None:
        self.dag = dag
        self.functions = functions
        self._adjoints: dict[Node, dict[Node, Node]] = {}
        functions.derive_body = self.plain_derivative

    def derivative(self, numerator: Node, variable: Node) -> Node:
        """``∂ numerator / ∂ variable``; zero where no path leads from one to the other.

        Raises :class:`NotDifferentiable` for functions of several arguments.
        """
        if numerator == variable:
            return self.dag.one
        return self.adjoints(numerator).get(variable, self.dag.zero)

    def adjoints(self, root: Node) -> dict[Node, Node]:
        """The derivative of a node by every node below it."""
        if root not in self._adjoints:
            self._adjoints[root] = self._reverse(root, named=True)
        return self._adjoints[root]

    def plain_derivative(self, root: Node, variable: Node) -> Node:
        """A derivative written out, without names for its parts."""
        return self._reverse(root, named=False).get(variable, self.dag.zero)

    def _reverse(self, root: Node, named: bool) -> dict[Node, Node]:
        dag = self.dag
        received: dict[Node, list[Node]] = {root: [dag.one]}
        result: dict[Node, Node] = {}
        for node in reversed(dag.cone(root)):
            parts = received.pop(node, None)
            if parts is None:
                continue
            adjoint = dag.add(parts)
            if named and dag.op[node] in (NAMED, LEAF) and dag.op[adjoint] in (ADD, MUL) and node != root:
                adjoint = dag.named(AdjointName(root, node), adjoint)
            result[node] = adjoint
            for argument, factor in self.local(node):
                if factor != dag.zero:
                    received.setdefault(argument, []).append(dag.mul([adjoint, factor]))
        return result

    def local(self, node: Node) -> list[tuple[Node, Node]]:
        """The operands of a node with its derivative by each."""
        dag = self.dag
        op, args = dag.op[node], dag.args[node]
        if op in (CONST, LEAF):
            return []
        if op == NAMED:
            return [(args[0], dag.one)]
        if op == ADD:
            return [(a, dag.one) for a in args]
        if op == MUL:
            return [(a, dag.mul([*args[:i], *args[i + 1 :]])) for i, a in enumerate(args) if dag.op[a] != CONST]
        if op == POW:
            exponent: Fraction = dag.data[node]  # type: ignore[assignment]
            return [(args[0], dag.mul([dag.const(exponent), dag.power(args[0], exponent - 1)]))]
        if op == CASE:
            test, above, below = args
            return [(above, dag.case(test, dag.one, dag.zero)), (below, dag.case(test, dag.zero, dag.one))]
        assert op == CALL
        function: Function = dag.data[node]  # type: ignore[assignment]
        if len(args) != 1:
            raise NotDifferentiable(f"{function.name.latex()} takes several arguments")
        return [(args[0], self.function_derivative(function, args[0]))]

    def function_derivative(self, function: Function, argument: Node) -> Node:
        """``f'`` at an argument; one symbol for every function that has a prime."""
        if self.functions.is_primitive(function) and function.order == 0:
            return PRIMITIVE_DERIVATIVES[function.name.base](self.dag, argument)
        return self.dag.call(Function(function.name, function.order + 1), (argument,))


def parameter_name(name: Name) -> str:
    """A readable form of a name for messages."""
    return name.plain()
