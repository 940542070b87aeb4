r"""Read Markdown: a real Markdown parser says what is text, code, quote or formula."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from derive.source.delimiters import find_blocks
from derive.source.document import Comment, Document, Image, MathBlock, Problem
from derive.source.tex import blank, find_macros
from derive.source.text import SourceText, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HTML_HIDDEN = re.compile(r"<(script|style|pre|code)\b.*?</\1\s*>", re.S | re.I)
_DIRECTIVE = re.compile(r"<!--\s*derive:\s*(.*?)\s*-->", re.S)
_LINK_COMMENT = re.compile(r"^\[//\]: #.*$", re.M)
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark").enable("table")
    parser.use(dollarmath_plugin, double_inline=True, allow_blank_lines=True)
    return parser.use(amsmath_plugin)


def read_markdown(source: SourceText) -> Document:
    """The document in a Markdown file (CommonMark with tables, dollar and AMS mathematics)."""
    text = source.text
    masked = text
    comments = [
        Comment(Span(m.start(1), m.end(1)), " ".join(m[1].split())) for m in _DIRECTIVE.finditer(text)
    ]
    for pattern in (_FRONT_MATTER, _LINK_COMMENT):
        for match in pattern.finditer(masked):
            masked = blank(masked, match.start(), match.end())
    tokens = _parser().parse(masked)
    starts = _line_starts(text)
    code = [_span(starts, token, len(text)) for token in tokens if token.type in ("fence", "code_block")]
    for match in _HTML_COMMENT.finditer(masked):
        if not any(s.start <= match.start() < s.end for s in code):
            masked = blank(masked, match.start(), match.end())
    masked = _mask_quotes(masked, tokens, starts)
    blocks: list[MathBlock] = []
    images: list[Image] = []
    position = 0
    for token in tokens:
        if not token.map:
            continue
        span = _span(starts, token, len(text))
        if token.type in ("math_block", "math_block_label"):
            blocks.append(_display(masked, span))
        elif token.type == "amsmath":
            start = masked.find("\\begin", span.start, span.end)
            end = masked.rfind("}", start, span.end) + 1
            blocks.append(MathBlock(Span(start, end), Span(start, end), True))
        elif token.type == "html_block":
            hidden = masked
            for match in _HTML_HIDDEN.finditer(masked, span.start, span.end):
                hidden = blank(hidden, match.start(), match.end())
            blocks += find_blocks(hidden, span.start, span.end)
        elif token.type == "inline":
            position = max(position, span.start)
            inline, images_here = _inline(masked, position, span.end, token)
            position = span.end if not _in_table(masked, span) else position
            blocks += inline
            images += images_here
            if inline:
                position = max(position, inline[-1].outer.end)
    blocks = _without_overlaps(blocks)
    problems = [Problem(b.outer, "D401", "") for b in blocks if not b.closed]
    macros, definitions = find_macros("".join(text[b.span.start : b.span.end] + "\n" for b in blocks))
    for block in blocks if definitions else ():
        for span in find_macros(text[block.span.start : block.span.end])[1]:
            masked = blank(masked, block.span.start + span.start, block.span.start + span.end)
    return Document(
        source, "markdown", masked, tuple(blocks), tuple(comments), tuple(images), macros, tuple(problems)
    )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for match in re.finditer("\n", text):
        starts.append(match.end())
    return starts


def _span(starts: list[int], token: Token, length: int) -> Span:
    first, last = token.map or (0, 0)
    return Span(starts[first], starts[last] if last < len(starts) else length)


def _mask_quotes(text: str, tokens: list[Token], starts: list[int]) -> str:
    lines: set[int] = set()
    for token in tokens:
        if token.type == "blockquote_open" and token.map:
            lines.update(range(*token.map))
    for number in lines:
        start = starts[number]
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        if match := _QUOTE.match(text[start:end]):
            text = blank(text, start, start + match.end())
    return text


def _display(text: str, span: Span) -> MathBlock:
    start = text.find("$$", span.start, span.end)
    close = text.rfind("$$", start + 2, span.end)
    if close < 0:
        return MathBlock(Span(start + 2, span.end), Span(start, span.end), True, closed=False)
    return MathBlock(Span(start + 2, close), Span(start, close + 2), True)


def _in_table(text: str, span: Span) -> bool:
    return "|" in text[span.start : span.end]


def _inline(text: str, start: int, end: int, token: Token) -> tuple[list[MathBlock], list[Image]]:
    """Formulas and pictures of a run of text; code spans hide what they hold."""
    visible = text
    for match in _CODE_SPAN.finditer(text, start, end):
        visible = blank(visible, match.start(), match.end())
    images = []
    for child in token.children or ():
        if child.type == "image":
            target = str(child.attrs.get("src", ""))
            at = text.find(target, start, end) if target else -1
            at = at if at >= 0 else start
            images.append(Image(Span(at, at + len(target)), target))
    return find_blocks(visible, start, end), images


def _without_overlaps(blocks: list[MathBlock]) -> list[MathBlock]:
    kept: list[MathBlock] = []
    for block in sorted(blocks, key=lambda b: (b.outer.start, -b.outer.end)):
        if not kept or block.outer.start >= kept[-1].outer.end:
            kept.append(block)
    return kept
