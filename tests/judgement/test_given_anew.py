r"""Quantities that get another number as a document goes on, and functions that are said to give a symbol."""

from __future__ import annotations

import pytest

from tests.support import check_text

EPOCHS = r"""
$$ x = 1.5 \qquad t = 1.0 \qquad w = 0.4 \qquad \eta = 0.1 $$

$$ y = w x = 0.6 $$

$$ E = \frac12 (y-t)^2 = 0.08 $$

$$ \frac{\partial E}{\partial w} = (y-t) x = -0.6 $$

$$ w = w - \eta \frac{\partial E}{\partial w} = 0.46 $$

And once more:

$$ y = w x = 0.69 $$

$$ \frac{\partial E}{\partial w} = (y-t) x = -0.465 $$

$$ w = w - \eta \frac{\partial E}{\partial w} = 0.5065 $$
"""
EXAMPLES = "$$ x = 0.5 \\qquad w = 0.4 $$\n\n$$ y = w x = 0.20 $$\n\nAnother one:\n\n$$ x = 0.25 $$\n\n$$ y = w x = 0.10 $$\n"
PICTURE = r"""
$$ z = w_1 x_1 + w_2 x_2 = 0.3 $$

$$ a = \frac{1}{1+e^{-z}} = 0.584 $$

$$ t = 1 $$

$$ E = \frac12 (a - t)^2 = 0.0865 $$
"""


def verdicts(text: str) -> dict[str, str]:
    """The outcome of each step by its right side."""
    report = check_text(text)
    source = report.document.source
    return {source.slice(s.right.span).strip(): report.verdicts[s.number].outcome for s in report.derivation.steps}


@pytest.mark.parametrize("text", [EPOCHS, EXAMPLES])
def test_later_numbers_are_computed_from_what_was_given_last(text: str) -> None:
    assert [d.code for d in check_text(text).diagnostics if d.severity in ("error", "warning")] == []
    assert not {"0.69", "-0.465", "0.5065", "0.10"} & {right for right, outcome in verdicts(text).items() if outcome != "proved"}


@pytest.mark.parametrize("wrong", [EPOCHS.replace("0.69", "0.79"), EXAMPLES.replace("0.10", "0.15")])
def test_a_wrong_number_after_that_is_still_wrong(wrong: str) -> None:
    assert {"0.79", "0.15"} & {right for right, outcome in verdicts(wrong).items() if outcome == "refuted"}


def test_what_follows_only_from_a_wrong_number_is_not_proved() -> None:
    found = verdicts(PICTURE)
    assert found["0.584"] == "refuted"
    assert found["0.0865"] == "undecided"


@pytest.mark.parametrize(
    "text",
    [
        r"$$ a = \sigma(z) = y $$ $$ \frac{\partial a}{\partial z} = 0 $$",
        r"$$ \sigma(z) = y $$ $$ \frac{\partial y}{\partial z} = 2 \sigma'(z) $$ $$ \sigma'(z) = 0 $$",
        r"$$ \hat y = f(x) = y $$ $$ z = f(x) $$ $$ f'(x) = 0 $$",
    ],
)
def test_a_function_that_gives_a_symbol_is_not_the_same_everywhere(text: str) -> None:
    assert "proved" not in verdicts(text.replace("$$ $$", "$$\n\n$$")).get("0", "missing")


@pytest.mark.parametrize("text", [r"$$ a = \sigma(z) \;(= y) $$", r"$$ a = \sigma(z) \;(= y) $$ $$ y = \sigma(z) $$"])
def test_the_symbol_is_what_the_function_gives(text: str) -> None:
    claim = r" $$ \frac{\partial y}{\partial z} = \sigma'(z) $$"
    report = check_text((text + claim).replace("$$ $$", "$$\n\n$$"))
    assert [d for d in report.diagnostics if d.severity == "error"] == []
    assert list(report.verdicts.values())[-1].outcome == "proved"


def test_no_repair_multiplies_by_the_derivative_that_is_claimed() -> None:
    report = check_text("$$ y = x^2 + x $$\n\n$$ \\frac{dy}{dx} = 1 $$\n")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "refuted"]
    assert report.safe_edits == []


def test_the_first_name_that_comes_to_nothing_is_told_however_names_are_hashed() -> None:
    names = [f"g_{letter}" for letter in "hgfedcba"]
    given = "".join(rf"$$ {name} = \frac{{\partial E}}{{\partial u_{name[-1]}}} $$" + "\n\n" for name in names)
    report = check_text("$$ E = x^2 $$\n\n" + given + "$$ s = x + 1 $$\n\n$$ s = " + " + ".join(names) + " $$\n")
    assert list(report.verdicts.values())[-1].reason.endswith("in the definition of g_h")


def test_what_hangs_on_a_symbol_that_a_function_gives_is_not_called_wrong() -> None:
    text = "$$f(x) = c$$\n\n$$y = f(x) + x$$\n\n" + r"$$\frac{dy}{dx} = 1$$"
    assert [v.outcome for v in check_text(text).verdicts.values()][-1] == "undecided"
