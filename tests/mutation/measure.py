"""Run the checker on mutants and compare what it finds with what was done."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.source.reader import read
from derive.source.text import SourceText, apply_edits
from tests.mutation.kinds import Mutant
from tests.mutation.oracle import UNCHANGED, Oracle


@dataclass(slots=True)
class Outcome:
    """What the checker said of one mutated document."""

    mutants: tuple[Mutant, ...]
    label: str
    seconds: float
    findings: list[Diagnostic] = field(default_factory=list)  # at error or warning level
    found: bool = False
    line: bool = False
    token: bool = False
    restored: bool = False
    single: bool = False
    false_error: bool = False
    beyond: bool = False  # nothing was found, and nothing in the document could contradict it
    crash: str = ""

    @property
    def kind(self) -> str:
        return self.mutants[0].kind


class Bench:
    """One correct document with its oracle and a way to check texts."""

    def __init__(self, name: str, text: str, oracle: Oracle, check: Any) -> None:
        self.name = name
        self.text = text
        self.oracle = oracle
        self.check = check

    def report(self, text: str) -> tuple[Report, float]:
        started = time.process_time()
        report: Report = self.check(read(SourceText(self.name + ".md", text)))
        return report, time.process_time() - started

    def one(self, mutant: Mutant) -> Outcome:
        """Check one mutant."""
        text = mutant.apply(self.text)
        label = self.oracle.label(text)
        try:
            report, seconds = self.report(text)
        except Exception as problem:
            return Outcome((mutant,), label, 0.0, crash=repr(problem))
        findings = [d for d in report.diagnostics if d.severity in ("error", "warning")]
        outcome = Outcome((mutant,), label, seconds, findings)
        if label == UNCHANGED:
            outcome.false_error = any(d.severity == "error" for d in findings)
            return outcome
        outcome.found = bool(findings)
        outcome.beyond = not findings and self.oracle.beyond_contradiction(text)
        outcome.single = len(findings) == 1
        if findings:
            first = main_finding(findings)
            outcome.line = _line(text, first.span.start) == _line(text, mutant.start)
            outcome.token = touches(first, mutant, text)
            outcome.restored = first.fix is not None and self.oracle.restored(apply_edits(text, list(first.fix.edits)))
        return outcome

    def pair(self, first: Mutant, second: Mutant) -> Outcome:
        """Check two mutations in different formulas."""
        first, second = sorted((first, second), key=lambda m: m.start)
        text = first.apply(second.apply(self.text))
        try:
            report, seconds = self.report(text)
        except Exception as problem:
            return Outcome((first, second), "pair", 0.0, crash=repr(problem))
        findings = [d for d in report.diagnostics if d.severity in ("error", "warning")]
        outcome = Outcome((first, second), "pair", seconds, findings)
        shift = len(first.text) - (first.end - first.start)
        wanted = {_line(text, first.start), _line(text, second.start + shift)}
        outcome.found = len(findings) >= 2
        outcome.line = wanted <= {_line(text, d.span.start) for d in findings}
        return outcome


def main_finding(findings: list[Diagnostic]) -> Diagnostic:
    """The first error, or the first warning if there is none."""
    return min(findings, key=lambda d: (d.severity != "error", d.span))


def touches(finding: Diagnostic, mutant: Mutant, text: str) -> bool:
    """Does a finding point at the token that was changed, or at where one was taken away?

    Where something was taken away or put in, no single token is wrong: the finding or its
    first edit must reach the place.
    """
    start, end = mutant.start, mutant.start + len(mutant.text)
    spans = [finding.span]
    if not mutant.text.strip() and finding.fix:
        spans += [e.span for e in finding.fix.edits]
    for span in spans:
        low, high = min(span), max(span)
        if mutant.text.strip() and low < end and start < high and high - low <= max(60, end - start):
            return True
        if not mutant.text.strip() and _near(text, low, high, start):
            return True
    return False


def _near(text: str, low: int, high: int, at: int) -> bool:
    while low > 0 and text[low - 1] in " &":
        low -= 1
    while high < len(text) and text[high] in " &":
        high += 1
    return low <= at <= high


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
