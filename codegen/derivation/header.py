"""The comment at the top of a written document: what was changed, and what is unverified."""

from __future__ import annotations

import os
import re

from codegen.derivation.completed import Completed
from derive.source.document import Document

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_MAGIC = re.compile(r"\A\ufeff?(?:%\s*!.*\r?\n|%&.*\r?\n)*")


def header(done: Completed) -> list[str]:
    """The lines of the comment; none if there is nothing to say."""
    report, clean = done.original, done.clean
    source = report.document.source
    lines: list[str] = []
    applied = {(e.span, e.text) for e in report.safe_edits}
    for diagnostic in report.diagnostics:
        fix = diagnostic.fix
        if fix and fix.safe and any((e.span, e.text) in applied for e in fix.edits):
            where = source.location(diagnostic.span.start)
            lines.append(f"repaired, line {where.line}, column {where.column}: {fix.title} ({diagnostic.code})")
    loss = clean.gradients.loss
    if done.inserted and loss is not None:
        names = ", ".join(f"∂{loss.plain()}/∂{name.plain()}" for name in done.inserted)
        lines.append(f"inserted: {names}")
    for step in clean.derivation.steps:
        verdict = clean.verdicts[step.number]
        if verdict.outcome in ("refuted", "undecided", "unread"):
            where = clean.document.source.location(step.span.start)
            reason = f": {verdict.reason}" if verdict.reason else ""
            lines.append(f"unverified, line {where.line} of the repaired text ({verdict.outcome}{reason})")
    if not lines:
        return []
    name = os.path.basename(source.path) if source.path != "-" else "standard input"
    return [f"Written by derive from {name}.", *lines]


def insert_header(document: Document, text: str, lines: list[str]) -> str:
    """The text with the comment at its top, behind what must come first."""
    if not lines:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    if document.format == "latex":
        comment = newline.join("% " + _one_line(line) for line in lines) + newline
        match = _MAGIC.match(text)
    else:
        safe = [_one_line(line).replace("--", "- -").replace(">", "›") for line in lines]
        comment = f"<!-- {safe[0]}{newline}" + "".join(f"  {line}{newline}" for line in safe[1:]) + f"-->{newline}"
        match = _FRONT_MATTER.match(text) or re.match(r"\ufeff?", text)
    at = match.end() if match else 0
    if document.format != "latex" and text[at:].strip():
        comment += newline
    return text[:at] + comment + text[at:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
