"""Rounded numbers: a decimal with several digits stands for all that round to it."""

from __future__ import annotations

from fractions import Fraction

from derive.meaning.expressions import Label, Name

ROUNDED_DIGITS = 3  # with fewer significant digits, a decimal is taken as exact: 0.5, 0.05


def is_rounded_number(value: Fraction, places: int) -> bool:
    """Has a decimal so many digits that it must have been rounded?"""
    return len(str(abs(int(value * 10**places)))) >= ROUNDED_DIGITS


def decimal_name(value: Fraction, places: int) -> Name:
    """The leaf that stands for a rounded decimal."""
    return Name("decimal", (Label(f"{value.numerator}/{value.denominator}"), Label(str(places))))


def is_decimal(name: object) -> bool:
    """Is this the leaf of a rounded decimal?"""
    return isinstance(name, Name) and name.base == "decimal" and len(name.upper) == 2


def decimal_bounds(name: Name) -> tuple[Fraction, Fraction]:
    """The number as written and half a unit of its last digit."""
    return Fraction(str(name.upper[0])), Fraction(1, 2 * 10 ** int(str(name.upper[1])))
