"""Every document under ``derivations/`` against the findings that are written in it.

A finding stands in a comment behind the formulas, in Markdown

    <!-- expect: D301 E = a\\cdot «x_1» -> x_2 -->

and in TeX ``% expect: …``, in reStructuredText ``.. expect: …``. It names the code, a piece
of the document that occurs once before any comment (blanks don't count), the token in it
between « », and the repair: ``-> text`` is a safe one, ``~> text`` a suggestion, ``-> none``
no repair, ``-> delete`` the token goes; where the repair is left out, any will do. ``expect: coverage 5 0 1 0 0`` gives
the numbers of defined, proved, refuted, undecided and unread steps and must be there; a
document with no other expectation must be silent. ``expect: todo why`` says that the program
falls short of the expectation; the test then fails when it no longer does. Findings at information level that are
not expected are passed over, but for those about undecided and unread steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from derive.judgement.checker import check
from derive.source.reader import load, read
from tests.support import check_text, coverage, found

FOLDER = Path(__file__).parent / "derivations"
DOCUMENTS = sorted(p for p in FOLDER.rglob("*") if p.suffix in (".md", ".tex", ".rst"))
_EXPECT = re.compile(r"(?:<!--|%|\.\.) expect: (.+?)(?: -->)?\r?$", re.M)
_PASSED_OVER = ("D402", "D501", "D502")


@dataclass(frozen=True)
class Expected:
    """A finding as a document announces it."""

    code: str
    start: int
    token: str
    repair: str | None  # None: any
    safe: bool


def _expectations(text: str) -> tuple[tuple[int, ...], list[Expected]]:
    counts: tuple[int, ...] = ()
    findings: list[Expected] = []
    first = min((m.start() for m in _EXPECT.finditer(text)), default=len(text))
    for match in _EXPECT.finditer(text):
        words = match[1]
        if words.startswith("coverage "):
            counts = tuple(map(int, words.split()[1:]))
            continue
        if words.startswith("todo "):
            continue
        parts = re.fullmatch(r"(D\d+) (.*?)(?: ([-~])> (.*))?", words)
        assert parts, words
        before, token, after = re.fullmatch(r"(.*)«(.*)»(.*)", parts[2]).groups()  # type: ignore[union-attr]
        places = [m for m in re.finditer(_context(before, token, after), text) if m.start() < first]
        assert len(places) == 1, f"{words}: occurs {len(places)} times"
        repair = "" if parts[4] == "delete" else parts[4]
        findings.append(Expected(parts[1], places[0].start(1), places[0][1], repair, parts[3] == "-"))
    return counts, findings


def _context(before: str, token: str, after: str) -> str:
    space = r"\s*" if token else ""
    return rf"{_loose(before)}{space}({_loose(token)})\s*{_loose(after)}"


def _loose(piece: str) -> str:
    """A pattern for a piece of text however it is spaced."""
    return r"\s*".join(re.escape(word) for word in re.findall(r"\\[A-Za-z]+|\S", piece)) or ""


def _cases() -> Iterator[object]:
    for path in DOCUMENTS:
        todo = re.search(r"expect: todo (.*?)(?: -->)?$", path.read_text(encoding="utf-8"), re.M)
        marks = [pytest.mark.xfail(reason=todo[1], strict=True)] if todo else []
        yield pytest.param(path, id=str(path.relative_to(FOLDER)), marks=marks)


@pytest.mark.parametrize("path", list(_cases()))
def test_document(path: Path) -> None:
    source = load(str(path))
    report = check(read(source))
    counts, expected = _expectations(source.text)
    codes = {e.code for e in expected}
    actual = [d for d in report.diagnostics if d.code in codes or d.code not in _PASSED_OVER]
    shown = "\n".join(str(f) for f in found(report, infos=True))
    assert [(d.code, d.span.start, source.slice(d.span)) for d in sorted(actual, key=lambda d: d.span)] == [
        (e.code, e.start, e.token) for e in sorted(expected, key=lambda e: e.start)
    ], shown
    for diagnostic, wanted in zip(sorted(actual, key=lambda d: d.span), sorted(expected, key=lambda e: e.start)):
        if wanted.repair is None:
            continue
        edit = diagnostic.fix.edits[0].text if diagnostic.fix else "none"
        assert "".join(edit.split()) == "".join(wanted.repair.split()), shown
        assert not diagnostic.fix or diagnostic.fix.safe == wanted.safe, shown
    assert counts == coverage(report), shown
    silent = not expected and report.coverage.refuted == report.coverage.undecided == report.coverage.unread == 0
    assert silent == (path.parent.name == "silent"), "right documents, and only they, lie under silent/"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(FOLDER)))
def test_safe_repairs_repair(path: Path) -> None:
    """After the safe repairs their findings are gone, no new one has come, and there is nothing more to apply."""
    report = check(read(load(str(path))))
    mended = [d for d in report.diagnostics if d.fix and d.fix.safe]
    again = check_text(report.repaired_text(), path.name)
    serious = [d for d in report.diagnostics if d.severity != "info"]
    assert sum(d.severity != "info" for d in again.diagnostics) == len(serious) - sum(d in serious for d in mended)
    assert again.safe_edits == []


def test_there_are_documents_of_every_kind() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in DOCUMENTS)
    assert {p.suffix for p in DOCUMENTS} >= {".md", ".tex"}
    assert len(DOCUMENTS) >= 60
    for code in ("D101", "D201", "D202", "D203", "D204", "D301", "D303", "D310", "D403", "D404", "D405"):
        assert f"expect: {code} " in text, code
