"""What was found out about a formula is kept with it: with an expression, a step, a statement, a derivation.

Most of a document is as it was when it is checked again, and stays as it is while an edit of one
step is tried. So what a pass over the document wants to know of each formula is asked of the
formula, which finds it out once; the pass only puts the answers together.

Formulas that say the same share their notes, wherever they stand. So an answer may depend on
nothing but what the formula says: not on its place in the document, its number or its spans.
A formula that is made of another one, as by :func:`dataclasses.replace`, begins with no notes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
N = TypeVar("N", bound="Noted")

Notes = dict[Callable[..., Any], Any]


class Noted:
    """Something that keeps what was found out about it."""

    __slots__ = ("_notes",)

    _notes: Notes

    def notes(self) -> Notes:
        """What was found out so far."""
        try:
            return self._notes
        except AttributeError:
            notes: Notes = {}
            object.__setattr__(self, "_notes", notes)
            return notes

    def noted(self, find: Callable[[Self], T]) -> T:
        """What ``find`` tells of this formula, found out once. It must not tell where the formula stands."""
        try:
            return self._notes[find]  # type: ignore[no-any-return]
        except (AttributeError, KeyError):
            pass
        notes = self.notes()
        notes[find] = found = find(self)
        return found

    def shares(self, notes: Notes) -> None:
        """Take over what was, and will be, noted of a formula that says the same."""
        object.__setattr__(self, "_notes", notes)


class Kept(Generic[T]):
    """What was made for one document, for others that are made of the same things."""

    MOST = 4096

    def __init__(self, most: int = MOST) -> None:
        self._most = most  # that are made before what nobody has asked for again in the meantime is forgotten
        self._older: dict[object, tuple[Sequence[object], T]] = {}
        self._known: dict[object, tuple[Sequence[object], T]] = {}

    def of(self, things: Sequence[object], otherwise: Hashable, make: Callable[[], T]) -> T:
        """What is made of some things, which are known by their identity, and of what is said otherwise."""
        key = *map(id, things), otherwise
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= self._most:
                self._older, self._known = self._known, {}
            known = self._older.get(key) or (things, make())  # the things keep their identity as long as they are kept
            self._known[key] = known
        return known[1]


LOT = 8  # formulas, or lots of them, of which it is kept what they tell together


def together(kept: Kept[Any], told: Sequence[T], join: Callable[[Sequence[T]], T]) -> T:
    """What many formulas tell, joined in lots that are kept: where one formula is another, few lots are."""
    while len(told) > LOT:
        lots = [told[start : start + LOT] for start in range(0, len(told), LOT)]
        told = [kept.of(lot, join, partial(join, lot)) for lot in lots]
    return join(told)


class Lots(Generic[N]):
    """Many formulas in lots, of which it is kept which formulas in them tell something: mostly few do, and always the same."""

    def __init__(self, formulas: Sequence[N], kept: Kept[Any]) -> None:
        self._kept = kept
        self._lots = [self._lot(formulas[start : start + LOT]) for start in range(0, len(formulas), LOT)]

    def _lot(self, formulas: Sequence[N]) -> tuple[Sequence[N], Notes]:
        return formulas, self._kept.of([formula.notes() for formula in formulas], Lots, dict)

    def replaced(self, new: Mapping[int, N]) -> Lots[N]:
        """The lots with other formulas at some places."""
        lots = Lots[N]((), self._kept)
        lots._lots = list(self._lots)
        for number in {place // LOT for place in new}:
            first = number * LOT
            lots._lots[number] = self._lot([new.get(place, old) for place, old in enumerate(self._lots[number][0], first)])
        return lots

    def __iter__(self) -> Iterator[N]:
        return (formula for formulas, _ in self._lots for formula in formulas)

    def telling(self, find: Callable[[N], T]) -> Iterator[tuple[N, T]]:
        """The formulas of which ``find`` tells something, in their order, each with what it tells. It must not tell where a formula stands."""
        for formulas, notes in self._lots:
            told = notes.get(find)
            if told is None:
                told = notes[find] = [(place, found) for place, formula in enumerate(formulas) if (found := formula.noted(find))]
            for place, found in told:
                yield formulas[place], found


NOTHING: frozenset[Any] = frozenset()  # what a formula tells that doesn't count


def all_of(kept: Kept[Any], told: Sequence[frozenset[T]]) -> frozenset[T]:
    """All that many formulas tell."""
    return together(kept, told, _union)


def _union(told: Sequence[frozenset[T]]) -> frozenset[T]:
    return frozenset[T]().union(*told)
