"""Slips in the definitions of a network written out unit by unit: one finding each, at the definition."""

from __future__ import annotations

import pytest

from codegen.new import write
from tests.support import check_text, corrected_seed, found

NETWORK = write([2, 3, 2], "tanh", "squared-error", "scalar", "en")
FRACTION = r"f(u) &= \frac{e^{u}-e^{-u}}{e^{u}+e^{-u}}"


@pytest.mark.parametrize(
    ("right", "wrong", "code", "repaired"),
    [
        (FRACTION, FRACTION.replace("+e^{-u}", "+e^{u}"), "D201", "-"),
        (FRACTION, FRACTION.replace("+e^{-u}", ""), "D201", "+e^{-u}"),
        (FRACTION, FRACTION.replace("e^{u}-e", "e^{u}+e"), "D201", "-"),
        ("E &= E_1 + E_2", "E &= x_1 + E_2", "D201", "E_1"),
        ("z^2_1 &= w", "z^1_1 &= w", "D201", "z^2_1"),
        ("z^2_1 &= w", "z^2_2 &= w", "D201", "z^2_1"),
        ("z^2_1 &= w", r"\delta^2_1 &= w", "D201", "z^2_1"),
        ("E_1 &= ", "E_2 &= ", "D201", "E_1"),
    ],
)
def test_the_definition_is_blamed_once(right: str, wrong: str, code: str, repaired: str) -> None:
    assert NETWORK.count(right) == 1
    text = NETWORK.replace(right, wrong)
    line = text[: NETWORK.index(right)].count("\n") + 1
    assert [(f.line, f.code, f.repair) for f in found(check_text(text))] == [(line, code, repaired)]


def test_the_network_itself_has_no_finding() -> None:
    assert found(check_text(NETWORK)) == []


def test_a_sibling_that_is_only_mentioned_is_no_slip() -> None:
    """Of a family of units one may be given and its sum left to the reader; the others stand as they are."""
    text = r"""
$$z_1 = w_1 x_1 + b_1$$
$$z_2 = w_2 x_2 + b_2$$
$$E = z_1 z_2 z_3$$
$$\frac{\partial E}{\partial z_1} = z_2 z_3$$
$$\frac{\partial E}{\partial w_2} = z_1 z_3 x_2$$
"""
    assert found(check_text(text)) == []


def test_a_sum_that_the_loss_has_lost_is_written_like_the_others() -> None:
    """Nothing else is added up over j: the sum is written like those over i and k."""
    network = write([2, 3, 2], "tanh", "squared-error", "index", "en")
    lost = r"\sum_{j=1}^{n_2} "
    assert network.count(lost) == 1
    text = network.replace(lost, "")
    (finding,) = [d for d in check_text(text).diagnostics if d.severity != "info"]
    assert finding.code == "D201"
    assert finding.fix is not None
    assert finding.fix.edits[0].text == lost
    assert finding.fix.title == r"write \sum_{j=1}^{n_2} before \frac{1}{2} (\hat y_j - y_j)^2"


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("f(x)&=sigmoid(x)", "f(x)&=sigmoid(E)", ("D201", "x")),  # E is made of f: the formula behind it is one in x
        (r"&=-2\cdot\frac{1}{2}(\hat y_1-a^2_1)^{2-1}+0\\", r"&=0\\", ("D301", None)),  # nobody solves an equation in the middle of a chain
    ],
)
def test_slips_that_once_left_a_document_undecided(right: str, wrong: str, expected: tuple[str, str | None]) -> None:
    text = corrected_seed()
    assert text.count(right) == 1
    (finding,) = [f for f in found(check_text(text.replace(right, wrong))) if f.code != "D501"]
    assert finding.code == expected[0]
    assert expected[1] is None or finding.repair == expected[1]


def test_a_zero_at_the_end_of_a_chain_sets_an_equation() -> None:
    text = r"$$E = (w x - t)^2$$ $$\frac{\partial E}{\partial w} = 2 x (w x - t) = 0$$ $$w = \frac{t}{x}$$"
    assert not found(check_text(text))


def test_a_zero_between_two_sides_of_which_nothing_is_known() -> None:
    assert not found(check_text(r"$$\frac{1}{N} \sum_{i=1}^{N} r_k = 0 = m (u - v)$$"))
