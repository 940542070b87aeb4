"""Many documents: side by side, on a cluster, with a worker that dies, and again when they change."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from derive.cli import main
from derive.commands import executors, pool
from derive.commands.base import UsageError
from derive.commands.single import check_one
from derive.commands.watch import watch
from derive.judgement.checker import Report
from tests.adapters.documents import SEED, SMALL


@pytest.fixture
def notes(tmp_path: Path) -> list[str]:
    paths = []
    for number in range(6):
        path = tmp_path / f"n{number}.md"
        path.write_text(SMALL.replace("2 x", f"{number + 4} x"))
        paths.append(str(path))
    return paths


def codes(reports: Sequence[Report]) -> list[list[str]]:
    return [[d.code for d in report.diagnostics] for report in reports]


@pytest.mark.parametrize("format", ["full", "concise", "json", "html", "sarif", "github", "gitlab", "junit"])
def test_two_workers_say_what_one_says(format: str, notes: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    alone = main(["check", "--output-format", format, *notes])
    expected = capfdbinary.readouterr().out
    assert main(["check", "--output-format", format, "-j", "2", *notes]) == alone == 1
    assert capfdbinary.readouterr().out == expected
    assert len(expected) > 200


def _fatal(path: str, *rest: Any) -> Report:
    if path.endswith("n3.md"):
        os._exit(139)  # as a segmentation fault would
    return check_one(path, *rest)


def test_a_dead_worker_costs_one_finding(notes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Fatal(ProcessPoolExecutor):
        def submit(self, function: object, /, *arguments: object, **named: object) -> Future[Report]:  # type: ignore[override]
            return super().submit(_fatal, *arguments, **named)  # type: ignore[arg-type]

    alone = codes(pool.check_all(notes))
    monkeypatch.setattr(executors, "processes", lambda jobs: Fatal(jobs))
    assert codes(pool.check_all(notes, jobs=2)) == [*alone[:3], ["D410"], *alone[4:]]


def test_an_internal_error_costs_one_finding(notes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from derive.judgement import checker

    honest = checker.check

    def failing(document, *rest):  # type: ignore[no-untyped-def]
        if document.source.path.endswith("n3.md"):
            raise MemoryError("no room")
        return honest(document, *rest)

    alone = codes(pool.check_all(notes))
    monkeypatch.setattr(checker, "check", failing)
    reports = pool.check_all(notes)
    assert codes(reports) == [*alone[:3], ["D410"], *alone[4:]]
    assert "MemoryError: no room" in reports[3].diagnostics[0].message


def test_a_missing_file_is_no_finding(notes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-j", "2", *notes, "absent.md"]) == 2
    assert capsys.readouterr().err == "derive: absent.md: no such file\n"


@pytest.mark.parametrize("arguments", [["-j", "two"], ["--executor", "slurm://x"], ["--executor", "dask://"]])
def test_bad_arguments(arguments: list[str], notes: list[str]) -> None:
    try:
        status = main(["check", *arguments, *notes])
    except SystemExit as stop:
        status = int(stop.code or 0)
    assert status == 2


def test_standard_input_needs_one_worker() -> None:
    with pytest.raises(UsageError, match="standard input"):
        pool.check_all(["-", "a.md"], jobs=2)


class _Here(Executor):
    """Runs at once: any executor fits the seam."""

    def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        future.set_result(function(*arguments, **named))
        return future


def test_any_executor_fits(notes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    alone = codes(pool.check_all(notes))
    monkeypatch.setattr(executors, "processes", lambda jobs: _Here())
    assert codes(pool.check_all(notes, jobs=2)) == alone != [[]] * 6


@pytest.mark.slow
def test_two_hundred_documents_on_a_dask_cluster(tmp_path: Path) -> None:
    from distributed import LocalCluster

    paths = []
    for number in range(200):
        path = tmp_path / f"d{number}.md"
        shutil.copy(SEED, path) if number % 40 == 0 else path.write_text(SMALL)
        paths.append(str(path))
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        reports = pool.check_all(paths, executor=address)
    assert [report.path for report in reports] == paths
    assert [report.coverage.steps for report in reports] == [75 if n % 40 == 0 else 2 for n in range(200)]


def test_watch_runs_again_after_a_change(tmp_path: Path) -> None:
    note = tmp_path / "a.md"
    note.write_text("one")
    seen: list[str] = []

    def run() -> int:
        seen.append(note.read_text())
        return len(seen)

    def change() -> None:
        time.sleep(0.5)
        fresh = tmp_path / "b.md"
        fresh.write_text("two words")
        fresh.replace(note)  # as editors save

    thread = threading.Thread(target=change)
    thread.start()
    assert watch([str(note)], run, rounds=2) == 2
    thread.join()
    assert seen == ["one", "two words"]
