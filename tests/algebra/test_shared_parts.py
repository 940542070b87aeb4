"""Proofs over the parts that two sides share: they prove what holds, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.algebra import prover as proving
from derive.algebra.dag import Dag, Function
from derive.algebra.functions import Functions
from derive.algebra.prover import Prover
from derive.meaning.expressions import Name


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "LARGE", 0)


def test_shared_sums_are_not_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    dag = Dag()
    prover = Prover(dag, Functions(dag))
    total = dag.add([dag.leaf(Name("x", (), (i,))) for i in range(12)])
    power = dag.power(total, Fraction(12))  # 1,352,078 terms
    a, b = dag.leaf(Name("a")), dag.leaf(Name("b"))
    left = dag.mul([power, dag.add([a, b])])
    right = dag.add([dag.mul([power, a]), dag.mul([power, b])])
    assert prover.equal(left, right)


def test_relations_inside_of_shared_parts_are_still_seen() -> None:
    dag = Dag()
    prover = Prover(dag, Functions(dag))
    x, y = dag.leaf(Name("x")), dag.leaf(Name("y"))
    down, up = dag.sub(x, y), dag.add([x, y])
    squares = dag.sub(dag.power(x, Fraction(2)), dag.power(y, Fraction(2)))
    left = dag.add([dag.mul([down, up]), up])
    assert prover.equal(left, dag.add([squares, up]))
    assert not prover.equal(left, dag.add([squares, down]))
    assert not prover.equal(dag.mul([down, up]), dag.mul([down, down]))


def test_exponentials_in_shared_parts() -> None:
    dag = Dag()
    prover = Prover(dag, Functions(dag))
    x = dag.leaf(Name("x"))
    raised, lowered = (dag.call(Function(Name("exp")), (v,)) for v in (x, dag.neg(x)))
    both = dag.add([raised, lowered])
    assert prover.equal(dag.mul([both, raised, lowered]), dag.add([both, dag.mul([raised, dag.zero])]))
    assert not prover.equal(dag.mul([both, raised]), dag.mul([both, lowered]))
