"""What a model has no value for: a derivative of several arguments, a sum over nothing, what comes before the first component."""

from __future__ import annotations

import pytest

from derive.algebra.evaluation.scope import OutOfRange
from derive.meaning.expressions import Name
from tests.support import check_text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$$ g(x) = \\max(f(x, y), 1), \\qquad g'(x) = 2 $$", id="a derivative of several arguments"),
        pytest.param("$$ \\sum y = 1 $$", id="a sum over nothing"),
    ],
)
def test_no_exception_ends_a_check(text: str) -> None:
    assert "refuted" not in [verdict.outcome for verdict in check_text(text).verdicts.values()]


def test_nothing_comes_before_the_first_component() -> None:
    """It was the last one, as in Python."""
    model = check_text(r"$$ z = W x + b, \qquad y = z^T z $$").assessment.model
    assert model.lookup(Name("z", (), (2,))) != model.lookup(Name("z", (), (1,)))
    with pytest.raises(OutOfRange):
        model.lookup(Name("z", (), (0,)))
