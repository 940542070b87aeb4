"""What authors take for granted without a word: nothing that is true under it is called wrong, and slips beside it still are."""

from __future__ import annotations

import pytest

from tests.support import check_text

ROWS = "$$ u = p A + a \\qquad q = \\tanh(u) \\qquad v = q B \\qquad s = \\mathrm{softmax}(v) \\qquad e = (s - t) B^T A^T $$\n\n"
COLUMNS = "The input $p \\in \\mathbb{R}^n$.\n\n$$ u = A p + a \\qquad q = \\tanh(u) \\qquad v = B q $$\n\n"
LOGS = "$$ c = \\log r \\cdot s $$\n\n$$ \\frac{\\partial c}{\\partial r} = \\frac{s}{r \\ln 2} $$\n"
SPREAD = "$$ v = \\frac{1}{n} \\sum_{i=1}^n (t_i - c)^2 \\qquad u_i = \\frac{t_i - c}{\\sqrt{v + \\epsilon}} $$\n\n"
DRIFT = (
    "$$ \\frac{\\partial f}{\\partial c} = \\sum_{i=1}^n \\frac{\\partial f}{\\partial u_i} \\cdot \\frac{-1}{\\sqrt{v + \\epsilon}}"
    " + \\frac{\\partial f}{\\partial v} \\cdot \\frac{1}{n} \\sum_{i=1}^n -2 (t_i - c) $$\n\n"
)
WITHOUT = "$$ \\frac{\\partial f}{\\partial c} = \\sum_{i=1}^n \\frac{\\partial f}{\\partial u_i} \\cdot \\frac{-1}{\\sqrt{v + \\epsilon}} $$\n"


def errors(text: str) -> list[str]:
    """The codes of what is reported as wrong."""
    return [d.code for d in check_text(text).diagnostics if d.severity == "error"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ROWS + "$$ \\frac{\\partial u}{\\partial p} = A \\qquad \\frac{\\partial v}{\\partial q} = B $$\n", id="rows, a column for each output"),
        pytest.param(COLUMNS + "$$ \\frac{\\partial u}{\\partial p} = A^T \\qquad \\frac{\\partial v}{\\partial q} = B^T $$\n", id="columns, a column for each output"),
        pytest.param(LOGS, id="logarithms to the base two"),
        pytest.param(SPREAD + DRIFT + WITHOUT, id="the centre of a sum of squares is the mean"),
        pytest.param("$$ r = 2 k $$\n\nIf $r = k$, there is nothing to do. Falls $r = 0$, auch nicht.\n", id="a condition"),
        pytest.param("$$ r = 2 k $$\n\n如果$r=k$，则停止。\n", id="a condition in Chinese"),
    ],
)
def test_nothing_is_called_wrong(text: str) -> None:
    assert not errors(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(COLUMNS + "$$ \\frac{\\partial u}{\\partial p} = A \\qquad \\frac{\\partial v}{\\partial q} = B^T $$\n", id="the document shows the layout"),
        pytest.param(ROWS + "$$ \\frac{\\partial u}{\\partial p} = -A $$\n", id="wrong in both layouts"),
        pytest.param(LOGS.replace("\\frac{s}{r \\ln 2}", "\\frac{2 s}{r}"), id="logarithms of one kind"),
        pytest.param(SPREAD + DRIFT + WITHOUT.replace("{-1}", "{-2}"), id="a factor that the mean doesn't explain"),
        pytest.param("$$ r = 2 k \\qquad s = r + 1 $$\n\nSo $s = k$.\n", id="a conclusion is no condition"),
    ],
)
def test_what_no_convention_explains_is_wrong(text: str) -> None:
    assert errors(text)


def test_a_condition_defines_nothing() -> None:
    report = check_text("If $r = 3$, stop. Otherwise\n\n$$ s = r^2 \\qquad \\frac{\\partial s}{\\partial r} = 2 r $$\n")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "defined", "proved"]


def test_an_outer_product_is_told_by_its_shape() -> None:
    rows = "$$ u = p A $$\n\n$$ G = p \\otimes (u - t) = p^T (u - t) $$\n"
    columns = "$$ u = A p \\qquad A \\in \\mathbb{R}^{m \\times n}, p \\in \\mathbb{R}^n $$\n\n$$ G = (u - t) \\otimes p = (u - t) p^T $$\n"
    for text in (rows, columns):
        assert [v.outcome for v in check_text(text).verdicts.values()][-1] == "proved"
        wrong = text.replace("= p^T (u - t)", "= p^T (u + t)").replace("= (u - t) p^T", "= (u + t) p^T")
        assert wrong != text
        assert [v.outcome for v in check_text(wrong).verdicts.values()][-1] != "proved"
