"""The document after its safe repairs, read and judged again.

A repair is an edit of the text that gives a new document: what is written is written from
the document that the reader of the output has before him.
"""

from __future__ import annotations

from dataclasses import replace

from derive.judgement.checker import Report, check
from derive.source.reader import read

_SUFFIX = {"markdown": "md", "latex": "tex", "rst": "rst"}


def recheck(report: Report, text: str) -> Report:
    """The report on another text for the same document, read and declared in the same way."""
    source = replace(report.document.source, text=text, container=None, origins=())
    document = read(source, _SUFFIX.get(report.document.format, "md"))
    declarations = report.derivation.declarations
    told = [*declarations.sources.values(), *declarations.formulas]
    outside = dict.fromkeys(d.text for d in told if d.span is None)
    return check(document, declared=outside)


def repaired(report: Report) -> Report:
    """The report on the repaired document; the report itself if nothing is to be repaired."""
    return recheck(report, report.repaired_text()) if report.safe_edits else report
