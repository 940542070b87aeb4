"""Random expressions that this folder prints as LaTeX, evaluates and differentiates by itself."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

LETTERS = ("a", "b", "c", "h")  # no d: \frac{d a}{d b} is a derivative
FUNCTIONS: dict[str, Callable[[complex], complex]] = {
    r"\tanh": cmath.tanh,
    r"\exp": cmath.exp,
    r"\sin": cmath.sin,
    r"\cos": cmath.cos,
    "sigmoid": lambda x: 1 / (1 + cmath.exp(-x)),
}


@dataclass(frozen=True)
class Random:
    """A number, a letter, or an operation on parts."""

    head: str
    parts: tuple[Random, ...] = ()

    def latex(self) -> str:
        """As an author would write it; sums inside products stand in brackets."""
        inner = [part.latex() for part in self.parts]
        wrapped = [f"({text})" if part.head in "+-n" else text for part, text in zip(self.parts, inner)]
        match self.head:
            case "+":
                return f"{inner[0]}+{wrapped[1] if self.parts[1].head == 'n' else inner[1]}"
            case "-":
                return f"{inner[0]}-{wrapped[1]}"
            case "*":
                return rf"{wrapped[0]}\cdot {wrapped[1]}"
            case "/":
                return rf"\frac{{{inner[0]}}}{{{inner[1]}}}"
            case "^":
                return f"({inner[0]})^2"
            case "n":
                return f"-{wrapped[0]}"
            case head if self.parts:
                return f"{head}({inner[0]})"
        return self.head

    def value(self, at: Mapping[str, complex]) -> complex:
        """The number; raises ``ArithmeticError`` where there is none."""
        v = [part.value(at) for part in self.parts]
        match self.head:
            case "+":
                return v[0] + v[1]
            case "-":
                return v[0] - v[1]
            case "*":
                return v[0] * v[1]
            case "/":
                return v[0] / v[1]
            case "^":
                return v[0] * v[0]
            case "n":
                return -v[0]
            case head if self.parts:
                if abs(v[0]) > 30:
                    raise OverflowError
                return FUNCTIONS[head](v[0])
        return at[self.head] if self.head in at else complex(self.head)

    def derivative(self, by: str, at: Mapping[str, complex]) -> float:
        """By an imaginary step."""
        return self.value({**at, by: at[by] + 1e-30j}).imag / 1e-30

    def rewritten(self) -> Random:
        """The same value in another shape."""
        p = tuple(part.rewritten() for part in self.parts)
        match self.head:
            case "+" | "*":
                return Random(self.head, (p[1], p[0]))
            case "-":
                return Random("+", (Random("n", (p[1],)), p[0]))
            case "/":
                return Random("*", (Random("/", (Random("1"), p[1])), p[0]))
            case "^":
                return Random("*", (p[0], p[0]))
            case "n":
                return Random("*", (p[0], Random("n", (Random("1"),))))
            case "sigmoid":
                e = Random(r"\exp", p)
                return Random("/", (e, Random("+", (Random("1"), e))))
        return Random(self.head, p)


def _grow(inner: st.SearchStrategy[Random]) -> st.SearchStrategy[Random]:
    pair = st.tuples(st.sampled_from("++-**/"), inner, inner).map(lambda t: Random(t[0], t[1:]))
    single = st.tuples(st.sampled_from(["n", "^", *FUNCTIONS]), inner).map(lambda t: Random(t[0], t[1:]))
    return st.one_of(pair, pair, single)


LEAVES = st.sampled_from([*LETTERS, "2", "3"]).map(Random)
EXPRESSIONS = st.recursive(LEAVES, _grow, max_leaves=7)
