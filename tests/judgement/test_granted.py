"""Open steps name what settles them; the author may answer for one, and never for a false one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derive.cli import main
from derive.judgement.checker import Report, check
from derive.report.json_format import render
from derive.source.reader import read
from derive.source.text import SourceText

OPEN = r"""$$ z = w x + b $$
$$ E = (z - t)^2 $$
$$ \frac{\partial E}{\partial w} = 2 x (z - t) $$
$$ s = x_1 + \dots + c + \dots + x_n $$
"""
FALSE = r"$$ \frac{\partial E}{\partial b} = 3 (z - t) $$"


def checked(text: str, *declared: str) -> Report:
    return check(read(SourceText("notes.md", text)), declared=declared)


def codes(report: Report) -> list[tuple[str, int]]:
    told = [d for d in report.diagnostics if d.code != "D501"]  # not every gradient is derived here
    return sorted((d.code, report.document.source.location(d.span.start).line) for d in told)


def test_every_open_step_names_a_declaration_that_settles_it() -> None:
    before = checked(OPEN)
    notes = [note for d in before.diagnostics if d.code == "D310" for note in d.notes]
    assert before.coverage.undecided == len(notes) == 1
    (told,) = notes
    assert told.startswith("declare: given line 4")
    after = checked(OPEN, told.removeprefix("declare: ").partition(",")[0])
    assert after.coverage.undecided == 0 and codes(after) == []
    assert after.verdicts[4].method == "assumption"
    assert after.coverage.proved == before.coverage.proved == 1


def test_the_next_formula_is_given_by_a_comment() -> None:
    lines = OPEN.splitlines()
    text = "\n".join((*lines[:3], "<!-- derive: given -->", lines[3]))
    assert codes(checked(text)) == []
    assert codes(checked("\n".join((*lines[:2], "<!-- derive: given -->", *lines[2:])))) == [("D310", 5), ("D601", 3)]


def test_what_is_false_stays_false_and_what_is_proved_needs_no_word() -> None:
    assert codes(checked(OPEN + FALSE, "given lines 4-5")) == [("D301", 5)]
    assert codes(checked(OPEN + FALSE, "given line 5", "given line 4")) == [("D301", 5), ("D601", 1)]
    assert ("D601", 1) in codes(checked(OPEN, "given line 3"))


@pytest.mark.parametrize("line", ["given line", "given lines x", "given line 4 5"])
def test_a_line_that_is_not_understood_says_so(line: str) -> None:
    assert ("D603", 1) in codes(checked(OPEN, line))


def test_suggested_lines_are_left_to_the_author(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text(OPEN + r"$$ \frac{\partial E}{\partial x} = q' w $$", encoding="utf-8")
    assert main(["check", str(notes), "--suggest"]) == 1
    sidecar = tmp_path / "notes.derive.toml"
    written = sidecar.read_text(encoding="utf-8").splitlines()
    assert written[1] == "declare = [" and all(line.startswith("    # ") for line in written[2:-1])
    assert any("given line 4" in line for line in written)
    sidecar.write_text("\n".join(line.replace("    # ", "    ") for line in written if "…" not in line), encoding="utf-8")
    capsys.readouterr()
    main(["check", str(notes), "--output-format", "concise"])
    told = capsys.readouterr().out
    assert "notes.md:4" not in told and "notes.md:5" in told


def test_the_json_report_has_the_declaration_too() -> None:
    report = checked(OPEN)
    (document,) = json.loads(render([report], [report.diagnostics]))["documents"]
    assert [d["notes"] for d in document["diagnostics"] if d["code"] == "D310"] == [["declare: given line 4, if it is right all the same"]]
