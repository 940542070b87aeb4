"""A forward pass that shares nothing with the generated code, in complex arithmetic."""

from __future__ import annotations

import itertools
import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from codegen.network.description import Network
from codegen.python.numpy_target import render_network

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "identity": lambda z: z,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
}

LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "squared": lambda a, t: (t - a) ** 2,
    "bernoulli": lambda a, t: -t * np.log(a) - (1 - t) * np.log(1 - a),
    "cross_entropy": lambda a, t: -t * np.log(a),
}


def outputs_of(network: Network, x: Any, parameters: Sequence[Any]) -> Any:
    """The activations of the last layer; parameters are weights and bias of each layer."""
    a = x
    for layer, weights, bias in zip(network.layers, parameters[::2], parameters[1::2], strict=True):
        a = FUNCTIONS[layer.activation.kind](np.einsum("ni,ij->nj", a, weights) + bias)
    return a


def loss_of(network: Network, x: Any, target: Any, parameters: Sequence[Any]) -> Any:
    """The loss of a batch."""
    a = outputs_of(network, x, parameters)
    return float(network.loss.scale) * LOSSES[network.loss.kind](a, target).sum()


def complex_step(network: Network, x: Any, target: Any, parameters: Sequence[Any]) -> list[Any]:
    """The gradient by imaginary steps, exact to rounding."""
    found = []
    for index, parameter in enumerate(parameters):
        gradient = np.empty(np.shape(parameter))
        for place in np.ndindex(gradient.shape):
            moved = [np.array(p, complex) for p in parameters]
            moved[index][place] += 1e-30j
            gradient[place] = loss_of(network, x, target, moved).imag * 1e30
        found.append(gradient)
    return found


def arguments(network: Network, samples: int, seed: int = 0, dtype: Any = np.float64) -> tuple[Any, Any, list[Any]]:
    """Inputs, targets and parameters at random."""
    random = np.random.default_rng(seed)
    widths = network.widths
    x = random.normal(size=(samples, widths[0])).astype(dtype)
    target = random.random((samples, widths[-1])).astype(dtype)
    parameters = []
    for before, units in itertools.pairwise(widths):
        weights = random.normal(size=(before, units)) / np.sqrt(before)
        parameters += [weights.astype(dtype), random.normal(size=units).astype(dtype)]
    return x, target, parameters


def module_of(source: str) -> Any:
    """Generated source as a module."""
    module = types.ModuleType("generated_for_test")
    exec(compile(source, "generated_for_test.py", "exec"), module.__dict__)
    return module


def generate(network: Network) -> Any:
    """The module of a network."""
    return module_of(render_network(network, title="test"))
