"""What a certificate says of whole documents: arrays, sizes, and steps that no theorem speaks of."""

from __future__ import annotations

import pytest

from codegen.certificates import certify_report

from .documents import certify_text, judge, network
from .test_coq import check_all

# Every outcome that a step can have.
EVERYTHING = r"""
$$
\begin{aligned}
z&=w\cdot x+b\\
q&=\int_0^1 z\,dx\\
E&=(z-y)^2\\
\frac{\partial E}{\partial z}&=2\cdot(z-y)\\
\frac{\partial E}{\partial w}&=3\cdot(z-y)\cdot x\\
z&\approx 1.5\\
z+b&=w\cdot x\cdot y+3\cdot x+7\\
\end{aligned}
$$

$$\frac{\partial E}{b}=2\cdot(z-y)$$
"""


def test_what_has_no_theorem_says_why() -> None:
    found = certify_text(EVERYTHING)
    reasons = {o.line: o.reason for o in found.omissions}
    assert reasons[5] == "it is unread: the command \\int is not known"
    assert reasons[9].startswith("it is undecided: ")
    assert set(reasons) == {5, 9}
    assert "2 steps have no theorem; each says why at its place." in found.text
    for line, reason in reasons.items():
        assert f"(* line {line}: no theorem: {reason}: " in found.text


def test_what_was_repaired_says_so() -> None:
    text = certify_text(EVERYTHING).text
    assert "(* line 8, repaired: \\frac{\\partial E}{\\partial w} = 2\\cdot(z-y)\\cdot x *)\nTheorem step_5 :" in text
    assert "(* line 14, repaired: " in text
    assert "(* line 7: \\frac" in text
    assert "(* line 8, refuted: as written: \\frac{\\partial E}{\\partial w} = 3\\cdot(z-y)\\cdot x *)" in text


def test_a_refutation_never_rests_on_premises_that_contradict_each_other() -> None:
    """The logarithm asks for 0 < p: at a witness where p is negative the theorem would hold of itself."""
    text = "$$L = -y \\log p - (1-y) \\log(1-p)$$\n\n$$\\frac{\\partial L}{\\partial p} = \\frac{y}{p} + \\frac{1-y}{1-p}$$\n"
    report = judge(text)
    witness = report.verdicts[2].witness
    assert witness is not None
    (p,) = [value for name, value in witness.values.items() if name.base == "p"]
    found = certify_report(report)
    assert p < 0
    assert [o.reason for o in found.omissions] == ["it is refuted, but the witness lies where p is not positive"]
    assert not [t for t in found.theorems if t.kind == "refutation"]


@pytest.mark.coq
def test_a_document_with_every_outcome() -> None:
    found = certify_text(EVERYTHING)
    assert [(t.kind, t.line) for t in found.theorems if t.kind == "refutation"] == [("refutation", 10), ("refutation", 8)]
    check_all(found.text)


@pytest.mark.coq
@pytest.mark.parametrize(
    ("text", "size"),
    [
        (network((3, 4, 2), "tanh", notation="matrix"), None),
        (network((2, 3), "tanh", "softmax-cross-entropy", "matrix"), 3),
        (network((2, 3), "tanh", "softmax-cross-entropy", "index"), 3),
    ],
    ids=["matrices", "softmax in matrices, three classes", "softmax in indices, three classes"],
)
def test_what_derive_new_writes_is_accepted(text: str, size: int | None) -> None:
    """Two layers of two units by default, or one of three: a theorem for each step and each parameter."""
    report = judge(text)
    found = certify_report(report, size)
    assert not found.omissions
    assert {t.step for t in found.theorems if t.kind == "step"} == {n for n, v in report.verdicts.items() if v.outcome == "proved"}
    assert sum(t.kind == "gradient" for t in found.theorems) == 12
    check_all(found.text)


def test_an_array_of_derivatives_has_no_entries_to_write_out() -> None:
    text = "<!-- derive: a, x, y are vectors -->\n$$ y = A x $$\n\n$$ a = \\frac{\\partial y}{\\partial x} $$\n\n$$ \\frac{\\partial y}{\\partial x} = A $$\n"
    found = certify_text(text)
    assert found.theorems and not found.omissions
