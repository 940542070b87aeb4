r"""Whole numbers in a computed example: ``w x = 3 \times 2`` is true of the numbers that were given, not of all."""

from __future__ import annotations

import pytest

from tests.support import check_text

EXAMPLE = r"""
$$ a = w x, \quad p = a + b, \quad e = p - y, \quad L = e^2 $$

Suppose:

$$ x = 2, \quad w = 3, \quad b = 1, \quad y = 5 $$

$$ a = w x = 3 \times 2 = 6 $$

$$ p = a + b = 6 + 1 = 7 $$

$$ e = 2 $$

$$ \frac{\partial L}{\partial w} = 2 e x = 2 \times 2 \times 2 = 8 $$
"""


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


def test_numbers_are_put_into_formulas() -> None:
    report = check_text(EXAMPLE)
    assert [d.code for d in report.diagnostics if d.severity in ("error", "warning")] == []
    assert set(outcomes(EXAMPLE)) == {"defined", "proved"}


@pytest.mark.parametrize(("right", "wrong"), [("6 + 1 = 7", "6 + 2 = 8"), (r"\times 2 = 8", r"\times 2 = 9")])
def test_a_wrong_number_is_refuted(right: str, wrong: str) -> None:
    assert outcomes(EXAMPLE.replace(right, wrong)).count("refuted") == 1


def test_a_lone_number_for_what_has_no_value_is_wrong() -> None:
    text = "$$ x = 2 $$\n\n$$ z = w x + u v $$\n\n" r"$$ \frac{\partial z}{\partial u} = 3 $$"
    assert outcomes(text)[-1] == "refuted"


def test_numbers_for_what_has_no_value_may_be_right() -> None:
    text = "$$ x = 2 $$\n\n$$ z = w x + u v $$\n\n$$ z = w x + u v = 3 \\times 2 + 1 $$"
    assert outcomes(text)[-1] == "undecided"
