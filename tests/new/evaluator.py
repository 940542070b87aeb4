r"""Evaluate the final formulas of a document with NumPy, sharing no code with the checker.

Only what these documents use is understood: sums, products, fractions, powers, ``\sum``,
``\log``, ``e^{…}``, ``f``, ``f'``, softmax, transposes and ``\odot``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

Key = tuple[str, str, tuple[str | int, ...]]  # base, upper index, lower indices
Value = float | np.ndarray

_TOKEN = re.compile(r"\s*(\\[a-zA-Z]+|\d+|[a-zA-Z]|\S)")
_LAYOUT = re.compile(r"&|\\phantom\{=\}|\\left|\\right|\\q?quad")
_GRADIENT = re.compile(r"\\frac\{\\partial E\}\{\\partial ([wWb]\^.*)\}")


def tokenize(text: str) -> list[str]:
    return _TOKEN.findall(text)


def chains(document: str) -> Iterator[list[str]]:
    """The sides of every chain in the document's aligned blocks, the activation's block left out."""
    for block in re.findall(r"\\begin\{aligned\}\n(.*?)\n\\end\{aligned\}", document, re.S):
        if "f(u)" in block:
            continue
        current: list[str] = []
        for row in re.split(r"\\\\(?:\[8pt\])?\n", block):
            row = _LAYOUT.sub(" ", row).split(", ")[0].strip()
            if row.startswith("="):
                current.append(row[1:].strip())
            elif row[0] in "+-" and current:
                current[-1] += " " + row
            else:
                if current:
                    yield current
                current = [side.strip() for side in row.split(" = ", 1)]
        yield current


def gradient_heads(document: str) -> list[str]:
    """The parameters by which the document differentiates E, in order."""
    return [m[1] for sides in chains(document) if (m := _GRADIENT.fullmatch(sides[0]))]


@dataclass
class Formulas:
    """A document's definitions and gradients: each by its name, with the last form of its chain."""

    slopes: tuple[Callable[[Value], Value], Callable[[Value], Value]]  # f and f'
    leaves: dict[Key, Value]  # given numbers
    sizes: dict[str, int]  # n_0, n_1, …
    definitions: dict[Key, str] = field(default_factory=dict)
    gradients: dict[Key, str] = field(default_factory=dict)
    known: dict[Key, Value] = field(default_factory=dict)

    def read(self, document: str) -> None:
        for sides in chains(document):
            self.add(sides)

    def add(self, sides: list[str]) -> None:
        """A chain defines its head, or derives the gradient of a parameter, or does neither."""
        if match := _GRADIENT.fullmatch(sides[0]):
            self.gradients[self.key(match[1])] = sides[-1]
        elif not sides[0].startswith((r"\frac", r"\sum", "f'")):
            self.definitions[self.key(sides[0])] = sides[-1]

    def key(self, text: str) -> Key:
        reader = _Reader(self, tokenize(text), {})
        return reader.name()

    def lookup(self, name: Key) -> Value:
        if name in self.leaves:
            return self.leaves[name]
        if name not in self.known:
            for pattern, text in self.definitions.items():
                bound = _match(pattern, name)
                if bound is not None:
                    self.known[name] = self.evaluate(text, bound)
                    break
            else:
                if len(name[2]) == 1 and isinstance(name[2][0], int):  # y_1 is an entry of the column y
                    return float(np.ravel(self.lookup((name[0], name[1], ())))[name[2][0] - 1])
                raise KeyError(f"{name} is never defined")
        return self.known[name]

    def gradient(self, name: Key) -> Value:
        """The value of the last form of ``∂E/∂name``."""
        for pattern, text in self.gradients.items():
            bound = _match(pattern, name)
            if bound is not None:
                return self.evaluate(text, bound)
        raise KeyError(f"the gradient of {name} is never derived")

    def evaluate(self, text: str, bound: dict[str, int]) -> Value:
        reader = _Reader(self, tokenize(text), bound)
        value = reader.sum()
        assert reader.at == len(reader.tokens), f"{text!r} is not read beyond token {reader.at}"
        return value


def _match(pattern: Key, name: Key) -> dict[str, int] | None:
    if pattern[:2] != name[:2] or len(pattern[2]) != len(name[2]):
        return None
    bound: dict[str, int] = {}
    for letter, value in zip(pattern[2], name[2], strict=True):
        if isinstance(letter, str):
            bound[letter] = int(value)
        elif letter != value:
            return None
    return bound


class _Reader:
    """Recursive descent that computes as it reads. A product is a matrix product for two arrays."""

    def __init__(self, formulas: Formulas, tokens: list[str], bound: dict[str, int]) -> None:
        self.formulas, self.tokens, self.bound, self.at = formulas, tokens, bound, 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        assert not expected or token == expected, f"{expected!r} expected, not {token!r} in {self.tokens}"
        self.at += 1
        return token

    def sum(self) -> Value:
        sign = -1.0 if self.peek() == "-" else 1.0
        if self.peek() in ("-", "+"):
            self.take()
        value = sign * self.product()
        while self.peek() in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Value:
        value = self.power()
        while self.peek() and self.peek() not in ("+", "-", ")", "}"):
            operator = self.take() if self.peek() in (r"\cdot", r"\odot") else ""
            factor = self.power()
            both = isinstance(value, np.ndarray) and isinstance(factor, np.ndarray)
            value = value @ factor if both and operator != r"\odot" else value * factor
        return value

    def power(self) -> Value:
        value = self.atom()
        while self.peek() == "^":
            self.take()
            exponent = self.group()
            value = np.transpose(value) if exponent == ["T"] else value ** float("".join(exponent))
        return value

    def atom(self) -> Value:
        token = self.peek()
        if token.isdigit():
            return float(self.take())
        if token == "(":
            return self.bracket()
        if token == r"\frac":
            self.take()
            numerator = self.braced()
            return numerator / self.braced()
        if token == r"\sum":
            return self.reduction()
        if token == "e":
            self.take(), self.take("^")
            return np.exp(self.braced())
        if token == r"\log":
            self.take()
            return np.log(self.bracket())
        if token == r"\operatorname":
            self.take()
            assert "".join(self.group()) == "softmax"
            powers = np.exp(self.bracket())
            return powers / powers.sum()
        if token == "f":
            self.take()
            primed = self.peek() == "'"
            if primed:
                self.take()
            return self.formulas.slopes[primed](self.bracket())
        name = self.name()
        return self.formulas.lookup((name[0], name[1], tuple(self.bound.get(i, i) for i in name[2])))

    def bracket(self) -> Value:
        self.take("(")
        value = self.sum()
        self.take(")")
        return value

    def braced(self) -> Value:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def reduction(self) -> Value:
        self.take(), self.take("_")
        letter, _, *_ = self.group()
        self.take("^")
        size = self.formulas.sizes["".join(self.group())]
        start, total = self.at, 0.0
        outer = dict(self.bound)
        for value in range(1, size + 1):
            self.at = start
            self.bound = {**outer, letter: value}
            total = total + self.product()
        self.bound = outer
        return total

    def group(self) -> list[str]:
        """The tokens of a script: one token, or those in braces."""
        if self.peek() != "{":
            return [self.take()]
        self.take()
        depth, found = 1, []
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if not depth:
                return found
            found.append(token)

    def name(self) -> Key:
        base = self.take()
        if base == r"\hat":
            base += " " + self.take()
        upper, lower = "", ()
        while self.peek() in ("^", "_"):
            if self.peek() == "^" and (self.peek(1) == "T" or base in (r"\hat y", "x", "y")):
                break  # what follows acts on the name
            if self.take() == "^":
                upper = "".join(self.group())
            else:
                lower = self.indices(self.group(), base)
        return base, upper, lower

    @staticmethod
    def indices(tokens: list[str], base: str) -> tuple[str | int, ...]:
        parts = "".join(tokens).split(",")
        if base in "wW" and len(parts) == 1:
            parts = list(parts[0])
        return tuple(int(p) if p.isdigit() else p for p in parts)
