"""What Coq says of certificates. These tests need ``coqc`` with Coquelicot and Interval."""

from __future__ import annotations

import re
import time

import pytest

from codegen.certificates import CoqMissing, Report, run_certificate
from tests.support import SEED

from .documents import certify_text, network

pytestmark = pytest.mark.coq

SOFTMAX = r"""
$$
\begin{aligned}
S&=e^{z_1}+e^{z_2}+e^{z_3}\\
p_1&=\frac{e^{z_1}}{S}\\
p_2&=\frac{e^{z_2}}{S}\\
p_3&=\frac{e^{z_3}}{S}\\
L&=-(y_1\cdot\log(p_1)+y_2\cdot\log(p_2)+y_3\cdot\log(p_3))\\
\frac{\partial p_1}{\partial z_1}&=p_1\cdot(1-p_1)\\
\frac{\partial p_2}{\partial z_1}&=-p_1\cdot p_2\\
\frac{\partial L}{\partial p_1}&=-\frac{y_1}{p_1}\\
\frac{\partial L}{\partial z_1}&=p_1\cdot(y_1+y_2+y_3)-y_1\\
\end{aligned}
$$
"""

INDICES = r"""
$$a_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$

$$\frac{\partial a_j}{\partial z_i} = a_i(1 - a_i), \quad i = j$$

$$\frac{\partial a_j}{\partial z_i} = -a_i a_j, \quad i \neq j$$

$$L = -\sum_k y_k \log a_k$$

$$\frac{\partial L}{\partial z_i} = a_i \sum_k y_k - y_i$$
"""

RULES = r"""
$$
\begin{aligned}
u&=\sqrt{1+x^2}+\frac{k}{m}\\
v&=\sin(u)\cdot g(x)\\
\frac{\partial u}{\partial x}&=\frac{x}{\sqrt{1+x^2}}\\
\frac{\partial u}{\partial m}&=-\frac{k}{m^2}\\
\frac{\partial v}{\partial u}&=\cos(u)\cdot g(x)\\
\frac{\partial v}{\partial x}&=\cos(u)\cdot\frac{x}{\sqrt{1+x^2}}\cdot g(x)+\sin(u)\cdot g'(x)\\
\frac{e^x}{1+e^x}&=\frac{1}{1+e^{-x}}\\
\end{aligned}
$$
"""


def unaccepted(report: Report) -> list[tuple[str, str]]:
    """Theorems that were not accepted, with Coq's reason."""
    return [(o.word, o.message) for o in report.outcomes if o.state != "accepted"]


def check_all(text: str, seconds: float = 180) -> Report:
    """Run a certificate in which every theorem must be accepted."""
    report = run_certificate(text)
    assert not report.error
    assert not unaccepted(report)
    assert not report.foreign
    assert report.axioms
    assert report.accepted
    assert report.seconds < seconds
    return report


@pytest.fixture(scope="module")
def seed() -> str:
    return certify_text(SEED).text


def test_the_seed_is_accepted_and_no_counted_theorem_holds_by_computation_alone(seed: str) -> None:
    """Coq itself fails to prove any counted step by ``reflexivity``. (.ci/run checks the committed file as it is.)"""
    proved, _, _ = seed.partition("(* Refutations")
    tried = re.sub(r"(Theorem step_\d+ :[^.]*?\.\nProof\.\n)(?!  reflexivity)", r"\1  Fail reflexivity.\n", proved)
    assert tried.count("Fail reflexivity") == 56
    assert len(check_all(tried).outcomes) == 73


def seconds(text: str) -> tuple[float, int]:
    """Seconds of proof and the number of theorems of a document in which every step is proved."""
    certificate = certify_text(text)
    assert not certificate.omissions
    report = check_all(certificate.text)
    return sum(o.seconds for o in report.outcomes), len(report.outcomes)


def test_a_network_with_one_hidden_layer() -> None:
    assert seconds(network((3, 4, 2), "tanh"))[1] == 153


def test_time_grows_about_as_the_steps() -> None:
    """Seconds of proof for each theorem don't grow with the depth of the network."""
    shallow, deep = seconds(network((3, 3), "sigmoid")), seconds(network((3, 3, 3, 3), "sigmoid"))
    assert deep[1] == 222
    assert deep[0] / deep[1] < 4 * shallow[0] / shallow[1] + 0.05


def test_indices_are_written_out() -> None:
    """Softmax with cross-entropy in index notation, at the checker's own sizes."""
    certificate = certify_text(INDICES)
    assert not certificate.omissions
    assert len(certificate.theorems) == 8  # two values for each letter
    check_all(certificate.text)


@pytest.mark.parametrize("text", [SOFTMAX, RULES])
def test_other_functions(text: str) -> None:
    certificate = certify_text(text)
    assert not certificate.omissions
    check_all(certificate.text)


def test_a_flipped_sign_is_rejected_and_hides_nothing(seed: str) -> None:
    """One statement is made false: it is rejected, and all that doesn't rest on it is accepted."""
    proved, _, _ = seed.partition("(* Refutations")
    right = "Derive a1_1_of_z1_1 z1_1 =\n  a1_1 * (1 - a1_1)."
    assert proved.count(right) == 1
    report = run_certificate(proved.replace(right, right.replace("1 - a1_1", "1 + a1_1")))
    states = {o.word: o for o in report.outcomes}
    rejected = [w for w, o in states.items() if o.state == "rejected"]
    first = states[rejected[0]]
    assert first.message
    assert "rests on" not in first.message
    assert all("rests on" in states[w].message for w in rejected[1:])
    assert len(rejected) < 20
    assert not report.accepted
    assert states["step_20"].state == "accepted"
    assert states["gradient_b2_2"].state == "accepted"


def test_a_false_refutation_is_rejected(seed: str) -> None:
    """The repaired form of line 149 is no counterexample."""
    preamble, _, others = seed.partition("(* The document. *)")
    alone = f"{preamble}(* Refutations{others.partition('(* Refutations')[2].partition('(* Everything')[0]}"
    wrong = alone.replace("z2_2 <> w2_12 * a1_1 + w2_22 * a1_2 + b2_1.", "z2_2 <> w2_12 * a1_1 + w2_22 * a1_2 + b2_2.")
    assert wrong != alone
    report = run_certificate(wrong)
    assert [word for word, _ in unaccepted(report)] == ["refuted_1_line_149"]


def test_a_theorem_that_takes_too_long_is_stopped() -> None:
    text = "Theorem slow : True.\nProof. do 1000000 (do 100000 idtac). exact I. Qed.\nTheorem quick : True.\nProof. exact I. Qed.\n"
    began = time.monotonic()
    report = run_certificate(text, time_limit=1.0)
    assert [(o.word, o.state) for o in report.outcomes] == [("slow", "timed out"), ("quick", "accepted")]
    assert time.monotonic() - began < 20


def test_a_statement_without_sense_hides_nothing() -> None:
    text = (
        "Theorem wrong : nothing = 1.\nProof. reflexivity. Qed.\n"
        "Theorem after : 1 = 1.\nProof. exact (eq_trans eq_refl eq_refl). Qed.\n"
        "Theorem resting : nothing = 1.\nProof. exact wrong. Qed.\n"
    )
    states = {o.word: o.state for o in run_certificate(text).outcomes}
    assert states == {"wrong": "rejected", "after": "accepted", "resting": "rejected"}


def test_foreign_axioms_are_found() -> None:
    text = (
        "From Coq Require Import Eqdep.\nTheorem t (A : Type) (p : A -> Type) (x : A) (a b : p x) : existT p x a = existT p x b -> a = b.\n"
        "Proof. apply Eqdep.EqdepTheory.inj_pair2. Qed.\nDefinition everything_proved := t.\nPrint Assumptions everything_proved.\n"
    )
    report = run_certificate(text)
    assert report.foreign
    assert not report.accepted


def test_what_is_accepted_beside_a_rejected_theorem_is_looked_at_too() -> None:
    """One theorem is false, one has no sense, one rests on an axiom that isn't of the real numbers."""
    text = (
        "From Coq Require Import Eqdep.\nTheorem t (A : Type) (p : A -> Type) (x : A) (a b : p x) : existT p x a = existT p x b -> a = b.\n"
        "Proof. apply Eqdep.EqdepTheory.inj_pair2. Qed.\nTheorem false : 1 = 2.\nProof. reflexivity. Qed.\n"
        "Theorem senseless : nothing = 1.\nProof. reflexivity. Qed.\n"
        "Definition everything_proved : True :=\n  let _ := t in let _ := false in let _ := senseless in\n  I.\nPrint Assumptions everything_proved.\n"
    )
    report = run_certificate(text)
    assert [(o.word, o.state) for o in report.outcomes] == [("t", "accepted"), ("false", "rejected"), ("senseless", "rejected")]
    assert not report.error
    assert [a.rpartition(".")[2] for a in report.foreign] == ["eq_rect_eq"]


def test_an_assumption_is_refused_unread() -> None:
    assert "Admitted" in run_certificate("Theorem t : False.\nProof.\nAdmitted.\n").error


def test_coq_missing_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CoqMissing, match="libcoq-coquelicot"):
        run_certificate("")
