"""The command line: which documents, which command, which exit status.

Nothing heavy is imported before it is needed, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from derive import __version__
from derive.commands.base import FAILED, UsageError
from derive.commands.catalogue import run_completion, run_explain, run_rules
from derive.commands.certify import run_certify
from derive.commands.checking import RENDERERS, TERMINAL, run_check
from derive.commands.new import add_new
from derive.commands.writing import run_build, run_fix, run_graph, run_latex, run_numpy, run_symbols
from derive.language import LANGUAGES


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
    check.add_argument("--output-format", choices=(*TERMINAL, *RENDERERS), default="full", help="default: full")
    check.add_argument("--output-file", metavar="FILE", help="write the report there")
    check.add_argument("--select", metavar="CODES", help="show only findings whose code begins so (D2,D301)")
    check.add_argument("--ignore", metavar="CODES", help="leave out findings whose code begins so")
    check.add_argument("--statistics", action="store_true", help="count the findings by code at the end")
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    check.add_argument("--show-proofs", action="store_true", help="list every step: how it was read, outcome, method")
    check.add_argument("--allow-undecided", action="store_true", help="undecided and unread steps don't count as findings")
    check.add_argument("--suggest", action="store_true", help="write the declarations that would decide open steps beside each document")
    check.add_argument("--watch", action="store_true", help="check again whenever a document changes")
    check.add_argument("--cache", metavar="DIR", help="keep verdicts there, and decide only what has changed")
    check.add_argument("-j", "--jobs", type=_count, metavar="N", default=1, help="check N documents side by side; 0: one for each core")
    check.add_argument("--executor", metavar="URL", help="check on a Dask cluster: dask://host:port")
    _language_option(check)

    fix = _command(commands, "fix", run_fix, "apply the safe repairs", many=True)
    fix.add_argument("--diff", action="store_true", help="print what would change and write nothing")

    latex = _command(commands, "latex", run_latex, "write the corrected and completed derivation")
    _output_option(latex)
    latex.add_argument("--standalone", action="store_true", help="a complete TeX document that compiles")

    numpy = _command(commands, "numpy", run_numpy, "write the gradient module")
    _output_option(numpy)
    numpy.add_argument("--depth", type=int, metavar="N", help="the number of layers, where the document has a letter for it")
    numpy.add_argument("--target", choices=("numpy", "numba", "array-api"), default="numpy", help="what the module runs on")

    graph = _command(commands, "graph", run_graph, "draw the network")
    _output_option(graph)
    graph.add_argument("--format", choices=("svg", "mermaid", "dot"), default="svg", help="default: svg")

    symbols = _command(commands, "symbols", run_symbols, "print the forward expressions")
    symbols.add_argument("--expanded", action="store_true", help="write out the loss and its gradients in the leaves alone")

    build = _command(commands, "build", run_build, "write everything into ./generated", many=True)
    build.add_argument("-o", "--output", metavar="DIR", default="generated", help="default: generated")
    build.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is stale")
    build.add_argument("--allow-undecided", action="store_true", help="mark formulas that depend on open steps as unverified")

    add_new(commands)
    certify = _command(commands, "certify", run_certify, "state every verdict as a theorem for Coq")
    certify.add_argument("-o", "--output", metavar="DIR", default="generated/certificates", help="default: generated/certificates")
    certify.add_argument("--run", dest="run_coq", action="store_true", help="have coqc check every theorem")
    certify.add_argument("--size", type=_size, metavar="N", help="units in a layer, where indices and matrices are written out")
    certify.add_argument("--time-limit", type=float, default=60.0, metavar="SECONDS", help="for each theorem; default: 60")

    certify.add_argument("--output-format", choices=(*TERMINAL, *RENDERERS), help="after --run: the report of `derive check` with Coq's word")
    certify.add_argument("--output-file", metavar="FILE", help="write the report there")
    certify.add_argument("--show-proofs", action="store_true", help="list every step in the report")
    _language_option(certify)
    certify.set_defaults(select=None, ignore=None, statistics=False)

    explain = commands.add_parser("explain", help="explain a code")
    explain.add_argument("code", metavar="CODE")
    _language_option(explain)
    explain.set_defaults(run=run_explain)
    rules = commands.add_parser("rules", help="list all codes")
    _language_option(rules)
    rules.set_defaults(run=run_rules)
    completion = commands.add_parser("completion", help="print a completion script for a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    completion.set_defaults(run=run_completion)
    return parser


def _command(commands: Any, name: str, run: Any, help: str, many: bool = False) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    if many:
        parser.add_argument("paths", metavar="PATH", nargs="*", help="documents; - is standard input")
    else:
        parser.add_argument("paths", metavar="PATH", nargs="?", help="a document; - is standard input")
        parser.add_argument("--allow-undecided", action="store_true", help="mark formulas that depend on open steps as unverified")
    parser.add_argument("--declare", metavar="LINE", action="append", default=[], help="tell what prose leaves open: 'sigma = sigmoid'")
    parser.set_defaults(run=run)
    return parser


def _language_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the messages; default: en")


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"not a number of documents: {text}")
    return int(text)


def _size(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 9:
        raise argparse.ArgumentTypeError(f"not a number of units from 1 to 9: {text}")
    return int(text)


def _output_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
