"""A pytest plugin: ``pytest --derive notes/`` has an item for each step of each document.

A refuted or unread step fails, and so does one that a wrong definition stands in; an
undecided one fails too unless ``--derive-allow-undecided`` is given. What belongs to no
step (a formula that is never closed) is an item of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from derive.diagnostics import Diagnostic
    from derive.judgement.checker import Report

SUFFIXES = (".md", ".markdown", ".tex", ".rst", ".ipynb")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; without ``--derive`` the plugin does nothing."""
    group = parser.getgroup("derive", "check derivations")
    group.addoption("--derive", action="store_true", help="collect the steps of Markdown, LaTeX and notebook documents")
    group.addoption("--derive-allow-undecided", action="store_true", help="undecided steps pass")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A document, if it holds mathematics."""
    if not parent.config.getoption("--derive") or file_path.suffix.lower() not in SUFFIXES:
        return None
    return DocumentFile.from_parent(parent, path=file_path)


class Refuted(Exception):
    """A step that doesn't hold, worded as the report words it."""


class DocumentFile(pytest.File):
    """A document; its items are its steps."""

    def collect(self) -> Iterator[pytest.Item]:
        """The steps in the order of the document, then what belongs to none."""
        import sys

        from derive.config import declarations_for, find_settings
        from derive.judgement.checker import check
        from derive.source.reader import UnreadableFile, load, read

        sys.setrecursionlimit(max(sys.getrecursionlimit(), 12_000))
        try:
            shown = self.path.relative_to(self.config.rootpath) if self.path.is_relative_to(self.config.rootpath) else self.path
            declared = declarations_for(str(self.path), find_settings(str(self.config.rootpath)))
            report = check(read(load(str(self.path), str(shown))), None, declared)
        except UnreadableFile as error:
            raise self.CollectError(str(error)) from None
        by_step: dict[str | None, list[Diagnostic]] = {}
        for diagnostic in report.diagnostics:
            if diagnostic.code != "D409":  # a page without formulas is no failing derivation
                by_step.setdefault(diagnostic.step, []).append(diagnostic)
        source = report.document.source
        for step in report.derivation.steps:
            line = source.location(step.span.start).line
            latex = " ".join(source.slice(step.span).split())
            verdict = report.verdicts[step.number]
            found = by_step.pop(step.id, [])
            name = f"{step.id}: line {line}: {_short(latex)}"
            reason = f"{verdict.outcome} {latex}" + (f": {verdict.reason}" if verdict.reason else "")
            yield StepItem.from_parent(self, name=name, report=report, line=line, outcome=verdict.outcome, reason=reason, found=found)
        for diagnostic in (d for rest in by_step.values() for d in rest if d.severity != "info"):
            line = source.location(diagnostic.span.start).line
            name = f"{diagnostic.code}: line {line}"
            yield StepItem.from_parent(self, name=name, report=report, line=line, outcome="", reason="", found=[diagnostic])


class StepItem(pytest.Item):
    """One step, or one finding without a step."""

    def __init__(self, *, report: Report, line: int, outcome: str, reason: str, found: list[Diagnostic], **rest: Any) -> None:
        super().__init__(**rest)
        self.report, self.line, self.outcome, self.reason, self.found = report, line, outcome, reason, found

    def runtest(self) -> None:
        """Raise :class:`Refuted` for a step that fails."""
        failing = {"refuted", "unread"}
        if not self.config.getoption("--derive-allow-undecided"):
            failing.add("undecided")
        if self.outcome in failing or any(d.severity != "info" for d in self.found):
            raise Refuted

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings at the step, each with its source line and its repair."""
        if not isinstance(excinfo.value, Refuted):
            return super().repr_failure(excinfo, style)
        from derive.report.findings import finding
        from derive.report.segments import plain

        shown = [plain(finding(self.report, d)) for d in self.found]
        return "\n".join(shown) or f"{self.report.path}:{self.line}: {self.reason}"

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the step stands."""
        return self.path, self.line - 1, self.name


def _short(latex: str) -> str:
    return latex if len(latex) <= 60 else latex[:59] + "…"
