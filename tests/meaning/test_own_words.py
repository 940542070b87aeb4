"""What would make a wrong formula hold if it were read too kindly."""

from __future__ import annotations

import pytest

from tests.support import check_text

UNITS = r"$$z_k = w_k x + b_k$$" "\n\n" r"$$E = \sum_k (g(z_k) - t_k)^2$$" "\n\n"
SLOPE = r"\frac{\partial E}{\partial b_k} = 2 (g(z_k) - t_k) "


def last(text: str) -> str:
    return list(check_text(text).verdicts.values())[-1].outcome


def test_the_index_of_a_function_is_its_arguments() -> None:
    assert last(UNITS + f"$${SLOPE} g'(z_k)$$") == "proved"
    assert last(UNITS + f"$${SLOPE} g_k'(z_k)$$") == "proved"
    assert last(UNITS + f"$${SLOPE} g_j'(z_k)$$") != "proved"


@pytest.mark.parametrize("brackets", [("(", ")"), (r"\left(", r"\right)"), (r"\quad (", ").")])
def test_a_side_in_brackets_is_a_side(brackets: tuple[str, str]) -> None:
    before, after = brackets
    aside = f"$${SLOPE} g'(z_k) {before} = -2 (g(z_k) - t_k) g'(z_k) {after}$$"
    report = check_text(UNITS + aside)
    assert [v.outcome for v in report.verdicts.values()][-2:] == ["proved", "refuted"]
    assert report.repaired_text() == UNITS + aside.replace("= -2", "= 2")


def test_a_sum_has_no_end_at_its_own_letter() -> None:
    report = check_text(r"$$a = \sum_{i=1}^n c_i$$" "\n\n" r"$$\sum_{i=1}^i c_i = a$$")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "unread"]
    assert "ends or begins at i itself" in report.diagnostics[0].message


def test_zero_on_both_sides_for_want_of_a_path_proves_nothing() -> None:
    chain = r"$$\frac{\partial C}{\partial w_1} = \frac{\partial C}{\partial z_1} \frac{\partial z_1}{\partial v_1}$$"
    assert last(r"$$z_1 = u_1 a_1$$" "\n\n" r"$$C = z_1^2$$" "\n\n" + chain) == "undecided"
    assert last(r"$$z_1 = u_1 a_1$$" "\n\n" r"$$C = z_1^2$$" "\n\n" + chain.replace("v_1", "w_1")) == "defined"  # an assumption: how z hangs on w isn't told
    assert last(r"$$z_1 = w_1 v_1$$" "\n\n" r"$$C = z_1^2$$" "\n\n" + chain) == "refuted"
    assert last(r"$$z_1 = u_1 a_1$$" "\n\n" r"$$C = z_1^2$$" "\n\n" r"$$\frac{\partial C}{\partial w_1} = 0$$") == "proved"
