"""What authors take for granted, and a reader of formulas alone would take for wrong; each beside a slip that is still found."""

from __future__ import annotations

import pytest

from tests.support import check_text


def errors(text: str) -> list[str]:
    """The codes of what is reported as wrong."""
    return [d.code for d in check_text(text).diagnostics if d.severity in ("error", "warning")]


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


DIFFERENTIALS = r"""
$$ y = x^2 $$

$$ dy = 2 x\, dx $$

$$ d(u x) = u\, dx + x\, du $$

$$ \frac{dy}{dx} = 2 x $$
"""
SIGNALS = r"""
$$ y = \frac{1}{1 + e^{-x}} $$

$$ \delta x = \delta y \cdot y (1 - y) $$

$$ \frac{dy}{dx} = y (1 - y) $$
"""
ROWS = r"""
Let $\mathbf{x} \in \mathbb{R}^n$.

$$ \frac{d (\mathbf{x}^\top \mathbf{x})}{d \mathbf{x}} = 2 \mathbf{x}^\top $$
"""
MOMENTS = r"""
$$ c^t = i^t a^t + f^t c^{t-1} $$

$$ h^t = o^t \tanh(c^t) $$

$$ \frac{\partial h^t}{\partial c^t} = o^t (1 - \tanh^2(c^t)) $$
"""
SYSTEM = r"""
$$ b = 2 w \qquad z = a b $$

$$
\begin{aligned}
4a + 2b &= 22 \\
3a + 8b &= 49
\end{aligned}
$$
"""
LOSSES = r"""
# Squared error

$$ \text{Error} = E = \frac{1}{2} (x - t)^2 $$

$$ \frac{\partial E}{\partial x} = x - t $$

# Cross entropy

$$ \text{Error} = E = -t \log x $$

$$ \frac{\partial E}{\partial x} = -\frac{t}{x} $$
"""
WAYS = r"""
$$ v = w u \qquad s = v^2 \qquad L = v + s $$

$$ \frac{dL}{dw} = \frac{\partial L}{\partial v} \frac{dv}{dw} + \frac{\partial L}{\partial s} \frac{ds}{dw} $$
"""
ENDS = r"""
A network of $L$ layers has $\mathbf{z}^l = \mathbf{W}^l \mathbf{a}^{l-1} + \mathbf{b}^l$ and $\mathbf{a}^l = f(\mathbf{z}^l)$.
Its input is $\mathbf{a}^0 = \mathbf{x}$, its output $\mathbf{a}^L = \hat{\mathbf{y}}$.

$$ \mathbf{z}^l = \mathbf{W}^l f(\mathbf{z}^{l-1}) + \mathbf{b}^l $$
"""
ONE_HOT = r"""
The label is one-hot, $y_w = 1$ where $w$ is the true word $o$ and $y_w = 0$ elsewhere.

$$ p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} $$

$$ J = y_o \log p_o = \log p_o $$
"""
UNIT = r"""
Let $v$ be a direction with $\|v\| = 1$.

$$ s = \|g\| \|v\| \cos \phi = \|g\| \cos \phi $$

$$ L = s^2 \qquad \frac{dL}{ds} = 2 s $$
"""
EXAMPLE = r"""
$b = 0.3$ and $t = 0.5$ in the example.

$$ z = a W^T + b \qquad L = \frac{1}{2} (z - t)^2 $$

$$ \frac{\partial L}{\partial W} = (z - t) a $$
"""
LETTER = r"""
$$ y = a x + b $$

So a straight line is drawn. The layer is

$$ y(W) = W x + c $$

$$ n = 3 $$
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param(DIFFERENTIALS, DIFFERENTIALS.replace(r"{dx} = 2 x", r"{dx} = 3 x"), id="differentials"),
        pytest.param(SIGNALS, SIGNALS.replace(r"{dx} = y (1 - y)", r"{dx} = y (1 + y)"), id="error signals"),
        pytest.param(ROWS, ROWS.replace("= 2", "= 3"), id="a gradient laid out as a row"),
        pytest.param(MOMENTS, MOMENTS.replace(r"1 - \tanh", r"1 + \tanh"), id="moments above"),
        pytest.param(SYSTEM, SYSTEM + "\n\n$$ z = 3 a w $$\n", id="a system of linear equations"),
        pytest.param(LOSSES, LOSSES.replace(r"= -\frac{t}{x}", r"= \frac{t}{x}"), id="two names given anew together"),
        pytest.param(WAYS, WAYS.replace(r"\frac{ds}{dw}", r"\frac{dv}{dw}"), id="ways of which one leads over another"),
        pytest.param(ENDS, ENDS.replace("f(\\mathbf{z}^{l-1}) +", "f(\\mathbf{z}^{l-1}) -"), id="names of the first and last layer"),
        pytest.param(ONE_HOT, ONE_HOT.replace(r"= \log p_o", r"= 2 \log p_o"), id="one-hot"),
        pytest.param(UNIT, UNIT.replace(r"{ds} = 2 s", r"{ds} = 2 \|g\|"), id="a direction of length one"),
        pytest.param(LETTER, LETTER.replace("y(W) = W x + c", "y = a x - b"), id="a letter used again"),
    ],
)
def test_what_is_meant_is_not_wrong(right: str, wrong: str) -> None:
    assert errors(right) == []
    assert errors(wrong) != []


INNER = r"""
Let $\mathbf{x}, \mathbf{w} \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$.

$$ z = \langle \mathbf{w}, \mathbf{x} \rangle + b = \mathbf{w}^T \mathbf{x} + b $$

$$ \frac{\partial z}{\partial \mathbf{w}} = \mathbf{x} $$

$$ L = \langle \mathbf{x}, A \mathbf{x} \rangle $$

$$ \frac{\partial L}{\partial \mathbf{x}} = (A + A^T) \mathbf{x} $$

$$ \langle A, A \rangle = \operatorname{tr}(A^T A) $$
"""
ENTRIES = r"""
$$ \operatorname{tr}(\mathbf{A}^T \mathbf{A}) = \sum_i \sum_j a_{ij}^2 $$

$$ \operatorname{tr}(\mathbf{A}) = \sum_i a_{ii} $$
"""


def test_an_inner_product_is_the_trace_of_a_product() -> None:
    assert outcomes(INNER) == ["defined", "proved", "proved", "defined", "proved", "proved"]
    assert outcomes(INNER.replace("(A + A^T)", "(A - A^T)"))[4] == "refuted"
    assert outcomes(INNER.replace("(A^T A)", "(A A)"))[5] == "refuted"
    assert outcomes(r"$$ u = \langle s, a, r \rangle + 1 $$") == ["undecided"], "a list of three is no product"


def test_the_entries_of_a_bold_capital_are_small_letters() -> None:
    assert outcomes(ENTRIES)[0] == "proved"
    assert outcomes(ENTRIES.replace("a_{ij}^2", "2 a_{ij}^2"))[0] != "proved"
    assert "trace is never defined" not in str(check_text(ENTRIES.replace(r"\mathbf{A}", "A")).diagnostics)


def test_a_symbol_in_the_bracket_behind_it_is_no_argument() -> None:
    text = r"$$ \sigma(z) = \frac{1}{1 + e^{-z}} \qquad \sigma_n = \sigma(w x_n) $$" + "\n\n"
    claim = r"$$ \frac{\sigma_n (1 - \sigma_n)}{\sigma_n} = 1 - \sigma_n $$"
    assert outcomes(text + claim)[-1] == "proved"
    assert outcomes(text + claim.replace("= 1 -", "= 1 +"))[-1] == "refuted"


def test_a_power_in_plain_text_is_no_index() -> None:
    text = "$f(x) = x^3$ has $f'(x) = 3x^2$, and $x^n$ has the slope $n x^(n-1)$.\n"
    assert outcomes(text) == ["defined", "proved"]
    assert outcomes(text.replace("3x^2", "2x^2"))[-1] == "refuted"


def test_orthogonal_matrices_are_told_to_be_so() -> None:
    """``U^T U = I`` gives no letter a meaning; of a matrix that is written out it is a claim."""
    assert set(outcomes(r"$$ W = U S V^T, \quad U^T U = I, \quad V V^T = V^T V = I $$")) == {"defined"}
    assert outcomes("$$ A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} $$\n\n$$ A^T A = I $$")[1] in ("refuted", "undecided")
