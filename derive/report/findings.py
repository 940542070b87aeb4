"""A finding in words: the source line, the mark under the exact token, the reason and the repair."""

from __future__ import annotations

from collections.abc import Iterator

from derive.diagnostics import Diagnostic, Numbers
from derive.judgement.checker import Report
from derive.language import ENGLISH, Words
from derive.report.segments import Segment, width
from derive.source.text import Span

COLORS = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_MARKS = {"error": "^", "warning": "^", "info": "-"}
_MAX_LINE = 200


def finding(report: Report, diagnostic: Diagnostic, words: Words = ENGLISH) -> Iterator[tuple[Segment, ...]]:
    """One finding."""
    source = report.document.source
    severity = diagnostic.severity
    color = COLORS[severity]
    yield (
        Segment(f"{words('severity.' + severity)}[{diagnostic.code}]", color),
        Segment(": ", "bold"),
        Segment(diagnostic.message, "bold"),
    )
    start = source.location(diagnostic.span.start)
    gutter = len(str(start.line))
    pad = " " * gutter
    cell = source.cell(diagnostic.span.start)
    inside = words("cell", number=cell[0], line=cell[1]) if cell is not None else ""
    yield Segment(f"{pad}--> ", "blue"), Segment(f"{report.path}:{start.line}:{start.column}{inside}")
    yield (Segment(f"{pad} |", "blue"),)
    yield from excerpt(report, diagnostic.span, color, _MARKS[severity], gutter, _hint(diagnostic, words))
    yield (Segment(f"{pad} |", "blue"),)
    if diagnostic.witness:
        label = words("witness") + ": "
        for number, text in enumerate(witness_lines(diagnostic.witness, words)):
            yield Segment(f"{pad} = ", "blue"), Segment(label if number == 0 else " " * width(label), "bold"), Segment(text)
    for note in diagnostic.notes:
        yield Segment(f"{pad} = ", "blue"), Segment(note)
    for span, text in diagnostic.related:
        there = source.location(span.start)
        yield Segment(f"{pad} = ", "blue"), Segment(f"{report.path}:{there.line}:{there.column}: {text}")
    if diagnostic.fix:
        kind = words("repair" if diagnostic.fix.safe else "suggestion")
        yield Segment(f"{pad} = ", "blue"), Segment(f"{kind}: ", "bold green"), Segment(diagnostic.fix.title)
    for fix in diagnostic.alternatives:
        yield Segment(f"{pad} = ", "blue"), Segment(words("alternative") + ": ", "bold green"), Segment(fix.title)


def _hint(diagnostic: Diagnostic, words: Words) -> str:
    if diagnostic.fix and len(diagnostic.fix.edits) == 1:
        edit = diagnostic.fix.edits[0]
        if edit.span == diagnostic.span and edit.text:
            return words("should" if diagnostic.fix.safe else "perhaps", text=edit.text)
        return diagnostic.fix.title
    return ""


def excerpt(
    report: Report, span: Span, color: str, mark: str, gutter: int, hint: str
) -> Iterator[tuple[Segment, ...]]:
    """The source line with a mark under the exact token."""
    source = report.document.source
    start, end = source.location(span.start), source.location(max(span.end, span.start))
    text = source.line(start.line).expandtabs(1)
    column = start.column - 1
    stop = end.column - 1 if end.line == start.line else len(text)
    shift = 0
    if len(text) > _MAX_LINE:
        shift = max(0, min(column - 40, len(text) - _MAX_LINE))
        text = text[shift : shift + _MAX_LINE]
        column, stop = column - shift, min(stop - shift, len(text))
    yield Segment(f"{start.line:>{gutter}} | ", "blue"), Segment(text)
    under = " " * width(text[:column]) + mark * max(1, width(text[column:stop]))
    yield Segment(f"{' ' * gutter} | ", "blue"), Segment(under, color), Segment(f" {hint}" if hint else "", color)


def witness_lines(witness: Numbers, words: Words = ENGLISH) -> list[str]:
    """The numbers for which the sides differ, in lines of readable length."""
    values = [f"{name} = {value}" for name, value in witness.values.items()]
    result = [words("sides", left=witness.left, right=witness.right)]
    line = words("at") + " "
    for number, value in enumerate(values):
        piece = value + (", " if number < len(values) - 1 else "")
        if len(line) + len(piece) > 90:
            result.append(line.rstrip())
            line = "   "
        line += piece
    if values:
        result.append(line.rstrip())
    return result
