"""Activations and losses against 50-digit arithmetic."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from codegen.network.description import dense
from tests.codegen.reference import generate

mpmath.mp.dps = 50
pytestmark = pytest.mark.filterwarnings("error")
POINTS = (0.0, 1e-9, 1e-3, 0.4, 1.0, 3.3, 9.7, 17.5, 20.0, 33.3, 37.1, 60.0, 80.0, 86.9)
FAR = (100.3, 350.7, 600.1, 700.0)


def points(dtype: Any) -> Any:
    magnitudes = POINTS if dtype == np.float32 else POINTS + FAR
    return np.array([s * p for p in magnitudes for s in (1, -1)], dtype)


def check(found: Any, expected: Any, dtype: Any, ulps: float) -> None:
    """Within some units in the last place; below the normal numbers, within the smallest."""
    info = np.finfo(dtype)
    for got, true in zip(np.ravel(found), expected, strict=True):
        error = abs(mpmath.mpf(float(got)) - true)
        if abs(true) < float(info.tiny):
            assert error <= float(info.tiny)
        else:
            ulp = mpmath.mpf(2) ** (mpmath.floor(mpmath.log(abs(true), 2)) - info.nmant)
            assert error <= ulps * ulp, (got, true, error / ulp)


def sigmoid(z: float) -> Any:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(float(z))))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_sigmoid_and_its_derivative(dtype: Any) -> None:
    """A target so far below that the gap is a power of two exactly leaves the derivative alone."""
    module = generate(dense((1, 1), ("sigmoid",)))
    z = points(dtype)[:, None]
    one, zero = np.ones((1, 1), dtype), np.zeros(1, dtype)
    a = module.forward(z, one, zero).a1
    check(a, [sigmoid(v) for v in z.ravel()], dtype, 8)
    target = -np.ldexp(np.ones_like(z), 30 if dtype == np.float32 else 60)
    each = module.gradients(z, target, one, zero, reduction="none").b1
    scale = mpmath.mpf(float(-target[0, 0]))
    check(each, [scale * sigmoid(v) * sigmoid(-v) for v in z.ravel()], dtype, 8)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softplus(dtype: Any) -> None:
    module = generate(dense((1, 1), ("softplus",)))
    z = points(dtype)[:, None]
    one, zero = np.ones((1, 1), dtype), np.zeros(1, dtype)
    found = module.forward(z, one, zero).a1
    target = -np.ldexp(np.ones_like(z), 30 if dtype == np.float32 else 60)
    each = module.gradients(z, target, one, zero, reduction="none").b1
    check(each, [mpmath.mpf(float(-target[0, 0])) * sigmoid(v) for v in z.ravel()], dtype, 8)
    check(found, [mpmath.log1p(mpmath.exp(mpmath.mpf(float(v)))) for v in z.ravel()], dtype, 8)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_bernoulli_loss_is_accurate_where_probabilities_round(dtype: Any, share: float) -> None:
    """So is its slope, where the target is 0 or 1: the difference of a and its target has no digit left there."""
    module = generate(dense((1, 1), ("sigmoid",), "bernoulli"))
    z = points(dtype)[:, None]
    one, zero = np.ones((1, 1), dtype), np.zeros(1, dtype)
    target = np.full_like(z, share)
    exact = [mpmath.mpf(float(v)) for v in z.ravel()]
    losses = [share * mpmath.log1p(mpmath.exp(-v)) + (1 - share) * mpmath.log1p(mpmath.exp(v)) for v in exact]
    each = module.gradients(z, target, one, zero, reduction="none")
    check(2 * each.loss, losses, dtype, 8)
    singles = [module.gradients(v[None], t[None], one, zero) for v, t in zip(z, target, strict=True)]
    check([2 * s.loss for s in singles], losses, dtype, 8)
    check([2 * module.loss(v[None], t[None], one, zero) for v, t in zip(z, target, strict=True)], losses, dtype, 8)
    if share in (0.0, 1.0):
        slopes = [sigmoid(v) if share == 0.0 else -sigmoid(-v) for v in exact]
        check(2 * each.b1, slopes, dtype, 8)
        check([2 * s.b1 for s in singles], slopes, dtype, 8)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softmax_and_cross_entropy(dtype: Any) -> None:
    module = generate(dense((2, 2), ("softmax",), "cross_entropy"))
    v = points(dtype)
    z = np.stack([v, np.zeros_like(v)], axis=1)
    eye, zero = np.eye(2, dtype=dtype), np.zeros(2, dtype)
    a = module.forward(z, eye, zero).a1
    check(a, [p for x in v for p in (sigmoid(x), sigmoid(-x))], dtype, 8)
    target = np.stack([np.ones_like(v), np.zeros_like(v)], axis=1)
    found = module.gradients(z, target, eye, zero, reduction="none").loss
    check(2 * found, [mpmath.log1p(mpmath.exp(-mpmath.mpf(float(x)))) for x in v], dtype, 8)
