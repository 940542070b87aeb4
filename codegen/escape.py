r"""Running text in TeX: everything that TeX would act on becomes a character to be printed."""

from __future__ import annotations

import re

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
}  # fmt: skip
_TYPOGRAPHIC = {"'": "'", "`": "`", '"': "''", "|": "|"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def escape(text: str) -> str:
    """Text as it is set in a paragraph."""
    return "".join(_TYPOGRAPHIC.get(c) or _SPECIAL.get(c, c) for c in clean(text))


def literal(text: str) -> str:
    """Text as it is set in typewriter, every character as typed."""
    lines = clean(text).replace("\t", "    ").split("\n")
    return r"\\".join(
        rf"\texttt{{{''.join(_SPECIAL.get(c, c) for c in line).replace(' ', '~')}}}" if line.strip() else r"\mbox{}"
        for line in lines
    )


def clean(text: str) -> str:
    """Without characters that have no shape."""
    return _CONTROL.sub("", text)


def comment(text: str) -> str:
    """Text that can stand behind a per cent sign."""
    return " ".join(clean(text).split())
