"""Where a finding stands, for programs that keep score of findings over time."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report


def fingerprints(report: Report, found: Sequence[Diagnostic]) -> list[str]:
    """One mark for each finding that stays when lines move: made of its code, its line's text and its token.

    Equal ones (the same line written twice) are counted through in the order of the document.
    """
    source = report.document.source
    seen: Counter[tuple[str, ...]] = Counter()
    marks = []
    for diagnostic in found:
        line = source.line(source.location(diagnostic.span.start).line)
        key = (diagnostic.code, relative(report.path), " ".join(line.split()), source.slice(diagnostic.span))
        seen[key] += 1
        marks.append(hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest()[:40])
    return marks


def relative(path: str) -> str:
    """A path as code hosts want it: from the working folder where it lies inside, with slashes."""
    if os.path.isabs(path):
        inside = os.path.relpath(path)
        path = path if inside.startswith("..") else inside
    return path.replace(os.sep, "/").removeprefix("./")


def uri(path: str) -> str:
    """A path as the URI of a SARIF artifact."""
    shown = relative(path)
    return ("file://" if shown.startswith("/") else "") + quote(shown)
