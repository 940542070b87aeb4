"""The same slip in the same formula twice: found twice, searched once, and explained as a search of its own would."""

from __future__ import annotations

import pytest

from derive.judgement import blame
from derive.judgement.checker import Report, check
from derive.judgement.search import Search
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents

SLIPS = [
    (r"&= \delta^2_j a^1_i", r"&= -\delta^2_j a^1_i"),
    (r"&= 1-(a^1_j)^2", r"&= 1+(a^1_j)^2"),
    (r"&= w^2_{jk} \\", r"&= w^2_{kj} \\"),
]


def checked(text: str) -> Report:
    return check(read(SourceText("notes.md", text)))


def repairs(report: Report) -> list[tuple[object, ...]]:
    return [(r.place, r.proposal.edit if r.proposal else None, r.step, r.mends, r.safe, r.alternatives) for r in report.explanation.repairs]


def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []
    best = Search.best

    def watched(search: Search, thorough: bool = False) -> object:
        seen.append(search.focus)
        return best(search, thorough)

    monkeypatch.setattr(Search, "best", watched)
    return seen


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_copied_slip_is_explained_as_by_a_search_of_its_own(right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = documents()["index"]
    assert text.count(right) == 1
    edited = text.replace(right, wrong)
    seen = searches(monkeypatch)
    found = checked(f"{edited}\n\n{edited}")
    short = len(seen)
    seen.clear()
    monkeypatch.setattr(blame, "twins", lambda *_: [])
    alone = checked(f"{edited}\n\n{edited}")
    assert sorted(map(str, repairs(found))) == sorted(map(str, repairs(alone)))
    assert len(repairs(found)) == 2
    assert short < len(seen)


def test_another_slip_in_the_copy_has_a_search_of_its_own() -> None:
    text = documents()["index"]
    (right, wrong), (other, slipped) = SLIPS[:2]
    report = checked(f"{text.replace(right, wrong)}\n\n{text.replace(other, slipped)}")
    source = report.document.source
    found = [source.location(r.proposal.edit.span.start).line for r in report.explanation.repairs if r.proposal]
    copied = text.count("\n") + 2
    assert sorted(found) == [line_of(text, right), copied + line_of(text, other)]


def line_of(text: str, formula: str) -> int:
    return text[: text.index(formula)].count("\n") + 1
