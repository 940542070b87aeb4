"""Rigorous refutation: interval arithmetic at rational points.

If the intervals of the two sides don't meet, the sides differ at that point, whatever was
rounded on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mpmath import iv, mp
from mpmath.libmp import mpf_sign, mpi_add, mpi_mul, mpi_pow_int

from derive.algebra.dag import ADD, CASE, CONST, LEAF, MUL, NAMED, POW, Dag, Function, Node
from derive.algebra.decimals import decimal_bounds, is_decimal
from derive.algebra.functions import PI, Functions
from derive.algebra.samples import free_coefficients, leaf_value
from derive.meaning.expressions import Name

PRECISION = 120  # bits
_LARGEST = 10**6  # what functions are computed of
_SHOWN = 6  # significant digits


class Undefined(Exception):
    """A value that doesn't exist at the point, or whose sign the intervals leave open."""


class Intervals:
    """Enclosures of nodes at one point."""

    def __init__(self, dag: Dag, functions: Functions, values: Mapping[Name, Fraction]) -> None:
        iv.prec = PRECISION
        self.dag = dag
        self.functions = functions
        self.values = values
        self._known: dict[Node, Any] = {}

    def enclose(self, root: Node) -> Any:
        """An interval that holds the value. Raises :class:`Undefined`."""
        for node in self.dag.cone(root) if not self._known else self._missing(root):
            if node not in self._known:
                self._known[node] = self._compute(node)
        return self._known[root]

    def _missing(self, root: Node) -> list[Node]:
        seen: set[Node] = set()
        stack = [root]
        while stack:
            node = stack.pop()
            if node not in seen and node not in self._known:
                seen.add(node)
                stack.extend(self.dag.args[node])
        return sorted(seen)

    def _compute(self, node: Node) -> Any:
        dag, known = self.dag, self._known
        op, args = dag.op[node], dag.args[node]
        if op == CONST:
            return _rational(dag.data[node])
        if op == LEAF:
            name: Name = dag.data[node]  # type: ignore[assignment]
            if name == PI:
                return iv.pi
            if is_decimal(name):
                middle, half = decimal_bounds(name)
                return iv.mpf([_rational(middle - half).a, _rational(middle + half).b])
            return _rational(self.values[name])
        if op == NAMED:
            return known[args[0]]
        if op in (ADD, MUL):  # without the conversions that the operators of mpmath ask for each time
            join = mpi_add if op == ADD else mpi_mul
            result = known[args[0]]._mpi_
            for a in args[1:]:
                result = join(result, known[a]._mpi_, PRECISION)
            return iv.make_mpf(result)
        if op == POW:
            return _power(known[args[0]], dag.data[node])  # type: ignore[arg-type]
        if op == CASE:
            test = known[args[0]]
            if test.a > 0:
                return known[args[1]]
            if test.b <= 0:
                return known[args[2]]
            raise Undefined("the case is not decided")
        return self._call(dag.data[node], [known[a] for a in args])  # type: ignore[arg-type]

    def _call(self, function: Function, arguments: list[Any]) -> Any:
        if self.functions.is_primitive(function) and function.order == 0:
            return _primitive(function.name.base, arguments[0])
        found = self.functions.ordered_body(function)
        if found is not None:
            parameter, body = found
            inner = Intervals(self.dag, self.functions, self.values)
            inner._known[parameter] = arguments[0]
            return inner.enclose(body)
        total = iv.mpf(0)
        for a, b in free_coefficients(function.name):
            exponent = iv.mpf(0)
            for index, argument in enumerate(arguments):
                exponent += _rational(b * (1 + Fraction(index, 2))) * argument
            total += _rational(a) * _rational(b**function.order) * _exp(exponent)
        return total


class _Leaves(dict[Name, Fraction]):
    """The numbers for all leaves at one of the points where sides are looked at."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __missing__(self, name: Name) -> Fraction:
        value = self[name] = leaf_value(name, self.number)
        return value


def at_point(functions: Functions, number: int) -> Intervals:
    """The enclosures at one of these points; they stay known as long as the functions mean the same."""
    if number not in functions.enclosures:
        functions.enclosures[number] = Intervals(functions.dag, functions, _Leaves(number))
    iv.prec = PRECISION
    return functions.enclosures[number]


@lru_cache(maxsize=8192)
def _rational(value: Fraction) -> Any:
    """An enclosure of a rational number, the same each time: points and constants come again and again."""
    return iv.mpf(value.numerator) / iv.mpf(value.denominator)


def _power(base: Any, exponent: Fraction) -> Any:
    if exponent.denominator == 1:
        low, high = base._mpi_
        if exponent < 0 and mpf_sign(low) <= 0 <= mpf_sign(high):
            raise Undefined("a division by zero")
        if abs(exponent) > _LARGEST:
            raise Undefined("a number too large to compute with")
        return iv.make_mpf(mpi_pow_int(base._mpi_, exponent.numerator, PRECISION))
    if base.a <= 0:
        raise Undefined("a root of a number that is not positive")
    return _exp(_rational(exponent) * iv.log(base))


def _exp(argument: Any) -> Any:
    if not abs(argument).b < _LARGEST:  # mpmath would fill the memory
        raise Undefined("a number too large to compute with")
    return iv.exp(argument)


def _primitive(name: str, argument: Any) -> Any:
    if name == "log" and argument.a <= 0:
        raise Undefined("a logarithm of a number that is not positive")
    if name == "abs":
        return abs(argument)
    if name == "exp":
        return _exp(argument)
    if not abs(argument).b < _LARGEST:
        raise Undefined("a number too large to compute with")
    if name == "erf":
        return _erf(argument)
    return getattr(iv, name)(argument)


def _erf(argument: Any) -> Any:
    """An enclosure of the error function, which mpmath has for points only."""
    with mp.workprec(PRECISION + 40):
        low, high = mp.erf(mp.mpf(argument.a)), mp.erf(mp.mpf(argument.b))
    slack = iv.mpf(2) ** (-PRECISION)
    return iv.mpf([low, high]) + iv.mpf([-1, 1]) * slack


def separated(left: Any, right: Any) -> bool:
    """Do two intervals have no number in common?"""
    return bool(left.b < right.a or right.b < left.a)


def distance(left: Any, right: Any) -> tuple[float, float]:
    """The least and the greatest distance between points of two intervals; the least is 0 if they meet."""
    gap = max(float((right.a - left.b).a), float((left.a - right.b).a), 0.0) if separated(left, right) else 0.0
    return gap, max(float((right.b - left.a).b), float((left.b - right.a).b))


def decimal(interval: Any) -> str:
    """The value in decimals, every printed digit right."""
    with mp.workprec(PRECISION):
        low, high = mp.mpf(interval.a), mp.mpf(interval.b)
        for digits in range(_SHOWN, 0, -1):
            text = mp.nstr(low, digits, strip_zeros=True)
            if text == mp.nstr(high, digits, strip_zeros=True):
                return str(text[:-2] if text.endswith(".0") else text)
    return str(mp.nstr(low, 1))
