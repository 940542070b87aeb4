"""Derivatives of numbers and arrays by numbers and arrays, through the graph of the definitions."""

from __future__ import annotations

from collections.abc import Container

from derive.algebra.arrays import Array, Tensor, Value, transpose
from derive.algebra.calculus import NotDifferentiable
from derive.algebra.dag import LEAF, NAMED, Node
from derive.algebra.decimals import is_decimal
from derive.algebra.evaluation.arithmetic import Arithmetic
from derive.algebra.evaluation.scope import Scope, Undecidable
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name
from derive.source.text import Span

UNKNOWN_SLOPE = "a derivative that isn't told"
UNDERIVED = "so its derivative is unknown"


class Differentiation(Arithmetic):
    """Derivatives of numbers and arrays by numbers and arrays, through the graph of the definitions."""

    def derivative(self, e: ex.Derivative, scope: Scope) -> Value:
        value = self.value(self.at_its_argument(e) or e.operand, scope)
        for variable in e.variables:
            value = self.differentiate(value, variable, scope)
        entries = (value,) if isinstance(value, int) else value.entries
        self.take(e, any(n != self.dag.zero for n in entries))
        return value

    def differentiate(self, value: Value, variable: Expression, scope: Scope) -> Value:
        flipped = isinstance(variable, ex.Transposition)
        inner = variable.operand if isinstance(variable, ex.Transposition) else variable
        if not isinstance(inner, ex.Symbol):
            raise Undecidable("a derivative with respect to a compound quantity is read, but has no value here", variable.span)
        by = self.symbol(inner, scope)
        by = transpose(by) if flipped else by
        if isinstance(value, Tensor) or isinstance(by, Tensor):
            raise Undecidable("a second derivative of arrays", variable.span)
        if isinstance(value, int) and isinstance(by, int):
            return self.slope(value, by, variable.span)
        if isinstance(value, int):
            assert isinstance(by, Array)
            return Array(by.shape, tuple(self.slope(value, b, variable.span) for b in by.entries))
        if isinstance(by, int):
            return Array(value.shape, tuple(self.slope(v, by, variable.span) for v in value.entries))
        entries = tuple(self.slope(v, b, variable.span) for v in value.entries for b in by.entries)
        return Tensor(value.shape, by.shape, entries)

    def slope(self, node: Node, by: Node, span: Span) -> Node:
        """The derivative of a number by a number."""
        if self.untold is not None:
            return self.slope_or_unknown(node, by, span, self.untold)
        if self.dag.op[node] == LEAF and node != by and not is_decimal(self.dag.data[node]):
            name: Name = self.dag.data[node]  # type: ignore[assignment]
            if name.base in self.world.given or (self.world.plain and name.indices and self.dag.op[by] == LEAF):
                return self.dag.zero  # given numbers don't depend on each other
            raise Undecidable(
                f"{name.latex()} is never defined, {UNDERIVED}", span, f"{name.latex()} = …"
            )
        try:
            result = self.calculus.derivative(node, by)
            if result == self.dag.zero and self.dag.op[by] == NAMED:
                # the numerator may hold what the variable stands for, without its name
                result = self.calculus.derivative(node, self.dag.args[by][0])
            return result
        except NotDifferentiable as problem:
            raise Undecidable(str(problem), span) from None

    def slope_or_unknown(self, node: Node, by: Node, span: Span, untold: Container[str]) -> Node:
        """The derivative of a number by a number, where one that nothing tells is a number of its own."""
        dag = self.dag
        name = dag.data[node] if dag.op[node] in (LEAF, NAMED) else None
        try:
            known = self.calculus.derivative(node, by)
            parts = [
                dag.mul([self.calculus.derivative(node, leaf), self.unknown_slope(of, by)])
                for leaf, of in ((dag.leaf(of), of) for of in dag.leaves(node))
                if leaf not in (node, by) and (of.base in untold or of.base == UNKNOWN_SLOPE)
            ]
        except NotDifferentiable as problem:
            raise Undecidable(str(problem), span) from None
        result = dag.add([known, *parts])
        if result == dag.zero and isinstance(name, Name) and not is_decimal(name) and name.base not in self.world.given:
            return self.unknown_slope(name, by)
        return result

    def unknown_slope(self, name: Name, by: Node) -> Node:
        """The number ``∂name/∂by`` of which nothing is known."""
        variable = self.dag.data[by]
        told = variable.latex() if isinstance(variable, Name) else str(by)
        return self.dag.leaf(Name(UNKNOWN_SLOPE, (Label(f"{name.latex()} by {told}"),)))
