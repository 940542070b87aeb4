"""The pattern of a family: each ``z^l_j`` carries ``w^l_{ij}``, ``a^{l-1}_i`` and ``b^l_j``.

Definitions of one base and one form are siblings. At each place of the form, the index is
explained by an index of the target (the same, or a fixed distance away) or by a constant;
where one explanation holds for nearly all siblings, a member that breaks it stands out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.algebra.model import Definition
from derive.meaning.expressions import Expression, Index, Name, Symbol


@dataclass(frozen=True, slots=True)
class Violation:
    """A symbol whose index doesn't follow the pattern of the siblings."""

    symbol: Symbol
    expected: Name
    support: int  # siblings that follow the pattern at this place
    siblings: int


def violations(definition: Definition, everything: Iterable[Definition]) -> list[Violation]:
    """Where a definition breaks the pattern that all its siblings but it follow."""
    form = _form(definition.expression)
    siblings = [
        d
        for d in everything
        if d.target.base == definition.target.base
        and len(d.target.indices) == len(definition.target.indices)
        and d is not definition
        and _form(d.expression) == form
    ]
    found: list[Violation] = []
    own = _symbols(definition.expression)
    others = [(d.target, _symbols(d.expression)) for d in siblings]
    for place, symbol in enumerate(own):
        for slot, value in enumerate(symbol.name.indices):
            if not isinstance(value, int):
                continue
            peers = [
                (target, symbols[place].name.indices[slot])
                for target, symbols in others
                if symbols[place].name.base == symbol.name.base
                and len(symbols[place].name.indices) == len(symbol.name.indices)
                and target != definition.target
            ]
            expected = _expected(definition.target, value, peers)
            if expected is not None and expected != value:
                found.append(Violation(symbol, _with_index(symbol.name, slot, expected), len(peers), len(others)))
    return found


def _expected(target: Name, value: int, peers: list[tuple[Name, Index]]) -> int | None:
    """The index that the peers' rule gives here, if they have one rule that is not a constant."""
    if not peers:
        return None
    if len(peers) == 1:  # one sibling: a_1 = f(z_1) tells how a_2 should look, where all its indices agree
        other, found = peers[0]
        same = {i for i in other.indices if isinstance(i, int)}
        own = {i for i in target.indices if isinstance(i, int)}
        return next(iter(own)) if same == {found} and len(own) == 1 and other.indices != target.indices else None
    rules: list[int] = []
    for place, index in enumerate(target.indices):
        if not isinstance(index, int):
            continue
        offsets = set()
        values = set()
        for other, found in peers:
            there = other.indices[place]
            if not isinstance(there, int) or not isinstance(found, int):
                break
            offsets.add(found - there)
            values.add(there)
        else:
            if len(offsets) == 1 and (len(values) > 1 or len(peers) > 2):
                rules.append(index + offsets.pop())
    constants = {found for _, found in peers}
    if len(constants) == 1 and isinstance(constant := constants.pop(), int):
        rules.append(constant)
    return None if not rules or value in rules else rules[0]


def _with_index(name: Name, slot: int, value: int) -> Name:
    indices = list(name.indices)
    indices[slot] = value
    return Name(name.base, tuple(indices[: len(name.upper)]), tuple(indices[len(name.upper) :]))


def _symbols(expression: Expression) -> list[Symbol]:
    return [node for node in expression.walk() if isinstance(node, Symbol)]


def _form(expression: Expression) -> tuple[str, ...]:
    """The shape of an expression, symbols without their names."""
    return tuple(f"{type(node).__name__}{len(node.children())}" for node in expression.walk())
