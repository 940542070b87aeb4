"""The words between the formulas, as HTML. Everything from the document is escaped."""

from __future__ import annotations

import base64
import mimetypes
import os
import re
from collections.abc import Callable
from html import escape
from typing import Any

from derive.language import Words
from derive.source.document import Document, MathBlock

_PLACE = re.compile("\ue000(\\d+)\ue001")
_FRONT_MATTER = re.compile(r"\A\ufeff?---\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEADING = re.compile(r"\\(chapter|section|subsection|subsubsection|paragraph)\*?\s*\{([^{}]*)\}")
_STYLED = re.compile(r"\\(textbf|textit|emph|texttt|underline|title|author|caption)\s*\{([^{}]*)\}")
_LAYOUT = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}(?:\[[^\]]*\])?|\\(?:maketitle|centering|noindent|label\{[^{}]*\})|(?<!\\)%[^\n]*")
_LEVELS = {"chapter": 2, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
_MAX_PICTURE = 2 * 1024 * 1024  # bytes
_PICTURES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"))


def render(document: Document, block: Callable[[MathBlock], str], words: Words) -> str:
    """The document's text with each formula printed by ``block``."""
    text = re.sub("[\ue000-\ue002]", "\ufffd", document.source.text)  # these signs hold the places of formulas
    pieces, position = [], 0
    for number, place in enumerate(document.blocks):
        pieces += [text[position : place.outer.start], f"\ue000{number}\ue001"]
        position = place.outer.end
        if place.display and text.startswith("\n---", position):  # no underline of a heading
            pieces.append("\n")
    pieces.append(text[position:])
    joined = "".join(pieces)
    if document.format in ("markdown", "notebook"):
        html = _markdown(joined, document, words)
    else:
        html = _plain(joined, document.format)
    shown = {number: block(place) for number, place in enumerate(document.blocks)}
    return _PLACE.sub(lambda m: shown.get(int(m[1]), ""), html)


def _markdown(text: str, document: Document, words: Words) -> str:
    from markdown_it import MarkdownIt

    text = _FRONT_MATTER.sub("", text)
    text = _COMMENT.sub("", text)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")

    def picture(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        return image(str(token.attrs.get("src", "")), token.content, document.source.folder, words)

    parser.add_render_rule("image", picture)
    html: str = parser.render(text)
    return html


def image(target: str, title: str, folder: str, words: Words) -> str:
    """A picture of the document's own folder, put into the page; any other as its name."""
    from urllib.parse import unquote

    path = os.path.realpath(os.path.join(folder or ".", unquote(target)))
    inside = path.startswith(os.path.realpath(folder or ".") + os.sep)
    kind = mimetypes.guess_type(path)[0]
    name = escape(title.strip() or target)
    if inside and kind in _PICTURES and os.path.isfile(path) and os.path.getsize(path) <= _MAX_PICTURE:
        with open(path, "rb") as file:
            data = base64.b64encode(file.read()).decode()
        return f'<img alt="{name}" src="data:{kind};base64,{data}">'
    return f'<span class="picture">{escape(words("picture", target=target))}</span>'


def _plain(text: str, format: str) -> str:
    """LaTeX and reStructuredText: headings and paragraphs; commands that only set type go."""
    if format == "latex":
        begin = text.find(r"\begin{document}")
        text = text[begin + len(r"\begin{document}") :] if begin >= 0 else text
        text = text.partition(r"\end{document}")[0]
        text = _HEADING.sub(lambda m: f"\n\n\ue002{_LEVELS[m[1]]}{m[2]}\n\n", text)
        text = _STYLED.sub(r"\2", _LAYOUT.sub("", text)).replace(r"\item", "•").replace("~", "\u00a0").replace(r"\\", "\n")
    parts = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        paragraph = paragraph.strip()
        if paragraph.startswith("\ue002"):
            level, title = paragraph[1], paragraph[2:]
            parts.append(f"<h{level}>{escape(title)}</h{level}>")
        elif paragraph:
            parts.append(f'<p class="plain">{escape(paragraph)}</p>')
    return "\n".join(parts)
