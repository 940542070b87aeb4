r"""Logarithms taken apart: ``\\log \\frac{e^z}{s} = z - \\log s``.

Where ``log u`` is defined, u is positive, and ``log u`` is the sum of the logarithms of the
absolute values of its factors, each as often as it occurs. So what agrees after all logarithms
are taken apart agrees wherever both sides are defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from derive.algebra.dag import CALL, CONST, MUL, NAMED, POW, Node

if TYPE_CHECKING:
    from derive.algebra.normal_form import NormalForm

Key = Any
Monomial = tuple[tuple[Key, int], ...]  # indeterminates and their powers
LogTerms = tuple[tuple[Monomial, Fraction], ...]  # a sum of products, each with a coefficient

MAX_FACTORED = 10_000  # numbers that are taken apart


def logarithm(form: NormalForm, argument: Node) -> LogTerms:
    """The logarithm of a node as a sum of logarithms of atoms and of exponents; empty for one that isn't taken apart."""
    found: dict[Monomial, Fraction] = {}
    if not _collect(form, argument, Fraction(1), found):
        return ()
    return tuple(sorted(((m, c) for m, c in found.items() if c), key=lambda term: hash(term[0]))) or (((), Fraction(0)),)


def inner_keys(terms: LogTerms) -> Iterator[Key]:
    """The indeterminates in a logarithm that is taken apart."""
    return (key for monomial, _ in terms for key, _ in monomial)


def _collect(form: NormalForm, node: Node, times: Fraction, found: dict[Monomial, Fraction]) -> bool:
    """Add the logarithm of a node, so many times; False if it has none."""
    dag = form.prover.dag
    op, operands = dag.op[node], form.operands(node)
    if op == CONST:
        return _add_number(dag.data[node], times, found)  # type: ignore[arg-type]
    if op == MUL:
        return all(_collect(form, factor, times, found) for factor in operands)
    if op == POW:
        return _collect(form, operands[0], times * dag.data[node], found)  # type: ignore[operator]
    if (op == NAMED and operands) or (op == CALL and operands != dag.args[node]):
        return _collect(form, operands[0], times, found)
    key = form.canonical(node)
    if key[0] == "exp":
        _add_exponents(key[1], times, found)
        return True
    if key[0] == "poly":
        return _add_polynomial(key[1], times, found) and _add_polynomial(key[2], -times, found)
    _add(((("log", key), 1),), times, found)
    return True


def _add(monomial: Monomial, times: Fraction, found: dict[Monomial, Fraction]) -> None:
    found[monomial] = found.get(monomial, Fraction(0)) + times


def _add_number(value: Fraction, times: Fraction, found: dict[Monomial, Fraction]) -> bool:
    r"""The logarithm of a number by those of its primes; of a sign, a number of its own, so that ``\\log(a - 1)`` isn't ``\\log(1 - a)``."""
    if value < 0 and times % 2:
        _add(((("log", -1), 1),), times, found)
    if not value or max(abs(value.numerator), value.denominator) > MAX_FACTORED:
        return False
    for number, sign in ((abs(value.numerator), 1), (value.denominator, -1)):
        divisor = 2
        while number > 1:
            divisor = divisor if divisor * divisor <= number else number
            while not number % divisor:
                number //= divisor
                _add(((("log", divisor), 1),), sign * times, found)
            divisor += 1
    return True


def _add_exponents(terms: tuple[tuple[Any, Fraction], ...], times: Fraction, found: dict[Monomial, Fraction]) -> None:
    """The logarithm of a power of e: the exponent."""
    for monomial, coefficient in terms:
        plain = isinstance(monomial, frozenset) and all(key[0] in ("node", "call", "log") and isinstance(e, int) for key, e in monomial)
        inner: Monomial = tuple(sorted(monomial, key=hash)) if plain else ((("log", ("exp", monomial)), 1),)
        _add(inner, times * coefficient, found)


def _add_polynomial(terms: frozenset[tuple[frozenset[tuple[Key, Any]], Fraction]], times: Fraction, found: dict[Monomial, Fraction]) -> bool:
    """The logarithm of a polynomial: of what all its terms share, and of the rest."""
    if not terms:
        return False
    powers = [dict(monomial) for monomial, _ in terms]
    shared = {key: min(p[key] for p in powers) for key in powers[0] if all(key in p for p in powers)}
    for key, power in shared.items():
        if key[0] == "exp":
            _add_exponents(((key[1], Fraction(power)),), times, found)
        else:
            _add(((("log", key), 1),), times * power, found)
    rest = [(frozenset((k, e - shared.get(k, 0)) for k, e in monomial if e != shared.get(k, 0)), c) for monomial, c in terms]
    unit = min(rest, key=lambda term: (len(term[0]), _spelled(term[0])))[1]  # 1 of 1 - a, the same in every run
    if len(rest) > 1:
        _add(((("log", ("poly", frozenset((m, c / unit) for m, c in rest))), 1),), times, found)
    return _add_number(unit, times, found)


def _spelled(key: Key) -> str:
    """A key as a text that is the same in every run, whatever the hashes are."""
    if isinstance(key, frozenset):
        return "{" + ",".join(sorted(map(_spelled, key))) + "}"
    if isinstance(key, tuple) and type(key) is tuple:
        return "(" + ",".join(map(_spelled, key)) + ")"
    return repr(key)
