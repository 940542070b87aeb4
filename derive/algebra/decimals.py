"""Rounded numbers: a decimal with several digits stands for all that round to it."""

from __future__ import annotations

from fractions import Fraction

from derive.meaning.expressions import Label, Name

ROUNDED_DIGITS = 3  # with fewer significant digits, a decimal is taken as exact: 0.5, 0.05


def is_rounded_number(value: Fraction, places: int) -> bool:
    """Has a decimal so many digits that it must have been rounded?"""
    return len(str(abs(int(value * 10**places)))) >= ROUNDED_DIGITS


def is_worked_out(value: Fraction, places: int) -> bool:
    """Has a decimal two digits or more, so that it may be what is left of a longer number?"""
    return len(str(abs(int(value * 10**places)))) >= ROUNDED_DIGITS - 1


def decimal_name(value: Fraction, places: int, cut: bool = False) -> Name:
    """The leaf that stands for a rounded decimal, or for one whose further digits were cut off."""
    return Name("decimal", (Label(f"{value.numerator}/{value.denominator}"), Label(str(places))), (Label("cut"),) if cut else ())


def is_decimal(name: object) -> bool:
    """Is this the leaf of a rounded decimal?"""
    return isinstance(name, Name) and name.base == "decimal" and len(name.upper) == 2


def decimal_bounds(name: Name) -> tuple[Fraction, Fraction]:
    """The number as written and half a unit of its last digit; a whole one where digits were cut off."""
    return Fraction(str(name.upper[0])), Fraction(1, (1 if name.lower else 2) * 10 ** int(str(name.upper[1])))
