"""Definitions of several names that all use another symbol: another case of them, not slips."""

from __future__ import annotations

from tests.support import check_text

ATTENTION = r"""
$Q = X W_q$, $K = X W_k$, $V = X W_v$

$$ A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) $$

$$ Y = A V $$

$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Q} W_q^\top + \frac{\partial L}{\partial K} W_k^\top + \frac{\partial L}{\partial V} W_v^\top$

$\frac{\partial L}{\partial W_q} = X^\top \frac{\partial L}{\partial Q}$
"""
CROSS = r"""
With two inputs: $Q = B W_q$, $K = C W_k$, $V = C W_v$
"""


def test_a_case_with_other_inputs_is_no_slip() -> None:
    report = check_text(ATTENTION + CROSS)
    assert [d.code for d in report.diagnostics if d.severity == "error"] == []
    reasons = [v.reason for v in report.verdicts.values() if v.outcome == "undecided"]
    assert sum("another meaning" in reason for reason in reasons) == 3


def test_one_symbol_that_is_another_is_a_slip() -> None:
    report = check_text(ATTENTION + "\nAgain: $Q = U W_q$, $K = X W_k$, $V = X W_v$\n")
    assert [d.code for d in report.diagnostics if d.severity == "error"] == ["D202"]


def test_letters_below_that_nothing_runs_over_are_part_of_the_name() -> None:
    report = check_text(ATTENTION)
    outcomes = [v.outcome for v in report.verdicts.values()]
    assert outcomes == ["defined"] * 5 + ["proved"] * 2


def test_a_letter_that_a_head_carries_still_runs() -> None:
    report = check_text("$$ p_i = x_i w $$\n\n$$ z = p_k + 1 $$\n\n" r"$$ \frac{\partial z}{\partial x_k} = w $$")
    assert [v.outcome for v in report.verdicts.values()][1] == "undecided"
