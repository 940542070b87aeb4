"""A finding beside its formula, and the mark of a step."""

from __future__ import annotations

import re
from html import escape

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.language import Words
from derive.latex.errors import LatexError
from derive.latex.tokens import tokenize
from derive.meaning.statements import Step
from derive.report.findings import witness_lines
from derive.report.html.layout import lay_out
from derive.report.html.mathml import mathml

SIGNS = {"proved": "✓", "defined": "≔", "refuted": "✗", "undecided": "?", "unread": "–"}
_CODE = re.compile(r"`([^`]*)`|(?<=: )(\\frac\{.*)\Z", re.S)  # what stands between backticks, or a closing formula


def badge(report: Report, step: Step, words: Words, prefix: str) -> str:
    """The mark of one step: its outcome and method, and the finding that it follows from."""
    verdict = report.verdicts[step.number]
    text = words("step", number=step.number, outcome=words(f"outcome.{verdict.outcome}"))
    if verdict.method:
        text += f" ({words('method.' + verdict.method)})"
    if verdict.reason:
        text += f": {verdict.reason}"
    causes = ""
    for cause in verdict.assuming:
        found = next((d for d in report.diagnostics if d.id == cause), None)
        if found:
            line = report.document.source.location(found.span.start).line
            label = escape(words("assuming", code=found.code, line=line))
            causes += f' <a class="cause" href="#{prefix}{cause}">{label}</a>'
    sign = SIGNS[verdict.outcome]
    return (
        f'<span class="badge {verdict.outcome}" id="{prefix}{step.id}" title="{escape(text)}">'
        f'<span aria-hidden="true">{sign}</span><span class="spoken">{escape(text)}</span></span>{causes}'
    )


def finding(report: Report, diagnostic: Diagnostic, words: Words, prefix: str) -> str:
    """What is wrong, what it should be, and the numbers that show it."""
    source = report.document.source
    at = source.location(diagnostic.span.start)
    place = escape(words("place", line=at.line, column=at.column))
    parts = [
        f'<span class="head"><strong class="code">{words("severity." + diagnostic.severity)} {diagnostic.code}</strong> '
        f'<span class="name">{escape(diagnostic.rule.name)}</span> '
        f'<span class="place">{place}</span></span>',
        f'<span class="message">{prose(report, diagnostic.message)}</span>',
    ]
    fixes = [(words("repair" if diagnostic.fix.safe else "suggestion"), diagnostic.fix)] if diagnostic.fix else []
    for label, fix in fixes + [(words("alternative"), f) for f in diagnostic.alternatives]:
        shown = " ".join(render(report, edit.text) for edit in fix.edits if edit.text.strip())
        parts.append(f'<span class="repair"><b>{label}</b> {escape(fix.title)} {shown}</span>')
    if diagnostic.witness:
        lines = "".join(f"<span>{escape(line)}</span>" for line in witness_lines(diagnostic.witness, words))
        parts.append(f'<span class="witness"><b>{words("witness")}</b> {lines}</span>')
    for note in diagnostic.notes:
        parts.append(f'<span class="note">{prose(report, note)}</span>')
    for span, text in diagnostic.related:
        line = source.location(span.start).line
        parts.append(f'<a class="note" href="#{prefix}L{line}">{escape(words("line", line=line))}: {escape(text)}</a>')
    if diagnostic.cause:
        parts.append(f'<a class="note" href="#{prefix}{diagnostic.cause}">{escape(words("follows"))}</a>')
    return (
        f'<span class="finding {diagnostic.severity}" id="{prefix}{diagnostic.id}" role="note" tabindex="-1" '
        f'data-severity="{diagnostic.severity}">{"".join(parts)}</span>'
    )


def prose(report: Report, text: str) -> str:
    """A message with the formulas in it set as formulas."""
    parts, position = [], 0
    for match in _CODE.finditer(text):
        piece = match[1] or match[2] or ""
        shown = render(report, piece) if match[2] or _is_math(piece) else f"<code>{escape(piece)}</code>"
        parts += [escape(text[position : match.start()]), shown]
        position = match.end()
    return "".join([*parts, escape(text[position:])])


def _is_math(text: str) -> bool:
    return bool(re.search(r"\w[_^]|\\[a-z]+[ {^_]", text)) or len(text.strip()) == 1


def render(report: Report, latex: str) -> str:
    """A piece of LaTeX as a formula, or as it is written."""
    try:
        tokens = tokenize(latex, 0, len(latex), {name: (n, body) for name, n, body in report.document.macros})
    except LatexError:
        tokens = []
    if not tokens:
        return f"<code>{escape(latex)}</code>"
    box = lay_out(tokens, report.derivation.vocabulary, lambda span: latex[span.start : span.end])
    return mathml(box, label=latex)
