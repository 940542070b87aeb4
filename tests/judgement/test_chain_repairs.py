"""Repairs that the rest of a chain tells of."""

from __future__ import annotations

import pytest

from codegen.new import write
from tests.support import check_text, found

INDEX = write([3, 4, 2], "tanh", "squared-error", "index", "en")
MATRIX = write([3, 4, 2], "sigmoid", "squared-error", "matrix", "en")
JOINED = r"\frac{\partial E}{\partial y_j} \cdot \frac{\partial y_j}{\partial z^2_j}"


@pytest.mark.parametrize(
    ("document", "right", "wrong"),
    [
        (INDEX, JOINED, JOINED.replace(r"{\partial E}{\partial y_j}", r"{\partial y_j}{\partial z^2_j}")),  # a derivative twice
        (INDEX, JOINED, r"\frac{\partial E}{\partial y_j}"),  # one is lost
        (INDEX, JOINED, JOINED.replace(r"{\partial E}{\partial y_j}", r"{\partial E}{\partial \hat y_j}")),
        (INDEX, r"w^2_{jk} \delta^2_k\right)", r"w^2_{jk}\right)"),
        (INDEX, r"\frac{\partial E}{\partial y_j} &= ", r"-\frac{\partial E}{\partial y_j} &= "),  # a chain begins with a quantity
        (MATRIX, r"(y - \hat y) \odot y \odot (1-y)", r"(y - \hat y) \odot y \odot (1)"),
        (MATRIX, r"a^1 \odot (1-a^1)" + "\n" + r"\end{aligned}", r"a^1 \odot a^1 \odot (1-a^1)" + "\n" + r"\end{aligned}"),
    ],
)
def test_the_first_repair_restores_the_step(document: str, right: str, wrong: str) -> None:
    text = document.replace(right, wrong, 1)
    (only,) = [d for d in check_text(text).diagnostics if d.severity in ("error", "warning")]
    assert text[: only.span.start].count("\n") == text[: document.index(right)].count("\n")
    assert only.fix is not None
    (edit,) = only.fix.edits
    assert found(check_text(text[: edit.span.start] + edit.text + text[edit.span.end :])) == []


def test_a_lost_derivative_of_what_is_defined() -> None:
    text = r"""
$$E = \frac{1}{2} \sum_{k} (a_k - t_k)^2, \qquad a_k = \sum_j w_{jk} x_j$$
$$\frac{\partial E}{\partial w_{jk}} = \frac{1}{2} \sum_{k} (a_k - t_k)^2 = (a_k - t_k) x_j$$
"""
    assert [(f.line, f.repair) for f in found(check_text(text))] == [(3, r"\frac{\partial}{\partial w_{jk}} ")]


def test_the_letter_of_a_sum_is_put_right() -> None:
    (only,) = found(check_text(r"$$E = \frac12 \sum_j (t_m - y_m)^2$$"))
    assert (only.code, only.repair) == ("D205", "m")
