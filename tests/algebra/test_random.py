"""Values, derivatives and verdicts of random expressions against the numbers of this folder."""

from __future__ import annotations

import math

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derive.algebra.samples import Sample, leaf_value
from derive.meaning.expressions import Name
from tests.algebra.random_expressions import EXPRESSIONS, LETTERS, Random
from tests.support import check_text

AT = {letter: complex(float(leaf_value(Name(letter), 2))) for letter in LETTERS}
ELSEWHERE = {letter: complex(0.37 + 0.41 * i) for i, letter in enumerate(LETTERS)}


def _value(expression: Random, at: dict[str, complex]) -> float:
    try:
        value = expression.value(at).real
    except ArithmeticError:
        value = math.nan
    assume(math.isfinite(value) and abs(value) < 1e6)
    return value


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-7 * max(1.0, abs(left), abs(right))


@settings(max_examples=120, deadline=None)
@given(EXPRESSIONS)
def test_what_is_read_has_the_value_that_was_written(expression: Random) -> None:
    expected = _value(expression, AT)
    report = check_text(f"$$ Q = {expression.latex()} $$\n")
    (step,) = report.derivation.steps
    assert step.right.expression is not None
    model = report.assessment.model
    node = model.value(step.right.expression)
    assert isinstance(node, int)
    assert _close(Sample(model.dag, model.functions, 2).value(node), expected)


@settings(max_examples=120, deadline=None)
@given(EXPRESSIONS, st.sampled_from(LETTERS))
def test_derivatives(expression: Random, by: str) -> None:
    _value(expression, AT)
    expected = expression.derivative(by, AT)
    assume(math.isfinite(expected) and abs(expected) < 1e6)
    report = check_text(f"$$ Q = a + ({expression.latex()}) $$\n\n$$ \\frac{{\\partial Q}}{{\\partial {by}}} = 0 $$\n")
    step = report.derivation.steps[-1]
    assert step.left.expression is not None
    model = report.assessment.model
    node = model.value(step.left.expression)
    assert isinstance(node, int)
    value = Sample(model.dag, model.functions, 2).value(node)
    assert _close(value, expected + (by == "a"))


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_the_same_value_in_another_shape_is_never_refuted(expression: Random) -> None:
    _value(expression, AT)
    _value(expression, ELSEWHERE)
    report = check_text(f"$$ 1 \\cdot ({expression.latex()}) = {expression.rewritten().latex()} $$\n")
    (verdict,) = report.verdicts.values()
    assert verdict.outcome in ("proved", "defined", "undecided"), verdict
    assert not [d for d in report.diagnostics if d.severity != "info"]


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS)
def test_different_values_are_never_proved(left: Random, right: Random) -> None:
    gaps = [abs(_value(left, at) - _value(right, at)) for at in (AT, ELSEWHERE)]
    assume(max(gaps) > 1e-3)
    report = check_text(f"$$ 1 \\cdot ({left.latex()}) = {right.latex()} $$\n")
    (verdict,) = report.verdicts.values()
    assert verdict.outcome in ("refuted", "undecided", "defined"), verdict
    if verdict.outcome == "refuted" and verdict.witness is not None:
        leaves = {name.plain(): complex(float(value)) for name, value in verdict.witness.values.items()}
        at = {**AT, **leaves}
        assert _close(float(verdict.witness.left), _value(left, at)) or abs(_value(left, at)) < 1e-3 or math.isclose(
            float(verdict.witness.left), _value(left, at), rel_tol=1e-4
        )
        assert math.isclose(float(verdict.witness.right), _value(right, at), rel_tol=1e-4, abs_tol=1e-12)
