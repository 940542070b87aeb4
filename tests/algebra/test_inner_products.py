"""Squares and products of vectors where a number is expected; the oracle adds up the entries by itself."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText


def outcomes(*formulas: str) -> list[str]:
    report = check(read(SourceText("notes.md", "\n\n".join(f"$$ {f} $$" for f in formulas))))
    return [verdict.outcome for verdict in report.verdicts.values()]


NETWORK = (r"z = W x + b", r"a = \tanh(z)", r"L = \frac{1}{2} (a - y)^2", r"s = a \odot y")


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        (r"\frac{\partial L}{\partial a} = a - y", "proved"),
        (r"\frac{\partial L}{\partial a} = y - a", "refuted"),
        (r"\frac{\partial L}{\partial z} = (a - y) \odot (1 - a^2)", "proved"),
        (r"\frac{\partial L}{\partial z} = (a - y) \odot (1 + a^2)", "refuted"),
        (r"\frac{\partial L}{\partial W} = ((a - y) \odot (1 - a^2)) x^T", "proved"),
        (r"\frac{\partial L}{\partial b} = (a - y) \odot (1 - a^2)", "proved"),
        (r"L = \frac{1}{2} \sum_k (a_k - y_k)^2", "proved"),
        (r"L = \frac{1}{2} \| a - y \|^2", "proved"),
    ],
)
def test_the_square_of_a_vector_is_its_inner_product(claim: str, outcome: str) -> None:
    assert outcomes(*NETWORK, claim)[-1] == outcome


@pytest.mark.parametrize("product", [r"\vec{w} \vec{x}", r"\vec{w} \cdot \vec{x}", r"\mathbf{w} \mathbf{x}", r"\mathbf{w}^T \mathbf{x}"])
def test_two_vectors_side_by_side_are_an_inner_product(product: str) -> None:
    assert outcomes(rf"y = {product} = \sum_i w_i x_i", r"\frac{\partial y}{\partial w_i} = x_i") == ["defined", "proved", "proved"]


def test_a_cross_entropy_of_vectors_is_a_number() -> None:
    entropy = r"L = -(y \log(a) + (1 - y) \log(1 - a))"
    network = (r"z = W x + b", r"a = \frac{1}{1 + e^{-z}}", entropy)
    claims = outcomes(*network, r"\frac{\partial L}{\partial z} = a - y", r"\frac{\partial L}{\partial W} = (a - y) x^T")
    assert claims == ["defined", "defined", "defined", "proved", "proved"]
    assert outcomes(*network, r"\frac{\partial L}{\partial W} = (y - a) x^T")[-1] == "refuted"


def test_a_product_entry_by_entry_stays_an_array() -> None:
    assert outcomes(*NETWORK, r"\frac{\partial s}{\partial b} = y \odot (1 - a^2)")[-1] == "proved"
