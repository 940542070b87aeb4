"""The document after its safe repairs, read and judged again.

A repair is an edit of the text that gives a new document: what is written is written from
the document that the reader of the output has before him.
"""

from __future__ import annotations

from dataclasses import replace

from derive.judgement.checker import Report, check
from derive.source.document import Document
from derive.source.reader import read
from derive.source.text import SourceText

_SUFFIX = {"markdown": "md", "latex": "tex"}


def reread(document: Document, text: str) -> Document:
    """A text read by the reader that read a document."""
    source = replace(document.source, text=text, container=None, origins=())
    return read(source, _SUFFIX.get(document.format, "md"))


def repaired(report: Report) -> Report:
    """The report on the repaired document; the report itself if nothing is to be repaired."""
    if not report.safe_edits:
        return report
    return check(reread(report.document, report.repaired_text()))


def report_on(path: str, text: str) -> Report:
    """The report on a text, read by the ending of its path."""
    return check(read(SourceText(path, text)))
