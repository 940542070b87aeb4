"""Edits of a definition that mend steps for another reason than the edit are none."""

from __future__ import annotations

from tests.support import check_text

SAMPLE = r"""
$$ L_i = -\log \frac{e^{f_{y_i}}}{\sum_j e^{f_j}} $$

$$ f_j = w_j x_i $$

$$ \frac{\partial L_i}{\partial w_k} = \frac{\partial L_i}{\partial f_k} \frac{\partial f_k}{\partial w_k} $$
"""
LAYERS = r"""
$$ H = X W_1 $$

$$ Y = H W_2 $$

One layer is

$$ Y = X W, \quad X \in \mathbb{R}^{B \times D}, W \in \mathbb{R}^{D \times E} $$

$$ G = \frac{\partial L}{\partial Y} $$

$$ Y_{ij} = \sum_{k=1}^{D} X_{ik} W_{kj} $$

$$ \frac{\partial L}{\partial X_{ik}} = \sum_{j=1}^{E} G_{ij} W_{kj} $$

$$ \frac{\partial L}{\partial X} = G W^\top $$
"""


def errors(text: str) -> list[str]:
    return [d.message for d in check_text(text).diagnostics if d.severity == "error"]


def test_the_index_of_a_sample_that_a_head_lacks_is_no_slip() -> None:
    assert errors(SAMPLE) == []


def test_a_definition_is_not_made_of_its_derivatives() -> None:
    assert errors(LAYERS) == []
