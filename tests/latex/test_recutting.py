"""Rows that were cut before have the tokens that they would have if they were cut again."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from derive.latex.errors import LatexError
from derive.latex.recutting import Recutting
from derive.latex.tokens import Token, tokenize

PIECES = (
    "a", "z^1_2", " ", "\n", "\\\\", "\\\\[2pt]", "\\\\ *", "\\\\\\alpha", "{", "}", "\\{", "\\left(", "\\right)", "\\left", ".", "&", "=",
    "\\begin{aligned}", "\\begin{array}", "{cc}", "[t]", "\\end{aligned}", "\\text{if }", "\\text{a \\\\ b}", "\\frac", "{a}{b}", "%", "$",
    "\\hspace", "{2em}", "\\pdv", "\\quad", "\\mathrm", "1.5", "'", "\"", "\\cr", "\\newline", "[2pt]",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def cut(text: str, start: int, tool: Recutting | None = None) -> list[Token] | str:
    try:
        return tokenize(text, start, len(text)) if tool is None else tool.tokenize(text, start, len(text))
    except LatexError as problem:
        return problem.detail


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(st.integers(0, 3), min_size=4, max_size=4))
@example(["a\\\\b", "b", "x\\\\b"], [0, 0, 1, 0])
def test_tokens_are_those_of_a_new_cut(rows: list[str], order: list[int]) -> None:
    """Texts of rows in several orders and at several places, all with one memory."""
    tool = Recutting()
    for before in range(len(order)):
        said = [rows[n % len(rows)] for n in order[before:]]
        text = "x" * before + "\\\\".join(said)
        assert cut(text, before, tool) == cut(text, before)


def test_macros_are_put_in() -> None:
    macros = {"x": (1, "{#1}_i")}
    text = "a = \\x{b} \\\\ c = \\x{d}"
    assert Recutting().tokenize(text, 0, len(text), macros) == tokenize(text, 0, len(text), macros)
