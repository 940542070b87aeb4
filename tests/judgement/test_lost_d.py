r"""A derivative written with d that has lost one: ``\frac{dL}{b}``, where the document shows that d is no quantity."""

from __future__ import annotations

import pytest

from tests.support import check_text

WRITTEN = r"""
$$z = w x + b$$
$$L = (z - t)^2$$
$$\frac{dL}{dw} = 2 (z - t) x$$
$$\frac{dL}{dz} = 2 (z - t)$$
"""


def repaired(formula: str, document: str = WRITTEN) -> str | None:
    report = check_text(f"{document}\n$${formula}$$\n")
    fixes = [d.fix for d in report.diagnostics if d.code == "D101"]
    return report.repaired_text().splitlines()[-1].strip("$") if fixes else None


@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        (r"\frac{dL}{b} = 2 (z - t)", r"\frac{dL}{db} = 2 (z - t)"),
        (r"\frac{L}{dw} = 2 (z - t) x", r"\frac{dL}{dw} = 2 (z - t) x"),
        (r"b' = b - \eta \frac{dL}{b_{1}}", r"b' = b - \eta \frac{dL}{db_{1}}"),
        (r"\frac{\mathrm{d} L}{w} = 2 (z - t) x", r"\frac{\mathrm{d} L}{dw} = 2 (z - t) x"),
    ],
)
def test_the_other_derivatives_show_what_is_lost(formula: str, meant: str) -> None:
    assert repaired(formula) == meant


@pytest.mark.parametrize(
    "more",
    [
        r"$$h = \frac{d}{2}$$",  # d is a quantity
        r"$$u_d = 3$$ $$v = d u_1$$",
        r"$$dL = 2 (z - t) dz$$",  # differentials may stand alone
        r"$$dS = \frac{dL}{T}$$",
    ],
)
def test_where_d_may_be_a_quantity_nothing_is_lost(more: str) -> None:
    assert repaired(r"\frac{dL}{b} = 2 (z - t)", WRITTEN + more) is None


def test_a_differential_of_a_logarithm() -> None:
    assert repaired(r"\frac{dz}{z} = c", WRITTEN + r"$$\frac{dz}{db} = 1$$ $$\frac{dz}{dw} = x$$") is None


def test_what_is_differentiated_once_may_have_a_factor_d() -> None:
    assert repaired(r"\frac{dL}{b} = 2 (z - t)", r"$$\frac{dL}{dw} = 2 (z - t) x$$") is None


def test_beside_differentials_the_very_same_derivative_must_stand_whole() -> None:
    document = WRITTEN + r"$$dL = 2 (z - t) dz$$"
    assert repaired(r"\frac{dL}{w} = 2 (z - t) x", document) == r"\frac{dL}{dw} = 2 (z - t) x"
