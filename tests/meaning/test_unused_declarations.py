"""A declaration that nothing in the document uses is a finding, where it stands."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText
from tests.support import check_text

STEP = "$$ y = g(w x) $$\n\n" + r"$$ \frac{\partial y}{\partial w} = y (1-y) x $$" + "\n"


def unused(text: str, *outside: str) -> list[str]:
    report = check(read(SourceText("document.md", text)), declared=outside)
    return [report.document.source.slice(d.span) or d.message for d in report.diagnostics if d.code == "D601"]


@pytest.mark.parametrize("declared", ["q is a matrix", "superscript of q is an index", r"\rho = sigmoid", r"q = 2 \rho"])
def test_a_name_that_no_formula_has(declared: str) -> None:
    assert unused(f"<!-- derive: {declared} -->\n{STEP}") == [declared]
    (said,) = unused(STEP, declared)
    assert f"`{declared}`" in said


@pytest.mark.parametrize("declared", ["g = sigmoid", "x is a number", "superscript of w is a power", "x = 3"])
def test_a_name_that_a_formula_has(declared: str) -> None:
    assert unused(f"<!-- derive: {declared} -->\n{STEP}") == []
    assert unused(STEP, declared) == []


def test_ignoring_nothing() -> None:
    assert unused(STEP + "\n<!-- derive: ignore -->\n") == ["ignore"]
    assert unused("<!-- derive: ignore -->\n" + STEP) == []
    assert unused("<!-- derive: ignore lines 90-95 -->\n" + STEP) == ["ignore lines 90-95"]
    assert unused("<!-- derive: ignore lines 2-3 -->\n" + STEP) == []


def test_it_is_a_warning_that_says_what_to_remove() -> None:
    (found,) = [d for d in check_text("<!-- derive: q is a matrix -->\n" + STEP).diagnostics if d.code == "D601"]
    assert found.severity == "warning"
    assert "q is a matrix" in found.message
