r"""Equations that claim nothing of the values of their sides aren't called wrong: conditions, sets, orders of growth, other bases of logarithms."""

from __future__ import annotations

import pytest

from derive.judgement.checker import Report
from tests.support import check_text, found

CASES = [
    pytest.param(r"Take $s = x + 1$, with $\|s\|_2 = 1$.", id="a length"),
    pytest.param(r"$$ \max_x x^T A x \quad \text{subject to } \|x\|_2^2 = 1 $$", id="a constraint"),
    pytest.param(r"$$ \mathbb{R}^{N} = \mathbb{R}^{H_0} $$ where $x \in \mathbb{R}^N$ and $w \in \mathbb{R}^{N \times H_1}$.", id="spaces"),
    pytest.param(r"The cost is $O((2^D - 1) d (l - 1)) = O(2^D l d)$.", id="orders of growth"),
    pytest.param(r"If $s$ is a scalar, then $s^T = s$." + "\n\n$$ y = W s $$", id="a scalar is its own transpose"),
    pytest.param(r"$$ f(x) = w x + b = (w p + b) + r = 0 + r $$" + "\n\n$$ x = p + r / w $$", id="a term that is zero there"),
    pytest.param(r"$\log(\frac{4}{3}) = 0.124939$", id="logarithms to the base 10"),
    pytest.param(r"$\log(\frac{4}{2}) = 1$", id="logarithms to the base 2"),
    pytest.param(r"Eigenvectors: $A v = \lambda v$. Here $A = \begin{bmatrix} 2 & 1 \\ 1 & 2 \end{bmatrix}$.", id="eigenvectors"),
    pytest.param(
        r"As $\sum_{i=1}^N \alpha_i = 1$ and $\alpha_i = \frac{1}{m} \sum_j g_{ji}$, $$ \lambda \sum_{i=1}^N \alpha_i = \lambda $$",
        id="numbers that are said to add up to one",
    ),
    pytest.param(
        "$$ z_i = \\sigma(a_i) = \\frac{e^{a_i}}{\\sum_k e^{a_k}}, \\qquad \\frac{\\partial z_i}{\\partial a_i} = \\frac{e^{a_i}}{\\sum_k e^{a_k}} - \\frac{e^{2 a_i}}{(\\sum_k e^{a_k})^2} $$",
        id="a function that is told for whole layers",
    ),
    pytest.param(
        r"$f_j = \mathbf{w}_j^T \mathbf{x}_i + b_j$ for $i=1,\dots,N$."
        + "\n\n"
        + r"$$ \frac{\partial f_k}{\partial \mathbf{w}_j} = \mathbf{x}_j \mathbb{1}(j = k) $$",
        id="a name that leaves out which sample",
    ),
    pytest.param(
        "$$ L = -s_0 + \\log \\sum_{i=0}^5 e^{s_i} $$\n\n"
        "$$ \\frac{\\partial L}{\\partial s_0} = \\frac{\\partial [-\\log(\\frac{1}{1 + e^{-s_0}}) - \\sum_{i=1}^5 \\log(1 - \\frac{1}{1 + e^{-s_i}})]}{\\partial s_0} $$",
        id="another loss is written out",
    ),
    pytest.param("It has its minimum at $y = -1, 0, 2$. $$ \\frac{\\partial y}{\\partial x} = 3 $$", id="a list of places"),
]


def errors(text: str) -> list[str]:
    return [f.code for f in found(check_text(text))]


@pytest.mark.parametrize("text", CASES)
def test_no_claim_no_error(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$$ E = \\frac{1}{2} \\|v\\|^2 $$\n\n$$ \\frac{\\partial E}{\\partial v} = 2 v $$", id="a norm that is differentiated"),
        pytest.param("$$ f(x) = x^2 + 3 x, \\qquad f'(x) = 0 + 3 $$", id="a zero for a derivative"),
        pytest.param(r"$\log(\frac{4}{3}) = 0.224939$", id="logarithms to no base"),
        pytest.param(r"$\ln(\frac{4}{3}) = 0.124939$", id="natural logarithms"),
        pytest.param("$$ h_t = \\tanh(w h_{t-1} + u x_t) $$\n\n$$ h_t = \\tanh(w h_{t-1} - u x_t) $$", id="a recurrence"),
    ],
)
def test_a_claim_is_one(text: str) -> None:
    assert errors(text) != []


def outcomes(report: Report) -> list[str]:
    return [verdict.outcome for verdict in report.verdicts.values()]


@pytest.mark.parametrize("derivative", [r"\frac{\partial}{\partial w} Q(w)", r"\frac{\partial Q(w)}{\partial w}", r"\nabla_w Q(w)"])
def test_a_function_of_an_array_is_no_function_of_its_entries(derivative: str) -> None:
    text = r"$$ Q(w) = (y - Xw)^T (y - Xw) $$" + "\n\n" + rf"$$ {derivative} = -2 X^T (y - X w) $$" + "\n\n$$ Q(w_0) = (y - X w_0)^T (y - X w_0) $$"
    assert outcomes(check_text(text)) == ["defined", "proved", "proved"]
    assert "refuted" in outcomes(check_text(text.replace("-2 X^T", "2 X^T")))


def test_the_argument_of_a_chain_about_a_function_of_an_array() -> None:
    text = r"$$ Q(w) = (y - Xw)^T(y - Xw) = y^T y - 2 w^T X^T y + w^T X^T X w $$"
    assert outcomes(check_text(text)) == ["defined", "proved"]
    assert outcomes(check_text(text.replace("- 2 w^T", "+ 2 w^T")))[1] != "proved"


def test_a_letter_and_its_transpose() -> None:
    report = check_text(r"$$ A = X X^T, \qquad B = XX^T, \qquad A = B $$")
    assert outcomes(report) == ["defined", "defined", "proved"]


def test_thin_spaces_between_formulas() -> None:
    gap = r"\,\,\,\,\,\,\,\,\,\,"
    report = check_text(rf"$$ g'(w) = \frac{{\mathrm{{d}}}}{{\mathrm{{d}}w}} g(w) {gap} g''(w) = \frac{{\mathrm{{d}}^2}}{{\mathrm{{d}}w^2}} g(w), \quad g(w) = w^3 $$")
    assert outcomes(report) == ["proved", "proved", "defined"]
    assert not found(report)


def test_the_number_of_an_equation_is_no_side() -> None:
    rows = "\\begin{aligned} \\frac{\\partial E}{\\partial c} &= 2 c \\quad\\quad (20) \\\\ &= c + c \\quad (21) \\end{aligned}"
    assert outcomes(check_text(f"$$ E = c^2 $$\n\n$$ {rows} $$")) == ["defined", "proved", "proved"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$$ g(x) = \\max(f(x, y), 1), \\qquad g'(x) = 2 $$", id="a derivative of several arguments"),
        pytest.param("$$ \\sum y = 1 $$", id="a sum over nothing"),
    ],
)
def test_what_was_an_exception(text: str) -> None:
    assert "refuted" not in outcomes(check_text(text))
