r"""Equations that aren't about what two formulas come to: ``\|v\|_2 = 1``, ``\mathbb{R}^n = \mathbb{R}^{d}``, ``O(2n) = O(n)``.

They demand something of their quantities, or speak of sets and of orders of growth. Nothing follows from
the numbers that their sides happen to have.
"""

from __future__ import annotations

from collections.abc import Container

from derive.judgement.regularity import wording
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.spaces import space
from derive.meaning.statements import Step

LENGTH = "it gives a quantity a length: a condition on it, and no claim"
SPACE = "it speaks of spaces, not of numbers"
GROWTH = "it speaks of orders of growth, not of numbers"
TURNED = "it says that {} is its own transpose: a number, or a symmetric matrix"
GRADIENT = "it speaks of the gradient of a function at one place, which no formula here tells"
ZERO = "it holds where what the 0 stands for is zero"

_GROWTH = frozenset(("O", "\\mathcal{O}", "\\mathrm{O}"))


def no_identity(step: Step, defined: Container[Name]) -> str | None:
    """What an equation says that isn't that its sides have one value; ``defined`` are the names that formulas define."""
    left, right = step.left.expression, step.right.expression
    if left is None or right is None:
        return None
    if space(step.left.tokens) is not None and space(step.right.tokens) is not None:
        return SPACE
    applied = [n.function for n in (*left.walk(), *right.walk()) if isinstance(n, ex.Application)]
    if any(function.base in _GROWTH and function not in defined for function in applied):
        return GROWTH
    if any(function.base.startswith("\\nabla{") and function not in defined for function in applied):
        return GRADIENT
    if not step.index and isinstance(right, ex.Numeral) and _is_length(left):
        return LENGTH
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ex.Symbol) and isinstance(other, ex.Transposition) and isinstance(other.operand, ex.Symbol) and other.operand.name == one.name:
            return TURNED.format(one.name.latex())
        if _zero_for_a_term(one, other):
            return ZERO
    return None


def _is_length(side: Expression) -> bool:
    r"""``\|v\|``, ``\|v\|^2``."""
    norm = side.base if isinstance(side, ex.Power) and isinstance(side.exponent, ex.Numeral) else side
    return isinstance(norm, ex.Norm) and isinstance(norm.operand, ex.Symbol)


def _zero_for_a_term(one: Expression, other: Expression) -> bool:
    """Has the author put a 0 where the other side has a term, ``w^T x + b + r = 0 + r``?"""
    if not isinstance(one, ex.Addition) or not isinstance(other, ex.Addition) or len(one.terms) != len(other.terms) or one.signs[1:] != other.signs[1:]:
        return False
    apart = [a for a, b in zip(one.terms, other.terms, strict=True) if wording(a) != wording(b)]
    return len(apart) == 1 and isinstance(apart[0], ex.Numeral) and not apart[0].value
