"""The report for people: each finding with its source line, its reason and its repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derive.diagnostics import Diagnostic, Numbers
from derive.judgement.checker import Report
from derive.judgement.verdicts import Sizes
from derive.language import ENGLISH, Words
from derive.report.segments import Segment, width
from derive.source.text import Span

_COLORS = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_MARKS = {"error": "^", "warning": "^", "info": "-"}
_MAX_LINE = 200


def lines(
    reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], *, proofs: bool = False, words: Words = ENGLISH
) -> Iterator[tuple[Segment, ...]]:
    """The lines of the report."""
    for report, diagnostics in zip(reports, selected, strict=True):
        for diagnostic in diagnostics:
            yield from finding(report, diagnostic, words)
            yield (Segment(""),)
        if proofs:
            yield from show_proofs(report, words)
            yield (Segment(""),)
        yield summary(report, words)


def finding(report: Report, diagnostic: Diagnostic, words: Words = ENGLISH) -> Iterator[tuple[Segment, ...]]:
    """One finding."""
    source = report.document.source
    severity = diagnostic.severity
    color = _COLORS[severity]
    yield (
        Segment(f"{words('severity.' + severity)}[{diagnostic.code}]", color),
        Segment(": ", "bold"),
        Segment(diagnostic.message, "bold"),
    )
    start = source.location(diagnostic.span.start)
    gutter = len(str(start.line))
    pad = " " * gutter
    yield Segment(f"{pad}--> ", "blue"), Segment(f"{report.path}:{start.line}:{start.column}")
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
    values = [f"{name} = {rational(value)}" for name, value in witness.values.items()]
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


def rational(value: Fraction) -> str:
    return str(value)


def show_proofs(report: Report, words: Words = ENGLISH) -> Iterator[tuple[Segment, ...]]:
    """Every step: where it stands, how it was read, what came of it and by which method."""
    from derive.report.reading import reading

    source = report.document.source
    colors = {"proved": "green", "defined": "cyan", "refuted": "red", "undecided": "yellow", "unread": "yellow"}
    for step in report.derivation.steps:
        verdict = report.verdicts[step.number]
        at = source.location(step.span.start)
        left = reading(step.left.expression) if step.left.expression else "?"
        right = reading(step.right.expression) if step.right.expression else "?"
        how = f" ({words('method.' + verdict.method)})" if verdict.method else ""
        sizes = f" {_sizes(verdict.sizes, words)}" if verdict.sizes else ""
        assuming = f" assuming {', '.join(verdict.assuming)}" if verdict.assuming else ""
        yield (
            Segment(f"{report.path}:{at.line}:{at.column} "),
            Segment(f"{step.id} {words('outcome.' + verdict.outcome)}", colors[verdict.outcome]),
            Segment(f"{sizes}{how}{assuming}"),
        )
        yield (Segment(f"    {left}  {step.relation}  {right}"),)
        if verdict.reason:
            yield (Segment(f"    {verdict.reason}"),)


def _sizes(sizes: Sizes, words: Words) -> str:
    return words("sizes.all") if sizes == "all" else words("sizes.some", sizes=", ".join(map(str, sizes)))


def summary(report: Report, words: Words = ENGLISH) -> tuple[Segment, ...]:
    """The coverage in one line."""
    c = report.coverage
    tail = words("coverage", **{name: getattr(c, name) for name in c.__slots__})
    good = c.refuted == c.undecided == c.unread == 0
    return Segment(f"{report.path}: "), Segment(tail, "bold green" if good else "bold")
