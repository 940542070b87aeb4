"""pre-commit, the GitHub action and shell completion, as far as a machine without GitHub can."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.documents import SMALL

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "derive"


def call(*line: str, folder: Path, **environment: str) -> tuple[int, str]:
    result = subprocess.run(
        line, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True
    )
    return result.returncode, result.stdout + result.stderr


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


# -- pre-commit


def test_hooks_run_commands_that_there_are() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    entries = re.findall(r"entry: derive (.*)", text)
    assert re.findall(r"id: (.*)", text) == ["derive-check", "derive-build"]
    for entry in entries:
        status, output = call(sys.executable, "-m", "derive", *entry.split(), "--help", folder=ROOT)
        assert status == 0, output


@pytest.mark.slow
def test_hooks_on_a_scratch_repository(tmp_path: Path) -> None:
    """The real pre-commit installs this working tree from a repository and runs both hooks."""
    hooks = tmp_path / "derive"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (hooks / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, hooks / name)
    git(hooks, "init", "-q")
    git(hooks, "add", "-A")
    git(hooks, "commit", "-qm", "all")
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hooks, check=True, capture_output=True, text=True).stdout.strip()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "good.md").write_text(SMALL.replace("= 3", "= 2"))
    (scratch / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: derive-check\n  - id: derive-build\n"
    )
    (scratch / "pyproject.toml").write_text('[tool.derive]\ndocuments = ["good.md"]\n')
    git(scratch, "init", "-q")
    git(scratch, "add", "-A")
    environment = {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "PYTHONPATH": ""}
    run = (sys.executable, "-m", "pre_commit", "run")
    status, output = call(*run, "derive-check", "--all-files", folder=scratch, **environment)
    assert status == 0, output
    (scratch / "bad.md").write_text(SMALL)
    git(scratch, "add", "-A")
    status, output = call(*run, "derive-check", "--all-files", folder=scratch, **environment)
    assert status == 1, output
    assert "bad.md:7:36: D301" in output
    assert "good.md:" not in output.replace("good.md: 2 steps", "")
    status, output = call(*run, "derive-build", "--all-files", folder=scratch, **environment)
    assert status == 1, output
    assert "is stale: run `derive build`" in output or "nothing was written" in output


# -- the action


def test_the_action_names_what_its_script_reads() -> None:
    action, script = (ACTION / "action.yml").read_text(), (ACTION / "check.sh").read_text()
    given = set(re.findall(r"^        (\w+): \$\{\{ inputs\.\w+ \}\}", action, re.M))
    assert given == {"PATHS", "ARGUMENTS", "SARIF", "PAGE"}
    assert all(f"${{{name}:-}}" in script for name in given)
    inputs = set(re.findall(r"inputs\.([\w-]+)", action))
    assert inputs == set(re.findall(r"^  ([\w-]+):\n    description", action, re.M))
    folder = re.findall(r'"\$GITHUB_ACTION_PATH(/[./]*)"', action)
    assert [(ACTION / f.lstrip("/")).resolve() for f in folder] == [ROOT]


@pytest.mark.parametrize(("formula", "status"), [("= 3", 1), ("= 2", 0)], ids=["refuted", "proved"])
def test_the_action_checks(tmp_path: Path, formula: str, status: int) -> None:
    (tmp_path / "a.md").write_text(SMALL.replace("= 3", formula))
    summary, path = tmp_path / "summary.md", os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    result, output = call(
        "bash", str(ACTION / "check.sh"), folder=tmp_path, PATH=path, GITHUB_STEP_SUMMARY=str(summary),
        PATHS="a.md", ARGUMENTS="--allow-undecided -j 1", SARIF="out/derive.sarif", PAGE="out/derive.html",
    )  # fmt: skip
    assert result == status, output
    assert output.count("::error file=a.md,line=7") == status
    assert "| a.md | 2 |" in summary.read_text()
    assert (tmp_path / "out" / "derive.sarif").read_text().count('"ruleId"') == status
    assert (tmp_path / "out" / "derive.html").read_text().startswith("<!DOCTYPE html>")


def test_the_action_says_what_is_wrong_with_its_input(tmp_path: Path) -> None:
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    status, output = call("bash", str(ACTION / "check.sh"), folder=tmp_path, PATH=path, PATHS="absent.md", SARIF="o.sarif")
    assert status == 2
    assert output.count("absent.md: no such file") == 1


# -- the shell


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_scripts(shell: str, tmp_path: Path) -> None:
    status, script = call(sys.executable, "-m", "derive", "completion", shell, folder=tmp_path)
    assert status == 0, script
    assert "--output-format" in script
    if shell == "bash":
        (tmp_path / "derive.bash").write_text(script)
        ask = 'source ./derive.bash; COMP_WORDS=(derive ch); COMP_CWORD=1; COMP_LINE="derive ch"; _shtab_derive derive ch derive; echo "${COMPREPLY[@]}"'
        status, output = call("bash", "-c", ask, folder=tmp_path)
        assert output.split() == ["check"], output


def test_help_answers_at_once() -> None:
    """Measured in processor time, so that a busy machine doesn't matter: less than 0.3 of importing SymPy."""

    def seconds(*line: str) -> float:
        script = "import resource,subprocess,sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); print(sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]))"
        return min(float(call(sys.executable, "-c", script, sys.executable, *line, folder=ROOT)[1]) for _ in range(5))

    assert seconds("-m", "derive", "--help") < 0.3 * seconds("-c", "import sympy")


def test_help_imports_nothing_heavy() -> None:
    script = "import sys\ntry:\n    from derive.cli import main; main(['--help'])\nexcept SystemExit: pass\nprint(sorted({'sympy', 'rich', 'markdown_it', 'numpy', 'jinja2'} & set(sys.modules)))"
    assert call(sys.executable, "-c", script, folder=ROOT)[1].endswith("[]\n")
