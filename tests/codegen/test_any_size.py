"""Documents in indices and matrices: their functions take any size, in the document's own index order."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import codegen.new
from codegen.build import numpy_module
from codegen.network.description import UnsupportedNetwork
from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText
from tests.codegen.reference import FUNCTIONS, LOSSES, module_of

FIXED = "Two layers, matrices with a row for each unit and numbered from one below.\n" + r"""
$$u = W_1 x + c_1$$
$$h = \operatorname{relu}(u)$$
$$v = W_2 h + c_2$$
$$p = \operatorname{softmax}(v)$$
$$L = -t^T \log p$$
"""
LETTERS = r"""
$$z_j = \sum_{i=1}^{n} w_{ij} x_i + b_j$$
$$h_j = \tanh(z_j)$$
$$z_k = \sum_{j=1}^{m} w_{jk} h_j + b_k$$
$$y_k = \tanh(z_k)$$
$$E = \frac12 \sum_{k=1}^{p} (t_k - y_k)^2$$
"""
ANY_DEPTH = r"""
$$z^l = W^l a^{l-1} + b^l$$
$$a^l = \tanh(z^l)$$
$$C = \frac12 \|y - a^L\|^2$$
$$\delta^l = \frac{\partial C}{\partial z^l}$$
"""
UNIT_FIRST_INDICES = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$\sigma(u) = \frac{1}{1+e^{-u}}$$
$$C = \frac12 \sum_j (y_j - a^L_j)^2$$
"""
TWICE = r"""
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$C = \frac12 \|y - a^L\|^2$$
$$\sigma(u) = \frac{1}{1+e^{-u}}$$
$$\delta^L = \nabla_a C \odot \sigma'(z^L)$$
$$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$
In matrices:
$$z^l = w^l a^{l-1} + b^l$$
$$a^l = \sigma(z^l)$$
"""
ONE_OUTPUT = r"""
$$z = \sum_{i=1}^n w_i x_i + b$$
$$p = \frac{1}{1+e^{-z}}$$
$$L = -t \log p - (1-t) \log(1-p)$$
$$\frac{\partial L}{\partial w_i} = (p - t) x_i$$
"""
ROWS = r"""
$$z_1 = x W_1 + b_1$$
$$h = \tanh(z_1)$$
$$z_2 = h W_2 + b_2$$
$$y = \tanh(z_2)$$
$$E = \frac12 \|t - y\|^2$$
$$\frac{\partial E}{\partial z_2} = (y - t) \odot (1 - y^2)$$
$$\frac{\partial E}{\partial W_2} = h^T \frac{\partial E}{\partial z_2}$$
"""
NUMBERS = r"""
$$z_j = \sum_{i=1}^{3} w_{ij} x_i + b_j$$
$$h_j = \tanh(z_j)$$
$$y = \sum_{j=1}^{2} v_j h_j$$
$$E = \frac12 (y - t)^2$$
$$\frac{\partial E}{\partial v_j} = (y-t) h_j$$
"""


def source_of(text: str, **options: Any) -> str:
    return numpy_module(check(read(SourceText("document.md", text))), **options)


@cache
def module(text: str, depth: int | None = None) -> Any:
    return module_of(source_of(text, depth=depth))


def reference(module: Any, args: list[Any], kinds: tuple[str, ...], loss: str, scale: float, unit_first: bool) -> Any:
    """The gradients of the summed loss by imaginary steps, from a forward pass of the test's own."""
    x, target, *parameters = args

    def value(moved: list[Any]) -> Any:
        a = x
        for kind, w, b in zip(kinds, moved[::2], moved[1::2], strict=True):
            a = FUNCTIONS[kind](np.einsum("ni,ji->nj" if unit_first else "ni,ij->nj", a, w) + b)
        return scale * LOSSES[loss](a, target).sum()

    found = []
    for index, parameter in enumerate(parameters):
        gradient = np.empty(parameter.shape)
        for place in np.ndindex(gradient.shape):
            moved = [p.astype(complex) for p in parameters]
            moved[index][place] += 1e-30j
            gradient[place] = value(moved).imag * 1e30
        found.append(gradient)
    return value([p.astype(complex) for p in parameters]).real, found


def compare(module: Any, widths: tuple[int, ...], kinds: tuple[str, ...], loss: str, scale: float, unit_first: bool, samples: int = 7) -> None:
    random = np.random.default_rng(sum(widths))
    parameters = []
    for before, units in itertools.pairwise(widths):
        parameters += [random.normal(size=(units, before) if unit_first else (before, units)), random.normal(size=units)]
    x, target = random.normal(size=(samples, widths[0])), random.uniform(size=(samples, widths[-1]))
    expected, gradients = reference(module, [x, target, *parameters], kinds, loss, scale, unit_first)
    found = module.gradients(x, target, *parameters)
    np.testing.assert_allclose(found.loss, expected, rtol=1e-12)
    for got, wanted in zip(found[1:], gradients, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(module.loss(x, target, *parameters), expected, rtol=1e-12)
    # in blocks, with memory of one's own, and sample by sample
    work = module.Workspace(widths, samples=3)
    for got, wanted in zip(module.gradients(x, target, *parameters, workspace=work)[1:], gradients, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-11, atol=1e-12)
    for got, wanted in zip(module.gradients(x, target, *parameters, reduction="none")[1:], gradients, strict=True):
        np.testing.assert_allclose(got.sum(axis=0), wanted, rtol=1e-11, atol=1e-12)
    single = module.gradients(*(np.float32(v) for v in (x, target, *parameters)))
    assert all(g.dtype == np.float32 for g in single[1:])


@pytest.mark.parametrize("notation", ["index", "matrix"])
@pytest.mark.parametrize(
    ("activation", "loss", "depth"),
    [("sigmoid", "squared-error", 3), ("tanh", "softmax-cross-entropy", 2), ("relu", "softmax-cross-entropy", 3), ("tanh", "squared-error", 1), ("softplus", "squared-error", 2)],
)
def test_documents_from_a_specification(notation: str, activation: str, loss: str, depth: int) -> None:
    text = codegen.new.write([3, 4, 5, 2][-depth - 1 :], activation, loss, notation)
    softmax = loss == "softmax-cross-entropy"
    kinds = (activation,) * (depth - 1) + ("softmax" if softmax else activation,)
    names = ("cross_entropy", 1.0) if softmax else ("squared", 0.5)
    for widths in ((3, 4, 5, 2), (1, 2, 3, 4), (6, 2, 2, 3)):
        compare(module(text), widths[-depth - 1 :], kinds, *names, notation == "matrix")


def test_matrices_numbered_below() -> None:
    compare(module(FIXED), (4, 3, 5), ("relu", "softmax"), "cross_entropy", 1.0, True)
    assert re.search(r"Layer 1: ``z1 = x @ W1.T \+ c1``, ``a1 = relu\(z1\)`` \(lines? 3", source_of(FIXED)) or "h1 = relu" in source_of(FIXED)


def test_vectors_that_are_rows() -> None:
    compare(module(ROWS), (4, 3, 5), ("tanh", "tanh"), "squared", 0.5, False)


def test_layers_told_apart_by_the_letters_of_their_units() -> None:
    """``z_j`` and ``z_k`` are two layers: taken for one, the network would lose a layer in silence."""
    compare(module(LETTERS), (4, 3, 2), ("tanh", "tanh"), "squared", 0.5, False)


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_a_letter_for_the_number_of_layers(depth: int) -> None:
    compare(module(ANY_DEPTH, depth), (3, 4, 2, 5, 3, 2)[: depth + 1], ("tanh",) * depth, "squared", 0.5, True)
    compare(module(UNIT_FIRST_INDICES, depth), (2, 3, 4, 2, 3, 5)[: depth + 1], ("sigmoid",) * depth, "squared", 0.5, True)


def test_one_output() -> None:
    network = module(ONE_OUTPUT)
    random = np.random.default_rng(1)
    x, t, w, b = random.normal(size=(5, 4)), random.uniform(size=(5, 1)), random.normal(size=(4, 1)), random.normal(size=1)
    p = 1 / (1 + np.exp(-(x @ w + b)))
    found = network.gradients(x, t, w, b)
    np.testing.assert_allclose(found[1], x.T @ (p - t), rtol=1e-12)
    np.testing.assert_allclose(found[2], np.sum(p - t, axis=0), rtol=1e-12)


def test_sizes_that_are_numbers_stay_numbers() -> None:
    assert "3-2-1 units" in source_of(NUMBERS)
    assert module(NUMBERS).check_gradients(*(np.random.default_rng(0).normal(size=s) for s in ((4, 3), (4, 1), (3, 2), 2, (2, 1))))["W1"] < 1e-8


def test_more_than_the_gradient() -> None:
    """Jacobian, input gradient and Hessian-vector product in both orders of the indices are one another's transposes."""
    by_input = module(codegen.new.write([3, 4, 2], "tanh", "softmax-cross-entropy", "index"))
    by_unit = module(codegen.new.write([3, 4, 2], "tanh", "softmax-cross-entropy", "matrix"))
    random = np.random.default_rng(2)
    x, t = random.normal(size=(6, 5)), random.uniform(size=(6, 3))
    p = [random.normal(size=s) for s in ((5, 4), 4, (4, 3), 3)]
    v = [random.normal(size=s) for s in ((5, 4), 4, (4, 3), 3)]
    turned, turned_v = [q.T for q in p], [q.T for q in v]
    np.testing.assert_allclose(by_unit.jacobian(x, *turned), by_input.jacobian(x, *p), rtol=1e-12)
    np.testing.assert_allclose(by_unit.input_gradients(x, t, *turned), by_input.input_gradients(x, t, *p), rtol=1e-11)
    found = by_input.hessian_vector_product(x, t, *p, direction=v)
    for a, b in zip(by_unit.hessian_vector_product(x, t, *turned, direction=turned_v), found, strict=True):
        np.testing.assert_allclose(a.T, b, rtol=1e-10, atol=1e-12)
    step = 1e-6
    forth, back = (by_input.gradients(x, t, *(q + s * w for q, w in zip(p, v, strict=True))) for s in (step, -step))
    for f, b, h in zip(forth[1:], back[1:], found, strict=True):
        np.testing.assert_allclose((f - b) / (2 * step), h, rtol=1e-6, atol=1e-7)


def test_what_is_defined_in_indices_and_in_matrices_is_one_network() -> None:
    """What the loss isn't made of, such as a δ, gives the network no meaning."""
    compare(module(TWICE, 2), (3, 4, 2), ("sigmoid", "sigmoid"), "squared", 0.5, True)


def test_two_meanings_of_one_quantity_are_no_network() -> None:
    with pytest.raises(UnsupportedNetwork, match=r"two definitions give a\^1_1 different meanings"):
        source_of(TWICE.replace("a^l = \\sigma(z^l)", "a^l = \\tanh(z^l)"), depth=2)


def test_an_array_is_what_leads_on_where_its_entries_do_not() -> None:
    """Nothing ties the entries of z in the softmax to the bold z above."""
    text = r"""
$$\mathbf{z_1} = W_1 x$$
$$\mathbf{a_1} = \text{ReLU}(\mathbf{z_1})$$
$$\mathbf{z_2} = W_2 \mathbf{a_1}$$
$$p = \text{softmax}(\mathbf{z_2})$$
$$p_i = \frac{e^{z_{2,i}}}{\sum_{j=1}^k e^{z_{2,j}}}$$
$$L = -\sum_{i=1}^k y_i \log p_i$$
$$\frac{\partial L}{\partial W_2} = (p \sum_{i=1}^k y_i - y) \mathbf{a_1}^T$$
"""
    assert "n0-n1-n2 units, relu, softmax; loss ``-sum(y * log(" in source_of(text)


def test_the_loss_is_what_the_document_differentiates() -> None:
    """δ of a layer is used by nothing either, and depends on as much."""
    text = LETTERS + r"""
$$\delta_k = (y_k - t_k)(1 - y_k^2)$$
$$\delta_j = (1 - h_j^2) \sum_{k=1}^{p} w_{jk} \delta_k$$
$$\frac{\partial E}{\partial w_{jk}} = \delta_k h_j$$
"""
    compare(module(text), (3, 4, 2), ("tanh", "tanh"), "squared", 0.5, False)


ROWS_OF_SAMPLES = r"""
$$Z = X W + b$$
$$H = \tanh(Z)$$
$$S = H V + c$$
$$L = \frac12 \|S - T\|_F^2$$
$$\frac{\partial L}{\partial V} = H^T (S - T)$$
$$\frac{\partial L}{\partial W} = X^T (((S - T) V^T) \odot (1 - H \odot H))$$
"""
COLUMNS_OF_SAMPLES = r"""
$$Z = W X + b$$
$$A = \tanh(Z)$$
$$L = \frac{1}{2m} \|A - Y\|^2$$
$$\frac{\partial L}{\partial W} = \frac1m ((A - Y) \odot (1 - A \odot A)) X^T$$
"""
CLASSES_OF_SAMPLES = r"""
$$z_{nk} = \sum_{i=1}^d x_{ni} w_{ik} + b_k$$
$$p_{nk} = \frac{e^{z_{nk}}}{\sum_{j=1}^K e^{z_{nj}}}$$
$$L = -\frac1N \sum_{n=1}^N \sum_{k=1}^K t_{nk} \log p_{nk}$$
$$\frac{\partial L}{\partial w_{ik}} = \frac1N \sum_{n=1}^N x_{ni} (p_{nk} \sum_{j=1}^K t_{nj} - t_{nk})$$
"""
SAMPLES_ABOVE = r"""
$$z^{(i)} = w^T x^{(i)} + b$$
$$a^{(i)} = \frac{1}{1+e^{-z^{(i)}}}$$
$$\ell^{(i)} = -(y^{(i)} \log a^{(i)} + (1-y^{(i)}) \log (1-a^{(i)}))$$
$$J = \frac1m \sum_{i=1}^m \ell^{(i)}$$
$$\frac{\partial J}{\partial w} = \frac1m \sum_{i=1}^m (a^{(i)} - y^{(i)}) x^{(i)}$$
"""


@pytest.mark.parametrize(
    ("text", "widths", "kinds", "loss", "scale", "unit_first", "letter"),
    [
        (ROWS_OF_SAMPLES, (3, 4, 2), ("tanh", "identity"), "squared", 0.5, False, ""),
        (COLUMNS_OF_SAMPLES, (3, 2), ("tanh",), "squared", 0.5, True, "m"),
        (CLASSES_OF_SAMPLES, (3, 4), ("softmax",), "cross_entropy", 1.0, False, "N"),
    ],
)
def test_a_batch_is_the_network_of_one_sample(
    text: str, widths: tuple[int, ...], kinds: tuple[str, ...], loss: str, scale: float, unit_first: bool, letter: str
) -> None:
    """A document's mean over samples is ``reduction="mean"``, as the module says."""
    compare(module(text), widths, kinds, loss, scale, unit_first)
    assert (f"divided by {letter} in the document" in module(text).__doc__) == bool(letter)


def test_a_mean_over_samples_above() -> None:
    network = module(SAMPLES_ABOVE)
    random = np.random.default_rng(0)
    x, y, w, b = random.normal(size=(5, 3)), random.uniform(size=(5, 1)), random.normal(size=(3, 1)), random.normal(size=1)
    found = network.gradients(x, y, w, b, reduction="mean")
    a = 1 / (1 + np.exp(-(x @ w + b)))
    np.testing.assert_allclose(found.W1, x.T @ (a - y) / 5, rtol=1e-12)
    assert "divided by m in the document" in network.__doc__


def test_derivatives_by_the_inputs_leave_them_inputs() -> None:
    by_input = r"$$\frac{\partial L}{\partial X} = (((S - T) V^T) \odot (1 - H \odot H)) W^T$$"
    compare(module(ROWS_OF_SAMPLES + by_input), (3, 4, 2), ("tanh", "identity"), "squared", 0.5, False)
    text = r"""
$$S = X W$$
$$L = \frac12 \|S - T\|_F^2$$
$$\frac{\partial L}{\partial W} = X^T (S - T)$$
$$\frac{\partial L}{\partial X} = (S - T) W^T$$
"""
    with pytest.raises(UnsupportedNetwork, match="W and X could each be the input: declare which, as in: X is an input"):
        source_of(text)
    for letter, line in (("X", "S1 = X @ W1"), ("W", "S1 = W @ X1.T")):
        assert line in source_of(f"<!-- derive: {letter} is an input -->\n{text}")


def test_a_derivative_by_the_inputs_alone_is_asked_about() -> None:
    text = LETTERS + r"$$\frac{\partial E}{\partial x_i} = \sum_j w_{ij} \frac{\partial E}{\partial z_j}$$"
    with pytest.raises(UnsupportedNetwork, match=r"E is differentiated by x alone.* declare: x is an input"):
        source_of(text)
    compare(module_of(source_of("<!-- derive: x is an input -->\n" + text)), (3, 4, 2), ("tanh", "tanh"), "squared", 0.5, False)


def test_a_divisor_that_counts_units_is_no_mean_over_samples() -> None:
    text = CLASSES_OF_SAMPLES.replace(r"\frac1N", r"\frac1K")
    with pytest.raises(UnsupportedNetwork, match="a factor of L depends on the number of units"):
        source_of(text)


def test_shapes_that_do_not_fit() -> None:
    network = module(codegen.new.write([3, 4, 2], "tanh", "squared-error", "matrix"))
    x, t, w1, b1, w2, b2 = (np.zeros(s) for s in ((5, 3), (5, 2), (4, 3), 4, (2, 4), 2))
    for args, message in (
        ((x, t, w1.T, b1, w2, b2), r"b1 has shape \(4,\), expected \(3,\)"),
        ((x, t, w1, b1, w2.T, b2), r"W2 has shape \(4, 2\), expected \(4, 4\)"),
        ((x, t, w1[0], b1, w2, b2), r"W1 has shape \(3,\), expected two axes"),
        ((x[:, :2], t, w1, b1, w2, b2), r"x has shape \(5, 2\), expected \(N, 3\)"),
        ((x, t[:, :1], w1, b1, w2, b2), r"y_hat has shape \(5, 1\), expected \(5, 2\)"),
    ):
        with pytest.raises(ValueError, match=message):
            network.gradients(*args)
    with pytest.raises(ValueError, match="workspace has the widths"):
        network.gradients(x, t, w1, b1, w2, b2, workspace=network.Workspace((3, 5, 2)))


def test_array_api() -> None:
    text = codegen.new.write([3, 4, 2], "tanh", "softmax-cross-entropy", "matrix")
    plain, general = module(text), module_of(source_of(text, target="array-api"))
    random = np.random.default_rng(4)
    args = [random.uniform(size=s) for s in ((6, 5), (6, 3), (4, 5), 4, (3, 4), 3)]
    for a, b in zip(general.gradients(*args), plain.gradients(*args), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$$z_k = \\sum_{i=1}^n w_{ki} x_i$$\n\n$$y_k = f(z_k)$$\n\n$$E = \\frac12 \\sum_k (y_k - t_k)^2$$\n", r"f is never defined"),
        ("$$y_k = \\sum_{i=1}^n w_{ki} x_i$$\n\n$$E = \\frac1m \\sum_{k=1}^m (y_k - t_k)^2$$\n", r"a factor of E depends on the number of units"),
        ("$$y_k = x_k^2$$\n\n$$\\frac{\\partial y_k}{\\partial x_k} = 2 x_k$$\n", "several quantities could be the loss"),
        (ANY_DEPTH, "the number of layers is a letter"),
    ],
)
def test_what_it_cannot_do_it_says_with_the_line(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedNetwork, match=message):
        source_of(text)
    (tmp_path / "document.md").write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "derive", "numpy", "document.md"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and not done.stdout
    assert re.search(rf"^document\.md:\d+: no gradient code .*{message}", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("notation", ["index", "matrix"])
@pytest.mark.parametrize("options", [(), ("--standalone",)])
def test_latex_of_the_same_documents(notation: str, options: tuple[str, ...], tmp_path: Path) -> None:
    text = codegen.new.write([3, 4, 2], "relu", "softmax-cross-entropy", notation)
    (tmp_path / "document.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "derive", "latex", "document.md", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    if not options:
        assert done.stdout == text
    else:
        formulas = re.findall(r"\\begin\{aligned\}(.*?)\\end\{aligned\}", text, re.DOTALL)
        rows = [re.sub(r"[\s&]", "", row) for formula in formulas for row in re.split(r"\\\\(?:\[\w+\])?", formula)]
        written = re.sub(r"[\s&]", "", done.stdout)
        assert len(rows) > 20
        assert [row for row in rows if row not in written] == []
