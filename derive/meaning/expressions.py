"""What a formula says: expressions over names, after notation has been decided.

Every expression keeps the span of the source that it was read from, so that a verdict
about it can point there and a repair can edit there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from derive.meaning.noting import Noted
from derive.source.text import Span


class Offset(NamedTuple):
    """An index next to a letter: ``l-1`` is ``Offset("l", -1)``."""

    letter: str
    by: int

    def __str__(self) -> str:
        return f"{self.letter}{self.by:+d}"


# An index: a number, a letter that stands for any, a neighbour of one, or a label.
Index = int | str | Offset


class Label(str):
    """An index that is only a word: the ``total`` of ``E_{total}``."""

    __slots__ = ()


class Chosen(Label):
    """An index that is a quantity, which chooses a unit: the ``y_i`` of ``f_{y_i}``."""

    __slots__ = ()


class Name(NamedTuple):
    r"""A symbol of the document: ``w^2_{11}`` is ``Name("w", (2,), (1, 1))``.

    Symbols with the same base are one family; their indices tell its members apart.
    """

    base: str  # LaTeX: "w", "\\hat{y}", "net"
    upper: tuple[Index, ...] = ()
    lower: tuple[Index, ...] = ()

    @property
    def indices(self) -> tuple[Index, ...]:
        return self.upper + self.lower

    def latex(self) -> str:
        """The symbol in LaTeX, as most authors would write it."""
        text = self.base
        if len(self.upper) == 1 and isinstance(self.upper[0], Label) and set(self.upper[0]) == {"'"}:
            text += self.upper[0]
        elif self.upper:
            text += "^" + _script(self.upper)
        if self.lower:
            text += "_" + _script(self.lower)
        return text

    def plain(self) -> str:
        """The symbol in one word, for messages and JSON: ``w^2_11``."""
        text = self.base.replace("\\", "").replace("{", "_").replace("}", "") if "{" in self.base else self.base.lstrip("\\")
        if self.upper:
            text += "^" + _join(self.upper)
        if self.lower:
            text += "_" + _join(self.lower)
        return text


def in_order(name: Name) -> tuple[object, ...]:
    """A key to sort names by: letters first, then indices, numbers by their size."""
    return name.base, *((0, index, "") if isinstance(index, int) else (1, 0, str(index)) for index in name.indices)


def _join(indices: tuple[Index, ...]) -> str:
    texts = [str(i) for i in indices]
    return ",".join(texts) if any(len(t) > 1 for t in texts) and len(texts) > 1 else "".join(texts)


def _script(indices: tuple[Index, ...]) -> str:
    text = _join(indices)
    return text if len(text) == 1 else "{" + text + "}"


class _Walked(Noted):
    """An expression's parts, kept beside its fields."""

    __slots__ = ("_below",)

    _below: tuple[Expression, ...]  # its parts, and theirs


@dataclass(frozen=True, slots=True)
class Expression(_Walked):
    """A quantity."""

    span: Span

    def children(self) -> tuple[Expression, ...]:
        """The parts, in the author's order."""
        return ()

    def walk(self) -> tuple[Expression, ...]:
        """This expression and all its parts, from the top."""
        try:
            return (self, *self._below)
        except AttributeError:
            pass
        found: list[Expression] = []
        stack = [*self.children()[::-1]]
        while stack:
            node = stack.pop()
            found.append(node)
            if children := node.children():
                stack.extend(children[::-1])
        below = tuple(found)
        object.__setattr__(self, "_below", below)
        return (self, *below)

    def is_told_as(self, other: Expression) -> bool:
        """Is this known to be the same expression, perhaps at another place?"""
        return self is other or self.notes() is other.notes()

    def says_as(self, other: Expression) -> None:
        """Share the notes of the same expression at another place."""
        self.shares(other.notes())


@dataclass(frozen=True, slots=True)
class Numeral(Expression):
    """A number; ``places`` counts the decimals written, ``None`` for an exact one."""

    value: Fraction
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Symbol(Expression):
    """An occurrence of a name."""

    name: Name


@dataclass(frozen=True, slots=True)
class Addition(Expression):
    """Terms with their signs (+1 or −1)."""

    terms: tuple[Expression, ...]
    signs: tuple[int, ...]
    sign_spans: tuple[Span, ...] = ()

    def children(self) -> tuple[Expression, ...]:
        return self.terms


ELEMENTWISE = frozenset(("odot", "circ", "star"))  # signs of products entry by entry


@dataclass(frozen=True, slots=True)
class Multiplication(Expression):
    """Factors; ``kinds[i]`` is the sign before factor i+1: "", "dot", "times", "odot", …"""

    factors: tuple[Expression, ...]
    kinds: tuple[str, ...]

    def children(self) -> tuple[Expression, ...]:
        return self.factors


@dataclass(frozen=True, slots=True)
class Division(Expression):
    """A quotient."""

    numerator: Expression
    denominator: Expression

    def children(self) -> tuple[Expression, ...]:
        return (self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Power(Expression):
    """A power; the root of degree n is the power 1/n."""

    base: Expression
    exponent: Expression

    def children(self) -> tuple[Expression, ...]:
        return (self.base, self.exponent)


@dataclass(frozen=True, slots=True)
class Application(Expression):
    """A function of arguments; ``order`` counts its primes."""

    function: Name
    arguments: tuple[Expression, ...]
    order: int
    function_span: Span

    def children(self) -> tuple[Expression, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Derivative(Expression):
    r"""``∂ operand / ∂ variable`` (repeated for higher orders).

    ``sign`` is how it was written: "∂", "d" or "∇". ``missing`` names the place where
    the author forgot the sign, if so: the formula is malformed, its meaning is clear.
    """

    operand: Expression
    variables: tuple[Expression, ...]
    sign: str
    missing: Span | None = None

    def children(self) -> tuple[Expression, ...]:
        return (self.operand, *self.variables)


class Range(NamedTuple):
    """What the index of a sum runs over."""

    letter: str
    first: Expression | None = None
    last: Expression | None = None
    members: str = ""  # "outputs" in ``i \in outputs``
    excluded: Index | None = None  # i in ``k \neq i``


@dataclass(frozen=True, slots=True)
class Reduction(Expression):
    """A sum or product over an index."""

    kind: str  # "sum" or "prod"
    over: tuple[Range, ...]
    body: Expression
    limits: Span

    def children(self) -> tuple[Expression, ...]:
        bounds = tuple(e for r in self.over for e in (r.first, r.last) if e is not None)
        return (*bounds, self.body)


@dataclass(frozen=True, slots=True)
class Transposition(Expression):
    """The transpose."""

    operand: Expression

    def children(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Norm(Expression):
    """``|x|`` (``degree`` 1 and scalar) or ``‖x‖``."""

    operand: Expression
    kind: str  # "|" or "‖"

    def children(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Entry(Expression):
    """The entry of a compound expression: ``(Wx)_i``."""

    operand: Expression
    indices: tuple[Index, ...]

    def children(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Matrix(Expression):
    """A matrix written out in rows."""

    rows: tuple[tuple[Expression, ...], ...]

    def children(self) -> tuple[Expression, ...]:
        return tuple(cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Cases(Expression):
    """A distinction of cases: values with the relation that selects each (None: otherwise)."""

    values: tuple[Expression, ...]
    conditions: tuple[tuple[Expression, str, Expression] | None, ...]

    def children(self) -> tuple[Expression, ...]:
        tests = tuple(e for c in self.conditions if c for e in (c[0], c[2]))
        return (*self.values, *tests)


LIST = "a list of quantities"


@dataclass(frozen=True, slots=True)
class Opaque(Expression):
    """What was read and has no value here: a tuple, a probability under a condition, an inner product."""

    what: str
    parts: tuple[Expression, ...] = ()

    def children(self) -> tuple[Expression, ...]:
        return self.parts


@dataclass(frozen=True, slots=True)
class Dots(Expression):
    """Terms or factors that an ellipsis leaves to the reader."""
