"""``derive certify``: every verdict as a theorem, and Coq's word on each."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from derive.commands.base import CLEAN, FINDINGS, UsageError, note, use_color, write_file
from derive.commands.checking import show
from derive.commands.writing import one

if TYPE_CHECKING:
    from codegen.certificates.run import Report as Spoken
    from codegen.certificates.statements import Certificate
    from derive.judgement.checker import Report

# Kinds of theorems, as the table names them.
_KINDS = {"step": "steps", "definition": "by definition alone", "gradient": "gradients", "refutation": "refutations"}


def run_certify(options: argparse.Namespace) -> int:
    """Write the certificate; with ``--run``, have ``coqc`` check it and take its word into the report."""
    from codegen.certificates.judged import certify_report

    if options.output_format and not options.run_coq:
        raise UsageError("--output-format shows the report after --run; without it there is nothing to add to `derive check`")
    say: Callable[[str], object] = note if options.output_format else print
    report, name = one(options)
    certificate = certify_report(report, options.size)
    path = os.path.join(options.output, f"{name}.v")
    write_file(path, certificate.text)
    say(f"{path}: {len(certificate.theorems)} theorems")
    lines: dict[str, list[str]] = {}
    for omission in certificate.omissions:
        lines.setdefault(omission.reason, []).append(str(omission.line))
    for reason, where in lines.items():
        say(f"  no theorem for line{'s' if len(where) > 1 else ''} {', '.join(where)}: {reason}")
    return _run(options, report, certificate, say) if options.run_coq else CLEAN


def _run(options: argparse.Namespace, report: Report, certificate: Certificate, say: Callable[[str], object]) -> int:
    from codegen.certificates.confirmation import METHOD, confirm
    from codegen.certificates.run import CoqMissing, run_certificate
    from derive.report.findings import finding
    from derive.report.segments import write

    bar = _Bar(len(certificate.theorems))
    try:
        spoken = run_certificate(certificate.text, time_limit=options.time_limit, progress=bar.advance)
    except CoqMissing as missing:
        raise UsageError(str(missing)) from None
    finally:
        bar.close()
    for outcome in spoken.outcomes:
        if outcome.state in ("timed out", "not reached"):
            say(f"{outcome.word}: {outcome.state} after {outcome.seconds:.1f} s  {outcome.message}")
    for line in _table(certificate, spoken):
        say(line)
    confirmed = confirm(report, certificate, spoken)
    counts = Counter(v.outcome for v in confirmed.verdicts.values() if v.method == METHOD)
    say(f"certified: {counts['proved']} proved and {counts['refuted']} refuted of {len(confirmed.verdicts)} steps, {spoken.seconds:.0f} s")
    if options.output_format:
        show(options, [confirmed])
    else:
        for diagnostic in confirmed.diagnostics:
            if diagnostic.code == "D411":
                write(finding(confirmed, diagnostic), sys.stdout, use_color())
    return CLEAN if spoken.accepted else FINDINGS


def _table(certificate: Certificate, spoken: Spoken) -> Iterator[str]:
    """Theorems by what they speak of and by what Coq said of them."""
    states = ("accepted", "rejected", "timed out", "not reached")
    said = {outcome.word: outcome.state for outcome in spoken.outcomes}
    kinds = ((t.kind if t.counted else "definition", said.get(t.word, "not reached")) for t in certificate.theorems)
    counts: Counter[tuple[str, str]] = Counter(kinds)
    shown = [s for s in states if s != "not reached" or any(counts[k, s] for k in _KINDS)]
    yield f"{'':<20}" + "".join(f"{state:>12}" for state in shown)
    for kind, name in _KINDS.items():
        yield f"{name:<20}" + "".join(f"{counts[kind, state]:>12}" for state in shown)


class _Bar:
    """A progress bar over theorems, on a terminal."""

    def __init__(self, total: int) -> None:
        self.bar = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self.bar = Progress(console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("theorems", total=total)
            self.bar.start()
        else:
            note(f"coqc checks {total} theorems …")

    def advance(self, outcome: object) -> None:
        """Count one theorem."""
        if self.bar is not None:
            self.bar.advance(self.task)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()
