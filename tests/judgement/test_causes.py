"""Why a formula is wrong, in words: each mistake of the catalogue with a document that makes it."""

from __future__ import annotations

import pytest

from derive.language import TABLE, Words, translate
from tests.mutation.documents import documents
from tests.support import check_text

# cause, document, what stands there (once), what was written instead
MISTAKES = (
    ("why.inner", "seed", r"&=-2\cdot\frac{1}{2}(\hat y_1-a^2_1)^{2-1}", r"&=2\cdot\frac{1}{2}(\hat y_1-a^2_1)^{2-1}"),
    ("why.minus_extra", "index", r"&= \delta^2_j a^1_i", r"&= -\delta^2_j a^1_i"),
    ("why.layer", "index", r"&= \delta^1_j x_i", r"&= \delta^2_j x_i"),
    ("why.unit", "index", r"&= 1-(a^1_j)^2", r"&= 1-(a^1_i)^2"),
    ("why.bias", "seed", r"w^2_{22}\cdot a^1_2+b^2_2", r"w^2_{22}\cdot a^1_2+b^2_1"),
    ("why.swapped", "index", r"&= w^2_{jk} \\", r"&= w^2_{kj} \\"),
    ("why.name", "index", r"&= \delta^2_j a^1_i", r"&= \delta^2_j z^1_i"),
    ("why.variable", "index", r"\frac{\partial z^2_k}{\partial a^1_j} &=", r"\frac{\partial z^2_k}{\partial z^1_j} &="),
    ("why.chain", "index", r"{\partial a^1_j} \cdot \frac{\partial a^1_j}{\partial z^1_j}", r"{\partial a^1_j} \cdot \frac{\partial a^1_i}{\partial z^1_j}"),
    ("why.factor_extra", "index", r"&= \delta^2_j a^1_i", r"&= 2\cdot \delta^2_j a^1_i"),
    ("why.factor_chain", "index", r"&= \frac{\partial E}{\partial z^1_j} \cdot \frac{\partial z^1_j}{\partial b^1_j}", r"&= \frac{\partial z^1_j}{\partial b^1_j}"),
    ("why.exponent", "index", r"&= 1-(a^1_j)^2", r"&= 1-(a^1_j)^3"),
    ("why.constant", "index", r"&= 1-(a^1_j)^2", r"&= 2-(a^1_j)^2"),
    ("why.prime_extra", "seed", r"&=f(x)\cdot", r"&=f'(x)\cdot"),
    ("why.prime", "index", r"&= f'(z^1_j)", r"&= f(z^1_j)"),
    ("why.sign", "index", r"\cdot 2 (\hat y_j - y_j)", r"\cdot 2 (\hat y_j + y_j)"),
    ("why.product_for_sum", "index", r"w^1_{ij} x_i + b^1_j", r"w^1_{ij} x_i \cdot b^1_j"),
    ("why.sum", "index", r"&= \sum_{k=1}^{n_2} w^2_{jk} \delta^2_k", r"&= w^2_{jk} \delta^2_k"),
    ("why.transpose", "matrix", r"&= (W^2)^T \delta^2", r"&= (W^2) \delta^2"),
    ("why.order", "matrix", r"&= \delta^2 (a^1)^T", r"&= (a^1)^T \delta^2"),
    ("why.complement", "softmax", r"&= a^1_j \cdot (1-a^1_j)", r"&= a^1_j \cdot a^1_j"),
    ("why.path", "scalar", r"&= \frac{\partial E}{\partial z^2_1} \cdot \frac{\partial z^2_1}{\partial a^1_1} + \frac{\partial E}{\partial z^2_2} \cdot \frac{\partial z^2_2}{\partial a^1_1}", r"&= \frac{\partial E}{\partial z^2_1} \cdot \frac{\partial z^2_1}{\partial a^1_1}"),
    ("why.term", "scalar", r"&= w^2_{11} \delta^2_1 + w^2_{12} \delta^2_2 \\", r"&= w^2_{11} \delta^2_1 \\"),
    ("why.operand", "index", r"\frac{\partial E}{\partial y_j} &=", r"\frac{\partial u}{\partial y_j} &="),
    ("why.constant", "index", r"&= \delta^2_j \cdot 1", r"&= \delta^2_j \cdot 0"),
    ("why.exponent", "seed", r"(\hat{y_2}-y_2)^2", r"(\hat{y_2}-y_2)^4"),
    ("why.variable", "index", r"\cdot \frac{\partial z^2_k}{\partial a^1_j} \\", r"\cdot \frac{\partial z^2_k}{\partial b^1_j} \\"),
    ("why.link", "index", r"\cdot \frac{\partial z^2_k}{\partial a^1_j} \\", r"\cdot \frac{\partial E}{\partial z^2_k} \\"),
    ("why.minus", "softmax", r"&= -y_k y_j, ", r"&= y_k y_j, "),
    ("why.factor", "scalar", r"&= w^2_{11} \delta^2_1 + w^2_{12} \delta^2_2 \\", r"&= w^2_{11} \delta^2_1 + w^2_{12} \\"),
    ("why.bracket", "seed", r"w^2_{22}\cdot a^2_2\cdot(a^2_2-\hat{y_2})", r"w^2_{22}\cdot a^2_2\cdot(a^2_2)-\hat{y_2}"),
    ("why.letter", "index", r"&= \sum_{k=1}^{n_2} w^2_{jk}", r"&= \sum_{i=1}^{n_2} w^2_{jk}"),
    ("why.term_extra", "index", r"&= 1-(a^1_j)^2", r"&= 1-(a^1_j)^2+a^1_j"),
    ("why.sum_for_product", "index", r"&= \delta^2_j \cdot 1", r"&= \delta^2_j + 1"),
    ("why.inner_twice", "function", r"f'(h u + b) h", r"\frac{\partial f}{\partial u}(h u + b) h"),
    ("why.transpose_extra", "matrix", r"\frac{\partial z^2}{\partial a^1} &= W^2", r"\frac{\partial z^2}{\partial a^1} &= (W^2)^T"),
)  # fmt: skip
FUNCTION = r"$$E = \frac{1}{2} (f(h u + b) - t)^2$$" "\n\n" r"$$\frac{\partial E}{\partial u} = (f(h u + b) - t) f'(h u + b) h$$"
TEXTS = {**documents(), "function": FUNCTION}


@pytest.mark.parametrize(("cause", "name", "right", "wrong"), MISTAKES, ids=[f"{m[0]} {n}" for n, m in enumerate(MISTAKES)])
def test_the_finding_says_why(cause: str, name: str, right: str, wrong: str) -> None:
    text = TEXTS[name]
    assert right in text
    report = check_text(text.replace(right, wrong, 1))
    found = [d for d in report.diagnostics if d.severity == "error"]
    assert cause in [d.why for d in found], [d.message for d in found]
    english = next(d for d in found if d.why == cause)
    assert english.message.endswith(f"({TABLE[cause][0]})")
    chinese = translate([english], report.document.source.slice, Words("zh"))[0]
    assert TABLE[cause][1] in chinese.message


def test_every_cause_has_an_example() -> None:
    assert {m[0] for m in MISTAKES} == {key for key in TABLE if key.startswith("why.")}
