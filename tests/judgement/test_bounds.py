"""Sums that end or begin elsewhere than the others over the same units."""

from __future__ import annotations

import pytest

from codegen.new import write
from tests.support import check_text, found

INDEX = write([3, 4, 2], "tanh", "squared-error", "index", "en")
SOFTMAX = write([3, 4, 2], "sigmoid", "softmax-cross-entropy", "index", "en")


@pytest.mark.parametrize(
    ("document", "right", "wrong", "meant"),
    [
        (INDEX, "{i=1}^{n_0}", "{i=1}^{n_1}", "n_0"),
        (INDEX, "{i=1}^{n_1}", "{i=1}^{n_2}", "n_1"),
        (INDEX, "{i=1}^{n_1}", "{i=1}^{n_0}", "n_1"),
        (INDEX, "{j=1}^{n_2}", "{j=1}^{n_0}", "n_2"),
        (INDEX, "{i=1}^{n_0}", "{i=0}^{n_0}", "1"),
        (SOFTMAX, "{k=1}^{n_2}", "{k=1}^{n_0}", "n_2"),
    ],
)
def test_the_odd_bound_is_warned_of(document: str, right: str, wrong: str, meant: str) -> None:
    text = document.replace(right, wrong, 1)
    line = text[: document.index(right)].count("\n") + 1
    assert [(f.line, f.code, f.repair) for f in found(check_text(text))] == [(line, "D203", meant)]


@pytest.mark.parametrize(
    "text",
    [
        INDEX,
        SOFTMAX,
        r"$$s = \sum_{i=1}^{n} x_i$$ $$t = \sum_{i=1}^{m} x_i$$ $$u = \sum_{i=1}^{n} x_i$$",  # sizes that no number tells apart
        r"$$s = \sum_{i=1}^{n_1} x_i$$ $$t = \sum_{j=1}^{n_2} v_j$$ $$u = \sum_{i=1}^{n_1} x_i$$",
    ],
)
def test_bounds_that_differ_by_right(text: str) -> None:
    assert "D203" not in [f.code for f in found(check_text(text))]


@pytest.mark.parametrize(
    ("right", "wrong", "repaired"),
    [
        (r"\hat y_j &= 1", r"\hat y_j &= 2", "1"),
        (r"\sum_{j=1}^{n_2} \hat y_j &= 1", r"-\sum_{j=1}^{n_2} \hat y_j &= 1", ""),
        (r"\sum_{j=1}^{n_2} \hat y_j &= 1", r"\hat y_j &= 1", r"\sum_{j=1}^{n_2} "),
    ],
)
def test_a_wrong_condition_that_a_later_step_needs(right: str, wrong: str, repaired: str) -> None:
    assert SOFTMAX.count(right) == 1
    text = SOFTMAX.replace(right, wrong)
    line = text[: text.index(wrong)].count("\n") + 1
    assert [(f.line, f.code, f.repair) for f in found(check_text(text))] == [(line, "D201", repaired)]
