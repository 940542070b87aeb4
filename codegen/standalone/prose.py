r"""A Markdown document as the body of a TeX document.

The formulas are taken out first, under marks that no text holds, so that the Markdown
parser sees only text; each mark is replaced by its formula at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from codegen.standalone.display import display
from codegen.standalone.escape import escape, literal
from codegen.standalone.formulas import formula, macros_of
from derive.source.document import Document

if TYPE_CHECKING:
    from markdown_it.token import Token

OPEN, CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?</\1\s*>|</?[A-Za-z][^<>]*>", re.S | re.I)

_HEADINGS = ("section*", "subsection*", "subsubsection*", "paragraph", "paragraph", "paragraph")
_CONTAINERS = ("blockquote_open", "bullet_list_open", "ordered_list_open")
_AROUND = {
    "em_open": r"\emph{", "em_close": "}", "strong_open": r"\textbf{", "strong_close": "}", "s_open": "", "s_close": "",
    "link_open": "", "link_close": "", "softbreak": "\n", "hardbreak": r"\\ ", "paragraph_close": "\n\n",
    "paragraph_open": "", "blockquote_open": "\\begin{quote}\n", "blockquote_close": "\\end{quote}\n\n",
    "bullet_list_open": "\\begin{itemize}\n", "bullet_list_close": "\\end{itemize}\n\n",
    "ordered_list_open": "\\begin{enumerate}\n", "ordered_list_close": "\\end{enumerate}\n\n",
    "list_item_open": "\\item ", "list_item_close": "", "hr": "\\medskip\n\n", "table_close": "\\end{tabularx}\n\n",
    "tr_close": "\\\\\n", "thead_close": "\\midrule\n",
}  # fmt: skip


class Prose:
    """One Markdown document on its way to TeX.

    ``picture`` gives the TeX that stands for a picture, from its words and its target.
    """

    def __init__(self, document: Document, picture: Callable[[str, str], str]) -> None:
        self.document, self.picture = document, picture
        self.macros = macros_of(document.macros)
        self.title: str | None = None

    def body(self) -> str:
        """The body; :attr:`title` is set if the document begins with a heading of its own level."""
        text = self._marked()
        front = _FRONT_MATTER.match(text)
        if front:
            self.title = _front_title(front[1])
            text = text[front.end() :]
        tokens = _parse(text)
        self._first_heading(tokens)
        written = "".join(self._blocks(tokens))
        written = _MARK.sub(lambda m: self._formula(int(m[1])), written)
        written = re.sub(r"\n{3,}", "\n\n", written).strip() + "\n"
        # a display that begins a paragraph would leave a blank line above itself
        return re.sub(r"(?:(?<=\n\n)|\A|(?<=\\item )\n)(?=\\begin\{align\*\})", r"\\noindent\n", written)

    # -- formulas

    def _marked(self) -> str:
        source = re.sub(f"[{OPEN}{CLOSE}]", "?", self.document.source.text)
        pieces, position = [], 0
        for number, block in enumerate(self.document.blocks):
            start, end = block.outer
            if start < position:
                continue
            lead = source[source.rfind("\n", 0, start) + 1 : start]
            mark = f"{OPEN}{number}{CLOSE}"
            if block.display and not re.match(r"[^\n]*\|", source[end:]):  # a line below must not underline it
                prefix = re.sub(r"[^>\s]", " ", lead) if re.fullmatch(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t>]*", lead) else ""
                mark += f"\n{prefix.rstrip() if '>' in prefix else ''}"
                mark += f"\n{prefix}" if source[end : end + 1] not in ("\n", "\r", "") else ""
            pieces += [source[position:start], mark]
            position = end
        return "".join([*pieces, source[position:]])

    def _formula(self, number: int) -> str:
        block = self.document.blocks[number]
        found = formula(self.document.masked[block.span.start : block.span.end], self.macros)
        if found is None or not block.closed:
            source = self.document.source.text[block.outer.start : block.outer.end]
            return f"\n\\begin{{quote}}\\raggedright\n{literal(source.strip())}\n\\end{{quote}}\n" if block.display else literal(source)
        return f"\n{display(found)}\n" if block.display else rf"\({' '.join(found.split())}\)"

    # -- blocks

    def _first_heading(self, tokens: list[Token]) -> None:
        """A heading that stands first and has no equal becomes the title."""
        if self.title is not None or not tokens or tokens[0].type != "heading_open":
            return
        levels = [t.tag for t in tokens if t.type == "heading_open"]
        if levels.count(tokens[0].tag) == 1 and tokens[0].tag == min(levels):
            self.title = "".join(self._inline(tokens[1].children or []))
            del tokens[:3]

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[str]:
        levels = sorted({t.tag for t in tokens if t.type == "heading_open"})
        lists = _heading_lists(tokens)
        depth = 0  # in quotes and lists, where no section can begin
        for place, token in enumerate(tokens):
            kind = token.type
            if place in lists:  # a list whose only item is a heading is a heading
                continue
            if kind in _CONTAINERS or kind.replace("close", "open") in _CONTAINERS:
                depth += token.nesting
            if kind == "heading_open":
                heading = _HEADINGS[min(levels.index(token.tag), 5)]
                yield r"\textbf{" if depth else rf"\{heading}{{"
            elif kind == "heading_close":
                yield "}\n\n"
            elif kind == "inline":
                yield from self._inline(token.children or [])
            elif kind in ("fence", "code_block"):
                yield f"\\begin{{quote}}\\raggedright\n{literal(token.content.rstrip())}\n\\end{{quote}}\n\n"
            elif kind == "html_block":
                yield escape(_TAG.sub("", token.content)).strip() + "\n\n"
            elif kind == "table_open":
                yield f"\\begin{{tabularx}}{{\\linewidth}}{{{'X' * _columns(tokens, place)}}}\n"
            elif kind in ("th_close", "td_close"):
                if tokens[place + 1].type in ("th_open", "td_open"):
                    yield " & "
            else:
                yield _AROUND.get(kind, "")

    def _inline(self, tokens: Sequence[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type == "text":
                yield escape(token.content)
            elif token.type == "code_inline":
                yield literal(token.content)
            elif token.type == "html_inline":
                yield "" if _TAG.fullmatch(token.content) else escape(token.content)
            elif token.type == "image":
                yield self.picture(token.content, str(token.attrs.get("src", "")))
            else:
                yield _AROUND.get(token.type, "")


def _parse(text: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").parse(text)


def _heading_lists(tokens: Sequence[Token]) -> set[int]:
    """The places of list tokens around items that hold one heading and nothing else."""
    found: set[int] = set()
    shape = ["list_item_open", "heading_open", "inline", "heading_close", "list_item_close"]
    kinds = [t.type for t in tokens]
    for place, kind in enumerate(kinds):
        if kind in ("bullet_list_open", "ordered_list_open") and kinds[place + 1 : place + 6] == shape:
            if kinds[place + 6] == kind.replace("open", "close"):
                found |= {place, place + 1, place + 5, place + 6}
    return found


def _columns(tokens: Sequence[Token], place: int) -> int:
    count = 0
    for token in tokens[place:]:
        count += token.type == "th_open"
        if token.type == "tr_close":
            break
    return max(count, 1)


def _front_title(text: str) -> str | None:
    match = re.search(r"^title:[ \t]*(.+?)[ \t]*$", text, re.M)
    return escape(match[1].strip("\"'")) if match else None
