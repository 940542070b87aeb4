"""A loss that is never defined: what the document itself makes sure of can be contradicted."""

from __future__ import annotations

import pytest

from tests.support import check_text

FORWARD = "$$y = w x + b$$\n\n"
CHAIN = r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} \frac{\partial y}{\partial w}"


@pytest.mark.parametrize(
    ("formulas", "outcome"),
    [
        (f"$${CHAIN} = \\frac{{\\partial L}}{{\\partial y}} x$$", "proved"),
        (f"$${CHAIN} = \\frac{{\\partial L}}{{\\partial y}} x^2$$", "refuted"),
        (f"$${CHAIN}$$ and so $$\\frac{{\\partial L}}{{\\partial w}} = \\frac{{\\partial L}}{{\\partial y}} w$$", "refuted"),
        # the author knows the loss, the reader doesn't
        (f"$${CHAIN} = (y - t) x$$", "undecided"),
        (f"$${CHAIN} = \\frac{{\\partial L}}{{\\partial y}} x + \\lambda w$$", "undecided"),
        # nothing in the document tells how this loss depends on w
        (r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} x^2$$", "undecided"),
    ],
)
def test_what_fails_is_refuted_only_where_the_dependence_is_confirmed(formulas: str, outcome: str) -> None:
    report = check_text(FORWARD + formulas)
    assert report.verdicts[max(report.verdicts)].outcome == outcome
