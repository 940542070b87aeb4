"""Spellings that were met in documents of strangers."""

from __future__ import annotations

import pytest

from tests.support import check_text


def outcomes(text: str) -> list[str]:
    return [verdict.outcome for verdict in check_text(text).verdicts.values()]


def test_delimiters_with_an_escaped_backslash() -> None:
    text = "Let \\\\(a = 2 b\\\\).\n\n\\\\[ \\frac{da}{db} = 2 \\\\]\n\n| a \\\\[4pt] b |\n"
    assert outcomes(text) == ["defined", "proved"]


def test_macros_between_them() -> None:
    text = "\\\\(\n\\newcommand{\\din}{\\mathord{d_0}}\n\\def\\twice#1{2 #1}\n\\\\)\n\n$$ a = \\twice{\\din} $$\n\n$$ \\frac{\\partial a}{\\partial \\din} = 2 $$\n"
    assert outcomes(text) == ["defined", "proved"]


def test_matrices_that_say_how_they_are_aligned() -> None:
    text = "$$ A = \\begin{bmatrix*}[r] 1 & 2 \\\\ -3 & x \\end{bmatrix*} $$\n"
    assert outcomes(text) == ["defined"]


def test_e_is_eulers_number_below_a_negative_exponent() -> None:
    text = "$$ e^{(t)} = x^{(t)} - y^{(t)} $$\n\n$$ \\tanh(u) = \\frac{1 - e^{-2u}}{1 + e^{-2u}} $$\n"
    assert outcomes(text)[-1] == "proved"


def test_a_square_is_no_index_because_a_star_is() -> None:
    text = "$$ x^* = 2 $$\n\n$$ E = w x^2 + x $$\n\n$$ \\frac{\\partial E}{\\partial x} = 2 w x + 1 $$\n"
    assert outcomes(text)[-1] == "proved"


SPELLED = {  # what authors write, and the same in plain LaTeX
    "a script in braces behind its base": ("d{_2} = w{_2}^2 x", "d_2 = w_2^2 x"),
    "a derivative on a slash, each part in braces": ("{\\partial f}/{\\partial x} = w", "\\frac{\\partial f}{\\partial x} = w"),
    "an empty group": ("g = \\frac{u}{v}{} + u", "g = \\frac{u}{v} + u"),
    "a script behind an empty group": ("g = u{}^2", "g = u^2"),
    "a letter again above the sum": ("g = \\sum_{p=1}^{p=n} x_p", "g = \\sum_{p=1}^{n} x_p"),
    "a number behind the letter of a sum": ("g = \\sum_p2 x_p", "g = \\sum_{p} 2 x_p"),
    "a full stop for a product": ("g = x_{1,1}.y_{1,2}", "g = x_{1,1} \\cdot y_{1,2}"),
    "a double quotation mark for two primes": ('g_{i"} = x_{i"}', "g_{i''} = x_{i''}"),
    "braces around an environment": ("{\\textstyle\n\\begin{aligned} g &= u + v \\end{aligned}\n}", "g = u + v"),
    "a division entry by entry": ("g = u \\oslash v", "g = u / v"),
    "a full stop at the end of a case": (
        "g = \\begin{cases} 1, & {x > 0}.\\\\ 0, & {x \\le 0}. \\end{cases}",
        "g = \\begin{cases} 1, & x > 0 \\\\ 0, & x \\le 0 \\end{cases}",
    ),
    "a moment told above": ("J^{t=2} = h^{t=2} y", "J^{(2)} = h^{(2)} y"),
}


@pytest.mark.parametrize(("written", "plain"), SPELLED.values(), ids=SPELLED)
def test_the_same_spelled_otherwise(written: str, plain: str) -> None:
    """Both readings hold of each other: what the one defines, the other says again."""
    assert outcomes(f"$$ {written} $$\n")[0] not in ("unread", "refuted")
    if "t=2" not in written:
        assert outcomes(f"$$ {plain} $$\n\n$$ {written} $$\n")[-1] in ("proved", "undecided" if "partial" in plain else "proved")


def test_macros_of_the_author_go_before_aliases() -> None:
    text = "\\newcommand{\\transpose}[1]{#1^\\top}\n\\[ z = \\transpose{w} x \\]\n\\[ z = w^\\top x \\]\n"
    report = check_text(text, "a.tex")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "proved"]


def test_dots_in_a_matrix() -> None:
    text = "$$ A = \\begin{pmatrix} a_1 & .. & a_n \\\\ .. & b_k & ... \\end{pmatrix} $$\n"
    assert outcomes(text) == ["undecided"]  # read; which entries are meant is left to the reader


def test_primed_letters_are_indices_of_their_own() -> None:
    text = "$$ m_f = \\sum_{i} w_{f,i} x_i $$\n\nWhere $\\delta_{f,f'} = 1$ if $f = f'$:\n\n$$ \\frac{d m_f}{d w_{f',i}} = \\delta_{f,f'} x_i $$\n\n$$ q = \\sum_{f'} m_{f'} $$\n\n$$ \\frac{d q}{d x_i} = \\sum_{f'} w_{f',i} $$\n"
    assert outcomes(text) == ["defined", "defined", "defined", "proved", "defined", "proved"]


@pytest.mark.parametrize("gap", [r"\hspace{0.5in}", r"\hspace*{2 em}", r"\quad"])
def test_wide_spaces_stand_between_formulas(gap: str) -> None:
    text = rf"$$ z = x y {gap} \rightarrow {gap} \frac{{\partial z}}{{\partial x}} = y {gap} \frac{{\partial z}}{{\partial y}} = x $$"
    assert outcomes(text) == ["defined", "proved", "proved"]


def test_narrow_spaces_stand_within_them() -> None:
    assert outcomes("$$ z = x \\hspace{2pt} y $$\n\n" r"$$ \frac{\partial z}{\partial x} = \hspace{-1em} y $$") == ["defined", "proved"]


@pytest.mark.parametrize(
    "slope", [r"\pdv{z}{x}", r"\dv{z}{x}", r"\pd{z}{x}", r"\pdv{x} z", r"\pdv{}{x} z", r"\pdv[2]{z}{x} + 2 x w - 2 w + 2 x w - 4 x w"]
)
def test_commands_for_derivatives(slope: str) -> None:
    text = f"$$ z = x^2 w $$\n\n$$ {slope} = 2 x w $$"
    assert outcomes(text) == ["defined", "refuted" if "[2]" in slope else "proved"]


def test_second_derivatives_by_command() -> None:
    assert outcomes("$$ z = x^2 w $$\n\n$$ \\pdv[2]{z}{x} = 2 w $$") == ["defined", "proved"]


def test_a_command_of_the_authors_own_comes_first() -> None:
    text = "\\newcommand{\\pd}[2]{\\frac{\\partial #2}{\\partial #1}}\n\n$$ z = x w $$\n\n$$ \\pd{x}{z} = w $$"
    assert outcomes(text) == ["defined", "proved"]


@pytest.mark.parametrize("fence", ["{0}", "```{{=tex}}\n{0}\n```", "```{{=latex}}\n{0}\n```"])
def test_macros_beside_the_formulas(fence: str) -> None:
    macro = fence.format("\\newcommand{\\loss}{\\mathcal{L}}\n\\newcommand{\\half}{\\frac12}")
    text = f"{macro}\n\nThe loss is $\\loss = \\half (y - t)^2$.\n\n" r"$$ \frac{\partial \mathcal{L}}{\partial y} = y - t $$"
    assert outcomes(text) == ["defined", "proved"]


def test_a_wide_space_that_moves_a_row_to_the_right() -> None:
    text = "$$ \\begin{aligned} z &= (x y \\\\ &\\hspace{1.5em} + x^2) w \\end{aligned} $$\n\n" r"$$ \frac{\partial z}{\partial y} = x w $$"
    assert outcomes(text) == ["defined", "proved"]
