"""Every derivative that a generated module offers, beside JAX's automatic ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.codegen.reference import arguments
from tests.codegen.test_gradients import NETWORKS, built

pytestmark = pytest.mark.peers
WITH_HESSIAN = [name for name in NETWORKS if hasattr(built(name)[1], "hessian_vector_product")]


def jax() -> Any:
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def outputs(network: Any, x: Any, parameters: Any) -> Any:
    """The activations of the last layer, with JAX's own functions."""
    nn = jax().nn
    functions = {
        "sigmoid": nn.sigmoid, "tanh": nn.tanh, "relu": nn.relu, "softplus": nn.softplus,
        "softmax": nn.softmax, "identity": lambda z: z,
    }  # fmt: skip
    for layer, weights, bias in zip(network.layers, parameters[::2], parameters[1::2], strict=True):
        x = functions[layer.activation.kind](x @ weights + bias)
    return x


def loss(network: Any, x: Any, target: Any, parameters: Any) -> Any:
    np_ = jax().numpy
    a = outputs(network, x, parameters)
    terms = {
        "squared": lambda: (target - a) ** 2,
        "bernoulli": lambda: -target * np_.log(a) - (1 - target) * np_.log(1 - a),
        "cross_entropy": lambda: -target * np_.log(a),
    }[network.loss.kind]()
    return float(network.loss.scale) * np_.sum(terms)


def close(found: Any, expected: Any) -> None:
    expected = np.asarray(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-11 * np.abs(expected).max())


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_by_parameters_and_inputs(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 7, seed=8)
    by_input, by_parameter = jax().grad(lambda x, p: loss(network, x, target, p), (0, 1))(x, parameters)
    close(module.input_gradients(x, target, *parameters), by_input)
    for got, wanted in zip(module.gradients(x, target, *parameters)[1:], by_parameter, strict=True):
        close(got, wanted)


@pytest.mark.parametrize("name", NETWORKS)
def test_jacobian(name: str) -> None:
    network, module = built(name)
    x, _, parameters = arguments(network, 4, seed=9)
    one = jax().jacrev(lambda row: outputs(network, row, parameters))
    close(module.jacobian(x, *parameters), np.stack([one(row) for row in x]))


@pytest.mark.parametrize("name", WITH_HESSIAN)
def test_hessian_vector_product(name: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 5, seed=10)
    direction = arguments(network, 5, seed=11)[2]
    gradient = jax().grad(lambda p: loss(network, x, target, p))
    expected = jax().jvp(gradient, (parameters,), (direction,))[1]
    for got, wanted in zip(module.hessian_vector_product(x, target, *parameters, direction), expected, strict=True):
        close(got, wanted)


def test_most_networks_have_a_hessian_product() -> None:
    assert len(WITH_HESSIAN) >= len(NETWORKS) - 3
