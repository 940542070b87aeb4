"""The page: coverage and findings on top, then each document with its marks.

One file without references: style and script stand in it, pictures are data, and its
content-security policy lets nothing else run or load.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.language import ENGLISH, Words
from derive.report.html.findings import SIGNS, finding
from derive.report.html.formulas import Formulas
from derive.report.html.prose import render as prose


def render(
    reports: Sequence[Report],
    selected: Sequence[Sequence[Diagnostic]],
    *,
    diagrams: Sequence[str] = (),
    words: Words = ENGLISH,
) -> str:
    """The page. ``diagrams`` holds the SVG of each document's network, empty where there is none."""
    style, script = _asset("page.css"), _asset("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = escape(words("title", paths=", ".join(report.path for report in reports)))
    drawn = [*diagrams, *[""] * (len(reports) - len(diagrams))]
    sections = [
        _document(report, list(found), drawn[number], words, f"d{number + 1}-")
        for number, (report, found) in enumerate(zip(reports, selected, strict=True))
    ]
    total = sum(len(found) for found in selected)
    return f"""<!DOCTYPE html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#start">{words("skip")}</a>
{_controls(total, words)}
<main id="start" tabindex="-1">
{"".join(sections)}
</main>
<script>{script}</script>
</body>
</html>
"""


def _controls(total: int, words: Words) -> str:
    """What to show, in which colours; all of it works without the script."""
    severities = "".join(
        f'<label><input type="checkbox" id="show-{s}" checked> {words("severity." + s)}</label>' for s in ("error", "warning", "info")
    )
    return f"""<form class="controls" aria-label="{words("show")}">
<fieldset><legend>{words("show")}</legend>
<label><input type="radio" name="what" id="show-all" checked> {words("everything")}</label>
<label><input type="radio" name="what" id="show-findings"> {words("only_findings")}</label></fieldset>
<fieldset><legend>{words("findings")}</legend>{severities}</fieldset>
<label><input type="checkbox" id="theme"> {words("theme")}</label>
<span class="keys">{words("keys")}</span>
<output id="status" aria-live="polite" data-text="{words("finding", number="#", total="%")}" data-total="{total}"></output>
</form>"""


def _document(report: Report, found: list[Diagnostic], diagram: str, words: Words, prefix: str) -> str:
    formulas = Formulas(report, found, words, prefix)
    body = prose(report.document, formulas.block, words)
    elsewhere = [d for d in found if d.id not in formulas.placed]
    above = ""
    if elsewhere:
        boxes = "".join(finding(report, d, words, prefix) for d in elsewhere)
        above = f'<section class="elsewhere" aria-label="{words("elsewhere")}">{boxes}</section>'
    drawn = ""
    if diagram:
        data = base64.b64encode(diagram.encode()).decode()
        drawn = (
            f'<figure class="network"><img alt="{words("diagram")}" src="data:image/svg+xml;base64,{data}">'
            f"<figcaption>{words('diagram')}</figcaption></figure>"
        )
    return (
        f'<section class="document" id="{prefix}top"><header><h1>{escape(report.path)}</h1>{_coverage(report, words)}'
        f"{_index(report, found, words, prefix)}</header>{drawn}{above}<article>{body}</article></section>"
    )


def _coverage(report: Report, words: Words) -> str:
    coverage = report.coverage
    counts = "".join(
        f'<li class="{outcome}"><span aria-hidden="true">{sign}</span> <b>{getattr(coverage, outcome)}</b> {words("outcome." + outcome)}</li>'
        for outcome, sign in SIGNS.items()
    )
    return f'<ul class="coverage"><li><b>{coverage.steps}</b> {words("steps")}</li>{counts}</ul>'


def _index(report: Report, found: list[Diagnostic], words: Words, prefix: str) -> str:
    """All findings with links to where they stand."""
    if not found:
        return f"<p>{words('no_findings')}</p>"
    items = []
    for d in found:
        line = report.document.source.location(d.span.start).line
        items.append(
            f'<li class="{d.severity}"><a href="#{prefix}{d.id}">{words("line", line=line)}: {d.code} {escape(words.summary(d.code))}</a></li>'
        )
    return f'<nav aria-label="{words("findings")}"><details open><summary>{words("findings")}: {len(found)}</summary><ul>{"".join(items)}</ul></details></nav>'


@cache
def _asset(name: str) -> str:
    return files("derive.report.html").joinpath(name).read_text(encoding="utf-8").strip()
