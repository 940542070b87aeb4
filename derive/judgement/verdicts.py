"""What is said of a step, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from derive.meaning.expressions import Name

Sizes = Literal["all"] | tuple[int, ...]
Outcome = Literal["defined", "proved", "refuted", "undecided", "unread"]


@dataclass(frozen=True, slots=True)
class Witness:
    """Numbers for the leaves at which the two sides of a step differ."""

    values: Mapping[Name, Fraction]
    left: str  # decimals, every printed digit right
    right: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one step, and what decided it."""

    outcome: Outcome
    method: str  # "definition", "identical", "polynomial", "intervals", "syntax", …
    reason: str = ""  # why it is undecided or unread
    declaration: str = ""  # what would decide it, ready to paste
    witness: Witness | None = None
    sizes: Sizes = ()  # at which a formula in indices or matrices is proved; none where nothing runs
    assuming: tuple[str, ...] = field(default=())  # findings whose repair it takes for granted
