r"""What false steps without a small repair may have been meant to say: always a suggestion, and always tried."""

from __future__ import annotations

import pytest

from tests.support import check_text, found

UNIT = r"""
$$h_1 = w_1 x_1 + b_1$$
$$g_1 = \sigma(h_1)$$
$$o_1 = w_2 g_1 + b_2$$
$$p_1 = \sigma(o_1)$$
$$\sigma(u) = \frac{1}{1+e^{-u}}$$
$$E = \frac{1}{2} (t_1 - p_1)^2$$
"""


def suggested(text: str) -> list[tuple[int, str | None, bool]]:
    return [(f.line, f.repair, f.safe) for f in found(check_text(text))]


@pytest.mark.parametrize(
    ("step", "repair"),
    [
        # a slip that was copied along the side
        (r"\frac{\partial E}{\partial w_2} = \frac{\partial E}{\partial p_1} \frac{\partial p_1}{\partial h_1} \frac{\partial h_1}{\partial w_2}", r"o_1} \frac{\partial o_1"),
        # the argument of a function lacks its factor
        (r"\tanh(u) = 2 \sigma(u) - 1", "2"),
        # another function of the document
        (r"\frac{\partial p_1}{\partial o_1} = \tanh(o_1) (1 - \sigma(o_1))", r"\sigma"),
    ],
)
def test_a_suggestion(step: str, repair: str) -> None:
    text = UNIT + f"\n$${step}$$\n"
    line = text.count("\n", 0, text.index(step)) + 1
    assert suggested(text) == [(line, repair, False)]


def test_a_number_that_stands_for_another() -> None:
    text = "$$a = 0.7491$$\n\n$$c = 0.7391$$\n\n$$d = a (1 - a) = 0.7391 (1 - 0.7391) = 0.1928$$\n"
    assert suggested(text) == [(5, "0.7491 (1 - 0.7491", False)]


def test_a_factor_that_only_the_text_tells() -> None:
    text = "With the rate $r = 0.1$ and $g = -0.0204$, $w = 0.3$:\n\n$$w - r g = 0.3 - (-0.0204) = 0.302$$\n"
    assert [f.line for f in found(check_text(text))] == [3]
    assert (found(check_text(text))[0].repair or "").strip() in (r"0.1 \cdot", r"r \cdot")


def test_bars_hide_an_inner_derivative() -> None:
    text = "$$E = \\frac{1}{2} \\|t - o\\|^2$$\n\n$$\\frac{\\partial E}{\\partial o} = 2 \\cdot \\frac{1}{2} \\|t - o\\|^{2-1}$$\n"
    assert suggested(text) == [(3, "(-(t - o))", False)]


def test_where_shapes_do_not_fit_single_units_tell() -> None:
    text = "$$z = X W$$\n\n$$y = f(z)$$\n\n$$J = \\sum \\frac{1}{2} (t - y)^2$$\n\n$$\\frac{\\partial J}{\\partial W} = (t - y) \\frac{\\partial y}{\\partial z} \\frac{\\partial z}{\\partial W}$$\n"
    told = suggested(text)
    assert all(line == 7 and repair == "-" and not safe for line, repair, safe in told)


def test_nothing_is_suggested_that_would_not_hold() -> None:
    text = UNIT + "\n$$\\frac{\\partial E}{\\partial w_2} = g_1 + t_1 x_1$$\n"
    assert [(f.line, f.repair) for f in found(check_text(text))] == [(9, None)]


def test_the_letter_of_a_sum_is_kept_where_the_document_has_its_terms() -> None:
    text = "$$E = \\sum_{j \\in M} (y_m - t_m)^2$$\n\n$$e_j = y_j - t_j$$\n"
    fix = next(d.fix for d in check_text(text).diagnostics if d.code == "D205")
    assert fix is not None
    assert [e.text for e in fix.edits] == ["y_j", "t_j"]


def test_a_full_stop_for_a_comma() -> None:
    text = "$$f(x) = \\begin{cases} x, & x > 0 \\\\ 0. x \\le 0 \\end{cases}$$\n"
    assert [(f.code, f.repair) for f in found(check_text(text))] == [("D104", ",")]


def test_a_circle_is_left_by_what_the_name_is_said_to_depend_on() -> None:
    text = "$$s = \\sigma(n)$$\n\n$$n = w x$$\n\n$$q = \\sigma(z)$$\n\n$$s = \\frac{1}{1 + e^{-s}}$$\n\n$$\\sigma(u) = \\frac{1}{1+e^{-u}}$$\n"
    assert [(f.line, f.repair) for f in found(check_text(text))] == [(7, "n")]


def test_a_number_at_the_end_of_a_sentence_may_be_meant() -> None:
    text = "Here $p = 0.77$ and $t = q$, and the target is 0.99.\n\n$$q = 1 - 0.01$$\n\n$$d = (t - p)^2$$\n\n$$d = (0.01 - 0.77)^2$$\n"
    assert ("0.99", False) in [(f.repair, f.safe) for f in found(check_text(text))]
