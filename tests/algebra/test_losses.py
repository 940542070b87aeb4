"""Losses that are known by name; the oracle is the same document with the loss written out."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText


def last(*formulas: str) -> str:
    declared = r"\sum_k y_k = 1" if formulas[:2] == SOFTMAX else r"\sigma = sigmoid"
    report = check(read(SourceText("notes.md", "\n\n".join(f"$$ {f} $$" for f in formulas))), declared=(declared,))
    return [verdict.outcome for verdict in report.verdicts.values()][-1]


SOFTMAX = (r"z = W x + b", r"p = \text{softmax}(z)")
LOGISTIC = (r"p = \sigma(w^T x + b)",)
CLAIMS = (
    (r"\frac{\partial L}{\partial z} = p - y", r"\frac{\partial L}{\partial z} = p + y"),
    (r"\frac{\partial L}{\partial W} = (p - y) x^T", r"\frac{\partial L}{\partial W} = (y - p) x^T"),
)


@pytest.mark.parametrize("loss", ["CE(y, p)", r"\text{CrossEntropy}(p, y)", r"\mathrm{cross\_entropy}(y, p)"])
@pytest.mark.parametrize(("right", "wrong"), CLAIMS)
def test_a_cross_entropy_of_vectors(loss: str, right: str, wrong: str) -> None:
    for name in (loss, r"-\sum_k y_k \log p_k"):
        assert last(*SOFTMAX, f"L = {name}", right) == "proved"
        assert last(*SOFTMAX, f"L = {name}", wrong) == "refuted"


@pytest.mark.parametrize("loss", [r"\text{BCE}(p, y)", "BCE(y, p)", r"-(y \log p + (1 - y) \log(1 - p))"])
def test_a_binary_cross_entropy_of_numbers(loss: str) -> None:
    assert last(*LOGISTIC, f"L = {loss}", r"\frac{\partial L}{\partial w} = (p - y) x") == "proved"
    assert last(*LOGISTIC, f"L = {loss}", r"\frac{\partial L}{\partial w} = (y - p) x") == "refuted"


def test_what_is_not_said_stays_open() -> None:
    assert last(r"z = W x + b", "L = CE(q, p)", r"\frac{\partial L}{\partial p} = -q / p") == "undecided"  # which is the prediction?
    assert last(*SOFTMAX, r"L = \text{MSE}(p, y)", r"\frac{\partial L}{\partial p} = p - y") == "undecided"  # which factor?


def test_a_document_has_its_own_meaning() -> None:
    own = (r"p = \sigma(w^T x + b)", r"CE(p, y) = 3 (p - y)^2", "L = CE(p, y)")
    assert last(*own, r"\frac{\partial L}{\partial p} = 6 (p - y)") == "proved"
