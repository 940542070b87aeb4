"""The syntax of a formula, as its author wrote it; every node knows where it stands.

The tree decides nothing that needs the rest of the document: whether a superscript is
an index or a power, whether ``f(x)`` applies ``f`` or multiplies. That is notation, and
:mod:`derive.meaning` reads it off the whole document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.source.text import Span


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula."""

    span: Span

    def children(self) -> tuple[Node, ...]:
        """The parts of this part, in the author's order."""
        return ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, from the top."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children()))


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as written: ``0.50`` keeps its digits."""

    text: str


@dataclass(frozen=True, slots=True)
class Identifier(Node):
    r"""A letter (``a``, ``\sigma``), a word (``net``) or a function's name (``\log``)."""

    name: str
    function: bool = False  # LaTeX or everyone knows it as a function


@dataclass(frozen=True, slots=True)
class Accented(Node):
    r"""``\hat y``, ``\mathbf w``: the letter below a mark or in a style is another name."""

    accent: str  # the command without its backslash
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.body,)


@dataclass(frozen=True, slots=True)
class Scripted(Node):
    """A base with scripts and primes: ``a^2_1``, ``f'``, ``(x)^2``."""

    base: Node
    lower: Node | None
    upper: Node | None
    primes: int = 0

    def children(self) -> tuple[Node, ...]:
        return tuple(n for n in (self.base, self.lower, self.upper) if n is not None)


@dataclass(frozen=True, slots=True)
class Bracket(Node):
    """Something between ``( )``, ``[ ]``, braces, bars or double bars."""

    kind: str  # "(", "[", "{" (drawn braces), "|" or "‖"
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.body,)


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    """A numerator over a denominator, drawn with a bar."""

    numerator: Node
    denominator: Node

    def children(self) -> tuple[Node, ...]:
        return (self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Root(Node):
    """A root; ``degree`` is absent for a square root."""

    radicand: Node
    degree: Node | None

    def children(self) -> tuple[Node, ...]:
        return (self.radicand,) if self.degree is None else (self.degree, self.radicand)


@dataclass(frozen=True, slots=True)
class BigOperator(Node):
    """A sum or product sign with its limits and what it ranges over; it may stand alone."""

    kind: str  # "sum" or "prod"
    lower: Node | None
    upper: Node | None
    body: Node | None

    def children(self) -> tuple[Node, ...]:
        return tuple(n for n in (self.lower, self.upper, self.body) if n is not None)


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors side by side; ``operators[i]`` is the sign before factor ``i + 1`` ("" for none)."""

    factors: tuple[Node, ...]
    operators: tuple[str, ...]

    def children(self) -> tuple[Node, ...]:
        return self.factors


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms with their signs (``+``, ``-`` or, before the first, "" for none)."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]
    sign_spans: tuple[Span, ...]

    def children(self) -> tuple[Node, ...]:
        return self.terms


@dataclass(frozen=True, slots=True)
class Listing(Node):
    """Things between commas: the indices ``i,j``, the arguments ``w, b``."""

    items: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """A relation inside a formula: the limits ``i=1``, ``k \\neq i``, ``i \\in S``."""

    left: Node
    relation: str
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Grid(Node):
    """A matrix or a distinction of cases, in rows of cells."""

    kind: str  # "matrix", "cases" or "determinant"
    rows: tuple[tuple[Node, ...], ...]

    def children(self) -> tuple[Node, ...]:
        return tuple(cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """An ellipsis."""


@dataclass(frozen=True, slots=True)
class Mark(Node):
    r"""A sign that is no quantity by itself: ``\partial``, ``\nabla``, ``\top``, ``*``, a text."""

    text: str
