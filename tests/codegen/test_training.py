"""The generated gradients train."""

from __future__ import annotations

import numpy as np

from generated.neural_network import Workspace, forward, gradients_packed, pack, unpack

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])  # (xor, not xor)


def test_the_seed_learns_xor() -> None:
    random = np.random.default_rng(5)
    theta = pack(*(random.normal(size=shape) for shape in ((2, 2), (2,), (2, 2), (2,))))
    velocity, workspace, losses = np.zeros_like(theta), Workspace(samples=4), []
    for _ in range(4000):
        loss, gradient = gradients_packed(X, XOR, theta, workspace=workspace)
        velocity = 0.9 * velocity - 0.5 * gradient
        theta += velocity
        losses.append(loss)
    assert losses[-1] < 0.01 < losses[0]
    assert np.array_equal(forward(X, *unpack(theta)).a2 > 0.5, XOR > 0.5)
