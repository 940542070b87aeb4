r"""What given numbers are like, where a document says so or an author takes it for granted.

``y \in \{0, 1\}``: a label has two values, so that ``y^2`` is ``y``. ``A = A^T``: a matrix is
symmetric. ``x_0 = 1``: the input that a bias is the weight of. A step that fails for numbers of any kind may hold for such ones. What is said of a
quantity that the document computes, or that it differentiates by, is a claim and no convention.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Model
from derive.judgement.definitions import symbolic
from derive.judgement.given import index_conditions
from derive.judgement.look import Look
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Name
from derive.meaning.sides import Part
from derive.meaning.statements import Chain, Derivation, Step

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment


REASON = "it needs what is said of given numbers"


@dataclass(frozen=True, slots=True)
class Conventions:
    """By the bases of given numbers."""

    two_valued: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    symmetric: frozenset[str] = frozenset()
    ones: frozenset[tuple[str, tuple[Index, ...]]] = frozenset()  # with the indices below

    def concern(self, names: Iterable[Name]) -> bool:
        """Is one of some given numbers such a one?"""
        return any(n.base in self.two_valued or n.base in self.symmetric or any(n.base == base for base, _ in self.ones) for n in names)

    def __bool__(self) -> bool:
        return bool(self.two_valued or self.symmetric or self.ones)


def stated(derivation: Derivation) -> Conventions:
    """The conventions that a document or its declarations state."""
    found = [told for _, told in derivation.lots_of_chains.telling(_stated)]
    found += [told for chain in derivation.declared if (told := chain.noted(_stated))]
    two_valued = {base: values for told in found for base, values in told.two_valued.items()}
    symmetric: frozenset[str] = frozenset().union(*(told.symmetric for told in found))
    return Conventions(two_valued, symmetric, frozenset().union(*(told.ones for told in found)))


def _stated(chain: Chain) -> Conventions:
    """The conventions that a statement tells."""
    two_valued: dict[str, tuple[int, int]] = {}
    symmetric: set[str] = set()
    ones: set[tuple[str, tuple[Index, ...]]] = set()
    for relation, left, right in zip(chain.relations, chain.parts, chain.parts[1:], strict=False):
        if relation == "in" and isinstance(left.expression, ex.Symbol) and (values := _two_values(right)):
            two_valued[left.expression.name.base] = values
        elif relation == "=" and left.expression is not None and right.expression is not None:
            symmetric.update(_mirrored(left.expression, right.expression))
            if isinstance(left.expression, ex.Symbol) and is_one(right.expression) and left.expression.name.lower[-1:] == (0,):
                ones.add((left.expression.name.base, left.expression.name.lower))
    return Conventions(two_valued, frozenset(symmetric), frozenset(ones))


def is_one(expression: Expression) -> bool:
    return isinstance(expression, ex.Numeral) and expression.value == 1 and expression.places is None


def _two_values(part: Part) -> tuple[int, int] | None:
    r"""The numbers in ``\{0, 1\}``."""
    text = "".join(t.text for t in part.tokens).replace("+", "")
    if not (text.startswith("\\{") and text.endswith("\\}")):
        return None
    values = text[2:-2].split(",")
    if len(values) != 2 or not all(v.removeprefix("-").isdecimal() for v in values):
        return None
    low, high = sorted(map(int, values))
    return (low, high) if low < high else None


def _mirrored(left: Expression, right: Expression) -> Iterator[str]:
    """The base of a matrix that is said to be its own transpose."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ex.Symbol) and isinstance(other, ex.Transposition) and isinstance(other.operand, ex.Symbol):
            if one.name == other.operand.name:
                yield one.name.base
    if isinstance(left, ex.Symbol) and isinstance(right, ex.Symbol) and left.name != right.name:
        if left.name._replace(lower=left.name.lower[::-1]) == right.name and len(left.name.lower) == 2:
            yield left.name.base


def applicable(assessment: Assessment, conventions: Conventions) -> Conventions:
    """Those about numbers that are given, and that nothing is differentiated by."""
    defined = {name.base for name in symbolic(assessment.definitions)}
    sides = (part.expression for step in assessment.steps.values() for part in (step.left, step.right))
    derivatives = [node for side in sides if side is not None for node in side.walk() if isinstance(node, ex.Derivative)]
    below = {s.name.base for d in derivatives for v in d.variables for s in v.walk() if isinstance(s, ex.Symbol)}
    two_valued = {base: values for base, values in conventions.two_valued.items() if base not in defined | below}
    concrete = {(s.name.base, s.name.lower) for d in derivatives for v in d.variables for s in v.walk() if isinstance(s, ex.Symbol)}
    return Conventions(two_valued, conventions.symmetric - defined - below, conventions.ones - concrete)


def under(assessment: Assessment, conventions: Conventions) -> Assessment:
    """The same definitions for numbers of that kind; no step is looked at yet."""
    model = assessment.model
    trial = Model(symbolic(assessment.definitions).values(), model.dag, model.world)
    trial.functions.aliases.update(model.functions.aliases)
    trial.suppose_as(model)
    trial.two_valued, trial.symmetric, trial.ones = conventions.two_valued, conventions.symmetric, conventions.ones
    return replace(assessment, model=trial, looks={}, with_values=None, conventions=Conventions())


def conventional(assessment: Assessment, step: Step) -> Look | None:
    """A step that fails for any numbers, if it holds for those of which the document tells more."""
    if assessment.supposed is None or assessment.supposed[0] is not assessment.model:
        assessment.supposed = assessment.model, under(assessment, assessment.conventions)
    trial = assessment.supposed[1]
    left, right = step.left.expression, step.right.expression
    assert left is not None and right is not None
    try:
        pairs = trial.model.instances(left, right, index_conditions(assessment.derivation.chains[step.chain].conditions)).pairs
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
        return None
    if not pairs or not all(assessment.agree(x, y) for x, y in pairs):
        return None
    return Look("holds", *assessment.packed(pairs), pairs=tuple(pairs), conventional=True)
