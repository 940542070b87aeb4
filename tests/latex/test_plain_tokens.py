"""Frames around statements, signs of multiplication in two pieces, conditions in brackets, and words of other packages."""

from __future__ import annotations

import pytest

from tests.support import check_text


def outcomes(text: str) -> list[str]:
    """What became of each step."""
    return [v.outcome for v in check_text(text).verdicts.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("$$\\boxed{\nz = a + b = b + a\n}$$", ["defined", "proved"], id="a box around a statement"),
        pytest.param("$$ z = \\boxed{a + b} = b + a $$", ["defined", "proved"], id="a box around a side"),
        pytest.param("$$ z = \\bbox[yellow,5px,border: 2px solid red]{a + b} = b + a $$", ["defined", "proved"], id="a coloured box"),
        pytest.param("$$ z = u \\cdot * v = u \\odot v $$", ["defined", "proved"], id="a star behind a dot"),
        pytest.param("$$ z = u .* v = v \\odot u $$", ["defined", "proved"], id="a dot before a star"),
        pytest.param("$$ z = p.q + 3 p = q p + 3 p $$", ["defined", "proved"], id="a full stop between two letters"),
        pytest.param("$$ z = p. \\quad q = 2 p $$", ["defined", "defined"], id="a full stop ends a sentence"),
        pytest.param("$$ z = u + v = v + u \\quad (1 \\leq i \\leq n) $$", ["defined", "proved"], id="a condition in brackets"),
        pytest.param("$$ x \\in \\R^n, \\quad \\norm{x}^2 = x^T x = \\abs{x^T x} $$", ["proved", "undecided"], id="words of other packages"),
        pytest.param("$$\\begin{aligned} a &= 2 \\\\ \\shortintertext{so} c &= 3 \\end{aligned}$$", ["defined", "defined"], id="a short text between rows"),
        pytest.param("$$ \\begin{pmatrix} 1, 2, 3 \\end{pmatrix} = \\begin{pmatrix} 1 & 2 & 3 \\end{pmatrix} $$", ["proved"], id="entries between commas"),
        pytest.param("$$ z = \\begin{pmatrix} z_1, z_2, \\dots, z_n \\end{pmatrix}^T $$", ["defined"], id="a column that is listed in a row"),
    ],
)
def test_it_is_read(text: str, expected: list[str]) -> None:
    assert outcomes(text) == expected


def test_an_authors_own_command_is_his() -> None:
    assert outcomes("$$\\newcommand{\\norm}[1]{#1 + 1}$$\n\n$$ z = \\norm{x} = x + 1 $$")[-1] == "proved"


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("L = \\|a\\|^2 = a^T a", "proved"),
        ("L = (a^T a) b = b (a^T a)", "proved"),
        ("L = a^T W b = b^T W^T a", "proved"),
        ("L = \\|a\\|^2 = 2 a^T a", "refuted"),
        ("L = a^T b = a^T a", "refuted"),
    ],
)
def test_a_row_by_a_column_is_a_number(claim: str, outcome: str) -> None:
    assert outcomes(f"$a, b \\in \\mathbb{{R}}^n$, $W \\in \\mathbb{{R}}^{{n \\times n}}$\n\n$$ {claim} $$")[-1] == outcome
