"""What the tests of the core share: the documents, and a short way to check a text."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report, check
from derive.source.reader import read
from derive.source.text import SourceText

ROOT = Path(__file__).parents[1]
SEED_PATH = ROOT / "derive" / "documents" / "神经网络.md"
SEED = SEED_PATH.read_text(encoding="utf-8")

# Every repair that the bundled document needs, found by hand: line, column, code, the
# token that stands there and the token that should.
SEED_FINDINGS = (
    (63, 10, "D201", r"z^2_1", r"z^2_2"),
    (129, 19, "D101", r"w^2_{11}", r"\partial w^2_{11}"),
    (132, 19, "D101", r"w^2_{12}", r"\partial w^2_{12}"),
    (135, 19, "D101", r"w^2_{21}", r"\partial w^2_{21}"),
    (138, 19, "D101", r"w^2_{22}", r"\partial w^2_{22}"),
    (149, 48, "D202", r"b^2_1", r"b^2_2"),
)


def corrected_seed() -> str:
    """The bundled document with its six slips mended by hand, without the program."""
    lines = SEED.split("\n")
    for line, column, _, wrong, right in SEED_FINDINGS:
        text = lines[line - 1]
        assert text[column - 1 :].startswith(wrong)
        lines[line - 1] = text[: column - 1] + right + text[column - 1 + len(wrong) :]
    return "\n".join(lines)


def check_text(text: str, path: str = "document.md") -> Report:
    """The report on a text that lies in no file."""
    return check(read(SourceText(path, text, str(ROOT))))


@dataclass(frozen=True)
class Found:
    """A finding as people would write it down."""

    line: int
    column: int
    code: str
    token: str
    repair: str | None  # the text of its only edit
    safe: bool


def found(report: Report, *, infos: bool = False) -> list[Found]:
    """The findings of a report in the order of the document; those of level information on request."""
    return [_found(report, d) for d in sorted(report.diagnostics, key=lambda d: d.span) if infos or d.severity != "info"]


def _found(report: Report, diagnostic: Diagnostic) -> Found:
    source = report.document.source
    at = source.location(diagnostic.span.start)
    fix = diagnostic.fix
    repair = fix.edits[0].text if fix and len(fix.edits) == 1 else None
    return Found(at.line, at.column, diagnostic.code, source.slice(diagnostic.span), repair, bool(fix and fix.safe))


def coverage(report: Report) -> tuple[int, int, int, int, int]:
    """Defined, proved, refuted, undecided, unread."""
    c = report.coverage
    assert c.steps == c.defined + c.proved + c.refuted + c.undecided + c.unread == len(report.derivation.steps)
    return c.defined, c.proved, c.refuted, c.undecided, c.unread


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    status: int
    out: str
    err: str


def invoke(*arguments: str, cwd: Path | None = None, stdin: str = "") -> Ran:
    """Run ``derive`` in this process: as :func:`run`, without the time that a start takes."""
    import contextlib
    import io

    from derive.cli import main

    out, err, before, reader = io.StringIO(), io.StringIO(), os.getcwd(), sys.stdin
    os.chdir(cwd or ROOT)
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main(arguments)
            except SystemExit as stop:
                status = stop.code if isinstance(stop.code, int) else 2
    finally:
        os.chdir(before)
        sys.stdin = reader
    return Ran(status, out.getvalue(), err.getvalue())


def run(
    *arguments: str, cwd: Path | None = None, stdin: str | bytes = "", timeout: float = 60, memory: int | None = None
) -> Ran:
    """Run ``derive`` as its own process; ``memory`` bounds its address space in MiB."""

    def limit() -> None:
        import resource

        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20))

    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-m", "derive", *arguments],
        cwd=cwd or ROOT,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=timeout,
        env=environment,
        preexec_fn=limit,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
