"""Matrices written out, transposed, measured, and their entries."""

from __future__ import annotations

from fractions import Fraction

from derive.algebra.arrays import Array, ShapeMismatch, Tensor, Value, transpose
from derive.algebra.dag import Function
from derive.algebra.evaluation.base import Evaluation
from derive.algebra.evaluation.scope import Scope, Undecidable
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name


class Structures(Evaluation):
    """Matrices written out, transposed, measured, and their entries."""

    def transposition(self, e: ex.Transposition, scope: Scope) -> Value:
        return transpose(self.value(e.operand, scope))

    def norm(self, e: ex.Norm, scope: Scope) -> Value:
        value = self.value(e.operand, scope)
        if isinstance(value, Array):
            squares = self.dag.add([self.dag.power(x, Fraction(2)) for x in value.entries])
            return self.dag.power(squares, Fraction(1, 2))
        if isinstance(value, Tensor):
            raise Undecidable("a norm of a derivative", e.span)
        return self.dag.call(Function(Name("abs")), (value,))

    def entry(self, e: ex.Entry, scope: Scope) -> Value:
        value = self.value(e.operand, scope)
        places = [self.place(self.index(i, scope.bound)) for i in e.indices]
        if not isinstance(value, Array) or None in places or len(places) > 2:
            raise Undecidable("an entry of what has none", e.span)
        row = places[0]
        column = places[1] if len(places) == 2 else 0
        if len(places) == 1 and value.shape[0] == 1:
            row, column = 0, row
        assert row is not None and column is not None
        if row >= value.shape[0] or column >= value.shape[1]:
            raise ShapeMismatch("an entry beyond the end")
        return value.at(row, column)

    def matrix(self, e: ex.Matrix, scope: Scope) -> Value:
        rows = [[self.number(cell, scope) for cell in row] for row in e.rows]
        if len({len(row) for row in rows}) != 1:
            raise Undecidable("rows of different lengths", e.span)
        return Array((len(rows), len(rows[0])), tuple(cell for row in rows for cell in row))
