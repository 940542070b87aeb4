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
