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
        self.documents: Any = None  # the task that counts documents
        self.task: Any = None  # the task that counts steps
        self.count = self.step_count = 0
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
        place = list(self.paths).index(path)

        def advance(done: int, total: int) -> None:
            if self._open():
                self.shown.update(self.documents, completed=place)
                self.shown.update(self.task, completed=done, total=total, description=os.path.basename(path))

        return advance

    def finished(self, steps: int) -> None:
        """A document that was checked elsewhere is done."""
        self.count += 1
        self.step_count += steps
        if self.active and self._open():
            self.shown.update(self.documents, completed=self.count)
            self.shown.update(self.task, completed=self.step_count, total=None, description="steps")

    def _open(self) -> bool:
        """Is the bar there? It appears after a while."""
        if self.shown is None:
            if time.monotonic() - self.started < _PATIENCE:
                return False
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self.shown = Bar(*columns, console=Console(stderr=True), transient=True)
            self.documents = self.shown.add_task("documents", total=len(self.paths), visible=len(self.paths) > 1)
            self.task = self.shown.add_task("steps", total=None)
            self.shown.start()
        return True
