r"""Partial derivatives in which the other arguments stay as they are.

With ``L = v + s`` and ``s = \\sqrt{v}``, ``dL/dw = ∂L/∂v dv/dw + ∂L/∂s ds/dw`` is the chain rule if
``∂L/∂v`` is that of the sum as it is written; through all that depends on v, the way over s would
count twice. So wherever one argument in such a sum depends on another, the first is meant.
"""

from __future__ import annotations

from derive.judgement.assessment import Assessment
from derive.judgement.reasons import is_chain_rule
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Step

REASON = "by the chain rule, with a partial derivative by {} in which {} stays as it is"


class Partials:
    """The chain rules of one document in which one argument depends on another."""

    def __init__(self, first: Assessment) -> None:
        self.chains = first.derivation.chains
        self.definitions = first.definitions

    def of(self, step: Step) -> tuple[Name, Name] | None:
        """Two arguments in a sum of ways, the second of which depends on the first."""
        head = self.chains[step.chain].parts[0].expression
        for side in (step.left.expression, step.right.expression):
            if head is None or side is None or not isinstance(side, ex.Addition) or not is_chain_rule(head, side):
                continue
            found = [self._argument(term, head) for term in side.terms]
            arguments = [name for name in found if name is not None]
            for one in arguments:
                other = next((name for name in arguments if name != one and one in self._below(name)), None)
                if other is not None and len(set(arguments)) == len(side.terms):
                    return one, other
        return None

    @staticmethod
    def _argument(term: Expression, head: Expression) -> Name | None:
        """By what the head's quantity is differentiated in one way: ``∂L/∂v dv/dw``."""
        assert isinstance(head, ex.Derivative) and isinstance(head.operand, ex.Symbol)
        for link in term.children() if isinstance(term, ex.Multiplication) else ():
            if isinstance(link, ex.Derivative) and isinstance(link.operand, ex.Symbol) and link.operand.name == head.operand.name:
                return link.variables[0].name  # type: ignore[attr-defined, no-any-return]
        return None

    def _below(self, name: Name) -> set[Name]:
        """What a quantity is made of, by the definitions of exactly these names."""
        found: set[Name] = set()
        waiting = [name]
        while waiting:
            definition = self.definitions.get(waiting.pop())
            used = {n.name for n in definition.expression.walk() if isinstance(n, ex.Symbol)} if definition is not None else set()
            waiting += used - found
            found |= used
        return found
