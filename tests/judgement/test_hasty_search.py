"""What the search leaves out can't be better than what it finds: with all of it the repairs are the same."""

from __future__ import annotations

import random

import pytest

from derive.judgement.checker import check
from derive.judgement.search import Search
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents
from tests.mutation.kinds import mutants
from tests.mutation.reading import read_text


def repairs(text: str) -> list[tuple[object, ...]]:
    found = check(read(SourceText("notes.md", text))).explanation.repairs
    return [(r.place, r.proposal.edit if r.proposal else None, r.mends, r.safe) for r in found]


@pytest.mark.parametrize(("name", "count"), [("seed", 20), ("index", 12), ("matrix", 12)])
def test_edits_that_are_left_out_would_change_no_repair(name: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = documents()[name]
    edited = [m.apply(text) for m in random.Random(5).sample(list(mutants(read_text(text))), count)]
    hasty: list[bool] = []
    best = Search.best

    def watched(search: Search, thorough: bool = False) -> object:
        found = best(search, thorough)
        hasty.append(search.left_some_out())
        return found

    monkeypatch.setattr(Search, "best", watched)
    found = [repairs(t) for t in edited]
    assert any(hasty)
    monkeypatch.setattr(Search, "best", lambda search, thorough=False: watched(search, True))
    hasty.clear()
    assert found == [repairs(t) for t in edited]
    assert not any(hasty)
