"""Interleaved timing: every round runs each competitor once, ratios are taken within a round."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each competitor in each round."""

    rounds: Mapping[str, list[float]]

    def seconds(self, name: str) -> float:
        return statistics.median(self.rounds[name])

    def ratio(self, name: str, other: str) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(a / b for a, b in zip(self.rounds[name], self.rounds[other], strict=True))

    def best(self, prefix: str) -> str | None:
        """The fastest competitor whose name starts so."""
        found = [n for n in self.rounds if n.startswith(prefix)]
        return min(found, key=self.seconds) if found else None


def race(work: Mapping[str, Callable[[], object]], rounds: int = 9, budget: float = 0.03) -> Timing:
    """Time all competitors, round by round, each as often in a round as ``budget`` seconds take."""
    repeats = {}
    for name, run in work.items():
        run()
        begin = time.perf_counter()
        run()
        once = time.perf_counter() - begin
        repeats[name] = max(1, math.ceil(budget / max(once, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, run in work.items():
            count = repeats[name]
            run()  # what the competitor before left in the caches is not counted
            begin = time.perf_counter()
            for _ in range(count):
                run()
            times[name].append((time.perf_counter() - begin) / count)
    return Timing(times)
