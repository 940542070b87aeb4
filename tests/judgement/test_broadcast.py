r"""A bias beside a product of samples and weights is added to every sample: a row in ``X W + b``, a column in ``W X + b``."""

from __future__ import annotations

import pytest

from tests.support import check_text

ROWS = r"""
$$ X \in \mathbb{R}^{N \times D}, W \in \mathbb{R}^{D \times E}, b \in \mathbb{R}^{E}, Y \in \mathbb{R}^{N \times E} $$

$$ Y = X W + b $$

$$ Y_{ij} = \sum_{k=1}^{D} X_{ik} W_{kj} + b_j $$

$$ G = \frac{\partial L}{\partial Y} $$

$$ \frac{\partial L}{\partial W} = X^\top G $$

$$ \frac{\partial L}{\partial b_j} = \sum_{i=1}^{N} G_{ij} $$
"""
TWO_LAYERS = r"""
$$ H = X W_1 + b_1 $$

$$ Y = H W_2 + b_2 $$

A single layer:
"""


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


def test_a_row_for_every_sample() -> None:
    report = check_text(ROWS)
    assert [d.code for d in report.diagnostics if d.severity == "error"] == []
    assert outcomes(ROWS)[-2:] == ["proved", "proved"] and "refuted" not in outcomes(ROWS)


@pytest.mark.parametrize(("right", "wrong"), [(r"X^\top G", r"2 X^\top G"), (r"\sum_{i=1}^{N} G_{ij}", r"\sum_{i=1}^{N} 2 G_{ij}")])
def test_a_wrong_gradient_is_not_proved(right: str, wrong: str) -> None:
    assert outcomes(ROWS.replace(right, wrong)).count("proved") < outcomes(ROWS).count("proved")


def test_what_a_layer_is_made_of_elsewhere_is_no_slip() -> None:
    report = check_text(TWO_LAYERS + ROWS)
    assert [d.code for d in report.diagnostics if d.severity == "error"] == []
