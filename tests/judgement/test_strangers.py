"""What documents of strangers taught: text that is right and was once taken for wrong, and slips once overlooked."""

from __future__ import annotations

import pytest

from tests.support import check_text

NUMBERS = r"""
$$ L = \frac12 (Y - \hat Y)^2 $$

$$ h = 1/(1.527292) \qquad a_o = \hat Y = 1/(1.482318) $$

$$ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial Z} \frac{\partial Z}{\partial W} $$

Since $L = \frac12 (Y - a_o)^2$, its derivative is $-(Y - a_o) = a_o - Y$. For one unit

$$ \frac{\partial a_{h1}}{\partial Z_{h1}} = a_{h1} (1 - a_{h1}) \qquad a_{h1} = 1/(1.5) $$
"""
THRESHOLD = r"""
$$ y = f\left(\sum_{i=1}^n w_i x_i - \theta\right) = f(\mathbf{w}^T \mathbf{x} - \theta) $$

$$ -\theta = -1 \cdot w_{n+1} = x_{n+1} \cdot w_{n+1} $$
"""
MEMBERS = r"""
$$ s(z_1) = \frac{e^{z_1}}{S} $$

$$ S = e^{z_1} + e^{z_2} $$

$$ \frac{\partial s(z_1)}{\partial z_1} = s(z_1) (1 - s(z_1)) $$

$$ \frac{\partial s(z_2)}{\partial z_1} = \frac{- e^{z_1} e^{z_2}}{S^2} = - s(z_1) s(z_2) $$

$$ \frac{\partial s(z_i)}{\partial z_j} = s(z_i) (\delta_{ij} - s(z_j)) $$
"""
KERNEL = r"""
For $H=W=5$, a kernel of size $HH=WW=3$ and a stride $S=2$ the output has $Hh=Hw=2$ rows:

$$ y_{kl} = \sum_{p=1}^{HH} \sum_{q=1}^{WW} x_{p+kS,q+lS} w_{pq} $$
"""
CHAIN = r"""
$$ E = w x^2 $$

$$ \frac{d E}{d w} = 3 x + H_a - H_a = 3 x $$

So $\frac{d E}{d w} = 3 x$, whatever $E$ was meant to be.
"""
LAYERS = "$$ x^{(l+1)}_j = \\sum_{i=1}^{n} w^{(l)}_{ji} y^{(l)}_i \\qquad C = \\frac{1}{m} \\sum_{k=1}^m y^{(L)}_k $$\n\n"


def errors(text: str) -> list[str]:
    """The codes of what is reported as wrong."""
    return [d.code for d in check_text(text).diagnostics if d.severity in ("error", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("$$ h = w x $$\n\n$$ D \\equiv \\frac{dh}{dw} = \\text{\"what $w$ does to $h$\"} $$\n", id="a side told in words"),
        pytest.param(LAYERS + "Let $l$ be the layer before the last ($l + 1 = L$).\n", id="a condition on layers"),
        pytest.param("$$ y = 1 $$\n\n$$ z = w x $$\n\n$$ y = 1 $$\n", id="a whole number said twice"),
        pytest.param("$$ y = 1 $$\n\n$$ z = w x $$\n\n$$ y = 2 $$\n", id="a whole number of another example"),
        pytest.param("$$ s(z) = \\frac{1}{1 + e^{-z}} $$\n\nIn short, $s'(z) = a (1 - a)$.\n", id="a name for a value that is never told"),
        pytest.param(MEMBERS, id="a function told at one member of a family"),
        pytest.param(KERNEL, id="sizes in doubled letters"),
        pytest.param(CHAIN, id="what a chain that can't be decided derives, said again"),
        pytest.param(NUMBERS, id="activations that are computed in numbers only"),
        pytest.param(THRESHOLD, id="a quantity of another shape"),
    ],
)
def test_nothing_is_wrong(text: str) -> None:
    assert errors(text) == []


def test_a_letter_before_a_bracket_around_a_product_is_a_function() -> None:
    """A factor needs no bracket there; what the function is can be declared."""
    text = "$$ y = s(w x) $$\n\n$$ \\frac{\\partial y}{\\partial w} = y (1 - y) x $$\n"
    verdict = check_text(text).verdicts[2]
    assert (verdict.outcome, verdict.declaration) == ("undecided", "s = sigmoid")
    step = check_text("$$ y = w x $$\n\n$$ u = \\eta (y x) $$\n\n$$ \\frac{\\partial u}{\\partial y} = \\eta x $$\n")
    assert step.verdicts[3].outcome == "proved"


def test_a_block_goes_on_from_the_block_before_it_alone() -> None:
    r"""Where that can't be read nothing is claimed; where it is a lone formula, that is the left side."""
    chain = "$$ y = w x $$\n\n$$ \\frac{\\partial y}{\\partial w} = x $$\n\n"
    unread = check_text(chain + "$$ \\unheard{y}{x} $$\n\n$$ = w $$\n")
    assert [v.outcome for v in unread.verdicts.values()] == ["defined", "proved", "unread"]
    lone = check_text(chain + "$$ \\frac{\\partial y}{\\partial x} $$\n\n$$ = w $$\n")
    assert [v.outcome for v in lone.verdicts.values()] == ["defined", "proved", "proved"]


def test_a_latin_letter_before_a_bracket_around_one_name_is_a_function() -> None:
    """Nobody brackets a lone factor."""
    report = check_text("$$ z = w x + b, \\quad a = s(z), \\quad E = (a - t)^2 $$\n\n$$ \\frac{\\partial E}{\\partial b} = 2 (a - t) a (1 - a) $$\n")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "defined", "defined", "undecided"]
    assert any("s = sigmoid" in note for d in report.diagnostics for note in d.notes)
