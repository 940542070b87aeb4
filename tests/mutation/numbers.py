"""Numbers for the oracle: complex steps give derivatives, dual numbers give primes."""

from __future__ import annotations

import cmath
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tests.mutation.reading import Node

STEP = 1e-40


class Unknown(Exception):
    """A value that doesn't exist."""


@dataclass(frozen=True)
class Dual:
    """``re + eps·d``; the parts are numbers, arrays of numbers or dual numbers."""

    re: Any
    eps: Any
    __array_ufunc__ = None  # an array leaves the operation to the dual number

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
    return np.exp(x) if isinstance(x, np.ndarray) else cmath.exp(x)


def log(x: Any) -> Any:
    if isinstance(x, Dual):
        return Dual(log(x.re), x.eps / x.re)
    return np.log(x) if isinstance(x, np.ndarray) else cmath.log(x)


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
Letters = Mapping[str, int]
NONE: Letters = {}


@dataclass(frozen=True)
class Setting:
    """What a document says in words: the sizes, the shapes of arrays, the letters over outputs, a constraint."""

    sizes: Mapping[str, int] = field(default_factory=dict)  # of n_0, n_1, …
    shapes: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)  # of arrays, by base and upper script
    outputs: int = 2  # what a sum without bounds runs over
    shares: str = ""  # numbers with this base add up to one


@dataclass
class Scope:
    """What is bound where a formula is evaluated."""

    local: Mapping[Name, Any]  # parameters of functions and cut variables
    known: dict[Name, Any]
    letters: Letters = field(default_factory=dict)


@dataclass
class World:
    """Definitions and a number, or an array, for every name that has none."""

    values: Mapping[Name, Node]
    functions: Mapping[str, tuple[Name, Node]]
    point: int
    setting: Setting = field(default_factory=Setting)
    _known: dict[Name, Any] = field(default_factory=dict)

    def leaf(self, name: Name) -> Any:
        base, upper, lower = name
        if base == "n" and lower in self.setting.sizes:
            return float(self.setting.sizes[lower])
        shape = self.setting.shapes.get((base, upper)) if not lower else None
        if shape is not None:
            entries = [[self.leaf((base, upper, f"{i},{j}")) for j in range(shape[1])] for i in range(shape[0])]
            return np.array(entries)
        seed = zlib.crc32(f"{self.point}|{name}".encode())
        number = (0.3 + (seed % 1000) / 1000) * (1 if (seed >> 12) % 2 else -1)
        if base == self.setting.shares:
            first = abs(number) / 1.5
            return 1.0 - self.leaf((base, upper, "1")) if lower == "2" else first
        return number

    def value(self, node: Node, letters: Letters = NONE) -> Any:
        """The value of a side at the point."""
        try:
            with np.errstate(all="ignore"):
                found = self._value(node, Scope({}, self._known, letters))
            return found if isinstance(found, np.ndarray) else complex(found)
        except (ArithmeticError, ValueError, TypeError, RecursionError) as problem:
            raise Unknown(str(problem)) from None

    def definition(self, name: Name) -> tuple[Node, Letters] | None:
        """What defines a name, and the numbers of its letters."""
        if name in self.values:
            return self.values[name], NONE
        for (base, upper, lower), node in self.values.items():
            if (base, upper, len(lower)) == (name[0], name[1], len(name[2])):
                pairs = list(zip(lower, name[2], strict=True))
                letters = {a: int(b) for a, b in pairs if a.isalpha() and b.isdigit()}
                if all(a == b or letters.get(a) == int(b) for a, b in pairs if b.isdigit()) and len(pairs) == sum(b.isdigit() for _, b in pairs):
                    return node, letters
        return None

    def _name(self, name: Name, known: dict[Name, Any], opened: tuple[Name, ...] = ()) -> Any:
        if name not in known:
            if name in opened:
                raise Unknown("a circle")
            defined = self.definition(name)
            if defined is None:
                known[name] = self.leaf(name)
            else:
                known[name] = self._value(defined[0], Scope({}, known, defined[1]), (*opened, name))
        return known[name]

    def _value(self, node: Node, scope: Scope, opened: tuple[Name, ...] = ()) -> Any:
        kind, parts = node.kind, node.parts
        if kind == "num":
            return node.value
        if kind == "sym":
            name = instance(node.value, scope.letters)  # type: ignore[arg-type]
            if name in scope.local:
                return scope.local[name]
            return self._name(name, scope.known, opened)
        if kind == "group":
            return self._value(parts[0], scope, opened)
        if kind == "add":
            total: Any = None
            for sign, part in zip(node.value, parts, strict=True):  # type: ignore[call-overload]
                term = sign * self._value(part, scope, opened)
                if total is not None and _shape(total) != _shape(term) and _shape(total) and _shape(term):
                    raise Unknown("shapes that don't fit")
                total = term if total is None else total + term
            return total
        if kind == "mul":
            product: Any = None
            for sign, part in zip(("", *node.value), parts, strict=True):  # type: ignore[misc]
                factor = self._value(part, scope, opened)
                product = factor if product is None else _multiplied(product, factor, sign)
            return product
        if kind == "frac":
            return self._value(parts[0], scope, opened) / self._value(parts[1], scope, opened)
        if kind == "pow":
            return power(self._value(parts[0], scope, opened), self._value(parts[1], scope, opened))
        if kind == "transpose":
            return np.transpose(self._value(parts[0], scope, opened))
        if kind == "sum":
            return self._sum(node, scope, opened)
        if kind == "call":
            name_, order = node.value  # type: ignore[misc]
            return self.apply(name_, order, self._value(parts[0], scope, opened), scope)
        assert kind == "der"
        return self.derivative(parts[0], parts[1], scope)

    def _sum(self, node: Node, scope: Scope, opened: tuple[Name, ...]) -> Any:
        letter, other = node.value  # type: ignore[misc]
        body, *bounds = node.parts
        if letter in scope.letters:
            raise Unknown("a letter of the outside is summed over")
        ends = [self._value(bound, scope, opened) for bound in bounds]
        low, high = {0: (1, self.setting.outputs), 1: (1, ends[-1:] and ends[-1]), 2: tuple(ends)}[len(ends)]
        if other and other not in scope.letters:
            raise Unknown("a sum that leaves out nothing")
        total: Any = 0.0
        for number in range(int(low), int(high) + 1):
            if number != scope.letters.get(other):
                total = total + self._value(body, replace(scope, letters={**scope.letters, letter: number}), opened)
        return total

    def apply(self, name: str, order: int, x: Any, scope: Scope) -> Any:
        """``f^(order)(x)``."""
        if order:
            result = self.apply(name, order - 1, Dual(x, 1.0), scope)
            return _dual(result).eps
        if name in self.functions:
            parameter, body = self.functions[name]
            return self._value(body, Scope({parameter: x}, scope.known, scope.letters))
        if name not in BUILTIN:
            raise Unknown(f"{name} has no values")
        return BUILTIN[name](x)

    def derivative(self, numerator: Node, variable: Node, scope: Scope) -> Any:
        """The total derivative with the variable cut free; by an array, entry by entry."""
        if variable.kind != "sym":
            raise Unknown("a derivative by a compound")
        name = instance(variable.value, scope.letters)  # type: ignore[arg-type]
        here = self._name(name, scope.known)

        def slope(shifted: Any) -> Any:
            value = self._value(numerator, Scope({}, {name: shifted}, scope.letters))
            return np.imag(value) / STEP

        if not _shape(here):
            return slope(here + 1j * STEP)
        slopes = [slope(here + 1j * STEP * unit) for unit in units(here)]
        if _shape(slopes[0]):
            return np.hstack([np.reshape(s, (-1, 1)) for s in slopes])
        return np.reshape(np.array(slopes), np.shape(here))


def instance(name: Name, letters: Letters) -> Name:
    """A name with numbers for its letters."""
    base, upper, lower = name
    return base, upper, "".join(str(letters.get(c, c)) for c in lower)


def units(array: np.ndarray) -> Iterator[np.ndarray]:
    """An array of zeros with a one, for every entry."""
    for place in np.ndindex(array.shape):
        unit = np.zeros(array.shape)
        unit[place] = 1.0
        yield unit


def _shape(value: Any) -> tuple[int, ...]:
    return _shape(value.re) if isinstance(value, Dual) else np.shape(value)


def _multiplied(a: Any, b: Any, sign: str) -> Any:
    """Two arrays as matrices, unless they are multiplied entry by entry."""
    if not _shape(a) or not _shape(b):
        return a * b
    if sign == "\\odot":
        if _shape(a) != _shape(b):
            raise Unknown("shapes that don't fit")
        return a * b
    product = a @ b
    return product[0, 0] if product.shape == (1, 1) else product
