"""Scalars as a shared graph: every value is computed once, however often it is used.

A node is an integer; its operands have smaller integers, so the order of creation is an
order of evaluation. Equal nodes are one node. This is the form in which a document's
definitions live: E of a deep network has as many nodes as the network has edges, while
its written-out formula grows with the number of paths.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import NamedTuple

from derive.meaning.expressions import Name, in_order

Node = int

CONST, LEAF, NAMED, ADD, MUL, POW, CALL, CASE = range(8)


class Function(NamedTuple):
    """A function of one variable, and how often it has been differentiated."""

    name: Name
    order: int = 0


class Dag:
    """The graph. ``op[n]`` tells what node n is; ``data[n]`` is its constant, name or function;
    ``args[n]`` are its operands.

    ``NAMED`` wraps the value of a definition: derivatives can be taken with respect to
    it, and a proof may leave it closed. ``CASE`` is (test, value if test > 0, otherwise).
    """

    def __init__(self) -> None:
        self.op: list[int] = []
        self.data: list[object] = []
        self.args: list[tuple[Node, ...]] = []
        self._known: dict[tuple[int, object, tuple[Node, ...]], Node] = {}
        self._constants: dict[Fraction | int, Node] = {}
        self.zero = self.const(Fraction(0))
        self.one = self.const(Fraction(1))

    def _node(self, op: int, data: object, args: tuple[Node, ...]) -> Node:
        key = (op, data, args)
        node = self._known.get(key)
        if node is None:
            node = len(self.op)
            self._known[key] = node
            self.op.append(op)
            self.data.append(data)
            self.args.append(args)
        return node

    def const(self, value: Fraction | int) -> Node:
        node = self._constants.get(value)
        if node is None:
            node = self._constants[value] = self._node(CONST, Fraction(value), ())
        return node

    def leaf(self, name: Name) -> Node:
        return self._node(LEAF, name, ())

    def named(self, name: object, value: Node) -> Node:
        """A definition's value under its name; two values of one name are two nodes."""
        return self._node(NAMED, name, (value,))

    def add(self, terms: list[Node]) -> Node:
        """The sum; only zeros disappear, so that the author's form stays visible."""
        zero = self.zero
        kept = [t for t in terms if t != zero]
        if not kept:
            return self.zero
        if len(kept) == 1:
            return kept[0]
        if self.op[kept[0]] == CONST and all(self.op[t] == CONST for t in kept):
            values: list[Fraction] = [self.data[t] for t in kept]  # type: ignore[misc]
            return self.const(sum(values, Fraction(0)))
        return self._node(ADD, None, tuple(sorted(kept)))

    def mul(self, factors: list[Node]) -> Node:
        """The product; zeros and ones act at once."""
        if self.zero in factors:
            return self.zero
        one, op = self.one, self.op
        constant = one
        rest: list[Node] = []
        for factor in factors:
            if op[factor] != CONST:
                rest.append(factor)
            elif constant == one:
                constant = factor
            else:
                constant = self.const(self.data[constant] * self.data[factor])  # type: ignore[operator]
        if constant != one or not rest:
            rest.append(constant)
        if len(rest) == 1:
            return rest[0]
        return self._node(MUL, None, tuple(sorted(rest)))

    def neg(self, node: Node) -> Node:
        return self.mul([self.const(-1), node])

    def sub(self, left: Node, right: Node) -> Node:
        return self.zero if left == right else self.add([left, self.neg(right)])

    def power(self, base: Node, exponent: Fraction) -> Node:
        """``base`` to a constant power. Raises ``ZeroDivisionError`` for 0 to a negative power."""
        if exponent == 0:
            return self.one
        if exponent == 1:
            return base
        if self.op[base] == CONST and exponent.denominator == 1 and abs(exponent) <= 64:
            return self.const(self.data[base] ** exponent.numerator)  # type: ignore[operator]
        return self._node(POW, exponent, (base,))

    def div(self, left: Node, right: Node) -> Node:
        return self.mul([left, self.power(right, Fraction(-1))])

    def call(self, function: Function, arguments: tuple[Node, ...]) -> Node:
        return self._node(CALL, function, arguments)

    def case(self, test: Node, above: Node, below: Node) -> Node:
        """``above`` where ``test`` is positive, otherwise ``below``."""
        return above if above == below else self._node(CASE, None, (test, above, below))

    def cone(self, *roots: Node, above: Collection[Node] = ()) -> list[Node]:
        """All nodes that the roots need, operands first; with ``above``, those down to some nodes."""
        seen: set[Node] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                if node not in above:
                    stack.extend(self.args[node])
        return sorted(seen)

    def leaves(self, *roots: Node) -> list[Name]:
        """The names without a definition that the roots depend on, in an order that doesn't hang on what else the graph has."""
        return sorted((self.data[n] for n in self.cone(*roots) if self.op[n] == LEAF), key=in_order)  # type: ignore[misc]
