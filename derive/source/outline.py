r"""What a Markdown parser makes of a text: its headings, lists, quotes, code and display formulas, each with its lines.

A document is read again and again while its author works on it, mostly inside of formulas, and no
Markdown hangs on what stands there. So the tokens of the text that was parsed last are those of the
next one, if both have the same lines but for some inside of display formulas that belong to nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# What ends a formula, an environment (the parser looks for its end in formulas too) or a line.
_ENDS = ("$", "\\end", "\r")


@cache
def _parser(pictures: bool) -> MarkdownIt:
    """The Markdown parser; only the pictures in running text have to be told from it."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark").enable("table")
    parser.use(dollarmath_plugin, double_inline=True, allow_blank_lines=True)
    parser.use(amsmath_plugin)
    return parser if pictures else parser.disable("inline")


class Outline:
    """The tokens of one text."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.pictures = "![" in text
        self.returns = "\r" in text  # then the parser counts other lines
        self.tokens = _parser(self.pictures).parse(text)
        self.inner = frozenset(self._inner())  # lines that nothing but a display formula has to do with

    def _inner(self) -> Iterable[int]:
        """The lines between two of double dollar signs alone, the first behind an empty one, outside of all lists and quotes.

        Paragraphs, titles below which a line is drawn, addresses of links, tables, lists and quotes look no
        further than to the empty line; code and raw HTML that is not closed before would take in all that
        follows; a formula that is not closed before ends with the first of the two lines. In between, a
        formula looks for dollar signs and for nothing else.
        """
        empty = [not line.strip(" \t") for line in self.lines]
        for token in self.tokens if not self.returns else ():
            if token.type != "math_block" or token.level or not token.map:
                continue
            first, behind = token.map
            if self.lines[first].strip(" \t") == "$$" and (not first or empty[first - 1]):
                yield from (n for n in range(first + 1, behind - 1) if _is_plain(self.lines[n]))

    def holds_for(self, text: str) -> bool:
        """Are the tokens those of another text as well, but for what stands in formulas?"""
        lines = text.split("\n")
        if len(lines) != len(self.lines) or ("![" in text) != self.pictures:
            return False
        changed = [n for n, (new, old) in enumerate(zip(lines, self.lines, strict=True)) if new != old]
        return self.inner.issuperset(changed) and all(_is_plain(lines[n]) for n in changed)


def _is_plain(line: str) -> bool:
    return not any(end in line for end in _ENDS)


_last: Outline | None = None


def outlined(text: str) -> list[Token]:
    """The tokens of a text; what stands in display formulas is that of this text or of one before."""
    global _last
    if _last is None or not _last.holds_for(text):
        _last = Outline(text)
    return _last.tokens
