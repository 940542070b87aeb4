"""A term before dots that breaks the series is told, with what goes on with it; another law of the terms is none of our business."""

from __future__ import annotations

import pytest

from tests.support import check_text


def odd(formula: str) -> list[tuple[str, str]]:
    report = check_text(f"$$ {formula} $$")
    slice_of = report.document.source.slice
    return [(slice_of(d.span), d.fix.edits[0].text if d.fix else "") for d in report.diagnostics if d.code == "D209"]


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        (r"h = w_0 + w_1 x_1 + w_1 x_2 + \cdots + w_n x_n", (r"w_1", r"w_2")),
        (r"h = w_1 x_1 + w_2 x_n + \cdots + w_n x_n", (r"x_n", r"x_2")),
        (r"h = w_1 x_2 + w_2 x_2 + \cdots + w_n x_n", (r"x_2", r"x_1")),
        (r"h = b + w_{11} x_1 + w_{12} x_2 + w_{31} x_3 + \cdots + w_{1n} x_n", (r"w_{31}", r"w_{13}")),
    ],
)
def test_one_index_that_does_not_follow(formula: str, told: tuple[str, str]) -> None:
    assert odd(formula) == [told]


@pytest.mark.parametrize(
    "formula",
    [
        r"h = w_1 x_1 + w_2 x_2 + \cdots + w_n x_n",
        r"h = w_0 x_1 + w_1 x_2 + \cdots + w_{n-1} x_n",
        r"h = w_1 x_1 + w_1 x_2 + \cdots + w_1 x_n",
        r"h = a_1 + a_1 + \cdots + a_n",  # a sign, another term, or an index?
        r"h = w_1 x_1 - w_1 x_2 + \cdots + w_n x_n",
        r"h = a_1 b_2 + a_2 b_1 + \cdots + a_n b_n",
        r"h = x_1 y_1 + x_1 z_2 + \cdots + x_n y_n",
        r"h = \frac{1}{2} x_1 + \frac{1}{3} x_1 + \cdots + x_n",
    ],
)
def test_no_series_or_another_one(formula: str) -> None:
    assert not odd(formula)
