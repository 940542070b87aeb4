"""Two slips in one document: each is found where it stands, though one hides what tells of the other."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from codegen.new import write
from tests.support import ROOT, check_text, found

SOFTMAX = write([2, 3, 2], "sigmoid", "softmax-cross-entropy", "index", "en")
INDEX = write([2, 3, 2], "tanh", "squared-error", "index", "en")
MATRIX = write([2, 3, 2], "sigmoid", "squared-error", "matrix", "en")

Slip = tuple[str, str]


def with_slips(text: str, slips: tuple[Slip, ...]) -> tuple[str, list[int]]:
    """The text with something wrong in the place of what is right, and the lines of it; the first place is meant."""
    lines = []
    for right, wrong in slips:
        assert right in text
        lines.append(text[: text.index(right)].count("\n") + 1)
        text = text.replace(right, wrong, 1)
    return text, lines


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        # a derivative that nothing led to has a path once the first is mended
        (SOFTMAX, ((r"w^2_{ij} a^1_i", r"w^2_{ij}"), (r"&= \frac{e^{z^2_j}}{\sum_{m", r"&= \frac{e^{\delta^2_j}}{\sum_{m"))),
        (SOFTMAX, ((r"\sum_{i=1}^{n_1} w^2", r"\sum_{k=1}^{n_1} w^2"), (r"\delta^2_j a^1_i", r"\delta^2_j a^1_i \cdot a^1_i"))),
        # what differentiates a name that means nothing comes first
        (SOFTMAX, ((r"\delta^2_j &= \frac{\partial E}", r"\delta^2_j &= \frac{\partial u}"), (r"a^1_j \cdot (1-a^1_j)" + "\n\\end{aligned}\n$$\n\nA weight", r"a^1_j \cdot (1+a^1_j)" + "\n\\end{aligned}\n$$\n\nA weight"))),
        # of steps that held as zeros two that share a side say one thing against an edit
        (SOFTMAX, (("f(z^1_j)", "f(b^1_j)"), (r"w^1_{ij}} &= \frac{\partial E}", r"w^1_{ij}} &= 2\cdot \frac{\partial E}"))),
        # a circle with another one below it
        (SOFTMAX, ((r"e^{-u}} \cdot", r"e^{-E}} \cdot"), ("+ b^2_j", r"+ \delta^2_j"))),
        # steps beside a wrong side don't count where a definition mends only others
        (SOFTMAX, ((r"E &= -\sum", r"E &= +\sum"), (r" \cdot \frac{\partial z^2_k}{\partial a^1_j}", ""))),
        (INDEX, ((r"(\hat y_j - y_j)^2", r"(\hat y_j + y_j)^2"), (r"&= f'(z^1_j)", r"&= f'(\delta^1_j)"))),
        # what was given up is searched again once fewer steps fail for other reasons
        (SOFTMAX, ((r"\frac{1}{1+e^{-u}} \\[8pt]", r"\frac{0}{1+e^{-u}} \\[8pt]"), (r"E &= -\sum_{j=1}", r"E &= -\sum_{j=2}"))),
        # a name that stands nowhere else is the slip, though only one step is left to tell
        (MATRIX, ((r"\frac{1}{2} (\hat y - y)^T", r"\frac{1}{2} (u - y)^T"), (r"\odot y \odot (1-y)" + "\n\\end{aligned}\n$$\n\nA weight", r"\odot y \odot 1-y)" + "\n\\end{aligned}\n$$\n\nA weight"))),
        (MATRIX, (("W^1 x + b^1", "b^1"), (r"\delta^1 &= \frac{\partial E}", r"\delta^1 &= \frac{\partial x}"))),
    ],
)  # fmt: skip
def test_both_are_found_at_their_lines(text: str, slips: tuple[Slip, ...]) -> None:
    wrong, lines = with_slips(text, slips)
    assert [f.line for f in found(check_text(wrong))] == lines


@pytest.mark.parametrize("text", [SOFTMAX, INDEX, MATRIX])
def test_without_them_nothing_is(text: str) -> None:
    assert found(check_text(text)) == []


def test_a_given_quantity_of_one_definition_is_blamed_for_nothing_that_it_does_not_mend() -> None:
    text = "$$E = \\frac{1}{2} (a - t)^2 + \\lambda a$$\n\n$$\\frac{\\partial E}{\\partial a} = a^5 t$$\n"
    report = check_text(text)
    assert [(f.line, f.code, f.repair) for f in found(report)] == [(3, "D301", None)]


def test_a_step_that_an_edit_of_its_own_mends_is_wrong_itself() -> None:
    text = "$$E = \\frac{1}{2} (a - s)^2$$\n\n$$\\frac{\\partial E}{\\partial a} = a - t$$\n"
    assert [(f.line, f.repair) for f in found(check_text(text))] == [(3, "s")]


def test_of_edits_as_likely_the_same_is_told_each_time() -> None:
    """In whatever order sets of names are gone through, which differs from one run to the next."""
    text, _ = with_slips(MATRIX, (("a^1 &= f", "-a^1 &= f"), ("W^2 a^1 + b^2", "W^2 + b^2")))
    code = "import sys\nfrom tests.support import check_text, found\nprint([(f.line, f.repair) for f in found(check_text(sys.argv[1]))])"
    said = set()
    for seed in ("1", "2", "3"):
        ran = subprocess.run(
            [sys.executable, "-c", code, text], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        said.add(ran.stdout)
    assert len(said) == 1
    assert "(40, '')" in said.pop()
