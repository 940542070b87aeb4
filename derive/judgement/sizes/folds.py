"""How many sums a term runs through, and what it is divided by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple

MAX_TERMS = 24

Class = int  # a range that indices run over
Sums = tuple[Class, ...]  # sorted; one for each sum
Divisor = Hashable


class NoBound(Exception):
    """No number of sizes is known to be enough; the message says why."""


class Numbered(NoBound):
    """A unit is named by its number, so that the size is a part of the formula."""


class Term(NamedTuple):
    """The terms of one kind: the sums that they stand under, and powers of divisors that are sums.

    ``logarithm`` tells that a logarithm of a sum is among the factors.
    """

    sums: Sums = ()
    divisors: tuple[tuple[Divisor, int], ...] = ()
    logarithm: bool = False

    def __mul__(self, other: Term) -> Term:  # type: ignore[override]
        powers = Counter(dict(self.divisors))
        for divisor, power in other.divisors:
            powers[divisor] += power
        left = tuple(sorted(((d, p) for d, p in powers.items() if p), key=repr))
        return Term(tuple(sorted(self.sums + other.sums)), left, self.logarithm or other.logarithm)


Fold = frozenset[Term]

LOCAL: Fold = frozenset((Term(),))
NOTHING: Fold = frozenset()


def under(*classes: Class) -> Fold:
    """A sum over some classes."""
    return frozenset((Term(tuple(sorted(classes))),))


def join(folds: Iterable[Fold]) -> Fold:
    """The terms of a sum of quantities."""
    return _bounded(frozenset().union(*folds))


def times(*folds: Fold) -> Fold:
    """The terms of a product."""
    result = LOCAL
    for fold in folds:
        result = _bounded(frozenset(a * b for a in result for b in fold))
    return result


def power(fold: Fold, exponent: int) -> Fold:
    """The terms of a whole power."""
    if exponent > 6:
        raise NoBound("a high power")
    return times(*[fold] * exponent)


def inverse(fold: Fold, divisor: Divisor) -> Fold:
    """One over a quantity; a sum becomes a divisor of its own."""
    if not fold:
        return LOCAL
    if len(fold) == 1:
        (term,) = fold
        if not term.sums and not term.logarithm:
            return frozenset((Term((), tuple((d, -p) for d, p in term.divisors)),))
    # over the common denominator, which moves up
    powers = common(fold)
    logarithm = any(term.logarithm for term in fold)
    return frozenset((Term((), ((divisor, 1), *((d, -p) for d, p in powers.items())), logarithm),))


def common(fold: Fold) -> dict[Divisor, int]:
    """The highest power of every divisor."""
    powers: dict[Divisor, int] = {}
    for term in fold:
        for divisor, exponent in term.divisors:
            powers[divisor] = max(powers.get(divisor, 0), exponent)
    return powers


def bound(fold: Fold, sums_of: Callable[[Divisor], Mapping[Class, int]], root: Callable[[Class], Class]) -> Counter[Class]:
    """How many sums over each class a term has at most, after multiplying out all divisors."""
    powers = common(fold)
    most: Counter[Class] = Counter()
    for term in fold:
        count = Counter(root(c) for c in term.sums)
        own = dict(term.divisors)
        for divisor in powers.keys() | own.keys():
            for cls, number in sums_of(divisor).items():
                count[root(cls)] += number * (max(powers.get(divisor, 0), 0) - own.get(divisor, 0))
        for cls, number in count.items():
            most[cls] = max(most[cls], number)
    return most


def _bounded(fold: Fold) -> Fold:
    """Without the kinds of terms that others outdo: the same divisors, fewer sums."""
    alike: dict[tuple[object, bool], list[Term]] = {}
    for term in fold:
        alike.setdefault((term.divisors, term.logarithm), []).append(term)
    kept = [
        term
        for terms in alike.values()
        for term in terms
        if not any(other is not term and not Counter(term.sums) - Counter(other.sums) for other in terms)
    ]
    if len(kept) > MAX_TERMS:
        raise NoBound("too many kinds of terms")
    return frozenset(kept)
