"""The report for test runners: JUnit XML, a case for each step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.report.findings import finding
from derive.report.segments import plain

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]]) -> str:
    """A suite for each document: a refuted step fails, an unread one is an error, an undecided one is skipped.

    A finding at a step that holds (a wrong definition) fails that step; one without a step is a case of its own.
    """
    root = ET.Element("testsuites", name="derive")
    for report, found in zip(reports, selected, strict=True):
        suite = ET.SubElement(root, "testsuite", name=_text(report.path))
        by_step: dict[str | None, list[Diagnostic]] = {}
        for diagnostic in found:
            by_step.setdefault(diagnostic.step, []).append(diagnostic)
        for step in report.derivation.steps:
            verdict = report.verdicts[step.number]
            line = report.document.source.location(step.span.start).line
            latex = " ".join(report.document.source.slice(step.span).split())
            case = _case(suite, report.path, f"{step.id} line {line}: {latex}", line)
            own = [d for d in by_step.pop(step.id, ()) if d.severity != "info"]
            if verdict.outcome == "unread":
                _outcome(case, "error", verdict.reason, "")
            elif verdict.outcome == "refuted" or own:
                details = "".join(plain(finding(report, d)) for d in own)
                _outcome(case, "failure", own[0].message if own else f"refuted ({verdict.method})", details)
            elif verdict.outcome == "undecided":
                ET.SubElement(case, "skipped", message=_text(verdict.reason))
        for diagnostic in (d for rest in by_step.values() for d in rest if d.severity != "info"):
            line = report.document.source.location(diagnostic.span.start).line
            case = _case(suite, report.path, f"{diagnostic.code} line {line}", line)
            _outcome(case, "failure", diagnostic.message, plain(finding(report, diagnostic)))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
        suite.set("tests", str(len(suite)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, path: str, name: str, line: int) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_text(path), name=_text(name), file=_text(path), line=str(line))


def _outcome(case: ET.Element, tag: str, message: str, details: str) -> None:
    ET.SubElement(case, tag, message=_text(message)).text = _text(details)


def _text(text: str) -> str:
    """Text that XML can hold."""
    return _NOT_XML.sub("\ufffd", text)
