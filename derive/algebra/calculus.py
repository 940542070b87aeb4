"""Derivatives through the graph, by reverse accumulation.

The adjoint of a node is the sum, over those that use it, of their adjoints times their
derivatives by it; each is computed once, when it is first asked for, so that all of them
together take time linear in the graph. The derivative with respect to a named quantity cuts it free:
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
        self._users: dict[Node, dict[Node, list[Node]]] = {}  # by root: who uses a node below it
        self._adjoints: dict[Node, dict[Node, Node]] = {}  # by root: its derivatives by the nodes below it, as far as asked for
        self._local: dict[Node, list[tuple[Node, Node]]] = {}
        functions.derive_body = self.plain_derivative

    def derivative(self, numerator: Node, variable: Node) -> Node:
        """``∂ numerator / ∂ variable``; zero where no path leads from one to the other.

        Raises :class:`NotDifferentiable` for functions of several arguments.
        """
        if numerator == variable:
            return self.dag.one
        adjoints = self._adjoints.setdefault(numerator, {numerator: self.dag.one})
        if variable not in adjoints:
            self._accumulate(numerator, variable, adjoints, named=True)
        return adjoints[variable]

    def plain_derivative(self, root: Node, variable: Node) -> Node:
        """A derivative written out, without names for its parts."""
        adjoints = {root: self.dag.one}
        self._accumulate(root, variable, adjoints, named=False)
        return adjoints[variable]

    def _accumulate(self, root: Node, variable: Node, adjoints: dict[Node, Node], named: bool) -> None:
        """Add the adjoint of a node and of all that lie between it and the root."""
        dag = self.dag
        users = self.users(root)
        between = {variable}
        stack = [variable]
        while stack:
            for user in users.get(stack.pop(), ()):
                if user not in between and user not in adjoints:
                    between.add(user)
                    stack.append(user)
        for node in sorted(between, reverse=True):
            parts = [
                dag.mul([adjoints[user], factor])
                for user in users.get(node, ())
                if adjoints[user] != dag.zero
                for argument, factor in self.local(user)
                if argument == node and factor != dag.zero
            ]
            adjoint = dag.add(parts)
            if named and dag.op[node] in (NAMED, LEAF) and dag.op[adjoint] in (ADD, MUL):
                adjoint = dag.named(AdjointName(root, node), adjoint)
            adjoints[node] = adjoint

    def users(self, root: Node) -> dict[Node, list[Node]]:
        """The nodes below a root that use each node below it."""
        if root not in self._users:
            users: dict[Node, list[Node]] = {}
            for node in self.dag.cone(root):
                for argument in dict.fromkeys(self.dag.args[node]):
                    users.setdefault(argument, []).append(node)
            self._users[root] = users
        return self._users[root]

    def local(self, node: Node) -> list[tuple[Node, Node]]:
        """The operands of a node with its derivative by each."""
        if node not in self._local:
            self._local[node] = self._derivatives(node)
        return self._local[node]

    def _derivatives(self, node: Node) -> list[tuple[Node, Node]]:
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
        if self.functions.bodies and self.functions.aliases.get(function.name, function.name) in self.functions.underivable():
            raise NotDifferentiable(f"{function.name.latex()} is made of a function of several arguments")
        return self.dag.call(Function(function.name, function.order + 1), (argument,))


def parameter_name(name: Name) -> str:
    """A readable form of a name for messages."""
    return name.plain()
