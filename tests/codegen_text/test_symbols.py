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
from tests.mutation.documents import documents
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


def entry(name: str, *indices: int) -> sympy.Symbol:
    return sympy.Symbol(f"{name}_{''.join(map(str, indices))}")


def network_loss(kind: str, point: dict[sympy.Symbol, mpmath.mpf]) -> mpmath.mpf:
    """A 2-2-2 network with loops of our own, as the document of this kind describes it."""
    weight = "W" if kind == "matrix" else "w"
    values = [point[entry("x", i)] for i in (1, 2)]
    for layer in (1, 2):
        rows = []
        for j in (1, 2):
            order = [(j, i) if kind == "matrix" else (i, j) for i in (1, 2)]
            rows.append(sum(point[entry(f"{weight}{layer}", *at)] * v for at, v in zip(order, values, strict=True)) + point[entry(f"b{layer}", j)])
        if kind == "softmax" and layer == 2:
            total = sum(mpmath.exp(r) for r in rows)
            values = [mpmath.exp(r) / total for r in rows]
        else:
            values = [mpmath.tanh(r) if kind == "index" else sigmoid(r) for r in rows]
    targets = [point[entry("y_hat", k)] for k in (1, 2)]
    if kind == "softmax":
        return -sum(t * mpmath.log(v) for t, v in zip(targets, values, strict=True))
    return sum((v - t) ** 2 for t, v in zip(targets, values, strict=True)) / 2


@pytest.mark.parametrize("kind", ["index", "matrix", "softmax"])
def test_documents_in_indices_and_matrices_are_written_out(kind: str) -> None:
    report = check_text(documents()[kind])
    lines = definitions(report, expanded=True)
    assert lines[0] == "# with 2 units wherever the document leaves their number open"
    loss = sympy.sympify(lines[1].removeprefix("E = "))
    symbols = sorted(loss.free_symbols, key=str)
    assert len(symbols) == 4 + 12 - (kind == "softmax"), "there the document lets the targets sum to one"
    assert len(lines) == 2 + 12, "one for each weight and bias"
    assert lines == definitions(report, expanded=True)
    with mpmath.workdps(50):
        point = {s: mpmath.mpf(3 * k + 2) / 31 for k, s in enumerate(symbols)}
        point[entry("y_hat", 2)] = point.get(entry("y_hat", 2), 1 - point[entry("y_hat", 1)])
        exact = {s: sympy.Rational(3 * k + 2, 31) for k, s in enumerate(symbols)}
        assert abs(mpmath.mpf(str(loss.subs(exact).evalf(40))) - network_loss(kind, point)) < mpmath.mpf(10) ** -35
        for line in lines[2:]:
            name, formula = line.split(" = ", 1)
            parameter, h = sympy.Symbol(name.removeprefix("dE_d")), mpmath.mpf(10) ** -16
            up, down = (network_loss(kind, {**point, parameter: point[parameter] + d}) for d in (h, -h))
            printed = mpmath.mpf(str(sympy.sympify(formula).subs(exact).evalf(40)))
            assert abs(printed - (up - down) / (2 * h)) < mpmath.mpf(10) ** -28
    shown = definitions(report)
    assert any(line.startswith("z2_2 = ") and "a1_1" in line for line in shown)
    assert not any(line.split(" = ")[0] == line.split(" = ")[-1] for line in shown[1:])
