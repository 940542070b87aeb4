"""Linear and logistic regression as courses write them: a small w is a vector, functions of vectors, the identity matrix."""

from __future__ import annotations

import pytest

from tests.support import check_text

SIGMOID = r"\sigma(z) = \frac{1}{1+e^{-z}}"
LOSS = r"J = -\big( y \log p + (1-y) \log (1-p) \big)"
SAMPLES = r"""$$ h_\theta(x) = g(\theta^T x), \quad g(z) = \frac{1}{1+e^{-z}} $$

$$ J(\theta) = -\frac{1}{m} \sum_{i=1}^m \left[ y^{(i)} \log h_\theta(x^{(i)}) + (1-y^{(i)}) \log (1 - h_\theta(x^{(i)})) \right] $$

$$ \frac{\partial J}{\partial \theta_j} = \frac{1}{m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)} $$
"""


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values() if v.outcome != "defined"]


@pytest.mark.parametrize("product", [r"w^\top x", r"w^T x", r"\theta^T x", r"x^T w"])
@pytest.mark.parametrize("gradient", [r"\nabla_w J", r"\frac{\partial J}{\partial w}", r"\frac{dJ}{dw}"])
def test_one_neuron(product: str, gradient: str) -> None:
    by = gradient.replace("w", r"\theta") if "theta" in product else gradient
    text = f"$$ p = \\sigma({product} + b), \\quad {SIGMOID}, \\quad {LOSS} $$\n\n$$ {by} = (p - y) x $$\n\n$$ \\frac{{\\partial J}}{{\\partial b}} = p - y $$\n"
    assert outcomes(text) == ["proved", "proved"]
    assert outcomes(text.replace("(p - y) x", "(y - p) x")) == ["refuted", "proved"]


def test_one_layer_with_a_small_weight_stays_a_matrix() -> None:
    text = r"$$ z^l = w^l a^{l-1} + b^l, \quad a^l = f(z^l), \quad \delta^l = \frac{\partial C}{\partial z^l} $$" + "\n\n"
    assert outcomes(text + r"$$ \delta^l = ((w^{l+1})^T \delta^{l+1}) \odot f'(z^l) $$") == ["proved"]


def test_a_function_of_a_vector_is_a_number() -> None:
    assert outcomes(SAMPLES) == ["proved"]
    assert outcomes(SAMPLES.replace("- y^{(i)}) x_j", "+ y^{(i)}) x_j")) == ["refuted"]


def test_a_function_that_is_told_by_itself_has_no_rank() -> None:
    assert outcomes(r"$$ h(x) = h(x)^T x, \quad k(x) = h(x)^T x + 1 $$") == ["undecided"]


@pytest.mark.parametrize("head", [r"J(w)", "J"])
@pytest.mark.parametrize("slope", [r"\nabla_w J", r"\frac{dJ}{dw}", r"\frac{\partial J}{\partial w}", r"\frac{\partial J(w)}{\partial w}", r"\nabla_w J(w)"])
def test_a_loss_that_shows_its_argument(head: str, slope: str) -> None:
    text = f"$$ {head} = \\frac12 (3 w - y)^2 + 2 w $$\n\n$$ {slope} = {{}} (3 w - y) + 2 $$\n"
    assert outcomes(text.replace("{}", "3")) == ["proved"]
    assert outcomes(text.replace("{}", "-3")) == ["refuted"]


def test_least_squares_with_the_identity() -> None:
    text = "$$ J(w) = \\frac{1}{2} \\| X w - y \\|^2 + \\frac{\\lambda}{2} \\|w\\|^2 $$\n\n$$ \\nabla_w J = X^T (X w - y) + \\lambda w $$\n\n"
    assert outcomes(text + r"$$ \nabla_w^2 J = X^T X + \lambda I $$") == ["proved", "proved"]
    assert outcomes(text + r"$$ \nabla_w^2 J = X^T X - \lambda I $$") == ["proved", "refuted"]
    assert outcomes(text + r"$$ \nabla_w^2 J = X X^T + \lambda I $$") == ["proved", "refuted"]


@pytest.mark.parametrize(
    "step", [r"u = (A + \lambda I) x, \quad u = A x + \lambda x", r"v = A x + b, \quad \frac{\partial v}{\partial b} = I", r"u = (A + \lambda I) x, \quad \frac{\partial u}{\partial x} = A + \lambda I"]
)
def test_the_identity_matrix(step: str) -> None:
    assert outcomes(f"$$ {step} $$") == ["proved"]


@pytest.mark.parametrize(
    "text",
    [
        r"$$ h = W I + b, \quad E = \|h - t\|^2, \quad \frac{\partial E}{\partial I} = 2 W^T (h - t) $$",  # an input
        r"$$ I = x + x, \quad h = W x + I, \quad h = W x + 2 x $$",  # it is defined
        r"$$ U = R I, \quad P = U I, \quad P = R I^2 $$",  # a current
    ],
)
def test_another_i(text: str) -> None:
    assert outcomes(text) == ["proved"]


def test_a_layer_on_a_batch() -> None:
    """As in courses with samples in rows: an indicator of a whole array, sums over samples and classes."""
    text = r"""$$ Z = X W_1 + b_1, \quad A = \mathrm{ReLU}(Z), \quad S = A W_2 + b_2 $$

$$ P_{nk} = \frac{e^{S_{nk}}}{\sum_j e^{S_{nj}}}, \quad L = -\frac{1}{N} \sum_n \sum_k Y_{nk} \log P_{nk}, \quad \sum_k Y_{nk} = 1 $$

$$ \frac{\partial L}{\partial S} = \frac{1}{N} (P - Y) $$

$$ \frac{\partial L}{\partial A} = \frac{\partial L}{\partial S} W_2^T, \quad \frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \odot \mathbb{1}[Z > 0] $$
"""
    assert outcomes(text)[-3:] == ["proved"] * 3
    assert outcomes(text.replace("[Z > 0]", "[Z < 0]"))[-1] == "refuted"


def test_vectors_of_a_family_are_added() -> None:
    text = r"$$ s_{ij} = q_i^T k_j, \quad a_{ij} = f(s_{ij}), \quad o_i = \sum_j a_{ij} v_j $$" + "\n\n"
    text += r"$$ \frac{\partial L}{\partial v_j} = \sum_i a_{ij} \frac{\partial L}{\partial o_i}, \quad \frac{\partial L}{\partial a_{ij}} = v_j^T \frac{\partial L}{\partial o_i} $$"
    assert outcomes(text) == ["proved", "proved"]
    assert outcomes(text.replace("= v_j^T", "= -v_j^T")) == ["proved", "undecided"], "a loss that is never defined refutes nothing"


@pytest.mark.parametrize(
    "text",
    [
        r"$$ \sigma = \frac{1}{1+e^{-u}}, \quad \sigma' = \sigma (1 - \sigma) $$",
        r"$$ \sigma(x) = \frac{1}{1+e^{-x}}, \quad \sigma' = \sigma (1 - \sigma) $$",
        r"$$ f(x) = \tanh(x), \quad f' = 1 - f^2 $$",
        r"$$ s = \operatorname{sigmoid}(u), \quad s' = s (1 - s) $$",
    ],
)
def test_a_prime_without_an_argument_is_never_wrong(text: str) -> None:
    """Which argument is meant isn't said: neither a circle nor another symbol."""
    report = check_text(text)
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "undecided"]
    assert not any(d.severity == "error" for d in report.diagnostics)


@pytest.mark.parametrize("color", [r"\color{red}{%s}", r"{\color{red} %s}", r"\textcolor{red}{%s}"])
def test_coloured_formulas_are_read(color: str) -> None:
    text = color % r"z = w x + b" + r", \quad " + color % r"\frac{\partial z}{\partial w} = {}x"
    assert outcomes(f"$$ {text} $$".replace("{}", "")) == ["proved"]
    assert outcomes(f"$$ {text} $$".replace("{}", "-")) == ["refuted"]
