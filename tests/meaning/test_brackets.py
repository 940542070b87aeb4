"""What a bracket behind a symbol says: the argument of a function, what a loss depends on, a mean that is taken."""

from __future__ import annotations

import pytest

from tests.support import check_text


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


def test_what_is_differentiated_with_a_bracket_only_shows_what_it_depends_on() -> None:
    text = r"""
$$ L = -\log \frac{e^{u}}{e^{u} + e^{v}} $$

$$ u = f(w) = 3 w $$

$$ \frac{\partial L(f(w))}{\partial w} = \frac{\partial L(u)}{\partial u} \frac{\partial u}{\partial w} $$

$$ \frac{\partial L(u)}{\partial u} = \frac{\partial}{\partial u}\left(-\log \frac{e^{u}}{e^{u} + e^{v}}\right) $$
"""
    assert outcomes(text)[-2:] == ["proved", "proved"]


def test_a_factor_before_a_sum_is_a_factor() -> None:
    text = "$$ c = 3 k $$\n\n" r"$$ \frac{\partial c (x + y)}{\partial x} = c $$"
    assert outcomes(text)[-1] == "proved"


@pytest.mark.parametrize("sign", ["E", r"\mathbb{E}"])
def test_an_expected_value_is_no_product(sign: str) -> None:
    text = rf"$$ P = {sign}[e e^T] $$" "\n\n" rf"$$ {sign}(w - T v) = {sign}(w) - T {sign}(v) $$" "\n\n" rf"$$ {sign}[c] = c $$"
    assert outcomes(text) == ["undecided"] * 3


def test_a_loss_of_that_letter_is_none() -> None:
    text = r"$$ E = \frac12 (y - t)^2 $$" "\n\n" r"$$ \frac{\partial E}{\partial y} = y - t $$" "\n\n$$ z = E [y + t] $$"
    assert outcomes(text)[:2] == ["defined", "proved"]
