"""Names that may be of one quantity though nothing ties them; variants; units that a step lists."""

from __future__ import annotations

import pytest

from derive.judgement.checker import Report
from tests.support import check_text

UNITS = "$$ a_1 = w_{11} x_1 + w_{21} x_2 $$\n\n$$ a_2 = w_{12} x_1 + w_{22} x_2 $$\n\n"
MEAN = r"$$ m = \frac{1}{N} \sum_i x_i $$" "\n\n"


def outcomes(text: str) -> list[str]:
    """What became of each step."""
    return [v.outcome for v in check_text(text).verdicts.values()]


def errors(report: Report) -> list[str]:
    """The codes of what is reported as wrong."""
    return [d.code for d in report.diagnostics if d.severity in ("error", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            r"$$ z = w x, \quad q = s(z) $$" "\n\n" r"$$ J = - \sum_{i=1}^n t_i \log q_i = - \sum_{i=1}^n t_i \log s(z) $$", id="one sample without its index"
        ),
        pytest.param(UNITS + r"$$ h = \tanh(a) $$" "\n\n" r"$$ \tanh(x w) = h $$", id="a whole of which the members are told"),
        pytest.param(MEAN + r"$$ R = X - m $$" "\n\n" r"$$ \frac{1}{N} \sum_i (x_i - m)^2 = \frac{1}{N} (X - m)^T (X - m) $$", id="a column and its entries"),
        pytest.param("$$ R = u - v $$\n\n$$ c(R) = u^2 = R^2 + 1 $$", id="an argument that the document defines"),
        pytest.param("$$ \\text{RBF} = k(z) = e^{-z^2} $$\n\n$$ h = \\text{RBF}(x \\cdot w) = e^{-(x \\cdot w)^2} $$", id="a word before a bracket is applied"),
        pytest.param("$$ L = - \\sum_{i=1}^n y_i \\log(z_i) $$\n\nFor two classes it is\n\n$$ L = - \\sum_{i=1}^n \\left[y_i \\log(z_i) + (1 - y_i) \\log(1 - z_i)\\right] $$", id="a variant of a loss"),
        pytest.param("$$ a_1 = u_1 + u_2 + u_3, \\quad a_2 = u_1 - u_2 - u_3 $$\n\n$$ C = \\sum_i a_i^2 = a_1^2 + a_2^2 $$", id="two units beside three"),
    ],
)  # fmt: skip
def test_nothing_is_wrong(text: str) -> None:
    assert errors(check_text(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$$ z = w x + b $$\n\n$$ \\frac{\\partial z}{\\partial w} = w $$\n\n$$ z_1 = w_1 x_1, \\quad z_2 = w_2 x_2 $$", id="single letters beside their families"),
        pytest.param("$$ z_j = \\sum_{k=1}^n w_{jk} x_k $$\n\n$$ \\frac{\\partial z_j}{\\partial w_{jk}} = x_j $$", id="a wrong index"),
        pytest.param("$$ h = \\tanh(W x) + w $$\n\n$$ h = \\tanh(W x) - w $$", id="two letters that are told apart"),
        pytest.param("$$ out = s(net) $$\n\n$$ s'(net) = out (1 - out) $$\n\n$$ E = out^2 $$\n\n$$ \\frac{dE}{d\\,out} = 3 out $$", id="a word before a difference multiplies"),
        pytest.param("$$ C = \\sum_i a_i^2 = a_1^2 + 2 a_2^2 $$", id="another sum than the one that is listed"),
    ],
)  # fmt: skip
def test_what_is_wrong_stays_wrong(text: str) -> None:
    assert "refuted" in outcomes(text)


def test_a_definition_is_no_slip_because_everything_vanishes_without_it() -> None:
    steps = [r"$$ g(x) = \frac{1}{1 + e^{-x}}, \quad g'(x) = g(x) (1 - g(x)) $$", UNITS, "$$ g(x w) = h $$", "$$ h = g(a) $$", r"$$ h_1 = g(a_1), h_2 = g(a_2) $$", "$$ C = cost $$"]
    steps += [
        rf"$$ \frac{{\partial C}}{{\partial w_{{{i}{j}}}}} = \frac{{\partial a_{j}}}{{\partial w_{{{i}{j}}}}} \frac{{\partial h_{j}}}{{\partial a_{j}}} \frac{{\partial C}}{{\partial h_{j}}} = x_{i} g'(a_{j}) 2 (h_{j} - y_{j}) $$"
        for i in (1, 2)
        for j in (1, 2)
    ]
    assert errors(check_text("\n\n".join(steps))) == []


def test_a_vector_that_lies_on_its_side() -> None:
    said = r"$x \in \mathbb{R}^{1 \times n}$, $W \in \mathbb{R}^{n \times n}$, $G \in \mathbb{R}^{1 \times n}$" "\n\n"
    assert outcomes(said + r"$$ z = x W $$" "\n\n" r"$$ z^T = W^T x^T $$")[-1] == "proved"
    assert outcomes(r"$x \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$" "\n\n" r"$$ z = W x $$" "\n\n" r"$$ z^T = x^T W^T $$")[-1] == "proved"


TWICE = "$$ z = w a + b = w x + b $$\n\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TWICE + "$$ \\frac{dz}{dw} = x $$", id="two names for one quantity"),
        pytest.param("$$ h_t = u_t^2 $$\n\n$$ S = \\sum_{k=1}^t h_k $$\n\n$$ h_{t+1} - h_t = u_{t+1}^2 - u_t^2 $$", id="a moment behind the last"),
        pytest.param(r"$$ E(O) = 1/n * (d-o)^2 $$" "\n\n" r"$$ \frac{\partial E_{total}}{\partial out_{o}} = \frac{\partial (d_{o} - out_{o})^{2}}{\partial out_{o}} $$" "\n\n" r"$$ v^{+} = v - \eta * \frac{\partial E_{total}}{\partial v} = u - \eta * out_{i2} $$", id="a loss that only a word tells from others"),
        pytest.param("With $w = 0.3$ and $x = 0.5$ we have $y = s(z)$.\n\n$$ s(z) = \\frac{1}{1 + e^{-z}} $$\n\n$$ L = y^2 $$\n\n$$ \\frac{dL}{dw} = 0.94 \\cdot 0.25 = 0.235 $$", id="numbers for a derivative to which nothing leads"),
    ],
)  # fmt: skip
def test_nothing_else_is_wrong(text: str) -> None:
    assert errors(check_text(text)) == []


def test_a_name_that_is_taken_for_another_once_is_a_slip() -> None:
    assert errors(check_text("$$ z = w a + b $$\n\n$$ \\frac{dz}{dw} = x $$\n\n$$ v = 2 x + a $$")) != []


def test_a_one_above_a_differential_should_be_the_sign_alone() -> None:
    report = check_text(r"$$ z_i = \sum_k w_{ik} a_k $$" "\n\n" r"$$ \frac{\partial z_i}{\partial a_j} = \frac{1}{\partial a_j} \sum_k w_{ik} a_k = w_{ij} $$")
    assert [(d.code, d.fix.edits[0].text) for d in report.diagnostics if d.severity == "error" and d.fix] == [("D101", r"\partial")]


def test_entries_beside_a_whole_that_is_defined() -> None:
    r"""In ``L = -\sum_i y_i \log a_i`` beside ``a = \sigma(z)`` the ``a_i`` may be entries of a, so L hangs on z somehow."""
    text = r"$$ a = \frac{1}{1+e^{-z}} $$ $$ L = -\sum_i (y_i \log a_i + (1-y_i) \log(1-a_i)) $$ $$ \frac{\partial L}{\partial z} = a - y $$"
    assert [v.outcome for v in check_text(text.replace("$$ $$", "$$\n\n$$") + "\n").verdicts.values()] == ["defined", "defined", "undecided"]
