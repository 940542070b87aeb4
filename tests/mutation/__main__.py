"""``python -m tests.mutation``: mutate, check, compare, print the table."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from derive.commands.garbage import look_seldom
from derive.judgement.checker import check
from derive.judgement.memory import Memory
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation import table
from tests.mutation.documents import documents, setting
from tests.mutation.kinds import KINDS, Mutant, mutants
from tests.mutation.measure import Bench, Outcome
from tests.mutation.oracle import UNCHANGED, Oracle
from tests.mutation.reading import read_text


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--document", default="seed", help="seed, twin, or the path of a correct document")
    parser.add_argument("--sample", type=int, default=0, help="a random sample of so many mutants (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--kind", choices=tuple(KINDS), help="one kind alone")
    parser.add_argument("--pairs", type=int, default=0, help="so many pairs of mutations in different formulas")
    parser.add_argument("--show", choices=("found", "line", "token", "restored", "single"), help="list what misses a figure")
    parser.add_argument("--fresh", action="store_true", help="check every mutant from scratch")
    options = parser.parse_args()
    look_seldom()  # as the processes do whose time is measured
    known = documents()
    text = known.get(options.document) or Path(options.document).read_text(encoding="utf-8")
    bench = prepare(options.document, text, checker(options.fresh))
    full = full_check(text)
    chosen = sample(bench, options.sample, options.seed, options.kind)
    outcomes = [bench.one(m) for m in chosen]
    print("\n".join([f"{options.document}: {len(chosen)} mutants", *table.rows(outcomes), *table.times(outcomes, full)]))
    if options.show:
        for o in outcomes:
            if (o.label != UNCHANGED and not o.beyond and not getattr(o, options.show)) or (o.label == UNCHANGED and o.false_error):
                print(describe(o, text))
    if options.pairs:
        doubled = pairs(bench, chosen, outcomes, options.pairs, options.seed)
        print(f"pairs: {len(doubled)}, both found {table.share(doubled, 'found'):.1f}, "
              f"both at their line {table.share(doubled, 'line'):.1f} (target 97.0)")  # fmt: skip
        if options.show:
            for o in doubled:
                if not o.line:
                    print(describe(o, text))


def checker(fresh: bool) -> Callable[[Any], Any]:
    """A way to check one text after another; unless ``fresh``, verdicts are remembered by their content."""
    return check if fresh else partial(check, memory=Memory())


def prepare(name: str, text: str, how: Callable[[Any], Any]) -> Bench:
    return Bench(name, text, Oracle(read_text(text), setting(name)), how)


def full_check(text: str) -> float:
    """The seconds of a warm full check."""
    best = float("inf")
    for _ in range(4):
        started = time.process_time()
        check(read(SourceText("document.md", text)))
        best = min(best, time.process_time() - started)
    return best


def sample(bench: Bench, count: int, seed: int, kind: str | None = None) -> list[Mutant]:
    """A random sample, the same for the same seed."""
    found = [m for m in mutants(bench.oracle.original) if kind is None or m.kind == kind]
    return found if not count or count >= len(found) else random.Random(seed).sample(found, count)


def pairs(bench: Bench, chosen: list[Mutant], outcomes: list[Outcome], count: int, seed: int) -> list[Outcome]:
    """Pairs of changes that matter, in different formulas."""
    usable = [m for m, o in zip(chosen, outcomes, strict=True) if o.label != UNCHANGED and not o.beyond]
    chance = random.Random(seed)
    done: list[Outcome] = []
    if len({m.side.chain for m in usable}) < 2:
        return done
    while len(done) < count:
        first, second = chance.sample(usable, 2)
        if first.side.chain != second.side.chain:
            done.append(bench.pair(first, second))
    return done


def describe(outcome: Outcome, text: str) -> str:
    """One line about a mutant and what was said of it."""
    what = "; ".join(
        f"{text.count(chr(10), 0, m.start) + 1}: {m.kind}: {text[m.start - 12 : m.start]}[{text[m.start : m.end]}>{m.text}]{text[m.end : m.end + 8]}"
        for m in outcome.mutants
    )
    said = "; ".join(f"{d.code} {d.message[:90]} FIX {d.fix and d.fix.title}" for d in outcome.findings[:3])
    return repr(what)[1:-1] + f"\n      {outcome.label} -> {len(outcome.findings)}: {said}"


if __name__ == "__main__":
    main()
