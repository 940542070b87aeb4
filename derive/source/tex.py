r"""Read plain LaTeX: comments and verbatim text are no mathematics."""

from __future__ import annotations

import os
import re

from derive.source.delimiters import find_blocks
from derive.source.document import Comment, Document, Image, Problem
from derive.source.mask import Mask, enclosed
from derive.source.text import SourceText, Span

_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(%[^\n]*)")
_HIDDEN = re.compile(r"\\begin\{((?:comment|verbatim|lstlisting|minted|filecontents)\*?)\}")
_DIRECTIVE = re.compile(r"%+\s*derive:\s*(.*)")
_IMAGE = re.compile(r"\\includegraphics\s*(?:\[[^\]]*\])?\{([^{}\n]+)\}")
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}\n]*)\}")
_MACRO = re.compile(
    r"\\(?:re)?(?:newcommand|providecommand)\*?\s*\{?\\([A-Za-z]+)\}?\s*(?:\[(\d)\])?(?:\[[^\]]*\])?\s*\{"
    r"|\\def\s*\\([A-Za-z]+)((?:#\d)*)\s*\{"
    r"|\\DeclareMathOperator\*?\s*\{?\\([A-Za-z]+)\}?\s*\{"
)


def read_tex(source: SourceText) -> Document:
    """The document in a ``.tex`` file. No ``\\input`` is followed; each is a finding."""
    text = source.text
    comments = []
    mask = Mask(text)
    for match in _COMMENT.finditer(text):
        if found := _DIRECTIVE.match(match[1]):
            start = match.start(1) + found.start(1)
            comments.append(Comment(Span(start, start + len(found[1])), found[1].strip()))
        mask.blank(match.start(1), match.end(1))
    for hidden in enclosed(mask.text(), _HIDDEN, lambda m: re.escape(rf"\end{{{m[1]}}}"), 0, len(text)):
        mask.blank(*hidden)
    macros, definitions = find_macros(mask.text())
    for span in definitions:
        mask.blank(*span)
    masked = mask.text()
    begin = masked.find(r"\begin{document}")
    start = 0 if begin < 0 else begin + len(r"\begin{document}")
    finish = masked.find(r"\end{document}", start)
    end = len(text) if finish < 0 else finish
    images = tuple(Image(Span(m.start(1), m.end(1)), m[1]) for m in _IMAGE.finditer(masked))
    problems = _input_problems(source, masked)
    blocks = tuple(find_blocks(masked, start, end))
    problems += [Problem(b.outer, "D401", "") for b in blocks if not b.closed]
    return Document(source, "latex", masked, blocks, tuple(comments), images, macros, tuple(problems))


def find_macros(text: str) -> tuple[tuple[tuple[str, int, str], ...], list[Span]]:
    r"""The author's own ``\newcommand``s as (name, arguments, body), and where they stand."""
    macros, spans = [], []
    for match in _MACRO.finditer(text):
        end = matching_brace(text, match.end() - 1)
        if end < 0:
            continue
        body = text[match.end() : end]
        if match[5]:
            macros.append((match[5], 0, rf"\operatorname{{{body}}}"))
        elif match[3]:
            macros.append((match[3], match[4].count("#"), body))
        else:
            macros.append((match[1], int(match[2] or 0), body))
        spans.append(Span(match.start(), end + 1))
    return tuple(macros), spans


def matching_brace(text: str, position: int) -> int:
    """The offset of the brace that closes the one at ``position``; −1 if there is none."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.S).finditer(text, position):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.start()
    return -1


def _input_problems(source: SourceText, masked: str) -> list[Problem]:
    base = os.path.realpath(source.folder or ".")
    problems = []
    for match in _INPUT.finditer(masked):
        target = os.path.realpath(os.path.join(base, match[1]))
        inside = not match[1] or os.path.commonpath([base, target]) == base
        detail = match[1] if inside else f"{match[1]} (outside the document's folder)"
        problems.append(Problem(Span(match.start(), match.end()), "D402", detail))
    return problems
