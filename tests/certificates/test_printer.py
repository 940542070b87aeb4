"""What a certificate says, checked without Coq."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from codegen.certificates import Certificate
from codegen.certificates.identifiers import Identifiers, identifier
from codegen.certificates.run import FORBIDDEN
from codegen.certificates.statements import comment
from codegen.certificates.terms import Call, Num, Pow, Prod, Quot, Ref, Slope, Sum, Term, equal, show
from derive.meaning.expressions import Name
from tests.support import SEED

from .documents import certify_text, network

A, B, X = Ref("a"), Ref("b"), Ref("x")
TWO = Num(Fraction(2))


@pytest.fixture(scope="module")
def seed() -> Certificate:
    return certify_text(SEED)


def test_names_are_the_fields_own() -> None:
    names = [Name("w", (2,), (1, 1)), Name("x", (), (1,)), Name("\\hat{y}", (), (2,)), Name("\\delta", (1,), (2,))]
    assert [identifier(n) for n in names] == ["w2_11", "x_1", "y_hat_2", "delta1_2"]


def test_two_names_never_share_a_word() -> None:
    words = Identifiers()
    assert words[Name("R")] != "R"
    assert words[Name("a", (1,))] != words[Name("a1")]
    assert words[Name("a", (1,))] == words[Name("a", (1,))]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Sum((A, Sum((B, X), (1, 1))), (1, -1)), "a - (b + x)"),
        (Prod((A, Prod((B, X)))), "a * (b * x)"),
        (Prod((Sum((A, B), (1, 1)), X)), "(a + b) * x"),
        (Quot(A, Prod((B, X))), "a / (b * x)"),
        (Pow(Sum((A, B), (1, -1)), 1, "(2 - 1)"), "(a - b) ^ (2 - 1)"),
        (Sum((Pow(A, 2),), (-1,)), "- a ^ 2"),
        (Pow(Sum((A,), (-1,)), 2), "(- a) ^ 2"),
        (Call("f", (Sum((A,), (-1,)),)), "f (- a)"),
        (Prod((Slope("E_of_a", A), TWO)), "Derive E_of_a a * 2"),
        (Num(Fraction(-7, 8)), "- 7 / 8"),
    ],
)
def test_printing_keeps_the_shape(term: Term, text: str) -> None:
    assert show(term) == text


def test_equality_of_terms() -> None:
    assert equal(Pow(Sum((A, B), (1, 1)), 2), Sum((Pow(A, 2), Prod((TWO, A, B)), Pow(B, 2)), (1, 1, 1)))
    assert not equal(Pow(Sum((A, B), (1, 1)), 2), Sum((Pow(A, 2), Prod((A, B)), Pow(B, 2)), (1, 1, 1)))
    assert not equal(Quot(A, Sum((B, B), (1, -1))), A)


def test_a_comment_can_hold_any_formula() -> None:
    assert comment('f(*x) "y" (*z*)').count("(*") == 1
    assert '"' not in comment('"')


def test_the_seed_has_every_theorem(seed: Certificate) -> None:
    kinds = [t.kind for t in seed.theorems]
    assert (kinds.count("step"), kinds.count("gradient"), kinds.count("refutation")) == (61, 12, 2)
    assert not seed.omissions
    assert [t.line for t in seed.theorems if t.kind == "refutation"] == [149, 105]


def test_theorems_are_in_the_order_of_the_document(seed: Certificate) -> None:
    steps = [int(n) for n in re.findall(r"^Theorem step_(\d+) ", seed.text, re.MULTILINE)]
    assert steps == sorted(steps)


def test_statements_follow_the_authors_tree(seed: Certificate) -> None:
    assert "Derive E_of_a2_1 a2_1 =\n  - (2 * (1 / 2) * (y_hat_1 - a2_1) ^ (2 - 1)) + 0." in seed.text
    assert (
        "(* line 41: z^1_1 = w^1_{11}\\cdot x_1+w^1_{21}\\cdot x_2+b^1_1 *)\nDefinition z1_1 : R := w1_11 * x_1 + w1_21 * x_2 + b1_1."
        in seed.text
    )


def test_nothing_is_assumed(seed: Certificate) -> None:
    assert not FORBIDDEN.search(seed.text)


def test_what_holds_by_definition_is_marked(seed: Certificate) -> None:
    marked = [t.line for t in seed.theorems if not t.counted]
    assert marked == [17, 82, 83, 147, 149]
    assert seed.text.count("[by definition, not counted]") == len(marked)
    assert seed.text.count("\n  reflexivity.\n") == len(marked)


def test_matrix_notation_is_written_out_entry_by_entry() -> None:
    text = "$$z = W x + b$$\n\n$$E = \\frac{1}{2}\\|z\\|^2$$\n\n$$\\frac{\\partial E}{\\partial W} = z x^T$$\n"
    found = certify_text(text)
    assert not found.omissions
    steps = [t.word for t in found.theorems if t.kind == "step"]
    assert steps == ["step_3_1_1", "step_3_1_2", "step_3_2_1", "step_3_2_2"]
    assert "Definition z_2 : R := W_21 * x_1 + W_22 * x_2 + b_2." in found.text
    assert "Definition E : R := 1 / 2 * (z_1 ^ 2 + z_2 ^ 2)." in found.text
    assert "Theorem step_3_2_1 :\n  Derive E_of_W_21 W_21 =\n  z_2 * x_1." in found.text


def test_the_size_can_be_chosen() -> None:
    text = "<!-- derive: W is a matrix -->\n\n$$z = W x + b$$\n\n$$\\frac{\\partial z}{\\partial x} = W$$\n"
    found = certify_text(text, 4)
    assert len([t for t in found.theorems if t.kind == "step"]) == 16
    assert "Definition z_4 : R := W_41 * x_1 + W_42 * x_2 + W_43 * x_3 + W_44 * x_4 + b_4." in found.text


def test_indices_give_a_theorem_for_each_value() -> None:
    text = "$$E = \\sum_k (y_k - a_k)^2$$\n\n$$\\frac{\\partial E}{\\partial a_j} = -2 (y_j - a_j)$$\n"
    found = certify_text(text)
    steps = [t.word for t in found.theorems if t.kind == "step"]
    assert steps == [f"step_2_j{k}" for k in range(1, len(steps) + 1)]
    assert len(steps) >= 2
    assert not found.omissions


def test_a_form_without_a_theorem_is_named() -> None:
    found = certify_text("$$y = relu(x)$$\n\n$$z = y + relu(x)$$\n\n$$z = 2 y$$\n")
    assert [o.reason for o in found.omissions] == ["no theorem is proved about relu yet"]


def test_the_size_follows_the_steps() -> None:
    """Three layers more cost a certificate as much for each theorem, not more and more."""
    small, large = (certify_text(network(sizes, "sigmoid")) for sizes in ((2, 2, 2), (2, 2, 2, 2)))
    shares = [c.text.count("rewrite (is_derive_unique") / len(c.theorems) for c in (small, large)]
    assert shares[1] < 2 * shares[0]
