"""The report for people: the mark stands under the token, whatever stands before it."""

from __future__ import annotations

import re

import pytest

from derive.judgement.checker import Report
from derive.report import concise, full
from derive.report.segments import plain, width
from tests.support import SEED, check_text


def _full(report: Report) -> str:
    return plain(full.lines([report], [report.diagnostics]))


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("$E = x^2$ 好好 $$ \\frac{\\partial E}{\\partial x} = 3 x $$", "3"),
        ("误差 $E = x^2$，所以 $\\frac{\\partial E}{\\partial x} = 3 x$。", "3"),
        ("é e\u0301 $E = x^2$ $\\frac{\\partial E}{\\partial x} = 3 x$", "3"),
        ("a\t$E = x^2$\t$\\frac{\\partial E}{\\partial x} = 3 x$", "3"),
    ],
)
def test_the_mark_stands_under_the_token(text: str, token: str) -> None:
    lines = _full(check_text(text)).splitlines()
    number = next(i for i, line in enumerate(lines) if "^" * width(token) in line and line.lstrip().startswith("|"))
    above, below = lines[number - 1], lines[number]
    cells = "".join(c + "\0" * (width(c) - 1) for c in above if width(c))  # a cell for each column of the terminal
    start = below.index("^")
    assert cells[start : start + len(token)] == token
    assert below.count("^") == width(token)


def test_what_a_finding_holds() -> None:
    text = _full(check_text(SEED, "seed.md"))
    first = text.split("\n\n")[0]
    assert "error[D201]" in first
    assert "--> seed.md:63:10" in first
    assert "63 | a^2_2&=f(z^2_1)\\\\" in first
    assert "should be z^2_2" in first
    assert re.search(r"the left side is \S+, the right side is \S+", first)
    assert re.search(r"= repair: \S+", first)
    assert text.endswith("seed.md: 75 steps: 14 defined, 56 proved, 5 refuted, 0 undecided, 0 unread\n")


def test_long_lines_are_cut_around_the_token() -> None:
    long = " + ".join(f"c_{{{i}}}" for i in range(120))
    report = check_text(f"$$ E = x^2 $$\n\n$$ {long} + \\frac{{\\partial E}}{{\\partial x}} = {long} + 3 x $$\n")
    lines = _full(report).splitlines()
    assert max(map(len, lines)) < 400
    assert any("^" in line for line in lines)


def test_one_line_a_finding() -> None:
    report = check_text(SEED, "seed.md")
    lines = plain(concise.lines([report], [report.diagnostics])).splitlines()
    assert len(lines) == len(report.diagnostics) + 1
    assert all(re.match(r"seed\.md:\d+:\d+: D\d{3} (\[\*\] )?\S", line) for line in lines[:-1])
    assert sum("[*]" in line for line in lines) == 6


def test_proofs_list_every_step() -> None:
    report = check_text(SEED, "seed.md")
    text = plain(full.lines([report], [[]], proofs=True))
    assert len(re.findall(r"^seed\.md:\d+:\d+ s\d+ (?:defined|proved|refuted)", text, re.M)) == 75
    assert text.count("assuming f1") == 18
