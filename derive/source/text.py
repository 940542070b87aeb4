"""Text, spans and positions: everything that is said about a document points here."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points in a text."""

    start: int
    end: int

    def join(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class Location(NamedTuple):
    """A position as people count: line and column from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one document and the way from offsets to lines.

    ``origins`` is set for containers such as notebooks, whose text is gathered from
    pieces of another file: pairs (offset in ``text``, offset in ``container``).
    """

    path: str  # as the user named it; "-" is standard input
    text: str
    folder: str = ""  # where relative references start
    container: str | None = None  # the file's own text, where it differs from ``text``
    origins: tuple[tuple[int, int], ...] = ()
    cells: tuple[tuple[int, int], ...] = ()  # of a notebook: where each gathered cell begins in ``text``, and its number
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        raw = self.text if self.container is None else self.container
        starts = [0]
        position = raw.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = raw.find("\n", position + 1)
        object.__setattr__(self, "_starts", starts)

    def to_container(self, offset: int) -> int:
        """The offset in the file itself of an offset in ``text``."""
        if self.container is None:
            return offset
        index = bisect_right(self.origins, (offset, len(self.container))) - 1
        here, there = self.origins[max(index, 0)]
        return there + (offset - here)

    def location(self, offset: int) -> Location:
        """Line and column of an offset (an offset past the end gives the end)."""
        offset = self.to_container(offset)
        line = bisect_right(self._starts, offset)
        return Location(line, offset - self._starts[line - 1] + 1)

    def cell(self, offset: int) -> tuple[int, int] | None:
        """The number of the notebook's cell at an offset and the line in it, both from 1; None outside of notebooks."""
        index = bisect_right(self.cells, offset, key=itemgetter(0)) - 1
        if index < 0:
            return None
        start, number = self.cells[index]
        return number, self.text.count("\n", start, offset) + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        raw = self.text if self.container is None else self.container
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(raw)
        return raw[start:end].rstrip("\r")

    def slice(self, span: Span) -> str:
        """The text under a span."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of a span by a text."""

    span: Span
    text: str


def apply_edits(text: str, edits: list[Edit]) -> str:
    """The text after all edits; edits must not overlap (``ValueError``)."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda e: e.span):
        if edit.span.start < position:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        pieces += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    pieces.append(text[position:])
    return "".join(pieces)
