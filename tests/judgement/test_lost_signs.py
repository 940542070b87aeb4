r"""Slips that were once hidden: an operator without its sign, decimals as factors, the sum over samples, a difference that is transposed."""

from __future__ import annotations

import pytest

from tests.support import check_text


def errors(text: str) -> list[str]:
    return [d.code for d in check_text(text).diagnostics if d.severity == "error"]


def last(text: str) -> str:
    return list(check_text(text).verdicts.values())[-1].outcome


def test_an_operator_without_its_sign_below_the_line() -> None:
    report = check_text("$$ q = \\sum_i e^{r_i} $$\n\n$$ \\frac{\\partial q}{\\partial r_k} = \\frac{\\partial}{r_k} \\sum_i e^{r_i} = e^{r_k} $$\n")
    (finding,) = [d for d in report.diagnostics if d.severity == "error"]
    assert finding.code == "D101"
    assert finding.message.startswith("the denominator")
    repaired = report.repaired_text()
    assert "\\frac{\\partial}{\\partial r_k} \\sum_i" in repaired
    assert not errors(repaired)
    assert last(repaired) == "proved"


VARIANCE = "$$ s = \\frac{1}{m} \\sum_{i=1}^m r_i^2 \\qquad q_i = \\frac{r_i}{\\sqrt{s + \\epsilon}} $$\n\n"


@pytest.mark.parametrize(
    ("formula", "outcome"),
    [
        (r"q_i = r_i (s + \epsilon)^{-0.5}", "proved"),
        (r"r_i (s + \epsilon)^{-0.5} = r_i (s + \epsilon)^{-1.5} (s + \epsilon)", "proved"),
        (r"0.5 r_i + 0.5 r_i = r_i", "proved"),
        (r"r_i \cdot (-0.5) = -\frac{1}{2} r_i", "proved"),
        (r"r_i \cdot (-0.5) \cdot s^{-0.5 - 1} = \frac{1}{2} r_i s^{-1.5}", "refuted"),
        (r"0.5 r_i + 0.7 r_i = r_i", "refuted"),
        (r"r_i (s + \epsilon)^{-0.5} = r_i (s + \epsilon)^{-1.5} + 1", "refuted"),
    ],
)
def test_a_decimal_in_a_formula_is_exact(formula: str, outcome: str) -> None:
    assert last(VARIANCE + f"$$ {formula} $$\n") == outcome


def test_a_decimal_that_a_function_is_taken_of_is_a_value() -> None:
    """What is computed with it is rounded."""
    computed = "$$ f(u) = u^2 \\qquad f(-0.5) \\cdot 3 = 0.8 $$\n"
    assert "refuted" not in [v.outcome for v in check_text(computed).verdicts.values()]


def test_where_numbers_are_worked_out_a_decimal_may_be_rounded() -> None:
    computed = "$$ r = 3 \\qquad q = \\frac{r}{7} = 0.4 $$\n\n$$ q + q = 0.9 $$\n"
    assert "refuted" not in [v.outcome for v in check_text(computed).verdicts.values()]


SAMPLES = "$$ J = \\frac{1}{n} \\sum (t^{(i)} - u^{(i)})^2 $$\n\n$$ \\frac{\\partial J}{\\partial u^{(i)}} = %s (t^{(i)} - u^{(i)}) $$\n"


def test_a_sum_without_a_letter_runs_over_the_samples() -> None:
    assert last(SAMPLES % "-\\frac{2}{n}") == "proved"
    (finding,) = [d for d in check_text(SAMPLES % "- 2").diagnostics if d.severity == "error"]
    assert finding.fix is not None
    assert finding.fix.title == "multiply by \\frac{1}{n}"


def test_what_is_transposed_is_an_array() -> None:
    text = "$$ G = (u - t) r^T = %s $$\n"
    assert last(text % "r (u - t)^T") == "refuted"
    assert last(text % "u r^T - t r^T") == "proved"
