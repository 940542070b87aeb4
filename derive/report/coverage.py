"""The coverage: how many steps came to which outcome, in one line."""

from __future__ import annotations

from derive.judgement.checker import Report
from derive.language import ENGLISH, Words
from derive.report.segments import Segment


def summary(report: Report, words: Words = ENGLISH) -> tuple[Segment, ...]:
    """The coverage in one line."""
    c = report.coverage
    tail = words("coverage", **{name: getattr(c, name) for name in c.__slots__})
    good = c.refuted == c.undecided == c.unread == 0
    return Segment(f"{report.path}: "), Segment(tail, "bold green" if good else "bold")
