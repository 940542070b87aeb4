"""Where the sections of a document begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from derive.source.document import Document

_LATEX = re.compile(r"^[^%\n]*?\\(part|chapter|(?:sub)*section|(?:sub)?paragraph|begin\{(?:example|frame)\})(?![a-zA-Z])", re.M)
_ORDER = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_HASHES = re.compile(r"(?:[ ]{0,3}>)*[ ]{0,3}(#{1,6})\s+\S")  # also in a quotation
_UNDERLINE = re.compile(r"([=\-~^\"'*+#])\1{2,}\s*$")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")


class Heading(NamedTuple):
    """Where a heading begins, and how deep it stands: 1 is the outermost level."""

    start: int
    level: int


def headings(document: Document) -> list[Heading]:
    """The headings in a document's text, in their order."""
    text = document.source.text
    if document.format == "latex":
        return [Heading(match.start(), _ORDER.index(match[1]) if match[1] in _ORDER else len(_ORDER)) for match in _LATEX.finditer(text)]
    return list(_underlined(text) if document.format == "rst" else _hashed(text))


def extents(found: list[Heading], end: int) -> list[tuple[int, int]]:
    """From each heading to the next one that is no deeper, or to the end of the text."""
    result = [(heading.start, end) for heading in found]
    open_ones: list[int] = []
    for number, heading in enumerate(found):
        while open_ones and found[open_ones[-1]].level >= heading.level:
            closed = open_ones.pop()
            result[closed] = found[closed].start, heading.start
        open_ones.append(number)
    return result


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.splitlines(keepends=True):
        yield offset, line
        offset += len(line)


def _hashed(text: str) -> Iterator[Heading]:
    fenced = False
    for offset, line in _lines(text):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (match := _HASHES.match(line)):
            yield Heading(offset, len(match[1]))


def _underlined(text: str) -> Iterator[Heading]:
    before, title = 0, ""
    signs: list[str] = []  # of the levels, the outermost first
    for offset, line in _lines(text):
        if _UNDERLINE.match(line) and title.strip() and len(line.strip()) >= len(title.strip()) - 1:
            signs += [line[0]] if line[0] not in signs else []
            yield Heading(before, signs.index(line[0]) + 1)
        before, title = offset, line
