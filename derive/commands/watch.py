"""Check again whenever a document changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

PAUSE = 0.3  # seconds between two looks


def watch(paths: Iterable[str], run: Callable[[], int], rounds: int | None = None) -> int:
    """Run now and after every change, until interrupted; the last run's exit status.

    ``rounds`` ends it after so many runs (for tests).
    """
    watched = [path for path in paths if path != "-"]
    status = 0
    while rounds is None or rounds > 0:
        seen = _state(watched)
        status = run()
        rounds = None if rounds is None else rounds - 1
        try:
            while rounds != 0 and _state(watched) == seen:
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            return status
    return status


def _state(paths: list[str]) -> dict[str, tuple[int, int]]:
    """Time and size of each file; a file that an editor is just replacing keeps the one before."""
    state = {}
    for path in paths:
        for _ in range(10):
            try:
                found = os.stat(path)
            except OSError:
                time.sleep(0.02)
            else:
                state[path] = (found.st_mtime_ns, found.st_size)
                break
    return state
