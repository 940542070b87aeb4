"""The report for editors and terminals: one line a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.language import ENGLISH, Words
from derive.report.coverage import summary
from derive.report.findings import COLORS
from derive.report.segments import Segment


def lines(
    reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], words: Words = ENGLISH
) -> Iterator[tuple[Segment, ...]]:
    """The lines of the report: ``path:line:column: CODE message``."""
    for report, diagnostics in zip(reports, selected, strict=True):
        for diagnostic in diagnostics:
            at = report.document.source.location(diagnostic.span.start)
            fixable = " [*]" if diagnostic.fix and diagnostic.fix.safe else ""
            yield (
                Segment(f"{report.path}:{at.line}:{at.column}: "),
                Segment(diagnostic.code, COLORS[diagnostic.severity]),
                Segment(f"{fixable} {diagnostic.message}"),
            )
        yield summary(report, words)
