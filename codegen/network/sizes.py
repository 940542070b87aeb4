"""Widths of layers as numbers or letters, and sums of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extent:
    """A sum of letters and a number, printed as Python: ``n1 + 2 * n2 + 3``."""

    letters: tuple[tuple[str, int], ...]  # in the order of first use, with how often each counts
    number: int = 0

    @staticmethod
    def letter(text: str) -> Extent:
        """A width that is a letter."""
        return Extent(((text, 1),))

    def __add__(self, other: Extent | int) -> Extent:
        counts = Counter(dict(self.letters))
        if isinstance(other, int):
            return Extent(self.letters, self.number + other)
        for letter, count in other.letters:
            counts[letter] += count
        return Extent(tuple((k, n) for k, n in counts.items() if n), self.number + other.number)

    __radd__ = __add__

    def __sub__(self, other: Extent | int) -> Extent:
        if isinstance(other, int):
            return self + -other
        return self + Extent(tuple((k, -n) for k, n in other.letters), -other.number)

    def __rsub__(self, other: int) -> Extent:
        return Extent((), other) - self

    def __str__(self) -> str:
        terms = [k if n == 1 else f"{n} * {k}" for k, n in self.letters]
        return " + ".join([*terms, str(self.number)] if self.number or not terms else terms)

    __repr__ = __str__  # so that a shape prints as Python


Width = int | Extent


def factor(width: Width) -> str:
    """The width as a factor of a product."""
    text = str(width)
    return f"({text})" if "+" in text else text
