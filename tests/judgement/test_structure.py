"""Slips in definitions that the derivatives of a document tell of: one finding each, and its repair."""

from __future__ import annotations

import pytest

from codegen.new import write
from tests.support import check_text

INDEX = write([3, 4, 2], "tanh", "squared-error", "index", "en")
MATRIX = write([3, 4, 2], "sigmoid", "squared-error", "matrix", "en")
SOFTMAX = write([3, 4, 2], "sigmoid", "softmax-cross-entropy", "index", "en")


@pytest.mark.parametrize(
    ("document", "right", "wrong"),
    [
        (INDEX, r"w^1_{ij} x_i + b^1_j", r"w^1_{ij} x_i + b^2_j"),  # the bias of another layer
        (INDEX, r"w^2_{ij} a^1_i + b^2_j", r"w^2_{ij} a^1_i + \delta^2_j"),  # a circle
        (INDEX, r"z^1_j &= \sum", r"z^2_j &= \sum"),  # a name is left without its definition
        (INDEX, r"z^2_j &= \sum", r"-z^2_j &= \sum"),
        (INDEX, r"\sum_{i=1}^{n_0} w^1_{ij} x_i", r"w^1_{ij} x_i"),  # a letter that nothing binds
        (INDEX, r"E &= \frac", r"u &= \frac"),
        (SOFTMAX, r"\hat y_j &= 1", r"\hat y_j &= -1"),  # given numbers whose sum is used later
        (MATRIX, r"y &= f(z^2)", r"y &= f(\delta^2)"),
        (MATRIX, r"W^2 a^1 + b^2", r"a^1 + b^2"),
        (MATRIX, r"W^1 x + b^1", r"W^1 x"),
    ],
)
def test_the_definition_is_blamed_and_mended(document: str, right: str, wrong: str) -> None:
    assert document.count(right) == 1
    text = document.replace(right, wrong)
    report = check_text(text)
    (only,) = [d for d in report.diagnostics if d.severity in ("error", "warning")]
    assert only.code == "D201"
    assert report.document.source.location(only.span.start).line == text[: text.index(wrong)].count("\n") + 1
    assert only.fix is not None
    repaired = text[: only.fix.edits[0].span.start] + only.fix.edits[0].text + text[only.fix.edits[0].span.end :]
    assert [d for d in check_text(repaired).diagnostics if d.severity == "error"] == []  # a bound may still stand out


def test_two_of_them_are_two_findings() -> None:
    text = INDEX.replace("x_i + b^1_j", "x_i + b^2_j").replace("w^2_{ij} a^1_i", "a^1_i")
    lines = [text[: d.span.start].count("\n") + 1 for d in check_text(text).diagnostics if d.severity == "error"]
    assert lines == [text[: text.index(t)].count("\n") + 1 for t in ("x_i + b^2_j", "n_1} a^1_i")]


def test_a_step_of_zeros_that_is_false_with_the_repair_speaks_against_none() -> None:
    text = SOFTMAX.replace("a^1_i + b^2_j", "a^1_i + z^2_j").replace(r"&= \delta^1_j x_i", r"&= 2\cdot \delta^1_j x_i")
    codes = [(d.code, d.fix and d.fix.edits[0].text) for d in check_text(text).diagnostics if d.severity == "error"]
    assert codes == [("D201", "b^2_j"), ("D301", "")]


def test_a_document_that_only_tells_less_is_left_alone() -> None:
    text = INDEX.replace(r"E &= \frac{1}{2} \sum_{j=1}^{n_2} (\hat y_j - y_j)^2", r"E &= \ell(y)")
    assert not [d for d in check_text(text).diagnostics if d.code == "D201"]


PICTURED = (
    r"<!-- derive: \sigma = sigmoid -->" "\n\n"
    "$$z_1 = w_1 x_1 + w_2 x_2 + b_1$$\n\n$$z_1 = 0.15 + 0.1775 = 0.3275$$\n\n"
    r"$$h_1 = \sigma(z_1) = \frac{1}{1 + e^{-0.3275}} = 0.5812$$" "\n\n"
    r"$$E = (h_1 - t_1)^2$$" "\n\n" r"$$w_7 \leftarrow w_7 - \eta \frac{\partial E}{\partial w_7}$$"
)  # the values of w and x stand in a picture


def test_a_name_that_a_number_takes_over_is_no_repair() -> None:
    """Calling the first z by another name would decide what follows from 0.3275; nothing else speaks for that."""
    report = check_text(PICTURED)
    assert [d.code for d in report.diagnostics if d.severity in ("error", "warning")] == []


def test_what_was_computed_stands_for_values_that_are_not_told() -> None:
    assert check_text(PICTURED).verdicts[5].outcome == "proved"
    wrong = check_text(PICTURED.replace("0.5812", "0.5912"))
    assert [d.code for d in wrong.diagnostics if d.severity == "error"] == ["D303"]
