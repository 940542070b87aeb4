"""Find the rule ``f' = c0 + c1·f + c2·f²`` of an activation from its body.

Sigmoid has ``f' = f − f²``, tanh ``f' = 1 − f²``: the identity that every derivation of
back-propagation rests on. It isn't assumed: it is guessed at three points and then proved
with exponentials written out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from derive.algebra.dag import CALL, CASE, Dag, Function, Node
from derive.algebra.functions import Functions, substitute
from derive.algebra.samples import Sample
from derive.meaning.expressions import Name

if TYPE_CHECKING:
    from derive.algebra.prover import Prover

_POINTS = (0.25, -0.625, 1.375)
_DEPTH = 8  # functions in terms of functions in terms of …


def autonomous_rule(dag: Dag, functions: Functions, prover: Prover, name: Name) -> tuple[Fraction, ...] | None:
    """The coefficients of the rule, or None if the function has no such rule."""
    found = functions.ordered_body(Function(name, 0))
    derived = functions.ordered_body(Function(name, 1)) if found else None
    if found is None or derived is None:
        return None
    parameter = found[0]
    body, slope = _written_out(dag, functions, found[1]), _written_out(dag, functions, derived[1])
    if body is None or slope is None:
        return None
    rows = []
    for point in _POINTS:
        sample = Sample(dag, functions, 0)
        sample._values[parameter] = point
        value, derivative = sample.value(body), sample.value(slope)
        if value != value or derivative != derivative:
            return None
        rows.append((1.0, value, value * value, derivative))
    guess = _solve(rows)
    if guess is None:
        return None
    rule = tuple(Fraction(c).limit_denominator(16) for c in guess)
    claimed = dag.add([dag.mul([dag.const(c), dag.power(body, Fraction(i))]) for i, c in enumerate(rule)])
    return rule if prover.equal(slope, claimed) else None


def _written_out(dag: Dag, functions: Functions, root: Node) -> Node | None:
    """A value in primitives alone, or None where it has cases or functions that nothing is known of."""
    for _ in range(_DEPTH):
        opened = {}
        for node in dag.cone(root):
            if dag.op[node] == CASE:
                return None
            function = dag.data[node]
            if dag.op[node] != CALL or functions.is_primitive(function):  # type: ignore[arg-type]
                continue
            if len(dag.args[node]) != 1 or functions.ordered_body(function) is None:  # type: ignore[arg-type]
                return None
            opened[node] = functions.expand(function, dag.args[node][0])  # type: ignore[arg-type]
        if not opened:
            return root
        root = substitute(dag, root, opened)
    return None


def _solve(rows: Sequence[tuple[float, ...]]) -> tuple[float, ...] | None:
    """Three linear equations by elimination."""
    matrix = [list(row) for row in rows]
    for column in range(3):
        pivot = max(range(column, 3), key=lambda r: abs(matrix[r][column]))
        if abs(matrix[pivot][column]) < 1e-9:
            return None
        matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
        for row in range(3):
            if row != column:
                factor = matrix[row][column] / matrix[column][column]
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[column], strict=True)]
    return tuple(matrix[i][3] / matrix[i][i] for i in range(3))
