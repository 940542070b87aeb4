r"""The class ``y_i`` that chooses a unit: claims that a course states, and each with a slip."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText

SOFTMAX = (r"L_i = -\log \frac{e^{f_{y_i}}}{\sum_j e^{f_j}}", r"p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}")
HINGE = (r"s_j = \sum_d w_{jd} x_d", r"L_i = \sum_{j \neq y_i} \max(0, s_j - s_{y_i} + 1)")


def outcomes(*formulas: str) -> list[str]:
    report = check(read(SourceText("notes.md", "\n\n".join(f"$$ {f} $$" for f in formulas))))
    return [verdict.outcome for verdict in report.verdicts.values()]


@pytest.mark.parametrize(
    ("network", "claim", "outcome"),
    [
        (SOFTMAX, r"\frac{\partial L_i}{\partial f_k} = p_k - \mathbb{1}(y_i = k)", "proved"),
        (SOFTMAX, r"\frac{\partial L_i}{\partial f_k} = p_k - 1(k = y_i)", "proved"),
        (SOFTMAX, r"\frac{\partial L_i}{\partial f_k} = p_k + \mathbb{1}(y_i = k)", "refuted"),
        (SOFTMAX, r"\frac{\partial L_i}{\partial f_{y_i}} = p_{y_i} - 1", "proved"),
        (SOFTMAX, r"\frac{\partial L_i}{\partial f_{y_i}} = p_{y_i}", "refuted"),
        (SOFTMAX, r"\frac{\partial L_i}{\partial f_k} = p_k, \quad k \neq y_i", "proved"),
        (SOFTMAX, r"L_i = -\log p_{y_i}", "proved"),
        (HINGE, r"\frac{\partial L_i}{\partial s_j} = \mathbb{1}(s_j - s_{y_i} + 1 > 0), \quad j \neq y_i", "proved"),
        (HINGE, r"\frac{\partial L_i}{\partial s_{y_i}} = -\sum_{j \neq y_i} \mathbb{1}(s_j - s_{y_i} + 1 > 0)", "proved"),
        (HINGE, r"\frac{\partial L_i}{\partial s_{y_i}} = \sum_{j \neq y_i} \mathbb{1}(s_j - s_{y_i} + 1 > 0)", "refuted"),
    ],
)
def test_a_class_chooses_a_unit(network: tuple[str, ...], claim: str, outcome: str) -> None:
    assert outcomes(*network, claim)[-1] == outcome


def test_a_bare_class_that_is_compared() -> None:
    network = (r"L = -\log \frac{e^{f_y}}{\sum_j e^{f_j}}", SOFTMAX[1])
    assert outcomes(*network, r"\frac{\partial L}{\partial f_k} = p_k - 1(k = y)")[-1] == "proved"
    assert outcomes(*network, r"\frac{\partial L}{\partial f_k} = 1(k = y) - p_k")[-1] == "refuted"


def test_a_lost_sum_is_none() -> None:
    lost = (r"y_k = \sigma(z_k)", r"E = \frac{1}{2} (y_k - t_k)^2", r"\frac{\partial E}{\partial z_j} = (y_j - t_j) \sigma'(z_j)")
    assert "refuted" in outcomes(*lost) or "undecided" in outcomes(*lost)
