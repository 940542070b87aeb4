"""Which definitions of a document make its network: those that its loss needs, where they agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codegen.network.description import UnsupportedNetwork
from derive.algebra.arrays import ShapeMismatch
from derive.algebra.calculus import NotDifferentiable
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Definition, Model
from derive.algebra.samples import Sample, agree
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name


def needed(definitions: Sequence[Definition], loss: Definition) -> list[Definition]:
    """The definitions that the loss is made of, in their order."""
    found: set[Definition] = set()
    bases = {loss.target.base}
    while new := [d for d in definitions if d not in found and d.target.base in bases]:
        found.update(new)
        bases.update(base for d in new for base in bases_of(d.expression))
    return [d for d in definitions if d in found]


def bases_of(expression: ex.Expression) -> Iterable[str]:
    """The bases of the names and functions in an expression."""
    for node in expression.walk():
        if isinstance(node, ex.Symbol):
            yield node.name.base
        elif isinstance(node, ex.Application):
            yield node.function.base


def apart_from_others(model: Model) -> set[Name]:
    """The targets of definitions that stay apart; :class:`UnsupportedNetwork` if two give one quantity different values.

    ``z^l_j = \\sum_k w^l_{jk} a^{l-1}_k`` and ``z^l = w^l a^{l-1}`` are the same, entry by entry. Where an
    array and its entries differ and one of them has but names that nothing defines, that one stays apart.
    """
    defined = {d.target.base for d in model.definitions.values() if not d.parameters}
    seen: dict[Name, Definition] = {}
    apart: set[Name] = set()
    for definition in model.definitions.values():
        for name in Model([definition], model.dag, model.world).concrete_definitions():
            before = seen.setdefault(name, definition)
            if before is definition or before.target in apart or definition.target in apart or _same(model, before, definition, name):
                continue
            loose = [d.target for d in (before, definition) if not defined & set(bases_of(d.expression))]
            if len(loose) != 1 or not any(model.world.ranks.of(d.target) for d in (before, definition)):
                raise UnsupportedNetwork(f"two definitions give {name.plain()} different meanings", name)
            apart.add(loose[0])
    return apart


def _same(model: Model, first: Definition, second: Definition, name: Name) -> bool:
    left, right = (Model([d], model.dag, model.world) for d in (first, second))
    try:
        nodes = left.lookup(name), right.lookup(name)
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, NotDifferentiable, ZeroDivisionError, RecursionError):
        return False
    if nodes[0] == nodes[1]:
        return True
    for seed in range(3):
        sample = Sample(left.dag, left.functions, seed)
        if not agree(*(sample.value(node) for node in nodes)):
            return False
    return True
