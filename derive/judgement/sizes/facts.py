"""What is told of a quantity while its sums are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from derive.judgement.sizes.folds import LOCAL, NOTHING, Class, Fold, join
from derive.meaning.expressions import Expression, Label, Name, Offset, Reduction, Symbol
from derive.meaning.world import World


class Letter(NamedTuple):
    """A letter that runs: which one it is, and over which class."""

    token: int
    cls: Class

    def __str__(self) -> str:
        return f"<{self.token}>"


Env = Mapping[str, "Letter | int"]
Dims = tuple[Class, Class]
Place = tuple[int, tuple[tuple[str, int], ...]]  # an expression, and the layers that it is looked at in


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a quantity: its shape, its terms, the terms of its derivatives."""

    fold: Fold = LOCAL
    slope: Fold | None = NOTHING  # of the derivative that is being taken; None: not followed
    dims: Dims | None = None  # of an array
    by: Dims | None = None  # of what an array is differentiated by
    loose: bool = False  # is there a sum in it, in the argument of a function aside?


@dataclass(slots=True)
class Notes:
    """What the evaluation at given sizes has to know about the places of a formula."""

    ranges: dict[Place, tuple[Class, ...]] = field(default_factory=dict)  # of the letters of sums
    offset: set[Place] = field(default_factory=set)  # functions of a sum


class Manner(NamedTuple):
    """Two ways to look at a step; each shows less, and is simpler, without than with."""

    logarithms: bool = False  # a logarithm is any function; otherwise it is only followed where it is differentiated
    shares: bool = False  # targets that add up to one are parts of a whole; otherwise nothing is known of them


def letters_of(name: Name) -> list[str]:
    """The letters among the indices of a name."""
    return [
        i.letter if isinstance(i, Offset) else i
        for i in name.indices
        if isinstance(i, (str, Offset)) and not isinstance(i, Label)
    ]


def several_sizes(sides: Iterable[Expression]) -> set[str]:
    r"""Bases of names that are summed to different ends, ``\\sum_{k=1}^{n} x_k`` and ``\\sum_{k=1}^{K} x_k``: arrays of several sizes."""
    ends: dict[str, set[str]] = {}
    for base, end in (summed for side in sides for summed in side.noted(_summed)):
        ends.setdefault(base, set()).add(end)
    return {base for base, found in ends.items() if len(found) > 1}


def _summed(side: Expression) -> set[tuple[str, str]]:
    """The bases of names that a side sums over, each to which end."""
    found: set[tuple[str, str]] = set()
    for node in side.walk():
        for over in node.over if isinstance(node, Reduction) else ():
            if isinstance(over.last, Symbol):
                symbols = (s for inner in node.children() for s in inner.walk() if isinstance(s, Symbol))
                found |= {(s.name.base, over.last.name.latex()) for s in symbols if over.letter in s.name.lower}
    return found


def place(e: Expression, env: Mapping[str, Any], world: World) -> Place:
    """An expression in the layers that it is looked at in."""
    return id(e), tuple(sorted((k, v) for k, v in env.items() if k in world.layers and isinstance(v, int)))


def slopes(found: Iterable[Fold | None]) -> Fold | None:
    """The terms of the derivative of a sum."""
    told = list(found)
    return None if None in told else join(fold for fold in told if fold is not None)
