r"""Tokens of formulas of which most rows were cut before.

A row ends at a ``\\`` outside of all braces. What its tokens are depends on nothing beyond it, so
a row that was cut before, in whatever formula, has the same ones, moved to where it stands now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from derive.latex.tokens import MAX_TOKENS, NEWLINE, Token, tokenize
from derive.source.text import Span

MAX_KEPT = 4096  # rows that are remembered

_PLACES = re.compile(rf"(?P<newline>{NEWLINE})|\\.|[{{}}]", re.S)


class Recutting:
    """The rows that were cut, by their text."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], tuple[int, list[Token]]] = {}

    def clear(self) -> None:
        """Forget all rows, as other macros give them other tokens."""
        self._known.clear()

    def tokenize(self, text: str, start: int, end: int, macros: Mapping[str, tuple[int, str]] | None = None) -> list[Token]:
        """What :func:`~derive.latex.tokens.tokenize` finds. Raises :class:`LatexError` beyond the size limits."""
        rows = rows_of(text, start, end, macros)
        if len(rows) < 2:
            return tokenize(text, start, end, macros)
        tokens = [token for row in rows for token in self.row(text, row, row.start == start)]
        return tokens if len(tokens) <= MAX_TOKENS else tokenize(text, start, end, macros)

    def row(self, text: str, row: Span, first: bool) -> list[Token]:
        """The tokens of one row of a formula, its first one or another."""
        if len(self._known) >= MAX_KEPT:
            self._known.clear()
        said = text[row.start : row.end], first
        known = self._known.get(said)
        if known is None:
            found = tokenize(text, *row, behind=-1 if first else row.start)
        elif known[0] == row.start:
            return known[1]
        else:
            by = row.start - known[0]
            found = [Token(t.kind, t.text, Span(t.span[0] + by, t.span[1] + by), t.glued) for t in known[1]]
        self._known[said] = row.start, found
        return found


def rows_of(text: str, start: int, end: int, macros: Mapping[str, tuple[int, str]] | None = None) -> list[Span]:
    """The rows of a formula that are cut by themselves, each with the line break that ends it."""
    if macros or text.find("%", start, end) >= 0:  # a macro may take its argument from the next row, a comment hides an end
        return [Span(start, end)]
    return list(_rows(text, start, end))


def _rows(text: str, start: int, end: int) -> Iterator[Span]:
    depth, begin = 0, start
    for match in _PLACES.finditer(text, start, end):
        if match["newline"] is None:
            depth = max(depth + (match[0] == "{") - (match[0] == "}"), 0)
        elif not depth:
            yield Span(begin, match.end())
            begin = match.end()
    yield Span(begin, end)
