"""Generated functions against SymPy's derivatives of the fully expanded loss."""

from __future__ import annotations

import inspect
import math
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy

from codegen.network.structure import find_network
from codegen.python.numpy_target import render
from codegen.python.program import scalar_program
from derive.meaning.expressions import Name
from tests.codegen.documents import derivation_of, derived_of, lines_of, model_of, seed_text
from tests.codegen.reference import module_of


@cache
def seed_module() -> tuple[Any, Any]:
    derivation = derivation_of(seed_text(), "neural.md")
    model = model_of(derivation)
    derived, lines = derived_of(derivation, Name("E"))
    leaves = {name: e for name, e in derived.items() if name not in model.definitions}
    source = render(
        model, title="seed", derived=leaves, lines=lines_of(derivation, model), derived_lines=lines
    )
    return find_network(model), module_of(source)


def expanded_loss() -> tuple[Any, dict[str, Any]]:
    """E in x, w, b and the targets alone, written by hand from the document."""
    symbols: dict[str, Any] = {}

    def s(name: str) -> Any:
        return symbols.setdefault(name, sympy.Symbol(name, real=True))

    values = [s("x_1"), s("x_2")]
    for layer in "12":
        values = [
            1 / (1 + sympy.exp(-(s(f"w{layer}_1{j}") * values[0] + s(f"w{layer}_2{j}") * values[1] + s(f"b{layer}_{j}"))))
            for j in "12"
        ]
    loss = sum((s(f"y_hat_{k}") - a) ** 2 for k, a in zip("12", values, strict=True)) / 2
    return loss, symbols


@pytest.mark.parametrize("point", range(3))
def test_every_derivative_equals_sympys(point: int) -> None:
    network, module = seed_module()
    loss, symbols = expanded_loss()
    program = scalar_program(network)
    order = [*program.inputs, *program.targets, *program.parameters]
    random = np.random.default_rng(point)
    values = {name: Fraction(int(random.integers(-12, 13)), 8) for name in order}
    exact = {symbols[name]: sympy.Rational(v.numerator, v.denominator) for name, v in values.items()}
    numbers = [float(values[name]) for name in order]
    got_loss, *got = module.sample_gradients(*numbers)
    assert got_loss == pytest.approx(float(loss.subs(exact).evalf(30)), rel=1e-13)
    a, b, c = np.split(np.array(numbers), [2, 4])
    shapes = ((2, 2), (2,), (2, 2), (2,))
    parts = [p.reshape(s) for p, s in zip(np.split(c, [4, 6, 10]), shapes, strict=True)]
    arrays = module.gradients(np.array([a, a]), np.array([b, b]), *parts)
    flat = np.concatenate([g.ravel() for g in arrays[1:]]) / 2
    scope = named_values(module, a, parts, b)
    for name, found, in_array in zip(program.parameters, got, flat, strict=True):
        expected = float(sympy.diff(loss, symbols[name]).subs(exact).evalf(30))
        assert found == pytest.approx(expected, rel=1e-12)
        assert in_array == pytest.approx(expected, rel=1e-12)
        taught = getattr(module, f"dE_d{name}", None)
        assert (taught is None) == name.startswith("b")
        if taught is not None:
            own = taught(*(scope[n] for n in inspect.signature(taught).parameters))
            assert own == pytest.approx(expected, rel=1e-12)


def named_values(module: Any, x: Any, parts: Any, target: Any) -> dict[str, float]:
    """Every scalar of the document under its Python name."""
    scope = {"x_1": x[0], "x_2": x[1], "y_hat_1": target[0], "y_hat_2": target[1]}
    values = module.forward(x[None], *parts)
    for layer in (1, 2):
        weights = parts[2 * layer - 2]
        for j in (1, 2):
            scope[f"a{layer}_{j}"] = getattr(values, f"a{layer}")[0, j - 1]
            scope |= {f"w{layer}_{i}{j}": weights[i - 1, j - 1] for i in (1, 2)}
    return scope


def test_taught_functions_keep_the_authors_order_and_line() -> None:
    _, module = seed_module()
    assert list(inspect.signature(module.dE_dw2_11).parameters) == ["a1_1", "a2_1", "y_hat_1"]
    assert "line 130" in module.dE_dw2_11.__doc__
    assert module.dE_dw2_11(0.5, 0.25, 1.0) == 0.5 * 0.25 * (0.25 - 1.0) * 0.75


def test_one_sample_on_floats_does_not_overflow() -> None:
    _, module = seed_module()
    for size in (1e4, -1e4):
        found = module.sample_gradients(1.0, 1.0, 0.5, 0.5, *[size] * 12)
        assert all(math.isfinite(v) for v in found)
