"""Arrays that are written out tell what the entries of others are, where nothing else does."""

from __future__ import annotations

import pytest

from tests.support import check_text

LINEAR = r"$$ \begin{bmatrix} z_1 \\ z_2 \end{bmatrix} = \begin{bmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{bmatrix} \begin{bmatrix} x_1 \\ x_2 \end{bmatrix} + \begin{bmatrix} b_1 \\ b_2 \end{bmatrix} $$" "\n\n"
LOSS = r"$$ C = z_1^2 + z_2^2 $$" "\n\n"


def outcomes(text: str) -> list[str]:
    """What became of each step."""
    return [v.outcome for v in check_text(text).verdicts.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(LINEAR + LOSS + r"$$ \frac{\partial C}{\partial w_{12}} = 2 z_1 x_2 $$", "proved", id="a product and a sum"),
        pytest.param(LINEAR + LOSS + r"$$ \frac{\partial C}{\partial w_{12}} = 2 z_2 x_2 $$", "refuted", id="a wrong entry"),
        pytest.param(LINEAR + LINEAR.replace("b_2", "b_1"), "refuted", id="the second time it is a claim"),
        pytest.param(
            r"$$ \begin{bmatrix} h_1 & h_2 \end{bmatrix} = \tanh\left( \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}^T \right) \odot \begin{bmatrix} c & 2 \end{bmatrix} $$" "\n\n" r"$$ \frac{\partial h_2}{\partial x_2} = 2 (1 - \tanh(x_2)^2) $$",
            "proved", id="a function, a transpose and a product by entries"),
        pytest.param(
            r"$$ \begin{bmatrix} u_1 \\ u_2 \end{bmatrix} = \begin{bmatrix} \begin{matrix} x_1 k_1 + \\ x_2 k_2 \end{matrix} \\ x_2 k_1 + x_3 k_2 \end{bmatrix} $$" "\n\n" r"$$ \frac{\partial u_1}{\partial x_2} = k_2 $$",
            "proved", id="a sum in two lines of a cell"),
        pytest.param("$$ z_1 = x_1 $$\n\n" + LINEAR, "undecided", id="not where a name has a definition"),
    ],
)  # fmt: skip
def test_entries(text: str, expected: str) -> None:
    assert outcomes(text)[-1] == expected


def test_softmax_is_no_function_of_single_entries() -> None:
    text = r"$$ \begin{bmatrix} p_1 \\ p_2 \end{bmatrix} = \operatorname{softmax} \left( \begin{bmatrix} x_1 \\ x_2 \end{bmatrix} \right) $$"
    assert outcomes(text + "\n\n" + r"$$ \frac{\partial p_1}{\partial x_2} = 0 $$")[-1] != "proved"


def test_two_sizes_that_tell_each_other_are_no_circle() -> None:
    sizes = "$$ m = n - k + 1 $$\n\n$$ n = m + (k - 1) $$\n\n"
    report = check_text(sizes + r"$$ y_i = \sum_{j=1}^{n} w_{ij} x_j $$" "\n\n" r"$$ \frac{\partial y_i}{\partial x_j} = w_{ij} $$")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "proved", "defined", "proved"]
