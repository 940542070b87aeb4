"""Put another expression in the place of a part of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

from derive.judgement.edits.proposal import Proposal
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.meaning.sides import Part


def substituted(root: Expression, part: Expression, new: Expression) -> Expression | None:
    """The expression with one part replaced; None if the part isn't found where it can be."""
    if root is part:
        return new
    for field, children in _fields(root):
        for place, child in enumerate(children):
            inner = substituted(child, part, new)
            if inner is not None:
                if isinstance(getattr(root, field), tuple):
                    changed: object = (*children[:place], inner, *children[place + 1 :])
                else:
                    changed = inner
                kind: Any = type(root)
                return kind(*(changed if name == field else getattr(root, name) for name in _names(kind)))  # type: ignore[no-any-return]
    return _bounded(root, part, new) if isinstance(root, ex.Reduction) else None


def _bounded(root: ex.Reduction, part: Expression, new: Expression) -> Expression | None:
    """A sum with a part of one of its bounds replaced."""
    for place, over in enumerate(root.over):
        first = None if over.first is None else substituted(over.first, part, new)
        last = None if over.last is None or first is not None else substituted(over.last, part, new)
        if first is not None or last is not None:
            changed = over._replace(first=first or over.first, last=last or over.last)
            return replace(root, over=(*root.over[:place], changed, *root.over[place + 1 :]))
    return None


def tried(part: Part, proposal: Proposal) -> Part | None:
    """A side as an edit would leave it, for a quick look before the text is read again; None if the edit doesn't tell."""
    if part.expression is None or proposal.node is None or proposal.new is None:
        return None
    quick = substituted(part.expression, proposal.node, proposal.new)
    return None if quick is None else replace(part, expression=quick)


_PARTS: dict[type[Expression], tuple[str, ...]] = {
    ex.Addition: ("terms",),
    ex.Multiplication: ("factors",),
    ex.Division: ("numerator", "denominator"),
    ex.Power: ("base", "exponent"),
    ex.Application: ("arguments",),
    ex.Derivative: ("operand", "variables"),
    ex.Reduction: ("body",),
    ex.Transposition: ("operand",),
    ex.Norm: ("operand",),
    ex.Entry: ("operand",),
}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def _fields(node: Expression) -> Iterator[tuple[str, tuple[Expression, ...]]]:
    for field in _PARTS.get(type(node), ()):
        value = getattr(node, field)
        yield field, value if isinstance(value, tuple) else (value,)
