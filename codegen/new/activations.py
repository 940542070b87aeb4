r"""The activations that a new derivation can use. To add one, add a row.

``u`` is the argument: no other quantity of a document has that letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation function with its derivative as an author writes them."""

    key: str
    titles: dict[str, str]  # by language
    value: tuple[str, ...]  # f(u), step by step
    derivative: tuple[str, ...]  # f'(u), step by step
    reuse: Callable[[str], str] | None  # f'(z) as a function of the activation a = f(z), where there is one
    remarks: dict[str, str] = field(default_factory=dict)  # by language, below the derivative
    closed: bool = True  # that form is a product already, and needs no brackets as a factor
    entrywise: Callable[[str], str] | None = None  # the same form for a vector a

    def slope(self, z: str, a: str) -> str:
        """The cheapest form of ``f'(z)``: in the activation if it can be, otherwise ``f'(z)`` itself."""
        return self.reuse(a) if self.reuse else f"f'({z})"

    def entrywise_factor(self, z: str, a: str) -> str:
        """The slope of a vector as one factor of an entrywise product."""
        if self.entrywise is None:
            return f"f'({z})"
        return self.entrywise(a) if self.closed else f"({self.entrywise(a)})"

    def factor(self, z: str, a: str) -> str:
        """The slope as one factor of a product."""
        return self.slope(z, a) if self.closed else f"({self.slope(z, a)})"


_ROWS = (
    Activation(
        "sigmoid",
        {"en": "the logistic sigmoid", "zh": "sigmoid 函数"},
        (r"\frac{1}{1+e^{-u}}",),
        (
            r"\frac{e^{-u}}{(1+e^{-u})^2}",
            r"\frac{1}{1+e^{-u}} \cdot \frac{e^{-u}}{1+e^{-u}}",
            r"f(u) \cdot (1-f(u))",
        ),
        lambda a: rf"{a} \cdot (1-{a})",
        entrywise=lambda a: rf"{a} \odot (1-{a})",
    ),
    Activation(
        "tanh",
        {"en": "the hyperbolic tangent", "zh": "双曲正切函数 tanh"},
        (r"\frac{e^{u}-e^{-u}}{e^{u}+e^{-u}}", r"\tanh(u)"),
        (
            r"\frac{(e^{u}+e^{-u})^2-(e^{u}-e^{-u})^2}{(e^{u}+e^{-u})^2}",
            r"1-f(u)^2",
        ),
        lambda a: f"1-({a})^2",
        closed=False,
        entrywise=lambda a: rf"1-{a} \odot {a}",
    ),
    Activation(
        "relu",
        {"en": "the rectifier", "zh": "线性整流函数 ReLU"},
        (
            r"\operatorname{relu}(u)",
            r"\max(u, 0)",
            r"\begin{cases} u, & u > 0 \\ 0, & u \leq 0 \end{cases}",
        ),
        (r"\begin{cases} 1, & u > 0 \\ 0, & u \leq 0 \end{cases}",),
        None,
        {
            "en": "At zero the rectifier has no derivative; there it is set to zero, as is usual.",
            "zh": "ReLU 在零点不可导，按惯例在该点取零。",
        },
    ),
    Activation(
        "softplus",
        {"en": "the softplus function", "zh": "softplus 函数"},
        (r"\operatorname{softplus}(u)", r"\log(1+e^{u})"),
        (r"\frac{e^{u}}{1+e^{u}}", r"\frac{1}{1+e^{-u}}"),
        None,
    ),
)

ACTIVATIONS = {row.key: row for row in _ROWS}
