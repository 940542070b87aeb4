"""Hand-written networks: the forward pass and its finite differences, in NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

STEP = 1e-6

VALUES = {
    "sigmoid": (lambda u: 1 / (1 + np.exp(-u)), lambda u: np.exp(-u) / (1 + np.exp(-u)) ** 2),
    "tanh": (np.tanh, lambda u: 1 / np.cosh(u) ** 2),
    "relu": (lambda u: np.maximum(u, 0.0), lambda u: np.where(u > 0, 1.0, 0.0)),
    "softplus": (lambda u: np.log1p(np.exp(u)), lambda u: 1 / (1 + np.exp(-u))),
}


@dataclass
class Network:
    """A network with numbers: ``weights[l][i, j]`` leads from unit i to unit j."""

    activation: str
    loss: str
    x: np.ndarray
    target: np.ndarray
    weights: list[np.ndarray]
    biases: list[np.ndarray]

    def error(self) -> float:
        """The loss of the one sample."""
        a = self.x
        for number, (w, b) in enumerate(zip(self.weights, self.biases, strict=True), 1):
            z = a @ w + b
            if number == len(self.weights) and self.loss == "softmax-cross-entropy":
                y = np.exp(z) / np.exp(z).sum()
                return float(-(self.target * np.log(y)).sum())
            a = VALUES[self.activation][0](z)
        return float(0.5 * ((self.target - a) ** 2).sum())

    def differences(self, parameter: np.ndarray) -> Iterator[tuple[tuple[int, ...], float]]:
        """Every entry's place with its central difference quotient."""
        for place in np.ndindex(*parameter.shape):
            kept = parameter[place]
            parameter[place] = kept + STEP
            up = self.error()
            parameter[place] = kept - STEP
            down = self.error()
            parameter[place] = kept
            yield place, (up - down) / (2 * STEP)


def random_network(layers: list[int], activation: str, loss: str, seed: int = 7) -> Network:
    """Numbers of moderate size; the targets of a softmax add up to one."""
    rng = np.random.default_rng(seed)
    target = rng.uniform(0.1, 0.9, layers[-1])
    if loss == "softmax-cross-entropy":
        target /= target.sum()
    weights = [rng.normal(0, 0.8, pair) for pair in pairwise(layers)]
    return Network(activation, loss, rng.normal(0, 1, layers[0]), target, weights, [rng.normal(0, 0.5, n) for n in layers[1:]])
