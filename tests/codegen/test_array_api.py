"""The array-API target with NumPy, JAX, PyTorch and CuPy, on every device that a library finds."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import mpmath
import numpy as np
import pytest

from codegen.network.description import Network, UnsupportedNetwork, dense
from codegen.network.structure import find_network
from codegen.python.array_api_target import render_array_api
from tests.codegen.documents import derivation_of, model_of
from tests.codegen.reference import arguments, complex_step, generate, loss_of, module_of, outputs_of
from tests.codegen.test_accuracy import check, points, sigmoid
from tests.codegen.test_gradients import NETWORKS

Convert = Callable[[Any], Any]
LIBRARIES = [
    "numpy",
    *(pytest.param(name, marks=pytest.mark.peers) for name in ("jax", "torch", "cupy") if name != "cupy" or importlib.util.find_spec("cupy")),
]


def placements(library: str) -> Iterator[tuple[Convert, Convert]]:
    """For each device of a library: how arrays of NumPy come to it and back."""
    if library == "numpy":
        yield np.asarray, np.asarray
    elif library == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
        for device in {*jax.devices(), *jax.devices("cpu")}:
            yield partial(jax.device_put, device=device), np.asarray
    elif library == "torch":
        import torch

        for name in ("cpu", *(["cuda"] if torch.cuda.is_available() else [])):
            yield partial(torch.as_tensor, device=name), lambda v: v.cpu().numpy()
    else:
        cupy: Any = importlib.import_module("cupy")
        yield cupy.asarray, cupy.asnumpy


@cache
def built(name: str) -> tuple[Network, Any]:
    network = dense(*NETWORKS[name])
    return network, module_of(render_array_api(network, title=name))


def close(found: Any, expected: Any) -> None:
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-11 * np.max(np.abs(expected), initial=1e-3))


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", NETWORKS)
def test_the_loss_and_its_gradients(name: str, library: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 6)
    expected = complex_step(network, x, target, parameters)
    for to, back in placements(library):
        args = [to(v) for v in (x, target, *parameters)]
        found = module.gradients(*args)
        assert {type(v) for v in found[1:]} == {type(args[0])}
        for value in (found.loss, module.loss(*args)):
            close(back(value), loss_of(network, x, target, parameters))
        for got, wanted in zip(found[1:], expected, strict=True):
            close(back(got), wanted)
        mean, each = module.gradients(*args, reduction="mean"), module.gradients(*args, reduction="none")
        for m, e, whole in zip(mean, each, (loss_of(network, x, target, parameters), *expected), strict=True):
            close(6 * back(m), whole)
            close(back(e).sum(axis=0), whole)
        close(back(module.forward(*args[:1], *args[2:])[-1]), outputs_of(network, x, parameters))
        single = [to(v.astype(np.float32)) for v in (x, target, *parameters)]
        for result in (module.gradients(*single), module.gradients(*single, reduction="none"), module.forward(*single[:1], *single[2:])):
            assert {str(v.dtype).removeprefix("torch.") for v in result} == {"float32"}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", NETWORKS)
def test_what_goes_beyond(name: str, library: str) -> None:
    """By the inputs, and Hessian products: imaginary steps, and differences of these."""
    network, module = built(name)
    x, target, parameters = arguments(network, 4)
    by_input = np.empty_like(x)
    jacobian = np.empty((4, network.widths[-1], network.widths[0]))
    for i in range(network.widths[0]):
        moved = x.astype(complex)
        moved[:, i] += 1e-30j
        jacobian[:, :, i] = outputs_of(network, moved, parameters).imag * 1e30
        for k in range(4):
            one = slice(k, k + 1)
            by_input[k, i] = loss_of(network, moved[one], target[one], parameters).imag * 1e30
    direction = arguments(network, 1, seed=5)[2]
    sides = [
        complex_step(network, x, target, [p + s * 1e-5 * d for p, d in zip(parameters, direction, strict=True)]) for s in (1, -1)
    ]
    for to, back in placements(library):
        args = [to(v) for v in (x, target, *parameters)]
        close(back(module.input_gradients(*args)), by_input)
        close(back(module.jacobian(args[0], *args[2:])), jacobian)
        if hasattr(module, "hessian_vector_product"):
            found = module.hessian_vector_product(*args, tuple(to(d) for d in direction))
            for got, above, below in zip(found, *sides, strict=True):
                wanted = (above - below) / 2e-5
                np.testing.assert_allclose(back(got), wanted, rtol=1e-5, atol=1e-7 * max(1.0, np.max(np.abs(wanted))))


def test_hessian_products_are_missing_only_where_a_second_derivative_is() -> None:
    assert [name for name in NETWORKS if not hasattr(built(name)[1], "hessian_vector_product")] == [
        name for name in NETWORKS if not hasattr(generate(built(name)[0]), "hessian_vector_product")
    ]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ["seed", "mixed", "softmax", "one layer"])
def test_far_from_zero_everything_is_finite(name: str, library: str) -> None:
    network, module = built(name)
    x, target, parameters = arguments(network, 6)
    for to, back in placements(library):
        for kind in (np.float64, np.float32):
            args = [to(v.astype(kind)) for v in (x, target, *(1e4 * p for p in parameters))]
            assert all(np.isfinite(back(g)).all() for g in module.gradients(*args))


@pytest.mark.parametrize("library", LIBRARIES)
def test_half_precision_has_a_bound_of_its_own(library: str) -> None:
    """exp(12) overflows there, and infinity times zero is no number."""
    network, module = built("seed")
    x, target, parameters = arguments(network, 6)
    for to, back in placements(library):
        args = [to(v.astype(np.float16)) for v in (x, target, *(20.0 * p for p in parameters))]
        found = module.gradients(*args)
        assert all(np.isfinite(back(g)).all() for g in found)
        assert np.min(back(module.forward(args[0], *args[2:]).z1)) < -12


@pytest.mark.peers
@pytest.mark.parametrize("name", NETWORKS)
def test_jax_compiles_it(name: str) -> None:
    import jax

    jax.config.update("jax_enable_x64", True)
    network, module = built(name)
    x, target, parameters = arguments(network, 6)
    for got, wanted in zip(jax.jit(module.gradients)(x, target, *parameters), module.gradients(x, target, *parameters), strict=True):
        close(np.asarray(got), wanted)


@pytest.mark.parametrize("library", LIBRARIES)
def test_functions_of_the_document(library: str) -> None:
    network = find_network(
        model_of(
            derivation_of(r"""
$$g(u) = \frac{u}{1+u^2}$$
$$f(u) = \begin{cases} u & u > 0 \\ \frac{1}{10} u & u \le 0 \end{cases}$$
$$p_1 = v_{11} x_1 + v_{21} x_2 + c_1$$
$$p_2 = v_{12} x_1 + v_{22} x_2 + c_2$$
$$h_1 = g(p_1)$$
$$h_2 = g(p_2)$$
$$q = u_1 h_1 + u_2 h_2$$
$$s = f(q)$$
$$L = (s - t)^4 + (s-t)^2$$
""")
        )
    )
    module = module_of(render_array_api(network, title="own"))
    x, target, parameters = arguments(network, 6)
    v, c, u = parameters[:3]

    def loss(v: Any, c: Any, u: Any) -> Any:
        p = x @ v + c
        q = (p / (1 + p * p)) @ u
        s = np.where(q.real > 0, q, q / 10)
        return np.sum((s - target) ** 4 + (s - target) ** 2)

    for to, back in placements(library):
        found = module.gradients(*(to(a) for a in (x, target, v, c, u)))
        close(back(found.loss), loss(v, c, u))
        for index, got in enumerate(found[1:]):
            for place in np.ndindex(got.shape):
                moved = [np.array(a, complex) for a in (v, c, u)]
                moved[index][place] += 1e-30j
                close(back(got)[place], loss(*moved).imag * 1e30)
        single = module.gradients(*(to(a.astype(np.float32)) for a in (x, target, v, c, u)))
        assert {str(g.dtype).removeprefix("torch.") for g in single} == {"float32"}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_probabilities_that_round_keep_their_losses(dtype: Any) -> None:
    v = points(dtype)
    zero, one = np.zeros_like(v), np.ones_like(v)
    module = module_of(render_array_api(dense((1, 1), ("sigmoid",), "bernoulli"), title="odds"))
    for target, sign in ((one, -1), (zero, 1)):
        each = module.gradients(v[:, None], target[:, None], np.ones((1, 1), dtype), np.zeros(1, dtype), reduction="none")
        check(2 * each.loss, [mpmath.log1p(mpmath.exp(sign * mpmath.mpf(float(x)))) for x in v], dtype, 8)
        check(2 * each.b1, [sign * sigmoid(sign * x) for x in v], dtype, 8)
    module = module_of(render_array_api(dense((2, 2), ("softmax",), "cross_entropy"), title="classes"))
    z, target = np.stack([v, zero], axis=1), np.stack([one, zero], axis=1)
    each = module.gradients(z, target, np.eye(2, dtype=dtype), np.zeros(2, dtype), reduction="none")
    check(2 * each.loss, [mpmath.log1p(mpmath.exp(-mpmath.mpf(float(x)))) for x in v], dtype, 8)


def test_what_does_not_fit_is_named() -> None:
    network, module = built("seed")
    x, target, parameters = arguments(network, 6)
    with pytest.raises(ValueError, match=r"x has shape \(6, 9\), expected \(6, 2\)"):
        module.gradients(np.zeros((6, 9)), target, *parameters)
    with pytest.raises(ValueError, match=r"W1 has shape \(2,\), expected \(2, 2\)"):
        module.forward(x, parameters[1], *parameters[1:])
    with pytest.raises(TypeError, match="b1 is a list, expected an array"):
        module.gradients(x, target, parameters[0], [0.0, 0.0], *parameters[2:])
    with pytest.raises(TypeError, match="x is a list, expected an array"):
        module.jacobian([[0.0, 0.0]], *parameters)
    with pytest.raises(ValueError, match="reduction is 'max'"):
        module.gradients(x, target, *parameters, reduction="max")
    with pytest.raises(ValueError, match="mean over no samples"):
        module.gradients(x[:0], target[:0], *parameters, reduction="mean")


def test_what_it_lacks_it_names() -> None:
    with pytest.raises(UnsupportedNetwork, match="softmax in a hidden layer"):
        render_array_api(dense((2, 2, 2), ("softmax", "tanh"), "squared"), title="odd")
