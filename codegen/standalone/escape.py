r"""Running text in TeX: everything that TeX would act on becomes a character to be printed."""

from __future__ import annotations

import re

from derive.latex.symbols import UNICODE

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
}  # fmt: skip
_SIGNS = {c: command for c, command in UNICODE.items() if re.fullmatch(r"\\[A-Za-z]+", command) and ord(c) > 0xB0}
_TYPOGRAPHIC = {"'": "'", "`": "`", '"': "''", "|": "|"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def escape(text: str) -> str:
    """Text as it is set in a paragraph."""
    return "".join(_character(c) for c in clean(text))


def _character(character: str) -> str:
    if character in _SIGNS and character not in "…·•":
        return rf"\ensuremath{{{_SIGNS[character]}}}"
    return _TYPOGRAPHIC.get(character) or _SPECIAL.get(character, character)


def literal(text: str) -> str:
    """Text as it is set in typewriter, every character as typed; long lines may be broken."""
    return r"\\".join(_typewriter(line) for line in clean(text).replace("\t", "    ").split("\n"))


def _typewriter(line: str) -> str:
    body = line.lstrip(" ")
    if not body:
        return r"\mbox{}"
    characters = []
    for character in body:
        characters.append(r"\ " if character == " " else _SPECIAL.get(character, character))
        if character in "}),;=+&/_":
            characters.append(r"\allowbreak{}")
    return rf"\texttt{{{'~' * (len(line) - len(body))}{''.join(characters)}}}"


def clean(text: str) -> str:
    """Without characters that have no shape."""
    return _CONTROL.sub("", text)


def comment(text: str) -> str:
    """Text that can stand behind a per cent sign."""
    return " ".join(clean(text).split())
