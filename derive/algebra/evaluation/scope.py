"""Where a formula is evaluated, and why it may have no value there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from derive.algebra.arrays import Value
from derive.meaning.expressions import Index, Name
from derive.source.text import Span


class Undecidable(Exception):
    """A formula whose value the graph can't give; the message says what would decide it."""

    def __init__(self, reason: str, span: Span, declaration: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span
        self.declaration = declaration  # ready to paste


class Cyclic(Exception):
    """A name that is defined in terms of itself."""

    def __init__(self, names: list[Name]) -> None:
        super().__init__(" → ".join(n.latex() for n in names))
        self.names = names


class OutOfRange(Exception):
    """An index beyond the first or the last layer."""


class Scope(NamedTuple):
    """What symbols mean in one place: parameters of a function, values of index letters."""

    local: Mapping[Name, Value]
    bound: Mapping[str, Index]


NOWHERE = Scope({}, {})
