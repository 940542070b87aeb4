"""Small edits of a formula that might be what the author meant.

Each kind of slip that authors make is one generator; every proposal is an edit of the
source and is judged like anything else that an author writes. To teach the checker a slip,
add a generator and its row, with the least size that its edits have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from derive.judgement.edits import brackets, powers, sums, symbols, terms
from derive.judgement.edits.proposal import FAR_SIZE, Proposal, Reach, Vocabulary, vocabulary
from derive.meaning.expressions import Expression
from derive.source.text import Edit

Generator = Callable[[Expression, Expression | None, Vocabulary, Reach], Iterator[Proposal]]

GENERATORS: tuple[tuple[Generator, float], ...] = (
    (symbols.indices, 1.0),
    (symbols.letters, 1.4),
    (symbols.primes, 1.1),
    (symbols.inner, 0.9),
    (symbols.transposes, 1.1),
    (symbols.derivatives, FAR_SIZE),
    (terms.signs, 0.9),
    (terms.numbers, 1.1),
    (powers.lost, 1.7),
    (terms.factors, 1.5),
    (terms.beside_numbers, 1.0),
    (terms.terms, 1.5),
    (brackets.moved, 1.3),
    (sums.sums, 0.8),
)

DISTANT: tuple[Generator, ...] = (symbols.letters, symbols.derivatives, terms.factors, terms.terms)  # those of which the far reach has more


def proposals(expression: Expression, other: Expression | None, words: Vocabulary, reach: Reach = Reach.CLOSE) -> Iterator[Proposal]:
    """Edits of one side. ``other`` is the side that it should equal."""
    for generator, _ in GENERATORS:
        yield from generator(expression, other, words, reach)


Source = tuple[float, Callable[[], Iterable[Proposal]]]  # the least size of some edits, and what makes them


def sources(expression: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> list[Source]:
    """All generators with what they are asked for."""
    return [(least, partial(generator, expression, other, words, reach)) for generator, least in GENERATORS]


class Ordered:
    """Edits of one side, each once, likeliest first; those of a source are only made when their turn may have come."""

    def __init__(self, made: Sequence[Source]) -> None:
        self._kept: dict[Edit, tuple[float, int, int]] = {}  # its size, and where it came
        self._found: dict[tuple[float, int, int], Proposal] = {}
        self._sources = made
        self._waiting = sorted(((least, number) for number, (least, _) in enumerate(made)), reverse=True)

    def _take(self, number: int, found: Iterable[Proposal]) -> None:
        for count, proposal in enumerate(found):
            known = self._kept.get(proposal.edit)
            if known is not None and known[0] <= proposal.size:
                continue
            came = (number, count) if known is None else min(known[1:], (number, count))
            if known is not None:
                del self._found[known]
            self._kept[proposal.edit] = (proposal.size, *came)
            self._found[proposal.size, *came] = proposal

    def _make(self, size: float) -> None:
        """Make the edits that can be as small as this."""
        while self._waiting and self._waiting[-1][0] <= size:
            _, number = self._waiting.pop()
            self._take(number, self._sources[number][1]())

    def __iter__(self) -> Iterator[Proposal]:
        return self.within(lambda: float("inf"))

    def within(self, most: Callable[[], float]) -> Iterator[Proposal]:
        """Those that aren't larger than ``most``, which may become less; what is larger isn't even made."""
        done: set[Edit] = set()
        low = -1.0  # all that is smaller was told
        while low <= most():
            high = self._waiting[-1][0] if self._waiting else float("inf")
            for place in sorted(key for key in self._found if low <= key[0] < high):
                if place[0] > most():
                    return
                if (proposal := self._found[place]).edit not in done:
                    done.add(proposal.edit)
                    yield proposal
            if high == float("inf"):
                return
            low = high
            if low <= most():
                self._make(high)

    def edits(self) -> set[Edit]:
        """All of them."""
        self._make(float("inf"))
        return set(self._kept)


def distant(near: Ordered, expression: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """What the far reach has beyond the edits that are nearer."""
    known = near.edits()
    for generator in DISTANT:
        for proposal in generator(expression, other, words, Reach.FAR):
            if proposal.size >= FAR_SIZE and proposal.edit not in known:
                yield proposal


def ordered(found: Iterator[Proposal]) -> list[Proposal]:
    """Each edit once, likeliest first."""
    kept: dict[object, Proposal] = {}
    for proposal in found:
        known = kept.get(proposal.edit)
        if known is None or proposal.size < known.size:
            kept[proposal.edit] = proposal
    return sorted(kept.values(), key=lambda p: p.size)


LEAST = min(least for _, least in GENERATORS)  # that any edit has

__all__ = ["FAR_SIZE", "LEAST", "Ordered", "Proposal", "Reach", "Source", "Vocabulary", "distant", "ordered", "proposals", "sources", "vocabulary"]
