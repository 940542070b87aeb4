"""The final formulas of a new derivation against finite differences of a hand-written network."""

from __future__ import annotations

import numpy as np
import pytest

from codegen.new import write
from tests.new.evaluator import Formulas, Key, Value, chains
from tests.new.networks import VALUES, Network, random_network

CASES = [
    ([3, 2], "sigmoid", "squared-error"),
    ([2, 3, 2], "tanh", "squared-error"),
    ([3, 4, 3, 2], "relu", "softmax-cross-entropy"),
    ([2, 3, 2, 3], "softplus", "squared-error"),
    ([3, 3], "tanh", "softmax-cross-entropy"),
    ([2, 2, 3, 2, 2, 2], "sigmoid", "softmax-cross-entropy"),
    ([2, 11, 2], "softplus", "softmax-cross-entropy"),
    ([2, 3, 1], "relu", "squared-error"),
]


def leaves(network: Network, notation: str) -> dict[Key, Value]:
    """The given numbers under their names."""
    if notation == "matrix":
        column = {("x", "", ()): network.x, (r"\hat y", "", ()): network.target}
        found: dict[Key, Value] = {k: v[:, None] for k, v in column.items()}
        for number, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), 1):
            found["W", str(number), ()] = w.T
            found["b", str(number), ()] = b[:, None]
        return found
    found = {("x", "", (i,)): float(v) for i, v in enumerate(network.x, 1)}
    found |= {(r"\hat y", "", (k,)): float(v) for k, v in enumerate(network.target, 1)}
    for number, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), 1):
        found |= {("w", str(number), (i + 1, j + 1)): float(w[i, j]) for i, j in np.ndindex(*w.shape)}
        found |= {("b", str(number), (j,)): float(v) for j, v in enumerate(b, 1)}
    return found


@pytest.mark.parametrize("notation", ["scalar", "index", "matrix"])
@pytest.mark.parametrize(("layers", "activation", "loss"), CASES)
def test_final_formulas_give_the_finite_differences(layers: list[int], activation: str, loss: str, notation: str) -> None:
    network = random_network(layers, activation, loss)
    formulas = Formulas(VALUES[activation], leaves(network, notation), {f"n_{i}": n for i, n in enumerate(layers)})
    formulas.read(write(layers, activation, loss, notation, "en"))
    value = formulas.lookup(("E", "", ()))
    assert np.ravel(value)[0] == pytest.approx(network.error(), rel=1e-12)
    for number, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), 1):
        layer = str(number)
        if notation == "matrix":
            assert np.shape(formulas.gradient(("W", layer, ()))) == w.T.shape
            assert np.shape(formulas.gradient(("b", layer, ()))) == (len(b), 1)
        for (i, j), slope in network.differences(w):
            if notation == "matrix":
                got = formulas.gradient(("W", layer, ()))[j, i]
            else:
                got = formulas.gradient(("w", layer, (i + 1, j + 1)))
            assert got == pytest.approx(slope, rel=1e-5, abs=1e-8)
        for (j,), slope in network.differences(b):
            got = formulas.gradient(("b", layer, ()))[j, 0] if notation == "matrix" else formulas.gradient(("b", layer, (j + 1,)))
            assert got == pytest.approx(slope, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("notation", ["scalar", "index", "matrix"])
@pytest.mark.parametrize(("layers", "activation", "loss"), CASES[:6])
def test_every_quantity_is_defined_before_it_is_used(layers: list[int], activation: str, loss: str, notation: str) -> None:
    network = random_network(layers, activation, loss)
    formulas = Formulas(VALUES[activation], leaves(network, notation), {f"n_{i}": n for i, n in enumerate(layers)})
    for sides in chains(write(layers, activation, loss, notation, "en")):
        if "diag" not in sides[-1]:
            formulas.evaluate(sides[-1], {"i": 1, "j": 1, "k": 2})  # raises KeyError where a name has no meaning yet
        formulas.add(sides)
    assert len(formulas.definitions) >= 2 * (len(layers) - 1)


def test_the_comparison_can_fail() -> None:
    network = random_network([2, 3, 2], "tanh", "squared-error")
    text = write([2, 3, 2], "tanh", "squared-error", "matrix", "en")
    formulas = Formulas(VALUES["tanh"], leaves(network, "matrix"), {})
    formulas.read(text.replace("1-a^1 \\odot a^1", "1-a^1"))
    slope = dict(network.differences(network.weights[0]))[0, 0]
    assert formulas.gradient(("W", "1", ()))[0, 0] != pytest.approx(slope, rel=1e-3)
