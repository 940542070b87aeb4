"""A letter that counts steps in a bracket, as in ``w(k+1) = w(k) - …``."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText

LOSS = r"$$ E = \frac{1}{2} (w x - y)^2 $$"


def outcomes(*formulas: str) -> list[str]:
    report = check(read(SourceText("notes.md", "\n\n".join((LOSS, *formulas)))))
    return [verdict.outcome for verdict in report.verdicts.values()]


@pytest.mark.parametrize("letter", ["t", "k", "n", r"\tau"])
def test_an_update_in_time_is_no_claim(letter: str) -> None:
    update = rf"$$ w({letter}+1) = w({letter}) - \eta \frac{{\partial E}}{{\partial w}} = w({letter}) - \eta (w x - y) x $$"
    assert outcomes(update) == ["defined", "defined", "proved"]
    assert outcomes(update.replace("- y)", "+ y)")) == ["defined", "defined", "refuted"]


def test_a_letter_that_is_multiplied_counts_nothing() -> None:
    assert outcomes(r"$$ s = \frac{n (n + 1)}{2} = \frac{n^2 + n}{2} $$") == ["defined", "defined", "proved"]
    update = r"$$ v(n+1) = v(n) - \eta g $$"
    assert outcomes(update, r"$$ s = \frac{n (n + 1)}{2} = \frac{n^2 + n}{2} $$") == ["defined", "defined", "defined", "proved"]
    assert outcomes(r"$$ q = w (k + 1) = w k + w $$") == ["defined", "defined", "proved"]
