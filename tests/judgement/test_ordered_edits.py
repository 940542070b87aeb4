"""Edits that are made when their turn may have come are the same, in the same order, as if all were made at once."""

from __future__ import annotations

import random
from functools import partial

import pytest

from derive.judgement.assessment import assess
from derive.judgement.edits import (
    FAR_SIZE,
    GENERATORS,
    Ordered,
    Reach,
    distant,
    ordered,
    proposals,
    sources,
    vocabulary,
)
from derive.judgement.regularity import _Tally, row_of
from derive.judgement.siblings import Siblings
from derive.meaning.statements import read_derivation
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents
from tests.mutation.kinds import mutants
from tests.mutation.reading import read_text


@pytest.mark.parametrize("reach", list(Reach))
@pytest.mark.parametrize("name", ["seed", "matrix", "softmax"])
def test_the_order_is_that_of_all_edits(name: str, reach: Reach) -> None:
    derivation = read_derivation(read(SourceText("notes.md", documents()[name])))
    words = vocabulary(derivation)
    for step in derivation.steps:
        left, right = step.left.expression, step.right.expression
        if left is None or right is None:
            continue
        everything = ordered(proposals(right, left, words, reach))
        one_by_one = Ordered(sources(right, left, words, reach))
        assert list(one_by_one) == everything
        assert one_by_one.edits() == {p.edit for p in everything}
        assert [p.edit for p in Ordered([(0.0, partial(iter, everything)), *sources(right, left, words, reach)])] == [p.edit for p in everything]
        for most in (0.9, 1.2, 1.75):
            assert list(Ordered(sources(right, left, words, reach)).within(partial(float, most))) == [p for p in everything if p.size <= most]
        near = Ordered(sources(right, left, words, Reach.WIDE))
        beyond = [p for p in proposals(right, left, words, Reach.FAR) if p.size >= FAR_SIZE and p.edit not in near.edits()]
        assert ordered(distant(near, right, left, words)) == ordered(iter(beyond))
        for generator, least in GENERATORS:
            assert all(p.size >= least for p in generator(right, left, words, reach))


def test_edits_are_made_late() -> None:
    derivation = read_derivation(read(SourceText("notes.md", "$$z = a + b \\cdot c$$")))
    right = derivation.steps[0].right.expression
    assert right is not None
    found = Ordered(sources(right, None, vocabulary(derivation), Reach.CLOSE))
    first = next(iter(found))
    assert first.size <= 1.0 < max(p.size for p in ordered(proposals(right, None, vocabulary(derivation))))
    assert len(found._waiting) > 1


def test_a_pattern_on_which_all_agree_is_broken_by_none(monkeypatch: pytest.MonkeyPatch) -> None:
    text = documents()["seed"]
    edited = [m.apply(text) for m in random.Random(3).sample(list(mutants(read_text(text))), 12)]

    def broken() -> list[object]:
        found: list[object] = []
        for said in (text, *edited):
            definitions = assess(read_derivation(read(SourceText("notes.md", said)))).definitions
            siblings = Siblings(definitions.values())
            for definition in definitions.values():
                row = row_of(definition.target, definition.expression)
                found += [(definition.target, v.symbol.name, v.expected, v.support) for v in siblings.family(definition).violations(row)]
        return found

    quickly = broken()
    monkeypatch.setattr(_Tally, "agree", lambda self, place: False)
    assert quickly
    assert broken() == quickly
