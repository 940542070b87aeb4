"""The commands that write: repairs, LaTeX, NumPy, diagrams and the whole build."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from derive.commands.base import CLEAN, FINDINGS, UsageError, documents, note, use_color, write_file
from derive.commands.pool import check_all

if TYPE_CHECKING:
    from derive.judgement.checker import Report


def one(options: argparse.Namespace) -> tuple[Report, str]:
    """The report of the one document of a writing command, and its module's name."""
    from derive.config import module_name

    paths, settings = documents(options)
    if len(paths) > 1:
        raise UsageError(f"{len(paths)} documents are configured; name the one that is meant")
    report = check_all(paths, declared=options.declare)[0]
    return report, module_name(paths[0], settings.of(paths[0]))


def run_fix(options: argparse.Namespace) -> int:
    """``derive fix``."""
    from derive.config import is_bundled

    paths, _ = documents(options)
    for path, report in zip(paths, check_all(paths, declared=options.declare), strict=True):
        diff_only = options.diff or is_bundled(path)
        before, after = report.document.source.text, report.repaired_text()
        if diff_only or report.path == "-":
            sys.stdout.write(after if report.path == "-" and not options.diff else unified(before, after, report.path))
        elif before != after:
            write_file(path, after)
        count = len(report.safe_edits)
        verb = "would apply" if diff_only else "applied"
        note(f"{report.path}: {verb} {count} repair{'' if count == 1 else 's'}")
    return CLEAN


def unified(before: str, after: str, path: str) -> str:
    """What changes, as a unified diff."""
    import difflib

    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def run_latex(options: argparse.Namespace) -> int:
    """``derive latex``."""
    from codegen import latex

    report, _ = one(options)
    if not _writable(report, options.allow_undecided):
        return FINDINGS
    text = latex.standalone(report) if options.standalone else latex.regenerate(report)
    return _output(options, text)


def run_numpy(options: argparse.Namespace) -> int:
    """``derive numpy``."""
    from codegen.build import numpy_module
    from codegen.network.description import UnsupportedNetwork

    report, _ = one(options)
    if not _writable(report, options.allow_undecided):
        return FINDINGS
    try:
        return _output(options, numpy_module(report, options.depth, options.target))
    except UnsupportedNetwork as problem:
        line = f":{report.document.source.location(problem.span.start).line}" if problem.span else ""
        note(f"{report.path}{line}: no gradient code can be made from this document: {problem}")
        return FINDINGS


def run_graph(options: argparse.Namespace) -> int:
    """``derive graph``."""
    from codegen.diagram import formats as diagram

    report, _ = one(options)
    draw = {"svg": diagram.svg, "mermaid": diagram.mermaid, "dot": diagram.dot}[options.format]
    return _output(options, draw(report))


def run_symbols(options: argparse.Namespace) -> int:
    """``derive symbols``."""
    from codegen.symbolic.symbols import definitions

    report, _ = one(options)
    for line in definitions(report, expanded=options.expanded):
        print(line)
    return CLEAN


def _output(options: argparse.Namespace, text: str) -> int:
    if options.output and options.output != "-":
        write_file(options.output, text)
    else:
        sys.stdout.write(text)
    return CLEAN


def _writable(report: Report, allow_undecided: bool) -> bool:
    """May something be written from this document? If not, its findings are printed."""
    from derive.report.findings import finding
    from derive.report.segments import write

    fixed = {d.step for d in report.diagnostics if d.fix and d.fix.safe}
    open_steps = {
        report.derivation.steps[number - 1].id
        for number, verdict in report.verdicts.items()
        if verdict.outcome == "refuted" or (verdict.outcome in ("undecided", "unread") and not allow_undecided)
    } - fixed
    unmended = [d for d in report.diagnostics if d.severity == "error" and not (d.fix and d.fix.safe)]
    if report.coverage.steps and not open_steps and not unmended:
        return True
    shown = [d for d in report.diagnostics if d in unmended or d.step in open_steps or d.code.startswith("D4")]
    for diagnostic in shown:
        write(finding(report, diagnostic), sys.stderr, False)
    if unmended or any(v.outcome == "refuted" and f"s{n}" in open_steps for n, v in report.verdicts.items()):
        note("derive: nothing was written, because these findings have no safe repair")
    else:
        note("derive: nothing was written, because these steps are open: declare what is missing, or pass --allow-undecided")
    return False


def run_build(options: argparse.Namespace) -> int:
    """``derive build``."""
    from codegen.build import artifacts
    from derive.config import module_name
    from derive.report import full
    from derive.report.segments import write

    paths, settings = documents(options, print)
    reports = check_all(paths, declared=options.declare)
    write(full.lines(reports, [r.diagnostics for r in reports]), sys.stdout, use_color())
    stale, complete = [], True
    for path, report in zip(paths, reports, strict=True):
        if not _writable(report, options.allow_undecided):
            complete = False
            continue
        for name, text in artifacts(report, module_name(path, settings.of(path))).items():
            target = os.path.join(options.output, name)
            if options.check:
                if _read_or_none(target) != text:
                    stale.append(target)
            elif _read_or_none(target) != text:
                write_file(target, text)
                print(f"wrote {target}")
            else:
                print(f"{target} is up to date")
    for target in stale:
        print(f"{target} is stale: run `derive build`")
    return FINDINGS if stale or not complete else CLEAN


def _read_or_none(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None
