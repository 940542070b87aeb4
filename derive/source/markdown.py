r"""Read Markdown: a real Markdown parser says what is text, code, quote or formula."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from derive.source.delimiters import find_blocks
from derive.source.document import Comment, Document, Image, Problem
from derive.source.mask import Mask
from derive.source.tex import find_macros
from derive.source.text import SourceText, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HTML_HIDDEN = re.compile(r"<(script|style|pre|code)\b.*?</\1\s*>", re.S | re.I)
_DIRECTIVE = re.compile(r"<!--\s*derive:\s*(.*?)\s*-->", re.S)
_LINK_COMMENT = re.compile(r"^\[//\]: #.*$", re.M)
_QUOTE = re.compile(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?:>[ \t]?)+")
_DEFINES = re.compile(r"\\(?:(?:re)?newcommand|providecommand|def|DeclareMathOperator)\b")
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
    """The document in a Markdown file (CommonMark with tables, dollar and AMS mathematics).

    The Markdown parser tells code, quotes and raw HTML from text; formulas are then found
    in what is left, since many authors set ``$$`` where CommonMark sees a paragraph go on.
    """
    text = source.text
    comments = [
        Comment(Span(m.start(1), m.end(1)), " ".join(m[1].split())) for m in _DIRECTIVE.finditer(text)
    ]
    mask = Mask(text)
    for pattern in (_FRONT_MATTER, _LINK_COMMENT):
        for match in pattern.finditer(text):
            mask.blank(match.start(), match.end())
    tokens = _parser().parse(mask.text())
    starts = _line_starts(text)
    for token in tokens:
        if token.type in ("fence", "code_block"):
            mask.blank(*_span(starts, token, len(text)))
    for match in _HTML_COMMENT.finditer(mask.text()):
        mask.blank(match.start(), match.end())
    _mask_quotes(mask, tokens, starts)
    hidden = mask.text()
    images: list[Image] = []
    for token in tokens:
        if token.map and token.type == "html_block":
            for match in _HTML_HIDDEN.finditer(hidden, *_span(starts, token, len(text))):
                mask.blank(match.start(), match.end())
        elif token.map and token.type == "inline":
            span = _span(starts, token, len(text))
            if "`" in token.content:
                for match in _CODE_SPAN.finditer(hidden, span.start, span.end):
                    mask.blank(match.start(), match.end())
            images += _images(text, span, token)
    masked = mask.text()
    blocks = find_blocks(masked, 0, len(masked))
    problems = [Problem(b.outer, "D401", "") for b in blocks if not b.closed]
    formulas = Mask(masked)
    macros: list[tuple[str, int, str]] = []
    for block in blocks:
        if "\\" in masked[block.span.start : block.span.end] and _DEFINES.search(masked, *block.span):
            found, spans = find_macros(masked[block.span.start : block.span.end])
            macros += found
            for span in spans:
                formulas.blank(block.span.start + span.start, block.span.start + span.end)
    return Document(
        source, "markdown", formulas.text(), tuple(blocks), tuple(comments), tuple(images), tuple(macros), tuple(problems)
    )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for match in re.finditer("\n", text):
        starts.append(match.end())
    return starts


def _span(starts: list[int], token: Token, length: int) -> Span:
    first, last = token.map or (0, 0)
    return Span(starts[first], starts[last] if last < len(starts) else length)


def _mask_quotes(mask: Mask, tokens: list[Token], starts: list[int]) -> None:
    """Blank the marks before quoted lines: a formula in a quote is a formula."""
    lines: set[int] = set()
    for token in tokens:
        if token.type == "blockquote_open" and token.map:
            lines.update(range(*token.map))
    for number in sorted(lines):
        end = starts[number + 1] if number + 1 < len(starts) else len(mask.original)
        if match := _QUOTE.match(mask.original, starts[number], end):
            mask.blank(match.start(), match.end())


def _images(text: str, span: Span, token: Token) -> list[Image]:
    """The pictures in a run of text."""
    images = []
    for child in token.children or ():
        if child.type == "image":
            target = str(child.attrs.get("src", ""))
            at = text.find(target, span.start, span.end) if target else -1
            at = at if at >= 0 else span.start
            images.append(Image(Span(at, at + len(target)), target))
    return images
