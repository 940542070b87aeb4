"""Formulas that once took minutes: what they cost is counted, not timed."""

from __future__ import annotations

import pytest

from derive.algebra.calculus import Calculus
from derive.algebra.dag import Dag, Function, Node
from derive.algebra.decide import all_leaves
from derive.algebra.evaluation.base import Evaluation
from derive.algebra.functions import Functions
from derive.algebra.quotients import Quotients, TooLarge
from derive.algebra.samples import Sample
from derive.judgement.assessment import Assessment
from derive.meaning.expressions import Name
from tests.support import check_text


def test_a_function_that_leads_to_its_own_derivative_has_no_end_of_derivatives() -> None:
    dag = Dag()
    functions = Functions(dag)
    calculus = Calculus(dag, functions)
    orders: list[Node] = []
    derive = calculus.plain_derivative

    def counted(body: Node, parameter: Node) -> Node:
        orders.append(body)
        return derive(body, parameter)

    functions.derive_body = counted
    f, slope, shift = Name("f"), dag.leaf(Name("s")), dag.leaf(Name("b"))
    functions.define(f, lambda x: dag.add([dag.mul([slope, dag.call(Function(f, 1), (x,))]), shift, x]))
    value = dag.call(Function(f), (dag.leaf(Name("u")),))
    assert {name.base for name in all_leaves(dag, functions, value)} == {"s", "b", "u"}
    assert Sample(dag, functions, 0).value(value) != Sample(dag, functions, 0).value(value)  # nan: it has no value
    assert len(orders) <= 2


def test_what_lacks_the_parameter_of_a_function_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = 0
    value = Evaluation.value

    def counted(self: Evaluation, *arguments: object) -> object:
        nonlocal parts
        parts += 1
        return value(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Evaluation, "value", counted)
    sums = r"\sum_{i=1}^n \sum_{j=1}^n \sum_{k=1}^n (1 + y_i b_j) (1 + y_i b_k) (2 + b_j y_k)"
    report = check_text(f"$$ y_i = w_i x_i $$\n\n$$ q(u) = u {sums} $$\n\n$$ q(3) = 3 {sums} $$\n")
    assert [v.outcome for v in report.verdicts.values()] == ["defined", "defined", "proved"]
    assert parts < 2_000


def test_rivals_are_tried_on_the_steps_that_they_concern_where_the_document_has_numbers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look = Assessment.look

    def counted(self: Assessment, *arguments: object, **options: object) -> object:
        nonlocal looks
        looks += 1
        return look(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Assessment, "look", counted)
    names = "abcdeghkmn"
    rivals = [f"$$ {name} = {number} u $$\n\n$$ {name} = {number + 1} u $$" for number, name in enumerate(names, 2)]
    others = [f"$$ \\frac{{d}}{{dv}} {number} v = {number} $$" for number in range(2, 60)]
    report = check_text("\n\n".join(["$$ r = 0.5 $$", "$$ p = 3 r $$", "$$ p = 1.5 $$", *rivals, *others]) + "\n")
    assert len(report.verdicts) == 81
    assert looks < 1_000


def test_powers_of_large_sums_count_as_work() -> None:
    from sympy import ZZ
    from sympy.polys.rings import ring

    terms, t = ring("t", ZZ)
    over = Quotients(terms)
    for degree in range(300, 302):
        over.power((sum((t**n for n in range(degree)), terms.one), over.one), 2)
    with pytest.raises(TooLarge, match="powers"):
        over.power((sum((t**n for n in range(303)), terms.one), over.one), 2)
