r"""How the derivative of a vector by a vector is laid out, which nothing tells.

``z = W x`` has ``\partial z / \partial x = W`` where each row belongs to an entry of z, and
``W^T`` where each column does; the factors of a chain rule then stand in the other order. Both
are taught. A document that is false in the one layout and true in the other, and that shows
the one nowhere, isn't wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.judgement.assessment import Assessment
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.meaning.statements import Step, with_part

REASON = "it holds with the derivative of a vector by a vector laid out the other way, and the document doesn't tell which it means"
ROW = "it holds with the derivative of a number by an array laid out the other way, as a row where it is a column, and no step shows which is meant"

# Words that tell that each row belongs to an entry of what is differentiated; a Jacobian is laid out so.
_TOLD = re.compile(r"jacobi|numerator[ -]layout|row for each (?:entry|component|element|output)|每行对应|雅可比|雅各比|分子布局|якоби", re.IGNORECASE)


class Jacobians:
    """The steps of one document about derivatives of vectors by vectors."""

    def __init__(self, first: Assessment) -> None:
        self.first = first
        self._shown: bool | None = None
        self._columns: bool | None = None

    def otherwise(self, step: Step) -> bool:
        """Does a step that fails hold in the other layout, and does no step show that the document has this one?"""
        return any(self._state(other) == "holds" for other in self._other_ways(step)) and not self.shown()

    def shown(self) -> bool:
        """Is it told, or does a step hold that would be false in the other layout? One entry by entry tells nothing."""
        if self._shown is None and _TOLD.search(self.first.derivation.document.source.text):
            self._shown = True
        if self._shown is None:
            holding = [s for n, s in self.first.steps.items() if self.first.looks[n].state == "holds"]
            others = [[self._state(other) for other in self._other_ways(s)] for s in holding]
            self._shown = any(states and set(states) == {"fails"} for states in others)
        return self._shown

    def as_row(self, step: Step) -> bool:
        """Does a step hold where the derivative of a number by an array is the other way round, and does none show that it isn't?"""
        return any(self._state(other) == "holds" for other in self._turned_gradients(step)) and not self.has_columns()

    def has_columns(self) -> bool:
        """Does a step about such a derivative hold that wouldn't if it were laid out the other way?"""
        if self._columns is None:
            holding = [s for n, s in self.first.steps.items() if self.first.looks[n].state == "holds"]
            others = ([self._state(other) for other in self._turned_gradients(s)] for s in holding)
            self._columns = any(states and not {"holds", "open"} & set(states) for states in others)
        return self._columns

    def _turned_gradients(self, step: Step) -> Iterator[Step]:
        """The step with what a derivative of a number by an array is said to be turned."""
        for derivative, part, on_right in ((step.left.expression, step.right, True), (step.right.expression, step.left, False)):
            other = part.expression
            if other is None or derivative is None or not self._is_gradient(derivative) or self._speaks_of_derivatives(other):
                continue
            turned: Expression = other.operand if isinstance(other, ex.Transposition) else ex.Transposition(other.span, other)
            yield with_part(step, replace(part, expression=turned), right=on_right)

    def _is_gradient(self, node: Expression) -> bool:
        """A derivative by an array, of what isn't named as one."""
        if not isinstance(node, ex.Derivative) or len(node.variables) != 1:
            return False
        ranks, variable = self.first.model.world.ranks, node.variables[0]
        of_array = isinstance(node.operand, ex.Symbol) and ranks.of(node.operand.name)
        return isinstance(variable, ex.Symbol) and ranks.of(variable.name) > 0 and not of_array

    def _state(self, step: Step) -> str:
        return self.first.look(step, brief=True).state

    def _other_ways(self, step: Step) -> Iterator[Step]:
        """The step with one of its sides as the other layout has it."""
        left, right = step.left.expression, step.right.expression
        for side, other, on_right in ((left, right, True), (right, left, False)):
            if side is None or other is None:
                continue
            part = step.right if on_right else step.left
            if self._is_jacobian(side) and not self._speaks_of_derivatives(other):
                turned: Expression = other.operand if isinstance(other, ex.Transposition) else ex.Transposition(other.span, other)
                yield with_part(step, replace(part, expression=turned), right=on_right)
            if isinstance(other, ex.Multiplication) and self._is_chain(other):
                turned = ex.Multiplication(other.span, other.factors[::-1], other.kinds[::-1])
                yield with_part(step, replace(part, expression=turned), right=on_right)

    def _is_jacobian(self, node: Expression) -> bool:
        if not isinstance(node, ex.Derivative) or len(node.variables) != 1:
            return False
        ranks = self.first.model.world.ranks
        return all(isinstance(n, ex.Symbol) and ranks.of(n.name) == 1 for n in (node.operand, node.variables[0]))

    def _is_chain(self, product: ex.Multiplication) -> bool:
        """Is it a product of derivatives, some of them of vectors by vectors?"""
        return all(isinstance(f, ex.Derivative) for f in product.factors) and any(map(self._is_jacobian, product.factors))

    @staticmethod
    def _speaks_of_derivatives(node: Expression) -> bool:
        return any(isinstance(n, ex.Derivative) for n in node.walk())
