r"""Read Markdown: a real Markdown parser says what is text, code, quote or formula."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.source.delimiters import find_blocks
from derive.source.document import Comment, Document, Image, MathBlock, Problem
from derive.source.mask import Mask, enclosed
from derive.source.outline import outlined
from derive.source.tex import find_macros
from derive.source.text import SourceText, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_HTML_COMMENT = re.compile(r"<!--")
# an address may hold a whole formula that a server turns into a picture
_HTML_ADDRESS = re.compile(r"""<(?:img|a|iframe|source|video|link)\s[^<>]*=\s*["'][^<>]*>""")
_HTML_HIDDEN = re.compile(r"<(script|style|pre|code)\b", re.I)
_DIRECTIVE = re.compile(r"<!--\s*derive:\s*(.*?)\s*-->\Z", re.S)
_LINK_COMMENT = re.compile(r"^\[//\]: #.*$", re.M)
_QUOTE = re.compile(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?:>[ \t]?)+")
_DEFINES = re.compile(r"\\(?:(?:re)?newcommand|providecommand|def|DeclareMathOperator)\b")
_DEFINING = ("command", "\\def", "\\DeclareMathOperator")  # in all of these
_BACKTICKS = re.compile(r"`+")
_MATH_FENCE = re.compile(r"(?:math|\{math\})(?:\s|\Z)")  # what GitHub and GitLab, and MyST, write behind the fence
_RAW_FENCE = re.compile(r"\{=(?:la)?tex\}\Z")  # TeX that pandoc leaves as it is
_UNOPENED = "or it ends one that is never opened"
_OPTION = re.compile(r"[ \t]*:[a-z-]+:")


def read_markdown(source: SourceText) -> Document:
    """The document in a Markdown file (CommonMark with tables, dollar and AMS mathematics).

    The Markdown parser tells code, quotes and raw HTML from text; formulas are then found
    in what is left, since many authors set ``$$`` where CommonMark sees a paragraph go on.
    """
    text = source.text
    comments = []
    for span in enclosed(text, _HTML_COMMENT, lambda _: "-->", 0, len(text)):
        if match := _DIRECTIVE.match(text, *span):
            comments.append(Comment(Span(*match.span(1)), " ".join(match[1].split())))
    mask = Mask(text)
    for pattern in (_FRONT_MATTER, _LINK_COMMENT):
        for match in pattern.finditer(text):
            mask.blank(match.start(), match.end())
    tokens = outlined(mask.text())
    starts = _line_starts(text)
    fenced: list[MathBlock] = []
    macros: list[tuple[str, int, str]] = []
    for token in tokens:
        if token.type == "fence" and _MATH_FENCE.match(token.info.strip()):
            fenced.append(_fenced(mask, starts, token))
        elif token.type in ("fence", "code_block"):
            if token.type == "fence" and _RAW_FENCE.match(token.info.strip()):
                macros += find_macros(token.content)[0]
            mask.blank(*_span(starts, token, len(text)))
    for span in enclosed(mask.text(), _HTML_COMMENT, lambda _: "-->", 0, len(text)):
        mask.blank(*span)
    for match in _HTML_ADDRESS.finditer(mask.text()):
        mask.blank(*match.span())
    _mask_quotes(mask, tokens, starts)
    hidden = mask.text()
    images: list[Image] = []
    for token in tokens:
        if token.map and token.type == "html_block":
            for span in enclosed(hidden, _HTML_HIDDEN, lambda m: rf"(?i:</{m[1]}\s*>)", *_span(starts, token, len(text))):
                mask.blank(*span)
        elif token.map and token.type == "inline":
            span = _span(starts, token, len(text))
            if "`" in token.content:
                for code in _code_spans(hidden, span):
                    for part in _shown(text, code):
                        mask.blank(*part)
            images += _images(text, span, token)
    masked = mask.text()
    unfenced = Mask(masked)
    for block in fenced:
        unfenced.blank(*block.span)
    blocks = find_blocks(unfenced.text(), 0, len(masked), escaped=True)
    blocks = sorted((*blocks, *fenced), key=lambda b: b.span)
    problems = [Problem(b.outer, "D401", "" if b.span.start < b.span.end else _UNOPENED) for b in blocks if not b.closed]
    formulas = Mask(masked)
    defines = any(word in masked for word in _DEFINING) and _DEFINES.search(masked) is not None
    if defines:  # beside the formulas, as pandoc takes them
        beside = Mask(masked)
        for block in blocks:
            beside.blank(*block.outer)
        macros += find_macros(beside.text())[0]
    for block in blocks:
        if defines and _DEFINES.search(masked, *block.span):
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


def _fenced(mask: Mask, starts: list[int], token: Token) -> MathBlock:
    """The formula in a fence that is marked as mathematics; the fence and a directive's options are blanked."""
    first, last = token.map or (0, 0)
    outer = _span(starts, token, len(mask.original))
    lines = [*starts, len(mask.original)]
    start, number = lines[first + 1], first + 1
    while number < last and _OPTION.match(mask.original, lines[number]):
        number += 1
        start = lines[number]
    end = outer.end
    if last - 1 >= number and set(mask.original[lines[last - 1] : outer.end].strip(" \t>\n")) == {token.markup[0]}:
        end = lines[last - 1]
    mask.blank(outer.start, start)
    mask.blank(end, outer.end)
    return MathBlock(Span(start, max(start, end)), outer, True)


def _shown(text: str, code: Span) -> list[Span]:
    """What to hide of a code span; between dollar signs it is a formula: ``$`a`$``."""
    if text[code.start - 1 : code.start] != "$" or text[code.end : code.end + 1] != "$":
        return [code]
    ticks = len(text[code.start : code.end]) - len(text[code.start : code.end].lstrip("`"))
    return [Span(code.start, code.start + ticks), Span(code.end - ticks, code.end)]


def _code_spans(text: str, span: Span) -> Iterator[Span]:
    """Backticks with what stands between them and as many backticks."""
    runs = [match.span() for match in _BACKTICKS.finditer(text, *span)]
    places: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(runs):
        places.setdefault(end - start, []).append(number)
    number = 0
    while number < len(runs):
        start, end = runs[number]
        alike = places[end - start]
        following = bisect_right(alike, number)
        if following < len(alike):
            number = alike[following]
            yield Span(start, runs[number][1])
        number += 1


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
