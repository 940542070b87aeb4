"""The report for GitLab's code quality: a JSON list."""

from __future__ import annotations

import json
from collections.abc import Sequence

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.report.places import fingerprints, relative

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]]) -> str:
    """One entry for each finding; fingerprints stay when lines move."""
    entries = [
        {
            "description": diagnostic.message,
            "check_name": f"{diagnostic.code} {diagnostic.rule.name}",
            "fingerprint": mark,
            "severity": _SEVERITIES[diagnostic.severity],
            "location": {
                "path": relative(report.path),
                "lines": {"begin": report.document.source.location(diagnostic.span.start).line},
            },
        }
        for report, found in zip(reports, selected, strict=True)
        for diagnostic, mark in zip(found, fingerprints(report, found), strict=True)
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
