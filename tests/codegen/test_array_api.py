"""The array-API target with NumPy, JAX and PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from codegen.network.description import UnsupportedNetwork, dense
from codegen.python.array_api_target import render_array_api
from tests.codegen.reference import arguments, complex_step, module_of

NETWORKS = {
    "seed": ((2, 2, 2), ("sigmoid", "sigmoid"), "squared"),
    "mixed": ((3, 4, 2, 5), ("tanh", "relu", "identity"), "squared"),
    "bernoulli": ((3, 4, 2), ("softplus", "sigmoid"), "bernoulli"),
    "softmax": ((3, 4, 3), ("tanh", "softmax"), "cross_entropy"),
}


def converter(library: str) -> Any:
    if library == "numpy":
        return np.asarray
    if library == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
        return jax.numpy.asarray
    import torch

    return torch.from_numpy


@pytest.mark.parametrize("library", ["numpy", *(pytest.param(name, marks=pytest.mark.peers) for name in ("jax", "torch"))])
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients(name: str, library: str) -> None:
    convert = converter(library)
    network = dense(*NETWORKS[name])
    module = module_of(render_array_api(network, title=name))
    x, target, parameters = arguments(network, 6)
    found = module.gradients(*(convert(v) for v in (x, target, *parameters)))
    for got, wanted in zip(found[1:], complex_step(network, x, target, parameters), strict=True):
        np.testing.assert_allclose(np.asarray(got), wanted, rtol=1e-11, atol=1e-12)
    mean = module.gradients(*(convert(v) for v in (x, target, *parameters)), reduction="mean")
    np.testing.assert_allclose(6 * np.asarray(mean.loss), np.asarray(found.loss), rtol=1e-14)
    assert type(found[1]) is type(convert(x))
    single = [convert(v.astype(np.float32)) for v in (x, target, *parameters)]
    assert all("float32" in str(g.dtype) for g in module.gradients(*single))
    far = [convert(1e4 * p) for p in parameters]
    assert all(np.isfinite(np.asarray(g)).all() for g in module.gradients(convert(x), convert(target), *far))
    with pytest.raises(ValueError, match=r"has shape \(6, 9\), expected"):
        module.gradients(convert(np.zeros((6, 9))), convert(target), *far)


def test_what_it_lacks_it_names() -> None:
    with pytest.raises(UnsupportedNetwork, match="cross_entropy on tanh"):
        render_array_api(dense((2, 2), ("tanh",), "cross_entropy"), title="odd")
