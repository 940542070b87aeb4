"""Arithmetic of quotients of polynomials, without reducing them: bounded in size, and quick where denominators agree.

A quotient is a pair of polynomials of one of SymPy's rings, numerator and denominator.
"""

from __future__ import annotations

from collections import Counter
from math import comb
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sympy.polys.rings import PolyElement, PolyRing

MAX_TERMS = 4_000
MAX_POWER = 64
MAX_FACTORED = 200  # terms of a product whose factors are kept
MAX_WORK = 100_000  # products of terms in one normal form

Quotient = tuple[Any, Any]


class TooLarge(Exception):
    """The polynomials outgrow what is worth computing."""


class Quotients:
    """The quotients over one ring; every operation raises :class:`TooLarge` beyond the size limits.

    Of what was multiplied the factors are kept, so that a sum has a common denominator that is
    no larger than it need be.
    """

    def __init__(self, ring: PolyRing[Any]) -> None:
        self.one = ring.one
        self.work = 0  # products of terms so far
        self._factors: dict[Any, Counter[Any]] = {ring.one: Counter()}

    @staticmethod
    def bounded(exponent: int) -> int:
        if abs(exponent) > MAX_POWER:
            raise TooLarge(f"a power of {exponent}")
        return exponent

    def times(self, a: PolyElement[Any], b: PolyElement[Any]) -> PolyElement[Any]:
        work = len(a) * len(b)
        self.work += work
        if work > 50 * MAX_TERMS or self.work > MAX_WORK:
            raise TooLarge("too many terms")
        return a * b

    def factors(self, poly: Any) -> Counter[Any]:
        """What a polynomial was multiplied from."""
        known = self._factors.get(poly) if len(poly) <= MAX_FACTORED else None
        return Counter((poly,)) if known is None else known

    def product(self, a: Any, b: Any) -> Any:
        """The product, with its factors kept."""
        if a == self.one or b == self.one:
            return b if a == self.one else a
        result = self.times(a, b)
        if len(result) <= MAX_FACTORED:
            self._factors[result] = self.factors(a) + self.factors(b)
        return result

    def lacking(self, a: Any, b: Any) -> tuple[Any, Any]:
        """What a and b each lack for a multiple of both, as far as their factors are known."""
        own, other = self.factors(a), self.factors(b)
        return self._multiplied(other - own), self._multiplied(own - other)

    def _multiplied(self, factors: Counter[Any]) -> Any:
        result = self.one
        for factor in factors.elements():
            result = self.product(result, factor)
        return result

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        (p, q), (r, s) = a, b
        one = self.one
        if p == s and p != one:
            return r, q
        if r == q and q != one:
            return p, s
        return self.product(p, r), self.product(q, s)

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
            more, less = self.multiples(denominator, d)
            numerator = self.times(numerator, more) + self.times(n, less)
            denominator = self.product(denominator, more)
        return numerator, denominator

    def difference(self, left: Quotient, right: Quotient) -> Any:
        """The numerator of a difference."""
        (a, b), (c, d) = left, right
        more, less = self.multiples(b, d)
        return self.times(a, more) - self.times(c, less)

    def multiples(self, b: Any, d: Any) -> tuple[Any, Any]:
        """What two denominators have to be multiplied by for a common one."""
        if b == d:
            return self.one, self.one
        if len(b) >= len(d) and (quotient := self.divide(b, d)) is not None:
            return self.one, quotient
        if len(d) >= len(b) and (quotient := self.divide(d, b)) is not None:
            return quotient, self.one
        return self.lacking(b, d)

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
        self.work += sum(comb(len(poly) + size - 1, size) for poly in (numerator, denominator) if len(poly) > 1)
        if self.work > MAX_WORK:
            raise TooLarge("too many terms in powers")
        return self.raised(numerator, size), self.raised(denominator, size)

    def raised(self, poly: Any, size: int) -> Any:
        """A power, with its factors kept."""
        result = poly**size
        if len(result) <= MAX_FACTORED:
            self._factors[result] = Counter({factor: count * size for factor, count in self.factors(poly).items()})
        return result
