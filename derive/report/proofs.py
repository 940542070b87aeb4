"""Every step with its reading: what ``--show-proofs`` prints."""

from __future__ import annotations

from collections.abc import Iterator

from derive.judgement.checker import Report
from derive.judgement.verdicts import Sizes
from derive.language import ENGLISH, Words
from derive.report.reading import reading
from derive.report.segments import Segment

_COLORS = {"proved": "green", "defined": "cyan", "refuted": "red", "undecided": "yellow", "unread": "yellow"}


def show_proofs(report: Report, words: Words = ENGLISH) -> Iterator[tuple[Segment, ...]]:
    """Every step: where it stands, how it was read, what came of it and by which method."""
    source = report.document.source
    for step in report.derivation.steps:
        verdict = report.verdicts[step.number]
        at = source.location(step.span.start)
        left = reading(step.left.expression) if step.left.expression else "?"
        right = reading(step.right.expression) if step.right.expression else "?"
        method = "method." + verdict.method + (".entries" if verdict.method == "certified" and verdict.sizes else "")
        how = f" ({words(method)})" if verdict.method else ""
        sizes = f" {_sizes(verdict.sizes, words)}" if verdict.sizes else ""
        assuming = f" assuming {', '.join(verdict.assuming)}" if verdict.assuming else ""
        yield (
            Segment(f"{report.path}:{at.line}:{at.column} "),
            Segment(f"{step.id} {words('outcome.' + verdict.outcome)}", _COLORS[verdict.outcome]),
            Segment(f"{sizes}{how}{assuming}"),
        )
        yield (Segment(f"    {left}  {step.relation}  {right}"),)
        if verdict.reason:
            yield (Segment(f"    {verdict.reason}"),)


def _sizes(sizes: Sizes, words: Words) -> str:
    return words("sizes.all") if sizes == "all" else words("sizes.some", sizes=", ".join(map(str, sizes)))
