"""The page as text: escaped, self-contained, complete for documents of every format."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import derive
from derive.judgement.checker import check
from derive.latex.tokens import tokenize
from derive.latex.vocabulary import Vocabulary
from derive.report.html.formulas import split
from derive.report.html.layout import lay_out
from derive.report.html.mathml import Mark, fit, mathml
from derive.report.html.page import render
from derive.source.reader import read
from derive.source.text import SourceText, Span
from tests.adapters.documents import HOSTILE, MATRIX, SEED, SMALL


def shown(latex: str, *marks: Mark) -> str:
    tokens = tokenize(latex, 0, len(latex))
    box = lay_out(tokens, Vocabulary(frozenset("ij")), lambda s: latex[s.start : s.end])
    return mathml(box, fit(marks, [box]))


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{\partial E}{w}", "<mfrac><mrow><mrow><mi mathvariant=\"normal\">∂</mi><mi>E</mi></mrow></mrow><mrow><mi>w</mi></mrow></mfrac>"),
        (r"w^2_{11}", "<msubsup><mi>w</mi><mrow><mn>11</mn></mrow><mn>2</mn></msubsup>"),
        (r"\hat y_1", '<msub><mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover><mn>1</mn></msub>'),
        (r"{a \over b}", "<mrow><mfrac><mi>a</mi><mi>b</mi></mfrac></mrow>"),
        (r"f'^2", '<msup><mi>f</mi><mrow><mo lspace="0" rspace="0">′</mo><mn>2</mn></mrow></msup>'),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mn>3</mn></mroot>"),
        (r"\mathbb R", '<mrow class="styled"><mi>ℝ</mi></mrow>'),
        (r"net", "<mi>net</mi>"),
        (r"x^12", "<mrow><msup><mi>x</mi><mn>1</mn></msup><mn>2</mn></mrow>"),
        (r"\foo<b>", '<mrow><mtext>\\foo</mtext><mo form="infix">&lt;</mo><mi>b</mi><mo form="infix">&gt;</mo></mrow>'),
    ],
)  # fmt: skip
def test_formulas_look_as_in_latex(latex: str, expected: str) -> None:
    assert shown(latex) == f"<math>{expected}</math>"


@pytest.mark.parametrize(
    "latex",
    [r"\left( a", r"a } b {", r"\frac", r"x_", r"^2", r"\begin{pmatrix} a & b \\ c", r"\left| x", r"\sqrt[", "{" * 200, r"\hat", r"\begin{cases} a & b>0 \\ c \end{cases}"],
)  # fmt: skip
def test_broken_formulas_still_have_a_look(latex: str) -> None:
    ET.fromstring(shown(latex))


@pytest.mark.parametrize(
    ("latex", "span", "text"),
    [
        (r"f(z^2_1)", Span(2, 7), "z12"),
        (r"\frac{\partial E}{w^2_{11}}", Span(18, 26), "w112"),
        (r"a + b + c", Span(4, 9), "b+c"),
        (r"a = b_{ij}", Span(8, 9), "j"),
        (r"a = net + c", Span(5, 6), "net"),
        (r"a = ", Span(4, 4), "="),
    ],
)  # fmt: skip
def test_exactly_the_token_is_marked(latex: str, span: Span, text: str) -> None:
    root = ET.fromstring(shown(latex, Mark(span, "at")))
    marked = [e for e in root.iter("mrow") if e.get("class") == "at"]
    assert ["".join(e.itertext()) for e in marked] == [text]


def test_rows_and_cells() -> None:
    latex = r"\begin{aligned} a &= b \\ \\ &= \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \\[2pt] \end{aligned}"
    assert [len(row.cells) for row in split(tokenize(latex, 0, len(latex)))] == [2, 2]


class _Balance(HTMLParser):
    """Every element is closed, and every id is there once."""

    VOID = frozenset(("meta", "link", "br", "hr", "img", "input"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attributes if name == "id"]
        assert not [n for n, v in attributes if n in ("src", "href") and v and v.startswith(("http:", "javascript:"))]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("text", [SEED.read_text(encoding="utf-8"), MATRIX, SMALL, HOSTILE], ids=["seed", "matrix", "small", "hostile"])
def test_page_is_well_formed(text: str) -> None:
    balance = _Balance()
    balance.feed(derive.check(text).html())
    assert balance.open == []
    assert len(set(balance.ids)) == len(balance.ids)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("tex", "\\documentclass{article}\\begin{document}\\section{One <b>}\nA $y=2x$ % note\n\n\\[ \\frac{\\partial y}{\\partial x}=3 \\]\n\\end{document}\n"),
        ("rst", "One\n===\n\nA :math:`y=2x`\n\n.. math::\n\n   \\frac{\\partial y}{\\partial x}=3\n"),
        ("ipynb", '{"cells":[{"cell_type":"markdown","metadata":{},"source":["# One\\n","$y=2x$\\n","\\n","$$\\\\frac{\\\\partial y}{\\\\partial x}=3$$\\n"]}],"metadata":{},"nbformat":4,"nbformat_minor":5}'),
    ],
)  # fmt: skip
def test_every_format_has_a_page(format: str, text: str) -> None:
    report = derive.check(text, format=format)
    page = report.html()
    assert [d.code for d in report.diagnostics] == ["D301"]
    assert "One" in page
    assert page.count("<math") >= 2
    assert "<b>" not in page.partition("<article>")[2].partition("</article>")[0].replace("<b>witness", "").replace("<b>repair", "")


def test_pictures_of_other_folders_stay_outside(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "notes" / "own.png").write_bytes(b"own")
    note = tmp_path / "notes" / "a.md"
    note.write_text("![](../secret.png) ![](own.png) ![](/etc/hostname) $$ y = 2 x $$\n")
    page = derive.check(note).html()
    assert page.count('src="data:image/png;base64,') == 1
    assert "c2VjcmV0" not in page


def test_two_documents_share_a_page() -> None:
    reports = [check(read(SourceText(f"{n}.md", SMALL))) for n in (1, 2)]
    page = render(reports, [r.diagnostics for r in reports], diagrams=["<svg xmlns='http://www.w3.org/2000/svg'/>"])
    assert 'id="d1-s1"' in page
    assert 'id="d2-s1"' in page
    assert page.count('src="data:image/svg+xml') == 1
    balance = _Balance()
    balance.feed(page)
    assert len(set(balance.ids)) == len(balance.ids)
