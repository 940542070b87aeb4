"""SymPy's own derivatives of the expanded loss against the document's formulas."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy

from codegen.derivation.completed import complete
from codegen.symbolic.symbols import definitions, expand
from derive.algebra.dag import ADD, CALL, CONST, LEAF, MUL, NAMED, POW, Dag, Node
from derive.judgement.checker import check
from derive.meaning.expressions import Name
from derive.source.reader import load, read
from tests.support import ROOT, SEED_PATH, check_text

DIGITS = 40
PATHS = [SEED_PATH, ROOT / "tests" / "derivations" / "three_layers_tanh.md"]


def value(dag: Dag, root: Node, leaves: dict[Name, Fraction], functions: dict[str, Any]) -> mpmath.mpf:
    """A node by arithmetic alone, with functions of our own; shares nothing with the program's evaluators."""
    done: dict[Node, mpmath.mpf] = {}
    for node in dag.cone(root):
        args = [done[a] for a in dag.args[node]]
        op = dag.op[node]
        data: Any = dag.data[node]
        if op == LEAF:
            done[node] = mpmath.mpf(leaves[data].numerator) / leaves[data].denominator
        elif op == CONST:
            done[node] = mpmath.mpf(data.numerator) / data.denominator
        elif op == NAMED:
            done[node] = args[0]
        elif op == ADD:
            done[node] = mpmath.fsum(args)
        elif op == MUL:
            done[node] = mpmath.fprod(args)
        elif op == POW:
            done[node] = mpmath.power(args[0], mpmath.mpf(data.numerator) / data.denominator)
        else:
            assert op == CALL
            done[node] = functions[f"{data.name.base}{data.order}"](args[0])
    return done[root]


def sigmoid(x: mpmath.mpf) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-x))


FUNCTIONS = {
    "f0": sigmoid,
    "f1": lambda x: sigmoid(x) * (1 - sigmoid(x)),
    "sigmoid0": sigmoid,
    "tanh0": mpmath.tanh,
    "tanh1": lambda x: 1 - mpmath.tanh(x) ** 2,
    "exp0": mpmath.exp,
}


@pytest.mark.parametrize("path", PATHS, ids=["seed", "three layers"])
def test_the_documents_formulas_are_sympys_derivatives(path: Path) -> None:
    report = complete(check(read(load(str(path))))).report
    model, found = report.assessment.model, expand(report)
    assert found is not None
    assert set(found.parameters) == set(report.gradients.derived)
    symbols = {s.name for s in found.expression.free_symbols}
    assert report.gradients.loss is not None
    leaves = model.dag.leaves(model.lookup(report.gradients.loss))
    assert len(symbols) == len(leaves), "inputs, weights, biases and targets alone"
    rng = random.Random(7)
    with mpmath.workdps(DIGITS + 15):
        for _ in range(3):
            point = {name: Fraction(rng.randint(-40, 40) or 1, rng.randint(17, 60)) for name in leaves}
            by_symbol = {
                sympy.Symbol(s): sympy.Rational(point[n].numerator, point[n].denominator)
                for n in leaves
                for s in [identifier_of(n)]
            }
            for parameter, gradient in report.gradients.derived.items():
                last = report.derivation.chains[gradient.chain].parts[gradient.last].expression
                assert last is not None
                node = model.value(last)
                assert isinstance(node, int)
                theirs = value(model.dag, node, point, FUNCTIONS)
                ours = found.derivatives[parameter].subs(by_symbol).evalf(DIGITS)
                assert abs(mpmath.mpf(str(ours)) - theirs) <= abs(theirs) * mpmath.mpf(10) ** (3 - DIGITS)


def identifier_of(name: Name) -> str:
    """``w^2_{11}`` → ``w2_11``, written again for the names of these two documents."""
    base = {"\\hat{y}": "y_hat"}.get(name.base, name.base)
    lower = "".join(map(str, name.lower))
    return base + "".join(map(str, name.upper)) + (f"_{lower}" if lower else "")


def test_the_definitions_are_listed_in_order() -> None:
    lines = definitions(check(read(load(str(SEED_PATH)))))
    assert lines[0] == "f(x) = sigmoid(x)"
    assert lines[1] == "z1_1 = b1_1 + w1_11*x_1 + w1_21*x_2"
    assert "a2_2 = f(z2_2)" in lines, "after its repair"
    assert lines[-1] == "E = E_1 + E_2"
    assert len(lines) == 14


def test_expanded_lines_can_be_read_by_sympy() -> None:
    lines = definitions(check(read(load(str(SEED_PATH)))), expanded=True)
    left, right = lines[0].split(" = ", 1)
    assert left == "E"
    loss = sympy.sympify(right)
    assert len(lines) == 13
    point = {s: sympy.Rational(k + 1, 7) for k, s in enumerate(sorted(loss.free_symbols, key=str))}
    for line in lines[1:]:
        name, formula = line.split(" = ", 1)
        own = sympy.diff(loss, sympy.Symbol(name.removeprefix("dE_d")))
        printed, derived = (e.subs(point).evalf(30) for e in (sympy.sympify(formula), own))
        assert derived != 0
        assert abs(printed - derived) < abs(derived) * sympy.Rational(1, 10**25)


def test_free_functions_keep_their_derivative() -> None:
    lines = definitions(check_text("$$a=g'(u)\\cdot g(u),\\quad b=|a|+\\max(u, 0)$$"))
    assert "Derivative(g(" in lines[0]
    assert "Abs(a)" in lines[1]
    assert "Piecewise" in lines[1]


def test_a_document_without_a_loss() -> None:
    assert definitions(check_text("text"), expanded=True)[0].startswith("#")
