"""Numbers for some leaves: what doesn't depend on them keeps its value, all else is computed again."""

from __future__ import annotations

from fractions import Fraction

from derive.algebra.samples import SAMPLES, Cone, Sample
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
    cone = Cone(model.dag, model.functions, root)
    leaves = [Name("c"), *(Name("x", (), (n,)) for n in (1, 2, 3))]
    for number in SAMPLES:
        before = Sample(model.dag, model.functions, number)
        before.value(root)
        for chosen in (leaves[:1], leaves[1:2], leaves[2:3], leaves[3:], leaves):
            fixed = {name: Fraction(5 + place, 7) for place, name in enumerate(chosen)}
            anew = Sample(model.dag, model.functions, number, fixed)
            assert before.with_numbers(fixed, cone).value(root) == anew.value(root) != before.value(root)


def test_what_depends_on_no_leaf_that_is_given_is_not_computed_again() -> None:
    model = assess(read_derivation(read(SourceText("notes.md", TEXT)))).model
    root, part = model.lookup(Name("E")), model.lookup(Name("a", (), (1,)))
    cone = Cone(model.dag, model.functions, root)
    assert part not in cone.above([Name("x", (), (3,))])
    assert {part, root} <= cone.above([Name("c")])
