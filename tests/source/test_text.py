"""Spans, locations and edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.source.text import Edit, SourceText, Span, apply_edits

TEXTS = st.text(alphabet="ab\n\r\t好́𝛼$\\{}_^", max_size=60)


@given(TEXTS, st.data())
def test_a_location_is_where_people_count_to(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    at = SourceText("a.md", text).location(offset)
    before = text[:offset].split("\n")
    assert (at.line, at.column) == (len(before), len(before[-1]) + 1)


@given(TEXTS)
def test_lines(text: str) -> None:
    source = SourceText("a.md", text)
    assert [source.line(n + 1) for n in range(text.count("\n") + 1)] == [line.rstrip("\r") for line in text.split("\n")]


@given(TEXTS, st.data())
def test_edits_in_any_order_are_one_replacement_after_the_other(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    if len(cuts) % 2:
        cuts = cuts[:-1]
    edits = [Edit(Span(a, b), data.draw(st.text("xyz", max_size=4))) for a, b in zip(cuts[::2], cuts[1::2])]
    expected = text
    for edit in sorted(edits, key=lambda e: -e.span.start):  # from the back, so that offsets stay
        expected = expected[: edit.span.start] + edit.text + expected[edit.span.end :]
    shuffled = data.draw(st.permutations(edits))
    assert apply_edits(text, list(shuffled)) == expected


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcdef", [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")])


def test_join() -> None:
    assert Span(2, 4).join(Span(7, 9)) == Span(7, 9).join(Span(2, 4)) == Span(2, 9)
