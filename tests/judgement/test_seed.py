"""The bundled document: every verdict against numbers written down by hand."""

from __future__ import annotations

import hashlib

import pytest

from derive.judgement.checker import Report
from tests.judgement.numeric_seed import judge
from tests.support import SEED, SEED_FINDINGS, SEED_PATH, Found, check_text, corrected_seed, coverage, found


@pytest.fixture(scope="module")
def report() -> Report:
    return check_text(SEED)


def test_the_document_is_its_authors_to_the_byte() -> None:
    digest = hashlib.sha256(SEED_PATH.read_bytes()).hexdigest()
    assert digest == "76485cd5589529d6cbbef3d1cf14f8116da6a479ca23b6e2e5ac4b7127523d79"


def test_the_six_slips_and_nothing_else(report: Report) -> None:
    assert found(report) == [Found(*row, safe=True) for row in SEED_FINDINGS]


def test_coverage(report: Report) -> None:
    assert coverage(report) == (14, 56, 5, 0, 0)
    assert sum(bool(v.assuming) for v in report.verdicts.values()) == 18


def test_the_numbers_agree_with_every_verdict(report: Report) -> None:
    """75 steps: refuted exactly where the two sides are different numbers."""
    oracle = judge(SEED)
    assert len(oracle) == len(report.verdicts) == 75
    source = report.document.source
    for step, verdict, truth in zip(report.derivation.steps, report.verdicts.values(), oracle, strict=True):
        assert source.location(step.right.span.start).line == truth.line
        if truth.line == 63:
            assert (truth.true, verdict.outcome) == (False, "defined")  # a definition can't fail by itself
        elif truth.true is None:
            assert (verdict.outcome, verdict.method) == ("refuted", "syntax")
        else:
            assert truth.true == (verdict.outcome in ("proved", "defined")), step.id


def test_eighteen_steps_contradict_the_wrong_definition(report: Report) -> None:
    """What assumes the repair is what is false when line 63 is taken at its word."""
    repaired, literal = judge(SEED), judge(SEED, wrong_unit=True)
    contradicted = [i for i, (a, b) in enumerate(zip(repaired, literal, strict=True), 1) if a.true and b.true is False]
    assert len(contradicted) == 18
    assert [number for number, v in report.verdicts.items() if v.assuming] == contradicted
    finding = next(d for d in report.diagnostics if d.code == "D201")
    assert {v.assuming for v in report.verdicts.values() if v.assuming} == {(finding.id,)}
    assert "18 later steps" in finding.message


def test_missing_gradients_and_the_missing_picture(report: Report) -> None:
    infos = [d for d in report.diagnostics if d.severity == "info"]
    assert sorted(d.code for d in infos) == ["D501"] * 4 + ["D502"]
    assert {m.parameter.plain() for m in report.gradients.missing} == {"b^1_1", "b^1_2", "b^2_1", "b^2_2"}
    assert len(report.gradients.derived) == 8


def test_safe_repairs_change_six_tokens_and_leave_nothing_to_find(report: Report) -> None:
    assert report.repaired_text() == corrected_seed()


def test_corrected() -> None:
    again = check_text(corrected_seed())
    assert found(again) == []
    assert coverage(again) == (14, 61, 0, 0, 0)
    assert all(step.true for step in judge(corrected_seed()))


def test_witnesses_are_numbers_of_the_leaves_alone(report: Report) -> None:
    """Left and right of a witness, computed again from its leaves by hand."""
    finding = next(d for d in report.diagnostics if d.code == "D202")
    assert finding.witness is not None
    v = {name: float(value) for name, value in finding.witness.values.items()}
    assert not [name for name in v if name[0] in "zaEy"]

    def f(x: float) -> float:
        from math import exp

        return 1 / (1 + exp(-x))

    a1 = f(v["w^1_11"] * v["x_1"] + v["w^1_21"] * v["x_2"] + v["b^1_1"])
    a2 = f(v["w^1_12"] * v["x_1"] + v["w^1_22"] * v["x_2"] + v["b^1_2"])
    left = v["w^2_12"] * a1 + v["w^2_22"] * a2 + v["b^2_2"]
    right = v["w^2_12"] * a1 + v["w^2_22"] * a2 + v["b^2_1"]
    assert float(finding.witness.left) == pytest.approx(left, rel=1e-5)
    assert float(finding.witness.right) == pytest.approx(right, rel=1e-5)
    assert left != right
