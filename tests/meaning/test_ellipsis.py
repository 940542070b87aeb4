r"""Sums with dots: ``a_1 + a_2 + \dots + a_n`` is a sum if every sign and every term says so."""

from __future__ import annotations

import pytest

from tests.support import check_text

SUM = r"$$ E = \sum_{k=1}^{n} y_k p_k $$"


def outcome(formula: str) -> str:
    report = check_text(f"{SUM}\n$$ {formula} $$")
    return report.verdicts[max(report.verdicts)].outcome


def test_dots_between_members_of_a_series() -> None:
    assert outcome(r"E = y_1 p_1 + y_2 p_2 + \dots + y_n p_n") == "proved"


@pytest.mark.parametrize(
    "formula",
    [
        r"E = y_1 p_1 + y_2 p_2 - \dots + y_n p_n",
        r"E = y_1 p_1 - y_2 p_2 + \dots + y_n p_n",
        r"E = y_1 p_1 + y_3 p_2 + \dots + y_n p_n",
        r"E = y_1 p_1 + y_2 p_2 + \dots - y_n p_n",
    ],
)
def test_a_sign_or_a_term_out_of_the_series(formula: str) -> None:
    assert outcome(formula) != "proved"


def test_a_malformed_member_is_told() -> None:
    rows = r"\frac{\partial E}{\partial p_1} q_1 + \frac{E}{\partial p_2} q_2 + \dots + \frac{\partial E}{\partial p_n} q_n"
    report = check_text(f"{SUM}\n$$ {rows} = \\sum_{{k=1}}^n y_k q_k $$")
    assert [d.code for d in report.diagnostics if d.severity == "error"] == ["D101"]
