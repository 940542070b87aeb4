"""The network is found from connections alone."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import numpy as np
import pytest

from codegen.network.description import UnsupportedNetwork
from codegen.network.structure import find_network
from codegen.python.numpy_target import render
from derive.meaning.expressions import Name
from tests.codegen.documents import derivation_of, model_of, network_of, seed_text
from tests.codegen.reference import arguments, complex_step, module_of

WORDS = r"""
$$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$$
$$net_{h2} = w_3 i_1 + w_4 i_2 + b_1$$
$$out_{h1} = \tanh(net_{h1})$$
$$out_{h2} = \tanh(net_{h2})$$
$$net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2$$
$$net_{o2} = w_7 out_{h1} + w_8 out_{h2} + b_2$$
$$out_{o1} = \frac{1}{1+e^{-net_{o1}}}$$
$$out_{o2} = \frac{1}{1+e^{-net_{o2}}}$$
$$E_{o1} = \frac12(target_{o1}-out_{o1})^2$$
$$E_{o2} = \frac12(target_{o2}-out_{o2})^2$$
$$E_{total} = E_{o1}+E_{o2}$$
"""


def words(*names: Name) -> list[str]:
    return [name.plain() for name in names]


def test_seed() -> None:
    _, network = network_of(seed_text())
    first, second = network.layers
    assert words(*network.inputs, *network.targets)[:2] == ["x_1", "x_2"]
    assert [words(*row) for row in first.weights] == [["w^1_11", "w^1_12"], ["w^1_21", "w^1_22"]]
    assert [words(*row) for row in second.weights] == [["w^2_11", "w^2_12"], ["w^2_21", "w^2_22"]]
    assert words(*first.biases, *second.biases) == ["b^1_1", "b^1_2", "b^2_1", "b^2_2"]
    assert (first.activation.kind, second.activation.label) == ("sigmoid", "f")
    assert (network.loss.kind, network.loss.scale) == ("squared", Fraction(1, 2))


def test_word_subscripts_numbered_weights_and_shared_biases() -> None:
    _, network = network_of(WORDS)
    first, second = network.layers
    assert [words(*row) for row in first.weights] == [["w_1", "w_3"], ["w_2", "w_4"]]
    assert [words(*row) for row in second.weights] == [["w_5", "w_7"], ["w_6", "w_8"]]
    assert (words(*first.biases), words(*second.biases)) == (["b_1"], ["b_2"])
    assert (first.activation.kind, second.activation.kind) == ("tanh", "sigmoid")
    assert words(*network.targets) == ["target_o1", "target_o2"]


def test_order_of_the_formulas_plays_no_part() -> None:
    lines = WORDS.strip().splitlines()
    expected = network_of(WORDS)[1]
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        assert network_of("\n\n".join(lines))[1] == expected


def test_letters_play_no_part() -> None:
    letters = {"E": "L", "w": "u", "a": "h", "f": "g", "x": "s", "z": "q", "b": "t"}
    text = re.sub(r"(?<![\\A-Za-z])([Ewafxzb])(?![A-Za-z])", lambda m: letters[m[1]], seed_text())
    _, network = network_of(text)
    assert words(*network.layers[1].weights[0]) == ["u^2_11", "u^2_12"]
    assert words(*network.inputs) == ["s_1", "s_2"]
    module = module_of(render(model_of(derivation_of(text)), title="renamed"))
    assert module.Gradients._fields == ("loss", "U1", "t1", "U2", "t2")


def test_shared_biases_compute() -> None:
    model = model_of(derivation_of(WORDS))
    network = find_network(model)
    module = module_of(render(model, title="words"))
    x, target, parameters = arguments(network, 6)
    shared = [parameters[0], parameters[1][0], parameters[2], parameters[3][0]]
    assert module.Gradients._fields == ("loss", "W1", "b1", "W2", "b2")
    for samples in (slice(None), slice(0, 1)):
        found = module.gradients(x[samples], target[samples], *shared)
        spread = [shared[0], np.full(2, shared[1]), shared[2], np.full(2, shared[3])]
        expected = complex_step(network, x[samples], target[samples], spread)
        np.testing.assert_allclose(found.W1, expected[0], rtol=1e-12)
        np.testing.assert_allclose(found.b1, expected[1].sum(), rtol=1e-12)
        np.testing.assert_allclose(found.b2, expected[3].sum(), rtol=1e-12)
    each = module.gradients(x, target, *shared, reduction="none")
    np.testing.assert_allclose(each.b1.sum(), module.gradients(x, target, *shared).b1, rtol=1e-12)


def test_own_activation_and_loss_are_printed_as_written() -> None:
    text = r"""
$$g(u) = \frac{u}{1+u^2}$$
$$p_1 = v_{11} x_1 + v_{21} x_2 + c_1$$
$$p_2 = v_{12} x_1 + v_{22} x_2 + c_2$$
$$h_1 = g(p_1)$$
$$h_2 = g(p_2)$$
$$q = u_1 h_1 + u_2 h_2$$
$$L = (q - t)^4 + (q-t)^2$$
"""
    model = model_of(derivation_of(text))
    network = find_network(model)
    assert (network.layers[0].activation.kind, network.loss.kind) == ("custom", "custom")
    module = module_of(render(model, title="own"))
    x, target, parameters = arguments(network, 6)
    values = parameters[:3]
    assert max(module.check_gradients(x, target, *values).values()) < 1e-8
    one = module.gradients(x[:1], target[:1], *values)
    np.testing.assert_allclose(one.V1, module.gradients(x, target, *values, reduction="none").V1[0], rtol=1e-12)


def deep_document(width: int, depth: int) -> str:
    """A network written out scalar by scalar."""
    rows = []
    for layer in range(1, depth + 1):
        before = "x" if layer == 1 else f"a^{layer - 1}"
        for j in range(1, width + 1):
            terms = " + ".join(f"w^{layer}_{{{i},{j}}} {before}_{{{i}}}" for i in range(1, width + 1))
            rows.append(f"$$z^{layer}_{{{j}}} = {terms} + b^{layer}_{{{j}}}$$")
            rows.append(f"$$a^{layer}_{{{j}}} = \\tanh(z^{layer}_{{{j}}})$$")
    loss = " + ".join(f"(a^{depth}_{{{j}}} - y_{{{j}}})^2" for j in range(1, width + 1))
    return "\n\n".join([*rows, f"$$E = {loss}$$"])


def test_a_deep_network() -> None:
    _, network = network_of(deep_document(4, 5))
    assert network.widths == (4,) * 6
    assert words(network.layers[3].weights[2][1]) == ["w^4_32"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"$$E = (y - 2)^2$$", "does not depend on a unit"),
        (r"$$a = \tanh(w x)$$ $$E=(a-t)^2$$", "which is the weight"),
        (WORDS.replace("w_7 out_{h1} + w_8 out_{h2}", "w_7 out_{h1}"), "does not take out_h2"),
        (WORDS.replace("w_7 out_{h1}", "w_7 i_1"), "not take|skip a layer|unit"),
        (WORDS.replace(r"out_{h2} = \tanh", r"out_{h2} = \sin"), "different activation functions"),
        (WORDS.replace(r"\tanh", "q"), "q is never defined"),
        (WORDS.replace("E_{o1}+E_{o2}", "E_{o1}+E_{o2} + w_5^2"), "w_5"),
        (WORDS.replace("E_{o1}+E_{o2}", "E_{o1}E_{o2}"), "sum of parts"),
        (WORDS.replace("E_{o1}+E_{o2}", "E_{o1}+3E_{o2}"), "treats its outputs differently"),
        (WORDS.replace("target_{o2}", "target_{o1}"), "target of its own"),
    ],
)
def test_what_is_not_supported_says_why(text: str, message: str) -> None:
    with pytest.raises(UnsupportedNetwork, match=message):
        network_of(text)


def test_roles_settle_what_the_graph_leaves_open() -> None:
    model = model_of(derivation_of(r"$$a = \tanh(w x)$$ $$E=(a-t)^2$$"))
    network = find_network(model, {"x": "input"})
    assert words(*network.inputs, network.layers[0].weights[0][0]) == ["x", "w"]
    derived = find_network(model, derived=[Name("x")])
    assert words(*derived.inputs, derived.layers[0].weights[0][0]) == ["w", "x"]
    with pytest.raises(ValueError, match="roles must be"):
        find_network(model, {"x": "inputs"})
