"""Where the sections of a document begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.source.document import Document

_LATEX = re.compile(r"^[^%\n]*?\\(?:part|chapter|(?:sub)*section|(?:sub)?paragraph|begin\{(?:example|frame)\})\b", re.M)
_HASHES = re.compile(r"[ ]{0,3}#{1,6}\s+\S")
_UNDERLINE = re.compile(r"([=\-~^\"'*+#])\1{2,}\s*$")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")


def headings(document: Document) -> list[int]:
    """The offsets of the headings in a document's text, in their order."""
    text = document.source.text
    if document.format == "latex":
        return [match.start() for match in _LATEX.finditer(text)]
    return list(_underlined(text) if document.format == "rst" else _hashed(text))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.splitlines(keepends=True):
        yield offset, line
        offset += len(line)


def _hashed(text: str) -> Iterator[int]:
    fenced = False
    for offset, line in _lines(text):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and _HASHES.match(line):
            yield offset


def _underlined(text: str) -> Iterator[int]:
    before, title = 0, ""
    for offset, line in _lines(text):
        if _UNDERLINE.match(line) and title.strip() and len(line.strip()) >= len(title.strip()) - 1:
            yield before
        before, title = offset, line
