"""Values of parts of formulas that were computed already.

The sides of a chain each stand in two steps, a formula in a sum doesn't name every letter that
runs, and an edit that is tried leaves most of a side as it is. So a model keeps the value of
each part, for the letters that the part names. Which derivatives were taken on the way is kept
with it, for that is asked as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from derive.algebra.arrays import Value
from derive.algebra.evaluation.base import Evaluation
from derive.algebra.evaluation.scope import NOWHERE, Scope
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset


class Words(NamedTuple):
    """What a part is made of."""

    letters: tuple[str, ...]  # that may be bound around it
    names: frozenset[Name]
    bases: frozenset[str]  # of the names
    differentiates: bool  # a bare f of ∂f/∂x may stand for f(x), which names what the part doesn't


class Known(NamedTuple):
    """The value of a part at one place."""

    part: Expression
    value: Value
    taken: tuple[tuple[ex.Derivative, bool], ...]  # the derivatives, and whether each was anywhere more than zero


class Remembering(Evaluation):
    """Values of parts of formulas, each computed once for the letters that it names."""

    remembers = True
    known: dict[object, Known]
    taken: list[tuple[ex.Derivative, bool]]  # since the last look at a formula
    at_hand: tuple[type[Expression], ...]  # what has its value at hand
    before: Remembering | None = None  # the model of which this one is a variant
    fresh: set[object] | None  # what was not taken over from it

    def forget(self) -> None:
        """Begin with nothing."""
        self.known, self.taken = {}, []
        self.at_hand = (ex.Numeral, ex.Symbol) if self.world.plain else (ex.Numeral,)

    def follow(self, before: Remembering) -> None:
        """Begin with what another model knows, but for what depends on what is ``fresh``."""
        self.known, self.taken, self.before, self.at_hand = {}, [], before, before.at_hand

    def value(self, expression: Expression, scope: Scope = NOWHERE) -> Value:
        if not self.remembers or isinstance(expression, self.at_hand):
            return super().value(expression, scope)
        if scope.local:
            words = expression.noted(_words)
            if words.differentiates or not words.names.isdisjoint(scope.local):
                return super().value(expression, scope)
            scope = Scope({}, scope.bound)  # a part without the parameters is worth the same wherever it stands
        key: object = id(expression)
        if scope.bound:
            key = (key, *map(scope.bound.get, expression.noted(_words).letters))
        known = self.known.get(key)
        if known is None and self.before is not None and (known := self.before.known.get(key)) is not None:
            assert self.fresh is not None
            words = expression.noted(_words)
            if not self.fresh.isdisjoint(words.names if self.world.plain else words.bases):
                known = None
            else:
                self.known[key] = known
        if known is not None:
            for derivative, flowing in known.taken:
                self.take(derivative, flowing)
            return known.value
        start = len(self.taken)
        value = super().value(expression, scope)
        self.known[key] = Known(expression, value, tuple(self.taken[start:]))
        return value

    def take(self, derivative: ex.Derivative, flowing: bool) -> None:
        super().take(derivative, flowing)
        if self.remembers:
            self.taken.append((derivative, flowing))

    def unit(self, name: Name) -> object:
        """What definitions are told apart by: names, or bases where a letter or an array stands for many names."""
        return name if self.world.plain else name.base


def _words(part: Expression) -> Words:
    """The letters and names that a part is made of."""
    letters: set[str] = set()
    names: set[Name] = set()
    differentiates = isinstance(part, ex.Derivative)
    for child in part.children():
        inner = child.noted(_words)
        letters.update(inner.letters)
        names |= inner.names
        differentiates = differentiates or inner.differentiates
    if isinstance(part, ex.Symbol):
        names.add(part.name)
        letters.update(_letters(part.name.indices))
    elif isinstance(part, ex.Application):
        names.add(part.function)
        letters.update(_letters(part.function.indices))
    elif isinstance(part, ex.Entry):
        letters.update(_letters(part.indices))
    elif isinstance(part, (ex.Reduction, ex.Cases)):
        if isinstance(part, ex.Reduction):
            letters.update(_letters(r.excluded for r in part.over if r.excluded is not None))
        letters.update(name.base for name in names)  # a letter may stand by itself in a limit or a condition
    return Words(tuple(sorted(letters)), frozenset(names), frozenset(name.base for name in names), differentiates)


def _letters(indices: Iterable[Index]) -> Iterable[str]:
    """The letters among indices."""
    for index in indices:
        if isinstance(index, Offset):
            yield index.letter
        elif isinstance(index, str) and not isinstance(index, Label):
            yield index
