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
