"""Small edits of a formula that might be what the author meant.

Each kind of slip that authors make is one generator; every proposal is an edit of the
source and is judged like anything else that an author writes. To teach the checker a slip,
add a generator and its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.judgement.edits import brackets, powers, sums, symbols, terms
from derive.judgement.edits.proposal import FAR_SIZE, Proposal, Reach, Vocabulary, vocabulary
from derive.meaning.expressions import Expression

Generator = Callable[[Expression, Expression | None, Vocabulary, Reach], Iterator[Proposal]]

GENERATORS: tuple[Generator, ...] = (
    symbols.names,
    symbols.primes,
    symbols.inner,
    symbols.transposes,
    symbols.derivatives,
    terms.signs,
    terms.numbers,
    powers.lost,
    terms.factors,
    terms.terms,
    brackets.moved,
    sums.sums,
)


def proposals(expression: Expression, other: Expression | None, words: Vocabulary, reach: Reach = Reach.CLOSE) -> Iterator[Proposal]:
    """Edits of one side. ``other`` is the side that it should equal."""
    for generator in GENERATORS:
        yield from generator(expression, other, words, reach)


def ordered(found: Iterator[Proposal]) -> list[Proposal]:
    """Each edit once, likeliest first."""
    kept: dict[object, Proposal] = {}
    for proposal in found:
        known = kept.get(proposal.edit)
        if known is None or proposal.size < known.size:
            kept[proposal.edit] = proposal
    return sorted(kept.values(), key=lambda p: p.size)


__all__ = ["FAR_SIZE", "Proposal", "Reach", "Vocabulary", "ordered", "proposals", "vocabulary"]
