"""Measure the checker on a folder of other people's documents.

``python -m tests.corpus FOLDER [--sidecars DIR] [--verbose]`` reads ``INDEX.tsv`` (file and
``equals_in_display``, counted by other means) and ``ERRORS.tsv`` (known errors by file and
line), checks every document and prints, for each and in sum: steps read, claims decided,
known errors reported at error level on their line, and other findings.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
import tomllib
from collections import Counter

from derive.commands.garbage import look_seldom
from derive.judgement.checker import Report, check
from derive.source.reader import load, read


def main() -> None:
    """Print the table."""
    look_seldom()  # as the processes do whose time is measured
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--sidecars", default=os.path.join(os.path.dirname(__file__), "corpus_sidecars"))
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    index = _rows(options.folder, "INDEX.tsv")
    errors = _rows(options.folder, "ERRORS.tsv")
    total: Counter[str] = Counter()
    print(f"{'document':38} equals  read unread | claims decided undec. | known found | other errors  seconds")
    for row in index:
        name = row["file"]
        if options.only not in name:
            continue
        started = time.perf_counter()
        report = check(read(load(os.path.join(options.folder, name))), declared=sidecar(options.sidecars, name))
        seconds = time.perf_counter() - started
        figures = measure(report, int(row["equals_in_display"]), [e for e in errors if e["file"] == name])
        total.update({k: v for k, v in figures.items() if isinstance(v, int)})
        print(_line(name, figures, seconds))
        if options.verbose:
            _details(report, [e for e in errors if e["file"] == name])
    print(_line("in sum", total, 0.0))


def _rows(folder: str, name: str) -> list[dict[str, str]]:
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def sidecar(folder: str, name: str) -> list[str]:
    """The declarations for a document, from ``NAME.derive.toml``."""
    path = os.path.join(folder, os.path.splitext(name)[0] + ".derive.toml")
    if not os.path.exists(path):
        return []
    with open(path, "rb") as file:
        return list(tomllib.load(file).get("declare", []))


def measure(report: Report, equals: int, errors: list[dict[str, str]]) -> dict[str, int]:
    """The figures of one document."""
    source = report.document.source
    display = [s for s in report.derivation.steps if report.derivation.chains[s.chain].display]
    unread = sum(report.verdicts[s.number].outcome == "unread" for s in display)
    outcomes = Counter(v.outcome for v in report.verdicts.values())
    lines = Counter(source.location(d.span.start).line for d in report.diagnostics if d.severity == "error")
    for diagnostic in report.diagnostics:  # a finding may span lines
        if diagnostic.severity == "error":
            first, last = source.location(diagnostic.span.start).line, source.location(diagnostic.span.end).line
            for line in range(first + 1, last + 1):
                lines[line] += 1
    wanted = [e for e in errors if e["found_by"] != "context"]
    found = [e for e in wanted if lines[int(e["line"])]]
    known = {int(e["line"]) for e in errors}
    other = sum(
        d.severity != "info"
        and not known.intersection(range(source.location(d.span.start).line, source.location(d.span.end).line + 1))
        for d in report.diagnostics
    )
    return {
        "equals": equals,
        "read": min(len(display) - unread, equals),
        "unread": unread,
        "claims": outcomes["proved"] + outcomes["refuted"] + outcomes["undecided"] + outcomes["unread"],
        "decided": outcomes["proved"] + outcomes["refuted"],
        "undecided": outcomes["undecided"],
        "known": len(wanted),
        "found": len(found),
        "other": other,
    }


def _line(name: str, f: dict[str, int] | Counter[str], seconds: float) -> str:
    return (
        f"{name:38} {f['equals']:6} {f['read']:5} {f['unread']:6} | {f['claims']:6} {f['decided']:7} {f['undecided']:6} |"
        f" {f['known']:5} {f['found']:5} | {f['other']:12}  {seconds:7.2f}"
    )


def _details(report: Report, errors: list[dict[str, str]]) -> None:
    source = report.document.source
    known = {int(e["line"]): e["kind"] for e in errors}
    reported = set()
    for d in report.diagnostics:
        if d.severity == "info" and d.code != "D310":
            continue
        start, end = source.location(d.span.start), source.location(d.span.end)
        hit = [line for line in range(start.line, end.line + 1) if line in known]
        reported.update(hit if d.severity == "error" else [])
        mark = "KNOWN" if hit and d.severity == "error" else "     " if d.severity == "info" else "OTHER"
        fix = d.fix.title if d.fix else ""
        print(f"   {mark} {start.line}:{start.column} {d.code} {d.message[:150]} | {fix[:60]}")
    for line, kind in known.items():
        if line not in reported:
            print(f"   MISSED {line} {kind}")


if __name__ == "__main__":
    main()
