"""Sums and products over letters."""

from __future__ import annotations

from derive.algebra.arrays import Array, Value
from derive.algebra.dag import CONST
from derive.algebra.evaluation.arithmetic import Arithmetic
from derive.algebra.evaluation.scope import Scope, Undecidable
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index
from derive.source.text import Span


class Sums(Arithmetic):
    """Sums and products over letters."""

    def reduction(self, e: ex.Reduction, scope: Scope) -> Value:
        if not e.over and self.world.size == 1:
            return self.value(e.body, scope)
        if not e.over:
            return self.total(self.value(e.body, scope), e)
        values: list[Value] = []
        for bound in self.running(e, scope):
            values.append(self.value(e.body, Scope(scope.local, bound)))
        if e.kind == "prod":
            if not all(isinstance(v, int) for v in values):
                raise Undecidable("a product of arrays", e.span)
            return self.dag.mul(values)  # type: ignore[arg-type]
        return self.add(values, (1,) * len(values)) if values else self.dag.zero

    def total(self, value: Value, e: ex.Reduction) -> Value:
        if not isinstance(value, Array) or e.kind == "prod":
            raise Undecidable("a sum that doesn't say over what", e.span)
        return self.dag.add(list(value.entries))

    def running(self, e: ex.Reduction, scope: Scope) -> list[dict[str, Index]]:
        """The values of the letters that a sum binds."""
        result: list[dict[str, Index]] = [dict(scope.bound)]
        for over in e.over:
            extended = []
            for bound in result:
                for value in self.range(over, Scope(scope.local, bound)):
                    if over.excluded is None or self.index(over.excluded, bound) != value:
                        extended.append({**bound, over.letter: value})
            result = extended
        return result

    def range(self, over: ex.Range, scope: Scope) -> list[Index]:
        world = self.world
        first, last = world.first, world.first + world.size - 1
        if over.letter in world.layers and over.first is None and not over.members:
            return list(range(1, world.depth + 1))
        if over.first is not None and over.excluded is None:
            first = self.whole(over.first, scope)
        if over.last is not None:
            last = self.whole(over.last, scope)
        if last - first > 12:
            raise Undecidable("a sum over too many terms to write out", over.last.span if over.last else Span(0, 0))
        return [world.tag(over.letter, v) for v in range(first, last + 1)]

    def whole(self, expression: Expression, scope: Scope) -> int:
        """A limit of a sum as a whole number."""
        if isinstance(expression, ex.Symbol):
            name = expression.name
            if name.indices and name.latex() in self.world.constants:
                return self.world.constants[name.latex()]
            value = scope.bound.get(name.base, self.world.constants.get(name.base))
            if isinstance(value, int):
                return value
        node = self.value(expression, scope)
        if isinstance(node, int) and self.dag.op[node] == CONST and self.dag.data[node].denominator == 1:  # type: ignore[attr-defined]
            return int(self.dag.data[node])  # type: ignore[call-overload,no-any-return]
        raise Undecidable("a limit that has no number", expression.span)
