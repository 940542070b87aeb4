"""Numbers in rows: two lists or matrices that are written out agree entry by entry, each within its own rounding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.judgement.look import Look
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.meaning.sides import Part
from derive.meaning.statements import Step

Grid = tuple[tuple[Expression, ...], ...]


def split(step: Step) -> list[Step]:
    """The step for each entry, if both sides are written out in the same shape; otherwise none."""
    left, right = _rows(step.left.expression), _rows(step.right.expression)
    if left is None or right is None or [len(row) for row in left] != [len(row) for row in right]:
        return []
    pairs = [pair for rows in zip(left, right, strict=True) for pair in zip(*rows, strict=True)]
    return [replace(step, left=_part(step.left, a), right=_part(step.right, b)) for a, b in pairs]


def together(looks: Iterable[Look]) -> Look:
    """One look for all entries: the first that fails, or that is open."""
    found = list(looks)
    for state in ("fails", "misfit", "open"):
        for look in found:
            if look.state == state:
                return look
    return replace(found[0], pairs=tuple(pair for look in found for pair in look.pairs))


def _rows(side: Expression | None) -> Grid | None:
    if isinstance(side, ex.Matrix):
        return side.rows
    return (side.parts,) if isinstance(side, ex.Opaque) and side.what == ex.LIST and side.parts else None


def _part(side: Part, entry: Expression) -> Part:
    return Part(entry.span, entry, block=side.block)
