"""What comes of input that is wrong, hostile or enormous: a clear message, in bounded time and memory.

Every case runs as its own process with its memory bounded; none may leave a traceback, and
none may touch a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import Ran, check_text, found, invoke, run

SECONDS = 10.0
MEBIBYTES = 1500
DEEP = 100_000


def _check(folder: Path, name: str, content: str | bytes, *arguments: str) -> Ran:
    """Check one document in an empty folder, and that the folder is as before."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*")}
    ran = run("check", "--output-format", "concise", *arguments, name, cwd=folder, timeout=SECONDS, memory=MEBIBYTES)
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*")} == before
    assert "Traceback" not in ran.err, ran.err[-2000:]
    assert "Error:" not in ran.err
    return ran


@dataclass(frozen=True)
class Refused:
    """A file that is no document: exit status 2 and a message that says what to do."""

    label: str
    name: str
    content: bytes
    message: str


REFUSED = (
    Refused("binary", "a.md", bytes(range(256)) * 8, "a.md: is a binary file, not Markdown or LaTeX"),
    Refused("latin-1", "a.md", "x\n# caf\xe9\n".encode("latin-1"), "a.md:2: byte 0xe9 is not UTF-8; save the file as UTF-8"),
    Refused("utf-16", "a.md", "$$ a = b $$".encode("utf-16"), "a.md: is UTF-16; save the file as UTF-8"),
    Refused("too large", "a.md", b"x" * (33 << 20), "a.md: larger than 32 MiB; split the document"),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda c: c.label)
def test_refused(case: Refused, tmp_path: Path) -> None:
    ran = _check(tmp_path, case.name, case.content)
    assert (ran.status, ran.out, ran.err) == (2, "", f"derive: {case.message}\n")


def test_missing_file_and_directory(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert invoke("check", "nowhere.md", cwd=tmp_path) == Ran(2, "", "derive: nowhere.md: no such file\n")
    ran = invoke("check", "folder", cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "folder" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.skipif(not hasattr(os, "mkfifo") or os.geteuid() != 0, reason="needs a device to read from")
def test_a_file_without_end(tmp_path: Path) -> None:
    ran = run("check", "/dev/zero", cwd=tmp_path, timeout=SECONDS, memory=MEBIBYTES)
    assert ran.status == 2
    assert "larger than" in ran.err


def _check_all(folder: Path, documents: Mapping[str, str], seconds: float = SECONDS) -> dict[str, list[str]]:
    """Check several documents in one process; gives the lines of each document's report."""
    for name, content in documents.items():
        (folder / name).write_text(content, encoding="utf-8")
    ran = run("check", "--output-format", "concise", *documents, cwd=folder, timeout=seconds, memory=MEBIBYTES)
    assert sorted(p.name for p in folder.iterdir()) == sorted(documents)
    assert ran.status in (0, 1), ran.err[-2000:]
    assert "Traceback" not in ran.err
    lines: dict[str, list[str]] = {name: [] for name in documents}
    for line in ran.out.splitlines():
        lines[line.partition(":")[0]].append(line)
    return lines


@dataclass(frozen=True)
class Findings:
    """A document whose findings are ``path:line:column: code message``; every one is given."""

    label: str
    content: str
    lines: tuple[str, ...]  # patterns, one for each finding
    name: str = "a.md"
    status: int = 1


CASES = (
    Findings("empty", "", (r"a\.md:1:1: D409 no equality",)),
    Findings("no formulas", "Some words.\n\nE = mc^2\n", (r"a\.md:1:1: D409 no equality",)),
    Findings("unclosed display", "Text\n\n$$\na = b\n", (r"a\.md:3:1: D401 this formula is never closed",)),
    Findings("unclosed in TeX", "Text\n\\[ a = b\n", (r"a\.tex:2:1: D401 this formula is never closed",), "a.tex"),
    Findings(
        "unbalanced braces", "$$ a = \\frac{1}{2 $$\n\n$$ b = c} $$\n",
        (r"a\.md:1:16: D404 expected \}", r"a\.md:3:9: D404 \} closes nothing"),
    ),
    Findings("an empty side", "$$ a = $$\n", (r"a\.md:1:\d+: D403",)),
    Findings("an unknown command", "$$ a = \\frobnicate{b} $$\n", (r"a\.md:1:8: D405 .*\\frobnicate",)),
    Findings("no division by zero is silent", "$$ \\frac{1}{0} = 3 $$\n", (r"a\.md:1:\d+: D3\d\d .*division by zero",)),
    Findings("in terms of itself", "$$ b = 2 b $$\n", (r"a\.md:1:\d+: D204 .*`b` is defined in terms of itself",)),
    Findings("input from elsewhere", "\\input{../../../etc/passwd}\n$a = b$\n",
             (r"a\.tex:1:1: D402 .*outside the document's folder",), "a.tex", 1),
    Findings("import in a formula", "$$ a = __import__('os').system('touch PWNED') $$\n", (r"a\.md:1:8: D404 _ stands where",)),
    Findings("attributes in a formula", "$$ a = x.__class__.__mro__ $$\n", (r"a\.md:1:9: D404 \. has no meaning",)),
    Findings("a macro without end", "$$ \\def\\x{\\x\\x} a = \\x $$\n", (r"a\.md:1:21: D407 the macro \\x expands without end",)),
    Findings(
        "doubling macros",
        "".join(f"\\newcommand{{\\z{c}}}{{\\z{d}\\z{d}}}\n" for c, d in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu"))
        + "\\newcommand{\\zu}{x}\n\\[ a = \\za \\]\n",
        (r"a\.tex:22:8: D407 the macro .* expands without end",), "a.tex",
    ),
    Findings("an argument that doubles", "\\newcommand{\\f}[1]{\\f{#1#1}}\n\\[ a = \\f{x} \\]\n", (r"a\.tex:2:8: D407",), "a.tex"),
    Findings("a number of many digits", f"$$ a = {'1' * 5000} $$\n", (r"a\.md:1:8: D407 a number of 5000 digits",)),
    Findings("10 MB of terms", "$$ a = " + "+".join(f"b_{{{i}}}" for i in range(950_000)) + " $$\n", (r"a\.md:1:\d+: D407",)),
    Findings("10 MB of digits", f"$$ a = {'1' * 10_000_000} $$\n", (r"a\.md:1:8: D407",)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_findings(case: Findings, tmp_path: Path) -> None:
    ran = _check(tmp_path, case.name, case.content)
    assert ran.status == case.status
    *findings, summary = ran.out.splitlines()
    assert re.match(rf"{re.escape(case.name)}: \d+ steps: ", summary)
    assert len(findings) == len(case.lines), ran.out[:2000]
    for line, pattern in zip(findings, case.lines):
        assert re.match(pattern, line), line[:300]
    assert not (tmp_path / "PWNED").exists()


NESTED = {
    label: f"$$ a = {opener * DEEP}b{closer * DEEP} $$\n"
    for label, opener, closer in (
        ("parentheses", "(", ")"), ("groups", "{", "}"), ("fractions", r"\frac{1}{1+", "}"), ("roots", r"\sqrt{", "}"),
        ("subscripts", "b_{", "}"), ("powers", "b^", ""), ("texts", r"\text{", "}"), ("names", r"\mathrm{", "}"),
        ("bars", "|", ""), ("hats", r"\hat ", ""), ("matrices", r"\begin{pmatrix}", r"\end{pmatrix}"),
        ("sums", r"\sum_i ", ""), ("brackets", r"\left[", r"\right]"),
    )
}  # fmt: skip


def test_nested_too_deep(tmp_path: Path) -> None:
    """100 000 levels of anything: a finding at the place where reading stopped."""
    for label, lines in _check_all(tmp_path, NESTED, seconds=2 * SECONDS).items():
        assert len(lines) == 2, (label, lines)
        assert re.match(rf"{label}:1:\d+: D40[67] (?:texts )?(?:nested deeper|more than)", lines[0]), lines[0]


TAME = {
    "dollars": "$" * 100_000,
    "code-spans": " ".join("`" * i for i in range(1, 900)),
    "comments": "<!--" * 200_000,
    "scripts": "<script>\n" * 100_000,
    "links": "[a](" * 20_000,
    "emphasis": "*a" * 50_000,
    "lists": "".join("  " * i + "- x\n" for i in range(300)),
    "quotes": ">" * DEEP + " $$ a = b $$\n",
    "minus-signs": f"$$ a = {'-' * 40_000}b $$\n",
    "unclosed-texts": f"$$ a = {chr(92)}text{{{(chr(92) + 'text{') * 20_000} $$\n",
    "halves": "$$ a = " + r"\frac12" * 15_000 + " $$\n",
    "verbatim.tex": "\\begin{verbatim}" * 50_000,
    "aligned.tex": "\\begin{align}" * 20_000 + "%\n" * 50_000,
}


def test_bounded_time(tmp_path: Path) -> None:
    """What is quadratic in a careless reader takes no longer here than its length asks for."""
    for label, lines in _check_all(tmp_path, TAME, seconds=2 * SECONDS).items():
        assert lines, label


HUGE = (
    r"a = 2^{10^9}", r"x^{999999999} = y", r"b = (1+x)^{999999999}", r"10^{10^{10^{10}}} = 3", r"c = 2^{-999999999}",
    r"(1+x+y)^{5000} = (1+y+x)^{5001}", r"\left((1+x)^{1000}\right)^{1000} = 1", r"\exp(\exp(\exp(\exp(10)))) = 3",
    r"0.5^{999999999} = 0.25^{999}", r"\sin(10^{1000000}) = 1", r"\prod_{i=1}^{999999999} i = 2",
    r"\sum_{i=1}^{1000000000} x_i = 1", r"e^{10^9} = e^{10^9+1}",
)  # fmt: skip


def test_huge_numbers(tmp_path: Path) -> None:
    """What doesn't fit isn't computed, and the step behind it is judged all the same."""
    documents = {f"{i}.md": f"$$ {formula} $$\n\n$$ (u+1)^2 = u^2+1 $$\n" for i, formula in enumerate(HUGE)}
    for name, lines in _check_all(tmp_path, documents, seconds=2 * SECONDS).items():
        assert any(re.match(rf"{name}:3:\d+: D301 ", line) for line in lines), lines
        assert not any(re.match(rf"{name}:1:\d+: D20\d", line) for line in lines), lines


def test_an_unclosed_parenthesis() -> None:
    assert "never closed" in str(check_text("$$ x = (1+2 $$\n").diagnostics)


def test_cyclic_definitions() -> None:
    report = check_text("$$ a = b + 1 $$\n\n$$ b = a + 1 $$\n")
    assert [f.code for f in found(report)] == ["D204"]


def test_a_function_without_arguments() -> None:
    report = check_text(r"$$ z = W x \qquad p = \operatorname{softmax}() \qquad \frac{\partial p}{\partial z} = \operatorname{diag}(p, z) $$" + "\n")
    assert report.verdicts[3].outcome == "undecided"


def test_a_definition_that_divides_by_zero() -> None:
    assert "division by zero" in str(check_text("$$ a = \\frac{1}{0} $$\n").diagnostics)


def test_a_long_chain_of_definitions(tmp_path: Path) -> None:
    """200 definitions, each in terms of the one before: no recursion limit, no square of the time."""
    text = "".join(f"$$ a_{{{i + 1}}} = a_{{{i}}} + 1 $$\n\n" for i in range(200))
    right = _check(tmp_path, "right.md", text + "$$ a_{200} - a_0 = 200 $$\n")
    wrong = _check(tmp_path, "wrong.md", text + "$$ a_{200} - a_0 = 201 $$\n")
    assert (right.status, wrong.status) == (0, 1), right.out[-300:] + wrong.out[-300:]


def test_control_characters_are_drawn(tmp_path: Path) -> None:
    """A document can't steer the terminal that shows its report."""
    ran = _check(tmp_path, "a.md", "$$ a = b \x1b]0;owned\x07 \x9b31m $$\n")
    assert ran.status == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", ran.out)


def test_a_path_in_a_title_names_no_file(tmp_path: Path) -> None:
    """Titles, front matter and names are text: what is written lies in the folder that was named."""
    text = "---\ntitle: ../../evil\n---\n\n# ../../../tmp/evil\n\n$$ a = b $$\n"
    work = tmp_path / "work"
    work.mkdir()
    ran = _check(work, "a.md", text)
    assert ran.status == 0
    assert [p.name for p in tmp_path.rglob("*")] == ["work", "a.md"]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[tool.derive\n", "pyproject.toml: "),
        ("[tool.derive]\ndocuments = 3\n", "documents must be a list of paths"),
        ("[tool.derive]\nfrobnicate = true\n", "has no setting 'frobnicate'"),
        ('[tool.derive.documents."a.md"]\nname = "import os"\n', "must be a Python identifier"),
        ('[tool.derive.documents."a.md"]\nname = "../evil"\n', "must be a Python identifier"),
        ('[tool]\nderive = "a.md"\n', "[tool.derive] must be a table"),
        ('[tool.derive]\ndocuments = ["nowhere.md"]\n', "nowhere.md: no such file"),
    ],
)
def test_bad_configuration(toml: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(toml, encoding="utf-8")
    ran = invoke("check", cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert ran.err.startswith("derive: ")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("arguments", [["check", "--frobnicate"], ["frobnicate"], ["check", "--select", "X9"], ["explain", "D999"], []])
def test_bad_options(arguments: list[str]) -> None:
    ran = invoke(*arguments)
    assert ran.status == 2
    assert "Traceback" not in ran.err


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("$$ a = b $$\n", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = invoke("check", "a.md", "--output-file", "file/report.txt", cwd=tmp_path)
    assert ran.status == 2
    assert "can't be written" in ran.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md", "file"]
