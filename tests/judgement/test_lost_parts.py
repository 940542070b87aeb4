"""Parts that a definition or a claim lost, and names that stand where none of their kind can: one finding, at its line, with its repair."""

from __future__ import annotations

import pytest

from tests.mutation.documents import documents
from tests.support import check_text, found

DOCUMENTS = documents()


def mutated(name: str, right: str, wrong: str, nth: int = 0) -> tuple[str, int]:
    """A document with a slip in the place of the nth occurrence, and the slip's line."""
    text = DOCUMENTS[name]
    at = -1
    for _ in range(nth + 1):
        at = text.index(right, at + 1)
    return text[:at] + wrong + text[at + len(right) :], text.count("\n", 0, at) + 1


@pytest.mark.parametrize(
    ("name", "right", "wrong", "nth", "repair"),
    [
        # a derivative of a given number by another
        ("scalar", r"\frac{\partial z^1_3}{\partial w^1_{33}} \\", r"\frac{\partial b^1_3}{\partial w^1_{33}} \\", 0, "z^1_3"),
        ("index", r"\frac{\partial z^2_j}{\partial w^2_{ij}} &=", r"\frac{\partial z^1_j}{\partial w^2_{ij}} &=", 0, "z^2_j"),
        # what varies by itself has no sum that is one; nor has a single number
        ("softmax", r"w^2_{jk} \delta^2_k\right)", r"w^2_{jk}\cdot w^2_{jk} \delta^2_k\right)", 0, ""),
        ("matrix", r"\delta^1 x^T", r"\delta^1 ", 0, "x^T"),
        # a lone bracket before a relation in a subscript
        ("softmax", r"-\hat y_j (1 - y_j) + \sum", r"-\hat y_j 1 - y_j) + \sum", 0, "("),
        # a product of two names that no definition has any more
        ("index", r"\sum_{i=1}^{n_1} w^2_{ij} a^1_i + b^2_j", "b^2_j", 0, r"\sum_{i=1}^{n_1} w^2_{ij} a^1_i"),
        ("matrix", "W^1 x + b^1", "b^1", 0, "W^1 x"),
        ("matrix", "W^1 x + b^1", "W^1 u + b^1", 0, "x"),
        ("matrix", "W^1 x + b^1", "W^1 E + b^1", 0, "x"),
        ("matrix", "W^1 x + b^1", "W^1 x + W^1", 0, "b^1"),
        # what a chain of derivatives goes through
        ("matrix", r"y &= f(z^2)", r"\hat y &= f(z^2)", 0, "y"),
        # a gradient under the name of something that is differentiated
        ("matrix", r"\delta^1 &= \frac", r"a^1 &= \frac", 0, r"\delta^1"),
        # one of many edits, if none of a definition that stands out
        ("softmax", r"E &= -\sum", r"-E &= -\sum", 0, ""),
        ("softmax", r"E &= -\sum_{j=1}^{n_2}", r"E &= -", 0, r"\sum_{j=1}^{n_2}"),
        # so that not much fits, in columns or in rows
        ("matrix", "W^2 a^1", "W^2", 0, "a^1"),
        ("matrix", "W^2 a^1", "W^2 W^1", 0, "a^1"),
        # a part of a sum
        ("seed", "E&=E_1+E_2", "E&=E_2", 0, "E_1"),
        ("index", r"(\hat y_j - y_j)^2", r"(\hat y_j )^2", 0, "-y_j"),
        # circles
        ("seed", r"x_2+b^1_1", "E_2+b^1_1", 0, "x_2"),
        ("scalar", r"a^1_3 &= f(z^1_3)", r"b^1_3 &= f(z^1_3)", 0, "a^1_3"),
        # a pattern with one sibling alone explains an index in more ways than one
        ("scalar", r"w^2_{22} a^1_2 +", r"w^2_{22} w^2_{22} +", 0, "a^1_2"),
        ("scalar", r"w^2_{11} a^1_1 + w^2_{21}", r"w^2_{21}", 0, "w^2_{11} a^1_1"),
        ("scalar", r"w^2_{32} a^1_3 + w^2_{42}", r"a^1_3 a^1_3 + w^2_{42}", 0, "w^2_{32}"),
        # a square of a column, whose shapes don't fit any more
        ("matrix", r"(\hat y - y)^T (\hat y - y)", r"(\hat y - y)^T", 0, r"(\hat y - y)"),
        ("matrix", r"(\hat y - y)^T (\hat y - y)", r"(\hat y - y) (\hat y - y)", 0, r"(\hat y - y)^T"),
        ("matrix", r"(\hat y - y)^T (\hat y - y)", r"(\hat y - y) (\hat y - y)^T", 0, r"(\hat y - y)^T (\hat y - y)"),
        ("matrix", r"(\hat y - y)^T (\hat y - y)", r"(\hat y )- y^T (\hat y - y)", 0, "- y)"),
        # two sides that follow agree with each other: the head is wrong
        ("index", r"\frac{\partial E}{\partial a^1_j} &=", r"\frac{\partial E}{\partial z^1_j} &=", 0, "a^1_j"),
        # beside the sum of two terms, their difference
        ("index", r"(e^{u}-e^{-u})^2}{", r"(-e^{-u})^2}{", 0, "e^{u}"),
        # a sum that was lost, to its own size, or without one of the units
        ("softmax", r"\sum_{i=1}^{n_1} w^2_{ij}", r"w^2_{ij}", 0, r"\sum_{i=1}^{n_1}"),
        ("softmax", r"\sum_{k \neq j} \hat y_k", r" \hat y_k", 0, r"\sum_{k \neq j}"),
    ],
)
def test_the_slip_is_found_and_put_right(name: str, right: str, wrong: str, nth: int, repair: str) -> None:
    text, line = mutated(name, right, wrong, nth)
    findings = found(check_text(text))
    assert [(f.line, (f.repair or "").removeprefix(r"\cdot").strip(" +")) for f in findings] == [(line, repair)]


def test_what_holds_for_two_units_alone_is_no_repair() -> None:
    text, line = mutated("softmax", r"-\hat y_j (1 - y_j) + \sum", r"-\hat y_j + \sum")
    assert [(f.line, f.repair) for f in found(check_text(text))] == [(line, None)]


def test_of_two_false_steps_only_the_side_between_them_is_wrong() -> None:
    text, line = mutated("softmax", r"-\hat y_j (1 - y_j) + \sum_{k", r"\sum_{k")
    assert [f.line for f in found(check_text(text))] == [line]


def test_a_claim_about_a_function_is_no_condition_on_its_argument() -> None:
    text, line = mutated("scalar", "&= 1-f(u)^2", "&= 1")
    assert [(f.line, f.code) for f in found(check_text(text))] == [(line, "D301")]


def test_an_array_that_lists_its_entries_is_no_circle() -> None:
    text = "$$S = W b_1 + b_2$$\n\n$$b_1 = \\left( \\begin{array}{c} b_{1} \\\\ \\ldots \\\\ b_{10} \\end{array} \\right)$$\n"
    assert found(check_text(text)) == []


def test_a_name_that_is_differentiated_no_more_is_given() -> None:
    text, line = mutated("softmax", r"\frac{\partial y_j}{\partial z^2_j} &=", r"\frac{\partial \hat y_j}{\partial z^2_j} &=")
    wrong = text.replace(r"&= \sum_{k=1}^{n_2} w^2_{jk} \delta^2_k", r"&= \sum_{k=1}^{n_2} \delta^2_k \delta^2_k")
    assert wrong != text
    assert [f.line for f in found(check_text(wrong))] == [line, 131]


def test_the_head_again_is_no_repair() -> None:
    text, line = mutated("softmax", r"&= y_j \cdot (1 - y_j)", "&= y_j")
    findings = found(check_text(text))
    assert [f.line for f in findings] == [line]
    assert r"\partial" not in (findings[0].repair or "")


def test_in_a_recurrence_over_layers_no_name_is_put_in_the_place_of_another_for_its_shape() -> None:
    text = (
        "$$z^l = W^l a^{l-1} + b^l$$\n\n$$a^l = \\sigma(z^l)$$\n\n$$\\delta^l = (W^{l+1})^T \\cdot \\delta^{l+1} \\odot \\sigma'(z^l)$$\n\n"
        "$$h_t = \\tanh(W_h h_{t-1} + x_t)$$\n"
    )
    assert found(check_text(text)) == []


def test_what_holds_as_zero_where_a_function_is_constant_speaks_against_no_repair() -> None:
    text, line = mutated("matrix", r"\frac{1}{1+e^{-u}} \\[8pt]", r"\frac{1}{1} \\[8pt]")
    other = r"&= \delta^1 x^T"
    assert other in text
    text = text.replace(other, other.replace("x^T", r"\cdot \delta^1 x^T"))
    findings = found(check_text(text))
    assert (line, "+e^{-u}") in [(f.line, (f.repair or "").replace(" ", "")) for f in findings]
