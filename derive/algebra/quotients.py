"""Arithmetic of quotients of polynomials, without reducing them: bounded in size, and quick where denominators agree.

A quotient is a pair of polynomials of one of SymPy's rings, numerator and denominator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sympy.polys.rings import PolyElement, PolyRing

MAX_TERMS = 4_000
MAX_POWER = 64

Quotient = tuple[Any, Any]


class TooLarge(Exception):
    """The polynomials outgrow what is worth computing."""


class Quotients:
    """The quotients over one ring; every operation raises :class:`TooLarge` beyond the size limits."""

    def __init__(self, ring: PolyRing[Any]) -> None:
        self.one = ring.one

    @staticmethod
    def bounded(exponent: int) -> int:
        if abs(exponent) > MAX_POWER:
            raise TooLarge(f"a power of {exponent}")
        return exponent

    @staticmethod
    def times(a: PolyElement[Any], b: PolyElement[Any]) -> PolyElement[Any]:
        if len(a) * len(b) > 50 * MAX_TERMS:
            raise TooLarge("too many terms")
        return a * b

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        (p, q), (r, s) = a, b
        one = self.one
        if p == s and p != one:
            return r, q
        if r == q and q != one:
            return p, s
        return self.times(p, r), q if s == one else s if q == one else self.times(q, s)

    def plus(self, a: Quotient, b: Quotient) -> Quotient:
        return self.total([a, b])

    def total(self, forms: list[Quotient]) -> Quotient:
        """A sum over one denominator: equal ones are shared, and one that divides another is used."""
        groups: dict[Any, Any] = {}
        for numerator, denominator in forms:
            groups[denominator] = groups.get(denominator, 0) + numerator
        denominator, numerator = None, None
        for d, n in sorted(groups.items(), key=lambda item: -len(item[0])):
            if denominator is None:
                denominator, numerator = d, n
                continue
            quotient = self.divide(denominator, d)
            if quotient is not None:
                numerator = numerator + self.times(n, quotient)
            else:
                numerator = self.times(numerator, d) + self.times(n, denominator)
                denominator = self.times(denominator, d)
        return numerator, denominator

    def divide(self, a: Any, b: Any) -> Any | None:
        """a / b if b divides a (tried only where that is cheap)."""
        if b == self.one:
            return a
        if len(a) > 200 or len(b) > 200:
            return None
        quotient, rest = a.div(b)
        return None if rest else quotient

    def power(self, form: Quotient, exponent: int) -> Quotient:
        numerator, denominator = form
        size = abs(self.bounded(exponent))
        if (len(numerator) ** min(size, 8) > 50 * MAX_TERMS) or (len(denominator) ** min(size, 8) > 50 * MAX_TERMS):
            raise TooLarge("too many terms in a power")
        if exponent < 0:
            numerator, denominator = denominator, numerator
        if not denominator:
            raise TooLarge("a division by zero")
        return numerator**size, denominator**size
