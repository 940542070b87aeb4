"""The twelve gradients of the bundled document: its own eight and the four that it lacks.

Three ways to the same numbers that share nothing: SymPy on an expression written down here,
imaginary steps through the network written down in ``numeric_seed``, and the formulas that
the program read or completed, evaluated by that module's own reader.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import sympy

from derive.judgement.checker import Report
from derive.judgement.completion import complete
from tests.judgement.numeric_seed import LEAVES, derivative, network, python
from tests.support import SEED, check_text

WEIGHTS = [f"w^{layer}_{i}{j}" for layer in (1, 2) for i in (1, 2) for j in (1, 2)]
BIASES = [f"b^{layer}_{j}" for layer in (1, 2) for j in (1, 2)]


@pytest.fixture(scope="module")
def report() -> Report:
    return check_text(SEED)


@cache
def symbolic(parameter: str) -> float:
    """∂E/∂parameter by SymPy, from E written out in its leaves alone."""
    s: dict[str, Any] = {name: sympy.Symbol(name) for name in LEAVES}

    def f(x: Any) -> Any:
        return 1 / (1 + sympy.exp(-x))

    hidden = [f(sum(s[f"w^1_{i}{j}"] * s[f"x_{i}"] for i in (1, 2)) + s[f"b^1_{j}"]) for j in (1, 2)]
    output = [f(sum(s[f"w^2_{i}{j}"] * hidden[i - 1] for i in (1, 2)) + s[f"b^2_{j}"]) for j in (1, 2)]
    loss = sum((s[f"yh_{j}"] - output[j - 1]) ** 2 for j in (1, 2)) / 2
    return float(sympy.diff(loss, s[parameter]).subs({s[n]: v for n, v in LEAVES.items()}))


def evaluate(latex: str) -> float:
    """A formula of the document as a number, by the oracle's reader."""
    names = {"V": lambda name: network({})[name], "D": derivative}
    value: complex = eval(python(latex), names)
    return value.real


@pytest.mark.parametrize("parameter", WEIGHTS + BIASES)
def test_sympy_and_imaginary_steps_agree(parameter: str) -> None:
    assert symbolic(parameter) == pytest.approx(derivative("E", parameter), rel=1e-12)


def test_which_are_derived_and_which_are_missing(report: Report) -> None:
    assert sorted(name.plain() for name in report.gradients.derived) == WEIGHTS
    assert sorted(missing.parameter.plain() for missing in report.gradients.missing) == BIASES


def test_the_derived_ones_are_right(report: Report) -> None:
    """The last row of each chain that the program takes for ∂E/∂w is that derivative's value."""
    chains: dict[str, str] = {}
    for step in report.derivation.steps:
        left = report.derivation.chains[step.chain].parts[0]
        label = report.document.source.slice(left.span)
        chains[label] = report.document.source.slice(step.right.span)
    for weight in WEIGHTS:
        latex = weight.replace("_", "_{") + "}"
        last = chains.get(rf"\frac{{\partial E}}{{\partial {latex}}}") or chains[rf"\frac{{\partial E}}{{{latex}}}"]
        assert evaluate(last) == pytest.approx(symbolic(weight), rel=1e-12)


def test_the_completed_ones_are_right(report: Report) -> None:
    """Every row of every chain that the program writes for ∂E/∂b has that derivative's value."""
    for missing in report.gradients.missing:
        rows = complete(report.derivation, report.assessment, report.gradients, missing)
        assert len(rows) >= 3
        for row in rows:
            assert evaluate(row) == pytest.approx(symbolic(missing.parameter.plain()), rel=1e-12), row
