"""Slips in a network written in matrices: one finding each, at the definition that is wrong."""

from __future__ import annotations

import pytest

from codegen.new import write
from tests.support import check_text, found

NETWORK = write([3, 4, 2], "sigmoid", "squared-error", "matrix", "en")


@pytest.mark.parametrize(
    ("right", "wrong", "repaired"),
    [
        ("z^2 &= W^2 a^1 + b^2", "z^2 &= a^1 W^2 + b^2", "W^2 a^1"),
        ("z^1 &= W^1 x + b^1", "z^1 &= -W^1 x + b^1", ""),
        (r"(\hat y - y)^T (\hat y - y)", r"(\hat y)^T (\hat y - y)", "-y"),
        (r"(\hat y - y)^T (\hat y - y)", r"(\hat y - y)^T (\hat y )", "-y"),
        (r"\delta^2 &= \frac{\partial E}{\partial z^2}", r"\delta^2 &= \frac{\partial E}{\partial \delta^2}", "z^2"),
    ],
)
def test_the_definition_is_blamed_once(right: str, wrong: str, repaired: str) -> None:
    assert NETWORK.count(right) == 1
    text = NETWORK.replace(right, wrong)
    line = text[: text.index(wrong)].count("\n") + 1
    assert [(f.line, f.code, f.repair) for f in found(check_text(text))] == [(line, "D201", repaired)]


def test_two_slips_of_shape_are_both_found() -> None:
    text = NETWORK.replace("z^2 &= W^2 a^1 + b^2", "z^2 &= a^1 W^2 + b^2").replace(r"\cdot \frac{e^{-u}}", r"\cdot \frac{e^{-x}}")
    assert [(f.code, f.repair) for f in found(check_text(text))] == [("D302", "u"), ("D201", "W^2 a^1")]


def test_the_network_itself_has_no_finding() -> None:
    assert found(check_text(NETWORK)) == []


def test_what_a_derivative_leaves_free_is_suspected_last() -> None:
    """In ``∂E/∂y`` the value of y is free: the slip below it mustn't use up the search for the one in E."""
    text = NETWORK.replace("W^1 x + b^1", r"W^1 \cdot W^1 x + b^1").replace(r"^T (\hat y - y)", "^T (y - y)")
    assert [(f.code, f.repair) for f in found(check_text(text))] == [("D201", ""), ("D201", r"\hat y")]
