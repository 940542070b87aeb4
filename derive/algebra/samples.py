"""Values of nodes in floating point: a quick look that decides nothing by itself.

Two nodes that differ clearly at a point are sent to :mod:`derive.algebra.intervals`, which
can refute; two that agree are sent to :mod:`derive.algebra.normal_form`, which can prove.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache

from derive.algebra.dag import ADD, CASE, CONST, LEAF, MUL, NAMED, POW, Dag, Function, Node
from derive.algebra.decimals import decimal_bounds, is_decimal
from derive.algebra.functions import PI, Functions
from derive.meaning.expressions import Name

PRIMITIVE_VALUES: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "abs": abs,
    "erf": math.erf,
}

SAMPLES = (0, 1, 2)  # the points of a first look
MAX_VARIED = 16  # choices of other numbers for which values are kept


def free_coefficients(name: Name) -> tuple[tuple[Fraction, Fraction], ...]:
    """What a free function is at the witness: a sum of exponentials ``Σ a·exp(b·x)``.

    Any smooth function will do to refute a claim about all of them; these differ from
    function to function and have every derivative in closed form.
    """
    seed = zlib.crc32(repr(tuple(name)).encode())
    first, second = 3 + seed % 7, 2 + seed // 7 % 5
    return ((Fraction(first, 8), Fraction(1, second)), (Fraction(second, 8), Fraction(-first, 10)))


@lru_cache(maxsize=8192)
def leaf_value(name: Name, sample: int) -> Fraction:
    """A number for a leaf: a small multiple of 1/16, another for each leaf and sample."""
    if name == PI:
        return Fraction(math.pi)
    if is_decimal(name):
        return decimal_bounds(name)[0]
    seed = zlib.crc32(f"{sample}:{tuple(name)!r}".encode())
    magnitude = Fraction(3 + seed % 17, 16)
    positive = sample >= 2 or (seed >> 8) % 2 == 0
    return magnitude if positive else -magnitude


class Sample:
    """The values of nodes at one choice of numbers for the leaves, each computed once.

    Where a value doesn't exist (a logarithm of a negative number, a division by zero, an
    overflow) it is ``nan``, and so is all that depends on it.
    """

    def __init__(self, dag: Dag, functions: Functions, number: int, fixed: Mapping[Name, Fraction] | None = None) -> None:
        self.dag = dag
        self.functions = functions
        self.number = number
        self.fixed = fixed or {}
        self.opened: frozenset[Name] = frozenset()  # functions whose bodies, or those of their derivatives, this is inside of
        self._values: dict[Node, float] = {}
        self._varied: dict[frozenset[tuple[Name, Fraction]], Sample] = {}

    def with_numbers(self, fixed: Mapping[Name, Fraction]) -> Sample:
        """The same with other numbers for some leaves, which come again for other nodes."""
        key = frozenset(fixed.items())
        if key not in self._varied:
            if len(self._varied) >= MAX_VARIED:
                self._varied.clear()
            self._varied[key] = Sample(self.dag, self.functions, self.number, {**self.fixed, **fixed})
        return self._varied[key]

    def value(self, root: Node) -> float:
        """The value of a node."""
        values = self._values
        if root in values:
            return values[root]
        stack = [root]
        dag = self.dag
        while stack:
            node = stack[-1]
            if node in values:
                stack.pop()
                continue
            missing = [a for a in dag.args[node] if a not in values]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            try:
                values[node] = self._compute(node)
            except (ValueError, ZeroDivisionError, OverflowError):
                values[node] = math.nan
        return values[root]

    def _in_turn(self, nodes: list[Node]) -> float:
        """The value of the last of some nodes, of which each needs only those before it."""
        values = self._values
        for node in nodes:
            if node not in values:
                try:
                    values[node] = self._compute(node)
                except (ValueError, ZeroDivisionError, OverflowError):
                    values[node] = math.nan
        return values[nodes[-1]]

    def _compute(self, node: Node) -> float:
        dag, values = self.dag, self._values
        op, args = dag.op[node], dag.args[node]
        if op == NAMED:
            return values[args[0]]
        if op == MUL:
            product = 1.0
            for a in args:
                product *= values[a]
            return product
        if op == ADD:
            return math.fsum(values[a] for a in args)
        if op == LEAF:
            name: Name = dag.data[node]  # type: ignore[assignment]
            return float(self.fixed[name]) if name in self.fixed else float(leaf_value(name, self.number))
        if op == CONST:
            return float(dag.data[node])  # type: ignore[arg-type]
        if op == POW:
            base, exponent = values[args[0]], dag.data[node]
            if base < 0 and exponent.denominator != 1:  # type: ignore[attr-defined]
                return math.nan
            return float(base ** float(exponent))  # type: ignore[arg-type]
        if op == CASE:
            test = values[args[0]]
            return math.nan if test != test else values[args[1]] if test > 0 else values[args[2]]
        return self._call(dag.data[node], [values[a] for a in args])  # type: ignore[arg-type]

    def _call(self, function: Function, arguments: list[float]) -> float:
        if self.functions.is_primitive(function) and function.order == 0:
            return PRIMITIVE_VALUES[function.name.base](arguments[0])
        found = self.functions.ordered_body(function)
        if found is not None:
            parameter, body = found
            if function.name in self.opened:
                return math.nan  # the body leads to the function itself, or to a higher derivative of it, and so on
            inner = Sample(self.dag, self.functions, self.number, self.fixed)
            inner.opened = self.opened | {function.name}
            inner._values[parameter] = arguments[0]
            return inner._in_turn(self.functions.nodes_of(body))
        total = 0.0
        for a, b in free_coefficients(function.name):
            weights = [float(b) * (1 + 0.5 * k) for k in range(len(arguments))]
            exponent = sum(w * x for w, x in zip(weights, arguments, strict=True))
            total += float(a) * float(b) ** function.order * math.exp(exponent)
        return total


def agree(left: float, right: float) -> bool:
    """Could two computed values be equal numbers?"""
    if left != left or right != right:
        return True
    return abs(left - right) <= 1e-9 * max(abs(left), abs(right)) + 1e-13
