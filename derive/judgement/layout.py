"""Whether the vectors of a document are columns, as in ``W x``, or rows, as in ``x W``.

Nobody says so; the shapes tell. Columns are the rule. Where some steps don't fit with them, or a
capital behind a vector is left a number, the document is read with rows as well, and is taken to
mean these if that makes sense of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from derive.algebra.evaluation.arithmetic import ELEMENTWISE
from derive.judgement.assessment import Assessment, assess
from derive.judgement.carrying import Carried
from derive.meaning import expressions as ex
from derive.meaning.ranks import is_capital
from derive.meaning.statements import Derivation

MOST_FALSE = 3  # steps must come to hold for each that turns out to be false


def laid_out(derivation: Derivation, carried: Carried | None = None) -> Assessment:
    """The first look at a document, with its vectors as it has them."""
    columns = assess(derivation, carried=carried)
    before = _states(columns)
    behind = _behind_a_vector(columns)
    if not behind and (not before["misfit"] or not _side_by_side(derivation)):
        return columns
    rows = assess(replace(derivation, lying=True), carried=carried)
    after = _states(rows)
    gained, false = after["holds"] - before["holds"], after["fails"] - before["fails"]
    if behind and gained >= 0 >= false and after["misfit"] <= before["misfit"]:
        return rows
    return rows if after["misfit"] < before["misfit"] and gained >= max(1, MOST_FALSE * false) else columns


def _states(assessment: Assessment) -> Counter[str]:
    return Counter(look.state for look in assessment.looks.values())


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


def _side_by_side(derivation: Derivation) -> bool:
    """Are names written side by side?"""
    sides = (part.expression for chain in derivation.chains for part in chain.parts if part.expression is not None)
    return any(isinstance(n, ex.Multiplication) for side in sides for n in side.walk())
