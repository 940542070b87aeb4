"""Sums that say less than they mean: how far they reach, and over what they run."""

from __future__ import annotations

import pytest

from tests.support import check_text

TWO = "$$ z_1 = w_1 x_1 + b_1 $$\n\n$$ z_2 = w_2 x_1 + b_2 $$\n\n"


def outcomes(text: str) -> list[str]:
    """What became of each step."""
    report = check_text(text)
    return [report.verdicts[step.number].outcome for step in report.derivation.steps]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            r"$$ J = - \sum_{i=1}^n \left[ t_i \log q_i + (1-t_i) \log(1-q_i) \right] = - \sum_{i=1}^n t_i \log q_i + (1-t_i) \log(1-q_i) $$",
            ["defined", "proved"],
            id="terms with the letter of a sum belong to it",
        ),
        pytest.param(
            r"$$ J = \frac{1}{n} \sum_{i=1}^n t_i^2 - t_i q_i + \frac{a}{2} = \frac{1}{n} \sum_{i=1}^n (t_i^2 - t_i q_i) + \frac{a}{2} $$",
            ["defined", "proved"],
            id="behind a factor, up to a term without the letter",
        ),
        pytest.param(
            r"$$ J = \left( \sum_{i=1}^n t_i \right) + a = \sum_{i=1}^n t_i + n a $$", ["defined", "refuted"], id="a term without the letter stays outside"
        ),
        pytest.param(
            r"$$ v_i = \sum_{j=1}^n a_{ij} u_j + c_i $$" "\n\n" r"$$ v_i - c_i = \sum_{j=1}^n a_{ij} u_j $$", ["defined", "proved"], id="another letter is no sum's"
        ),
        pytest.param(TWO + r"$$ C = \sum (z_i - y_i)^2 = (z_1 - y_1)^2 + (z_2 - y_2)^2 $$" "\n\n" r"$$ \frac{\partial C}{\partial w_1} = 2 (z_1 - y_1) x_1 $$",
            ["defined", "defined", "defined", "proved", "proved"], id="a sum runs over the letter that means nothing outside"),
        pytest.param(TWO + r"$$ C = \sum (z_i - y_i)^2 $$" "\n\n" r"$$ \frac{\partial C}{\partial w_1} = 2 (z_2 - y_2) x_1 $$",
            ["defined", "defined", "defined", "refuted"], id="what follows from it may be false"),
        pytest.param(
            r"$$ z_j = \sum_{k=1}^n w_{jk} a_k $$" "\n\n" r"$$ z_j = \sum w_{jk} a_k $$", ["defined", "proved"], id="not over the letter of what it gives"
        ),
    ],
)  # fmt: skip
def test_a_loose_sum(text: str, expected: list[str]) -> None:
    assert outcomes(text) == expected


def test_a_sum_that_is_named_by_its_letter() -> None:
    named = r"Let $\sum_K = \sum_{j=1}^{K} e^{u_j}$." "\n\n" r"$$ p_i = \frac{e^{u_i}}{\sum_{j=1}^K e^{u_j}} $$" "\n\n"
    slope = r"$$ \frac{\partial p_i}{\partial u_i} = \frac{e^{u_i} \sum_K - e^{u_i} e^{u_i}}{(\sum_K)^2} = \frac{e^{u_i}}{\sum_K} \frac{\sum_K - e^{u_i}}{\sum_K} $$"
    assert outcomes(named + slope) == ["defined", "defined", "proved", "proved"]
    assert outcomes(named + slope.replace(r"\sum_K - e^{u_i} e^{u_i}", r"\sum_K + e^{u_i} e^{u_i}"))[2] == "refuted"
    assert outcomes(r"$$ s = \sum_k - u_k $$" "\n\n" r"$$ s = - \sum_k u_k $$") == ["defined", "proved"]
