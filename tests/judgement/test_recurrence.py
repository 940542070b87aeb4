"""Functions that their own bodies lead back to: a network that runs through time."""

from __future__ import annotations

from tests.support import check_text, coverage

RECURRENT = r"""
$$y(t) = f(n(t))$$

$$n(t) = w \cdot y(t-1) + v \cdot x$$

$$\frac{\partial y(t)}{\partial v} = f'(n(t)) \cdot x$$
"""


def test_a_recurrence_comes_to_an_end() -> None:
    report = check_text(RECURRENT)
    assert coverage(report) == (2, 0, 0, 1, 0)
    assert "is defined by itself" in report.verdicts[3].reason


def test_functions_of_functions_are_written_out() -> None:
    text = "$$y(x) = f(n(x))$$\n\n$$n(x) = w x + b$$\n\n$$y'(x) = f'(n(x)) \\cdot w$$\n"
    assert coverage(check_text(text)) == (2, 1, 0, 0, 0)


def test_a_sum_over_moments_ends_at_the_last_of_them() -> None:
    formulas = (
        r"h_t = \tanh(U x_t + W h_{t-1} + b)",
        r"y_t = V h_t",
        r"L = \sum_{t=1}^{T} \frac12 (y_t - d_t)^2",
        r"\frac{\partial L}{\partial y_t} = y_t - d_t",
        r"\frac{\partial L}{\partial V} = \sum_t (y_t - d_t) h_t",
        r"\frac{\partial L}{\partial V} = \sum_t (y_t - d_t) h_{t-1}",
    )
    report = check_text("\n\n".join(f"$$ {f} $$" for f in formulas) + "\n")
    assert [v.outcome for v in report.verdicts.values()] == [*["defined"] * 3, "proved", "proved", "refuted"]
