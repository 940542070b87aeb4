"""One-token slips of many kinds in the corrected bundled document: each is found where it was made."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.judgement.numeric_seed import judge
from tests.support import Found, check_text, corrected_seed, found


@dataclass(frozen=True)
class Slip:
    """On ``line``, ``right`` was written as ``wrong``, inside of ``context`` (its «» mark the place)."""

    kind: str
    line: int
    context: str
    wrong: str
    code: str = "D301"
    repaired: bool = True  # the program knows what should stand there
    todo: str = ""  # what the program does instead, where it falls short

    def apply(self, text: str) -> tuple[str, int, int]:
        """The text with the slip, and the columns it takes."""
        before, _, rest = self.context.partition("«")
        right, _, after = rest.partition("»")
        lines = text.split("\n")
        line = lines[self.line - 1]
        assert line.count(before + right + after) == 1, self
        start = line.index(before + right + after) + len(before)
        lines[self.line - 1] = line[:start] + self.wrong + line[start + len(right) :]
        return "\n".join(lines), start + 1, start + 1 + len(self.wrong)


SLIPS = (
    Slip("wrong unit in a sum", 172, r"w^2_{12}\cdot «a^2_2»", "a^2_1"),
    Slip("wrong unit in a definition", 46, r"f(«z^1_1»)", "z^1_2", "D201"),
    Slip("wrong input", 220, r"&=«x_2»", "x_1"),
    Slip("lost minus", 91, r"&=«-»2\cdot", ""),
    Slip("minus for plus", 170, r"«+»\frac{\partial E_2}", "-"),
    Slip("plus for minus", 92, r"a^2_1«-»\hat", "+"),
    Slip("lost factor", 111, r"&=«a^2_2\cdot»", "", repaired=False),
    Slip("target without its hat", 108, r"a^2_1-«\hat y_1»", "y_1"),
    Slip("lost prime", 18, r"f«'»(x)&", ""),
    Slip("prime too many", 19, r"&=f«»(x)", "'"),
    Slip("exponent", 18, r")^«2»}", "3"),
    Slip("plus for times", 108, r"a^2_1«\cdot»(a^2_1", "+"),
    Slip("times for plus", 174, r"«+»\frac", r"\cdot"),
    Slip("sign of a derivative lost above", 107, r"\frac{«\partial »E}{\partial z^2_1}&", "", "D101"),
    Slip("sign of a derivative lost below", 213, r"\frac{\partial E}{«\partial »w^1_{11}}&", "", "D101"),
    Slip("chain through the wrong unit", 194, r"\frac{\partial «a^1_2»}{\partial z^1_2}\\", "a^1_1"),
    Slip("weight that belongs to another input", 153, r"&=«w^2_{11}»", "w^2_{21}"),
    Slip("derivative by the wrong symbol", 157, r"\frac{\partial z^2_1}{\partial «a^1_2»}", "a^1_1"),
    Slip(
        "lost term", 177, r"(1-a^2_1)«+w^2_{22}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2)»", "", repaired=False,
        todo="the row above is blamed",
    ),
    Slip("exponent in a definition", 78, r")^«2»", "3", "D201"),
    Slip("lost minus in a definition", 17, r"e^{«-»x}", ""),
)  # fmt: skip


def _found_once(slip: Slip) -> None:
    text, start, end = slip.apply(corrected_seed())
    findings = found(check_text(text))
    assert len(findings) == 1, findings
    (finding,) = findings
    assert (finding.line, finding.code) == (slip.line, slip.code)
    assert finding.column <= end
    assert finding.column + len(finding.token) >= start
    assert len(finding.token) <= 45, "the token, not the side"
    assert finding.safe or not slip.repaired


@pytest.mark.parametrize("slip", [s for s in SLIPS if not s.todo], ids=lambda s: s.kind)
def test_found_at_its_token(slip: Slip) -> None:
    _found_once(slip)


@pytest.mark.parametrize(
    "slip", [pytest.param(s, marks=pytest.mark.xfail(reason=s.todo, strict=True)) for s in SLIPS if s.todo], ids=lambda s: s.kind
)
def test_found_at_its_token_one_day(slip: Slip) -> None:
    _found_once(slip)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: s.kind)
def test_the_slip_is_one(slip: Slip) -> None:
    """By the numbers alone: the line that carries the slip says something false, and no other line does."""
    text, _, _ = slip.apply(corrected_seed())
    if slip.kind == "sign of a derivative lost above":
        return  # the oracle knows the other form only
    wrong = {step.line for step in judge(text) if not step.true}
    assert slip.line in wrong
    assert wrong <= {slip.line, slip.line + 1}


@pytest.mark.parametrize("slip", [s for s in SLIPS if not s.todo and s.repaired], ids=lambda s: s.kind)
def test_the_repair_restores_the_truth(slip: Slip) -> None:
    """The safe repair makes every step true by the numbers, not by the program's own word."""
    text, _, _ = slip.apply(corrected_seed())
    assert all(step.true for step in judge(check_text(text).repaired_text()))


def test_several_slips_at_once() -> None:
    """Five slips in five places are five findings."""
    chosen = [s for s in SLIPS if s.line in (18, 92, 107, 172, 220) and s.kind != "lost prime"]
    text = corrected_seed()
    expected = []
    for slip in chosen:
        text, start, _ = slip.apply(text)
        expected.append((slip.line, slip.code))
    assert len(chosen) == 5
    assert [(f.line, f.code) for f in found(check_text(text))] == sorted(expected)


def test_right_steps_have_no_findings() -> None:
    assert found(check_text(corrected_seed())) == list[Found]()
