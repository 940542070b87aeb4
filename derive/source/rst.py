"""Read reStructuredText: ``math`` directives and roles."""

from __future__ import annotations

import re

from derive.source.document import Comment, Document, Image, MathBlock
from derive.source.mask import Mask
from derive.source.text import SourceText, Span

_DIRECTIVE = re.compile(r"^([ \t]*)\.\. math::[ \t]*(.*)$", re.M)
_ROLE = re.compile(r":math:`([^`]+)`")
_OPTION = re.compile(r"[ \t]*:[a-z-]+:")
_COMMENT = re.compile(r"^[ \t]*\.\. derive:[ \t]*(.*)$", re.M)
_IMAGE = re.compile(r"^[ \t]*\.\. (?:image|figure)::[ \t]*(\S+)", re.M)


def read_rst(source: SourceText) -> Document:
    """The document in a ``.rst`` file."""
    text = source.text
    blocks: list[MathBlock] = []
    mask = Mask(text)
    for match in _DIRECTIVE.finditer(text):
        indent = len(match[1])
        start = position = match.start(2)
        end = match.end()
        while (line_end := text.find("\n", position)) >= 0 and line_end + 1 < len(text):
            following = text.find("\n", line_end + 1)
            line = text[line_end + 1 : following if following >= 0 else len(text)]
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            if _OPTION.match(line):
                mask.blank(line_end + 1, line_end + 1 + len(line))
            if line.strip():
                end = line_end + 1 + len(line)
            position = line_end + 1
        blocks += _paragraphs(text, start, end, match.start())
    for match in _ROLE.finditer(text):
        blocks.append(MathBlock(Span(*match.span(1)), Span(*match.span()), False))
    comments = tuple(Comment(Span(*m.span(1)), m[1].strip()) for m in _COMMENT.finditer(text))
    images = tuple(Image(Span(*m.span(1)), m[1]) for m in _IMAGE.finditer(text))
    blocks.sort(key=lambda b: b.span)
    return Document(source, "rst", mask.text(), tuple(blocks), comments, images)


def _paragraphs(text: str, start: int, end: int, outer: int) -> list[MathBlock]:
    """A blank line in the directive begins another formula."""
    blocks = []
    for match in re.compile(r"(?:[^\n]|\n(?![ \t]*\n))+").finditer(text, start, end):
        if match[0].strip():
            blocks.append(MathBlock(Span(*match.span()), Span(outer, match.end()), True))
    return blocks
