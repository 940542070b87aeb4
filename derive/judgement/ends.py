r"""Where the layers of a document end: what is said of its first and last one, and of none.

``z^l = W^l a^{l-1} + b^l`` and ``a^0 = x`` say that layers begin at one. A formula in l and l-1 is then meant
from the second on, though no author says so: at l = 1 it would speak of ``z^0``, which is nothing. And
``a^0 = x``, ``a^L = \\hat{y}`` only give a name to what stands there, where ``a^l = f(z^l)`` may not hold.
"""

from __future__ import annotations

from itertools import islice, product

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.instances import MAX_INSTANCES
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Scope, Undecidable
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import symbols
from derive.judgement.repair import Repair
from derive.meaning import expressions as ex
from derive.meaning.expressions import Label, Name
from derive.meaning.statements import Step
from derive.meaning.world import free_letters, letters_of

OUTSIDE = "it holds but for a layer before the first or behind the last, of which it may not be meant"
NAMED = "{} is given a name of its own, and what holds of all layers may not be meant of it"


def holds_inside(assessment: Assessment, step: Step) -> bool:
    """Does a step hold at all layers, and fail only where one of its names stands outside of them?"""
    model, left, right = assessment.model, step.left.expression, step.right.expression
    if left is None or right is None or not model.world.layers:
        return False
    letters = list({**free_letters(left, model.world), **free_letters(right, model.world)})
    inside = outside = 0
    for values in islice(product(*(model.world.values(letter) for letter in letters)), MAX_INSTANCES):
        scope = Scope({}, dict(zip(letters, values, strict=True)))
        try:
            pairs = model.entries(model.value(left, scope), model.value(right, scope))
        except OutOfRange:
            continue
        except (Undecidable, Cyclic, ShapeMismatch, ZeroDivisionError):
            return False
        if all(assessment.agree(*pair) for pair in pairs):
            inside += 1
        elif any(_is_outside(assessment, model.concrete(s.name, scope.bound)) for s in (*symbols(left), *symbols(right)) if not _is_bound(s.name, scope)):
            outside += 1
        else:
            return False
    return bool(inside and outside)


def _is_outside(assessment: Assessment, name: Name) -> bool:
    """Is a name of a layer before the first or behind the last, with no value of its own?"""
    depth = assessment.model.world.depth
    return name not in assessment.definitions and any(isinstance(i, int) and not 1 <= i <= depth for i in name.upper)


def _is_bound(name: Name, scope: Scope) -> bool:
    """Does a name run with the letter of a sum?"""
    return any(letter not in scope.bound and len(letter) == 1 for letter in letters_of(name.indices))


def named_end(first: Assessment, repair: Repair) -> Name | None:
    """A member of a family that is only given the name of a quantity, where an edit would write a law of all members instead."""
    definition, proposal = repair.definition, repair.proposal
    if definition is None or definition.target not in first.definitions or not definition.target.upper:
        return None
    target, said = definition.target, first.definitions[definition.target].expression
    if not isinstance(said, ex.Symbol) or proposal is None or isinstance(proposal.new, ex.Symbol):
        return None
    laws = (n for n in first.definitions if n.base == target.base and n != target and len(n.upper) == len(target.upper))
    return target if any(_runs(n) for n in laws) else None


def _runs(name: Name) -> bool:
    return any(isinstance(i, str) and not isinstance(i, Label) for i in name.upper)
