"""Styled text: what a report prints, apart from where it is printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple, TextIO


class Segment(NamedTuple):
    """A piece of text and the style that a terminal may give it."""

    text: str
    style: str = ""


Lines = Iterable[tuple[Segment, ...]]


# A document must not be able to steer the terminal: its control characters are drawn.
_DRAWN = {code: 0x2400 + code for code in range(32) if code != ord("\n")} | {0x7F: 0x2421} | dict.fromkeys(range(128, 160), 65533)


def plain(lines: Lines) -> str:
    """The text without styles."""
    return "".join("".join(segment.text for segment in line) + "\n" for line in lines).translate(_DRAWN)


def write(lines: Lines, file: TextIO, color: bool) -> None:
    """Print to a file, in colour if asked to."""
    if not color:
        file.write(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=file, force_terminal=True, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((segment.text.translate(_DRAWN), segment.style) for segment in line)))


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
