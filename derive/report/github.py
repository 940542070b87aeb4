"""The report for GitHub Actions: annotations in the log, and a table in the step summary."""

from __future__ import annotations

import os
from collections.abc import Sequence

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.language import ENGLISH, Words
from derive.report.places import relative

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_MAX_ROWS = 200  # a step summary holds 1 MiB


def render(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]]) -> str:
    """A workflow command for each finding."""
    lines = []
    for report, found in zip(reports, selected, strict=True):
        for d in found:
            start, end = (report.document.source.location(offset) for offset in d.span)
            place = {"file": relative(report.path), "line": start.line, "endLine": end.line, "col": start.column}
            if start.line == end.line:  # columns count only within one line
                place["endColumn"] = end.column
            place["title"] = f"{d.code} {d.rule.name}"
            properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
            message = d.message + (f"\n{d.fix.title}" if d.fix else "")
            lines.append(f"::{_LEVELS[d.severity]} {properties}::{_data(message)}\n")
    return "".join(lines)


def write_summary(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], words: Words = ENGLISH) -> None:
    """Append the tables to the file that ``GITHUB_STEP_SUMMARY`` names, if it names one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(summary(reports, selected, words))


def summary(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], words: Words = ENGLISH) -> str:
    """What the steps came to, and the findings, as Markdown."""
    outcomes = ("defined", "proved", "refuted", "undecided", "unread")
    head = ["", words("steps"), *(words("outcome." + o) for o in outcomes)]
    lines = ["### derive", "", _row(head), _row(["---"] + ["---:"] * 6)]
    for report in reports:
        coverage = report.coverage
        lines.append(_row([_cell(report.path), *(str(getattr(coverage, n)) for n in ("steps", *outcomes))]))
    rows = [
        _row([f"{_cell(report.path)}:{report.document.source.location(d.span.start).line}", d.code, words("severity." + d.severity), _cell(d.message)])
        for report, found in zip(reports, selected, strict=True)
        for d in found
    ]
    if rows:
        lines += ["", _row(["", "", "", words("findings")]), _row(["---"] * 4), *rows[:_MAX_ROWS]]
    if len(rows) > _MAX_ROWS:
        lines += ["", f"+ {len(rows) - _MAX_ROWS}"]
    return "\n".join(lines) + "\n\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    """Text that no table, formula or tag is made of."""
    for sign in "\\|<>`$*_[]":
        text = text.replace(sign, f"&#{ord(sign)};")
    return " ".join(text.split())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
