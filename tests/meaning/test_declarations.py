"""A declaration that nothing in the document uses is a finding, where it stands."""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText
from tests.support import check_text

STEP = "$$ y = g(w x) $$\n\n" + r"$$ \frac{\partial y}{\partial w} = y (1-y) x $$" + "\n"


def unused(text: str, *outside: str) -> list[str]:
    report = check(read(SourceText("document.md", text)), declared=outside)
    return [report.document.source.slice(d.span) or d.message for d in report.diagnostics if d.code == "D601"]


@pytest.mark.parametrize("declared", ["q is a matrix", "superscript of q is an index", r"\rho = sigmoid", r"q = 2 \rho"])
def test_a_name_that_no_formula_has(declared: str) -> None:
    assert unused(f"<!-- derive: {declared} -->\n{STEP}") == [declared]
    (said,) = unused(STEP, declared)
    assert f"`{declared}`" in said


@pytest.mark.parametrize("declared", ["g = sigmoid", "x is a number", "superscript of w is a power", "x = 3"])
def test_a_name_that_a_formula_has(declared: str) -> None:
    assert unused(f"<!-- derive: {declared} -->\n{STEP}") == []
    assert unused(STEP, declared) == []


def test_how_vectors_lie() -> None:
    rows = "$$ z = x W \\qquad E = z z^T $$\n\n$$ \\frac{\\partial E}{\\partial x} = 2 z W^T $$\n"
    told = check_text("<!-- derive: vectors are rows -->\n\n" + rows)
    assert [v.outcome for v in told.verdicts.values()] == ["defined", "defined", "proved"]
    columns = check_text("<!-- derive: vectors are columns; vectors are rows -->\n\n" + rows)
    assert not columns.derivation.row_vectors
    assert [d.code for d in columns.diagnostics if d.code.startswith("D6")] == ["D602"]
    needless = check_text("<!-- derive: vectors are rows -->\n\n$$ z = 2 x \\qquad \\frac{\\partial z}{\\partial x} = 2 $$\n")
    assert [d.code for d in needless.diagnostics] == ["D601"]


def test_ignoring_nothing() -> None:
    assert unused(STEP + "\n<!-- derive: ignore -->\n") == ["ignore"]
    assert unused("<!-- derive: ignore lines 90-95 -->\n" + STEP) == ["ignore lines 90-95"]
    assert unused("<!-- derive: ignore lines 2-4 -->\n" + STEP) == []


def test_it_is_a_warning_that_says_what_to_remove() -> None:
    (found,) = [d for d in check_text("<!-- derive: q is a matrix -->\n" + STEP).diagnostics if d.code == "D601"]
    assert found.severity == "warning"
    assert "q is a matrix" in found.message


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("W^{(1)} is a matrix", "D601"),  # a declaration speaks of all that are called W
        ("x is the truth", "D603"),
        ("W is a 3 x 2 vector", "D603"),
        (r"g = \frac{1}{", "D603"),
        ("g = sigmoid; g = tanh", "D602"),
        ("x is a number; x is a vector", "D602"),
        ("x is an input; x is a weight", "D602"),
        ("y is an input", "D602"),  # the document defines it
        ("superscript of w is an index; superscript of w is a power", "D602"),
    ],
)
def test_what_cannot_be_so(declared: str, told: str) -> None:
    text = STEP + "\n$$ W^{(1)} = w $$\n"
    (found,) = [d for d in check(read(SourceText("d.md", text)), declared=[declared]).diagnostics if d.code[:2] == "D6"]
    assert found.code == told


@pytest.mark.parametrize(
    "declared",
    ["W is a 3 x 2 matrix", "x, b are vectors", "x is a vector of n numbers", "x and t are inputs", "w is the weight"],
)
def test_sentences_that_are_understood(declared: str) -> None:
    text = r"$$ z = W x + b $$ $$ e = z - t w $$"
    report = check(read(SourceText("d.md", text)), declared=[declared])
    assert [d.code for d in report.diagnostics if d.code[:2] == "D6"] == []


def test_ignoring_what_is_right_is_needless() -> None:
    wrong = "\n\n<!-- derive: ignore -->\n$$ y = g(w x) + 1 $$\n"
    right = "\n\n<!-- derive: ignore -->\n$$ y + 1 = 1 + g(w x) $$\n"
    assert unused(STEP + right, "g = sigmoid") == ["ignore"]
    assert unused(STEP + wrong, "g = sigmoid") == []


# -- roles

GIVEN = r"""
$$ a = w x $$
$$ E = \frac{1}{2}(a - t)^2 $$
$$ \frac{\partial E}{\partial w} = (a - t)\left(x - \frac{\partial t}{\partial w}\right) $$
"""


def outcomes(text: str, *declared: str) -> list[str]:
    report = check(read(SourceText("d.md", text)), declared=declared)
    return [report.verdicts[number].outcome for number in sorted(report.verdicts)]


def test_a_target_depends_on_nothing() -> None:
    claim = "$$ \\frac{\\partial t}{\\partial u} = 0 $$\n\n$$ u = 2 w $$\n"
    assert outcomes(claim)[0] == "undecided"
    assert outcomes(claim, "t is a target")[0] == "proved"


def test_a_role_lets_a_false_step_be_refuted() -> None:
    text = "$$ a = g(z) $$\n\n$$ z = w x $$\n\n$$ \\frac{\\partial a}{\\partial w} = g'(z) y_o $$\n"
    assert outcomes(text)[-1] == "undecided"  # what y_o stands for is never told
    assert outcomes(text, "y is an input")[-1] == "refuted"


def test_the_roles_decide_which_is_the_weight() -> None:
    from codegen.build import numpy_module
    from codegen.network.description import UnsupportedNetwork

    text = "$$ a = \\tanh(w x) $$\n\n$$ E = (a-t)^2 $$\n\n$$ \\frac{\\partial E}{\\partial a} = 2(a-t) $$\n"
    document = read(SourceText("d.md", text))
    with pytest.raises(UnsupportedNetwork, match=r"declare: [wx] is a weight"):
        numpy_module(check(document))
    for weight, other in (("w", "x"), ("x", "w")):
        module = numpy_module(check(document, declared=[f"{weight} is a parameter"]))
        assert f"``{other}`` is (N, 1)" in module


# -- sizes

SUM = r"""
$$ s = \sum_{i=1}^n x_i $$

$$ \sum_{i=1}^n c = 3 c $$

$$ \frac{1}{n} \sum_{i=1}^n c = c $$
"""


def test_a_size_that_is_told() -> None:
    assert outcomes(SUM) == ["defined", "undecided", "proved"]
    assert outcomes(SUM, "n = 3") == ["defined", "proved", "proved"]
    assert outcomes("Here $n = 3$.\n" + SUM)[1:] == ["defined", "proved", "proved"]
    assert outcomes(SUM, "n = 4")[1] == "undecided"  # a condition on c: it is 0


@pytest.mark.parametrize("told", ["n = 4", "n = 784"])
def test_a_sum_of_another_length_is_not_refuted_in_small(told: str) -> None:
    number = told.split()[-1]
    text = r"$$ s = \sum_{i=1}^n x_i $$ $$ \frac{\partial}{\partial c} \sum_{i=1}^n c = %s $$" % number
    assert outcomes(text, told)[1] == ("proved" if number == "4" else "undecided")
    wrong = text.replace(f"= {number}", "= 5")
    assert outcomes(wrong, told)[1] == "refuted"


def test_two_sizes_are_looked_at_in_none() -> None:
    text = r"$$ y_i = \sum_{j=1}^m w_{ij} x_j $$ $$ s = \sum_{i=1}^n y_i $$ $$ \frac{d}{dc} \sum_{j=1}^m c = 3 $$"
    assert outcomes(text, "n = 2; m = 3")[2] == "undecided"
    assert outcomes(text, "n = 3; m = 3")[2] == "proved"


def test_several_numbers_of_units_are_cases() -> None:
    """What is said of three units and of four is false of neither."""
    text = r"$$ m = \frac{1}{n} \sum_{i=1}^n x_i $$ With $n=3$: $$ \frac{\partial m}{\partial x_j} = \frac{1}{3} $$ With $n=%s$: $$ \frac{\partial m}{\partial x_j} = \frac{1}{%s} $$"
    assert outcomes(text % (4, 4)) == ["defined", "defined", "undecided", "defined", "undecided"]
    assert outcomes(text % (3, 4))[2::2] == ["proved", "refuted"]


def test_what_holds_for_the_numbers_that_are_told_is_not_refuted() -> None:
    """A layer of two units before one of three: no layers of one size are like that."""
    text = r"$$ z_j = \sum_{i=1}^{n} w_{ji} x_i $$ $$ s = \sum_{j=1}^{m} z_j $$ $$ z_2 z_3 = (w_{21} x_1 + w_{22} x_2)(w_{31} x_1 + %s x_2) $$"
    assert outcomes(text % "w_{32}", "n = 2; m = 3")[2] == "undecided"
    assert outcomes(text % "w_{31}", "n = 2; m = 3")[2] == "refuted"
    assert outcomes(text % "w_{32}", "n = 3; m = 3")[2] == "refuted"


def test_a_size_of_something_else_proves_nothing() -> None:
    """How many layers there are says nothing of units, nor does one letter for units of another."""
    deep = r"$$ a^{(l)}_i = \sum_{j=1}^n w^{(l)}_{ij} a^{(l-1)}_j $$ $$ E = \sum_{i=1}^n a^{(L)}_i $$ $$ \frac{d}{dc} \sum_{i=1}^n c = 2 $$"
    assert outcomes(deep)[2] == "refuted"
    assert outcomes(deep, "L = 2")[2] == "refuted"
    assert outcomes(deep, "n = 2")[2] == "proved"
    two = r"$$ y_i = \sum_{j=1}^m w_{ij} x_j $$ $$ s = \sum_{i=1}^n y_i $$ $$ \frac{d}{dc} \sum_{j=1}^m c = 2 $$ $$ \frac{d}{dc} \sum_{i=1}^n c = 2 $$"
    assert "proved" not in outcomes(two, "n = 2")[2:3]
    assert "refuted" not in outcomes(two, "n = 2")[3:]


@pytest.mark.parametrize("space", [r"\mathbb{R}^n", r"\mathbb R^{n \times 1}", r"\mathbf{R}^{3}", "R^n"])
def test_the_space_of_a_name_tells_its_rank(space: str) -> None:
    text = f"Let $t \\in {space}$.\n\n$$ z = W^T x $$ $$ E = \\frac{{1}}{{2}} (z - t)^T (z - t) $$\n"
    report = check(read(SourceText("d.md", text)))
    assert report.assessment.model.world.ranks.known["t", 0] == 1
    assert check(read(SourceText("d.md", text[text.index("$$"):]))).assessment.model.world.ranks.known["t", 0] == 0


def test_a_matrix_and_a_number_by_their_spaces() -> None:
    text = r"For $a, B \in \mathbb{R}^{n \times m}$ and $u \in \mathbb{R}$: $$ z = x^T y u + a $$ $$ v = B $$"
    known = check(read(SourceText("d.md", text))).assessment.model.world.ranks.known
    assert (known["a", 0], known["B", 0], known["u", 0]) == (2, 2, 0)
