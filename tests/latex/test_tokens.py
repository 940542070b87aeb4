"""Tokens: what is cut where, and that every span points at its source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.latex.errors import LatexError
from derive.latex.symbols import ALIASES, RELATIONS, UNICODE
from derive.latex.tokens import MovedTokens, Token, tokenize


def tokens(text: str) -> list[Token]:
    return tokenize(text, 0, len(text))


def texts(text: str) -> list[str]:
    return [t.text for t in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\frac{1}{2}", ["\\frac", "{", "1", "}", "{", "2", "}"]),
        (r"a\,b\;c~d\!e\ f", ["a", "b", "c", "d", "e", "f"]),
        (r"\left( x \right)", ["(", "x", ")"]),
        (r"\left. x \right|", ["x", "|"]),
        (r"a % comment = b", ["a"]),
        (r"a \\[2pt] b", ["a", "\\\\[2pt]", "b"]),
        (r"x \tag{1} \label{a=b}", ["x"]),
        ("1.50 .5 2.", ["1.50", ".5", "2", "."]),
        (r"\text{if } x", ["if", "x"]),
        (r"\mathrm{net}", ["net"]),
        ("α−β", ["\\alpha", "-", "\\beta"]),
        (r"a\cdot b", ["a", "\\cdot", "b"]),
        (r"\dfrac ab", ["\\frac", "ab"]),
        (r"a \le b \ne c", ["a", "<=", "b", "!=", "c"]),
        (r"\begin{pmatrix}a&b\end{pmatrix}", ["pmatrix", "a", "&", "b", "pmatrix"]),
        (r"\begin{array}{c|c}a\end{array}", ["array", "a", "array"]),
    ],
)
def test_texts(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


PIECES = st.sampled_from(
    [
        "a", "xy", "net", "12", "0.5", "+", "-", "=", "_", "^", "{", "}", "(", ")", "\\cdot ", "\\frac", "\\alpha ", "\\hat ",
        "\\partial ", "'", "&", "\\\\", "\\left(", "\\right)", "\\,", " ", "\n", "∂", "·", "好", "\\text{so}", "\\sum", "|", "[", "]",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_spans_slice_back_to_the_source(text: str) -> None:
    """What a token says stands where it points, in order, and nothing but layout is between."""
    position = 0
    for token in tokens(text):
        assert position <= token.span.start < token.span.end <= len(text)
        piece = text[token.span.start : token.span.end]
        position = token.span.end
        if token.kind in ("letters", "number"):
            assert piece == token.text
        elif token.kind == "command":
            assert token.text in (piece, ALIASES.get(piece), UNICODE.get(piece))
        elif token.kind == "relation":
            assert token.text == RELATIONS[ALIASES.get(piece, UNICODE.get(piece, piece))]
        elif token.kind == "symbol":
            assert piece.replace("\\left", "").replace("\\right", "").strip()[-1:] == token.text[-1:] or piece in UNICODE


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_has_tokens_or_an_error_with_its_place(text: str) -> None:
    try:
        spans = [t.span for t in tokens(text)]
    except LatexError as error:
        spans = [error.span]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)


def test_macros_carry_the_span_of_their_call() -> None:
    text = r"a + \sq{b c} + d"
    put = tokenize(text, 0, len(text), {"sq": (1, "(#1)^2")})
    assert [t.text for t in put] == ["a", "+", "(", "b", "c", ")", "^", "2", "+", "d"]
    call = [t.span for t in put if t.text in "()^2"]
    assert {text[s.start : s.end] for s in call} == {r"\sq{b c}"}
    assert text[put[3].span.start : put[3].span.end] == "b"


@pytest.mark.parametrize(("macro", "body"), [("x", r"\x\x"), ("x", r"\y\y"), ("x", r"{\x}")])
def test_macros_that_call_themselves_end(macro: str, body: str) -> None:
    with pytest.raises(LatexError) as caught:
        tokenize("\\x", 0, 2, {macro: (0, body), "y": (0, r"\x")})
    assert caught.value.code == "D407"


def test_moved_tokens_are_those_of_the_text_at_their_place() -> None:
    formula = r"\frac{\partial E}{w^2_{11}} + 3.5"
    here = tokenize(formula, 0, len(formula))
    there = tokenize("  " + formula, 2, 2 + len(formula))
    once, twice = MovedTokens(here, 2), MovedTokens(MovedTokens(here, 5), -3)
    assert len(once) == len(there)
    assert once == twice == there
    assert once[1:3] == tuple(there[1:3])
