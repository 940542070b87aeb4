"""The formulas of a document, row by row: each with its steps' marks and its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.language import Words
from derive.latex.errors import LatexError
from derive.latex.symbols import ALIGNMENTS, GRIDS
from derive.latex.tokens import Token, tokenize
from derive.report.html.findings import badge, finding
from derive.report.html.layout import lay_out
from derive.report.html.mathml import Mark, fit, mathml
from derive.source.document import MathBlock
from derive.source.text import Span


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a display: its cells between the alignment signs."""

    cells: tuple[tuple[Token, ...], ...]
    span: Span


class Formulas:
    """Prints the blocks of one report. ``placed`` collects the findings that stand at a formula."""

    def __init__(self, report: Report, diagnostics: Sequence[Diagnostic], words: Words, prefix: str) -> None:
        self.report, self.words, self.prefix = report, words, prefix
        self.diagnostics = diagnostics
        self.source = report.document.source
        self.macros = {name: (count, body) for name, count, body in report.document.macros}
        self.placed: set[str] = set()
        self.lines: set[int] = set()  # those that a formula on the page is the first of
        chains = report.derivation.chains
        self.steps = [(chains[s.chain].relation_spans[s.index], s) for s in report.derivation.steps]

    def block(self, block: MathBlock) -> str:
        """A block as phrasing content, so that it may stand wherever the author put it."""
        text = self.report.document.masked
        try:
            tokens = tokenize(text, *block.span, self.macros)
        except LatexError:
            tokens = []
        rows = split(tokens) if block.display else [Row((tuple(_flat(tokens)),), block.span)] if tokens else []
        if not rows:
            body = f'<code>{escape(" ".join(self.source.slice(block.span).split()))}</code>'
            return body + self._notes(Span(block.outer.start, block.outer.end), block.display)
        inner = "".join(self._row(r, rows[n - 1].span.end if n else block.outer.start, _end(rows, n, block), block.display) for n, r in enumerate(rows))
        first, last = (self.source.location(offset).line for offset in (rows[0].span.start, rows[-1].span.end))
        if not block.display:
            return f'<span class="inline"{self._anchor(first)}>{inner}</span>'
        width = max(len(row.cells) for row in rows)
        name = escape(self.words("lines", first=first, last=last))
        kind = "block aligned" if width > 1 else "block"
        return f'<span class="{kind}" role="group" aria-label="{name}" style="--cells:{width}">{inner}</span>'

    def _row(self, row: Row, start: int, end: int, display: bool) -> str:
        here = [s for span, s in self.steps if row.span.start <= span.start < max(row.span.end, row.span.start + 1)]
        marks = [Mark(d.span, f"at {d.severity}", d.message) for d in self._at(start, end)]
        for step in here:
            relation = self.report.derivation.chains[step.chain].relation_spans[step.index]
            marks.append(Mark(relation, f"relation {self.report.verdicts[step.number].outcome}"))
        vocabulary = self.report.derivation.vocabulary
        boxes = [lay_out(cell, vocabulary, self.source.slice) if cell else None for cell in row.cells]
        marks = fit(marks, filter(None, boxes))
        cells = []
        for cell, box in zip(row.cells, boxes, strict=True):
            if box is None:
                cells.append('<span class="cell"></span>')
                continue
            tex = " ".join(self.source.slice(cell[0].span.join(cell[-1].span)).split())
            math = mathml(box, marks, display, tex)
            cells.append(f'<span class="cell">{math}</span>' if display else math)
        badges = "".join(badge(self.report, s, self.words, self.prefix) for s in here)
        notes = self._notes(Span(start, end), display)
        if not display:
            return "".join(cells) + badges + notes
        line = self.source.location(row.span.start).line
        outcomes = " ".join(sorted({self.report.verdicts[s.number].outcome for s in here}))
        return f'<span class="row"{self._anchor(line)} data-outcomes="{outcomes}">{"".join(cells)}<span class="marks">{badges}</span>{notes}</span>'

    def _anchor(self, line: int) -> str:
        """Where links to a line lead: its first formula."""
        if line in self.lines:
            return ""
        self.lines.add(line)
        return f' id="{self.prefix}L{line}"'

    def _at(self, start: int, end: int) -> list[Diagnostic]:
        return [d for d in self.diagnostics if start <= d.span.start < end]

    def _notes(self, span: Span, display: bool) -> str:
        found = [d for d in self._at(span.start, span.end) if d.id not in self.placed]
        self.placed.update(d.id for d in found)
        return "".join(finding(self.report, d, self.words, self.prefix) for d in found)


def split(tokens: Sequence[Token]) -> list[Row]:
    """The rows of a display with their cells; blank rows are layout and go."""
    rows: list[list[list[Token]]] = [[[]]]
    grids = 0
    for token in tokens:
        alignment = token.kind in ("begin", "end") and token.text in ALIGNMENTS and token.text not in GRIDS
        if token.kind == "begin" and (not alignment or grids):
            grids += 1
        elif token.kind == "end" and grids:
            grids -= 1
        elif alignment or (token.kind == "newline" and not grids):
            rows.append([[]])
            continue
        elif token.kind == "align" and not grids:
            rows[-1].append([])
            continue
        rows[-1][-1].append(token)
    found = []
    for row in rows:
        flat = [token for cell in row for token in cell]
        if flat:
            found.append(Row(tuple(map(tuple, row)), flat[0].span.join(flat[-1].span)))
    return found


def _flat(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of an inline formula, which has no rows."""
    return [t for row in split(tokens) for cell in row.cells for t in cell]


def _end(rows: Sequence[Row], number: int, block: MathBlock) -> int:
    """A finding behind the last token of a row still belongs to it."""
    return rows[number].span.end if number < len(rows) - 1 else block.outer.end
