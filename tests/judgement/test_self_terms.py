"""Derivatives that are a term of their own value."""

from __future__ import annotations

import pytest

from tests.support import check_text

OWN = r"$$\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial z_t} \frac{\partial z_t}{\partial h_t} + %s$$"


def circular(text: str) -> list[str]:
    report = check_text(text)
    return [report.document.source.slice(d.span) for d in report.diagnostics if d.code == "D204"]


@pytest.mark.parametrize("term", [r"\frac{\partial L}{\partial h_t}", r"\frac{\partial L}{\partial h_{t}}"])
def test_the_other_terms_would_have_to_be_zero(term: str) -> None:
    assert circular(OWN % term) == [term]


@pytest.mark.parametrize(
    "term",
    [
        r"\frac{\partial L}{\partial h_{t+1}} \frac{\partial h_{t+1}}{\partial h_t}",
        r"\frac{\partial L_1}{\partial h_t}",
        r"\frac{\partial L}{\partial h_s}",
    ],
)
def test_another_derivative_is_no_circle(term: str) -> None:
    assert circular(OWN % term) == []


def test_what_a_penalty_adds_is_no_path() -> None:
    assert circular(r"$$\frac{\partial C}{\partial w} = \frac{\partial C}{\partial w} + \lambda w$$") == []


def test_what_is_taken_from_itself_is_no_circle() -> None:
    assert circular((OWN % r"\frac{\partial L}{\partial h_t}").replace(" + ", " - ")) == []


def test_a_chain_tells_it_once() -> None:
    text = OWN % r"\frac{\partial L}{\partial h_t}"
    again = text[:-2] + r" = (z_t - y_t) v + \frac{\partial L}{\partial h_t}$$"
    assert len(circular(again)) == 1


def test_terms_that_are_zero_leave_it_true() -> None:
    text = r"$$E = \frac12 (y - t)^2$$ $$\frac{\partial E}{\partial y} = \frac{\partial E}{\partial y} + (y - t) - (y - t)$$"
    assert circular(text) == []
