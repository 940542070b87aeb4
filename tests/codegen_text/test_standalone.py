"""The standalone TeX: complete, proved, and text stays text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from codegen.latex import standalone
from codegen.standalone.formulas import formula
from codegen.standalone.measure import lines, width
from derive.judgement.checker import Report, check
from derive.source.reader import load, read
from tests.codegen_text.networks import network_document, weights
from tests.support import ROOT, SEED_PATH, check_text, coverage

HOSTILE = Path(__file__).with_name("hostile.md")
THREE_LAYERS = ROOT / "tests" / "derivations" / "three_layers_tanh.md"
DOCUMENTS = {"seed": SEED_PATH, "three layers": THREE_LAYERS, "hostile": HOSTILE}
TEX = r"""\documentclass{article}
\begin{document}
\section{Notes} \input{other} and \includegraphics{x.png}
\begin{align} z &= w\cdot x + b, & a &= f(z) \\ E &= \tfrac12 (t-a)^2 \end{align}
\[ \frac{\partial E}{\partial w} = (a-t)\,f'(z)\,x \]
\end{document}
"""


def report_on(path: Path) -> Report:
    return check(read(load(str(path))))


def test_every_gradient_of_the_seed_has_its_chain() -> None:
    text = standalone(report_on(SEED_PATH))
    appendix = text.split("每个梯度的完整推导", 1)[1]
    for layer in (1, 2):
        for name in ("w^{l}_{11}", "w^{l}_{12}", "w^{l}_{21}", "w^{l}_{22}", "b^{l}_1", "b^{l}_2"):
            symbol = name.replace("^{l}", f"^{layer}")
            head = rf"\frac{{\partial E}}{{\partial {symbol}}}&="
            assert appendix.count(head) == 1, head


@pytest.mark.parametrize("path", [SEED_PATH, THREE_LAYERS], ids=["seed", "three layers"])
def test_the_standalone_text_is_proved(path: Path) -> None:
    report = check_text(standalone(report_on(path)), "standalone.tex")
    assert [d.message for d in report.diagnostics if d.severity != "info"] == []
    assert coverage(report)[2:] == (0, 0, 0)
    assert report.coverage.steps > 150
    assert report.gradients.missing == ()


@pytest.mark.parametrize("widths", [[2, 3, 2], [3, 4, 4, 4, 2]], ids=str)
def test_a_deep_network_with_a_free_function(widths: list[int]) -> None:
    text = standalone(check_text(network_document(widths)))
    appendix = text.split("Every gradient, step by step", 1)[1]
    for symbol in weights(widths):
        assert appendix.count(rf"\frac{{\partial E}}{{\partial {symbol}}}&=") == 1
    report = check_text(text, "standalone.tex")
    assert coverage(report)[2:] == (0, 0, 0)
    assert all(len(line) < 1000 for line in text.splitlines()), "no sum over all paths"


def test_hostile_text_cannot_act() -> None:
    text = standalone(report_on(HOSTILE))
    assert not re.search(r"\\(?:input|write|csname|def|include|openin|catcode)(?![A-Za-z])", text.replace(r"\IfFontExistsTF", ""))
    assert text.count(r"\end{document}") == 1
    assert r"\textbackslash{}input\{/etc/passwd\}" in text
    assert "alert(1)" in text
    assert "<script" not in text


def test_tex_keeps_its_own_preamble() -> None:
    text = standalone(check_text(TEX, "notes.tex"))
    assert text.count(r"\documentclass") == 1
    assert r"\section{Notes}" in text
    assert r"\input{" not in text
    assert r"\includegraphics{" not in text
    assert r"\frac{\partial E}{\partial b}" in text.split("Every gradient", 1)[1]


REFUSED = [
    r"\input{/etc/passwd}", r"\def\x{}", "a}{", r"\write18{ls}", r"\hspace{\input{x}}", r"\char`\%", r"\unknown x",
    r"\csname input\endcsname{x}", r"\catcode`\@=11", "^^5cinput{x}", r"\text{$\input x$}", r"\left( a", r"\begin{aligned} a",
    r"\begin{verbatim}x\end{verbatim}", "a $ b", "#1",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_mathematics_is_refused(text: str) -> None:
    assert formula(text, {}) is None


ALLOWED = [
    (r"x\label{eq}=1\tag{3}", "x=1"),
    (r"\foo{x}{2}", r"{\frac{x}{2}}"),
    ("a % comment", "a"),
    ("误差=α·x", r"\text{误差}=\alpha\cdot x"),
    (r"\nicefrac{1}{2}", r"\frac{1}{2}"),
]


@pytest.mark.parametrize(("text", "expected"), ALLOWED)
def test_mathematics_gets_through(text: str, expected: str) -> None:
    assert formula(text, {"foo": (2, r"\frac{#1}{#2}")}) == expected


def test_a_macro_without_end_is_refused() -> None:
    assert formula(r"\a", {"a": (0, r"\a\a")}) is None


def test_a_long_side_is_broken_at_its_outermost_sign() -> None:
    text = r"x\cdot(1-x)\cdot[a\cdot(1-b)\cdot c+d\cdot(1-e)\cdot f]"
    pieces = lines(text, width(text) * 0.7, width(text) * 0.7)
    assert "".join(pieces) == text
    assert pieces[1].startswith("+d")


# -- with a real TeX


def compile_tex(text: str, folder: Path) -> str:
    """The log of a run of XeLaTeX that must succeed."""
    if shutil.which("xelatex") is None:
        if os.environ.get("CI") or os.environ.get("DERIVE_REQUIRE_TEX"):
            pytest.fail("xelatex is required here")
        pytest.skip("xelatex is not installed")
    (folder / "a.tex").write_text(text, encoding="utf-8")
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "a.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
    log = (folder / "a.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-3000:]
    return log


@pytest.mark.tex
@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_compiles_and_stays_on_the_page(name: str, tmp_path: Path) -> None:
    log = compile_tex(standalone(report_on(DOCUMENTS[name])), tmp_path)
    assert "Overfull \\hbox" not in log
    assert "Missing character" not in log
    page = subprocess.run(["pdftotext", "-layout", "a.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    words = page.stdout.decode("utf-8")
    expected = {"seed": "神经网络图", "three layers": "The first hidden layer", "hostile": r"\input{/etc/passwd}"}
    assert expected[name] in words
    assert "root:" not in words


@pytest.mark.tex
@pytest.mark.slow
def test_tex_input_compiles(tmp_path: Path) -> None:
    compile_tex(standalone(check_text(TEX, "notes.tex")), tmp_path)
