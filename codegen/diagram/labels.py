r"""The document's symbols in pictures: ``w^2_{11}`` as text with raised and lowered parts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from derive.latex.symbols import UNICODE
from derive.meaning.expressions import Name

_LETTERS = {command: character for character, command in reversed(UNICODE.items()) if command.startswith("\\")}
_LETTERS |= {"\\ell": "ℓ", "\\varphi": "φ", "\\vartheta": "ϑ", "\\varrho": "ϱ", "\\hbar": "ħ", "\\epsilon": "ε"}
_MARKS = {
    "hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300", "underline": "\u0332",
}  # fmt: skip
_ACCENT = re.compile(r"\\([a-z]+)\{([^{}]*)\}")
_UP = str.maketrans("0123456789+-()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ")
_DOWN = str.maketrans("0123456789+-()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


@dataclass(frozen=True, slots=True)
class Label:
    """A symbol in three parts, as plain characters."""

    base: str
    upper: str
    lower: str

    @property
    def line(self) -> str:
        """The symbol in one line of text: ``w²₁₁``; ``out_h1`` where there are no such characters."""
        up = self.upper.translate(_UP)
        down = self.lower.translate(_DOWN)
        plain_up = any(c.isascii() for c in up)
        plain_down = any(c.isascii() for c in down)
        text = self.base
        text += f"^{self.upper}" if plain_up else up
        return text + (f"_{self.lower}" if plain_down else down)


def label(name: Name) -> Label:
    """The label of a symbol."""
    scripts = name._replace(base="")
    upper = scripts._replace(lower=()).latex().lstrip("^").strip("{}")
    lower = scripts._replace(upper=()).latex().lstrip("_").strip("{}")
    return Label(_characters(name.base), _characters(upper), _characters(lower))


def _characters(text: str) -> str:
    """LaTeX letters and accents as characters."""
    while match := _ACCENT.search(text):
        inner = _plain(match[2])
        mark = _MARKS.get(match[1], "")
        new = unicodedata.normalize("NFC", inner[:1] + mark + inner[1:])
        text = text[: match.start()] + new + text[match.end() :]
    return _plain(text)


def _plain(text: str) -> str:
    text = re.sub(r"\\[A-Za-z]+", lambda m: _LETTERS.get(m[0], m[0][1:]), text)
    return "".join(c for c in text.replace("{", "").replace("}", "").replace("\\", "") if c.isprintable())
