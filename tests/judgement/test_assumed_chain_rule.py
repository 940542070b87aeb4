"""The chain rule, said of quantities that the document never defines: an assumption, and no claim to be decided."""

from __future__ import annotations

import pytest

from tests.support import check_text


def outcome(formula: str) -> tuple[str, str]:
    (verdict,) = check_text(f"$${formula}$$").verdicts.values()
    return verdict.outcome, verdict.method


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial y_i} \cdot \frac{\partial y_i}{\partial h} \cdot \frac{\partial h}{\partial W}",
        r"\frac{\partial L}{\partial h_i} = \sum_j \frac{\partial L}{\partial y_j} \frac{\partial y_j}{\partial h_i}",
        r"\frac{dL}{dx_1} = \frac{dL}{du_1} \frac{du_1}{dx_1} + \frac{dL}{dv_1} \frac{dv_1}{dx_1}",
    ],
)
def test_links_that_join_up_are_an_assumption(formula: str) -> None:
    assert outcome(formula) == ("defined", "assumption")


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial y_i} \cdot \frac{\partial y_i}{\partial h} \cdot \frac{\partial h}{\partial W}",
        r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial y_i} \cdot \frac{\partial y_k}{\partial h} \cdot \frac{\partial h}{\partial W}",
        r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial y_i} \cdot \frac{\partial y_i}{\partial h} \cdot x_i",
        r"\frac{\partial L}{\partial W} = -\frac{\partial L}{\partial y_i} \cdot \frac{\partial y_i}{\partial W}",
    ],
)
def test_links_that_do_not_join_up_stay_undecided(formula: str) -> None:
    assert outcome(formula)[0] == "undecided"


def test_where_the_links_are_defined_the_rule_is_proved() -> None:
    text = r"$$z = w x$$ $$L = z^2$$ $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \frac{\partial z}{\partial w}$$"
    assert [v.outcome for v in check_text(text).verdicts.values()] == ["defined", "defined", "proved"]
