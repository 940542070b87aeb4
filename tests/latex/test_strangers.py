"""Spellings that were met in documents of strangers."""

from __future__ import annotations

from tests.support import check_text


def outcomes(text: str) -> list[str]:
    return [verdict.outcome for verdict in check_text(text).verdicts.values()]


def test_delimiters_with_an_escaped_backslash() -> None:
    text = "Let \\\\(a = 2 b\\\\).\n\n\\\\[ \\frac{da}{db} = 2 \\\\]\n\n| a \\\\[4pt] b |\n"
    assert outcomes(text) == ["defined", "proved"]


def test_macros_between_them() -> None:
    text = "\\\\(\n\\newcommand{\\din}{\\mathord{d_0}}\n\\def\\twice#1{2 #1}\n\\\\)\n\n$$ a = \\twice{\\din} $$\n\n$$ \\frac{\\partial a}{\\partial \\din} = 2 $$\n"
    assert outcomes(text) == ["defined", "proved"]


def test_matrices_that_say_how_they_are_aligned() -> None:
    text = "$$ A = \\begin{bmatrix*}[r] 1 & 2 \\\\ -3 & x \\end{bmatrix*} $$\n"
    assert outcomes(text) == ["defined"]


def test_e_is_eulers_number_below_a_negative_exponent() -> None:
    text = "$$ e^{(t)} = x^{(t)} - y^{(t)} $$\n\n$$ \\tanh(u) = \\frac{1 - e^{-2u}}{1 + e^{-2u}} $$\n"
    assert outcomes(text)[-1] == "proved"


def test_a_square_is_no_index_because_a_star_is() -> None:
    text = "$$ x^* = 2 $$\n\n$$ E = w x^2 + x $$\n\n$$ \\frac{\\partial E}{\\partial x} = 2 w x + 1 $$\n"
    assert outcomes(text)[-1] == "proved"
