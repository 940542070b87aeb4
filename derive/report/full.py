"""The report for people: each finding with its source line, its reason and its repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.language import ENGLISH, Words
from derive.report.coverage import summary
from derive.report.findings import finding
from derive.report.segments import Segment


def lines(
    reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], *, proofs: bool = False, words: Words = ENGLISH
) -> Iterator[tuple[Segment, ...]]:
    """The lines of the report."""
    for report, diagnostics in zip(reports, selected, strict=True):
        for diagnostic in diagnostics:
            yield from finding(report, diagnostic, words)
            yield (Segment(""),)
        if proofs:
            from derive.report.proofs import show_proofs

            yield from show_proofs(report, words)
            yield (Segment(""),)
        yield summary(report, words)
