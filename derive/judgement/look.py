"""What a first look says of a step."""

from __future__ import annotations

from dataclasses import dataclass

from derive.algebra.dag import Node


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look says of a step."""

    state: str  # "defines", "assigns", "holds", "fails", "open", "unread"
    left: Node = -1
    right: Node = -1
    reason: str = ""
    declaration: str = ""
    pairs: tuple[tuple[Node, Node], ...] = ()  # the two sides entry by entry
    unknown: bool = False  # it holds for any values of derivatives that nothing tells
    by_values: bool = False  # it holds for the numbers that the document gives, not for all
    conventional: bool = False  # it holds for the kind of numbers that the document says are given
