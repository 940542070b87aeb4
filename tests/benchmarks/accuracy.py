"""How far gradients are from 50-digit arithmetic, beside JAX's and PyTorch's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

mpmath.mp.dps = 50
DRAWS, DRAW = 20, 300  # the largest error of one draw is luck, the mean over draws tells forms apart


def exact_gradients(
    x: Any, y: Any, parameters: list[Any], store: Callable[[Any], Any] = lambda z: z
) -> tuple[list[Any], list[Any], Any]:
    """Of one sample of the seed's network: gradients, Σ|terms| of their expanded form, max|z|.

    The expanded form multiplies out ``a(1-a)``, ``(a-y)`` and the sum over the outputs. Each
    pre-activation goes on as ``store`` returns it.
    """
    w, b, v, c = ([[mpmath.mpf(float(e)) for e in row] for row in np.atleast_2d(p)] for p in parameters)
    x, y = [mpmath.mpf(float(e)) for e in x], [mpmath.mpf(float(e)) for e in y]
    z = [store(x[0] * w[0][j] + x[1] * w[1][j] + b[0][j]) for j in (0, 1)]
    a = [1 / (1 + mpmath.exp(-e)) for e in z]
    u = [store(a[0] * v[0][k] + a[1] * v[1][k] + c[0][k]) for k in (0, 1)]
    o = [1 / (1 + mpmath.exp(-e)) for e in u]
    delta = [(o[k] - y[k]) * o[k] * (1 - o[k]) for k in (0, 1)]
    size = [(o[k] + abs(y[k])) * o[k] * (1 + o[k]) for k in (0, 1)]
    back = [(v[j][0] * delta[0] + v[j][1] * delta[1]) * a[j] * (1 - a[j]) for j in (0, 1)]
    width = [(abs(v[j][0]) * size[0] + abs(v[j][1]) * size[1]) * a[j] * (1 + a[j]) for j in (0, 1)]
    found = [x[i] * back[j] for i in (0, 1) for j in (0, 1)] + back
    found += [a[j] * delta[k] for j in (0, 1) for k in (0, 1)] + delta
    terms = [abs(x[i]) * width[j] for i in (0, 1) for j in (0, 1)] + width
    terms += [a[j] * size[k] for j in (0, 1) for k in (0, 1)] + size
    return found, terms, max(abs(e) for e in z + u)


def rounded_once(dtype: Any) -> Callable[[Any], Any]:
    """A number as an array of this dtype holds it."""
    digits = np.finfo(dtype).nmant + 1

    def store(z: Any) -> Any:
        with mpmath.workprec(digits):
            return +z

    return store


def largest_errors(results: Any, exact: Any, dtype: Any) -> list[float]:
    """The largest error in each draw, in units of ε·(1+max|z|)·Σ|terms|."""
    epsilon, tiny = float(np.finfo(dtype).eps), float(np.finfo(dtype).tiny)
    worst = []
    for got, (true, terms, z) in zip(results, exact, strict=True):
        units = [epsilon * (1 + z) * s + tiny for s in terms]
        worst.append(max(float(abs(mpmath.mpmathify(g) - t) / u) for g, t, u in zip(got, true, units, strict=True)))
    return [max(worst[k : k + DRAW]) for k in range(0, len(worst), DRAW)]


def relative_error(results: Any, exact: Any, dtype: Any) -> float:
    """The 90th percentile of the relative errors of normal numbers, in units of ε."""
    errors = []
    for got, (true, _, _) in zip(results, exact, strict=True):
        for g, t in zip(got, true, strict=True):
            if abs(t) > float(np.finfo(dtype).tiny):
                errors.append(float(abs(mpmath.mpmathify(g) - t) / abs(t)))
    return float(np.quantile(errors, 0.9)) / float(np.finfo(dtype).eps)


def points(dtype: Any, count: int = DRAWS * DRAW) -> list[tuple[Any, Any, list[Any]]]:
    """Samples and parameters whose pre-activations reach 700 (80 in float32)."""
    random = np.random.default_rng(3)
    far = 80.0 if dtype == np.float32 else 700.0
    found = []
    for k in range(count):
        reach = 10 ** random.uniform(-1, np.log10(far / 4))
        w = random.uniform(-1, 1, (2, 2)) * reach
        v = random.uniform(-1, 1, (2, 2)) * (reach if k % 2 else 1)
        b, c = random.uniform(-1, 1, 2) * reach, random.uniform(-1, 1, 2)
        x, y = random.uniform(-1, 1, 2), random.uniform(0, 1, 2)
        found.append((x.astype(dtype), y.astype(dtype), [p.astype(dtype) for p in (w, b, v, c)]))
    return found
