"""A model that takes over values is the model that is built anew: every definition changed once, in every notation."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from derive.algebra.model import Definition, Model
from derive.judgement.definitions import symbolic
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from tests.mutation.documents import documents
from tests.support import check_text

SEVERAL = r"""
$$L(y, \hat{y}) = \frac{1}{2} (y - \hat{y})^2 \qquad \hat{y} = w x + b$$

$$c = 2 L(3, b) + x$$

$$\frac{\partial L}{\partial b} = \hat{y} - y$$
"""  # c needs L by its name as a function alone


def values(model: Model) -> dict[Name, int]:
    return {name: model.lookup(name) for name in model.concrete_definitions()}


def doubled(definition: Definition) -> Definition:
    span = definition.expression.span
    two = ex.Numeral(span, Fraction(2))
    return replace(definition, expression=ex.Multiplication(span, (two, definition.expression), ("",)))


@pytest.mark.parametrize("name", ["seed", "scalar", "index", "matrix", "softmax", "several"])
def test_values_that_are_taken_over_are_those_of_a_fresh_model(name: str) -> None:
    text = {**documents(), "several": SEVERAL}[name]
    first = check_text(text).assessment
    definitions = symbolic(first.definitions)
    before = values(first.model)
    differing = 0
    for target, definition in definitions.items():
        changed = {**definitions, target: doubled(definition)}
        fresh = Model(changed.values(), first.model.dag, first.model.world)
        fresh.functions.aliases.update(first.model.functions.aliases)
        fresh.undefined, fresh.normalized = first.model.undefined, first.model.normalized
        expected = values(fresh)
        assert values(first.model.replaced(changed)) == expected
        differing += expected != before
    assert differing >= len(definitions) // 2  # the comparison could fail
    assert values(first.model) == before
