"""The documents that are mutated: the seed put right, the same with other letters, and four new ones."""

from __future__ import annotations

import re
from importlib import resources

from codegen.new import write
from tests.mutation.numbers import Setting

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


_LAYERS = (3, 4, 2)
_NEW = {
    "scalar": ("tanh", "squared-error", "scalar"),
    "index": ("tanh", "squared-error", "index"),
    "matrix": ("sigmoid", "squared-error", "matrix"),
    "softmax": ("sigmoid", "softmax-cross-entropy", "index"),
}


def documents() -> dict[str, str]:
    """All documents by name."""
    new = {name: write(list(_LAYERS), *choice, "en") for name, choice in _NEW.items()}
    return {"seed": seed(), "twin": twin(seed()), **new}


def setting(name: str) -> Setting:
    """What a document says in words, as its author means it."""
    if name not in _NEW:
        return Setting()
    sizes = {str(layer): size for layer, size in enumerate(_LAYERS)}
    shapes: dict[tuple[str, str], tuple[int, int]] = {}
    if name == "matrix":
        shapes = {("x", ""): (_LAYERS[0], 1), ("\\hat y", ""): (_LAYERS[-1], 1)}
        for layer in range(1, len(_LAYERS)):
            shapes["W", str(layer)] = (_LAYERS[layer], _LAYERS[layer - 1])
            shapes["b", str(layer)] = (_LAYERS[layer], 1)
    return Setting(sizes, shapes, _LAYERS[-1], "\\hat y" if name == "softmax" else "")
