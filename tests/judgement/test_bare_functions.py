r"""``\frac{df}{dx}`` of an f that is defined as ``f(x)``: the derivative of its value."""

from __future__ import annotations

import pytest

from tests.support import check_text


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


@pytest.mark.parametrize(
    ("formula", "outcome"),
    [
        (r"\frac{df}{dx} = 3 x^2", "proved"),
        (r"\frac{df}{dx} = f'(x)", "proved"),
        (r"\frac{d^2f}{dx^2} = 6 x", "proved"),
        (r"\frac{df}{dx} = 2 x^2", "refuted"),
        (r"\frac{d^2f}{dx^2} = 3 x", "refuted"),
        (r"\frac{df}{du} = 3 u^2", "undecided"),  # what f has to do with u isn't told
    ],
)
def test_by_its_argument(formula: str, outcome: str) -> None:
    assert outcomes(f"$$f(x) = x^3$$ $${formula}$$") == ["defined", outcome]


def test_by_another_letter_of_its_formula() -> None:
    text = r"$f(x) = x^2 + y^2$ and $\frac{\partial f}{\partial x} = 2 x$, $\frac{\partial f}{\partial y} = %s$."
    assert outcomes(text % "2 y") == ["defined", "proved", "proved"]
    assert outcomes(text % "2 x") == ["defined", "proved", "refuted"]


def test_through_what_its_argument_is_made_of() -> None:
    text = r"$$y = w x$$ $$f(y) = (y - t)^2$$ $$\frac{df}{dw} = 2 (y - t) %s$$"
    assert outcomes(text % "x") == ["defined", "defined", "proved"]
    assert outcomes(text % "w") == ["defined", "defined", "refuted"]


def test_by_a_letter_of_which_nothing_is_known() -> None:
    text = r"$$z = w x + b$$ $$\sigma(z) = \frac{1}{1+e^{-z}}$$ $$\frac{d\sigma}{du} = \sigma(u) (1 - \sigma(u))$$"
    assert outcomes(text) == ["defined", "defined", "undecided"]


def test_an_activation() -> None:
    text = r"$\sigma(z) = \frac{1}{1+e^{-z}}$, $\frac{d\sigma}{dz} = \sigma(z) (1 %s \sigma(z))$"
    assert outcomes(text % "-") == ["defined", "proved"]
    assert outcomes(text % "+") == ["defined", "refuted"]


def test_the_square_below_a_second_derivative_is_no_index() -> None:
    text = r"$$f(x) = x^3$$ $$\frac{df}{dx} = 3 x^2$$ $$\frac{d^2f}{dx^2} = 6 x$$"
    assert outcomes(text) == ["defined", "proved", "proved"]
