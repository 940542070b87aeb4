"""What no arrangement of the same work could save: rows that explain the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from generated import neural_network as seed

BLOCKS = 20


def parts_of_a_block(dtype: Any) -> dict[str, Callable[[], object]]:
    """The kinds of work in ``gradients`` of the seed, each on one block in the cache, for BLOCKS blocks."""
    n = 10**6 // BLOCKS
    random = np.random.default_rng(0)
    a, b, z, out = (random.random((2, n)).astype(dtype) for _ in range(4))
    x3, d2 = random.random((3, n)).astype(dtype), random.random((2, n)).astype(dtype)
    wide, slope, spare = (random.random((4, n)).astype(dtype) for _ in range(3))
    forward, back = random.random((2, 3)).astype(dtype), random.random((2, 2)).astype(dtype)
    gradient, one = np.empty((3, 2), dtype), np.ones((), dtype)

    def exponentials() -> None:
        np.exp(z, out=out)
        np.exp(z, out=out)

    def products() -> None:
        forward.dot(x3, out=out)
        forward.dot(x3, out=out)
        back.dot(d2, out=out)
        x3.dot(d2.T, out=gradient)
        x3.dot(d2.T, out=gradient)

    def rest() -> None:
        np.copyto(a, b)
        for _ in range(2):
            np.add(z, one, out=out)
            np.divide(one, z, out=out)
            np.multiply(wide, slope, out=spare)
            np.multiply(a, b, out=out)
        np.subtract(a, b, out=out)
        np.vdot(out, out)

    def times(work: Callable[[], None]) -> Callable[[], None]:
        return lambda: [work() for _ in range(BLOCKS)] and None

    def everything() -> None:
        exponentials()
        products()
        rest()

    return {
        "its exponentials alone": times(exponentials),
        "its products alone": times(products),
        "all its operations on one warm block": times(everything),
    }


def bytes_moved(x: Any) -> Callable[[], object]:
    """Write 13 numbers a sample to new memory, as gradients of each sample must."""
    return lambda: np.empty((13, x.shape[1]), x.dtype).fill(1.0)


def calls_alone(dtype: Any, parameters: Any) -> Callable[[], object]:
    """The calls of ``gradients_packed`` on two samples: next to no numbers."""
    x, theta, space = np.zeros((2, 2), dtype), seed.pack(*parameters), seed.Workspace(dtype, 2)
    return lambda: seed.gradients_packed(x, x, theta, workspace=space)
