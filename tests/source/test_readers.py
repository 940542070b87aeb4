"""Which parts of a file are formulas."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.source.document import Document
from derive.source.reader import UnreadableFile, load, read
from derive.source.text import SourceText


def _read(text: str, path: str = "a.md") -> Document:
    return read(SourceText(path, text))


def formulas(text: str, path: str = "a.md") -> list[str]:
    return [text[b.span.start : b.span.end].strip() for b in _read(text, path).blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a$ and $$b$$", ["a", "b"]),
        ("\\(a\\) and \\[b\\]", ["a", "b"]),
        ("$$\na\n$$", ["a"]),
        ("a `$b$` c", []),
        ("``$a$ ` $b$`` $c$", ["c"]),
        ("    $$a$$", []),
        ("```\n$$a$$\n```\n$b$", ["b"]),
        ("~~~tex\n$$a$$\n~~~", []),
        ("<!-- $a$ -->$b$", ["b"]),
        ("> $a$\n> > $$b$$", ["a", "b"]),
        ("- $a$\n  - $b$\n    1. $c$", ["a", "b", "c"]),
        ("| $a$ | $b$ |\n|--|--|\n| $c$ | x |", ["a", "b", "c"]),
        ("It costs $5 and $10.", []),
        ("\\$a\\$", []),
        ("$a\\$b$", ["a\\$b"]),
        ("# $a$\n\n## b", ["a"]),
        ("**$a$** [$b$](url)", ["a", "b"]),
        ("[//]: # ($a$)\n\n$b$", ["b"]),
        ("---\nx: $a$\n---\n$b$", ["b"]),
        ("<div>\n$$ a $$\n</div>", ["a"]),
        ("<pre>\n$$ a $$\n</pre>", []),
        ("\\begin{align}\na &= b\n\\end{align}", ["\\begin{align}\na &= b\n\\end{align}"]),
        ("$$\n= 1\n---\n$$", ["= 1\n---"]),
        ("```math\na = b\n```\n$c$", ["a = b", "c"]),
        ("```{math}\n:label: loss\na = b\n```", ["a = b"]),
        ("> ~~~ math\n> a\n> ~~~", ["> a"]),
        ("```math\na = \\text{cost in $}\n```\n\n$b$", ["a = \\text{cost in $}", "b"]),
        ("```mathematica\n$a$\n```", []),
        ("```math\na = b", ["a = b"]),
    ],
)
def test_markdown(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


def test_a_formula_that_is_never_opened_leaves_the_others_whole() -> None:
    text = "$$\na = 1\n$$\n\nb = 2\n$$\n\nNow the second step for $c$:\n\n$$\nc = 3\n$$\n\nThis is all.\n"
    document = _read(text)
    assert [text[b.span.start : b.span.end].strip() for b in document.blocks if b.closed] == ["a = 1", "c", "c = 3"]
    assert [(text[: p.span.start].count("\n") + 1, p.code) for p in document.problems] == [(6, "D401")]


@pytest.mark.parametrize("text", ["so $`a_1`$ and `$b$`", "> ```math\n> a_1\n> ```"])
def test_what_only_markdown_sees_is_blank_in_a_formula(text: str) -> None:
    document = _read(text)
    assert [document.masked[b.span.start : b.span.end].strip() for b in document.blocks] == ["a_1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a$ \\(b\\) \\[c\\] $$d$$", ["a", "b", "c", "d"]),
        ("% $a$\n$b$ 100\\% $c$", ["b", "c"]),
        ("\\\\% $a$\n$b$", ["b"]),
        ("\\begin{verbatim}$a$\\end{verbatim}$b$", ["b"]),
        ("\\begin{comment}$a$\\end{comment}$b$", ["b"]),
        ("$x$\\begin{document}$a$\\end{document}$b$", ["a"]),
        ("\\begin{equation*}a\\end{equation*}", ["\\begin{equation*}a\\end{equation*}"]),
        ("\\newcommand{\\x}{$a$}$b$", ["b"]),
        ("\\[2pt] \\\\[2pt]", []),
    ],
)
def test_tex(text: str, expected: list[str]) -> None:
    if text.startswith("\\[2pt]"):
        text = "a \\\\[2pt] b"
    assert formulas(text, "a.tex") == expected


def test_macros() -> None:
    document = _read(r"\newcommand{\a}[2]{#1+#2}\def\b#1{x}\DeclareMathOperator{\c}{cc} \[ \a{1}{2} \]", "a.tex")
    assert document.macros == (("a", 2, "#1+#2"), ("b", 1, "x"), ("c", 0, r"\operatorname{cc}"))


def test_declarations() -> None:
    assert [c.text for c in _read("<!-- derive: f = tanh -->\n\n<!-- other -->").comments] == ["f = tanh"]
    assert [c.text for c in _read("% derive: f = tanh\n% other", "a.tex").comments] == ["f = tanh"]


def test_pictures() -> None:
    assert [i.target for i in _read("![x](a.png) ![](b.svg)").images] == ["a.png", "b.svg"]
    assert [i.target for i in _read("\\includegraphics[width=2cm]{fig/a.pdf}", "a.tex").images] == ["fig/a.pdf"]


def test_nothing_is_followed(tmp_path: Path) -> None:
    document = read(SourceText("a.tex", "\\input{b}\\include{../c}\\input{/etc/passwd}", str(tmp_path)))
    assert [p.code for p in document.problems] == ["D402"] * 3
    assert ["outside" in p.detail for p in document.problems] == [False, True, True]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="$\\[]()`<>!-~ \n#*_{}abegin%|:.\"", max_size=80), st.sampled_from(["a.md", "a.tex", "a.rst", "a.ipynb"]))
def test_whatever_it_is_blocks_lie_in_the_text_and_do_not_overlap(text: str, path: str) -> None:
    document = _read(text, path)
    position = 0
    assert len(document.masked) == len(document.source.text)
    for block in document.blocks:
        assert position <= block.outer.start <= block.span.start <= block.span.end <= block.outer.end <= len(document.source.text)
        position = block.outer.end
    assert document.masked.count("\n") == document.source.text.count("\n")


def test_a_byte_order_mark_moves_nothing() -> None:
    document = _read("\ufeff$a$")
    assert [document.source.slice(b.span) for b in document.blocks] == ["a"]


def test_load(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("$$ 好 $$\r\n".encode())
    assert load(str(path)).text == "$$ 好 $$\r\n"
    with pytest.raises(UnreadableFile, match="no such file"):
        load(str(tmp_path / "b.md"))
    with pytest.raises(UnreadableFile, match="directory"):
        load(str(tmp_path))
    if os.geteuid() != 0:
        path.chmod(0)
        with pytest.raises(UnreadableFile, match="denied"):
            load(str(path))


def test_a_place_in_a_notebook_has_a_cell_and_a_line() -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Notes\n", "\n", "$$y = w x$$"]},
        {"cell_type": "code", "metadata": {}, "source": ["1 + 1"], "outputs": [], "execution_count": None},
        {"cell_type": "markdown", "metadata": {}, "source": ["Then\n", "$$z = 2 y$$"]},
    ]
    raw = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    source = read(SourceText("a.ipynb", raw)).source
    assert source.cell(source.text.index("y = w x")) == (1, 3)
    assert source.cell(source.text.index("z = 2 y")) == (3, 2)
    assert read(SourceText("a.md", "$$y = w x$$")).source.cell(3) is None


def test_dollars_that_are_money_open_no_formula() -> None:
    text = "The price ($$) of a house\n\ndepends on $x = 2 y$.\n\n$$\nz = 3 y\n$$\n"
    document = read(SourceText("m.md", text, ""))
    assert [text[b.span.start : b.span.end].strip() for b in document.blocks] == ["x = 2 y", "z = 3 y"]
