"""``derive check``: prove or refute every step and report it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from derive.commands.base import CLEAN, FINDINGS, UsageError, documents, note, use_color, write_file
from derive.commands.pool import check_all
from derive.language import Words, translate

if TYPE_CHECKING:
    from derive.diagnostics import Diagnostic
    from derive.judgement.checker import Report
    from derive.judgement.memory import Memory

TERMINAL = ("full", "concise")
RENDERERS = {
    "json": "derive.report.json_format",
    "html": "derive.report.html.page",
    "sarif": "derive.report.sarif",
    "github": "derive.report.github",
    "gitlab": "derive.report.gitlab",
    "junit": "derive.report.junit",
}


def run_check(options: argparse.Namespace) -> int:
    """``derive check``."""
    machine = options.output_format not in TERMINAL or options.output_file
    paths, _ = documents(options, note if machine else print)
    memory = None
    if options.cache or options.watch:
        from derive.judgement.memory import Memory

        memory = Memory(cache_folder(options.cache) if options.cache else None)
    if options.watch:
        from derive.commands.watch import watch

        return watch(paths, lambda: _check(options, paths, memory))
    return _check(options, paths, memory)


def cache_folder(path: str) -> str:
    """The folder, made if need be. Raises :class:`UsageError`."""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as problem:
        raise UsageError(f"{path} can't hold a cache: {problem.strerror}") from None
    return path


def _check(options: argparse.Namespace, paths: Sequence[str], memory: Memory | None) -> int:
    draw = options.output_format == "html"
    reports = check_all(paths, options.jobs, options.executor, draw, options.declare, memory, options.show_proofs)
    selected = show(options, reports)
    if options.suggest:
        for path, report in zip(paths, reports, strict=True):
            suggest(path, report)
    return CLEAN if options.exit_zero else status(reports, selected, options.allow_undecided)


def show(options: argparse.Namespace, reports: Sequence[Report]) -> list[list[Diagnostic]]:
    """Print or write the reports in the format that was asked for; returns the findings that they show."""
    words = Words(options.language)
    selected = [
        translate(select(report.diagnostics, options.select, options.ignore), report.document.source.slice, words)
        for report in reports
    ]
    if options.output_format in TERMINAL:
        _print(options, reports, selected, words)
    else:
        text = _render(options.output_format, reports, selected, words)
        if options.output_file:
            write_file(options.output_file, text)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()
    return selected


def suggest(path: str, report: Report) -> None:
    """Write the declarations that would decide open steps into the document's sidecar, if it has none.

    Those to be completed, and those that take a step as given, are commented out.
    """
    from derive.judgement.granted import granting

    sidecar = os.path.splitext(path)[0] + ".derive.toml"
    ready: dict[str, None] = {}
    others: dict[str, str] = {}  # with the reason why each is needed
    for step in report.derivation.steps:
        verdict = report.verdicts[step.number]
        if verdict.outcome == "undecided":
            line = verdict.declaration or granting(report.derivation, step)
            if verdict.declaration and not line.endswith("…"):
                ready[line] = None
            else:
                others.setdefault(line, "" if verdict.declaration else verdict.reason)
    if not ready and not others:
        note(f"{path}: no step is open")
    elif path == "-" or os.path.exists(sidecar):
        told = [*ready, *(line for line in others if line.endswith("…"))]
        note(f"{path}: " + ("no declaration decides what is open" if not told else f"{sidecar} exists; add: {'; '.join(told)}"))
    else:
        name = os.path.basename(path)
        lines = [f"    {_quoted(line)}," for line in ready]
        lines += [f"    # {_quoted(line)}," + (f"  # {' '.join(why.split())}" if why else "") for line, why in others.items()]
        head = f"# Each line settles open steps of {name}. Complete those that end in dots; of a step that is given, you say that it is right."
        write_file(sidecar, "\n".join((head, "declare = [", *lines, "]", "")))
        note(f"wrote {sidecar}")


def _quoted(text: str) -> str:
    """A string of a TOML file, as it stands where that can be."""
    return f"'{text}'" if "'" not in text else json.dumps(text, ensure_ascii=False)


def status(reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], allow_undecided: bool) -> int:
    """The exit status that the findings call for."""
    for report, found in zip(reports, selected, strict=True):
        if any(d.severity != "info" for d in found):
            return FINDINGS
        coverage = report.coverage
        if not allow_undecided and (coverage.undecided or coverage.unread):
            return FINDINGS
        if not allow_undecided and any(d.code.startswith("D4") for d in found):
            return FINDINGS
    return CLEAN


def select(found: Sequence[Diagnostic], wanted: str | None, unwanted: str | None) -> list[Diagnostic]:
    """The findings whose code begins as wanted. Raises :class:`UsageError` for a code that there isn't."""
    from derive.diagnostics import CATALOGUE

    def codes(text: str | None) -> tuple[str, ...]:
        parts = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
        for part in parts:
            if not any(code.startswith(part) for code in CATALOGUE):
                raise UsageError(f"no code begins with {part}; `derive rules` lists them")
        return parts

    shown, hidden = codes(wanted), codes(unwanted)
    return [d for d in found if (not shown or d.code.startswith(shown)) and not (hidden and d.code.startswith(hidden))]


def _print(
    options: argparse.Namespace, reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], words: Words
) -> None:
    from derive.report import concise, full
    from derive.report.segments import Segment, plain, write

    if options.output_format == "concise":
        lines = list(concise.lines(reports, selected, words))
    else:
        lines = list(full.lines(reports, selected, proofs=options.show_proofs, words=words))
    if options.statistics:
        counts: dict[str, int] = {}
        for found in selected:
            for d in found:
                counts[d.code] = counts.get(d.code, 0) + 1
        lines += [(Segment(f"{n:>5} {code}"),) for code, n in sorted(counts.items(), key=lambda item: -item[1])]
    if options.output_file:
        write_file(options.output_file, plain(lines))
    else:
        write(lines, sys.stdout, use_color())
        sys.stdout.flush()


def _render(name: str, reports: Sequence[Report], selected: Sequence[Sequence[Diagnostic]], words: Words) -> str:
    """A report for a file. One module an output; each is imported only where it is asked for."""
    if name == "html":
        from derive.report.html import page

        return page.render(reports, selected, diagrams=[r.diagram for r in reports], words=words)
    if name == "github":
        from derive.report import github

        github.write_summary(reports, selected, words)
    render: Callable[[Sequence[Report], Sequence[Sequence[Diagnostic]]], str] = import_module(RENDERERS[name]).render
    return render(reports, selected)
