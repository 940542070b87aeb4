"""Numbers in rows: lists and matrices that are written out, and what is computed from them, agree entry by entry.

Each entry agrees within its own rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from derive.judgement.look import Look
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.meaning.sides import Part
from derive.meaning.statements import Step

_ENTRYWISE = frozenset(("odot", "circ", "star"))

Grid = tuple[tuple[Expression, ...], ...]


def split(step: Step) -> list[Step]:
    """The step for each entry, if both sides are written out, or computed from what is, in the same shape; otherwise none."""
    left, right = grid(step.left.expression), grid(step.right.expression)
    if left is None and right is not None and _is_number(right):
        return [replace(step, right=_part(step.right, right[0][0]))]
    if right is None and left is not None and _is_number(left):
        return [replace(step, left=_part(step.left, left[0][0]))]
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


def grid(side: Expression | None) -> Grid | None:
    """The entries of an array that is written out, or of sums and products of such; None for anything else."""
    if isinstance(side, ex.Matrix):
        return side.rows if len({len(row) for row in side.rows}) == 1 else None
    if isinstance(side, ex.Opaque) and side.what == ex.LIST and side.parts:
        return (side.parts,)
    if isinstance(side, ex.Transposition):
        turned = grid(side.operand)
        return None if turned is None else tuple(zip(*turned, strict=True))
    if isinstance(side, ex.Addition):
        arrays = {n: entries for n, term in enumerate(side.terms) if (entries := grid(term)) is not None}
        if not arrays or any(_is_array(term) for n, term in enumerate(side.terms) if n not in arrays):
            return None
        shape = next(iter(arrays.values()))
        terms = [arrays.get(n) or tuple((term,) * len(row) for row in shape) for n, term in enumerate(side.terms)]
        return _entrywise(terms, lambda cells: replace(side, terms=cells))
    return _product(side) if isinstance(side, ex.Multiplication) else None


def _product(side: ex.Multiplication) -> Grid | None:
    """The entries of a product of arrays and numbers, from left to right."""
    found: Grid | None = None
    numbers: list[Expression] = []
    for kind, factor in zip(("", *side.kinds), side.factors, strict=True):
        entries = grid(factor)
        if entries is None:
            if _is_array(factor):
                return None
            numbers.append(factor)
        elif found is None:
            found = entries
        elif kind in _ENTRYWISE:
            found = _entrywise([found, entries], lambda cells: _times(side, cells))
        elif len(found[0]) != len(entries):
            return None
        else:
            columns = tuple(zip(*entries, strict=True))
            found = tuple(tuple(_sum(side, [_times(side, pair) for pair in zip(row, c, strict=True)]) for c in columns) for row in found)
        if entries is not None and found is None:
            return None
    if found is None or not numbers:
        return found
    return tuple(tuple(_times(side, (*numbers, cell)) for cell in row) for row in found)


def _entrywise(grids: Sequence[Grid], joined: Callable[[tuple[Expression, ...]], Expression]) -> Grid | None:
    shapes = {(len(g), len(g[0])) for g in grids}
    if len(shapes) != 1:
        return None
    return tuple(tuple(joined(cells) for cells in zip(*rows, strict=True)) for rows in zip(*grids, strict=True))


def _times(side: Expression, factors: tuple[Expression, ...]) -> Expression:
    return ex.Multiplication(side.span, factors, ("",) * (len(factors) - 1))


def _sum(side: Expression, terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else ex.Addition(side.span, tuple(terms), (1,) * len(terms))


def _is_array(side: Expression) -> bool:
    return any(isinstance(node, (ex.Matrix, ex.Opaque)) for node in side.walk())


def _is_number(entries: Grid) -> bool:
    """Is an array a single number, as the product of a row and a column?"""
    return len(entries) == 1 and len(entries[0]) == 1


def _part(side: Part, entry: Expression) -> Part:
    return Part(entry.span, entry, block=side.block)
