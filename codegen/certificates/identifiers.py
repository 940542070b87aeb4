"""Names of the document as identifiers of Coq: ``w^2_{11}`` is ``w2_11``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from derive.meaning.expressions import Name, Offset

# Words of the language and names of the library that a certificate uses itself.
RESERVED = frozenset(
    [
        "R",
        "Prop",
        "Set",
        "Type",
        "SProp",
        "as",
        "at",
        "by",
        "do",
        "else",
        "end",
        "exists",
        "exists2",
        "fix",
        "for",
        "forall",
        "fun",
        "if",
        "in",
        "let",
        "match",
        "mod",
        "return",
        "then",
        "where",
        "with",
        "using",
        "cofix",
        "struct",
        "IF",
        "nat",
        "bool",
        "real",
        "Derive",
        "is_derive",
        "ex_derive",
        "is_derive_unique",
        "exp",
        "ln",
        "sin",
        "cos",
        "sqrt",
        "tan",
        "PI",
        "pow",
        "Rpower",
        "Rabs",
        "Rinv",
        "Rplus",
        "Rmult",
        "Rminus",
        "Rdiv",
        "Ropp",
        "IZR",
        "INR",
        "erf",
        "t",
        "u",
        "sigmoid",
        "tanh",
        "softplus",
        "silu",
        "sinh",
        "cosh",
        "plus",
        "mult",
        "minus",
        "opp",
        "div",
        "power",
        "inverse",
        "call",
        "constant",
        "identity",
    ]
)


def identifier(name: Name) -> str:
    """One word for a name; two names may get the same word (see :class:`Identifiers`)."""
    base = name.base
    if accent := re.fullmatch(r"\\(\w+)\{(.+)\}", base):
        mark, inner = accent.groups()
        base = f"{inner}_{mark}"
    word = _word(base)
    upper, lower = (
        "_".join(_word(_text(i)) for i in part) if _wide(part) else "".join(_word(_text(i)) for i in part)
        for part in (name.upper, name.lower)
    )
    return word + upper + ("_" + lower if lower else "")


class Identifiers:
    """A different word for every name, the same one each time."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._words: dict[Name, str] = {}
        self._taken = set(taken) | RESERVED

    def __getitem__(self, name: Name) -> str:
        if name not in self._words:
            self._words[name] = self.fresh(identifier(name))
        return self._words[name]

    def fresh(self, wanted: str) -> str:
        """The word, with underscores until nobody else has it."""
        while wanted in self._taken:
            wanted += "_"
        self._taken.add(wanted)
        return wanted


def _text(index: object) -> str:
    if isinstance(index, Offset):
        return f"{index.letter}{'p' if index.by > 0 else 'm'}{abs(index.by)}"
    return str(index)


def _wide(indices: tuple[object, ...]) -> bool:
    return len(indices) > 1 and any(len(_text(i)) > 1 for i in indices)


def _word(text: str) -> str:
    """Letters and digits of a text; letters outside ASCII by their names."""
    out = []
    for char in text.replace("\\", ""):
        if char.isascii() and char.isalnum():
            out.append(char)
        elif char.isascii():
            out.append("" if char in "{} " else "_")
        else:
            out.append(unicodedata.name(char, "x").rsplit(" ", 1)[-1].lower())
    return "".join(out).strip("_") or "x"
