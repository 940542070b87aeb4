"""The README's examples of training, run as they stand."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import Client, LocalCluster

from derive.cli import main
from generated import neural_network as seed

SECTION = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split("## Training with it\n")[1].split("\n## ")[0]
COMMANDS, *_ = re.findall(r"^```sh\n(.*?)^```", SECTION, re.M | re.S)
XOR, DIGITS, LARGE = re.findall(r"^```python\n(.*?)^```", SECTION, re.M | re.S)


def run(example: str) -> dict[str, Any]:
    """The names that an example leaves behind."""
    names: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), names)
    return names


def test_the_seed_learns_exclusive_or(capsys: pytest.CaptureFixture[str]) -> None:
    names = run(XOR)
    assert names["loss"] < 0.001
    assert capsys.readouterr().out.strip() == str(names["y_hat"])


def test_a_network_from_a_specification_learns_digits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "svg")
    for command in COMMANDS.splitlines():
        assert main(shlex.split(command)[1:]) == 0
    names = run(DIGITS)
    del sys.modules["digits"]
    shown = capsys.readouterr().out
    promised, count = re.findall(r"# ([\d.]+)% of (\d+) unseen digits", DIGITS)[0]
    assert f"of {count} unseen digits" in shown
    assert names["accuracy"] > float(promised) / 100 - 0.02  # other processors round differently
    assert "learning digits" in shown and "100%" in shown
    seen, unseen = np.transpose(names["losses"])
    assert seen[-1] < 0.05 < unseen[-1] < 0.2
    picture = Path("loss.svg").read_text(encoding="utf-8")
    assert picture.count("<path") > 20


def test_a_batch_larger_than_memory_on_a_cluster() -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster):
        names = run(LARGE)
        expected = seed.gradients(names["x"].compute(), names["y_hat"].compute(), *names["parameters"])
    for got, wanted in zip(names["total"], expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-11)
