"""Statements that contradict each other where every step by itself holds or is open."""

from __future__ import annotations

import pytest

from tests.support import check_text, found

ROWS = [
    r"\frac{\partial C}{\partial W_{11}} = a_{11} d_{11} + a_{12} d_{12}",
    r"\frac{\partial C}{\partial W_{12}} = a_{12} d_{11} + a_{13} d_{12}",
    r"\frac{\partial C}{\partial W_{21}} = a_{21} d_{11} + a_{22} d_{12}",
    r"\frac{\partial C}{\partial W_{22}} = a_{22} d_{11} + a_{23} d_{12}",
]
SLIP = ROWS[3].replace("W_{22}", "W_{12}")
SUM = "$$z_k = b_k + \\sum_j g(z_j) w_{jk}$$\n\n"


def errors(text: str) -> list[tuple[int, str, str, str | None]]:
    return [(f.line, f.code, f.token, f.repair) for f in found(check_text(text))]


@pytest.mark.parametrize("layout", ["$$\n{}\n$$\n\n", "$${}$$\n"])
def test_the_missing_entry_of_a_list_is_meant(layout: str) -> None:
    text = "".join(layout.format(row) for row in [*ROWS[:3], SLIP])
    line = text[: text.index(SLIP)].count("\n") + 1
    assert errors(text) == [(line, "D206", "W_{12}", "W_{22}")]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"$${row}$$" for row in ROWS),
        "\n".join(f"$${row}$$" for row in [*ROWS, ROWS[1]]),  # said again
        f"$${ROWS[0]}$$\nFor the next network we find\n$${ROWS[1].replace('W_{12}', 'W_{11}')}$$",
        # the same head with letters: two layers, two samples
        "$$\\frac{\\partial C}{\\partial w} = a \\delta$$\n$$\\frac{\\partial C}{\\partial w} = x \\delta$$",
        # other quantities: a chain rule, then its value
        f"$${ROWS[0]}$$\n$$\\frac{{\\partial C}}{{\\partial W_{{11}}}} = p + q$$",
    ],
)
def test_lists_that_say_nothing_twice(text: str) -> None:
    assert errors(text) == []


def test_a_slip_that_the_derivative_loses() -> None:
    step = r"$$\frac{\partial z_k}{\partial b_k} = \frac{\partial}{\partial b_k} \left[b_k + \sum_j g(z_j)\right] = 1$$"
    ((line, code, token, repair),) = errors(SUM + step)
    assert (line, code, token) == (3, "D202", r"g(z_j)")
    assert repair is not None
    assert "w_{jk}" in repair


@pytest.mark.parametrize(
    "operand",
    [
        r"b_k + \sum_j g(z_j) w_{jk}",
        r"b_k",  # what doesn't depend on it is left out on purpose
        r"b_k + c",
        r"\sum_j g(z_j) w_{jk} + b_k",
    ],
)
def test_what_may_stand_beneath_a_derivative(operand: str) -> None:
    step = rf"$$\frac{{\partial z_k}}{{\partial b_k}} = \frac{{\partial}}{{\partial b_k}} \left[{operand}\right] = 1$$"
    assert errors(SUM + step) == []
