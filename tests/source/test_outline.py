"""The tokens of a text that was parsed before are reused where its Markdown is the same, and nowhere else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.source import outline
from derive.source.document import Document
from derive.source.outline import Outline
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents
from tests.mutation.kinds import mutants
from tests.mutation.reading import read_text

_LINES = (
    "", "", "$$", "$$", "a", "a = b", "---", "===", "[a", "x]: y", "[a]: b", "\"t", "\\begin{align}", "\\end{align}", "- x", "  y",
    "> q", "```", "<!--", "-->", "<div>", "</div>", "| a | b |", "|---|---|", "# h", "$$ (1)", "$$ c", "    $$", "![p](q)", "`k`", "$a$",
)  # fmt: skip


def fresh(text: str) -> Document:
    outline._last = None
    return read(SourceText("notes.md", text))


def told(tokens: Outline) -> list[object]:
    """What the tokens of a text say, without what stands in formulas."""
    return [(t.type, t.map, t.level, t.info, t.markup, "" if t.type.startswith("math_block") else t.content) for t in tokens.tokens]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_LINES), max_size=14), st.data())
def test_other_lines_are_only_taken_for_the_same_outline_where_they_are(lines: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, max(len(lines), 1)))
    whole = [*lines[:place], "", "$$", "x = y", "z", "$$", *lines[place:]]
    before = Outline("\n".join(whole))
    for number in sorted(before.inner):
        for line in _LINES:
            text = "\n".join([*whole[:number], line, *whole[number + 1 :]])
            if before.holds_for(text):
                assert told(Outline(text)) == told(before), text


@pytest.mark.parametrize("name", sorted(documents()))
def test_edits_are_read_as_in_a_new_document(name: str) -> None:
    text = documents()[name]
    for mutant in random.Random(3).sample(list(mutants(read_text(text))), 30):
        edited = mutant.apply(text)
        fresh(text)
        after = read(SourceText("notes.md", edited))
        assert after == fresh(edited)


def test_an_edit_in_a_formula_needs_no_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# Title\n\n$$\na = b\nc = d\n$$\n\ntext\n"
    fresh(text)
    monkeypatch.setattr(outline, "_parser", lambda pictures: pytest.fail("it was parsed already"))
    for edited in (text.replace("b", "x + b"), text.replace("c =", "- c =").replace("b", ""), text):
        document = read(SourceText("notes.md", edited))
        assert [edited[b.span.start : b.span.end] for b in document.blocks] == [edited[edited.index("$$") + 2 : edited.rindex("$$")]]


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("[a\n===\n$$\nx\n$$\n", "[a\n===\n$$\nx]: y\n$$\n"),  # the address of a link
        ("\\begin{align}\n\n$$\nx\n$$\n", "\\begin{align}\n\n$$\n\\end{align}\n$$\n"),  # an environment
        ("\n$$\nx\n$$\n\n    $$c$$\n", "\n$$\n$$\n$$\n\n    $$c$$\n"),  # its end
        ("\n$$\nx\n$$\n", "\n$$\nx\ny\n$$\n"),  # a line more
    ],
)
def test_an_edit_that_changes_the_outline_is_parsed(text: str, edited: str) -> None:
    assert not Outline(text).holds_for(edited)
