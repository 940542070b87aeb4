r"""Documents whose ``\log`` isn't the natural one.

A number may tell the base: ``\log(4/3) = 0.125`` is to 10. And who writes ``\log a`` here and ``\frac{1}{a \ln 2}`` there has logarithms to another base. Which,
no formula says; so nothing with such a logarithm is called wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from derive.judgement.assessment import Assessment
from derive.judgement.dependence import Dependence
from derive.judgement.rewriting import substituted
from derive.latex.tokens import Token
from derive.meaning.expressions import Application, Division, Expression, Numeral
from derive.meaning.sides import Part
from derive.meaning.statements import Step

BASE = "it holds with logarithms to the base {}, which is not said"
REASON = "the document has log beside ln of a base, so that log may be to that base"

_BASES = ("2", "10")
_NATURAL = ("\\ln", "ln")
_BRACKETS = frozenset("({[")


class Logarithms:
    """Which steps of a document depend on a logarithm whose base isn't told."""

    def __init__(self, first: Assessment, dependence: Dependence) -> None:
        self.first = first
        self.dependence = dependence
        document = first.derivation.document
        both = document.macros or all(word in document.masked for word in ("ln", "log"))  # most documents have no two kinds of logarithms
        rows = [part.tokens for chain in first.derivation.chains for part in chain.parts] if both else []
        self.doubtful = any(map(_of_a_base, rows)) and any(token.text in ("\\log", "log") for tokens in rows for token in tokens)
        self.mask = 0
        for target, definition in first.definitions.items() if self.doubtful else ():
            if _has_logarithm(definition.expression):
                self.mask |= dependence.bits.get(target, 0)

    def other_base(self, step: Step) -> int | None:
        """The base to which the logarithms in a step would have to be for it to hold: ``log(4/3) = 0.125`` is to 10."""
        for base in map(int, _BASES):
            left, right = (_to_base(part, base) for part in (step.left, step.right))
            if (left, right) != (step.left, step.right) and self.first.look(replace(step, left=left, right=right), brief=True).state == "holds":
                return base
        return None

    def concern(self, step: Step) -> bool:
        """Does a step depend on a logarithm of unknown base?"""
        if not self.doubtful:
            return False
        return bool(self.dependence.of_step(step) & self.mask) or any(_has_logarithm(part.expression) for part in (step.left, step.right))


def _of_a_base(tokens: Sequence[Token]) -> bool:
    r"""Is ``\ln 2`` or ``\ln(10)`` in it?"""
    texts = [token.text for token in tokens if token.text not in _BRACKETS]
    return any(first in _NATURAL and second in _BASES for first, second in zip(texts, texts[1:], strict=False))


def _to_base(part: Part, base: int) -> Part:
    """A side with its logarithms to another base, where they aren't written as natural ones."""
    expression = part.expression
    if not _has_logarithm(expression) or any(token.text in _NATURAL for token in part.tokens):
        return part
    for node in expression.walk():  # type: ignore[union-attr]
        if isinstance(node, Application) and node.function.base == "log" and not node.order and len(node.arguments) == 1:
            unit = replace(node, arguments=(Numeral(node.span, Fraction(base)),))
            other = Division(node.span, node, unit)
            expression = other if node is expression else substituted(expression, node, other) or expression  # type: ignore[arg-type]
    return replace(part, expression=expression)


def _has_logarithm(expression: Expression | None) -> bool:
    return expression is not None and any(isinstance(n, Application) and n.function.base == "log" for n in expression.walk())
