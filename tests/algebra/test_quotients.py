"""Sums of quotients have the right value and no larger a denominator than they need; SymPy's own fractions are the oracle."""

from __future__ import annotations

import pytest
from sympy import ZZ, Expr, cancel
from sympy.polys.rings import ring

from derive.algebra import quotients
from derive.algebra.quotients import Quotients, TooLarge

RING, X, Y, Z = ring("x,y,z", ZZ)


def as_expr(form: tuple[object, object]) -> Expr:
    numerator, denominator = form
    return numerator.as_expr() / denominator.as_expr()  # type: ignore[attr-defined]


def test_denominators_share_what_they_were_multiplied_from() -> None:
    over, one = Quotients(RING), RING.one
    s, t = X + Y + Z, X - Y
    square = over.power((s, one), -2)
    mixed = over.mul((one, s), (X, t))  # x / (s t)
    total = over.total([square, mixed])
    assert cancel(as_expr(total) - (1 / s.as_expr() ** 2 + X.as_expr() / (s.as_expr() * t.as_expr()))) == 0
    assert total[1] == s**2 * t  # not s**3 * t


def test_a_difference_is_zero_only_for_equal_quotients() -> None:
    over, one = Quotients(RING), RING.one
    s, t = X + Y + Z, X - Y
    twice = over.mul((X, s), (Y, t))
    assert not over.difference(twice, over.mul((X * Y, one), over.power((s * t, one), -1)))
    assert not over.difference((X * t, s * t), (X, s))
    assert over.difference(twice, (X * Y, s))


def test_a_reciprocal_knows_its_factors() -> None:
    over, one = Quotients(RING), RING.one
    s, t = X + Y + Z, X - Y
    inverse = over.power(over.mul((s, one), (t, one)), -1)
    total = over.total([inverse, (one, over.power((s, one), -3)[1])])
    assert total[1] == s**3 * t
    assert cancel(as_expr(total) - (1 / (s.as_expr() * t.as_expr()) + 1 / s.as_expr() ** 3)) == 0


def test_work_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotients, "MAX_WORK", 20)
    over, s = Quotients(RING), X + Y + Z
    over.times(s, s)
    with pytest.raises(TooLarge):
        over.times(s * s, s * s)
