"""Steps that hold whatever the derivatives are that the document doesn't tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy

from tests.support import check_text

A, B, C = r"\frac{\partial E}{\partial y}", r"\frac{\partial}{\partial \theta} f(\beta - \theta)", r"f'(\beta-\theta)"
E1, E2 = r"\frac{\partial E_1}{\partial w}", r"\frac{\partial E_2}{\partial w}"

# each with the same step in SymPy, where E, E_1 and E_2 are any functions
y, theta, beta, w = sympy.symbols("y theta beta w")
E, F, G, f = (sympy.Function(name) for name in ("E", "E1", "E2", "f"))
u = sympy.Symbol("u")
slope = f(u).diff(u).subs(u, beta - theta)
STEPS = {
    f"{A} {B} = - {A} {C}": lambda: E(y).diff(y) * f(beta - theta).diff(theta).doit() + E(y).diff(y) * slope.doit(),
    f"{A} {B} = {A} {C}": lambda: E(y).diff(y) * f(beta - theta).diff(theta).doit() - E(y).diff(y) * slope.doit(),
    rf"\frac{{\partial}}{{\partial w}} (E_1 + E_2)^2 = 2 (E_1 + E_2) ({E1} + {E2})": lambda: (
        ((F(w) + G(w)) ** 2).diff(w) - 2 * (F(w) + G(w)) * (F(w).diff(w) + G(w).diff(w))
    ),
    rf"\frac{{\partial}}{{\partial w}} (E_1 + E_2)^2 = 2 (E_1 + E_2) {E1}": lambda: (
        ((F(w) + G(w)) ** 2).diff(w) - 2 * (F(w) + G(w)) * F(w).diff(w)
    ),
    rf"\frac{{\partial}}{{\partial w}} \ln E_1 = \frac{{1}}{{E_1}} {E1}": lambda: (
        sympy.log(F(w)).diff(w) - F(w).diff(w) / F(w)
    ),
    rf"\frac{{\partial}}{{\partial w}} (w E_1) = E_1 + w {E1}": lambda: (w * F(w)).diff(w) - F(w) - w * F(w).diff(w),
    rf"\frac{{\partial}}{{\partial w}} (w E_1) = E_1 + {E1}": lambda: (w * F(w)).diff(w) - F(w) - F(w).diff(w),
}


@pytest.mark.parametrize("step", STEPS)
def test_as_for_any_functions_in_sympy(step: str) -> None:
    difference: Callable[[], sympy.Expr] = STEPS[step]
    true = sympy.simplify(difference()) == 0
    (verdict,) = check_text(f"$$ {step} $$\n").verdicts.values()
    assert (verdict.outcome == "proved") == true
    if true:
        assert verdict.reason.startswith("whatever the derivatives are")
    else:
        assert verdict.outcome in ("undecided", "refuted")


@pytest.mark.parametrize(
    "step",
    [
        r"\frac{\partial E}{\partial b} = 1",
        r"\frac{\partial E}{\partial b} = 0",
        r"\frac{\partial E}{\partial w} = \frac{\partial E}{\partial a} x",
        r"\frac{\partial E}{\partial w} = \frac{\partial E}{\partial v}",
        r"\frac{\partial^2 E}{\partial w \partial v} = 0",
    ],
)
def test_what_depends_on_them_stays_open(step: str) -> None:
    report = check_text(f"$$ {step} $$\n")
    assert report.verdicts[1].outcome in ("undecided", "defined")
    assert not [d for d in report.diagnostics if d.severity == "error"]


def test_what_is_declared_to_be_given_has_no_slope() -> None:
    claim = r"$$ \frac{\partial}{\partial w} (w t) = t + w \frac{\partial t}{\partial w} = t $$" + "\n"
    assert [v.outcome for v in check_text(claim).verdicts.values()] == ["proved", "undecided"]
    told = check_text("<!-- derive: t is a target -->\n" + claim)
    assert [v.outcome for v in told.verdicts.values()] == ["proved", "proved"]


def test_a_derivative_by_itself_is_no_repair() -> None:
    report = check_text(r"$$ \frac{\partial E}{\partial b} = 1 $$ $$ x = \frac{\partial E}{\partial a} $$" + "\n")
    assert not [d for d in report.diagnostics if d.severity == "error"]


def test_no_theorem_claims_it_of_the_definitions_alone() -> None:
    from codegen.certificates.judged import certify_report

    report = check_text(f"$$ {next(iter(STEPS))} $$\n")
    assert [o.reason for o in certify_report(report).omissions] == [f"it is proved: {report.verdicts[1].reason}"]


@pytest.mark.parametrize("slope", [r"E x", r"x \frac{\partial (z E)}{\partial z}"])
def test_what_is_differentiated_is_no_constant_elsewhere(slope: str) -> None:
    """The first derivative tells that E hangs on z, so that the second one isn't what it is for a constant."""
    text = r"$$ z = w x $$ $$ \frac{\partial (z E)}{\partial z} = E + z \frac{\partial E}{\partial z} $$"
    text += rf"$$ \frac{{\partial (z E)}}{{\partial w}} = {slope} $$"
    assert [v.outcome for v in check_text(text).verdicts.values()] == ["defined", "proved", "undecided"]
