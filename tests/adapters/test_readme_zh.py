"""What README.zh-CN.md shows is what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import derive
from derive.cli import build_parser, main
from tests.adapters.documents import SEED

TEXT = (Path(__file__).parents[2] / "README.zh-CN.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(?:\.venv/bin/)?derive ([^#\n]+)", TEXT, re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_are_understood(command: str) -> None:
    assert build_parser().parse_args(shlex.split(command)).run


def test_its_report_is_the_real_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--language", "zh", str(SEED)]) == 1
    real = {line.strip().split("神经网络.md")[-1] for line in capsys.readouterr().out.splitlines()}
    shown = TEXT.split("```text\n")[1].split("```")[0].splitlines()
    assert [line for line in shown if line and line.strip().split("神经网络.md")[-1] not in real] == []


def test_its_python_runs() -> None:
    report = derive.check(SEED)
    names = re.findall(r"report\.(\w+)", TEXT)
    assert names
    assert all(hasattr(report, name) for name in names)
