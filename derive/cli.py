"""The command line: which documents, which command, which exit status.

Nothing heavy is imported before it is needed, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from derive import __version__

if TYPE_CHECKING:
    from derive.diagnostics import Diagnostic
    from derive.config import Settings
    from derive.judgement.checker import Report

CLEAN, FINDINGS, FAILED = 0, 1, 2


class UsageError(Exception):
    """A command that can't be run as given: a message, exit status 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if not getattr(options, "run", None):
        parser.print_help()
        return FAILED
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from derive.config import BadConfiguration
    from derive.source.reader import UnreadableFile

    sys.setrecursionlimit(max(sys.getrecursionlimit(), 12_000))
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except (UsageError, UnreadableFile, BadConfiguration) as error:
        print(f"derive: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print("derive: interrupted", file=sys.stderr)
        return 130


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    parser = argparse.ArgumentParser(
        prog="derive",
        description="Check a derivation of a network's gradients as its author wrote it, and turn it into LaTeX and NumPy.",
        epilog="Without PATH, the documents of [tool.derive] in pyproject.toml are taken, or the bundled one.",
    )
    parser.add_argument("--version", action="version", version=f"derive {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    check = _command(commands, "check", run_check, "prove or refute every step", many=True)
    _format_options(check)
    check.add_argument("--select", metavar="CODES", help="show only findings whose code begins so (D2,D301)")
    check.add_argument("--ignore", metavar="CODES", help="leave out findings whose code begins so")
    check.add_argument("--statistics", action="store_true", help="count the findings by code at the end")
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    check.add_argument("--show-proofs", action="store_true", help="list every step: how it was read, outcome, method")
    check.add_argument("--allow-undecided", action="store_true", help="undecided and unread steps don't count as findings")

    fix = _command(commands, "fix", run_fix, "apply the safe repairs", many=True)
    fix.add_argument("--diff", action="store_true", help="print what would change and write nothing")

    latex = _command(commands, "latex", run_latex, "write the corrected and completed derivation")
    _output_option(latex)
    latex.add_argument("--standalone", action="store_true", help="a complete TeX document that compiles")

    numpy = _command(commands, "numpy", run_numpy, "write the gradient module")
    _output_option(numpy)

    graph = _command(commands, "graph", run_graph, "draw the network")
    _output_option(graph)
    graph.add_argument("--format", choices=("svg", "mermaid", "dot"), default="svg", help="default: svg")

    symbols = _command(commands, "symbols", run_symbols, "print the forward expressions")
    symbols.add_argument("--expanded", action="store_true", help="write out the loss and its gradients in the leaves alone")

    build = _command(commands, "build", run_build, "write everything into ./generated", many=True)
    build.add_argument("-o", "--output", metavar="DIR", default="generated", help="default: generated")
    build.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is stale")
    build.add_argument("--allow-undecided", action="store_true", help="mark formulas that depend on open steps as unverified")

    explain = commands.add_parser("explain", help="explain a code")
    explain.add_argument("code", metavar="CODE")
    explain.set_defaults(run=run_explain)
    rules = commands.add_parser("rules", help="list all codes")
    rules.set_defaults(run=run_rules)
    return parser


def _command(commands: Any, name: str, run: Any, help: str, many: bool = False) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    if many:
        parser.add_argument("paths", metavar="PATH", nargs="*", help="documents; - is standard input")
    else:
        parser.add_argument("paths", metavar="PATH", nargs="?", help="a document; - is standard input")
        parser.add_argument("--allow-undecided", action="store_true", help="mark formulas that depend on open steps as unverified")
    parser.set_defaults(run=run)
    return parser


def _output_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")


def _format_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output-format", choices=("full", "concise", "json"), default="full", help="default: full")
    parser.add_argument("--output-file", metavar="FILE", help="write the report there")


# -- documents


def documents(options: argparse.Namespace, announce: Any = None) -> tuple[list[str], Settings]:
    """The paths to read, and the settings. ``announce`` says so if the bundled document is taken."""
    from derive.config import bundled_documents, find_settings

    settings = find_settings()
    given = options.paths if isinstance(options.paths, list) else [options.paths] if options.paths else []
    if given:
        return given, settings
    if settings.documents:
        return [os.path.relpath(os.path.join(settings.root, p)) for p in settings.documents], settings
    bundled = bundled_documents()
    (announce or note)(f"no document named: taking the bundled one, {os.path.basename(bundled[0])}")
    return bundled, settings


def note(text: str) -> None:
    """A remark that is no part of the output."""
    print(text, file=sys.stderr, flush=True)


def check_all(paths: Sequence[str]) -> list[Report]:
    """The reports of documents, with a progress bar on a terminal when it takes long."""
    from derive.config import is_bundled
    from derive.judgement.checker import check
    from derive.report.progress import Progress
    from derive.source.reader import load, read

    reports = []
    with Progress(paths) as progress:
        for path in paths:
            shown = os.path.basename(path) if os.path.isabs(path) and is_bundled(path) else path
            reports.append(check(read(load(path, shown)), progress.steps(path)))
    return reports


def one(options: argparse.Namespace) -> tuple[Report, str]:
    """The report of the one document of a writing command, and its module's name."""
    from derive.config import module_name

    paths, settings = documents(options)
    if len(paths) > 1:
        raise UsageError(f"{len(paths)} documents are configured; name the one that is meant")
    report = check_all(paths)[0]
    return report, module_name(paths[0], settings.of(paths[0]))


# -- commands


def run_check(options: argparse.Namespace) -> int:
    """``derive check``."""
    machine = options.output_format == "json" or options.output_file
    paths, _ = documents(options, note if machine else print)
    reports = check_all(paths)
    selected = [_select(report.diagnostics, options.select, options.ignore) for report in reports]
    _emit(options, reports, selected)
    return CLEAN if options.exit_zero else _status(reports, selected, options.allow_undecided)


def _status(reports: list[Report], selected: list[list[Diagnostic]], allow_undecided: bool) -> int:
    for report, found in zip(reports, selected, strict=True):
        if any(d.severity != "info" for d in found):
            return FINDINGS
        coverage = report.coverage
        if not allow_undecided and (coverage.undecided or coverage.unread):
            return FINDINGS
        if not allow_undecided and any(d.code.startswith("D4") for d in found):
            return FINDINGS
    return CLEAN


def _select(found: list[Diagnostic], select: str | None, ignore: str | None) -> list[Diagnostic]:
    from derive.diagnostics import CATALOGUE

    def codes(text: str | None) -> tuple[str, ...]:
        parts = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
        for part in parts:
            if not any(code.startswith(part) for code in CATALOGUE):
                raise UsageError(f"no code begins with {part}; `derive rules` lists them")
        return parts

    wanted, unwanted = codes(select), codes(ignore)
    return [
        d
        for d in found
        if (not wanted or d.code.startswith(wanted)) and not (unwanted and d.code.startswith(unwanted))
    ]


def _emit(options: argparse.Namespace, reports: list[Report], selected: list[list[Diagnostic]]) -> None:
    from derive.report import concise, full, json_format
    from derive.report.segments import Segment, plain, write

    if options.output_format == "json":
        text = json_format.render(reports, selected)
        if options.output_file:
            write_file(options.output_file, text)
        else:
            sys.stdout.write(text)
        return
    if options.output_format == "concise":
        lines = list(concise.lines(reports, selected))
    else:
        lines = list(full.lines(reports, selected, proofs=options.show_proofs))
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


def use_color() -> bool:
    """Colour on a terminal, unless NO_COLOR forbids it."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def run_fix(options: argparse.Namespace) -> int:
    """``derive fix``."""
    from derive.config import is_bundled

    paths, _ = documents(options)
    for path, report in zip(paths, check_all(paths), strict=True):
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

    report, name = one(options)
    if not _writable(report, options.allow_undecided):
        return FINDINGS
    return _output(options, numpy_module(report, name))


def run_graph(options: argparse.Namespace) -> int:
    """``derive graph``."""
    from codegen import diagram

    report, _ = one(options)
    draw = {"svg": diagram.svg, "mermaid": diagram.mermaid, "dot": diagram.dot}[options.format]
    return _output(options, draw(report))


def run_symbols(options: argparse.Namespace) -> int:
    """``derive symbols``."""
    from codegen.symbols import definitions

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
    from derive.report import full
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
        write(full.finding(report, diagnostic), sys.stderr, False)
    note("derive: nothing was written, because these findings have no safe repair")
    return False


def run_build(options: argparse.Namespace) -> int:
    """``derive build``."""
    from codegen.build import artifacts
    from derive.config import module_name
    from derive.report import full
    from derive.report.segments import write

    paths, settings = documents(options, print)
    reports = check_all(paths)
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


def write_file(path: str, text: str) -> None:
    """Write beside, then rename: a file is never half written. Raises :class:`UsageError`."""
    import tempfile

    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".derive-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
            os.chmod(temporary, mode)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror or error}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def run_explain(options: argparse.Namespace) -> int:
    """``derive explain``."""
    from derive.diagnostics import CATALOGUE

    rule = CATALOGUE.get(options.code.upper()) or next(
        (r for r in CATALOGUE.values() if r.name == options.code.lower()), None
    )
    if rule is None:
        raise UsageError(f"no such code: {options.code}; `derive rules` lists them")
    print(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.summary[0].upper()}{rule.summary[1:]}.\n")
    print(f"{rule.explanation}\n\nBad:   {rule.bad}\nGood:  {rule.good}")
    return CLEAN


def run_rules(options: argparse.Namespace) -> int:
    """``derive rules``."""
    from derive.diagnostics import CATALOGUE

    for rule in CATALOGUE.values():
        print(f"{rule.code}  {rule.severity:<8} {rule.name:<24} {rule.summary}")
    return CLEAN
