"""Documents whose vectors are rows, and products that shapes alone tell apart."""

from __future__ import annotations

import pytest

from tests.support import check_text

ONE_ROW = r"""
$$ z = x W + b \qquad a = \sigma(z) \qquad E = \frac12 \|a - t\|^2 $$

$$ \delta = \frac{\partial E}{\partial z} = (a - t) \odot \sigma'(z) $$

$$ \frac{\partial E}{\partial W} = x^T \delta \qquad \frac{\partial E}{\partial x} = \delta W^T \qquad \frac{\partial E}{\partial b} = \delta $$
"""

MANY_ROWS = r"""
$$ Z = X W \qquad A = \sigma(Z) \qquad O = A V \qquad E = \frac12 \|O - T\|^2 $$

$$ \frac{\partial E}{\partial V} = A^T (O - T) $$

$$ \frac{\partial E}{\partial W} = X^T \left( (O - T) V^T \odot \sigma'(Z) \right) $$
"""

COLUMNS = r"""
$$ z = W x + b \qquad a = \sigma(z) \qquad E = \frac12 \|a - t\|^2 $$

$$ \frac{\partial E}{\partial W} = \left( (a - t) \odot \sigma'(z) \right) x^T \qquad \frac{\partial E}{\partial x} = W^T \left( (a - t) \odot \sigma'(z) \right) $$
"""


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


@pytest.mark.parametrize("text", [ONE_ROW, MANY_ROWS, COLUMNS])
def test_each_layout_is_understood(text: str) -> None:
    report = check_text(text)
    assert set(outcomes(text)) == {"defined", "proved"}
    assert {v.sizes for v in report.verdicts.values() if v.outcome == "proved"} == {"all"}


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (ONE_ROW, r"x^T \delta", r"x^T \delta^2"),
        (ONE_ROW, r"(a - t) \odot", r"(t - a) \odot"),
        (MANY_ROWS, r"A^T (O - T)", r"A^T (O + T)"),
        (MANY_ROWS, r"(O - T) V^T", r"O V^T"),
        (COLUMNS, r"W^T \left", r"2 W^T \left"),
    ],
)
def test_a_slip_is_not_proved_in_any_layout(text: str, right: str, wrong: str) -> None:
    assert right in text
    assert "refuted" in outcomes(text.replace(right, wrong, 1))


def test_rows_need_more_than_one_step_that_does_not_fit() -> None:
    """A lost transposition doesn't turn the vectors of a document on their side."""
    report = check_text(COLUMNS.replace(r"W^T \left", r"W \left") + "\n$$ u = W^T x $$\n")
    assert not report.derivation.row_vectors


def test_a_capital_behind_a_vector_is_a_matrix() -> None:
    """Taken for a number, its gradient would hold as well: a row by a column is a number."""
    report = check_text("$$ y = h W + b \\qquad E = \\frac12 \\|y - t\\|^2 \\qquad \\frac{\\partial E}{\\partial W} = h^T (y - t) $$\n")
    assert report.derivation.row_vectors
    assert report.verdicts[3].outcome == "proved"


NUMBER = r"""
$$ z = x W + b \qquad E = \frac12 \|z - t\|^2 $$

$$ \frac{\partial E}{\partial W} = x^T (z - t) \qquad \frac{\partial E}{\partial x} = (z - t) W^T $$
"""


def test_a_lost_transposition_does_not_hide_behind_a_number() -> None:
    """With ``W`` a number all would hold, with vectors in rows one step wouldn't; nobody says which."""
    assert outcomes(NUMBER)[-1] == "proved"
    report = check_text(NUMBER.replace("W^T", "W"))
    assert report.verdicts[4].outcome == "undecided"
    assert "W is a number" in report.verdicts[4].reason


def test_a_matrix_in_front_of_a_row_is_no_number_that_proves_a_step() -> None:
    """With rows the ``A`` of a section in columns would be a number."""
    section = NUMBER.replace("z", "v").replace("x", "r").replace("W", "B").replace("E", "F")
    text = COLUMNS.replace("a - t", "z - t").replace(r" \odot \sigma'(z)", "").replace(r"W^T \left", r"W \left").replace("W", "A") + section
    assert outcomes(text)[4] != "proved"


INDICES = r"""
$$ z_j = \sum_i x_i W_{ij} \qquad E = \frac12 \sum_j (z_j - t_j)^2 \qquad \delta_j = \frac{\partial E}{\partial z_j} = z_j - t_j $$

$$ z = x W \qquad \frac{\partial E}{\partial W} = \delta^T x \qquad \frac{\partial E}{\partial x} = \delta W^T $$
"""


def test_where_one_step_speaks_for_rows_and_one_against_nothing_is_said() -> None:
    """Taken for columns, ``\\delta W^T`` would be called wrong because of the slip beside it."""
    assert outcomes(INDICES)[-2:] == ["refuted", "undecided"]
    assert outcomes(INDICES.replace(r"\delta^T x", r"x^T \delta"))[-2:] == ["proved", "proved"]


SMALL = r"""
$$ z = x w \qquad h = \sigma(z) \qquad o = h v \qquad E = \frac12 \|o - t\|^2 $$

$$ \frac{\partial E}{\partial v} = h^T (o - t) \qquad \frac{\partial E}{\partial h} = (o - t) v^T $$

$$ \frac{\partial E}{\partial w} = x^T ((o - t) v^T \odot \sigma'(z)) $$
"""


def test_small_letters_behind_rows_are_matrices() -> None:
    assert set(outcomes(SMALL)) == {"defined", "proved"}
    assert outcomes(SMALL.replace("= x^T ((o - t)", "= x^T ((o + t)"))[-1] == "refuted"


@pytest.mark.parametrize("slip", ["h^T", "v^T $$"])
def test_a_transposition_lost_among_small_letters_is_not_laid_on_others(slip: str) -> None:
    found = outcomes(SMALL.replace(slip, slip.replace("^T", ""), 1))[-3:]
    lost = 0 if slip == "h^T" else 1
    assert found[lost] != "proved"
    assert "refuted" not in found[:lost] + found[lost + 1 :]


def test_a_capital_behind_a_vector_may_be_a_number_and_is_not_called_wrong() -> None:
    text = NUMBER.replace("E =", r"u = z T \qquad E =").replace(r"\|z - t", r"\|u - t").replace("(z - t) W^T", "T (u - t) W^T")
    text = text.replace("x W", "W x").replace("T (u - t) W^T", "T W^T (u - t)").replace("x^T (z - t)", "T (u - t) x^T")
    assert "refuted" not in outcomes(text)


PRIMED = MANY_ROWS.replace(r"V^T \odot \sigma'(Z)", r"V^T \sigma'(Z)")


def test_a_derivative_entry_by_entry_is_multiplied_entry_by_entry() -> None:
    assert set(outcomes(PRIMED)) == {"defined", "proved"}
    assert "refuted" in outcomes(PRIMED.replace(r"(O - T) V^T", r"O V^T"))


@pytest.mark.parametrize("sign", [r"\odot", ""])
def test_what_shapes_tell_is_not_called_wrong(sign: str) -> None:
    """Without brackets the whole product on the left is meant to be multiplied entry by entry, if the shapes let it."""
    text = MANY_ROWS.replace(r"\left( (O - T) V^T \odot \sigma'(Z) \right)", rf"(O - T) V^T {sign} \sigma'(Z)")
    assert outcomes(text)[-1] == "undecided"
    assert outcomes(text.replace(r"X^T (O - T)", r"X^T (O + T)"))[-1] == "refuted"


RECURRENT = r"""
$$ h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h) \qquad y_t = h_t W_{hy} + b_y $$

$$ L = \frac12 \sum_{t=1}^T \|y_t - d_t\|^2 \qquad \frac{\partial L}{\partial y_t} = y_t - d_t $$

$$ \frac{\partial L}{\partial W_{hy}} = \sum_{t=1}^T h_t^T (y_t - d_t) $$
"""

ATTENTION = r"""
$$ Q = X W_Q \qquad K = X W_K \qquad V = X W_V \qquad S = Q K^T \qquad O = S V \qquad L = \frac12 \|O - Y\|^2 $$

$$ \frac{\partial L}{\partial V} = S^T (O - Y) \qquad \frac{\partial L}{\partial S} = (O - Y) V^T $$

$$ \frac{\partial L}{\partial Q} = (O - Y) V^T K \qquad \frac{\partial L}{\partial W_V} = X^T S^T (O - Y) $$
"""


@pytest.mark.parametrize("text", [RECURRENT, ATTENTION])
def test_names_below_a_matrix_tell_what_it_lies_between(text: str) -> None:
    assert set(outcomes(text)) == {"defined", "proved"}
    assert "refuted" in outcomes(text.replace("^T (y_t - d_t)", "^T (y_t + d_t)").replace("X^T S^T (O - Y)", "X^T S (O - Y)"))


def test_the_sizes_of_a_space_are_numbers() -> None:
    r"""``\mathbb{R}^{N \times D}`` makes no matrix of ``N``."""
    text = r"""
Let $X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^D$ and $y \in \mathbb{R}^N$.

$$ L = \frac{1}{2N} \|X w - y\|^2 \qquad \frac{\partial L}{\partial w} = \frac{1}{N} X^T (X w - y) $$
"""
    assert outcomes(text) == ["defined", "proved"]
    assert outcomes(text.replace(r"\frac{1}{N} X", "X"))[-1] == "refuted"


def test_a_sign_of_differences_that_is_defined_is_a_name() -> None:
    text = MANY_ROWS.replace("(O - T)", r"\Delta").replace(r"\frac{\partial E}{\partial V}", r"\Delta = O - T \qquad \frac{\partial E}{\partial V}", 1)
    assert outcomes(text).count("proved") == 2
    assert "refuted" in outcomes(text.replace(r"\Delta V^T", r"2 \Delta V^T"))


def test_a_sign_of_differences_before_a_name_that_is_defined_belongs_to_it() -> None:
    text = r"$$ \Delta w = -\eta g \qquad g = x \Delta \qquad v = w + \Delta w \qquad v = w - \eta g \qquad \Delta = y - t $$"
    assert "refuted" not in outcomes(text)
    assert outcomes(text)[3] == "proved"


def test_the_extent_of_an_array_makes_no_matrix_of_its_sizes() -> None:
    text = MANY_ROWS.replace(r"\frac12", r"\frac{1}{2N}").replace("(O - T)", r"\frac{1}{N} (O - T)")
    assert set(outcomes("The samples are the rows of the $N \\times D$ matrix $X$.\n" + text)) == {"defined", "proved"}


def test_what_is_told_of_entries_is_derived_by_the_whole() -> None:
    """No sign of matrices anywhere: ``a`` and ``a_i`` belong together all the same."""
    text = r"$$ L = \sum_i (a_i - y_i)^2 \qquad \frac{\partial L}{\partial a} = 2 (a - y) $$"
    assert outcomes(text) == ["defined", "proved"]
    assert outcomes(text.replace("2 (a - y)", "2 (a + y)"))[-1] == "refuted"


def test_a_lost_index_makes_no_array() -> None:
    text = r"$$ L = \sum_i (a_i - y_i)^2 \qquad a_i = w_i x_i \qquad \frac{\partial L}{\partial w_i} = 2 (a_i - y_i) x_i $$"
    assert outcomes(text)[-1] == "proved"
    assert outcomes(text.replace(r"\partial w_i", r"\partial w"))[-1] == "refuted"


def test_definitions_that_only_rows_give_a_value() -> None:
    r"""With W a matrix, ``x W`` has no value for a column x, however few claims hold."""
    text = r"""
<!-- derive: W is a matrix -->

$$ z = x W + b \qquad p = \tanh(z) \qquad L = \frac12 \|p - y\|^2 $$

$$ \frac{\partial L}{\partial p} = p - y \qquad \frac{\partial L}{\partial x} = ((p-y) \odot (1 - p^2)) W $$
"""
    assert outcomes(text)[3:] == ["proved", "refuted"]
    assert outcomes(text.replace("p^2)) W", "p^2)) W^T"))[3:] == ["proved", "proved"]


def test_what_cannot_be_read_tells_nothing_of_arrays() -> None:
    text = "$$ L = \\sum_i (a_i - y_i)^2 $$\n\n$$ \\frac{\\partial L}{\\partial a} = 2 (a - y) $$\n"
    report = check_text(text + "\n$$ \\frac{1 = $$\n\nand `$\\frac{$` $\\frac{$\n")
    assert [report.verdicts[n].outcome for n in (1, 2)] == ["defined", "proved"]
