"""The generated gradients against imaginary steps through an independent forward pass."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

from codegen.network.description import dense
from codegen.python.array_api_target import render_array_api
from codegen.python.numba_target import render_fused
from codegen.python.numpy_target import render_network
from generated import neural_network as seed
from tests.benchmarks.accuracy import exact_gradients
from tests.codegen.reference import arguments, complex_step, generate, loss_of, outputs_of

NETWORKS = {
    "seed": ((2, 2, 2), ("sigmoid", "sigmoid"), "squared"),
    "deep": ((2, 3, 4, 3, 3, 2), ("sigmoid",) * 5, "squared"),
    "mixed": ((3, 4, 2, 5), ("tanh", "relu", "identity"), "squared"),
    "one layer": ((3, 1), ("sigmoid",), "bernoulli"),
    "softmax": ((3, 4, 3), ("softplus", "softmax"), "cross_entropy"),
    "softmax, squares": ((3, 4, 3), ("tanh", "softmax"), "squared"),
    "odd pair": ((3, 4, 2), ("sigmoid", "sigmoid"), "cross_entropy"),
    "linear": ((3, 4, 2), ("identity", "identity"), "squared"),
    "tanh, bernoulli": ((3, 4, 2), ("sigmoid", "softplus"), "cross_entropy"),
    "one unit a layer": ((1, 1, 1, 1, 1, 1), ("tanh", "sigmoid", "relu", "softplus", "sigmoid"), "squared"),
    "eight units a layer": ((8, 8, 8), ("sigmoid", "sigmoid"), "squared"),
    "wide": ((20, 12, 5), ("sigmoid", "sigmoid"), "squared"),
    "wide softmax": ((20, 12, 7, 5), ("relu", "tanh", "softmax"), "cross_entropy"),
    "wide bernoulli": ((20, 12, 3), ("identity", "sigmoid"), "bernoulli"),
}


@cache
def built(name: str) -> tuple[Any, Any]:
    network = dense(*NETWORKS[name])
    return network, generate(network)


def relative(found: Any, expected: Any) -> float:
    return float(np.max(np.abs(found - expected), initial=0.0)) / (float(np.max(np.abs(expected), initial=0.0)) or 1.0)


def assert_close(found: Sequence[Any], expected: Sequence[Any], tolerance: float = 1e-12) -> None:
    for got, wanted in zip(found, expected, strict=True):
        assert got.shape == wanted.shape
        assert relative(got, wanted) <= tolerance


@pytest.mark.parametrize(
    ("name", "render"),
    [
        (name, render)
        for name, (_, activations, _) in NETWORKS.items()
        for render in (render_network, render_array_api, render_fused)
        if render is not render_fused or "softmax" not in activations
    ],
)
def test_nothing_is_imported_or_computed_for_nothing(name: str, render: Any) -> None:
    network = built(name)[0]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--quiet", "--select", "F", "-"]
    checked = subprocess.run(command, input=render(network, title=name), capture_output=True, text=True)
    assert checked.stdout == checked.stderr == ""


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_agree_with_complex_step(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 9)
    found = module.gradients(x, target, *parameters)
    assert_close(found[1:], complex_step(network, x, target, parameters))
    assert found.loss == pytest.approx(loss_of(network, x, target, parameters), rel=1e-13)
    assert module.loss(x, target, *parameters) == pytest.approx(found.loss, rel=1e-13)


@pytest.mark.parametrize("name", NETWORKS)
def test_single_sample_and_each_sample(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 5, seed=1)
    each = module.gradients(x, target, *parameters, reduction="none")
    for k in range(5):
        expected = complex_step(network, x[k : k + 1], target[k : k + 1], parameters)
        assert_close([g[k] for g in each[1:]], expected)
        one = module.gradients(x[k : k + 1], target[k : k + 1], *parameters)
        assert_close(one[1:], expected)
        assert one.loss == pytest.approx(each.loss[k], rel=1e-13)


@pytest.mark.parametrize("name", ["seed", "deep", "mixed", "wide"])
def test_blocks_and_threads_change_nothing(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 4321, seed=2)
    whole = module.gradients(x, target, *parameters)
    small = module.Workspace(np.float64, 100)
    for options in ({"workspace": small}, {"workspace": small, "threads": 3}, {"threads": 2}):
        found = module.gradients(x, target, *parameters, **options)
        assert_close(found[1:], whole[1:], 1e-13)
        assert found.loss == pytest.approx(whole.loss, rel=1e-13)
    mean = module.gradients(x, target, *parameters, reduction="mean")
    assert_close([4321 * g for g in mean[1:]], whole[1:], 1e-14)
    into = module.gradients(x[:50], target[:50], *parameters)
    again = module.gradients(x, target, *parameters, out=into)
    assert all(a is b for a, b in zip(again[1:], into[1:], strict=True))
    assert_close(again[1:], whole[1:], 1e-14)


@pytest.mark.parametrize("name", ["seed", "wide softmax"])
def test_float32(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 300, dtype=np.float32)
    found = module.gradients(x, target, *parameters)
    assert all(g.dtype == np.float32 for g in found[1:])
    exact = module.gradients(*(v.astype(np.float64) for v in (x, target, *parameters)))
    assert all(g.dtype == np.float64 for g in exact[1:])
    assert_close(found[1:], exact[1:], 2e-6)
    assert all(a.dtype == np.float32 for a in module.forward(x, *parameters))
    assert all(g.dtype == np.float32 for g in module.gradients(x, target, *parameters, reduction="none")[1:])


@pytest.mark.parametrize("name", ["seed", "wide"])
def test_memory_layouts(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 600)
    expected = module.gradients(x, target, *parameters)
    layouts = {
        "feature-major": (np.ascontiguousarray(x.T).T, np.ascontiguousarray(target.T).T),
        "every other": (np.repeat(x, 2, axis=0)[::2], np.repeat(target, 2, axis=0)[::2]),
        "reversed": (x[::-1].copy()[::-1], target[::-1].copy()[::-1]),
        "features reversed": (x[:, ::-1].copy()[:, ::-1], target[:, ::-1].copy()[:, ::-1]),
        "read-only": (np.frombuffer(x.tobytes()).reshape(x.shape), target),
        "unaligned": (np.frombuffer(b"..." + x.tobytes(), np.uint8)[3:].view(np.float64).reshape(x.shape), target),
        "other byte order": (x.astype(x.dtype.newbyteorder()), target.astype(x.dtype.newbyteorder())),
        "long": (x.astype(np.longdouble), target),
        "lists": (x.tolist(), target.tolist()),
    }
    for a, b in layouts.values():
        assert_close(module.gradients(a, b, *parameters)[1:], expected[1:], 1e-13)
    one_sample = np.broadcast_to(x[:1], x.shape)
    repeated = module.gradients(one_sample.copy(), target, *parameters)
    assert_close(module.gradients(one_sample, target, *parameters)[1:], repeated[1:], 1e-13)
    transposed = [np.asfortranarray(p) for p in parameters]
    assert_close(module.gradients(x, target, *transposed)[1:], expected[1:], 1e-13)


@pytest.mark.parametrize("name", ["seed", "mixed", "wide"])
def test_no_samples(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 0)
    found = module.gradients(x, target, *parameters)
    assert found.loss == 0.0 == module.loss(x, target, *parameters)
    assert all(not g.any() and g.shape == p.shape for g, p in zip(found[1:], parameters, strict=True))
    each = module.gradients(x, target, *parameters, reduction="none")
    assert [g.shape for g in each] == [(0,), *((0, *p.shape) for p in parameters)]
    with pytest.raises(ValueError, match="mean over no samples"):
        module.gradients(x, target, *parameters, reduction="mean")


@pytest.mark.parametrize("position", range(6))
def test_wrong_shapes_name_the_argument_and_both_shapes(position: int) -> None:
    network, module = built("seed")
    x, target, parameters = arguments(network, 7)
    values = [x, target, *parameters]
    name = ("x", "y_hat", "W1", "b1", "W2", "b2")[position]
    good = values[position].shape
    values[position] = np.zeros((7, 3) if position < 2 else (5,))
    expected = "(N, 2)" if position == 0 else str(good)
    message = f"{name} has shape {values[position].shape}, expected {expected}"
    with pytest.raises(ValueError, match=re.escape(message)):
        module.gradients(*values)


def test_other_bad_arguments() -> None:
    network, module = built("seed")
    x, target, parameters = arguments(network, 7)
    with pytest.raises(ValueError, match="reduction"):
        module.gradients(x, target, *parameters, reduction="max")
    with pytest.raises(ValueError, match="workspace holds float32"):
        module.gradients(x, target, *parameters, workspace=module.Workspace(np.float32))
    for wrong in (x + 1j, x.astype(object), x.astype(str), None):
        with pytest.raises(ValueError, match="real numbers"):
            module.gradients(wrong, target, *parameters)
    with pytest.raises(ValueError, match=r"x has shape \(2,\), expected"):
        module.gradients(x[0], target[0], *parameters)


@pytest.mark.parametrize("name", ["seed", "wide"])
def test_what_cannot_be_overwritten(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 7)
    for change, message in (
        (lambda p: p[:1], "out.W1 has shape"),
        (lambda p: p.astype(np.float32), "of float32, expected .* of float64"),
        (np.asfortranarray, "in C order"),
    ):
        out = module.Gradients(0.0, change(parameters[0].copy()), *(p.copy() for p in parameters[1:]))
        with pytest.raises(ValueError, match=message):
            module.gradients(x, target, *parameters, out=out)
    with pytest.raises(ValueError, match="W1 is the parameter itself"):
        module.gradients(x, target, *parameters, out=module.Gradients(0.0, *parameters))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ["seed", "deep", "mixed", "softmax", "one layer", "wide", "wide bernoulli"])
@pytest.mark.parametrize("samples", [1, 40, 3000])
def test_saturated_units_warn_of_nothing(name: str, samples: int, dtype: Any) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, samples, dtype=dtype)
    parameters[0] *= 1e4
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for reduction in ("sum", "none"):
            found = module.gradients(x, target, *parameters, reduction=reduction)
            assert all(np.isfinite(g).all() for g in found)
        assert np.isfinite(module.loss(x, target, *parameters))
        assert all(np.isfinite(a).all() for a in module.forward(x, *parameters))


def test_packed_parameters() -> None:
    network, module = built("seed")
    x, target, parameters = arguments(network, 50)
    theta = module.pack(*parameters)
    assert_close(module.unpack(theta), parameters, 0)
    expected = module.gradients(x, target, *parameters)
    for options in ({}, {"workspace": module.Workspace(samples=50)}):
        value, gradient = module.gradients_packed(x, target, theta, **options)
        assert value == expected.loss
        assert_close(module.unpack(gradient), expected[1:], 1e-14)
    value, gradient = module.gradients_packed(x.tolist(), target.tolist(), theta.tolist())
    assert_close(module.unpack(gradient), expected[1:], 1e-14)
    swapped = (v.astype(">f8") for v in (x, target, theta))  # bytes in the other order
    value, gradient = module.gradients_packed(*swapped, workspace=module.Workspace())
    assert_close(module.unpack(gradient), expected[1:], 1e-14)
    with pytest.raises(ValueError, match=r"\(11,\), expected \(12,\)"):
        module.gradients_packed(x, target, theta[1:])
    with pytest.raises(ValueError, match=r"\(11,\), expected \(12,\)"):
        module.unpack(theta[1:])
    with pytest.raises(ValueError, match="real numbers"):
        module.gradients_packed(x, target, theta + 1j)


@pytest.mark.parametrize("name", ["seed", "one unit a layer", "eight units a layer", "wide"])
def test_a_workspace_serves_batches_of_any_size(name: str) -> None:
    """The forms for few samples, for one block and for several, one after the other in the same memory."""
    network, module = built(name)
    x, target, parameters = arguments(network, 9001, seed=3)
    each = module.gradients(x, target, *parameters, reduction="none")
    space = module.Workspace(np.float64, 4500)
    for n in (5, 9001, 1, 0, 999, 1000, 3999, 4000, 5, 4501):
        found = module.gradients(x[:n], target[:n], *parameters, workspace=space)
        assert_close(found[1:], [g[:n].sum(axis=0) for g in each[1:]], 1e-12)
        assert found.loss == pytest.approx(each.loss[:n].sum(), rel=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("samples", [3, 1500, 9000])
def test_one_overflow_among_many_samples(samples: int) -> None:
    """exp overflows in one sample of one block: its own gradient by 50 digits, the others by imaginary steps."""
    network, module = built("seed")
    x, target, parameters = arguments(network, samples)
    parameters[0] = np.abs(parameters[0]) + 0.5
    x[1] = -900.0
    rest = [k for k in range(samples) if k != 1]
    chunks = [rest[k : k + 1000] for k in range(0, len(rest), 1000)]
    parts = [complex_step(network, x[k], target[k], parameters) for k in chunks]
    flat = np.array([float(g) for g in exact_gradients(x[1], target[1], parameters)[0]])
    far = [flat[:4].reshape(2, 2), flat[4:6], flat[6:10].reshape(2, 2), flat[10:]]
    expected = [sum(p) for p in zip(far, *parts, strict=True)]
    found = module.gradients(x, target, *parameters, workspace=module.Workspace(np.float64, 4100))
    assert_close(found[1:], expected, 1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["seed", "softmax", "one layer", "wide", "wide softmax"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_inputs_that_are_no_numbers_pass_in_silence(name: str, value: float) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 20)
    x[3, 0] = value
    for reduction in ("sum", "none"):
        found = module.gradients(x, target, *parameters, reduction=reduction)
        if np.isnan(value):
            assert np.isnan(found.W1).any()
            assert np.isnan(found.loss).any()
    module.loss(x, target, *parameters)
    module.forward(x, *parameters)
    module.input_gradients(x, target, *parameters)
    module.jacobian(x, *parameters)


def test_check_gradients_accepts_the_code_and_finds_an_edit() -> None:
    network, module = built("seed")
    x, target, parameters = arguments(network, 20)
    assert max(module.check_gradients(x, target, *parameters).values()) < 1e-9
    right = module._deltas
    module._deltas = lambda block, *rest: (right(block, *rest), np.negative(block.e1, out=block.e1))[0]
    try:
        deviations = module.check_gradients(x, target, *parameters)
    finally:
        module._deltas = right
    assert deviations["W1"] > 1
    assert deviations["W2"] < 1e-9


def test_the_committed_module_is_the_seed() -> None:
    network, module = built("seed")
    x, target, parameters = arguments(network, 30)
    assert_close(seed.gradients(x, target, *parameters)[1:], module.gradients(x, target, *parameters)[1:], 1e-15)
    values = seed.forward(x, *parameters)
    assert values._fields == ("z1", "a1", "z2", "a2")
    assert seed.Gradients._fields == ("loss", "W1", "b1", "W2", "b2")


@pytest.mark.parametrize("name", NETWORKS)
def test_inputs_and_outputs_agree_with_complex_step(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 4, seed=5)
    by_input = module.input_gradients(x, target, *parameters)
    outputs = module.jacobian(x, *parameters)
    assert outputs.shape == (4, network.widths[-1], network.widths[0])
    for i in range(x.shape[1]):
        moved = x.astype(complex)
        moved[:, i] += 1e-30j
        for n in range(4):
            one = loss_of(network, moved[n : n + 1], target[n : n + 1], parameters)
            assert by_input[n, i] == pytest.approx(one.imag * 1e30, rel=1e-11, abs=1e-13)
        expected = outputs_of(network, moved, parameters).imag * 1e30
        np.testing.assert_allclose(outputs[:, :, i], expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", [n for n in NETWORKS if n not in ("softmax, squares", "odd pair", "tanh, bernoulli")])
def test_hessian_products_are_changes_of_the_gradient(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 5, seed=6)
    direction = arguments(network, 5, seed=7)[2]
    found = module.hessian_vector_product(x, target, *parameters, direction)
    step, expected = 1e-3, [np.zeros_like(p) for p in parameters]
    for k, factor in ((-2, 1), (-1, -8), (1, 8), (2, -1)):
        moved = [p + k * step * v for p, v in zip(parameters, direction, strict=True)]
        for total, part in zip(expected, complex_step(network, x, target, moved), strict=True):
            total += factor * part / (12 * step)
    for got, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-6 * max(np.abs(e).max() for e in expected))
