r"""The network of one sample where a document writes those of a whole batch.

In ``Z = X W + b`` every row of X is a sample (in ``W X + b`` every column): the loss is a sum in
which each term sees one of them, and all see the same parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from codegen.network.recognition import Recognizer
from derive.algebra.dag import LEAF, Node
from derive.algebra.functions import substitute
from derive.algebra.model import Definition, Model
from derive.algebra.samples import Sample, agree
from derive.meaning import expressions as ex
from derive.meaning.expressions import Index, Name


@dataclass(frozen=True, slots=True)
class Batch:
    """One sample of a batch: its part of the loss, and what tells it from the others."""

    part: Node
    count: int  # samples
    base: str  # of a family of quantities that every sample has its own of
    axis: int  # the place of the sample among their indices
    divisor: Name | None  # a letter that nothing defines, by which the whole loss is divided
    own: frozenset[Name]  # what the document differentiates by and not all samples share: the inputs, or this is no batch


def find_batches(model: Model, root: Node, derived: Collection[Name]) -> list[Batch]:
    """The ways to take a loss for one of samples, and in each the first of them.

    ``derived`` are the names by which the document differentiates: parameters, which all samples share, and
    perhaps the inputs.
    """
    parameters = _leaves(model, root) & set(derived)
    if not parameters:
        return []
    found: dict[Node, Batch] = {}
    divisor, root = _undivided(model, root, derived)
    terms = Recognizer(model).terms(root, Fraction(1))
    leaves = [_leaves(model, term) for term in terms]
    for base, axis in sorted({(n.base, axis) for own in leaves for n in own for axis in range(len(n.indices))}):
        samples = [{n.indices[axis] for n in own if n.base == base and len(n.indices) > axis} for own in leaves]
        if any(len(places) != 1 for places in samples):
            continue
        groups: dict[Index, list[int]] = {}  # the terms of each sample
        for place, (sample,) in enumerate(samples):
            groups.setdefault(sample, []).append(place)
        seen = [set().union(*(leaves[place] for place in group)) for group in groups.values()]
        shared = set.intersection(*seen)
        if len(groups) > 1 and parameters & shared and len({_bases(own - shared) for own in seen}) == 1:
            part = model.dag.add([terms[place] for place in next(iter(groups.values()))])
            found.setdefault(part, Batch(part, len(groups), base, axis, divisor, frozenset(parameters & seen[0] - shared)))
    return list(found.values())


def _undivided(model: Model, root: Node, derived: Collection[Name]) -> tuple[Name | None, Node]:
    """A loss without the letter that divides all of it, as m in ``\\frac{1}{2m} \\|A - Y\\|^2``, and this letter."""
    dag = model.dag
    for name in _leaves(model, root) - set(derived):
        if name.indices:
            continue
        leaf = dag.leaf(name)
        whole = substitute(dag, root, {leaf: dag.one})
        samples = [Sample(dag, model.functions, number) for number in range(2)]
        if all(agree(s.value(root), s.value(dag.div(whole, leaf))) for s in samples):
            return name, whole
    return None, root


def letter_of_samples(definitions: Iterable[Definition], letters: Collection[str], batch: Batch) -> str | None:
    r"""The letter that the loss is divided by, if it counts the samples: m of ``\frac1m \sum_{i=1}^m``.

    ``letters`` are those that stand for how many there are of anything.
    """
    nodes = [node for d in definitions for node in d.expression.walk()]
    over: dict[Index, str] = {
        r.letter: r.last.name.base
        for node in nodes
        if isinstance(node, ex.Reduction)
        for r in node.over
        if isinstance(r.last, ex.Symbol)
    }
    counted = {
        over[letter]
        for node in nodes
        if isinstance(node, ex.Symbol) and node.name.base == batch.base and len(node.name.indices) > batch.axis
        for letter in [node.name.indices[batch.axis]]
        if letter in over
    }
    below = [node.denominator for node in nodes if isinstance(node, ex.Division)]
    factors = {
        factor.name.base
        for part in below
        for factor in (part.factors if isinstance(part, ex.Multiplication) else (part,))
        if isinstance(factor, ex.Symbol) and factor.name.base in letters
    }
    return factors.pop() if len(factors) == 1 and factors <= counted else None


def _leaves(model: Model, node: Node) -> set[Name]:
    dag = model.dag
    return {dag.data[n] for n in dag.cone(node) if dag.op[n] == LEAF}  # type: ignore[misc]


def _bases(names: Collection[Name]) -> tuple[str, ...]:
    return tuple(sorted(n.base for n in names))
