"""Which letters run in a document: those of its statements, not those of its explanations."""

from __future__ import annotations

import pytest

from derive.judgement.given import world_of
from tests.support import check_text

SCALAR = "$$z_1 = w_{11} x_1 + b_1$$\n\n$$\\frac{\\partial z_1}{\\partial w_{11}} = x_1$$\n"


def runs(text: str) -> bool:
    return not world_of(check_text(text).derivation).plain


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("", False),
        ("The weight $w_{ij}$ leads from unit $i$ to unit $j$ of layer $l$.", False),
        ("Then $w^l_{ij}$, $z^l_j$ and $b^l_j$ are alike.", False),
        ("For all units $z_j = \\sum_i w_{ij} x_i + b_j$.", True),
    ],
)
def test_only_statements_make_letters_run(mention: str, expected: bool) -> None:
    assert runs(f"{mention}\n\n{SCALAR}") is expected
