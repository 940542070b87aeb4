"""Names that a section gives a meaning of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.source.headings import Heading, extents, headings
from derive.source.reader import load, read
from tests.support import check_text

SUM = r"$$ z = x + y \qquad \frac{\partial z}{\partial x} = 1 \qquad \frac{\partial z}{\partial y} = 1 $$"
PRODUCT = r"$$ z = x y \qquad \frac{\partial z}{\partial x} = y \qquad \frac{\partial z}{\partial y} = x $$"


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text + "\n").verdicts.values()]


@pytest.mark.parametrize("between", ["\n\n## A product\n\n", "\n\nNow a product:\n\n"])
def test_two_examples_are_each_judged_by_their_own_definition(between: str) -> None:
    assert outcomes("# A sum\n\n" + SUM + between + PRODUCT) == ["defined", "proved", "proved"] * 2


def test_a_wrong_claim_about_the_second_example_is_not_proved() -> None:
    wrong = PRODUCT.replace(r"\frac{\partial z}{\partial y} = x", r"\frac{\partial z}{\partial y} = x + y")
    found = outcomes("# A sum\n\n" + SUM + "\n\n## A product\n\n" + wrong)
    assert found[:5] == ["defined", "proved", "proved", "defined", "proved"]
    assert found[5] != "proved"


def test_a_slip_in_a_restatement_is_no_new_meaning() -> None:
    forward = r"$$ z = w x + b \qquad a = z^2 \qquad \frac{\partial a}{\partial w} = 2 (w x + b) x $$"
    backward = r"$$ z = w x - b \qquad \frac{\partial a}{\partial b} = 2 (w x + b) $$"
    report = check_text("# Forward\n\n" + forward + "\n\n# Backward\n\n" + backward + "\n")
    assert [d.severity for d in report.diagnostics] == ["error"]
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "defined", "proved", "refuted", "proved"]


def test_what_another_section_tells_of_a_name_does_not_reach_into_an_example() -> None:
    text = "# Any function\n\n$$ y = f(x) $$\n\n# A sum\n\n" + SUM + "\n\n# A product\n\n" + PRODUCT
    assert outcomes(text)[-3:] == ["defined", "proved", "proved"]


def test_a_proof_says_whose_meaning_it_took() -> None:
    report = check_text("# A sum\n\n" + SUM + "\n\n# A product\n\n" + PRODUCT + "\n")
    assert "z means in this section" in report.verdicts[5].reason


HEADINGS = {
    "a.md": ("# One\n\ntext\n\n```\n# no heading\n```\n\n## Two\n", ["# One", "## Two"]),
    "a.tex": ("\\section{One}\n% \\section{no}\n  \\subsection*{Two}\n", ["\\section{One}", "  \\subsection*{Two}"]),
    "a.rst": ("One\n===\n\ntext\n\nTwo\n---\n", ["One", "Two"]),
    "a.ipynb": (
        '{"cells": [\n {"cell_type": "markdown",\n  "metadata": {},\n  "source": [\n   "# One\\n",\n   "text"\n  ]},\n'
        ' {"cell_type": "code",\n  "metadata": {}, "execution_count": null, "outputs": [],\n  "source": [\n   "# no heading"\n  ]}],\n'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
        ["# One"],
    ),
}


@pytest.mark.parametrize("name", HEADINGS)
def test_headings_are_found_in_every_format(name: str, tmp_path: Path) -> None:
    text, expected = HEADINGS[name]
    path = tmp_path / name
    path.write_text(text)
    document = read(load(str(path)))
    lines = [document.source.text[heading.start :].splitlines()[0] for heading in headings(document)]
    assert lines == expected
    assert [heading.level for heading in headings(document)] == sorted(heading.level for heading in headings(document))


def test_a_section_ends_with_the_next_heading_that_is_no_deeper() -> None:
    found = [Heading(0, 1), Heading(10, 2), Heading(20, 3), Heading(30, 2), Heading(40, 1)]
    assert extents(found, 50) == [(0, 40), (10, 30), (20, 30), (30, 40), (40, 50)]


NEURON = r"""# Backpropagation

## A single neuron

$$ z = w x + b \qquad a = \sigma(z) \qquad L = \cosh(a - y) $$

### Its gradient

$$ \frac{\partial L}{\partial x} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z} \frac{\partial z}{\partial x} = \sinh(a - y) \sigma'(z) w $$

## A network

$$ z = W^T x + b \qquad a = \sigma(z) \qquad L = \|a - y\|^2 $$

$$ \frac{\partial L}{\partial x} = W \left(2 (a - y) \odot \sigma'(z)\right) $$
"""


def test_letters_are_numbers_in_the_section_about_one_neuron() -> None:
    report = check_text(NEURON)
    assert {v.outcome for v in report.verdicts.values()} == {"defined", "proved"}
    assert "letters for numbers" in report.verdicts[3].reason
    wrong = check_text(NEURON.replace(r"\sigma'(z) w $$", r"\sigma'(z) w^2 $$", 1))
    assert wrong.verdicts[5].outcome != "proved"


def test_sections_of_a_document_with_a_declared_quantity() -> None:
    """A quantity that is declared is defined by no step, so no look at a step tells of it."""
    report = check_text(NEURON + "\n<!-- derive: g = 2 y -->\n\n$$ g - y = y $$\n")
    assert {v.outcome for v in report.verdicts.values()} == {"defined", "proved"}


def test_a_capital_stays_the_matrix_that_it_is_elsewhere() -> None:
    """Read as numbers, a lost transposition and factors in the wrong order would hold."""
    slip = r"## Once more" + "\n\n" + r"$$ u = W x \qquad \frac{\partial u}{\partial W} = x $$" + "\n"
    report = check_text(NEURON + "\n" + slip)
    assert report.verdicts[max(report.verdicts)].outcome != "proved"


LOSSES = r"""# Squares

$$ E = \frac12 (y - t)^2 \qquad y = \sigma(z) \qquad \frac{\partial E}{\partial y} = y - t $$

# Entropy

$$ E = -t \log y - (1-t) \log(1-y) \qquad \frac{\partial E}{\partial y} = -\frac{t}{y} + \frac{1-t}{1-y} $$

$$ \frac{\partial E}{\partial z} = y - t \qquad \frac{\partial E}{\partial y} = -\frac{t}{y} - \frac{1-t}{1-y} $$
"""


def test_a_loss_without_values_for_any_activation_is_another_loss() -> None:
    """The logarithm of what a function gives that is never defined may have no value anywhere; then it agrees with all."""
    assert outcomes(LOSSES) == ["defined", "defined", "proved", "defined", "proved", "undecided", "refuted"]


NEURON_AND_LAYER = r"""# One neuron

$$ z = w x + b $$

$$ a = \sigma(z) $$

# A layer

$$ y = W x + b $$

$$ a = \sigma(y) $$

$$ \frac{\partial y}{\partial x} = W $$
"""


def test_a_section_that_defines_what_it_needs_contradicts_no_other() -> None:
    """Nothing follows from either meaning of a, and each is made of what its own section defines."""
    report = check_text(NEURON_AND_LAYER)
    assert [d.code for d in report.diagnostics if d.severity == "error"] == []
    slip = NEURON_AND_LAYER.replace("y = W x + b", "y = v a").replace("= W", "= 0")  # of what the other section defines
    assert "refuted" in [v.outcome for v in check_text(slip.replace(r"# A layer", "# Twice")).verdicts.values()]


NEURON_THEN_LAYER = r"""# One neuron

$$ z = w x + b $$

$$ a = \sigma(z) $$

$$ \frac{\partial z}{\partial w} = x $$

# A layer

$$ z = W x + b $$

$$ a = \sigma(z) $$

$$ E = \frac12 (a - t)^T (a - t) $$

# Gradients

$$ \frac{\partial z}{\partial x} = W $$

$$ \frac{\partial E}{\partial x} = (a - t) W $$
"""


def test_what_a_section_defines_anew_may_be_claimed_of_in_the_next() -> None:
    report = check_text(NEURON_THEN_LAYER)
    assert [d.code for d in report.diagnostics if d.severity == "error"] == []
    assert [v.outcome for v in report.verdicts.values()][:-1] == ["defined", "defined", "proved", "defined", "proved", "defined", "proved"]


def test_an_edit_that_mends_a_step_by_its_shapes_alone_is_no_repair() -> None:
    """Nothing that is said of E speaks against its definition; another E would only make numbers of a and t."""
    text = "".join(line for line in NEURON_THEN_LAYER.splitlines(keepends=True) if not line.startswith("#"))
    claims = "$$ (a - t)^T (a-t) = (a-t)^2 $$\n\n$$ x b = b x $$\n\n$$ a t = t a $$"
    text = text.replace("= W $$", f"= W $$\n\n{claims}").replace("(a - t) W", "(a - t) a (1 - a) W")
    assert "D201" not in [d.code for d in check_text(text).diagnostics]


QUOTED = r"""
## A layer

The loss is $C(a^L)$, where $a_j^l = g(z_j^l)$ and $z^l = w^l a^{l-1} + b^l$ for $z^l \in \mathbb{R}^d$, so that $z_j^l = \sum_k w_{jk}^l a_k^{l-1} + b_j^l$.

$$ \frac{\partial C}{\partial b_j^l} = \frac{\partial C}{\partial z_j^l} \frac{\partial z_j^l}{\partial b_j^l} = \frac{\partial C}{\partial z_j^l} $$

$$ \frac{\partial C}{\partial w_{jk}^l} = \frac{\partial C}{\partial z_j^l} \frac{\partial z_j^l}{\partial w_{jk}^l} = \frac{\partial C}{\partial z_j^l} a_k^{l-1} $$

> ## One unit
>
> $z_1 = w_1 x$, $a_1 = \tanh(z_1)$, $z_2 = w_2 a_1 + b$, $y = \tanh(z_2)$, $C = \frac12 (y - t)^2$.
>
> $\frac{\partial C}{\partial b} = (y - t) (1 - y^2)$
"""


def test_the_numbers_of_a_quoted_section_are_no_slip_elsewhere() -> None:
    report = check_text(QUOTED)
    assert [h.level for h in headings(report.document)] == [2, 2]
    assert not [d for d in report.diagnostics if d.severity == "error"]
    assert list(report.verdicts.values())[-1].outcome == "proved"
