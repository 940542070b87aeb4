r"""Formulas of a document for a TeX file of our own: nothing but mathematics gets through.

A formula is taken over as its author wrote it if all its commands are in the tables of the
reader; macros are expanded, labels and tags are left out. Any other formula is refused, and
the caller prints its source as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from derive.latex import symbols as table
from derive.source.tex import matching_brace

_WORDS = (
    r"\text \mbox \textrm \textbf \textit \textsf \hbox \textnormal \texttt \mathrm \operatorname \operatorname* "
    r"\mathit \mathsf \mathtt \rm \textsc \textup"
)
_SIGNS = (
    r"\frac \dfrac \tfrac \cfrac \sqrt \over \partial \nabla \prime \left \right \top \quad \qquad \dots \mid \| \{ \}"
    r" \, \; \: \! \> \_ \& \% \# \$ \infty \pm \mp \dagger \dag \begin \end \\ \substack \underset \overset \binom"
)
_TEXT = frozenset(_WORDS.split())
_BASIC = frozenset(_SIGNS.split()) | {"\\ "}
_ALLOWED = (
    (table.LAYOUT - {"\\it", "\\protect", "\\par", "\\hline", "\\qed", "\\relax", "\\\n", "\\\t", "\\vphantom*"})
    | table.SIZED
    | frozenset(table.ALIASES)
    | frozenset(table.RELATIONS)
    | frozenset(table.FUNCTION_COMMANDS)
    | frozenset(c for c in table.PRODUCTS if c.startswith("\\"))
    | frozenset(table.BIG_OPERATORS)
    | frozenset(v for v in table.ALIASES.values() if v.startswith("\\"))
    | table.LETTER_COMMANDS
    | table.ACCENTS
    | table.STYLES
    | table.DECORATIONS
    | _TEXT
    | _BASIC
)
# Commands that XeLaTeX with amsmath and mathtools doesn't know, or that switch fonts for good.
_RENAMED = {
    "\\nicefrac": "\\frac", "\\sfrac": "\\frac", "\\symbf": "\\mathbf", "\\Sum": "\\sum", "\\minus": "-",
    "\\transpose": "\\top", "\\sp": "^", "\\sb": "_", "\\lt": "<", "\\gt": ">", "\\mathscr": "\\mathcal",
    "\\underbar": "\\underline", "\\frak": "\\mathfrak", "\\Bbb": "\\mathbb", "\\framebox": "\\boxed",
    "\\hbox": "\\mbox", "\\bm": "\\boldsymbol", "\\stackrel": "\\overset", "\\therefore": "\\therefore",
}  # fmt: skip
_DROPPED = frozenset(table.ARGUMENT_LAYOUT) - {"\\phantom", "\\hphantom", "\\vphantom", "\\hspace", "\\hspace*"}
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)", re.S)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+\*?)\s*\}")
_ENVIRONMENTS = table.ALIGNMENTS | frozenset(table.GRIDS)
_LENGTH = re.compile(r"\\hspace\*?\s*\{(?!\s*-?\d*\.?\d+\s*(?:em|ex|pt|mm|cm)\s*\})")
_FOREIGN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+")
_DOLLARS = re.compile(r"\\(?:text|mbox|textrm)\s*\{(?:[^{}$\\]|\\[,;: ]|\$[^{}$\\]*\$|\$[^${}]*(?:\{[^{}$]*\}[^${}]*)*\$)*\}")
_MAX_EXPANSION = 2_000


def formula(text: str, macros: Mapping[str, tuple[int, str]]) -> str | None:
    """The formula for a TeX file; None if it holds what is no mathematics."""
    try:
        text = expand(text, macros)
    except ValueError:
        return None
    text = re.sub(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?", r"\1", text)
    text = _without_layout(text)
    text = _COMMAND.sub(lambda m: _renamed(m[0], text, m.end()), text)
    text = _unicode(text)
    for match in _COMMAND.finditer(text):
        if match[0] not in _ALLOWED and match[0].rstrip("*") not in _ALLOWED:
            return None
    if not _balanced(text) or _LENGTH.search(text) or "^^" in text:
        return None
    outside = _DOLLARS.sub("", text)  # formulas in the text of a formula
    if re.search(r"(?<!\\)[#$]", outside):
        return None
    return text.strip() or None


def expand(text: str, macros: Mapping[str, tuple[int, str]]) -> str:
    """The text with the author's macros put in. Raises ``ValueError`` if that has no end."""
    if not macros:
        return text
    names = "|".join(sorted(map(re.escape, macros), key=len, reverse=True))
    pattern = re.compile(rf"\\({names})(?![A-Za-z])")
    position = count = 0
    while match := pattern.search(text, position):
        count += 1
        number, body = macros[match[1]]
        end, arguments = match.end(), []
        for _ in range(number):
            argument, end = _argument(text, end)
            arguments.append(argument)
        put = _filled(body, arguments)
        text = text[: match.start()] + f"{{{put}}}" + text[end:]
        position = match.start()
        if count > _MAX_EXPANSION or len(text) > 1_000_000:
            raise ValueError(match[0])
    return text


def _filled(body: str, arguments: list[str]) -> str:
    return re.sub(r"#(\d)", lambda m: arguments[int(m[1]) - 1] if 0 < int(m[1]) <= len(arguments) else "", body)


def _argument(text: str, position: int) -> tuple[str, int]:
    while position < len(text) and text[position].isspace():
        position += 1
    if text[position : position + 1] == "{":
        end = matching_brace(text, position)
        if end < 0:
            raise ValueError("unbalanced")
        return text[position + 1 : end], end + 1
    match = _COMMAND.match(text, position)
    end = match.end() if match else position + 1
    return text[position:end], end


def _without_layout(text: str) -> str:
    """Without labels, tags, colours and the like, and their arguments."""
    position = 0
    while match := _COMMAND.search(text, position):
        position = match.end()
        if match[0] in _DROPPED:
            end = match.end()
            for _ in range(table.ARGUMENT_LAYOUT[match[0]]):
                if text[end : end + 1] == "{":
                    close = matching_brace(text, end)
                    end = close + 1 if close >= 0 else end
            text = text[: match.start()] + text[end:]
            position = match.start()
    return text


def _renamed(command: str, text: str, end: int) -> str:
    new = _RENAMED.get(command)
    if new is None:
        return command
    return new + (" " if new[-1].isalpha() and text[end : end + 1].isalpha() else "")


def _unicode(text: str) -> str:
    """Characters that stand for a command become it; other scripts become text."""
    pieces = []
    for index, character in enumerate(text):
        new = table.UNICODE.get(character, character)
        follows = text[index + 1 : index + 2]
        pieces.append(new + (" " if len(new) > 2 and new.startswith("\\") and follows.isalpha() else ""))
    return _outside_text("".join(pieces))


def _outside_text(text: str) -> str:
    covered = [
        (m.end(), matching_brace(text, m.end() - 1))
        for m in re.finditer(r"\\(?:text\w*|mbox|mathrm|operatorname\*?)\s*\{", text)
    ]

    def put(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in covered)
        return match[0] if inside else rf"\text{{{match[0]}}}"

    return _FOREIGN.sub(put, text)


def _balanced(text: str) -> bool:
    depth = 0
    for match in re.finditer(r"\\.|[{}]", text, re.S):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth < 0:
            return False
    environments: list[str] = []
    for match in _ENVIRONMENT.finditer(text):
        if match[2] not in _ENVIRONMENTS:
            return False
        if match[1] == "begin":
            environments.append(match[2])
        elif not environments or environments.pop() != match[2]:
            return False
    lefts = len(re.findall(r"\\left(?![a-zA-Z])", text))
    rights = len(re.findall(r"\\right(?![a-zA-Z])", text))
    named = len(re.findall(r"\\(?:begin|end)(?![a-zA-Z])", text))
    return depth == 0 and not environments and lefts == rights and named == len(_ENVIRONMENT.findall(text))


def macros_of(macros: Iterable[tuple[str, int, str]]) -> dict[str, tuple[int, str]]:
    """The author's macros by name."""
    return {name: (count, body) for name, count, body in macros}
