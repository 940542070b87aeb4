"""A progress bar on the terminal, only where the work takes long enough to wait for."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

_PATIENCE = 0.7  # seconds before the bar appears


class Progress:
    """Counts documents and the steps of the current one. Silent when output is no terminal."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self.started = time.monotonic()
        self.shown: Any = None
        self.task: Any = None
        self.active = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.shown is not None:
            self.shown.stop()

    def steps(self, path: str) -> Callable[[int, int], None] | None:
        """What to call with the steps done and their number."""
        if not self.active:
            return None
        place = list(self.paths).index(path) + 1

        def advance(done: int, total: int) -> None:
            if self.shown is None:
                if time.monotonic() - self.started < _PATIENCE:
                    return
                self._open()
            label = f"{os.path.basename(path)} ({place}/{len(self.paths)})"
            self.shown.update(self.task, completed=done, total=total, description=label)

        return advance

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("steps"), TimeElapsedColumn())
        self.shown = Bar(*columns, console=Console(stderr=True), transient=True)
        self.task = self.shown.add_task("", total=None)
        self.shown.start()
