"""What depends on a condition, and what is left to the reader."""

from __future__ import annotations

from derive.algebra.arrays import Value, elementwise
from derive.algebra.evaluation.base import Evaluation
from derive.algebra.evaluation.scope import Scope, Undecidable
from derive.meaning import expressions as ex
from derive.meaning.chosen_units import compared_as
from derive.meaning.expressions import Expression, Index


class Choices(Evaluation):
    """What depends on a condition, and what is left to the reader."""

    def cases(self, e: ex.Cases, scope: Scope) -> Value:
        result: Value | None = None
        for value, condition in reversed(list(zip(e.values, e.conditions, strict=True))):
            if condition is not None and (fixed := self._index_test(condition, scope)) is not None:
                if fixed:
                    result = self.value(value, scope)
                continue
            node = self.value(value, scope)
            if condition is None or result is None:
                result = node
                continue
            left, relation, right = condition
            if relation not in (">", ">=", "<", "<="):
                raise Undecidable(f"a case selected by {relation}", e.span)
            more, less = (left, right) if relation.startswith(">") else (right, left)
            test = elementwise(self.dag.sub, self.value(more, scope), self.value(less, scope))
            result = elementwise(self.dag.case, test, node, result)
        if result is None:
            raise Undecidable("no case applies", e.span)
        return result

    def _index_test(self, condition: tuple[Expression, str, Expression], scope: Scope) -> bool | None:
        """A condition between indices has an answer at once."""
        left, relation, right = condition
        a, b = (self._compared(side, scope) for side in (left, right))
        if a is None or b is None or relation not in ("=", "!="):
            return None
        return (a == b) == (relation == "=")

    def _compared(self, side: Expression, scope: Scope) -> Index | None:
        """The unit that one side of a comparison stands for; None for a quantity."""
        index = compared_as(side)
        if index is None or index in scope.bound:
            return scope.bound.get(index) if index is not None else None
        return self.world.chosen.get(index) if not self.world.typed else None

    def opaque(self, e: ex.Opaque, scope: Scope) -> Value:
        raise Undecidable(f"{e.what} is read, but has no value here", e.span)

    def dots(self, e: ex.Dots, scope: Scope) -> Value:
        raise Undecidable("an ellipsis leaves terms to the reader; write a sum", e.span)
