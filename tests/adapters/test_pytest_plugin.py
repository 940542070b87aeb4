"""The pytest plugin, run as its users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.documents import SEED, SMALL

ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
    try:
        import importlib.metadata as metadata

        metadata.distribution("derive-checker")
    except metadata.PackageNotFoundError:
        line += ["-p", "derive.pytest_plugin"]
    result = subprocess.run([*line, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    return result.returncode, result.stdout + result.stderr


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "seed.md").write_bytes(SEED.read_bytes())
    (tmp_path / "small.md").write_text(SMALL)
    (tmp_path / "words.md").write_text("# No formulas here\n")
    return tmp_path


def test_an_item_for_each_step(notes: Path) -> None:
    status, output = run(notes, "--derive", "--collect-only", "-q")
    assert status == 0, output
    assert output.count("seed.md::s") == 75
    assert output.count("small.md::s") == 2
    assert "words.md" not in output


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_the_failing_formula_is_named(notes: Path, workers: list[str]) -> None:
    status, output = run(notes, "--derive", *workers)
    assert status == 1, output
    assert "7 failed, 70 passed" in output
    assert r"small.md::s2: line 7: \frac{\partial y}{\partial x} = 3" in output
    assert "should be z^2_2" in output


def test_without_the_option_nothing_is_collected(notes: Path) -> None:
    status, output = run(notes)
    assert status == 5, output
    assert "no tests ran" in output


def test_unread_fails_and_undecided_as_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("$$ a = \\foo{b} $$\n\n$$ \\frac{\\partial q}{\\partial r} = 2 $$\n\n$$ c = d")
    status, output = run(tmp_path, "--derive")
    assert (status, "3 failed, 1 passed" in output) == (1, True), output
    assert "D401: line 5" in output
    assert "2 failed, 2 passed" in run(tmp_path, "--derive", "--derive-allow-undecided")[1]


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"abc \xff")
    status, output = run(tmp_path, "--derive")
    assert status != 0
    assert "not UTF-8" in output
