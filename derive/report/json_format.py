"""The report for other programs: JSON, schema 1 (documented in the README)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from derive import __version__
from derive.diagnostics import Diagnostic, Fix, Numbers
from derive.judgement.checker import Report
from derive.judgement.wording import numbers
from derive.source.text import SourceText, Span

SCHEMA = 1


def render(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]]) -> str:
    """The whole report as one JSON object, with a newline at the end."""
    documents = [document(report, list(found)) for report, found in zip(reports, selected, strict=True)]
    data = {"schema": SCHEMA, "tool": {"name": "derive", "version": __version__}, "documents": documents}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def document(report: Report, diagnostics: list[Diagnostic]) -> dict[str, Any]:
    """One document of the report."""
    source = report.document.source
    coverage = report.coverage
    return {
        "path": report.path,
        "coverage": {name: getattr(coverage, name) for name in coverage.__slots__},
        "steps": [_step(report, number) for number in report.verdicts],
        "diagnostics": [_diagnostic(source, d) for d in diagnostics],
        "gradients": {
            "derived": [name.plain() for name in report.gradients.derived],
            "missing": [missing.parameter.plain() for missing in report.gradients.missing],
        },
    }


def _places(source: SourceText, span: Span) -> dict[str, Any]:
    start, end = source.location(span.start), source.location(span.end)
    return {"location": start._asdict(), "end_location": end._asdict()}


def _step(report: Report, number: int) -> dict[str, Any]:
    step = report.derivation.steps[number - 1]
    verdict = report.verdicts[number]
    return {
        "id": step.id,
        "outcome": verdict.outcome,
        "method": verdict.method,
        "latex": " ".join(report.document.masked[step.span.start : step.span.end].split()),
        **_places(report.document.source, step.span),
        "sizes": verdict.sizes if verdict.sizes == "all" else list(verdict.sizes) or None,
        "assuming": list(verdict.assuming),
        "witness": _witness(numbers(verdict.witness)),
    }


def _witness(witness: Numbers | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    values = {name: f"{value.numerator}/{value.denominator}" for name, value in witness.values.items()}
    return {"values": values, "left": witness.left, "right": witness.right}


def _diagnostic(source: SourceText, diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "id": diagnostic.id,
        "code": diagnostic.code,
        "name": diagnostic.rule.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **_places(source, diagnostic.span),
        "cause": diagnostic.cause,
        "notes": list(diagnostic.notes),
        "fix": _fix(source, diagnostic.fix),
    }


def _fix(source: SourceText, fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {
        "title": fix.title,
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [{**_places(source, edit.span), "text": edit.text} for edit in fix.edits],
    }
