"""The regenerated document: only what must change changes, and it checks clean."""

from __future__ import annotations

import difflib
import re

import pytest

from codegen.derivation.completed import complete
from codegen.latex import regenerate
from derive.judgement.checker import Report, check
from derive.source.reader import load, read
from tests.support import ROOT, SEED, SEED_PATH, check_text, corrected_seed, coverage

THREE_LAYERS = ROOT / "tests" / "derivations" / "three_layers_tanh.md"

# What the four biases of the bundled document need, in its author's hand.
OUTPUT_BIASES = r"""
$$
\begin{aligned}
\frac{\partial z^2_1}{\partial b^2_1}&=1\\
\\
\frac{\partial z^2_2}{\partial b^2_2}&=1\\
\\
\\
\\
\frac{\partial E}{\partial b^2_1}&=\frac{\partial E}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial b^2_1}\\
&=a^2_1\cdot(a^2_1-\hat y_1)\cdot(1-a^2_1)\\
\\
\frac{\partial E}{\partial b^2_2}&=\frac{\partial E}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial b^2_2}\\
&=a^2_2\cdot(a^2_2-\hat y_2)\cdot(1-a^2_2)\\
\end{aligned}
$$
"""
RENAMED = str.maketrans("Ewabfxyz", "Luhcgpqs")


def seed_report() -> Report:
    return check(read(load(str(SEED_PATH))))


def rename(text: str) -> str:
    """Every letter of the document's formulas replaced, the commands left alone."""
    def letters(match: re.Match[str]) -> str:
        return match[0] if match[0].startswith("\\") or match[0] == "sigmoid" else match[0].translate(RENAMED)

    formulas = text.split("$$")
    for place in range(1, len(formulas), 2):
        formulas[place] = re.sub(r"\\[A-Za-z]+(?:\{aligned\})?|sigmoid|[A-Za-z]", letters, formulas[place])
    return "$$".join(formulas)


def changes(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [x[2:] for x in lines if x.startswith("- ")], [x[2:] for x in lines if x.startswith("+ ")]


def clean(text: str, path: str = "document.md") -> None:
    report = check_text(text, path)
    assert [d.code for d in report.diagnostics if d.severity != "info"] == []
    assert report.gradients.missing == ()
    assert coverage(report)[2:] == (0, 0, 0)


def test_the_seed_keeps_every_line_but_six() -> None:
    text = regenerate(seed_report())
    removed, _ = changes(SEED, text)
    fixed, _ = changes(SEED, corrected_seed())
    assert removed == fixed
    assert len(removed) == 6
    body = text.split("-->\n\n", 1)[1]
    assert body.startswith("# 神经网络\n")
    rest = iter(body.splitlines())
    assert all(any(line == other for other in rest) for line in corrected_seed().splitlines()), "kept in their order"


def test_the_missing_gradients_stand_behind_the_weights_of_their_layer() -> None:
    text = regenerate(seed_report())
    assert text.count(OUTPUT_BIASES) == 1
    third, fourth = text.index("- ### 第三层"), text.index("- ### 第四层")
    assert third < text.index(OUTPUT_BIASES) < fourth
    assert text.index("- ### 第六层") < text.index(r"\frac{\partial E}{\partial b^1_1}&=")


def test_the_regenerated_seed_is_proved() -> None:
    text = regenerate(seed_report())
    clean(text)
    assert coverage(check_text(text)) == (14, 73, 0, 0, 0)  # 75 steps and 12 new ones
    assert len(check_text(text).gradients.derived) == 12


def test_the_header_lists_the_repairs() -> None:
    head = regenerate(seed_report()).split("-->", 1)[0]
    for line in (63, 129, 132, 135, 138, 149):
        assert f"line {line}, " in head
    assert "∂E/∂b^1_1, ∂E/∂b^1_2, ∂E/∂b^2_1, ∂E/∂b^2_2" in head


def test_regenerating_twice_changes_nothing() -> None:
    once = regenerate(seed_report())
    assert regenerate(check_text(once)) == once


def test_nothing_to_do_gives_the_same_bytes() -> None:
    text = "text\n\n$$ a=b+c,\\quad c=d $$\n\nend"
    assert regenerate(check_text(text)) == text


def test_the_renamed_twin_is_completed_alike() -> None:
    twin = regenerate(check_text(rename(SEED)))
    assert twin.split("-->", 1)[1] == rename(regenerate(seed_report()).split("-->", 1)[1])
    clean(twin)


def test_another_hand() -> None:
    text = regenerate(check(read(load(str(THREE_LAYERS)))))
    clean(text)
    before, after = changes(THREE_LAYERS.read_text(encoding="utf-8"), text)
    assert len(before) == 1
    assert sum(line.startswith(r"\frac{\partial E_{total}}{\partial b_") for line in after) == 4
    # the chain of a weight, row by row, without what the weight multiplies
    assert r"&= \frac{\partial E_{total}}{\partial out_{h1}} \cdot (1 - out_{h1}^2) \\" in after


TEX = r"""% !TEX program = xelatex
\documentclass{article}
\usepackage{amsmath}
\begin{document}
We have \begin{align} z_1 &= w_1 x + b_1, \label{eq:z}\\ a_1 &= \sigma(z_1) \\ E &= \tfrac12 (t-a_1)^2 \end{align}
with
\begin{equation} \frac{dE}{da_1} = -(t-a_1) \label{eq:a} \end{equation}
so
\begin{equation}
\label{eq:w} \frac{dE}{dw_1} = \frac{dE}{da_1}\frac{da_1}{dz_1}\frac{dz_1}{dw_1} = -(t-a_1)\,\sigma'(z_1)\,x.
\end{equation}
Done.
\end{document}
"""


def test_tex_stays_tex() -> None:
    text = regenerate(check_text(TEX, "notes.tex"))
    assert text.startswith("% !TEX program = xelatex\n% Written by derive from notes.tex.\n")
    _, added = changes(TEX, text)
    assert r"\frac{dE}{db_1} = \frac{dE}{da_1}\frac{da_1}{dz_1}\frac{dz_1}{db_1} = -(t-a_1)\,\sigma'(z_1)" in added
    assert text.count(r"\label{") == TEX.count(r"\label{")
    clean(text, "notes.tex")


QUOTED = """> $$
> z=wx+b,\\quad a=f(z),\\quad E=\\frac{1}{2}(t-a)^2
> $$
>
> $$
> \\begin{aligned}
> \\frac{\\partial E}{\\partial w}&=\\frac{\\partial E}{\\partial a}\\frac{\\partial a}{\\partial z}\\frac{\\partial z}{\\partial w}\\\\
> &=(a-t)f'(z)x
> \\end{aligned}
> $$
> and so on.
"""


def test_a_quotation_is_continued() -> None:
    text = regenerate(check_text(QUOTED))
    body = text.split("-->\n\n", 1)[1]
    assert all(line.startswith(">") for line in body.splitlines())
    assert body.endswith("> $$\n> and so on.\n")
    clean(text)


def test_a_list_item_is_continued() -> None:
    item = "- one\n\n  $$z=w\\cdot x+b,\\quad E=z^2$$\n\n  $$\\frac{\\partial E}{\\partial w}=2z\\cdot x$$\n\n- two\n"
    text = regenerate(check_text(item))
    assert "\n  $$\\frac{\\partial E}{\\partial b}=2z$$\n\n- two\n" in text
    clean(text)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter_and_line_ends_stay(newline: str) -> None:
    text = "---\ntitle: x\n---\n\n" + QUOTED
    text = text.replace("\n", newline)
    out = regenerate(check_text(text))
    assert out.startswith(f"---{newline}title: x{newline}---{newline}<!-- Written by derive")
    assert out.count("\n") == out.count(newline)


def test_a_byte_order_mark_stays_first() -> None:
    assert regenerate(check_text("\ufeff" + QUOTED)).startswith("\ufeff<!--")


def test_a_file_name_cannot_end_the_comment() -> None:
    text = regenerate(check_text(QUOTED, "a-->\n\n$$1=2$$.md"))
    assert text.count("-->") == 1
    clean(text)


def test_the_blanks_of_the_text_are_not_touched() -> None:
    text = QUOTED.replace("and so on.", "and  so\ton.   ")
    assert "and  so\ton.   " in regenerate(check_text(text))


def test_a_step_that_stays_open_is_named() -> None:
    text = regenerate(check_text(QUOTED + "\n$$ r = \\foo{s} $$\n"))
    head, body = text.split("-->", 1)
    assert "unverified, line " in head
    assert "(unread: " in head
    assert "$$ r = \\foo{s} $$" in body


def test_inserted_rows_are_proved_before_they_are_written() -> None:
    done = complete(seed_report())
    assert len(done.inserted) == 4
    assert done.report.coverage.refuted == done.report.coverage.undecided == 0
