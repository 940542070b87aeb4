"""Matrices, cases and rows inside a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.latex.symbols import ALIGNMENTS, GRIDS
from derive.latex.tokens import Token
from derive.report.html import signs
from derive.report.html.boxes import Box, row

if TYPE_CHECKING:
    from derive.report.html.layout import Layout


def environment(layout: Layout, opener: Token) -> Box:
    """A matrix, a distinction of cases or rows inside a formula."""
    rows: list[Box] = []
    cells: list[Box] = []
    stops = frozenset(("align", "newline", "end"))
    last = opener.span
    layout.depth += 1
    while layout.tokens and layout.depth < layout.MAX_DEPTH:
        cells.append(Box("mtd", opener.span, children=(row(layout.run(frozenset(), stops), opener.span),)))
        stop = layout.tokens.pop() if layout.tokens else None
        last = stop.span if stop else last
        if stop is None or stop.kind in ("newline", "end"):
            rows.append(Box("mtr", opener.span, children=tuple(cells)))
            cells = []
        if stop is None or stop.kind == "end":
            break
    layout.depth -= 1
    name = opener.text.rstrip("*")
    kind = "cases" if name.endswith("cases") else "aligned" if name in ALIGNMENTS and name not in GRIDS else "matrix"
    span = opener.span.join(last)
    table = Box("mtable", span, children=tuple(rows), attributes=(("class", kind),))
    left, right = signs.FENCES.get(name, ("", ""))
    fences = [Box("mo", opener.span, s, attributes=(("stretchy", "true"), ("form", f))) for s, f in ((left, "prefix"), (right, "postfix"))]
    return row([b for b in (fences[0], table, fences[1]) if b.tag == "mtable" or b.text], span)
