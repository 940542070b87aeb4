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


def test_a_term_in_the_middle_stands_for_any() -> None:
    assert outcome(r"E = y_1 p_1 + y_2 p_2 + \dots + y_i p_i + \dots + y_n p_n") == "proved"
    assert outcome(r"E = y_1 p_1 + y_2 p_2 + \dots + y_i p_j + \dots + y_n p_n") == "undecided"


def test_two_sums_with_dots() -> None:
    assert outcome(r"E + \sum_{k=1}^n q_k = y_1 p_1 + \dots + y_n p_n + q_1 + q_2 + \dots + q_n") == "proved"
    assert outcome(r"E - \sum_{k=1}^n q_k = y_1 p_1 + \dots + y_n p_n - q_1 - q_2 + \dots - q_n") == "undecided"


def test_a_slip_before_the_dots_is_no_beginning() -> None:
    """For two terms it would be: ``y_2 p_n + … + y_n p_n`` has a single one then."""
    assert outcome(r"E = y_1 p_1 + y_2 p_n + \dots + y_n p_n") == "undecided"


PRODUCT = r"$$ Q = \prod_{k=1}^{n} q_k $$"


def of_product(formula: str) -> str:
    report = check_text(f"{PRODUCT}\n$$ {formula} $$")
    return report.verdicts[max(report.verdicts)].outcome


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"Q = q_1 q_2 \cdots q_n", "proved"),
        (r"Q = q_1 \cdot q_2 \cdot \ldots \cdot q_n", "proved"),
        (r"Q = q_1 \times q_2 \times \cdots \times q_i \times \cdots \times q_n", "proved"),
        (r"\log Q = \log (q_2 \cdots q_n)", "refuted"),
        (r"Q = 2 q_1 q_2 \cdots q_n", "refuted"),
        (r"\log Q = \log (q_1 q_2 \cdots q_n)", "proved"),
        (r"Q = q_1 q_3 \cdots q_n", "undecided"),
        (r"Q = (q_1 \; q_2 \; \cdots \; q_n)", "undecided"),  # the columns of a row
        (r"Q = q_1 \odot q_2 \odot \cdots \odot q_n", "undecided"),
    ],
)
def test_products_with_dots(formula: str, verdict: str) -> None:
    assert of_product(formula) == verdict
