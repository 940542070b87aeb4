"""How formulas are read, told in the words of ``--show-proofs``; the document decides."""

from __future__ import annotations

import pytest

from derive.report.reading import reading
from tests.support import SEED, check_text


def readings(text: str) -> list[str]:
    return [
        f"{reading(s.left.expression)} {s.relation} {reading(s.right.expression)}"
        for s in check_text(text).derivation.steps
        if s.left.expression and s.right.expression
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$y = a^2$", "y = a**2"),
        ("$a^2_1 = b$", "a^2_1 = b"),
        ("$y = (a)^2$", "y = a**2"),
        (r"$y = \frac{d a}{d x}$", "y = ∂(a)/∂(x)"),
        (r"$y = \frac{d a}{d}$", "y = d·a/d"),
        ("$y = 2^{3}$", "y = 2**3"),
        (r"$\hat{y_1} = \hat y_1 + \hat{y}_1$", "hat_y_1 = hat_y_1 + hat_y_1"),
        (r"$y = \frac{1}{2} (a - b)^2$", "y = 1/2·(a - b)**2"),
        (r"$\frac{\partial E}{\partial w_1} = \delta x_1$", "∂(E)/∂(w_1) = delta·x_1"),
        (r"$y = f(x), z = f'(x)$", "y = f(x)"),
        ("$w := w - g$", "w := w - g"),
        (r"$w \leftarrow w - g$", "w <- w - g"),
        (r"$a \approx 0.5$", "a approx 0.5"),
        (r"$z = \sum_{i=1}^{3} x_i$", "z = sum[i = 1 … 3](x_i)"),
    ],
)
def test_readings(text: str, expected: str) -> None:
    assert readings(text)[0] == expected


@pytest.mark.parametrize(
    ("elsewhere", "expected"),
    [
        ("", "∂(E)/∂(w_hm)"),
        (r"$\frac{\partial E(n_1, n_2, \dots, n_L)}{\partial o_h} = r_h$", "∂(E)/∂(w_hm)"),
        (r"$F = E(w_{hm} - c)$", "∂(E·w_hm)/∂(w_hm)"),  # there it is a factor
    ],
)
def test_the_arguments_of_a_loss_may_be_shown(elsewhere: str, expected: str) -> None:
    text = f"$F = \\sum_p E$\n\n$D = \\frac{{\\partial E(w_{{hm}})}}{{\\partial w_{{hm}}}}$\n\n{elsewhere}"
    assert readings(text)[1] == f"D = {expected}"


@pytest.mark.parametrize(
    ("elsewhere", "expected"),
    [
        (r"E(z_1, \dots, z_n)", "∂(E)/∂(w_1) = g"),  # a list is no factor, so no bracket behind E is
        (r"E(z_1 - z_2)", "∂(E·w_1)/∂(w_1) = g"),
    ],
)
def test_a_bracket_above_a_derivative_shows_arguments_unless_it_is_a_factor(elsewhere: str, expected: str) -> None:
    text = rf"$\frac{{\partial E(w_1)}}{{\partial w_1}} = g$, $h = \frac{{\partial {elsewhere}}}{{\partial w_2}}$"
    assert readings(text)[0] == expected


def test_every_side_of_the_bundled_document_is_read() -> None:
    """126 sides: 4 of them malformed, which are read too, so that the chain around them goes on."""
    report = check_text(SEED)
    sides = {(part.span, step.chain) for step in report.derivation.steps for part in (step.left, step.right)}
    read = [part for step in report.derivation.steps for part in (step.left, step.right) if part.expression]
    assert len(read) == 2 * 75
    assert len(sides) == 75 + len({step.chain for step in report.derivation.steps})
    assert len(report.derivation.malformed()) == 4


def test_indices_of_the_bundled_document_are_no_powers() -> None:
    words = "\n".join(readings(SEED))
    assert "**2" in words
    for name in ("a^2_1", "z^1_2", "w^2_12", "b^1_1"):
        assert name in words
    assert "a_1**2" not in words
    assert "sigmoid(x)" in words


def test_chains_go_on_over_rows_and_blocks() -> None:
    text = "$$\n\\begin{aligned}\na &= b \\\\\n&= c = d\n\\end{aligned}\n$$\n\n$$ = e $$\n"
    assert readings(text) == ["a = b", "b = c", "c = d", "d = e"]


def test_an_unread_side_leaves_its_neighbours() -> None:
    report = check_text("$$ a = b = \\foo = c = d $$\n")
    assert [v.outcome for v in report.verdicts.values()][1:3] == ["unread", "unread"]
    assert len(report.verdicts) == 4


def test_a_denominator_that_is_a_value_may_lack_its_sign() -> None:
    text = "$$ Y(t) = 3 t $$\n\n$$ L(t) = 2 Y(t) $$\n\n$$ \\frac{\\partial L(t)}{Y(t)} = 2 $$\n"
    (found,) = [d for d in check_text(text).diagnostics if d.severity == "error"]
    assert found.code == "D101"
    assert found.fix is not None and found.fix.edits[0].text == r"\partial Y(t)"


def test_the_sign_before_the_sign_of_a_derivative() -> None:
    text = "$$ f = w^2 $$\n\n$$ \\frac{%s \\partial f}{\\partial w} = -2 w $$\n"
    assert [check_text(text % sign).verdicts[2].outcome for sign in ("-", "+", "")] == ["proved", "refuted", "refuted"]
