r"""An oracle for the bundled document that shares no code with the checker.

The network is written down by hand as plain numbers; derivatives are imaginary steps
through it; the document's formulas are turned into Python by a dozen regular expressions
that know the document's own way of writing and nothing else.
"""

from __future__ import annotations

import re
from cmath import exp
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LEAVES = {
    "x_1": 0.7, "x_2": -1.3, "yh_1": 0.31, "yh_2": 0.83,
    "w^1_11": 0.37, "w^1_12": -0.91, "w^1_21": 1.21, "w^1_22": 0.53, "b^1_1": -0.45, "b^1_2": 0.77,
    "w^2_11": -1.07, "w^2_12": 0.63, "w^2_21": 0.29, "w^2_22": -0.81, "b^2_1": 0.17, "b^2_2": -0.59,
}  # fmt: skip


def sigmoid(x: complex) -> complex:
    return 1 / (1 + exp(-x))


def network(cut: Mapping[str, complex], *, wrong_unit: bool = False) -> dict[str, complex]:
    """Every quantity of the network; ``cut`` fixes some, whatever they would be.

    ``wrong_unit`` takes the slip of line 63 at its word: both outputs see the first unit.
    """
    v: dict[str, complex] = {**LEAVES, **{k: c for k, c in cut.items() if k in LEAVES}}

    def put(name: str, value: complex) -> None:
        v[name] = cut.get(name, value)

    put("z^1_1", v["w^1_11"] * v["x_1"] + v["w^1_21"] * v["x_2"] + v["b^1_1"])
    put("z^1_2", v["w^1_12"] * v["x_1"] + v["w^1_22"] * v["x_2"] + v["b^1_2"])
    put("a^1_1", sigmoid(v["z^1_1"]))
    put("a^1_2", sigmoid(v["z^1_2"]))
    put("z^2_1", v["w^2_11"] * v["a^1_1"] + v["w^2_21"] * v["a^1_2"] + v["b^2_1"])
    put("z^2_2", v["w^2_12"] * v["a^1_1"] + v["w^2_22"] * v["a^1_2"] + v["b^2_2"])
    put("a^2_1", sigmoid(v["z^2_1"]))
    put("a^2_2", sigmoid(v["z^2_1" if wrong_unit else "z^2_2"]))
    put("y_1", v["a^2_1"])
    put("y_2", v["a^2_2"])
    put("E_1", (v["yh_1"] - v["y_1"]) ** 2 / 2)
    put("E_2", (v["yh_2"] - v["y_2"]) ** 2 / 2)
    put("E", v["E_1"] + v["E_2"])
    return v


def derivative(of: str, by: str, *, wrong_unit: bool = False) -> float:
    """∂of/∂by by an imaginary step, with ``by`` cut free of what defines it."""
    at = network({}, wrong_unit=wrong_unit)[by]
    return network({by: at + 1e-30j}, wrong_unit=wrong_unit)[of].imag / 1e-30


@dataclass(frozen=True)
class Judged:
    """One step of the document and what the numbers say of it."""

    line: int
    true: bool | None  # None: a derivative without its sign, which means nothing


_NAME = r"(?:[zawb]\^\d_(?:\{\d+\}|\d+)|[xyE]_\d|yh_\d|E)"
_REWRITES = (
    (r"\\hat\{y_(\d)\}|\\hat y_(\d)", lambda m: f"yh_{m[1] or m[2]}"),
    (r"\\cdot|\s+", lambda m: "*" if m[0] == r"\cdot" else ""),
    (r"e\^\{(-?x)\}", lambda m: f"exp({m[1]})"),
    (rf"\\frac\{{\\partial({_NAME})\}}\{{\\partial({_NAME})\}}", lambda m: f"<D {m[1]} {m[2]}>"),
    (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: f"(({m[1]})/({m[2]}))"),
    (rf"(?<![<A-Za-z ])({_NAME})(?![ \w>])", lambda m: f"<V {m[1]}>"),
    (r"\^\{([^{}]*)\}", lambda m: f"**({m[1]})"),
    (r"(?<=\))\^(\d)", lambda m: f"**{m[1]}"),
    (r"\[", lambda m: "("),
    (r"\]", lambda m: ")"),
    (r"(?<=[)>])(?=\()", lambda m: "*"),
    (r"<D (\S+) (\S+)>", lambda m: f'D("{m[1]}","{m[2]}")'),
    (r"<V (\S+)>", lambda m: f'V("{m[1]}")'),
    (r"f'\(", lambda m: "df("),
)
_MALFORMED = re.compile(rf"\\frac\{{\\partial {_NAME}\}}\{{{_NAME}\}}")


def python(side: str) -> str:
    """A side of the document as a Python expression."""
    for pattern, replacement in _REWRITES:
        side = re.sub(pattern, replacement, side)
        if pattern.startswith(r"\\cdot"):
            side = re.sub(r"_\{(\d+)\}", r"_\1", side)
    assert "\\" not in side, side
    assert "{" not in side, side
    return side


def judge(text: str, *, wrong_unit: bool = False) -> list[Judged]:
    """Every step of the document in its order."""
    names: dict[str, Any] = {
        "V": lambda name: network({}, wrong_unit=wrong_unit)[name],
        "D": lambda of, by: derivative(of, by, wrong_unit=wrong_unit),
        "f": sigmoid, "sigmoid": sigmoid, "exp": exp, "x": 0.61,
        "df": lambda x: sigmoid(x + 1e-30j).imag / 1e-30,
    }  # fmt: skip
    judged: list[Judged] = []
    for chain in _chains(text):
        values = [(line, None if _MALFORMED.search(side) else eval(python(side), names)) for line, side in chain]
        for (_, left), (line, right) in zip(values, values[1:]):
            judged.append(Judged(line, None if left is None or right is None else abs(left - right) < 1e-12))
    return judged


def _chains(text: str) -> Iterator[list[tuple[int, str]]]:
    """What the document says is equal, one side after the other, with their lines."""
    chain: list[tuple[int, str]] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() == "$$":
            inside = not inside
        elif inside and "=" in line:
            sides = line.replace("&", "").rstrip("\\").split("=")
            if sides[0]:
                yield chain
                chain = [(number, sides[0])]
            chain += [(number, side) for side in sides[1:]]
    yield chain
