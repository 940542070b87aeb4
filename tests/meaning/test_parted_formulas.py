r"""What parts formulas, and letters: wide runs of thin spaces, numbers of equations, the T above ``XX``."""

from __future__ import annotations

from derive.judgement.checker import Report
from tests.support import check_text, found


def outcomes(report: Report) -> list[str]:
    return [verdict.outcome for verdict in report.verdicts.values()]


def test_a_letter_and_its_transpose() -> None:
    report = check_text(r"$$ A = X X^T, \qquad B = XX^T, \qquad A = B $$")
    assert outcomes(report) == ["defined", "defined", "proved"]


def test_thin_spaces_between_formulas() -> None:
    gap = r"\,\,\,\,\,\,\,\,\,\,"
    report = check_text(rf"$$ g'(w) = \frac{{\mathrm{{d}}}}{{\mathrm{{d}}w}} g(w) {gap} g''(w) = \frac{{\mathrm{{d}}^2}}{{\mathrm{{d}}w^2}} g(w), \quad g(w) = w^3 $$")
    assert outcomes(report) == ["proved", "proved", "defined"]
    assert not found(report)


def test_the_number_of_an_equation_is_no_side() -> None:
    rows = "\\begin{aligned} \\frac{\\partial E}{\\partial c} &= 2 c \\quad\\quad (20) \\\\ &= c + c \\quad (21) \\end{aligned}"
    assert outcomes(check_text(f"$$ E = c^2 $$\n\n$$ {rows} $$")) == ["defined", "proved", "proved"]
