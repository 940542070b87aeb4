r"""Which space a document says a name lies in: ``W \in \mathbb{R}^{n \times m}``.

The superscript of ℝ is read from the tokens: what stands between its signs of
multiplication is one size, whatever letters it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from derive.latex.tokens import Token
from derive.meaning.expressions import Dots, Expression, Matrix, Name, Symbol

_SIGNS = frozenset(("{", "}", r"\mathbb", r"\mathbf", r"\mathrm"))
_BETWEEN = frozenset((r"\times", ","))

Sizes = tuple[str, ...]  # none of a number, one of a vector, two of a matrix


class Side(Protocol):
    """A side of a statement: what it says, and its tokens."""

    @property
    def expression(self) -> Expression | None: ...
    @property
    def tokens(self) -> Sequence[Token]: ...
    @property
    def block(self) -> int: ...


class Said(Protocol):
    """Sides joined by relations, and what is said behind them."""

    @property
    def parts(self) -> Sequence[Side]: ...
    @property
    def relations(self) -> Sequence[str]: ...
    @property
    def conditions(self) -> Sequence[tuple[Token, ...]]: ...


def spaces(chains: Sequence[Said]) -> Iterator[tuple[Name, Sizes]]:
    """Names with the sizes of the spaces that statements put them in."""
    for number, chain in enumerate(chains):
        for place, relation in enumerate(chain.relations):
            sizes = space(chain.parts[place + 1].tokens) if relation == "in" else None
            if sizes is None:
                continue
            named = [part.expression for part in chain.parts[: place + 1]]
            before = number - 1
            while before >= 0 and not chains[before].relations and chains[before].parts[0].block == chain.parts[0].block:
                named.append(chains[before].parts[0].expression)  # x, y \in \mathbb{R}^n
                before -= 1
            for expression in named:
                if isinstance(expression, Symbol):
                    yield expression.name, sizes
        for tokens in chain.conditions:
            if len(tokens) > 2 and tokens[0].kind == "letters" and tokens[1].text == "in":
                sizes = space(tokens[2:])
                if sizes is not None:
                    yield Name(tokens[0].text), sizes


def space(tokens: Sequence[Token]) -> Sizes | None:
    """The sizes of a power of the real numbers; None for anything else."""
    signs = [token for token in tokens if token.text not in _SIGNS]
    if not signs or signs[0].text != "R" or (len(tokens) == 1 and len(signs) == 1):
        return None
    if len(signs) == 1:
        return ()
    if signs[1].text != "^":
        return None
    sizes = [""]
    for token in signs[2:]:
        if token.text in _BETWEEN:
            sizes.append("")
        else:
            sizes[-1] += token.text
    return tuple(sizes) if all(sizes) and len(sizes) < 3 else None


def rank(sizes: Sizes) -> int | None:
    """0 for a number, 1 for a vector, 2 for a matrix; None for what has a single entry."""
    if is_row(sizes):
        return 1
    if sizes[:1] == ("1",):
        return None
    return len(sizes) - (sizes[1:] == ("1",))


def is_row(sizes: Sizes) -> bool:
    r"""``x \in \mathbb{R}^{1 \times n}``: a vector that lies on its side."""
    return sizes[:1] == ("1",) and sizes[1:] not in ((), ("1",))


def listed_row(left: Expression, right: Expression) -> Name | None:
    r"""``x = \begin{bmatrix} x_1 & x_2 \end{bmatrix}``: a vector whose entries are listed side by side."""
    if not isinstance(left, Symbol) or left.name.indices or not isinstance(right, Matrix) or len(right.rows) != 1 or len(right.rows[0]) < 2:
        return None
    own = [c.name for c in right.rows[0] if isinstance(c, Symbol) and c.name.base == left.name.base and len(c.name.lower) == 1]
    return left.name if len(own) == sum(not isinstance(c, Dots) for c in right.rows[0]) else None
