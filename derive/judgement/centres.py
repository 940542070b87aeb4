r"""Means that nothing defines: the ``\mu`` of ``\sigma^2 = \frac{1}{m} \sum_i (x_i - \mu)^2``.

Authors leave the definition to a picture or to the word "mean". The differences from it sum to
zero, and so a step that drops them is true.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess
from derive.judgement.rewriting import substituted
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Step

REASON = "it holds if {} is the mean, as its place in a sum of squares suggests"


class Centres:
    """What holds where the centre of a sum of squares is the mean."""

    def __init__(self, first: Assessment) -> None:
        self.first = first
        self.means = {d.target: d for d in _means(first)}
        self._with_means: Assessment | None = None

    def of(self, step: Step) -> Name | None:
        """The centre that makes a step true that fails otherwise."""
        if not self.means:
            return None
        if self._with_means is None:
            chosen = {**self.first.definitions, **self.means}
            self._with_means = assess(self.first.derivation, chosen=chosen, only=set(), before=self.first)
        return next(iter(self.means)) if self._with_means.look(step, brief=True).state == "holds" else None


def _means(first: Assessment) -> Iterator[Definition]:
    """The definitions that the centres of sums of squares would have as means."""
    for definition in first.definitions.values():
        expression = definition.expression
        for sum_ in expression.walk():
            if isinstance(sum_, ex.Reduction) and sum_.kind == "sum" and len(sum_.over) == 1 and isinstance(sum_.body, ex.Power):
                pair = _difference(sum_.body, sum_.over[0].letter)
                if pair is not None and pair[1] not in first.definitions and pair[1] != definition.target:
                    mean = substituted(expression, sum_.body, pair[0])
                    if mean is not None:
                        yield Definition(pair[1], (), mean, 0)


def _difference(square: ex.Power, letter: str) -> tuple[Expression, Name] | None:
    """What is taken the difference of, and from which name, in ``(x_i - c)^2``."""
    base, exponent = square.base, square.exponent
    if not isinstance(base, ex.Addition) or len(base.terms) != 2 or base.signs[0] == base.signs[1]:
        return None
    if not isinstance(exponent, ex.Numeral) or exponent.value != 2:
        return None
    one, other = base.terms
    for value, centre in ((one, other), (other, one)):
        if isinstance(value, ex.Symbol) and isinstance(centre, ex.Symbol) and letter in value.name.indices and letter not in centre.name.indices:
            return value, centre.name
    return None
