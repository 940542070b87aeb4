"""The command line: exit statuses, streams and files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from derive.diagnostics import CATALOGUE
from tests.support import SEED, SEED_PATH, corrected_seed, invoke, run

RIGHT = "$$ E = x^2 $$\n\n$$ \\frac{\\partial E}{\\partial x} = 2 x $$\n"
WRONG = RIGHT.replace("2 x $$", "3 x $$")
OPEN = "$$ m = \\langle u, v, w \\rangle $$\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("right.md", RIGHT), ("wrong.md", WRONG), ("open.md", OPEN), ("seed.md", SEED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("check right.md", 0),
        ("check wrong.md", 1),
        ("check right.md wrong.md", 1),
        ("check wrong.md --exit-zero", 0),
        ("check wrong.md --ignore D301", 0),
        ("check open.md", 1),
        ("check open.md --allow-undecided", 0),
        ("check missing.md", 2),
        ("check right.md missing.md", 2),
        ("check right.md --output-format nonsense", 2),
        ("explain D301", 0),
        ("explain false-step", 0),
        ("explain D999", 2),
        ("rules", 0),
        ("--version", 0),
        ("--help", 0),
    ],
)
def test_status(arguments: str, status: int, folder: Path) -> None:
    ran = (run if arguments in ("check right.md", "--version") else invoke)(*arguments.split(), cwd=folder)
    assert ran.status == status, ran
    assert bool(ran.err) == (status == 2)


@pytest.mark.parametrize("format", ["full", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_the_status_does_not_depend_on_the_format(format: str, folder: Path) -> None:
    assert invoke("check", "wrong.md", "--output-format", format, cwd=folder).status == 1


def test_standard_input() -> None:
    ran = invoke("check", "-", "--output-format", "concise", stdin=WRONG)
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("-:3:")
    assert invoke("fix", "-", stdin=WRONG).out == RIGHT


def test_no_document_named() -> None:
    """Outside any project the bundled document is taken, and the first line says so."""
    ran = invoke("check", cwd=Path("/"))
    assert ran.status == 1
    assert re.match(r".*bundled.*神经网络\.md\n", ran.out)
    assert "75 steps: 14 defined, 56 proved, 5 refuted" in ran.out
    machine = invoke("check", "--output-format", "json", cwd=Path("/"))
    assert json.loads(machine.out)["schema"] == 1
    assert "bundled" in machine.err


def test_documents_of_the_project(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.derive]\ndocuments = ["right.md", "wrong.md"]\n', encoding="utf-8")
    (folder / "below").mkdir()
    ran = invoke("check", "--output-format", "concise", cwd=folder / "below")
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == ["../right.md", "../wrong.md", "../wrong.md"]


UNTOLD = "$$ z = w x + b, \\quad a = s(z), \\quad E = (a - t)^2 $$\n\n$$ \\frac{\\partial E}{\\partial b} = 2 (a - t) a (1 - a) $$\n"


@pytest.mark.parametrize(("command", "says"), [("latex", "2 (a - t)"), ("numpy", "def gradients("), ("symbols", "a = sigmoid(z)"), ("graph", "<svg")])
def test_every_command_takes_declarations(command: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(UNTOLD, encoding="utf-8")
    if command in ("latex", "numpy"):
        refused = invoke(command, "notes.md", cwd=tmp_path)
        assert (refused.status, refused.out) == (1, "")
        assert "declare: s = sigmoid" in refused.err
        assert refused.err.rstrip().endswith("these steps are open: declare what is missing, or pass --allow-undecided")
    ran = invoke(command, "notes.md", "--declare", "s = sigmoid", "--declare", "w is a weight", cwd=tmp_path)
    assert ran.status == 0, ran
    assert says in ran.out


def test_select_ignore_statistics(folder: Path) -> None:
    everything = invoke("check", "seed.md", "--output-format", "concise", "--statistics", cwd=folder).out.splitlines()
    assert "    4 D101" in everything
    selected = invoke("check", "seed.md", "--output-format", "concise", "--select", "D2", cwd=folder).out
    assert sorted(set(re.findall(r" (D\d{3}) ", selected))) == ["D201", "D202"]
    rest = invoke("check", "seed.md", "--output-format", "concise", "--ignore", "d1,D5", cwd=folder).out
    assert sorted(set(re.findall(r" (D\d{3}) ", rest))) == ["D201", "D202"]


def test_fix(folder: Path) -> None:
    before = (folder / "seed.md").stat().st_mode
    shown = invoke("fix", "--diff", "seed.md", cwd=folder)
    assert shown.out.count("\n-") - shown.out.count("\n---") == 6
    assert (folder / "seed.md").read_text(encoding="utf-8") == SEED
    assert invoke("fix", "seed.md", cwd=folder).status == 0
    assert (folder / "seed.md").read_text(encoding="utf-8") == corrected_seed()
    assert (folder / "seed.md").stat().st_mode == before
    assert invoke("check", "seed.md", cwd=folder).status == 0
    again = (folder / "seed.md").stat().st_mtime_ns
    assert invoke("fix", "seed.md", cwd=folder).status == 0
    assert (folder / "seed.md").stat().st_mtime_ns == again


def test_the_bundled_document_is_never_written() -> None:
    before = SEED_PATH.read_bytes()
    for arguments in (("fix",), ("fix", str(SEED_PATH))):
        ran = invoke(*arguments, cwd=Path("/"))
        assert ran.status == 0
        assert "@@" in ran.out
        assert "would apply 6 repairs" in ran.err
    assert SEED_PATH.read_bytes() == before


def test_a_diff_that_patches(folder: Path) -> None:
    import subprocess

    diff = invoke("fix", "--diff", "seed.md", cwd=folder).out
    subprocess.run(["git", "apply", "-"], cwd=folder, input=diff.encode(), check=True)
    assert (folder / "seed.md").read_text(encoding="utf-8") == corrected_seed()


def test_output_file(folder: Path) -> None:
    ran = invoke("check", "wrong.md", "--output-file", "out/report.txt", cwd=folder)
    assert (ran.status, ran.out) == (1, "")
    assert "D301" in (folder / "out" / "report.txt").read_text(encoding="utf-8")


def test_colour_only_where_asked(folder: Path) -> None:
    assert "\x1b" not in run("check", "wrong.md", cwd=folder).out


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_explains_itself(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    from derive.cli import main

    assert main(["explain", code]) == 0
    text = capsys.readouterr().out
    rule = CATALOGUE[code]
    for part in (rule.code, rule.name, rule.explanation, rule.bad, rule.good):
        assert part in text


def test_a_reader_that_goes_away(folder: Path) -> None:
    """`derive check | head -1` ends quietly."""
    import subprocess
    import sys

    from tests.support import ROOT

    command = f"{sys.executable} -m derive check --show-proofs seed.md | head -1"
    ran = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"})
    assert ran.stderr == ""


def test_build_and_check(folder: Path) -> None:
    """What is built is current; what is touched is stale, and nothing is written to say so."""
    built = invoke("build", "seed.md", "-o", "out", cwd=folder)
    assert built.status == 0, built.err
    assert "75 steps" in built.out
    names = sorted(p.relative_to(folder / "out").as_posix() for p in (folder / "out").rglob("*") if p.is_file())
    assert {"seed.md", "seed.py"} <= set(names)
    assert invoke("build", "seed.md", "-o", "out", "--check", cwd=folder).status == 0
    target = folder / "out" / "seed.py"
    content = target.read_bytes()
    target.write_bytes(content + b"\n")
    stale = invoke("build", "seed.md", "-o", "out", "--check", cwd=folder)
    assert stale.status == 1
    assert "out/seed.py is stale" in stale.out
    assert target.read_bytes() == content + b"\n"
    assert invoke("build", "seed.md", "-o", "out", cwd=folder).status == 0
    assert target.read_bytes() == content


def test_an_open_step_stops_what_would_be_written(folder: Path) -> None:
    (folder / "bad.md").write_text(SEED.replace("f(x)\\cdot (1-f(x))", "\\frobnicate{x}"), encoding="utf-8")
    ran = invoke("numpy", "bad.md", "-o", "bad.py", cwd=folder)
    assert ran.status == 1
    assert "\\frobnicate" in ran.err
    assert not (folder / "bad.py").exists()


def test_a_cache_changes_no_report(folder: Path) -> None:
    check = ("check", "seed.md", "right.md", "--output-format", "json")
    plain = invoke(*check, cwd=folder)
    first = invoke(*check, "--cache", "kept/verdicts", cwd=folder)
    second = invoke(*check, "--cache", "kept/verdicts", "-j", "2", cwd=folder)
    assert (first.status, first.out) == (second.status, second.out) == (plain.status, plain.out)
    assert len(list((folder / "kept" / "verdicts").iterdir())) == 2


def test_a_cache_where_no_folder_can_be(folder: Path) -> None:
    assert invoke("check", "right.md", "--cache", "seed.md", cwd=folder).status == 2
