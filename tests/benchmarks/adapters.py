"""Time the adapters: ``python -m tests.benchmarks.adapters`` prints the figures in CONTRIBUTING.

Runs alternate, and the quickest of each counts, so that other work on the machine disturbs
neither side more than the other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from derive.config import bundled_documents

SEED = bundled_documents()[0]


def seconds(*arguments: str) -> float:
    """The time of one ``derive`` command."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "derive", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def quickest(rounds: int, *commands: tuple[str, ...]) -> list[float]:
    """The quickest of some rounds, for each command."""
    times = [[seconds(*command) for command in commands] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def main(copies: int = 200, rounds: int = 3) -> None:
    """Print both ratios with what they are made of."""
    concise, html = quickest(7, ("check", "--output-format", "concise", SEED), ("check", "--output-format", "html", SEED))
    print(f"html / concise: {html:.2f} s / {concise:.2f} s = {html / concise:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / f"{n}.md") for n in range(copies)]
        for path in paths:
            shutil.copy(SEED, path)
        one, two = quickest(rounds, ("check", *paths), ("check", "-j", "2", *paths))
    print(f"{copies} documents, {os.cpu_count()} cores: {one:.1f} s with -j 1, {two:.1f} s with -j 2: {one / two:.2f} times as fast")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
