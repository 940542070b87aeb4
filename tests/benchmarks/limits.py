"""What no arrangement of the same work could save: rows that explain the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from generated import neural_network as seed


def parts_of_a_block(x: Any, y: Any, parameters: Any) -> dict[str, Callable[[], object]]:
    """The kinds of work in ``gradients`` of the seed, each on one block in the cache, for as many as there are."""
    work = seed.Workspace(x.dtype)
    n = min(work.samples, x.shape[1])
    blocks = x.shape[1] // n
    block = work.block(n)
    some_x, some_y = x[:, :n].copy("K"), y[:, :n].copy("K")
    work.load(seed.pack(*parameters))
    work.quiet.run(seed._sum_of_block, some_x, some_y, work)
    forward1, forward2, back2 = work.layers
    block.e1_2[...] = -0.5

    def exponentials() -> None:
        np.exp(block.e1_2, out=block.a1_2)

    def products() -> None:
        np.matmul(forward1, block.u1, out=block.s)
        np.matmul(forward2, block.u2, out=block.s)
        np.matmul(back2, block.e2, out=block.s)
        for factor, delta, part in zip((block.u1, block.u2), (block.e1, block.e2), work.parts, strict=True):
            factor.dot(delta.T, out=part)

    def reading(k: int) -> None:
        np.copyto(block.a0, x[:, k * n : (k + 1) * n])
        np.copyto(block.a2, y[:, k * n : (k + 1) * n])

    return {
        "its exponentials alone": lambda: [exponentials() for _ in range(blocks)],
        "its products alone": lambda: [products() for _ in range(blocks)],
        "its inputs and targets read from memory": lambda: [reading(k) for k in range(blocks)],
        "all its operations on one warm block": lambda: [
            work.quiet.run(seed._sum_of_block, some_x, some_y, work) for _ in range(blocks)
        ],
    }


# The passes over the activations of a layer that no NumPy code can leave out: z as it comes from the product, b the bias.
_PASSES: dict[str, tuple[tuple[np.ufunc, str], ...]] = {
    "sigmoid": (
        (np.subtract, "bz"),
        (np.exp, "z"),
        (np.add, "zz"),
        (np.divide, "zz"),
        *[(np.multiply, "zz")] * 3,
    ),
    "relu": ((np.add, "zb"), (np.maximum, "zz"), (np.greater, "zz"), (np.multiply, "zz")),
    "softmax": ((np.add, "zb"), (np.subtract, "zz"), (np.exp, "z"), (np.divide, "zz"), (np.multiply, "zz")),
}


def products_and_passes(
    network: Any, x: Any, parameters: Any, products: Callable[[], object], samples: int
) -> Callable[[], object]:
    """Of a wide network: its products, and each pass over its activations by itself, in blocks of so many samples."""
    calls = []
    blocks = -(-len(x) // samples)
    for layer, weights, bias in zip(network.layers, parameters[::2], parameters[1::2], strict=True):
        z = np.full((len(x) // blocks, weights.shape[1]), -0.5, x.dtype)
        operands, out = {"z": z, "b": bias}, np.empty_like(z)
        calls += [partial(f, *(operands[c] for c in names), out=out) for f, names in _PASSES[layer.activation.kind]]

    def run() -> None:
        products()
        for call in calls:
            for _ in range(blocks):
                call()

    return run


def bytes_moved(x: Any) -> Callable[[], object]:
    """Write 13 numbers a sample to new memory, as gradients of each sample must."""
    return lambda: np.empty((13, x.shape[1]), x.dtype).fill(1.0)


def calls_alone(dtype: Any, parameters: Any, *, packed: bool) -> Callable[[], object]:
    """The calls of ``gradients`` or ``gradients_packed`` on two samples: next to no numbers."""
    x, theta, space = np.zeros((2, 2), dtype), seed.pack(*parameters), seed.Workspace(dtype, 2)
    if packed:
        return lambda: seed.gradients_packed(x, x, theta, workspace=space)
    return lambda: seed.gradients(x, x, *parameters, workspace=space)
