"""The report for code scanning: SARIF 2.1.0, columns in code points."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from derive import __version__
from derive.diagnostics import CATALOGUE, Diagnostic, Fix
from derive.judgement.checker import Report
from derive.report.places import fingerprints, uri
from derive.source.text import SourceText, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_RULES = list(CATALOGUE)


def render(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]]) -> str:
    """One run with a result for each finding."""
    results = [
        _result(report, diagnostic, mark)
        for report, found in zip(reports, selected, strict=True)
        for diagnostic, mark in zip(found, fingerprints(report, found), strict=True)
    ]
    coverage = [
        {"location": {"uri": uri(report.path)}, "properties": {n: getattr(report.coverage, n) for n in report.coverage.__slots__}}
        for report in reports
    ]
    run = {
        "tool": {"driver": {"name": "derive", "semanticVersion": __version__, "rules": [_rule(code) for code in _RULES]}},
        "columnKind": "unicodeCodePoints",
        "artifacts": coverage,
        "invocations": [{"executionSuccessful": all(d.code != "D410" for found in selected for d in found)}],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    rule = CATALOGUE[code]
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": f"{rule.explanation}\n\nBad: {rule.bad}\nGood: {rule.good}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(report: Report, diagnostic: Diagnostic, mark: str) -> dict[str, Any]:
    source = report.document.source
    text = diagnostic.message
    if diagnostic.witness:
        text += f". Witness: the left side is {diagnostic.witness.left}, the right side is {diagnostic.witness.right}."
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": _RULES.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [_location(report, diagnostic.span)],
        "partialFingerprints": {"derive/v1": mark},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {**_location(report, span), "id": number, "message": {"text": note}}
            for number, (span, note) in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.fix and source.container is None:
        result["fixes"] = [_fix(report, fix) for fix in (diagnostic.fix, *diagnostic.alternatives)]
    return result


def _location(report: Report, span: Span) -> dict[str, Any]:
    artifact = {"uri": uri(report.path)}
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(report.document.source, span)}}


def _region(source: SourceText, span: Span) -> dict[str, int]:
    start, end = source.location(span.start), source.location(max(span.end, span.start))
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    source = report.document.source
    replacements = [{"deletedRegion": _region(source, e.span), "insertedContent": {"text": e.text}} for e in fix.edits]
    change = {"artifactLocation": {"uri": uri(report.path)}, "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}
