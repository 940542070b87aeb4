"""What documents of strangers taught: text that is right and was once taken for wrong, and slips once overlooked."""

from __future__ import annotations

import pytest

from tests.support import check_text

LAYERS = "$$ x^{(l+1)}_j = \\sum_{i=1}^{n} w^{(l)}_{ji} y^{(l)}_i \\qquad C = \\frac{1}{m} \\sum_{k=1}^m y^{(L)}_k $$\n\n"


def errors(text: str) -> list[str]:
    """The codes of what is reported as wrong."""
    return [d.code for d in check_text(text).diagnostics if d.severity in ("error", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$$ h = w x $$\n\n$$ D \\equiv \\frac{dh}{dw} = \\text{\"what $w$ does to $h$\"} $$\n", id="a side told in words"),
        pytest.param(LAYERS + "Let $l$ be the layer before the last ($l + 1 = L$).\n", id="a condition on layers"),
    ],
)
def test_nothing_is_wrong(text: str) -> None:
    assert errors(text) == []
