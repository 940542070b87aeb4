r"""Vectors and matrices that are written with dots: one body for all cells, wherever the cells around the dots tell it."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText


def outcomes(*formulas: str) -> list[str]:
    report = check(read(SourceText("notes.md", "\n\n".join(f"$$ {f} $$" for f in formulas))))
    return [verdict.outcome for verdict in report.verdicts.values()]


def column(*cells: str) -> str:
    return r"\begin{pmatrix} " + r" \\ ".join(cells) + r" \end{pmatrix}"


LOSS = r"L = \frac{1}{2} \sum_{i=1}^n (p_i - y_i)^2"
GRADIENT = column(r"\frac{\partial L}{\partial p_1}", r"\frac{\partial L}{\partial p_2}", r"\vdots", r"\frac{\partial L}{\partial p_n}")
ENTRIES = column("p_1 - y_1", "p_2 - y_2", r"\vdots", "p_n - y_n")


@pytest.mark.parametrize("left", [r"\nabla_{\mathbf{p}} L", r"\frac{\partial L}{\partial p}"])
def test_a_gradient_by_its_entries(left: str) -> None:
    assert outcomes(LOSS, f"{left} = {GRADIENT} = {ENTRIES}") == ["defined", "proved", "proved"]
    wrong = ENTRIES.replace("- y", "+ y")
    assert outcomes(LOSS, f"{left} = {GRADIENT} = {wrong}") == ["defined", "proved", "refuted"]


def test_the_cells_have_to_be_of_one_series() -> None:
    strange = column("p_1 - y_1", "p_2 - y_1", r"\vdots", "p_n - y_n")
    assert outcomes(LOSS, rf"\nabla_{{\mathbf{{p}}}} L = {strange}")[-1] == "undecided"
    assert outcomes(LOSS, rf"\nabla_{{\mathbf{{p}}}} L = {column('p_1', r'a', r'p_n')}")[-1] != "proved"


def jacobian(cell: str) -> str:
    rows = [[cell.format(r, c) for c in "12n"] for r in "12n"]
    lines = [" & ".join((row[0], row[1], r"\cdots", row[2])) for row in rows]
    return r"\begin{bmatrix} " + r" \\ ".join((lines[0], lines[1], r"\vdots & \vdots & \ddots & \vdots", lines[2])) + r" \end{bmatrix}"


def diagonal(cell: str) -> str:
    lines = [" & ".join(cell.format(r) if r == c else (r"\cdots" if c == "." else "0") for c in "12.n") for r in "12n"]
    return r"\begin{bmatrix} " + r" \\ ".join((lines[0], lines[1], r"\vdots & \vdots & \ddots & \vdots", lines[2])) + r" \end{bmatrix}"


def test_a_jacobian_and_a_diagonal() -> None:
    slopes = jacobian(r"\frac{{\partial y_{}}}{{\partial x_{}}}")
    whole = rf"\frac{{\partial y}}{{\partial x}} = {slopes}"
    assert outcomes(r"y_i = \tanh(x_i)", f"{whole} = {diagonal('1 - y_{}^2')}") == ["defined", "proved", "proved"]
    assert outcomes(r"y_i = \tanh(x_i)", f"{whole} = {diagonal('1 + y_{}^2')}") == ["defined", "proved", "refuted"]
    assert outcomes(r"y_i = \sum_j w_{ij} x_j", f"{whole} = {jacobian('w_{{{}{}}}')}") == ["defined", "proved", "proved"]
    assert outcomes(r"y_i = \sum_j w_{ji} x_j", f"{whole} = {jacobian('w_{{{}{}}}')}") == ["defined", "proved", "refuted"]


def test_a_row_with_dots() -> None:
    row = r"\begin{bmatrix} x_1 & x_2 & \cdots & x_n \end{bmatrix}"
    weights = column("w_1", "w_2", r"\vdots", "w_n")
    assert outcomes(r"s = \sum_{i=1}^n w_i x_i", f"s = {row} {weights}")[-1] == "proved"


def test_two_columns_with_dots_between_the_rows() -> None:
    outputs = r"\begin{bmatrix} y_{1,1} & y_{1,2} \\ \vdots & \vdots \\ y_{n,1} & y_{n,2} \end{bmatrix}"
    slopes = outputs.replace("y_{", "2 y_{")
    assert outcomes(r"\mathbf{s} = \mathbf{W} \mathbf{x}", rf"\mathbf{{Y}} = {outputs}", rf"2 \mathbf{{Y}} = {slopes}")[-1] == "proved"
    assert outcomes(r"\mathbf{s} = \mathbf{W} \mathbf{x}", rf"\mathbf{{Y}} = {outputs}", rf"3 \mathbf{{Y}} = {slopes}")[-1] != "proved"
