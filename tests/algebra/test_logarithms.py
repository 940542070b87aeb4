"""The laws of logarithms; the oracle evaluates both sides with math.log at positive numbers."""

from __future__ import annotations

import math
import os
import subprocess
import sys

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText


def outcomes(*formulas: str) -> list[str]:
    report = check(read(SourceText("notes.md", "\n\n".join(f"$$ {f} $$" for f in formulas))))
    return [verdict.outcome for verdict in report.verdicts.values()]


CLAIMS = [
    (r"\log(x y) = \log x + \log y", lambda x, y: (math.log(x * y), math.log(x) + math.log(y))),
    (r"\log \frac{x}{y} = \log x - \log y", lambda x, y: (math.log(x / y), math.log(x) - math.log(y))),
    (r"\log(x^3) = 3 \log x", lambda x, y: (math.log(x**3), 3 * math.log(x))),
    (r"\log \sqrt{x} = \frac{1}{2} \log x", lambda x, y: (math.log(math.sqrt(x)), math.log(x) / 2)),
    (r"\log e^{x - y} = x - y", lambda x, y: (math.log(math.exp(x - y)), x - y)),
    (r"\log \frac{1}{1 + e^{-x}} = -\log(1 + e^{-x})", lambda x, y: (math.log(1 / (1 + math.exp(-x))), -math.log(1 + math.exp(-x)))),
    (r"\log(1 - \frac{1}{1 + e^{-x}}) = -x - \log(1 + e^{-x})", lambda x, y: (math.log(1 - 1 / (1 + math.exp(-x))), -x - math.log(1 + math.exp(-x)))),
    (r"\log(8 x) = 3 \log 2 + \log x", lambda x, y: (math.log(8 * x), 3 * math.log(2) + math.log(x))),
    (r"\log(x^y) = y \log x", lambda x, y: (math.log(x**y), y * math.log(x))),
    (r"\log(x^2 y + x y) = \log x + \log y + \log(x + 1)", lambda x, y: (math.log(x * x * y + x * y), math.log(x) + math.log(y) + math.log(x + 1))),
    (r"\log((1 - x)^2) = \log((x - 1)^2)", lambda x, y: (math.log((1 - x) ** 2), math.log((x - 1) ** 2))),
    (r"\log(x + y) = \log x + \log y", lambda x, y: (math.log(x + y), math.log(x) + math.log(y))),
    (r"\log \frac{x}{y} = \log y - \log x", lambda x, y: (math.log(x / y), math.log(y) - math.log(x))),
    (r"\log e^{x} = e^{x}", lambda x, y: (math.log(math.exp(x)), math.exp(x))),
    (r"\log(2 x) = 2 \log x", lambda x, y: (math.log(2 * x), 2 * math.log(x))),
    (r"\log(x^2) = (\log x)^2", lambda x, y: (math.log(x * x), math.log(x) ** 2)),
]


@pytest.mark.parametrize(("claim", "sides"), CLAIMS, ids=[c for c, _ in CLAIMS])
def test_a_law_is_proved_if_it_is_one(claim: str, sides) -> None:  # type: ignore[no-untyped-def]
    holds = all(math.isclose(*sides(x, y), abs_tol=1e-12) for x, y in ((0.3, 2.5), (1.7, 0.2), (4.0, 3.0)))
    u = claim.replace("x", "(a + 1)") if "^x" not in claim else claim
    assert (outcomes("s = a x + y", claim)[-1] == "proved") == holds
    assert outcomes("s = a x + y", u)[-1] in (("proved", "undecided") if holds else ("refuted", "undecided"))


def test_a_turned_sign_is_no_logarithm() -> None:
    assert outcomes("s = a x", r"\log(1 - x) = \log(x - 1)")[-1] != "proved"
    assert outcomes("s = a x", r"\log(-x) = \log x")[-1] != "proved"


def test_the_logarithm_of_a_softmax_in_indices_and_arrays() -> None:
    softmax = r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"
    assert outcomes(softmax, r"\log p_i = z_i - \log \sum_j e^{z_j}")[-1] == "proved"
    assert outcomes(softmax, r"\log p_i = z_i + \log \sum_j e^{z_j}")[-1] == "refuted"
    assert outcomes(softmax, r"L = -\sum_i t_i \log p_i = \sum_i t_i (\log \sum_j e^{z_j} - z_i)")[-1] == "proved"


@pytest.mark.parametrize("seed", ["0", "1", "2", "3"])
def test_the_outcome_does_not_hang_on_the_hashes(seed: str) -> None:
    text = r"$$ \log((1 - a)(1 - b)) = \log(1 - a) + \log(1 - b) $$" + "\n\n" + r"$$ \log \frac{a - 1}{b - 1} = \log(a - 1) - \log(b - 1) $$"
    told = subprocess.run(
        [sys.executable, "-m", "derive", "check", "-", "--output-format", "concise"], input=text, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=False
    )
    assert "2 steps: 0 defined, 2 proved" in told.stdout
