"""Slips that show in a formula by itself, and correct formulas that look like them."""

from __future__ import annotations

import pytest

from tests.support import check_text, found

DERIVATIVE = r"Elsewhere $\frac{\partial z}{\partial w}$. "


def codes(text: str) -> list[tuple[int, str]]:
    return [(f.line, f.code) for f in found(check_text(text))]


@pytest.mark.parametrize(
    "formula",
    [
        r"E = \frac12 \sum_j (t_m - y_m)^2",
        r"E = \sum_{j \in M} (t_m - y_m)^2",
        r"E = \sum_{i=1}^{n} x_j w_j",
        r"E_k = \sum_i x_j w_{jk}",
        r"P = \prod_{i=c}^{C} y_c^{t_c}",
        r"E = - \sum_{i=1}^{n} \sum_{i=c}^{C} t_{ic} \log(y_{ic})",
    ],
)
def test_a_sum_over_a_letter_that_its_terms_lack(formula: str) -> None:
    assert codes(f"$${formula}$$") == [(1, "D205")]


@pytest.mark.parametrize(
    "formula",
    [
        r"E = \frac12 \sum_m (t_m - y_m)^2",
        r"E_m = \sum_j (t_m - y_m)^2",  # n times the same, but all letters are told
        r"E = \sum_j \sum_m (t_m - y_m)^2 v_j",
        r"E = \sum_j c",
        r"E = \sum_j (t_{out} - y_{out})^2",
        r"s = \sum_{k} k",
        r"E = \sum_j (t_m - y_m)^2 \quad \text{for all } m",
        r"E = \sum_i \sum_j (t_i - y_i)^2",
        r"P = \prod_{i=1}^{n} p",
        r"P_c = \prod_{i=c}^{C} y_c",
        r"E = - \sum_{i=1}^{n} \sum_{c=1}^{C} t_{ic} \log(y_{ic})",
        r"E = \sum_{j} \sum_{i=j}^{n} t_i y_j",
        r"d = g \sum_{i=1}^{n} x_c s^{-2}",  # x_c is a name
    ],
)
def test_sums_that_bind_what_they_should(formula: str) -> None:
    assert "D205" not in [code for _, code in codes(f"$${formula}$$")]


def test_another_sign_in_place_of_the_derivative() -> None:
    text = DERIVATIVE + r"The quotient $\frac{\sigma z}{\sigma w}$ differs from layer to layer."
    report = check_text(text)
    (only,) = [d for d in report.diagnostics if d.severity == "error"]
    assert only.code == "D101"
    assert r"$\frac{\partial z}{\partial w}$ differs" in report.repaired_text()


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\sigma z}{\tau w}",
        r"\frac{\sigma w}{\sigma z}",  # no such derivative
        r"\frac{\delta z}{\delta w}",  # so some write a derivative
        r"\frac{\sigma (z)}{\sigma (w)}",
        r"\frac{c \cdot z}{c \cdot w}",
    ],
)
def test_quotients_that_are_none(formula: str) -> None:
    assert codes(f"{DERIVATIVE}Here ${formula}$ and $a = \\sigma(z)$.") == []


def test_a_full_stop_before_a_condition() -> None:
    text = "$$\nf(x) = \\begin{cases}\n x, x > 0 \\\\\n 0.x \\le 0\n\\end{cases}\n$$\n"
    assert codes(text) == [(4, "D104")]


@pytest.mark.parametrize("row", [r"0, x \le 0", r"0 & x \le 0", r"0 & x \le 0.", r"0.5, x \le 0", r"0.5 & x \le 0.5", r"0 & \text{otherwise}."])
def test_conditions_that_are_set_apart(row: str) -> None:
    assert codes(f"$$\nf(x) = \\begin{{cases}}\n x, & x > 0 \\\\\n {row}\n\\end{{cases}}\n$$\n") == []


@pytest.mark.parametrize(
    "text",
    [
        r"We treat $C$ as a function of the outputs, $C = C(a_1, \dots, a_n)$, where $C = a_1^2$.",
        r"The unit $i$ runs, $i = 1, \dots, n[l]$, in every layer.",
        r"Layer $\ell = 1$ comes first, then $\ell = 2$, with $a^{\ell} = f(z^{\ell})$.",
        r"The best line has $$0 = w \sum_{i=1}^{m} x_i^2 - \sum_{i=1}^{m} y_i x_i$$",
        '<img src="https://example.org/latex?\\begin{align*}L&=x\\\\L&=2x\\end{align*}" title="L" />\n',
    ],
)
def test_what_is_said_about_a_formula_is_no_step(text: str) -> None:
    assert [code for _, code in codes(text) if code != "D409"] == []


THROUGH = r"\sum_{j=1}^n \left(\frac{\partial E}{\partial y_%s} \cdot \frac{\partial y_%s}{\partial x_i}\right)"


@pytest.mark.parametrize(
    ("unit", "definition", "expected"),
    [
        ("i", r"y_j = \sum_{i=1}^m w_{ij} x_i", [(3, "D205")]),
        ("j", r"y_j = \sum_{i=1}^m w_{ij} x_i", []),
        ("i", r"y_i = w_i x_i", []),  # over what the sum runs isn't said: it may be samples
    ],
)
def test_a_chain_through_one_unit_in_a_sum_over_all(unit: str, definition: str, expected: list[tuple[int, str]]) -> None:
    text = f"$${definition}$$\n\n$$\\frac{{\\partial E}}{{\\partial x_i}} = {THROUGH % (unit, unit)}$$"
    report = check_text(text)
    assert codes(text) == expected
    fixes = [d.fix for d in report.diagnostics if d.code == "D205"]
    assert all(fix is not None and [e.text for e in fix.edits] == ["y_j", "y_j"] for fix in fixes)
