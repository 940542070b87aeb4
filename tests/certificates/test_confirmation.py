"""What the report says once Coq has spoken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from codegen.certificates import Certificate, Outcome, certify_report, confirm
from codegen.certificates import Report as Spoken
from derive.cli import main
from derive.judgement.checker import Report
from derive.report.proofs import show_proofs
from derive.report.segments import plain
from tests.support import ROOT, SEED

from .documents import judge

SCHEMA = json.loads((ROOT / "derive" / "report" / "report-v1.schema.json").read_text(encoding="utf-8"))
TEXT = r"""
$$
\begin{aligned}
z&=w\cdot x+b\\
E&=(z-y)^2\\
\frac{\partial E}{\partial z}&=2\cdot(z-y)\\
\frac{\partial E}{\partial w}&=2\cdot(z-y)\cdot x\\
z-b&=w\cdot x\\
E+1&=(z-y)^2+2\\
\end{aligned}
$$
"""


def judged(text: str = TEXT) -> tuple[Report, Certificate]:
    """A document's report and certificate."""
    report = judge(text)
    return report, certify_report(report)


def spoken(certificate: Certificate, rejected: tuple[str, ...] = (), late: tuple[str, ...] = (), **more: Any) -> Spoken:
    """Coq's word, made up: everything is accepted but these."""
    outcomes = tuple(
        Outcome(t.word, "rejected" if t.word in rejected else "timed out" if t.word in late else "accepted", 0.1, "no")
        for t in certificate.theorems
    )
    return Spoken(outcomes, (), more.get("foreign", ()), 1.0, more.get("error", ""))


def verdicts(report: Report) -> dict[int, tuple[str, str]]:
    return {number: (v.outcome, v.method) for number, v in report.verdicts.items()}


def test_accepted_verdicts_are_certified() -> None:
    report, certificate = judged()
    confirmed = confirm(report, certificate, spoken(certificate))
    assert [v for _, v in sorted(verdicts(confirmed).items())] == [
        ("defined", "definition"), ("defined", "definition"), ("proved", "certified"), ("proved", "certified"),
        ("proved", "certified"), ("refuted", "certified"),
    ]  # fmt: skip
    assert confirmed.diagnostics == report.diagnostics


@pytest.mark.parametrize(("word", "number"), [("step_4", 4), ("refuted_1_line_9", 6)])
def test_a_rejected_theorem_is_a_fault_of_ours(word: str, number: int) -> None:
    report, certificate = judged()
    assert word in {t.word for t in certificate.theorems}
    confirmed = confirm(report, certificate, spoken(certificate, (word,)))
    assert verdicts(confirmed)[number] == ("undecided", "")
    assert word in confirmed.verdicts[number].reason
    (fault,) = [d for d in confirmed.diagnostics if d.code == "D411"]
    assert fault.step == f"s{number}"
    assert "fault of derive" in fault.message
    assert not [d for d in confirmed.diagnostics if d.step == f"s{number}" and d.code == "D301"]
    assert sum(v == ("undecided", "") for v in verdicts(confirmed).values()) == 1
    assert len({d.id for d in confirmed.diagnostics}) == len(confirmed.diagnostics)


def test_a_gradient_that_is_rejected_is_reported() -> None:
    report, certificate = judged()
    confirmed = confirm(report, certificate, spoken(certificate, ("gradient_w",)))
    assert [d.code for d in confirmed.diagnostics if d not in report.diagnostics] == ["D411"]


def test_what_ran_out_of_time_stays_as_it_was() -> None:
    report, certificate = judged()
    confirmed = confirm(report, certificate, spoken(certificate, late=("step_4",)))
    assert confirmed.verdicts[4] == report.verdicts[4]
    assert verdicts(confirmed)[3] == ("proved", "certified")


@pytest.mark.parametrize("trouble", [{"error": "Syntax error"}, {"foreign": ("Eqdep.Eq_rect_eq.eq_rect_eq",)}])
def test_nothing_is_certified_by_a_file_that_is_not_in_order(trouble: dict[str, Any]) -> None:
    report, certificate = judged()
    confirmed = confirm(report, certificate, spoken(certificate, **trouble))
    assert verdicts(confirmed) == verdicts(report)
    assert [d.code for d in confirmed.diagnostics if d not in report.diagnostics] == ["D411"]


def test_the_seed_is_certified() -> None:
    report, certificate = judged(SEED)
    confirmed = confirm(report, certificate, spoken(certificate))
    assert [m for o, m in verdicts(confirmed).values() if o == "proved"] == ["certified"] * 56
    assert sorted(m for o, m in verdicts(confirmed).values() if o == "refuted") == ["certified", *["syntax"] * 4]


def test_a_step_is_certified_by_all_its_entries_or_not_at_all() -> None:
    text = "$$z = W x + b$$\n\n$$E = \\frac{1}{2}\\|z\\|^2$$\n\n$$\\frac{\\partial E}{\\partial W} = z x^T$$\n"
    report, certificate = judged(text)
    confirmed = confirm(report, certificate, spoken(certificate))
    assert verdicts(confirmed)[3] == ("proved", "certified")
    assert "certified by Coq for one size, entry by entry" in plain(show_proofs(confirmed))
    late = confirm(report, certificate, spoken(certificate, late=("step_3_2_1",)))
    assert late.verdicts[3] == report.verdicts[3]


@pytest.mark.coq
def test_the_command_reports_a_mutant_as_our_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A generator that flips a sign: Coq rejects its theorem, and the verdict falls, in JSON too."""
    from dataclasses import replace

    def mutant(report: Report, size: int | None = None) -> Certificate:
        right = certify_report(report, size)
        assert right.text.count("=\n  2 * (z - y) * x.\n") == 1
        return replace(right, text=right.text.replace("=\n  2 * (z - y) * x.\n", "=\n  2 * (z + y) * x.\n"))

    path = tmp_path / "document.md"
    path.write_text(TEXT.replace("E+1&=(z-y)^2+2", "E+1&=(z-y)^2+1"), encoding="utf-8")
    command = ["certify", str(path), "-o", str(tmp_path), "--run", "--output-format", "json"]
    assert main(command) == 0
    accepted = json.loads(capsys.readouterr().out)
    monkeypatch.setattr("codegen.certificates.judged.certify_report", mutant)
    assert main(command) == 1
    broken = json.loads(capsys.readouterr().out)
    for report in (accepted, broken):
        jsonschema.validate(report, SCHEMA, cls=jsonschema.Draft202012Validator)
    before, after = (r["documents"][0] for r in (accepted, broken))
    assert [s["method"] for s in before["steps"]] == ["definition"] * 2 + ["certified"] * 4
    changed = [s["id"] for s, t in zip(before["steps"], after["steps"], strict=True) if s != t]
    assert changed == ["s4"]
    assert (after["steps"][3]["outcome"], after["steps"][3]["method"]) == ("undecided", "")
    assert after["coverage"]["undecided"] == 1
    assert {d["code"] for d in after["diagnostics"]} - {d["code"] for d in before["diagnostics"]} == {"D411"}
