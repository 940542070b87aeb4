"""What authors set beside a formula, and lines that end with the sign that the next begins with."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.report.proofs import show_proofs
from derive.source.reader import read
from derive.source.text import SourceText
from tests.support import check_text

REMARK = r"""\documentclass{article}
\newcommand{\remark}[1]{
\footnotesize
\textcolor{gray}{
\begin{pmatrix*}[l]
\text{#1}
\end{pmatrix*}
}}
\newcommand{\named}[1]{\text{#1}}
\newcommand{\vect}[1]{\mathbf{#1}}
\begin{document}
\begin{flalign}
\vect{z} &= \vect{x} + 1 & \remark{We add a one, namely $\mathbf{1}$, to the entries of $\vect{x}$} \\
\named{loss} &= a & & \remark{just words} \\
\vect{z} - 1 &= \vect{x}
\end{flalign}
\end{document}
"""


def test_remarks_in_a_grid_that_a_macro_sets() -> None:
    report = check(read(SourceText("notes.tex", REMARK), "latex"))
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "defined", "proved"]
    assert [s.left.expression.name.base for s in report.derivation.steps[:2]] == [r"\mathbf{z}", "loss"]  # type: ignore[union-attr]


def test_a_grid_with_more_than_words_is_a_matrix() -> None:
    (verdict,) = check_text(r"$$ A = \begin{pmatrix} \text{a b} & 1 \\ 2 & 3 \end{pmatrix} $$" + "\n").verdicts.values()
    assert verdict.outcome in ("defined", "unread")


@pytest.mark.parametrize("between", ["\n", " ", "\n  \n".strip(), "\\\\\n"])
def test_a_sign_at_the_end_of_a_line_and_again_at_the_next(between: str) -> None:
    report = check_text(f"$$\nx = y + y ={between}= 2 y\n$$\n")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "proved"]
    assert not report.diagnostics


def test_a_reading_of_what_has_no_value() -> None:
    report = check_text(r"$$ \theta = (a, b) $$ $$ p = \langle u, v, w \rangle $$ $$ q = \langle u, v \rangle $$" + "\n")
    shown = "".join(segment.text for line in show_proofs(report) for segment in line)
    assert "(a, b)" in shown and "⟨u, v, w⟩" in shown and "trace(transpose(u)·v)" in shown
