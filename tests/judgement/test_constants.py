"""What is differentiated though its definition is a constant."""

import pytest

from tests.support import check_text, corrected_seed

NETWORK = r"""
$$z = w x + b$$
$$y = \tanh(z)$$
$$E = {}$$
$$\frac{{\partial E}}{{\partial y}} = y - t$$
$$\frac{{\partial E}}{{\partial w}} = (y - t) (1 - y^2) x$$
"""


def found(loss: str, more: str = "") -> list[str]:
    report = check_text(NETWORK.format(loss) + more)
    return [report.document.source.slice(d.span) for d in report.diagnostics if d.code == "D208"]


@pytest.mark.parametrize("loss", [r"\frac{1}{2}", "-\\frac12", r"\frac{t}{t}", "a + b_1 - a - b_1"])
def test_a_loss_that_has_lost_what_its_derivatives_are_taken_of(loss: str) -> None:
    assert found(loss) == [loss]


@pytest.mark.parametrize("loss", [r"\frac{1}{2} (y - t)^2", r"\frac{1}{2} u^2", "0.3", "1", "f(t)"])
def test_a_formula_or_the_value_of_one_computation(loss: str) -> None:
    assert found(loss) == []


def test_a_constant_whose_derivatives_are_said_to_be_zero() -> None:
    text = r"$$c = \frac{1}{2}$$ $$\frac{\partial c}{\partial x} = 0$$"
    assert "D208" not in [d.code for d in check_text(text).diagnostics]


def test_a_value_beside_the_formula() -> None:
    assert found(r"\frac{1}{2}", "\n" + r"$$E = \frac{1}{2} (y - t)^2$$" + "\n") == []


def test_numbers_that_add_up_to_one() -> None:
    text = r"""
$$p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$
$$L = -\sum_j t_j$$
$$\sum_j t_j = 1$$
$$\frac{\partial L}{\partial p_j} = -\frac{t_j}{p_j}$$
"""
    assert [d.code for d in check_text(text).diagnostics if d.severity != "info"] == ["D208"]


def test_a_function_that_is_made_of_the_loss_has_no_end() -> None:
    text = corrected_seed().replace("f(x)&=sigmoid(x)", "f(x)&=sigmoid(E)")
    assert "sigmoid(E)" in text
    assert "D208" not in [d.code for d in check_text(text).diagnostics]
