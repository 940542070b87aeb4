"""The commands about the program itself: its codes, its completion in a shell."""

from __future__ import annotations

import argparse

from derive.commands.base import CLEAN, UsageError
from derive.language import Words


def run_explain(options: argparse.Namespace) -> int:
    """``derive explain``."""
    from derive.diagnostics import CATALOGUE

    words = Words(options.language)
    rule = CATALOGUE.get(options.code.upper()) or next(
        (r for r in CATALOGUE.values() if r.name == options.code.lower()), None
    )
    if rule is None:
        raise UsageError(f"no such code: {options.code}; `derive rules` lists them")
    summary, stop = words.summary(rule.code), "。" if words.language == "zh" else "."
    print(f"{rule.code} {rule.name} ({words('severity.' + rule.severity)})\n\n{summary[0].upper()}{summary[1:]}{stop}\n")
    print(f"{words.explanation(rule.code)}\n\n{words('bad')}:   {rule.bad}\n{words('good')}:  {rule.good}")
    return CLEAN


def run_rules(options: argparse.Namespace) -> int:
    """``derive rules``."""
    from derive.diagnostics import CATALOGUE

    words = Words(options.language)
    for rule in CATALOGUE.values():
        print(f"{rule.code}  {rule.severity:<8} {rule.name:<24} {words.summary(rule.code)}")
    return CLEAN


def run_completion(options: argparse.Namespace) -> int:
    """``derive completion``."""
    from derive.cli import build_parser

    try:
        import shtab
    except ImportError:
        raise UsageError("completion needs shtab: pip install 'derive-checker[completion]'") from None
    print(shtab.complete(build_parser(), options.shell))
    return CLEAN
