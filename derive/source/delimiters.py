r"""Find formulas by their delimiters: ``$``, ``$$``, ``\(``, ``\[`` and environments.

Used where no Markdown parser stands in between: LaTeX sources and raw HTML in Markdown.
"""

from __future__ import annotations

import re

from derive.source.document import MathBlock
from derive.source.text import Span

ENVIRONMENTS = (
    "equation|align|alignat|gather|eqnarray|multline|flalign|displaymath|math|"
    "aligned|split|gathered|alignedat"
)
_OPEN = re.compile(
    r"(?P<escape>\\\\|\\\$)|(?P<open>\$\$|\$|\\\(|\\\[|\\begin\{(?P<env>(?:%s)\*?)\})" % ENVIRONMENTS
)
# In Markdown a backslash may be escaped, so that one is left for the page: \\\\( … \\\\).
_ESCAPED = re.compile(r"(?P<double>\\\\[(\[])|" + _OPEN.pattern)
_PARAGRAPH = re.compile(r"[ \t]*\n[ \t]*\n")
_BESIDE = 200  # how far to look for text beside a formula on its line
_CLOSE = {"$$": "$$", "$": "$", r"\(": r"\)", r"\[": r"\]", r"\\(": r"\\)", r"\\[": r"\\]"}


def find_blocks(text: str, start: int, end: int, *, escaped: bool = False) -> list[MathBlock]:
    """All formulas in ``text[start:end]``, in order; an unclosed one ends at ``end``.

    ``escaped``: the backslash of a delimiter may be doubled.
    """
    blocks: list[MathBlock] = []
    position = start
    pattern = _ESCAPED if escaped else _OPEN
    while match := pattern.search(text, position, end):
        if escaped and match["double"]:
            close = text.find(_CLOSE[match["double"]], match.end(), end)
            if close < 0 or "\n\n" in text[match.end() : close]:  # a line break, of no formula
                position = match.end()
                continue
            outer = Span(match.start(), close + len(match["double"]))
            display = match["double"][-1] == "[" and _stands_alone(text, *outer)
            blocks.append(MathBlock(Span(match.end(), close), outer, display))
            position = outer.end
            continue
        if match["escape"]:
            position = match.end()
            continue
        opener = match["open"]
        if match["env"]:
            closer = rf"\end{{{match['env']}}}"
            inner = match.start()  # the environment itself is read with the formula
        else:
            closer = _CLOSE[opener]
            inner = match.end()
        close = _find_close(text, closer, match.end(), end)
        if close < 0:
            if opener == "$":  # a lone dollar sign in running text is money
                position = match.end()
                continue
            blocks.append(MathBlock(Span(inner, end), Span(match.start(), end), True, closed=False))
            break
        if opener == "$$" and _is_text(text[inner:close]):  # the formula that this closes is never opened
            blocks.append(MathBlock(Span(inner, inner), Span(match.start(), inner), True, closed=False))
            position = inner
            continue
        if opener == "$$" and _runs_on(text, match.start(), inner, close):
            position = inner
            continue
        outer_end = close + len(closer)
        inner_end = outer_end if match["env"] else close
        display = opener not in ("$", r"\(") and _stands_alone(text, match.start(), outer_end)
        if opener == "$" and _is_money(text[inner:inner_end]):
            position = match.end()
            continue
        blocks.append(MathBlock(Span(inner, inner_end), Span(match.start(), outer_end), display))
        position = outer_end
    return blocks


def _find_close(text: str, closer: str, start: int, end: int) -> int:
    position = text.find(closer, start, end)
    while position > 0 and text[position - 1] == "\\" and closer[0] == "$":
        if position > 1 and text[position - 2] == "\\":
            break
        position = text.find(closer, position + 1, end)
    return position


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Is nothing but layout beside the formula on its lines? Some sites write all formulas with ``$$``."""
    if "\n" in text[start:end]:
        return True
    before = text[max(start - _BESIDE, 0) : start].rpartition("\n")[2]
    after = text[end : end + _BESIDE].partition("\n")[0]
    return not before.strip(" \t>-*+|0123456789.:") and not after.strip(" \t.,;:|<br/>。，")


def _is_text(content: str) -> bool:
    """Is what stands between two delimiters a paragraph of words, with a blank line before it and no sign of a formula?"""
    words = re.sub(r"\$[^$\n]*\$", "", content)
    if not _PARAGRAPH.match(content) or any(sign in words for sign in "\\^="):
        return False
    return len(re.findall(r"[^\W\d_]{3,}", words)) >= 3


def _runs_on(text: str, start: int, inner: int, close: int) -> bool:
    """Do two dollar signs behind words reach into a paragraph with formulas of its own? Then they are money: ``price ($$)``."""
    before = text[max(start - _BESIDE, 0) : start].rpartition("\n")[2]
    content = text[inner:close]
    return any(c.isalpha() for c in before) and _PARAGRAPH.search(content) is not None and "$" in content


def _is_money(content: str) -> bool:
    """Dollar signs around prose, as in "$5 and $10", hold no formula."""
    if not content.strip() or "\n\n" in content or len(content) > 2000:
        return True
    plain = not any(c in content for c in "\\^_=")
    return plain and (len(re.findall(r"[A-Za-z]{3,}", content)) >= 3 or (content[-1:].isspace() and content[:1].isdigit()))
