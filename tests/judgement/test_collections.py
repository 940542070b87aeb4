r"""What a name is made of, ``\theta = \{W, b\}``, computes nothing and is no claim."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText


def outcomes(*formulas: str) -> list[str]:
    report = check(read(SourceText("notes.md", "\n\n".join(f"$$ {f} $$" for f in formulas))))
    return [verdict.outcome for verdict in report.verdicts.values()]


@pytest.mark.parametrize(
    "collection",
    [r"\theta = \{W, b\}", r"\theta = (W^{(1)}, b^{(1)}, \ldots)", r"D = \{(x_1, y_1), \dots, (x_n, y_n)\}", r"x = (x_1; x_2; \dots; x_d)", r"z = [z_1, z_2, z_3]^T"],
)
def test_a_collection_is_no_claim(collection: str) -> None:
    assert outcomes(collection) == ["defined"]


def test_what_is_computed_in_a_list_stays_open() -> None:
    assert outcomes(r"y = (x_1 - m, x_2 - m)") == ["undecided"]
    assert outcomes(r"z = 2 w", r"z = (z_1, z_2)")[-1] == "undecided"  # z has another meaning


def test_what_follows_from_a_recurrence_is_not_wrong() -> None:
    assert outcomes("f(n) = n f(n-1)", "f(n+1) = (n+1) f(n)")[-1] == "undecided"
