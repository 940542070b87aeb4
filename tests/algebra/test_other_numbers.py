"""Other numbers for some leaves: values are those of a new point, and are kept for when the numbers come again."""

from __future__ import annotations

from fractions import Fraction

from derive.algebra.samples import SAMPLES, Sample
from derive.judgement.assessment import assess
from derive.meaning.expressions import Name
from derive.meaning.statements import read_derivation
from derive.source.reader import read
from derive.source.text import SourceText

TEXT = r"""
$$g(u) = u^2 + c$$
$$a_1 = g(x_1) + x_2$$
$$a_2 = g(x_2) \cdot x_3$$
$$E = a_1 a_2 + f(x_3)$$
"""


def test_values_are_those_of_a_new_point() -> None:
    model = assess(read_derivation(read(SourceText("notes.md", TEXT)))).model
    root = model.lookup(Name("E"))
    leaves = [Name("c"), *(Name("x", (), (n,)) for n in (1, 2, 3))]
    for number in SAMPLES:
        before = Sample(model.dag, model.functions, number)
        before.value(root)
        for chosen in (leaves[:1], leaves[1:2], leaves[2:3], leaves[3:], leaves):
            fixed = {name: Fraction(5 + place, 7) for place, name in enumerate(chosen)}
            anew = Sample(model.dag, model.functions, number, fixed)
            assert before.with_numbers(fixed).value(root) == anew.value(root) != before.value(root)


def test_the_same_numbers_are_the_same_point() -> None:
    model = assess(read_derivation(read(SourceText("notes.md", TEXT)))).model
    first, second = Name("x", (), (1,)), Name("x", (), (2,))
    sample = Sample(model.dag, model.functions, 0)
    given = {first: Fraction(1), second: Fraction(2)}
    known = sample.with_numbers(given)
    assert sample.with_numbers(dict(reversed(given.items()))) is known
    assert sample.with_numbers({first: Fraction(1)}) is not known
    for number in range(99):
        sample.with_numbers({first: Fraction(number)})
    assert len(sample._varied) < 99
