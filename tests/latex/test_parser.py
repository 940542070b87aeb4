"""Trees: shape, spans and errors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.parser import parse
from derive.latex.tokens import tokenize
from derive.latex.vocabulary import Vocabulary
from derive.source.text import Span

LETTERS = Vocabulary(frozenset("abcdefghijklmnopqrstuvwxyzE"))


def read(text: str, vocabulary: Vocabulary = LETTERS) -> tree.Node:
    return parse(tokenize(text, 0, len(text)), vocabulary, Span(0, len(text)))


def sketch(node: tree.Node) -> str:
    """A tree in one line."""
    match node:
        case tree.Number() as n:
            return n.text
        case tree.Identifier() as n:
            return n.name
        case tree.Accented() as n:
            return f"{n.accent}({sketch(n.body)})"
        case tree.Scripted() as n:
            lower = f"_{sketch(n.lower)}" if n.lower else ""
            upper = f"^{sketch(n.upper)}" if n.upper else ""
            return sketch(n.base) + "'" * n.primes + lower + upper
        case tree.Bracket() as n:
            return f"{n.kind}{sketch(n.body)}"
        case tree.Fraction() as n:
            return f"[{sketch(n.numerator)} / {sketch(n.denominator)}]"
        case tree.Root() as n:
            return f"root({sketch(n.radicand)})"
        case tree.Product() as n:
            return "<" + " ".join(map(sketch, n.factors)) + ">"
        case tree.Sum() as n:
            return "{" + " ".join(s + sketch(t) for s, t in zip(n.signs, n.terms)) + "}"
        case tree.Mark() as n:
            return n.text
        case tree.BigOperator() as n:
            return f"{n.kind}({sketch(n.body) if n.body else ''})"
        case tree.Listing() as n:
            return ",".join(map(sketch, n.items))
    return type(node).__name__


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a+b-c", "{a +b -c}"),
        ("-a b + c", "{-<a b> +c}"),
        ("2ab", "<2 a b>"),
        ("a^2_1", "a_1^2"),
        ("a_1^2", "a_1^2"),
        ("a_{11}", "a_11"),
        ("a_12", "<a_1 2>"),
        ("f'(x)", "<f' (x>"),
        (r"\frac12", "[1 / 2]"),
        (r"\frac{a}{b}c", "<[a / b] c>"),
        ("{a \\over b}", "[a / b]"),
        (r"\hat y_1", "hat(y)_1"),
        (r"\hat{y_1}", "hat(y_1)"),
        (r"\sqrt{a+b}", "root({a +b})"),
        (r"\left[a+b\right](c)", "<[{a +b} (c>"),
        (r"a \cdot -b", "<a {-b}>"),
        (r"e^{-x}", "e^{-x}"),
        (r"x^{2-1}", "x^{2 -1}"),
        (r"\sum_i a_i b", "sum(<a_i b>)"),
        (r"\frac{\partial E}{\partial w_1}", "[<partial E> / <partial w_1>]"),
        ("|a - b|", "|{a -b}"),
        ("a(b+c)(d)", "<a ({b +c} (d>"),
    ],
)
def test_shapes(text: str, expected: str) -> None:
    assert sketch(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "code", "token"),
    [
        (r"\frac{1}{2", "D404", "{"), ("a}", "D404", "}"), ("a +", "D404", "+"), ("a_b_c", "D404", "_"),
        ("a^b^c", "D404", "c"), (r"\foo", "D405", "\\foo"), (r"\frac{a}", "D404", "\\frac"), ("a^", "D404", ""), ("*a", "D404", "*"),
        (r"a \pm b", "D404", "\\pm"), ("{}", "D404", "{}"), (r"\begin{pmatrix} a", "D404", "\\begin{pmatrix}"), ("|a", "D404", "|"),
    ],
)  # fmt: skip
def test_errors_point_at_their_token(text: str, code: str, token: str) -> None:
    with pytest.raises(LatexError) as caught:
        read(text)
    assert (caught.value.code, text[caught.value.span.start : caught.value.span.end]) == (code, token)
    assert caught.value.detail


ATOMS = st.sampled_from(["a", "b", "x_1", "w^1_{12}", r"\hat y", r"\alpha", "2", "0.5", "f(x)", "g'(z)"])
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", r"\cdot ", " "]), inner).map("".join),
        inner.map(lambda x: f"({x})"), inner.map(lambda x: rf"\sqrt{{{x}}}"), inner.map(lambda x: rf"\left[{x}\right]"),
        st.tuples(inner, inner).map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"), inner.map(lambda x: f"({x})^{{{2}}}"),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(FORMULAS)
def test_every_node_knows_where_it_stands(text: str) -> None:
    """A child lies inside its parent, and a name's or number's span holds just that."""
    root = read(text)
    for node in root.walk():
        assert 0 <= node.span.start < node.span.end <= len(text)
        for child in node.children():
            assert node.span.start <= child.span.start <= child.span.end <= node.span.end
        if isinstance(node, (tree.Number, tree.Identifier)):
            written = text[node.span.start : node.span.end]
            assert written == (node.text if isinstance(node, tree.Number) else node.name)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab12+-*/^_{}()[]|\\,.' =fracsqrt", max_size=40))
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    span, code = Span(0, 0), "D404"
    try:
        read(text)
    except LatexError as error:
        span, code = error.span, error.code
    assert 0 <= span.start <= span.end <= len(text)
    assert code in ("D403", "D404", "D405", "D406", "D407")
