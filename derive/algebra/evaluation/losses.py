r"""Losses that everyone knows by name: ``CE(y, \hat y)`` and ``\text{BCE}(p, t)``.

Authors put the target first or last; which argument is the prediction, the document tells by
what it computes. A mean squared error isn't among them: with or without a half, of outputs or
of samples, authors differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra.arrays import Array, Value
from derive.algebra.dag import Function, Node
from derive.algebra.evaluation.base import Evaluation
from derive.algebra.evaluation.scope import Undecidable
from derive.latex.symbols import loss_word
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name


class Losses(Evaluation):
    """Cross-entropies by their names."""

    def named_loss(self, e: ex.Application, arguments: Sequence[Value]) -> Value | None:
        """The value of a loss that is known by name; None for another function. Raises :class:`Undecidable`."""
        loss = loss_word(e.function.base) if not e.function.indices and not e.order and len(arguments) == 2 else None
        if loss is None or self.is_defined(e.function):
            return None
        computed = [self._is_computed(argument) for argument in e.arguments]
        if computed[0] == computed[1]:
            raise Undecidable(f"which argument of {e.function.latex()} is the prediction isn't said: nothing computes it", e.span)
        predicted, target = (arguments if computed[0] else arguments[::-1])
        if loss == "binary" and isinstance(predicted, int) and isinstance(target, int):
            one = self.dag.one
            terms = [self._term(target, predicted), self._term(self.dag.sub(one, target), self.dag.sub(one, predicted))]
        elif loss == "categorical" and isinstance(predicted, Array) and isinstance(target, Array) and predicted.shape == target.shape:
            terms = [self._term(t, p) for t, p in zip(target.entries, predicted.entries, strict=True)]
        else:
            raise Undecidable(f"{e.function.latex()} of what isn't {'two numbers' if loss == 'binary' else 'two vectors'}", e.span)
        return self.dag.neg(self.dag.add(terms))

    def _is_computed(self, argument: Expression) -> bool:
        return not isinstance(argument, ex.Symbol) or self.is_defined(argument.name)

    def _term(self, target: Node, predicted: Node) -> Node:
        return self.dag.mul([target, self.dag.call(Function(Name("log")), (predicted,))])
