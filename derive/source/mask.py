"""Blank parts of a text without moving the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from derive.source.text import Span

_VISIBLE = re.compile(r"[^\n]")


def enclosed(text: str, opener: re.Pattern[str], closer: Callable[[re.Match[str]], str], start: int, end: int) -> Iterator[Span]:
    """Every range from an opener to the closer that belongs to it.

    ``closer`` gives the pattern to look for. One that was once looked for in vain isn't
    looked for again, so that a text full of openers takes no longer than another.
    """
    position = start
    vain: set[str] = set()
    while match := opener.search(text, position, end):
        position = match.end()
        pattern = closer(match)
        if pattern in vain:
            continue
        close = re.compile(pattern).search(text, position, end)
        if close is None:
            vain.add(pattern)
            continue
        position = close.end()
        yield Span(match.start(), position)


class Mask:
    """A text of which ranges are replaced by spaces; line ends stay, and so do all offsets."""

    def __init__(self, original: str) -> None:
        self.original = original
        self._ranges: list[tuple[int, int]] = []
        self._text: str | None = original

    def blank(self, start: int, end: int) -> None:
        """Hide a range."""
        self._ranges.append((start, end))
        self._text = None

    def text(self) -> str:
        """The text with all hidden ranges blank, in time linear in its length."""
        if self._text is None:
            pieces: list[str] = []
            position = 0
            for start, end in sorted(self._ranges):
                start = max(start, position)
                if end > start:
                    pieces += [self.original[position:start], _VISIBLE.sub(" ", self.original[start:end])]
                    position = end
            pieces.append(self.original[position:])
            self._text = "".join(pieces)
        return self._text
