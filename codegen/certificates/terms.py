"""Real terms as Coq reads them, and their values in a finite field.

A term has the shape of the author's formula. Printing it gives the text of a statement;
its value at random residues tells, before Coq is asked, whether two terms are equal as
rational functions of their atoms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A real number. Terms are compared and looked up often, so each keeps its hash."""

    _hash: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((type(self).__name__, self._key())))

    def _key(self) -> tuple[object, ...]:
        return (*self.head(), *self.children())

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Term) or self._hash != other._hash or type(self) is not type(other):
            return False
        return self._key() == other._key()

    def children(self) -> tuple[Term, ...]:
        """The parts, from left to right."""
        return ()

    def head(self) -> tuple[object, ...]:
        """What the term is apart from its parts."""
        return ()

    def walk(self) -> Iterator[Term]:
        """This term and all its parts, from the top and from the left."""
        stack = [self]
        while stack:
            term = stack.pop()
            yield term
            stack.extend(reversed(term.children()))


@dataclass(frozen=True, slots=True, eq=False)
class Num(Term):
    """A rational number."""

    value: Fraction

    def head(self) -> tuple[object, ...]:
        return (self.value,)


@dataclass(frozen=True, slots=True, eq=False)
class Ref(Term):
    """A constant or variable by its identifier."""

    word: str

    def head(self) -> tuple[object, ...]:
        return (self.word,)


@dataclass(frozen=True, slots=True, eq=False)
class Sum(Term):
    """Terms with their signs (+1 or −1)."""

    terms: tuple[Term, ...]
    signs: tuple[int, ...]

    def children(self) -> tuple[Term, ...]:
        return self.terms

    def head(self) -> tuple[object, ...]:
        return self.signs


@dataclass(frozen=True, slots=True, eq=False)
class Prod(Term):
    """A product, from left to right."""

    factors: tuple[Term, ...]

    def children(self) -> tuple[Term, ...]:
        return self.factors


@dataclass(frozen=True, slots=True, eq=False)
class Quot(Term):
    """A quotient."""

    up: Term
    down: Term

    def children(self) -> tuple[Term, ...]:
        return (self.up, self.down)


@dataclass(frozen=True, slots=True, eq=False)
class Pow(Term):
    """A power to a natural number; ``written`` is the author's form of the exponent."""

    base: Term
    exponent: int
    written: str = ""

    def children(self) -> tuple[Term, ...]:
        return (self.base,)

    def head(self) -> tuple[object, ...]:
        return (self.exponent, self.written)


@dataclass(frozen=True, slots=True, eq=False)
class Call(Term):
    """A function of numbers, by its identifier."""

    function: str
    arguments: tuple[Term, ...]

    def children(self) -> tuple[Term, ...]:
        return self.arguments

    def head(self) -> tuple[object, ...]:
        return (self.function,)


@dataclass(frozen=True, slots=True, eq=False)
class Slope(Term):
    """``Derive function point``."""

    function: str
    point: Term

    def children(self) -> tuple[Term, ...]:
        return (self.point,)

    def head(self) -> tuple[object, ...]:
        return (self.function,)


# -- printing

_SUM, _PROD, _NEG, _POW, _CALL, _ATOM = range(6)


def show(term: Term, level: int = _SUM) -> str:
    """The text of a term, in parentheses where its surroundings bind tighter."""
    text, own = _text(term)
    return f"({text})" if own < level else text


def _text(term: Term) -> tuple[str, int]:
    if isinstance(term, Num):
        value = term.value
        if value.denominator == 1:
            return (str(value), _ATOM) if value >= 0 else (f"- {-value}", _NEG)
        text = f"{value.numerator if value >= 0 else f'- {-value.numerator}'} / {value.denominator}"
        return text, _PROD
    if isinstance(term, Ref):
        return term.word, _ATOM
    if isinstance(term, Sum):
        return _sum_text(term)
    if isinstance(term, Prod):
        first, *others = term.factors
        return " * ".join([show(first, _PROD), *(show(f, _NEG) for f in others)]), _PROD
    if isinstance(term, Quot):
        return f"{show(term.up, _PROD)} / {show(term.down, _NEG)}", _PROD
    if isinstance(term, Pow):
        return f"{show(term.base, _CALL)} ^ {term.written or term.exponent}", _POW
    if isinstance(term, Slope):
        return f"Derive {term.function} {show(term.point, _ATOM)}", _CALL
    assert isinstance(term, Call)
    return " ".join([term.function, *(show(a, _ATOM) for a in term.arguments)]), _CALL


def _sum_text(term: Sum) -> tuple[str, int]:
    if len(term.terms) == 1 and term.signs[0] < 0:
        return f"- {show(term.terms[0], _POW)}", _NEG
    pieces = []
    for index, (part, sign) in enumerate(zip(term.terms, term.signs, strict=True)):
        if index == 0:
            pieces.append(f"- {show(part, _POW)}" if sign < 0 else show(part, _SUM))
        else:
            pieces.append(f"{'+' if sign > 0 else '-'} {show(part, _PROD)}")
    return " ".join(pieces), _SUM


# -- rebuilding

Rule = Callable[[Term], Term | None]


def rewrite(term: Term, rule: Rule) -> Term:
    """The term with every part replaced, from the top, for which the rule gives another."""
    new = rule(term)
    if new is not None:
        return new
    if isinstance(term, Sum):
        return replace(term, terms=tuple(rewrite(t, rule) for t in term.terms))
    if isinstance(term, Prod):
        return Prod(tuple(rewrite(t, rule) for t in term.factors))
    if isinstance(term, Quot):
        return Quot(rewrite(term.up, rule), rewrite(term.down, rule))
    if isinstance(term, Pow):
        return replace(term, base=rewrite(term.base, rule))
    if isinstance(term, Call):
        return Call(term.function, tuple(rewrite(a, rule) for a in term.arguments))
    return term


def put(term: Term, replacements: dict[Term, Term]) -> Term:
    """The term with some of its parts exchanged."""
    kinds = {type(part) for part in replacements}
    return rewrite(term, lambda part: replacements.get(part) if type(part) in kinds else None)


def size(term: Term) -> int:
    """How many nodes a term has."""
    return sum(1 for _ in term.walk())


# -- values


class NoResidue(ArithmeticError):
    """A division by zero at the chosen residues."""


class Residues:
    """Values modulo a prime, with a random residue for every atom; ``alias`` names atoms that are one."""

    def __init__(self, seed: int, alias: Mapping[str, str] | None = None) -> None:
        self.seed = seed
        self.alias = alias or {}
        self._known: dict[Term, int] = {}

    def value(self, term: Term) -> int:
        """The value of a term. Raises :class:`NoResidue`."""
        if term not in self._known:
            self._known[term] = self._compute(term)
        return self._known[term]

    def _compute(self, term: Term) -> int:
        if isinstance(term, Num):
            return term.value.numerator * pow(term.value.denominator, -1, PRIME) % PRIME
        if isinstance(term, Sum):
            return sum(s * self.value(t) for t, s in zip(term.terms, term.signs, strict=True)) % PRIME
        if isinstance(term, Prod):
            product = 1
            for factor in term.factors:
                product = product * self.value(factor) % PRIME
            return product
        if isinstance(term, Quot):
            return self.value(term.up) * _inverse(self.value(term.down)) % PRIME
        if isinstance(term, Pow):
            return pow(self.value(term.base), term.exponent, PRIME)
        if isinstance(term, Call):
            opposite = term.arguments[0]
            if term.function == "exp" and isinstance(opposite, Sum) and opposite.signs == (-1,):
                return _inverse(self.value(Call("exp", opposite.terms)))
            return self._random(" ".join([term.function, *(str(self.value(a)) for a in term.arguments)]))
        if isinstance(term, Slope):
            return self._random(f"Derive {term.function} {self.value(term.point)}")
        assert isinstance(term, Ref)
        word = term.word
        while word in self.alias:
            word = self.alias[word]
        return self._random(word)

    def _random(self, key: str) -> int:
        return int.from_bytes(hashlib.blake2b(f"{self.seed}:{key}".encode(), digest_size=8).digest()) % PRIME


def equal(left: Term, right: Term, alias: Mapping[str, str] | None = None) -> bool:
    """Are two terms equal as rational functions of their atoms? (Wrong once in 10^30 times.)"""
    try:
        return all(values.value(left) == values.value(right) for values in (Residues(1, alias), Residues(2, alias)))
    except NoResidue:
        return False


def _inverse(value: int) -> int:
    if value == 0:
        raise NoResidue
    return pow(value, -1, PRIME)
