"""Check documents, one after another or side by side, behind one seam: an ``Executor``.

A worker sends back what reports need of a :class:`Report`; the graph stays where it was
built. A document that ends its worker costs one finding.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from derive.commands.base import UsageError
from derive.commands.single import check_one, crashed

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from derive.judgement.checker import Report
    from derive.judgement.memory import Memory
    from derive.report.progress import Progress


def check_all(
    paths: Sequence[str],
    jobs: int = 1,
    executor: str | None = None,
    draw: bool = False,
    declared: Sequence[str] = (),
    memory: Memory | None = None,
    readings: bool = True,
) -> list[Report]:
    """The reports of documents in their order. ``draw`` adds the diagram of each network, ``readings`` how it was read.

    ``declared`` holds for all of them, beside what their settings and sidecars declare.
    ``memory`` keeps verdicts from one run to the next; workers share what of it is on disk.

    Raises :class:`UsageError` and :class:`~derive.source.reader.UnreadableFile`.
    """
    from derive.report.progress import Progress

    with Progress(paths) as progress:
        if executor is None and (jobs == 1 or len(paths) < 2):
            return [check_one(path, draw, progress, declared=declared, memory=memory) for path in paths]
        if "-" in paths:
            raise UsageError("standard input can't be read by several workers; name files")
        return _side_by_side(paths, jobs or os.cpu_count() or 1, executor, progress, (draw, None, True, readings, declared, memory))


def _side_by_side(
    paths: Sequence[str],
    jobs: int,
    address: str | None,
    progress: Progress,
    how: tuple[Any, ...],
) -> list[Report]:
    from derive.commands.executors import dask_executor, processes

    if address is not None:
        with dask_executor(address) as executor:
            done, suspects = _run(executor, list(enumerate(paths)), 10**9, progress, how)
        done.update({n: crashed(paths[n], "its worker ended") for n in suspects})
        return [done[n] for n in range(len(paths))]
    left = list(enumerate(paths))
    done = {}
    while left:
        with processes(min(jobs, len(left))) as executor:
            found, suspects = _run(executor, left, 2 * jobs, progress, how)
        done.update(found)
        for number in suspects:  # one of them ended its worker; alone, each shows which
            with processes(1) as executor:
                alone, guilty = _run(executor, [(number, paths[number])], 1, progress, how)
            done.update(alone)
            done.update({n: crashed(paths[n], "its worker ended") for n in guilty})
        left = [(n, path) for n, path in left if n not in done]
    return [done[n] for n in range(len(paths))]


def _run(
    executor: Executor,
    left: Sequence[tuple[int, str]],
    window: int,
    progress: Progress,
    how: tuple[Any, ...],
) -> tuple[dict[int, Report], list[int]]:
    """Reports by number (``how`` are the further arguments of :func:`check_one`), and the numbers that were under way when a worker died."""
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    waiting = iter(left)
    running: dict[Future[Report], int] = {}
    done: dict[int, Report] = {}
    suspects: list[int] = []
    broken = False
    while True:
        while not broken and len(running) < window and (job := next(waiting, None)):
            try:
                running[executor.submit(check_one, job[1], *how)] = job[0]
            except BrokenProcessPool:
                broken = True
        if not running:
            return done, suspects
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            number = running.pop(future)
            try:
                done[number] = future.result()
                progress.finished(len(done[number].verdicts))
            except Exception as error:
                if not _worker_died(error):
                    raise
                suspects.append(number)
                broken = broken or isinstance(error, BrokenProcessPool)


def _worker_died(error: Exception) -> bool:
    return type(error).__name__ in ("BrokenProcessPool", "KilledWorker")
