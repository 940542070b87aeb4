"""Numbers in rows agree entry by entry, each within its own rounding."""

from __future__ import annotations

import pytest

from tests.support import check_text, found


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        pytest.param("$$ [0.25 \\times 0.5, 0.9 \\times 0.1] = [0.125, 0.09] $$\n", ["proved"], id="a list"),
        pytest.param("$$ [0.25 \\times 0.5, 0.9 \\times 0.1] = [0.125, 0.19] $$\n", ["refuted"], id="a wrong number in it"),
        pytest.param("$$ [0.25, 0.9] = [0.25, 0.9, 1.5] $$\n", ["undecided"], id="lists of two lengths"),
        pytest.param("$$ [0.25, 0.9 x] = [0.25, 0.7] $$\n", ["undecided"], id="what has no value"),
        pytest.param(
            "$$ \\begin{bmatrix} 0.5 - 0.01 & 0.2 \\\\ 0.7 - 0.001 & 1.5 \\end{bmatrix} \\approx \\begin{bmatrix} 0.49 & 0.2 \\\\ 0.60 & 1.5 \\end{bmatrix} $$\n",
            ["refuted"],
            id="a wrong number in a matrix",
        ),
    ],
)
def test_rows_of_numbers(text: str, outcomes: list[str]) -> None:
    assert [v.outcome for v in check_text(text).verdicts.values()] == outcomes


def test_the_entry_is_named() -> None:
    report = check_text("$$ [0.25 \\times 0.5, 0.9 \\times 0.1] = [0.125, 0.19] $$\n")
    assert [(f.code, f.token) for f in found(report)] == [("D303", "0.19")]


def test_what_a_chain_computes_is_judged_whatever_its_head_means() -> None:
    text = "$$ q = w x^2 $$\n\n$$ \\frac{d q}{d x} = 2 w x $$\n\nIn another example $q = u v + k y = 0.5296 + 1.0000 = 1.7296$.\n"
    assert "1.7296" in [f.token for f in found(check_text(text))]


def test_numbers_in_rows_are_computed_as_arrays() -> None:
    """Each line against NumPy: products of rows, matrices and columns, sums, multiples and transposes."""
    import numpy as np

    text = {
        r"[1, 2] \cdot \begin{bmatrix}0.5 & 0.6 \\ 0.7 & 0.8\end{bmatrix} + [0.1, 0.2]": np.array([[1, 2]])
        @ np.array([[0.5, 0.6], [0.7, 0.8]])
        + [0.1, 0.2],
        r"[0.5, 0.6] - 0.1 [-0.187, -0.226]": np.array([[0.5, 0.6]]) - 0.1 * np.array([[-0.187, -0.226]]),
        r"\begin{bmatrix}0.5 \\ 0.25\end{bmatrix} [1, 2]": np.array([[0.5], [0.25]]) @ np.array([[1, 2]]),
        r"[0.5, 0.2] \odot [0.4, 0.3]": np.array([[0.5, 0.2]]) * np.array([[0.4, 0.3]]),
        r"[0.5000, 0.2000]^T": np.array([[0.5], [0.2]]),
    }
    for side, value in text.items():
        rows = r" \\ ".join(" & ".join(f"{entry:.4f}" for entry in row) for row in value)
        right = r"\begin{bmatrix}" + rows + r"\end{bmatrix}"
        (verdict,) = check_text(f"$$ {side} = {right} $$\n").verdicts.values()
        assert verdict.outcome == "proved", side
        off = right.replace(f"{value[-1][-1]:.4f}", f"{value[-1][-1] + 0.01:.4f}")
        (verdict,) = check_text(f"$$ {side} = {off} $$\n").verdicts.values()
        assert verdict.outcome == "refuted", side


def test_a_row_times_a_column_is_a_number() -> None:
    left = "[0.8808, 0.9084] \\cdot [0.9, 0.1]^T + 0.3"
    assert check_text(f"$$ {left} \\approx 1.1836 $$\n").verdicts[1].outcome == "proved"
    assert check_text(f"$$ {left} \\approx 1.2836 $$\n").verdicts[1].outcome == "refuted"
    rows = "$$ [0.5, 0.2] \\cdot [0.4, 0.3] = {} $$\n"
    assert check_text(rows.format("0.26")).verdicts[1].outcome == "proved"  # a scalar product, if it is meant as one
    assert check_text(rows.format("0.36")).verdicts[1].outcome == "refuted"


def test_matrices_that_are_written_out_are_compared_entry_by_entry_where_nothing_runs() -> None:
    units = "$$ z_1 = w_{11} x_1 + w_{12} x_2 $$\n\n$$ z_2 = w_{21} x_1 + w_{22} x_2 $$\n\n"
    product = r"$$ \begin{bmatrix} z_1 \\ z_2 \end{bmatrix} = \begin{bmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{bmatrix} \begin{bmatrix} x_1 \\ x_2 \end{bmatrix} $$"
    assert [v.outcome for v in check_text(units + product).verdicts.values()] == ["defined", "defined", "proved"]
    wrong = product.replace("w_{12} \\\\ w_{21} & w_{22}", "w_{12} \\\\ w_{21} & w_{12}")
    assert [v.outcome for v in check_text(units + wrong).verdicts.values()] == ["defined", "defined", "refuted"]
