r"""Equations that claim nothing of the values of their sides aren't called wrong: conditions, sets, orders of growth, other bases of logarithms."""

from __future__ import annotations

import pytest

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
    pytest.param(
        "$$ x_{k+1} = x_k - \\alpha_k \\nabla h_{i_k}(x_k), \\quad \\nabla h $$\n\n$$ x_{k+1} = x_k - \\alpha_k s_{i_k} $$", id="another method"
    ),
    pytest.param(
        "$$ \\mathbf{m}^{k-1} = \\beta \\mathbf{m}^{k-2} - (1 - \\beta) \\nabla h(\\mathbf{v}^{k-1}) $$\n\n"
        "$$ \\mathbf{v}^k = \\mathbf{v}^{k-1} + \\eta \\mathbf{m}^{k-1} $$\n\n$$ \\mathbf{v}^k = \\mathbf{v}^{k-1} + \\eta \\mathbf{m}^{k-1} $$\n\n"
        "$$ m^0_j = \\frac{\\partial}{\\partial v_j} h(\\mathbf{v}^0) $$",
        id="a momentum",
    ),
    pytest.param(
        r"$$ q_w(\mathbf{u}) = \frac{e^{-h_w(\mathbf{u})}}{K_w}, \qquad K_w = \int e^{-h_w(\mathbf{u})} d\mathbf{u} $$"
        r"$$ \log q_w(\mathbf{u}) = -h_w(\mathbf{u}) - \log K_w $$"
        r"$$ \nabla_\mathbf{u} \log q_w(\mathbf{u}) = -\nabla_\mathbf{u} h_w(\mathbf{u}) $$ Here $h_w$ is known, and"
        r"$$ \nabla_\mathbf{u} \log q_w(\mathbf{u}) = -\nabla_\mathbf{u} h_w(\mathbf{u}) $$",
        id="an integral that isn't read",
    ),
    pytest.param(
        r"$$ u_l = p_{B_l}(c_{l-1}), \qquad c_l = \sigma_l(u_l) $$"
        r"$$ S_L = \nabla q(u_L)^T = \nabla \sigma_L(u_L)^T \cdot \nabla K(c_L)^T $$"
        r"$$ S_l = \nabla r_l(u_l)^T \cdot S_{l+1} = \nabla \sigma_l(u_l)^T \cdot B_{l+1}^T \cdot S_{l+1} $$"
        r"$$ S_1 = \nabla p_{B_1}(c_0)^T \cdot S_2 = B_1^T \cdot S_2, \qquad \epsilon_L = \nabla \sigma_L(u_L)^T \cdot \nabla K(c_L)^T $$",
        id="gradients at places",
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


def test_a_determinant_is_no_norm() -> None:
    report = check_text(r"$$ y = A x, \qquad h = \tanh(A x + b) $$ and $|A| = |A^T|$")
    assert [verdict.outcome for verdict in report.verdicts.values()][-1] == "undecided"
