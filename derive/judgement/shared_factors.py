"""Two weights of one definition that multiply the same quantity: ``y = w_5 h_1 + w_6 h_1 + b``.

Only the sum of the two would matter, so that no derivative could tell them apart: the
author means another quantity beside one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from derive.judgement.assessment import Assessment
from derive.judgement.definitions import is_value
from derive.judgement.edits import Vocabulary
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name, Symbol


@dataclass(frozen=True, slots=True)
class SharedFactor:
    """A quantity beside two weights, and what the document has for one of its places."""

    step: int
    weights: tuple[Symbol, Symbol]
    symbol: Symbol  # the place that is likelier wrong
    meant: Name


def shared_factors(assessment: Assessment, words: Callable[[], Vocabulary]) -> Iterator[SharedFactor]:
    """The definitions of which two parameters can't be told apart."""
    sharing = [d for d in assessment.definitions.values() if d.expression.noted(_shares) and not d.parameters and not is_value(d)]
    if not sharing:
        return
    derived_by = _variables(assessment)
    known = {name for name, d in assessment.definitions.items() if not is_value(d)}
    told = _told(assessment)
    for definition in sharing:
        own = {node.name for node in definition.expression.walk() if isinstance(node, Symbol)}
        for one, other, shared, again in _pairs(definition.expression):
            if all((definition.target, weight.name) in told for weight in (one, other)):
                continue  # the author means it
            if one.name.base not in derived_by or {one.name, other.name} & known or (shared.name not in known and shared.name.base in derived_by):
                continue
            siblings = [n for n in words().by_base.get(shared.name.base, ()) if _differ_once(n, shared.name) and n not in own]
            if len(siblings) == 1:
                wrong = shared if _shared_index(other.name, one.name, shared.name) else again
                yield SharedFactor(definition.step, (one, other), wrong, siblings[0])


def _told(assessment: Assessment) -> set[tuple[Name, Name]]:
    """The derivatives of names by names of which the document says something true."""
    lefts = (assessment.steps[n].left.expression for n, look in assessment.looks.items() if look.state == "holds")
    simple = [d for d in lefts if isinstance(d, ex.Derivative) and isinstance(d.operand, Symbol) and isinstance(d.variables[0], Symbol)]
    return {(d.operand.name, d.variables[0].name) for d in simple}  # type: ignore[attr-defined]


def _shares(expression: Expression) -> bool:
    return next(_pairs(expression), None) is not None


def _pairs(expression: Expression) -> Iterator[tuple[Symbol, Symbol, Symbol, Symbol]]:
    """Two weights in a sum, and the same quantity beside both."""
    terms = expression.terms if isinstance(expression, ex.Addition) else ()
    products = [term.factors for term in terms if isinstance(term, ex.Multiplication) and len(term.factors) == 2]
    for first, second in combinations(products, 2):
        if (pair := _weights(first, second)) is not None:
            yield pair


def _weights(first: tuple[Expression, ...], second: tuple[Expression, ...]) -> tuple[Symbol, Symbol, Symbol, Symbol] | None:
    """Of two products, the two factors that differ in one index, and the same quantity beside both."""
    for i in (0, 1):
        for j in (0, 1):
            one, other, shared, again = first[i], second[j], first[1 - i], second[1 - j]
            if isinstance(one, Symbol) and isinstance(other, Symbol) and isinstance(shared, Symbol) and isinstance(again, Symbol):
                if shared.name == again.name and _differ_once(one.name, other.name):
                    return one, other, shared, again
    return None


def _differ_once(a: Name, b: Name) -> bool:
    """Are two names of one base with different numbers at one place?"""
    if a.base != b.base or (len(a.upper), len(a.lower)) != (len(b.upper), len(b.lower)):
        return False
    apart = [(i, j) for i, j in zip(a.indices, b.indices, strict=True) if i != j]
    return len(apart) == 1 and all(isinstance(i, int) for i in apart[0])


def _shared_index(own: Name, other: Name, quantity: Name) -> bool:
    """Is the index in which a weight differs from another one the quantity's own?"""
    return any(i != j and i in quantity.lower for i, j in zip(own.indices, other.indices, strict=True))


def _variables(assessment: Assessment) -> set[str]:
    """The bases of what is differentiated by."""
    sides = (part.expression for step in assessment.steps.values() for part in (step.left, step.right))
    return {base for side in sides if side is not None for base in side.noted(_derived_by)}


def _derived_by(side: Expression) -> set[str]:
    derivatives = (node for node in side.walk() if isinstance(node, ex.Derivative))
    return {variable.name.base for node in derivatives for variable in node.variables if isinstance(variable, Symbol)}
