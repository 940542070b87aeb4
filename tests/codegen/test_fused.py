"""The fused target."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from codegen.network.description import UnsupportedNetwork, dense
from codegen.python.numba_target import render_fused, spell
from tests.codegen.reference import arguments, complex_step, module_of
from tests.codegen.test_accuracy import check, points, sigmoid

mpmath.mp.dps = 50


def test_numbers_carry_the_dtype() -> None:
    assert spell("1.0 / (1.0 + e1_1) * w2_11") == "T(1.0) / (T(1.0) + e1_1) * w2_11"
    assert spell("sigmoid_exp(z1_1)") == "exp(-z1_1)"


def test_softmax_is_refused() -> None:
    with pytest.raises(UnsupportedNetwork, match="softmax has no scalar form"):
        render_fused(dense((2, 2), ("softmax",), "cross_entropy"), title="softmax")


@pytest.mark.peers
@pytest.mark.parametrize(
    ("widths", "activations", "loss"),
    [((2, 2, 2), ("sigmoid", "sigmoid"), "squared"), ((3, 4, 2), ("relu", "sigmoid"), "bernoulli")],
)
def test_gradients(widths: tuple[int, ...], activations: tuple[str, ...], loss: str) -> None:
    network = dense(widths, activations, loss)
    module = module_of(render_fused(network, title="fused"))
    x, target, parameters = arguments(network, 5000)
    parts = [
        complex_step(network, x[k : k + 1000], target[k : k + 1000], parameters) for k in range(0, 5000, 1000)
    ]
    expected = [sum(p) for p in zip(*parts, strict=True)]
    found = module.gradients(x, target, *parameters)
    for got, wanted in zip(found[1:], expected, strict=True):
        assert got.shape == wanted.shape
        np.testing.assert_allclose(got, wanted, rtol=1e-11, atol=1e-12 * np.abs(wanted).max())
    again = module.gradients(x, target, *parameters, threads=2)
    assert all(np.array_equal(a, b) for a, b in zip(again, found, strict=True))
    single = module.gradients(*(v.astype(np.float32) for v in (x, target, *parameters)))
    for got, wanted in zip(single[1:], expected, strict=True):
        assert got.dtype == np.float32
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-5 * np.abs(wanted).max())
    far = [p * 1e4 for p in parameters]
    assert all(np.isfinite(g).all() for g in module.gradients(x, target, *far))
    assert not any(np.any(g) for g in module.gradients(x[:0], target[:0], *parameters))
    with pytest.raises(ValueError, match=r"W1 has shape \(5,\), expected"):
        module.gradients(x, target, np.zeros(5), *parameters[1:])


@pytest.mark.peers
@pytest.mark.parametrize(("name", "dtype", "far"), [("_exp_double", np.float64, 700.0), ("_exp_single", np.float32, 86.0)])
def test_the_exponential(name: str, dtype: Any, far: float) -> None:
    module = module_of(render_fused(dense((1, 1), ("sigmoid",)), title="fused"))
    points = np.concatenate([np.linspace(-far, far, 801), np.linspace(-1.0, 1.0, 801)]).astype(dtype)
    for x in points:
        true = mpmath.exp(mpmath.mpf(float(x)))
        unit = mpmath.mpf(2) ** (mpmath.floor(mpmath.log(true, 2)) - np.finfo(dtype).nmant)
        found = getattr(module, name)(x)
        assert abs(mpmath.mpf(float(found)) - true) <= 1.5 * unit, x


@pytest.mark.peers
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_only_sums_are_reordered(dtype: Any) -> None:
    """In another order ``e * a * a`` underflows at a*a, and exp far from zero is off by a hundred last places."""
    z, one, zero = points(dtype), np.ones((1, 1), dtype), np.zeros(1, dtype)
    scale = 2.0 ** (30 if dtype == np.float32 else 60)  # so far from the target that the gap is this number exactly
    squares = module_of(render_fused(dense((1, 1), ("sigmoid",)), title="fused"))
    far = np.full((1, 1), -scale, dtype)
    found = [squares.gradients(v.reshape(1, 1), far, one, zero).b1[0] for v in z]
    check(found, [scale * sigmoid(v) * sigmoid(-v) for v in z], dtype, 8)
    odds = module_of(render_fused(dense((1, 1), ("sigmoid",), "bernoulli"), title="fused"))
    for target, sign in ((1.0, -1), (0.0, 1)):
        each = [odds.gradients(v.reshape(1, 1), np.full((1, 1), target, dtype), one, zero) for v in z]
        check([2 * e.b1[0] for e in each], [sign * sigmoid(sign * v) for v in z], dtype, 8)
        check([2 * e.loss for e in each], [mpmath.log1p(mpmath.exp(sign * mpmath.mpf(float(v)))) for v in z], dtype, 8)
