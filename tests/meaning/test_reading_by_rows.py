r"""A block that is read row by row says what it says as a whole; what belongs together is read together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.latex.tokens import Token, tokenize
from derive.meaning.sides import ReadBlock, Readings, Rows
from derive.source.text import Span

_PIECES = (
    "a", "b_1", "z^2", "=", "&=", "+", "-", "\\cdot", "(", ")", "{", "}", "\\left[", "\\right]", "\\frac{a}{b}", ",", ".", "*", "\\quad",
    "\\begin{aligned}", "\\end{aligned}", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "\\\\", "\\\\[2pt]", "\\cr", "\\Delta", "\\sum", "_",
    "\\sum_K", "w1o", "\\boxed{a=b}", "\\text{if}", "\\partial w1", "\\delta", "^{T", "\\because", "\\unknown", "i \\neq j",
)  # fmt: skip


def told(block: ReadBlock) -> object:
    return [statement for statement, _ in block.statements], block.vocabulary, block.unknown


def as_whole(text: str) -> ReadBlock:
    return ReadBlock.of(0, tokenize(text, 0, len(text)))


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=24))
def test_a_block_by_rows_says_what_it_says_as_a_whole(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert told(Readings().block(text, Span(0, len(text)), {})) == told(as_whole(text))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=24), st.lists(st.sampled_from(_PIECES), max_size=3), st.integers(0, 24))
def test_so_it_does_behind_an_edit(pieces: list[str], new: list[str], place: int) -> None:
    readings = Readings()
    for text in (" ".join(pieces), " ".join([*pieces[:place], *new, *pieces[place + 1 :]]), " ".join(pieces)):
        assert told(readings.block(text, Span(0, len(text)), {})) == told(as_whole(text))


@pytest.mark.parametrize("text", [r"a &= y \\ &= c \\ d &= e", r"\begin{aligned} a &= y \\[3pt] \\ d &= (e) \end{aligned}", r"a = y \\ \Delta w = c"])
def test_an_edited_row_alone_is_read_again(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = Readings()
    readings.block(text, Span(0, len(text)), {})
    again: list[str] = []

    def reading(start: int, tokens: list[Token], known: Rows | None = None) -> ReadBlock:
        again.append("".join(t.text for t in tokens))
        return of(start, tokens, known)

    of = ReadBlock.of
    monkeypatch.setattr(ReadBlock, "of", reading)
    edited = text.replace("y", "y + x")
    after = readings.block(edited, Span(0, len(edited)), {})
    assert len(again) == 1 and "y+x" in again[0]
    assert [edited[side.side.span.start : side.side.span.end] for side in after.statements[-1][1]] == [text[side.side.span.start : side.side.span.end] for side in as_whole(text).statements[-1][1]]


@pytest.mark.parametrize(
    "text",
    [r"a = b \\ + c", r"a = b + \\ c", r"a = (b \\ + c) \\ d = e", r"a = \begin{pmatrix} b \\ c \end{pmatrix}", r"a = \\ b", r"a } \\ { b = c"],
)
def test_rows_that_belong_together_are_read_together(text: str) -> None:
    first = text[: text.index(r"\\") + 2]
    assert not as_whole(first).whole or not as_whole(text[len(first) :]).whole
