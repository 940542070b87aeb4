r"""Proved for all sizes: what is, and what only looks so in small layers.

The attacks are formulas that hold in small layers and nowhere else: :math:`m!\, e_m(x)`, the sum
of all products of m different units written in sums of powers, is zero for fewer than m units.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from derive.judgement.sizes import judge
from derive.judgement.verdicts import Verdict
from tests.support import check_text


def power_sum(power: int, last: str = "n", letter: str = "x") -> str:
    return rf"\left(\sum_{{i=1}}^{last} {letter}_i{'' if power == 1 else '^' + str(power)}\right)"


P = {m: power_sum(m).replace(r"x_i^", r"(x_i)^") for m in range(1, 6)}
PRODUCTS = {  # m: the sum over all m different units of their product, ordered, in sums of powers
    3: f"{P[1]}^3 - 3 {P[1]} {P[2]} + 2 {P[3]}",
    4: f"{P[1]}^4 - 6 {P[1]}^2 {P[2]} + 3 {P[2]}^2 + 8 {P[1]} {P[3]} - 6 {P[4]}",
    5: f"{P[1]}^5 - 10 {P[1]}^3 {P[2]} + 20 {P[1]}^2 {P[3]} + 15 {P[1]} {P[2]}^2 - 30 {P[1]} {P[4]} - 20 {P[2]} {P[3]} + 24 {P[5]}",
}
NETWORK = r"""
$$ z_j = \sum_{i=1}^n w_{ij} x_i + b_j $$
$$ a_j = \sigma(z_j) $$
$$ E = \frac{1}{2} \sum_{j=1}^m (a_j - t_j)^2 $$
$$ \sigma(u) = \frac{1}{1+e^{-u}} $$
"""


def verdict(text: str, last: int = -1) -> Verdict:
    """The verdict on the last step of a document."""
    report = check_text(text)
    steps = sorted(report.verdicts)
    return report.verdicts[steps[last]]


def test_the_products_are_zero_in_small_layers_only() -> None:
    """The attack itself, in exact numbers."""
    numbers = [Fraction(random.Random(m).randint(1, 9)) for m in range(6)]

    def sums(n: int) -> dict[int, Fraction]:
        return {k: sum((x**k for x in numbers[:n]), Fraction(0)) for k in range(1, 6)}

    p = {n: sums(n) for n in range(1, 7)}
    third = [s[1] ** 3 - 3 * s[1] * s[2] + 2 * s[3] for s in p.values()]
    fourth = [s[1] ** 4 - 6 * s[1] ** 2 * s[2] + 3 * s[2] ** 2 + 8 * s[1] * s[3] - 6 * s[4] for s in p.values()]
    fifth = [
        s[1] ** 5 - 10 * s[1] ** 3 * s[2] + 20 * s[1] ** 2 * s[3] + 15 * s[1] * s[2] ** 2 - 30 * s[1] * s[4] - 20 * s[2] * s[3] + 24 * s[5]
        for s in p.values()
    ]
    assert [bool(x) for x in third] == [False] * 2 + [True] * 4
    assert [bool(x) for x in fourth] == [False] * 3 + [True] * 3
    assert [bool(x) for x in fifth] == [False] * 4 + [True] * 2


TRUE = {
    "a sum in a product": r"\frac{\partial E}{\partial w_{ij}} = (a_j - t_j)\, \sigma'(z_j)\, x_i",
    "the slope of the sigmoid": r"\frac{\partial E}{\partial b_j} = (a_j - t_j)\, a_j (1 - a_j)",
    "two paths": r"\frac{\partial E}{\partial x_i} = \sum_{j=1}^m (a_j - t_j) a_j (1 - a_j) w_{ij}",
    "sums exchanged": r"\sum_{i=1}^n \sum_{j=1}^m w_{ij} x_i t_j = \sum_{j=1}^m t_j \sum_{i=1}^n w_{ij} x_i",
    "a size as a factor": r"\sum_{i=1}^n (x_i + c) = \sum_{i=1}^n x_i + n c",
    "a mean": r"\frac{1}{n}\sum_{i=1}^n \left(x_i - \frac{1}{n}\sum_{k=1}^n x_k\right) = 0",
    "a square": r"\left(\sum_{i=1}^n x_i\right)^2 = \sum_{i=1}^n \sum_{k=1}^n x_i x_k",
    "all but one": r"\sum_{k \neq i} x_k = \sum_{k} x_k - x_i",
}


@pytest.mark.parametrize("formula", TRUE.values(), ids=TRUE)
def test_what_holds_for_all_sizes(formula: str) -> None:
    found = verdict(f"{NETWORK}\n$$ {formula} $$")
    assert (found.outcome, found.sizes) == ("proved", "all")


@pytest.mark.parametrize("count", PRODUCTS)
def test_products_of_more_units_than_there_are(count: int) -> None:
    found = verdict(f"{NETWORK}\n$$ {PRODUCTS[count]} = 0 $$")
    assert found.outcome == "refuted"
    assert found.witness is not None and len([n for n in found.witness.values if n.base == "x"]) >= count


HIDDEN = {  # places to hide a quantity that is zero in layers of up to four units
    "in a function": r"\sigma(PRODUCT + z_j) = a_j",
    "in an exponential": r"e^{PRODUCT} = 1",
    "in a logarithm": r"\log(1 + PRODUCT) = 0",
    "in a denominator": r"\frac{x_i}{1 + PRODUCT} = x_i",
    "in a root": r"\sqrt{1 + PRODUCT} = 1",
    "in a sum over something else": r"\sum_{j=1}^m t_j \left(PRODUCT\right) = 0",
    "in a derivative": r"\frac{\partial}{\partial x_k} \left(PRODUCT\right) = 0",
    "in a function that is differentiated": r"\frac{\partial}{\partial t_j} \left(t_j^2 e^{PRODUCT}\right) = 2 t_j",
}


@pytest.mark.parametrize("place", HIDDEN)
def test_nothing_is_hidden_from_larger_layers(place: str) -> None:
    found = verdict(f"{NETWORK}\n$$ {HIDDEN[place].replace('PRODUCT', PRODUCTS[5])} $$")
    assert found.sizes != "all"


def test_a_definition_hides_nothing() -> None:
    found = verdict(f"{NETWORK}\n$$ q = {PRODUCTS[5]} $$ $$ x_i + q = x_i $$")
    assert found.outcome == "refuted" or (found.outcome != "proved" and found.sizes != "all") or found.sizes in ((2, 3), (2, 3, 4))
    assert found.sizes != "all"


WRONG_SIZES = {
    "a number for a size": r"\sum_{i=1}^n 1 = 2",
    "a polynomial in the size": r"(n-2)(n-3) \sum_{i=1}^n x_i = 0",
    "another letter's size": r"\sum_{i=1}^n \sum_{j=1}^m x_i = n \sum_{i=1}^n x_i",
    "a mean over the wrong size": r"\sum_{j=1}^m \left(t_j - \frac{1}{n} \sum_{k=1}^m t_k\right) = 0",
    "two sizes that are equal by chance": r"n \sum_{j=1}^m t_j = m \sum_{j=1}^m t_j",
}


@pytest.mark.parametrize("formula", WRONG_SIZES.values(), ids=WRONG_SIZES)
def test_sizes_as_coefficients(formula: str) -> None:
    found = verdict(f"{NETWORK}\n$$ {formula} $$")
    assert found.outcome == "refuted"
    assert found.witness is not None and found.witness.left != found.witness.right


MATRICES = r"""
$$ z = W x + b $$
$$ a = \sigma(z) $$
$$ E = \frac{1}{2} \|a - t\|^2 $$
$$ \sigma(u) = \frac{1}{1+e^{-u}} $$
"""


def test_matrices_of_any_shape() -> None:
    report = check_text(
        MATRICES
        + r"""
$$ \delta = \frac{\partial E}{\partial z} = (a - t) \odot a \odot (1 - a) $$
$$ \frac{\partial E}{\partial W} = \delta x^T $$
$$ \frac{\partial E}{\partial x} = W^T \delta $$
"""
    )
    proved = [v for v in report.verdicts.values() if v.outcome == "proved"]
    assert len(proved) == 3 and all(v.sizes == "all" for v in proved)


def test_a_square_matrix_of_two_rows() -> None:
    """By Cayley and Hamilton a 2×2 matrix satisfies an equation that others don't."""
    text = r"""
$$ y = A x $$ $$ u = A y $$
$$ u - \operatorname{tr}(A)\, y + \frac{1}{2}\left(\operatorname{tr}(A)^2 - \operatorname{tr}(A A)\right) x = 0 x $$
"""
    found = verdict(text)
    assert found.outcome != "proved" or found.sizes != "all"


def test_a_document_whose_proofs_cost_too_much_is_looked_at_in_few_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = NETWORK + "\n" r"$$ \frac{\partial z_j}{\partial w_{ij}} = x_i $$" "\n"
    dear = text + "\n" r"$$ (A + B)(A + C)^T (A + B) = A (A + C)^T (A + B) + B (A + C)^T (A + B) $$" "\n"
    assert list(check_text(text).verdicts.values())[-1].sizes == "all"
    for limit in ("MAX_WORK", "MAX_NODES"):
        with monkeypatch.context() as patch:
            patch.setattr(judge, limit, 0)
            last = list(check_text(dear).verdicts.values())[-1]
        assert last.outcome == "proved" and last.sizes != "all"
    assert list(check_text(dear).verdicts.values())[-1].sizes == "all"
