"""Interleaved timing: every round runs each competitor, ratios are taken within a round.

On one core the clock is the processor time of this process, all its threads included: alone on
the machine it is the time on the wall, and beside other work it leaves out what others took.
"""

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


def race(
    work: Mapping[str, Callable[[], object]],
    rounds: int = 25,
    budget: float = 0.01,
    clock: Callable[[], float] = time.process_time,
) -> Timing:
    """Time all competitors, round by round, each as often in a round as ``budget`` seconds take."""
    repeats = {}
    for name, run in work.items():
        run()
        begin = clock()
        run()
        once = clock() - begin
        repeats[name] = max(1, math.ceil(budget / max(once, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, run in work.items():
            count = repeats[name]
            run()  # what the competitor before left in the caches is not counted
            begin = clock()
            for _ in range(count):
                run()
            times[name].append((clock() - begin) / count)
    return Timing(times)
