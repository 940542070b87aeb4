"""Whether the vectors of a document are columns, as in ``W x``, or rows, as in ``x W``.

Hardly anybody says so; the shapes tell. Columns are the rule. Where some steps don't fit with them, or a
capital behind a vector is left a number, the document is read with rows as well, and is taken to
mean these if that makes sense of it. Either way a lost transposition can hide behind a capital
that is taken for a number, ``x W`` with columns and ``W x`` with rows: a step with it that is
true only so is left open. So is what the two ways say differently of, where neither makes clear
sense of the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.judgement.assessment import Assessment, assess
from derive.judgement.carrying import Carried
from derive.judgement.definitions import symbols
from derive.meaning import expressions as ex
from derive.meaning.expressions import ELEMENTWISE, Name
from derive.meaning.rank_signs import is_capital
from derive.meaning.statements import Derivation

MOST_FALSE = 3  # steps must come to hold for each that turns out to be false


_EITHER = "with vectors in columns and in rows this comes out differently, and the shapes don't tell which they are"
_NUMBER = "it holds if {} is a number, which is not said; as a matrix it would need a transposition or another order"


class Doubt(NamedTuple):
    """Why nothing can be said of a step, and what would tell, ready to paste."""

    reason: str
    declaration: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The first look at a document, with its vectors as it has them."""

    assessment: Assessment
    other: Assessment | None = None  # with its vectors the other way, if that has been looked at
    contested: bool = False  # more would hold the other way, but some of it would be false

    def doubts(self) -> dict[int, Doubt]:
        """The steps of which nothing can be said because nobody says how vectors lie, by number."""
        if self.other is None:
            return {}
        named = {number: self.only_as_number(number) for number in self.assessment.looks}
        found = {n: Doubt(_NUMBER.format(name.latex()), f"{name.base} is a matrix") for n, name in named.items() if name is not None}
        if self.contested:
            pairs = {n: (look.state, self.other.looks[n].state) for n, look in self.assessment.looks.items()}
            told = f"vectors are {'columns' if self.assessment.derivation.row_vectors else 'rows'}"
            found |= {n: Doubt(_EITHER, told) for n, states in pairs.items() if "holds" in states and set(states) & {"fails", "misfit"}}
        return found

    def only_as_number(self, number: int) -> Name | None:
        """The capital that a step may hold for only because it is taken for a number."""
        if self.other is None or self.other.looks[number].state not in ("fails", "misfit"):
            return None
        taken, otherwise = self.assessment.model.world.ranks, self.other.model.world.ranks
        declared = self.assessment.derivation.declarations.ranks

        def doubtful(name: Name) -> bool:
            return is_capital(name.base) and name.base not in declared and not taken.of(name) and otherwise.of(name) == 2

        step = self.assessment.steps[number]
        names = [n.name for part in (step.left, step.right) for n in symbols(part.expression)]
        return next((name for name in names if doubtful(name)), None)


def laid_out(derivation: Derivation, carried: Carried | None = None) -> Layout:
    """The first look at a document, with its vectors as it has them."""
    if (told := derivation.declarations.row_vectors) is not None:
        return Layout(assess(replace(derivation, row_vectors=told), carried=carried))
    columns = assess(derivation, carried=carried)
    before = _states(columns)
    behind = _behind_a_vector(columns)
    valueless = _without_value(columns)
    if not behind and not before["misfit"] and not valueless:
        return Layout(columns)
    rows = assess(replace(derivation, row_vectors=True), carried=carried)
    after = _states(rows)
    gained, false = after["holds"] - before["holds"], after["fails"] - before["fails"]
    if behind and gained >= 0 >= false and after["misfit"] <= before["misfit"]:
        return Layout(rows, columns)
    fitting = gained >= 0 and valueless > 0 and _without_value(rows) < valueless  # not even the definitions have values otherwise
    if fitting and false <= 0 and after["misfit"] == before["misfit"]:
        return Layout(rows, columns)
    upset = _unfit(rows) > _unfit(columns)  # what follows from a wrong definition tells nothing of either, what doesn't fit by itself does
    if not upset and after["misfit"] < before["misfit"] and (fitting or gained >= max(1, MOST_FALSE * false)):
        return Layout(rows, columns)
    return Layout(columns, rows, contested=not upset and after["misfit"] < before["misfit"] and gained > 0)


def _states(assessment: Assessment) -> Counter[str]:
    return Counter(look.state for look in assessment.looks.values())


def _without_value(assessment: Assessment) -> int:
    """How many quantities have no value, as shapes don't fit."""
    model = assessment.model
    return sum(_is_misfit(partial(model.lookup, name)) for name in model.concrete_definitions())


def _unfit(assessment: Assessment) -> int:
    """How many definitions don't fit by themselves, whatever is wrong with what they are made of."""
    model = assessment.model.replaced({})
    definitions = [d for d in assessment.definitions.values() if not d.parameters]
    return sum(_is_misfit(partial(model.instances, ex.Symbol(d.expression.span, d.target), d.expression)) for d in definitions)


def _is_misfit(evaluate: Callable[[], object]) -> bool:
    """Do shapes not fit where something is evaluated?"""
    try:
        evaluate()
    except ShapeMismatch:
        return True
    except (Undecidable, Cyclic, OutOfRange, ZeroDivisionError, RecursionError):
        pass
    return False


def _behind_a_vector(columns: Assessment) -> bool:
    """Does a definition multiply a vector by a capital behind it that nothing tells to be an array?"""
    ranks = columns.model.world.ranks
    if not ranks.arrays:
        return False
    products = (n for d in columns.definitions.values() for n in d.expression.walk() if isinstance(n, ex.Multiplication))
    return any(
        isinstance(left, ex.Symbol) and isinstance(right, ex.Symbol) and ranks.of(left.name) == 1
        and not ranks.of(right.name) and is_capital(right.name.base) and kind not in ELEMENTWISE
        for n in products for left, right, kind in zip(n.factors, n.factors[1:], n.kinds, strict=False)
    )  # fmt: skip
