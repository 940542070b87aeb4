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
        (rf"$${CHAIN}$$ $$\frac{{\partial L}}{{\partial w}} = \frac{{\partial L}}{{\partial y}} x + \frac{{\partial L}}{{\partial v}} \frac{{\partial v}}{{\partial w}}$$", "undecided"),
        # nothing in the document tells how this loss depends on w
        (r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} x^2$$", "undecided"),
    ],
)
def test_what_fails_is_refuted_only_where_the_dependence_is_confirmed(formulas: str, outcome: str) -> None:
    report = check_text(FORWARD + formulas)
    assert report.verdicts[max(report.verdicts)].outcome == outcome


@pytest.mark.parametrize(
    ("slope", "outcome"),
    [("y (1 - y)", "undecided"), ("(1 - y^2)", "undecided"), ("y (1 + y)", "refuted")],
)
def test_a_function_that_is_never_defined_may_be_the_sigmoid(slope: str, outcome: str) -> None:
    r"""The loss is no more known than \sigma; the author means a sigmoid, and nothing says otherwise."""
    text = r"$$z = w x$$ $$y = \sigma(z)$$ $$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial y} \frac{\partial y}{\partial z} = \frac{\partial L}{\partial y} "
    assert check_text(f"{text}{slope}$$").verdicts[4].outcome == outcome
