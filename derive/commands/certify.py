"""``derive certify``: every verdict as a theorem, and Coq's word on each."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter

from derive.commands.base import CLEAN, FINDINGS, UsageError, note, write_file
from derive.commands.writing import one


def run_certify(options: argparse.Namespace) -> int:
    """Write the certificate; with ``--run``, have ``coqc`` check it."""
    from codegen.certificates.judged import certify_report

    report, name = one(options)
    certificate = certify_report(report)
    path = os.path.join(options.output, f"{name}.v")
    if certificate.text:
        write_file(path, certificate.text)
    print(f"{path}: {len(certificate.theorems)} theorems")
    for omission in certificate.omissions:
        print(f"  no theorem for line {omission.line}: {omission.reason}")
    return _run(certificate.text, options.time_limit) if options.run_coq else CLEAN


def _run(text: str, limit: float) -> int:
    from codegen.certificates.run import CoqMissing, run_certificate

    total = text.count("\nTheorem ")
    bar = _Bar(total)
    try:
        verdict = run_certificate(text, time_limit=limit, progress=bar.advance)
    except CoqMissing as missing:
        raise UsageError(str(missing)) from None
    finally:
        bar.close()
    counts = Counter(outcome.state for outcome in verdict.outcomes)
    for outcome in verdict.outcomes:
        if outcome.state != "accepted":
            print(f"{outcome.word}: {outcome.state} after {outcome.seconds:.1f} s  {outcome.message}")
    if verdict.error:
        print(f"coqc: {verdict.error}")
    for axiom in verdict.foreign:
        print(f"rests on {axiom}, which is no axiom of the standard reals")
    print(
        f"{counts['accepted']} accepted, {counts['rejected']} rejected, {counts['timed out']} timed out"
        f" in {verdict.seconds:.0f} s"
    )
    return CLEAN if verdict.accepted else FINDINGS


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
