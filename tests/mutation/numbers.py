"""Numbers for the oracle: complex steps give derivatives, dual numbers give primes."""

from __future__ import annotations

import cmath
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.mutation.reading import Node

STEP = 1e-40


class Unknown(Exception):
    """A value that doesn't exist."""


@dataclass(frozen=True)
class Dual:
    """``re + eps·d``; the parts are numbers or dual numbers."""

    re: Any
    eps: Any

    def __add__(self, o: Any) -> Dual:
        o = _dual(o)
        return Dual(self.re + o.re, self.eps + o.eps)

    __radd__ = __add__

    def __neg__(self) -> Dual:
        return Dual(-self.re, -self.eps)

    def __sub__(self, o: Any) -> Dual:
        return self + -_dual(o)

    def __rsub__(self, o: Any) -> Dual:
        return _dual(o) + -self

    def __mul__(self, o: Any) -> Dual:
        o = _dual(o)
        return Dual(self.re * o.re, self.re * o.eps + self.eps * o.re)

    __rmul__ = __mul__

    def __truediv__(self, o: Any) -> Dual:
        return self * power(_dual(o), -1.0)

    def __rtruediv__(self, o: Any) -> Dual:
        return _dual(o) * power(self, -1.0)


def _dual(value: Any) -> Dual:
    return value if isinstance(value, Dual) else Dual(value, 0.0)


def exp(x: Any) -> Any:
    if isinstance(x, Dual):
        e = exp(x.re)
        return Dual(e, e * x.eps)
    return cmath.exp(x)


def log(x: Any) -> Any:
    return Dual(log(x.re), x.eps / x.re) if isinstance(x, Dual) else cmath.log(x)


def power(x: Any, n: Any) -> Any:
    if isinstance(n, Dual):
        return exp(n * log(x))
    if isinstance(n, complex) and abs(n.imag) < 1e-30:
        n = n.real
    if isinstance(x, Dual):
        return Dual(power(x.re, n), n * power(x.re, n - 1) * x.eps)
    if n == 0:
        return 1.0
    if isinstance(n, float) and n.is_integer():
        return x ** int(n)
    return x**n


BUILTIN: dict[str, Any] = {
    "sigmoid": lambda x: 1.0 / (1.0 + exp(-x)),
    "tanh": lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
    "softplus": lambda x: log(1.0 + exp(x)),
    "sinh": lambda x: (exp(x) - exp(-x)) / 2.0,
    "cosh": lambda x: (exp(x) + exp(-x)) / 2.0,
    "exp": exp,
    "log": log,
}

Name = tuple[str, str, str]


@dataclass
class World:
    """Definitions and a number for every name that has none."""

    values: Mapping[Name, Node]
    functions: Mapping[str, tuple[Name, Node]]
    point: int
    _known: dict[Name, Any] = field(default_factory=dict)

    def leaf(self, name: Name) -> float:
        seed = zlib.crc32(f"{self.point}|{name}".encode())
        return (0.3 + (seed % 1000) / 1000) * (1 if (seed >> 12) % 2 else -1)

    def value(self, node: Node) -> complex:
        """The value of a side at the point."""
        try:
            return complex(self._value(node, {}, self._known))
        except (ZeroDivisionError, OverflowError, ValueError, RecursionError) as problem:
            raise Unknown(str(problem)) from None

    def _name(self, name: Name, known: dict[Name, Any], opened: tuple[Name, ...] = ()) -> Any:
        if name not in known:
            if name in opened:
                raise Unknown("a circle")
            node = self.values.get(name)
            known[name] = self.leaf(name) if node is None else self._value(node, {}, known, (*opened, name))
        return known[name]

    def _value(self, node: Node, local: Mapping[Name, Any], known: dict[Name, Any], opened: tuple[Name, ...] = ()) -> Any:
        kind, parts = node.kind, node.parts
        if kind == "num":
            return node.value
        if kind == "sym":
            name: Name = node.value  # type: ignore[assignment]
            return local[name] if name in local else self._name(name, known, opened)
        if kind == "group":
            return self._value(parts[0], local, known, opened)
        if kind == "add":
            total: Any = 0.0
            for sign, part in zip(node.value, parts, strict=True):  # type: ignore[call-overload]
                total = total + sign * self._value(part, local, known, opened)
            return total
        if kind == "mul":
            product: Any = 1.0
            for part in parts:
                product = product * self._value(part, local, known, opened)
            return product
        if kind == "frac":
            return self._value(parts[0], local, known, opened) / self._value(parts[1], local, known, opened)
        if kind == "pow":
            return power(self._value(parts[0], local, known, opened), self._value(parts[1], local, known, opened))
        if kind == "call":
            name_, order = node.value  # type: ignore[misc]
            return self.apply(name_, order, self._value(parts[0], local, known, opened), known)
        assert kind == "der"
        return self.derivative(parts[0], parts[1], known)

    def apply(self, name: str, order: int, x: Any, known: dict[Name, Any]) -> Any:
        """``f^(order)(x)``."""
        if order:
            result = self.apply(name, order - 1, Dual(x, 1.0), known)
            return _dual(result).eps
        if name in self.functions:
            parameter, body = self.functions[name]
            return self._value(body, {parameter: x}, known)
        if name not in BUILTIN:
            raise Unknown(f"{name} has no values")
        return BUILTIN[name](x)

    def derivative(self, numerator: Node, variable: Node, known: dict[Name, Any]) -> Any:
        """The total derivative with the variable cut free."""
        if variable.kind != "sym":
            raise Unknown("a derivative by a compound")
        name: Name = variable.value  # type: ignore[assignment]
        here = self._name(name, known)
        return complex(self._value(numerator, {}, {name: here + 1j * STEP})).imag / STEP
