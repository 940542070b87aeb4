"""Functions of an array: their argument is no number, whatever stands before them."""

from __future__ import annotations

import pytest

from derive.judgement.checker import Report
from tests.support import check_text


def outcomes(report: Report) -> list[str]:
    return [verdict.outcome for verdict in report.verdicts.values()]


@pytest.mark.parametrize("derivative", [r"\frac{\partial}{\partial w} Q(w)", r"\frac{\partial Q(w)}{\partial w}", r"\nabla_w Q(w)"])
def test_a_function_of_an_array_is_no_function_of_its_entries(derivative: str) -> None:
    text = r"$$ Q(w) = (y - Xw)^T (y - Xw) $$" + "\n\n" + rf"$$ {derivative} = -2 X^T (y - X w) $$" + "\n\n$$ Q(w_0) = (y - X w_0)^T (y - X w_0) $$"
    assert outcomes(check_text(text)) == ["defined", "proved", "proved"]
    assert "refuted" in outcomes(check_text(text.replace("-2 X^T", "2 X^T")))


def test_the_argument_of_a_chain_about_a_function_of_an_array() -> None:
    text = r"$$ Q(w) = (y - Xw)^T(y - Xw) = y^T y - 2 w^T X^T y + w^T X^T X w $$"
    assert outcomes(check_text(text)) == ["defined", "proved"]
    assert outcomes(check_text(text.replace("- 2 w^T", "+ 2 w^T")))[1] != "proved"
