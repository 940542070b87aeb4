"""One-token mutants of the steps that are proved in other people's documents: which go unnoticed?

``python -m tests.corpus_mutants FOLDER [--count 300] [--seed 1]`` changes one token of one
side of a proved step (a sign, an index, a number, a name, a ``\\partial``, a transposition),
checks the document again and lists the mutants of which nothing is said (the step is still
proved, takes no repair for granted, and no finding is new), for a person to judge: the notation of these documents has no second reader that could tell which of them
mean the same. The mutants are made on the text, with no code of the program.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys

from derive.judgement.checker import Report, check
from derive.source.reader import load, read
from derive.source.text import SourceText
from tests.corpus import sidecar

_INDEX = re.compile(r"[_^]\{?([a-z0-9])(?![a-zA-Z])")
_NAME = re.compile(r"(?<![a-zA-Z\\{^_])[a-zA-Z](?![a-zA-Z])")
_NUMBER = re.compile(r"(?<![\d._^{])\d(?![\d.])")


def mutants(side: str) -> list[tuple[int, int, str]]:
    """Changes of one token: where it starts and ends in the side, and what stands there then."""
    found: list[tuple[int, int, str]] = []
    inside = [(m.start(), m.end()) for m in re.finditer(r"\\(?:text|mathrm|begin|end|color|operatorname)\w*\s*\{[^}]*\}", side)]
    names = sorted(set(_NAME.findall(side)) - {"d"})
    for match in re.finditer(r"(?<![\w}]) *[+-]|[+-]", side):
        at = match.end() - 1
        found.append((at, at + 1, "-" if side[at] == "+" else "+"))
    for match in _INDEX.finditer(side):
        letter = match[1]
        other = {"1": "2", "2": "1", "0": "1"}.get(letter) or (str((int(letter) + 1) % 10) if letter.isdigit() else None)
        others = [other] if other else [c for c in "ijkl" if c != letter and re.search(rf"[_^]\{{?{c}", side)]
        found += [(match.start(1), match.end(1), o) for o in others[:1]]
    for match in _NAME.finditer(side):
        found += [(match.start(), match.end(), o) for o in names if o != match[0]][:1]
    for match in _NUMBER.finditer(side):
        found.append((match.start(), match.end(), str((int(match[0]) + 1) % 10)))
    for match in re.finditer(r"\\partial\b ?|\^\{?\\?(?:T|top)\b\}?", side):
        found.append((match.start(), match.end(), ""))
    return [m for m in found if not any(a <= m[0] < b for a, b in inside)]


def findings(report: Report) -> int:
    return sum(d.severity in ("error", "warning") for d in report.diagnostics)


def proved(report: Report) -> set[int]:
    return {n for n, v in report.verdicts.items() if v.outcome == "proved"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus_mutants", description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.setrecursionlimit(12_000)
    sidecars = os.path.join(os.path.dirname(__file__), "corpus_sidecars")
    chosen = []
    for name in sorted(os.listdir(options.folder)):
        if not name.endswith((".md", ".tex", ".rst")):
            continue
        source = load(os.path.join(options.folder, name))
        report = check(read(source), declared=sidecar(sidecars, name))
        for number in sorted(proved(report)):
            step = report.derivation.steps[number - 1]
            for part in (step.left, step.right):
                text = source.slice(part.span)
                chosen += [(name, source, number, part.span.start, text, m, findings(report)) for m in mutants(text)]
    random.Random(options.seed).shuffle(chosen)
    chosen = chosen[: options.count]
    survivors = 0
    for name, source, number, start, text, (first, last, new), before in chosen:
        whole = source.text[: start + first] + new + source.text[start + last :]
        report = check(read(SourceText(source.path, whole, source.folder)), declared=sidecar(sidecars, name))
        verdict = report.verdicts.get(number)
        if verdict and verdict.outcome == "proved" and not verdict.assuming and findings(report) <= before:
            survivors += 1
            line = source.location(start).line
            print(f"{name}:{line} step {number}: {text[:first]}«{text[first:last]}→{new}»{text[last:]}".replace("\n", " "), flush=True)
    print(f"{len(chosen)} mutants, {survivors} unnoticed, {100 * (1 - survivors / max(len(chosen), 1)):.1f} % noticed")


if __name__ == "__main__":
    main()
