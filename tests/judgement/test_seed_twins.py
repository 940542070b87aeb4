"""The bundled document in other words: its text is data, the program doesn't know its formulas."""

from __future__ import annotations

import random
import re

import pytest

from tests.support import SEED, SEED_FINDINGS, Found, check_text, corrected_seed, coverage, found

# Every letter but e, which is a number.
OTHER_LETTERS = dict(zip("Ewafzxyb", "Luhgspqc", strict=True))
GREEK = {"E": "J", "w": r"\theta", "a": r"\alpha", "f": r"\sigma", "z": r"\zeta", "x": r"\xi", "y": r"\upsilon", "b": r"\beta"}
HEADINGS = {
    "神经网络图": "Picture", "神经网络": "A network", "激活函数": "Activation", "正向传递": "Forward", "反向传递": "Backward",
    "输入层": "Inputs", "隐藏层": "Hidden layer", "输出层": "Outputs", "第一层": "First", "第二层": "Second", "第三层": "Third",
    "第四层": "Fourth", "第五层": "Fifth", "第六层": "Sixth",
}  # fmt: skip
_FORMULAS = re.compile(r"\$\$.*?\$\$", re.S)
_LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")


def rename(text: str, letters: dict[str, str]) -> str:
    """Every formula with other letters."""

    def letter(match: re.Match[str]) -> str:
        new = letters.get(match[0], match[0])
        following = match.string[match.end() : match.end() + 1]
        return new + (" " if new.startswith("\\") and following.isalpha() else "")

    return _FORMULAS.sub(lambda formula: _LETTER.sub(letter, formula[0]), text)


def translate(text: str) -> str:
    for word, english in HEADINGS.items():
        text = text.replace(word, english)
    assert text.isascii()
    return text


def reorder(text: str, order: random.Random) -> tuple[str, dict[int, int]]:
    """The text with its formulas in another order, and the new line of every line of a formula."""
    places = [(m.start(), m.end()) for m in _FORMULAS.finditer(text)]
    shuffled = places[:]
    order.shuffle(shuffled)
    pieces: list[str] = []
    lines: dict[int, int] = {}
    position = 0
    for (start, end), (old_start, old_end) in zip(places, shuffled, strict=True):
        pieces.append(text[position:start])
        first_old = text.count("\n", 0, old_start) + 1
        first_new = "".join(pieces).count("\n") + 1
        for offset in range(text.count("\n", old_start, old_end) + 1):
            lines[first_old + offset] = first_new + offset
        pieces.append(text[old_start:old_end])
        position = end
    pieces.append(text[position:])
    return "".join(pieces), lines


def _renamed_findings(letters: dict[str, str], lines: dict[int, int]) -> list[Found]:
    texts = SEED.split("\n")
    rows = []
    for line, column, code, wrong, right in SEED_FINDINGS:
        token, repair = (rename(f"$${t}$$", letters)[2:-2] for t in (wrong, right))
        whole = rename(f"$${texts[line - 1]}$$", letters)[2:-2]
        nth = texts[line - 1][: column - 1].count(wrong)
        at = -1
        for _ in range(nth + 1):
            at = whole.index(token, at + 1)
        rows.append(Found(lines.get(line, line), at + 1, code, token, repair, safe=True))
    return sorted(rows, key=lambda row: (row.line, row.column))


def _compact(findings: list[Found]) -> list[Found]:
    """Without the spaces that a command needs before a letter."""
    return [
        Found(f.line, f.column, f.code, f.token.replace(" ", ""), (f.repair or "").replace(" ", ""), f.safe) for f in findings
    ]


@pytest.mark.parametrize("seed", range(6))
def test_renamed_translated_reordered(seed: int) -> None:
    text, lines = reorder(translate(rename(SEED, OTHER_LETTERS)), random.Random(seed))
    report = check_text(text)
    assert found(report) == _renamed_findings(OTHER_LETTERS, lines)
    assert coverage(report) == (14, 56, 5, 0, 0)


def test_in_greek() -> None:
    report = check_text(rename(SEED, GREEK))
    assert _compact(found(report)) == _compact(_renamed_findings(GREEK, {}))
    assert coverage(report) == (14, 56, 5, 0, 0)


@pytest.mark.parametrize("seed", [11, 12])
def test_corrected_twin_is_clean(seed: int) -> None:
    text, _ = reorder(translate(rename(corrected_seed(), OTHER_LETTERS)), random.Random(seed))
    report = check_text(text)
    assert found(report) == []
    assert coverage(report) == (14, 61, 0, 0, 0)


def test_as_tex() -> None:
    r"""The same formulas in ``.tex``, in ``equation*`` and with CRLF line ends."""
    report = check_text(SEED.replace("$$\n\\begin", "\\[\n\\begin").replace("}\n$$", "}\n\\]"), "document.tex")
    assert found(report) == [Found(*row, safe=True) for row in SEED_FINDINGS]
    report = check_text(SEED.replace("\n", "\r\n"))
    assert found(report) == [Found(*row, safe=True) for row in SEED_FINDINGS]


def test_inside_a_quote() -> None:
    report = check_text("".join(f"> {line}\n" for line in SEED.split("\n")))
    assert found(report) == [
        Found(line, column + 2, code, wrong, right, safe=True) for line, column, code, wrong, right in SEED_FINDINGS
    ]
