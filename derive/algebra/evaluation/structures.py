"""Matrices written out, transposed, measured, and their entries."""

from __future__ import annotations

from fractions import Fraction

from derive.algebra.arrays import Array, ShapeMismatch, Tensor, Value, transpose
from derive.algebra.dag import Function, Node
from derive.algebra.evaluation.base import Evaluation
from derive.algebra.evaluation.scope import Scope, Undecidable
from derive.meaning import expressions as ex
from derive.meaning.ellipsis import DOWN, LETTER, Filled, filled
from derive.meaning.expressions import Expression, Name


class Structures(Evaluation):
    """Matrices written out, transposed, measured, and their entries."""

    def transposition(self, e: ex.Transposition, scope: Scope) -> Value:
        return transpose(self.value(e.operand, scope))

    def norm(self, e: ex.Norm, scope: Scope) -> Value:
        value = self.value(e.operand, scope)
        if isinstance(value, Array):
            if e.kind == "|" and min(value.shape) > 1:
                raise Undecidable("a determinant", e.span)
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
        if any(isinstance(cell, ex.Dots) for row in e.rows for cell in row) and (abbreviated := e.noted(_filled)) is not None:
            return self.written_with_dots(abbreviated, scope)
        rows = [[self.number(cell, scope) for cell in row] for row in e.rows]
        if len({len(row) for row in rows}) != 1:
            raise Undecidable("rows of different lengths", e.span)
        return Array((len(rows), len(rows[0])), tuple(cell for row in rows for cell in row))

    def written_with_dots(self, e: Filled, scope: Scope) -> Value:
        """An array with as many entries along each dotted axis as the world has units."""
        units = range(self.world.first, self.world.first + self.world.size)

        def entry(body: Expression, row: int, column: int) -> Node:
            places = {DOWN: row} if e.diagonal or not e.across else {LETTER: column} if not e.down else {DOWN: row, LETTER: column}
            return self.number(body, Scope(scope.local, {**scope.bound, **places}))

        rows = [line for row in e.bodies for line in ((row, r) for r in (units if e.down else (0,)))]
        if e.diagonal:
            cells = [[entry(row[0], r, c) if r == c else self.dag.zero for c in units] for row, r in rows]
        else:
            cells = [[entry(body, r, c) for body in row for c in (units if e.across else (0,))] for row, r in rows]
        return Array((len(cells), len(cells[0])), tuple(cell for row in cells for cell in row))


def _filled(e: Expression) -> Filled | None:
    assert isinstance(e, ex.Matrix)
    return filled(e)
