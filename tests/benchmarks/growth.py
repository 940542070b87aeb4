"""How the time of a check grows with the number of steps: ``python -m tests.benchmarks.growth``.

n-n-n-n networks are written out unit by unit and checked, each in a process of its own
(the start-up is measured apart). A least-squares line through the logarithms gives the
exponent: 1 is linear. A row of an n-n-n-n network has up to n terms, so the text grows faster than
the steps. ``--profile N`` shows where the time of the N-N-N-N network goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import math
import pstats
import subprocess
import sys
import time

from codegen.new import write

WIDTHS = (2, 4, 6, 8, 10, 12, 14, 16)


def document(width: int, activation: str, loss: str) -> str:
    return write([width] * 4, activation, loss, "scalar", "en")


def check_once(width: int, activation: str, loss: str) -> dict[str, float]:
    """Steps, steps that are neither defined nor proved, and processor seconds of one check in this process."""
    from derive.judgement.checker import check
    from derive.source.reader import read
    from derive.source.text import SourceText

    sys.setrecursionlimit(12_000)
    check(read(SourceText("warm.md", document(2, activation, loss))))  # imports and caches
    text = document(width, activation, loss)
    begin = time.process_time()
    report = check(read(SourceText("new.md", text)))
    seconds = time.process_time() - begin
    coverage = report.coverage
    unproved = coverage.steps - coverage.defined - coverage.proved
    return {"characters": len(text), "steps": coverage.steps, "open": unproved, "seconds": seconds}


def measure(width: int, activation: str, loss: str, rounds: int) -> dict[str, float]:
    """The fastest of some rounds, each in a fresh process."""
    found = []
    for _ in range(rounds):
        command = [sys.executable, "-m", "tests.benchmarks.growth", "--once", str(width), "--activation", activation, "--loss", loss]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return min(found, key=lambda r: r["seconds"])


def exponent(points: list[tuple[float, float]]) -> float:
    """The slope of the least-squares line through the logarithms of (steps, seconds)."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (sum(c) / len(logs) for c in zip(*logs, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def profile(width: int, activation: str, loss: str, lines: int) -> None:
    """Where the time of one check goes, by own time and by caller."""
    profiler = cProfile.Profile()
    profiler.enable()
    check_once(width, activation, loss)
    profiler.disable()
    for order in ("tottime", "cumtime"):
        pstats.Stats(profiler).sort_stats(order).print_stats(r"derive/", lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activation", default="tanh")
    parser.add_argument("--loss", default="squared-error")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--profile", type=int, metavar="N")
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--once", type=int, metavar="N", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        print(json.dumps(check_once(options.once, options.activation, options.loss)))
        return
    if options.profile:
        profile(options.profile, options.activation, options.loss, options.lines)
        return
    print("network      characters   steps   open   seconds   ms/step")
    by_steps, by_characters = [], []
    for width in options.widths:
        result = measure(width, options.activation, options.loss, options.rounds)
        steps, seconds = result["steps"], result["seconds"]
        by_steps.append((steps, seconds))
        by_characters.append((result["characters"], seconds))
        row = f"{'-'.join([str(width)] * 4):<12} {result['characters']:>10.0f} {steps:>7.0f} {result['open']:>6.0f}"
        print(f"{row} {seconds:>9.3f} {1000 * seconds / steps:>9.3f}", flush=True)
    print(f"exponent by steps {exponent(by_steps):.2f}, by characters {exponent(by_characters):.2f}")


if __name__ == "__main__":
    main()
