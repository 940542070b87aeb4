"""Which quantity a script names: a word behind a bracket, the letter of a moment above a vector, a sum as an index."""

from __future__ import annotations

import pytest

from tests.support import check_text


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


def errors(text: str) -> list[str]:
    return [d.code for d in check_text(text).diagnostics if d.severity == "error"]


PARTS = r"""
$$ \left( \vec{s}_1^{(t)} \right)_\text{below} = A x^{(t)} + c $$

$$ \left( \vec{s}_1^{(t)} \right)_\text{past} = B \vec{g}_1^{(t-1)} $$

$$ \vec{s}_1^{(t)} = \left( \vec{s}_1^{(t)} \right)_\text{below} + \left( \vec{s}_1^{(t)} \right)_\text{past} $$
"""


def test_a_word_behind_a_bracket_names_a_part() -> None:
    assert outcomes(PARTS) == ["defined"] * 3


def test_a_vector_has_no_powers() -> None:
    text = r"$$ \mathbf{s}^{t} = G(\mathbf{s}^{t-1}, \mathbf{x}^{t}) $$" + "\n\n" + r"$$ G(\mathbf{s}^{t-1}, \mathbf{x}^{t}) = \mathbf{s}^t $$"
    assert outcomes(text + "\n") == ["defined", "proved"]


def test_the_letter_of_a_sum_in_an_index() -> None:
    text = r"$$ J = \sum_j G(w_{c+j}, v_c, x_c) $$" + "\n\n" + r"$$ \frac{\partial J}{\partial u_k} = \sum_j \frac{\partial}{\partial u_k} G(w_{c+j}, v_c, x_c) $$"
    assert not errors(text + "\n")
    assert errors(text.replace("w_{c+j}", "w_{c}") + "\n") == ["D205", "D205"]


ENTRIES = r"""
$$ a_j^l = g \left( \sum_k w_{jk}^l a_k^{l-1} + b_j^l \right) $$

Let $s^l \equiv w^l a^{l-1} + b^l$, where $s^l \in \mathbb{R}^d$; then $a^l \equiv g(s^l)$.

$$ s_k^{l+1} = \sum_j w_{kj}^{l+1} a_j^l + b_k^{l+1} = \sum_j w_{kj}^{l+1} g(s_j^l) + b_k^{l+1} $$
"""


def test_what_is_said_to_be_a_vector_has_its_entries() -> None:
    assert outcomes(ENTRIES)[-1] == "proved"
    assert outcomes(ENTRIES.replace("g(s_j^l)", "g(s_k^l)"))[-1] == "refuted"


@pytest.mark.parametrize("behind", ["-dimensional", " hidden units", "维"])
def test_what_counts_something_is_a_number(behind: str) -> None:
    text = f"The first is $D_x${behind}, and so is $H${behind} here.\n\n$$ z = A x + c^T \\qquad D_x \\cdot H + H = H \\cdot (D_x + 1) $$\n"
    assert outcomes(text)[-1] == "proved"
