"""The report for other programs: as its schema says, and enough to repair a document with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from derive.diagnostics import CATALOGUE
from derive.report.json_format import render
from tests.support import ROOT, SEED, check_text, corrected_seed

SCHEMA = json.loads((ROOT / "derive" / "report" / "report-v1.schema.json").read_text(encoding="utf-8"))
DOCUMENTS = sorted((ROOT / "tests" / "derivations").rglob("*.md"))


def _report(text: str) -> dict[str, Any]:
    report = check_text(text)
    data: dict[str, Any] = json.loads(render([report], [report.diagnostics]))
    jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)
    return data


def _offset(text: str, location: dict[str, int]) -> int:
    """The offset of a line and column, counted here."""
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: location["line"] - 1]) + location["column"] - 1


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", DOCUMENTS[::4], ids=lambda p: p.stem)
def test_documents_follow_the_schema(path: Path) -> None:
    data = _report(path.read_text(encoding="utf-8"))
    (document,) = data["documents"]
    assert document["coverage"]["steps"] == len(document["steps"])
    ids = {d["id"] for d in document["diagnostics"]}
    assert len(ids) == len(document["diagnostics"])
    for step in document["steps"]:
        assert set(step["assuming"]) <= ids
    for diagnostic in document["diagnostics"]:
        rule = CATALOGUE[diagnostic["code"]]
        assert (diagnostic["name"], diagnostic["severity"]) == (rule.name, rule.severity)


def test_the_edits_alone_correct_the_document() -> None:
    """Another program, with nothing but the JSON, mends the bundled document."""
    (document,) = _report(SEED)["documents"]
    edits = [e for d in document["diagnostics"] if d["fix"] and d["fix"]["applicability"] == "safe" for e in d["fix"]["edits"]]
    text = SEED
    for edit in sorted(edits, key=lambda e: -_offset(SEED, e["location"])):
        start, end = _offset(SEED, edit["location"]), _offset(SEED, edit["end_location"])
        text = text[:start] + edit["text"] + text[end:]
    assert text == corrected_seed()


def test_the_bundled_document() -> None:
    (document,) = _report(SEED)["documents"]
    assert document["coverage"] == {"steps": 75, "defined": 14, "proved": 56, "refuted": 5, "undecided": 0, "unread": 0}
    assert sorted(document["gradients"]["missing"]) == ["b^1_1", "b^1_2", "b^2_1", "b^2_2"]
    refuted = next(s for s in document["steps"] if s["location"]["line"] == 149)
    assert refuted["outcome"] == "refuted"
    assert refuted["witness"]["left"] != refuted["witness"]["right"]
    assert refuted["latex"].startswith("z^2_2&=")


def test_nothing_is_escaped_that_need_not_be() -> None:
    report = check_text("$$ 好 = 1 + 1 $$\n")
    assert "好" in render([report], [report.diagnostics])
