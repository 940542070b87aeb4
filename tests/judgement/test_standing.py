"""What fails under the definitions that were read, and can't be called wrong all the same."""

from __future__ import annotations

import pytest

from tests.support import check_text

# Each with the reason that the one step, or every step, that doesn't hold is left undecided.
LEFT_OPEN = {
    "another example of f, of which one claim is wrong": (
        r"$$ f(x,y) = x y \qquad \frac{\partial f}{\partial x} = y \qquad \frac{\partial f}{\partial y} = x $$"
        "\n\nNow a sum of squares:\n\n"
        r"$$ f(x,y) = x^2 + 3 y^2 + 7 \qquad \frac{\partial f}{\partial x} = 2 x $$",
        "another meaning",
    ),
    "another example of f, a sum where the first was a product": (
        r"$$ f(x,y) = x y \quad \to \quad \frac{\partial f}{\partial x} = y $$" "\n\nNow addition:\n\n" r"$$ f(x,y) = x + y $$",
        "another meaning",
    ),
    "a name that nothing defines, and what is put for it": (
        r"$$ h(x) = w x + b $$" "\n\n" r"$$ L = (\hat y - t)^2 = (h(x) - t)^2 $$"
        "\n\n" r"$$ J = \frac12 (\hat y - t)^2 = \frac12 (h(x) - t)^2 $$",
        "never defined",
    ),
    "a size that is told in words and signs": (r"The matrix $A$ is $N \times M - 1 = N \times 4$.", "speaks of shapes"),
    "an equation whose solution stands below": (
        r"$$ y = w x + 3 $$" "\n\n" r"$$ \begin{aligned} e^y &= 1 \\ y &= 0 \end{aligned} $$",
        "solved for",
    ),
    "an array in bold beside its entries": (
        r"$$ \mathbf{z}^{\ell} = W \mathbf{a}^{\ell-1} + \mathbf{b}^\ell $$" "\n\n" r"$$ z_{ij}^\ell = a_{i, j}^{\ell - 1} + b^\ell $$"
        "\n\n" r"$$ C = \frac12 \| y - \mathbf{a}^L \|^2 = \frac12 \sum_k | y_k - a_k^L |^2 $$",
        "by another name",
    ),
    "a letter in the other case": (
        r"$$ P = \frac{1}{1 + e^{-z}} $$" "\n\n" r"$$ L = y \ln p + p w $$" "\n\n" r"$$ \ln p = -\ln (1 + e^{-z}) $$",
        "other letter",
    ),
    "a condition on given quantities": (r"$$ a b = c d $$", "given quantities"),
    "an equation that is solved": (
        r"$$ E = (w x - y)^2 $$" "\n\n" r"$$ \frac{\partial E}{\partial w} = 2 x (w x - y) $$" "\n\n"
        r"$$ \frac{\partial E}{\partial w} = 0 $$" "\n\n" r"$$ w x = y $$",
        "to be solved",
    ),
    "a name whose definition can't be read": (
        r"$$ q = \frobnicate x $$" "\n\n" r"$$ z = w + 1 $$" "\n\n" r"$$ \frac{\partial z}{\partial w} = q $$",
        "can't be read",
    ),
}


@pytest.mark.parametrize("name", LEFT_OPEN)
def test_it_is_left_open(name: str) -> None:
    text, reason = LEFT_OPEN[name]
    report = check_text(text + "\n")
    assert [d.message for d in report.diagnostics if d.severity == "error"] == []
    assert any(reason in v.reason for v in report.verdicts.values() if v.outcome == "undecided")


@pytest.mark.parametrize(
    "statement",
    [
        r"$$ V\delta W = \beta V\delta W + (1 - \beta) \delta W $$",
        r"$$ \mathbf{S} = \mathbf{S}^T $$",
        r"$$ f(x) = f(a) + f'(a) (x - a) $$",
    ],
)
def test_updates_and_properties_are_no_claims(statement: str) -> None:
    report = check_text(statement + "\n")
    assert [v.outcome for v in report.verdicts.values()] == ["defined"]


def test_a_case_in_running_text_is_no_claim() -> None:
    text = "$$ y = w x $$\n\nIf $k = y_i$ and $y = 1$, the class is right.\n\n$$ \\frac{\\partial y}{\\partial w} = x $$\n"
    report = check_text(text)
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "defined", "defined", "proved"]


def test_what_closes_a_chain_is_an_abbreviation() -> None:
    text = (
        "$$ L = a b \\qquad a = u^2 $$\n\n$$ \\frac{\\partial L}{\\partial a} = b = g_3 $$\n\n"
        "$$ \\frac{\\partial L}{\\partial u} = 2 u g_3 $$\n"
    )
    report = check_text(text)
    assert [v.outcome for v in report.verdicts.values()][-2:] == ["defined", "proved"]


def test_a_slip_is_still_one_beside_another_meaning() -> None:
    text = (
        "$$ f = x y \\qquad \\frac{\\partial f}{\\partial x} = x $$\n\nNow a sum:\n\n"
        "$$ f = (x + y)^3 + 7 \\qquad \\frac{\\partial f}{\\partial y} = 3 (x + y)^2 $$\n"
    )
    report = check_text(text)
    outcomes = [v.outcome for v in report.verdicts.values()]
    assert outcomes[1] == "refuted"
    assert outcomes[3] == "proved"


def test_a_wrong_identity_is_wrong() -> None:
    report = check_text("$$ (a + b)^2 = a^2 + b^2 $$\n")
    assert [v.outcome for v in report.verdicts.values()] == ["refuted"]


def test_a_document_that_contradicts_itself_at_every_turn_is_not_understood() -> None:
    claims = "\n\n".join(f"$$ \\frac{{\\partial E}}{{\\partial w}} = x^{n} y + {n}^y $$" for n in range(3, 10))
    report = check_text("$$ E = (w x - y)^2 $$\n\n" + claims + "\n")
    assert report.coverage.refuted == 0
    assert report.coverage.undecided == 7


def test_a_lone_relation_in_a_sentence_is_no_statement() -> None:
    report = check_text("Where $\\le$ is replaced by $<$, as in | $< 10^{-7}$ |, it is strict.\n")
    assert [d for d in report.diagnostics if d.code == "D403"] == []
