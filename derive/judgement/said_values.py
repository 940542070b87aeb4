r"""Values that prose gives one of many numbers: ``y_w = 1`` where w is the true word, ``b = 0.3`` in an example.

Formulas are looked at with letters for numbers, and with several units in every layer. What holds with
the value that is said, or speaks of a quantity that is a single number in its document, isn't wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from derive.judgement.assessment import Assessment
from derive.judgement.definitions import is_value, symbols
from derive.judgement.dependence import Dependence
from derive.judgement.regularity import wording
from derive.judgement.rewriting import substituted
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.sides import Part
from derive.meaning.statements import Step

ONE = "it holds where {} is one, which is said of {}"
SINGLE = "{} is a single number here, and the document's layers are looked at with more units"


class SaidValues:
    """The values that a document gives some of its quantities."""

    def __init__(self, first: Assessment, dependence: Dependence) -> None:
        self.first = first
        self.dependence = dependence
        self.ones: dict[tuple[str, int], Name] = {}  # what is one somewhere, by base and number of indices
        for step in first.steps.values():
            left, right = step.left.expression, step.right.expression
            if isinstance(left, ex.Symbol) and isinstance(right, ex.Numeral) and right.value == 1 and len(left.name.indices) == 1:
                self.ones.setdefault((left.name.base, 1), left.name)
        ranks = first.model.world.ranks
        values = (d.target for d in first.definitions.values() if is_value(d) and isinstance(d.expression, ex.Numeral))
        self.single = [name for name in values if ranks.arrays and ranks.of(name)]

    def as_one(self, step: Step) -> tuple[Name, Name] | None:
        """A quantity that would have to be one for a step to hold, and what is said to be one."""
        names = {s.name for part in (step.left, step.right) for s in symbols(part.expression)} if self.ones else ()
        for name in sorted(names):
            said = self.ones.get((name.base, len(name.indices)))
            if said is None or name in self.first.definitions:
                continue
            left, right = (_with(part, ex.Symbol(step.span, name), ex.Numeral(step.span, Fraction(1))) for part in (step.left, step.right))
            if self.first.look(replace(step, left=left, right=right), brief=True).state == "holds":
                return name, said
        return None

    def by_condition(self, step: Step, conditions: Iterable[Step]) -> int | None:
        r"""The number of an equation before a step that gives a compound in it the value with which it holds: ``\\|v\\| = 1``."""
        for said in conditions:
            compound, value = said.left.expression, said.right.expression
            if said.number < step.number and isinstance(value, ex.Numeral) and compound is not None and not isinstance(compound, ex.Symbol):
                left, right = (_with(part, compound, value) for part in (step.left, step.right))
                if (left, right) != (step.left, step.right) and self.first.look(replace(step, left=left, right=right), brief=True).state == "holds":
                    return said.number
        return None

    def single_number(self, step: Step) -> Name | None:
        """An array that the document says to be a single number, in what a step is made of."""
        mask = self.dependence.of_step(step) if self.single else 0
        return next((name for name in self.single if mask & self.dependence.bits.get(name, 0)), None)


def _with(part: Part, said: ex.Expression, value: ex.Expression) -> Part:
    """A side with a value in place of what is said to have it, wherever it stands."""
    expression, words = part.expression, wording(said)
    for node in expression.walk() if expression is not None else ():
        if expression is not None and type(node) is type(said) and wording(node) == words:
            expression = value if node is expression else substituted(expression, node, value)
    return replace(part, expression=expression)
