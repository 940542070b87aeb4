"""The documents that are mutated: the seed put right, and the same with other letters."""

from __future__ import annotations

import re
from importlib import resources

_SLIPS = (
    ("a^2_2&=f(z^2_1)", "a^2_2&=f(z^2_2)", 1),
    (r"w^2_{12}\cdot a^1_1+w^2_{22}\cdot a^1_2+b^2_1", r"w^2_{12}\cdot a^1_1+w^2_{22}\cdot a^1_2+b^2_2", 1),
    (r"\frac{\partial E}{w", r"\frac{\partial E}{\partial w", 4),
)
_LETTERS = dict(zip("wxazbyEf", "uphscoLg", strict=True))


def seed() -> str:
    """The bundled document with its six slips put right."""
    text = resources.files("derive").joinpath("documents/神经网络.md").read_text(encoding="utf-8")
    for wrong, right, count in _SLIPS:
        assert text.count(wrong) == count
        text = text.replace(wrong, right)
    return text.replace("![ ](network.png)", "")


def twin(text: str) -> str:
    """The document with every letter renamed."""

    def rename(match: re.Match[str]) -> str:
        return _LETTERS.get(match[0], match[0])

    def block(match: re.Match[str]) -> str:
        return re.sub(r"\\[A-Za-z]+|[A-Za-z]+", rename, match[0])

    return re.sub(r"\$\$.*?\$\$", block, text, flags=re.S)


def documents() -> dict[str, str]:
    """All documents by name."""
    return {"seed": seed(), "twin": twin(seed())}
