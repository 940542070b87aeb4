r"""Gradients that are written out: ``\frac{\partial L}{\partial x}`` beside a column of ``\frac{\partial L}{\partial x_i}``.

They tell that x is an array, and of what: its entries are what the cells differentiate by.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.rank_signs import Form, form
from derive.meaning.statements import Chain


def written_gradients(statements: Iterable[Chain]) -> dict[Form, int]:
    """The ranks of what is differentiated, and by what, as written arrays of derivatives tell them."""
    found: dict[Form, int] = {}
    for statement in statements:
        found |= statement.noted(_written)
    return found


def _written(statement: Chain) -> dict[Form, int]:
    found: dict[Form, int] = {}
    cells = [cell for side in statement.sides for cell in _cells(side)]
    for side in statement.sides if cells else ():
        if not isinstance(side, ex.Derivative) or len(side.variables) != 1:
            continue
        for whole, parts in ((side.variables[0], [c.variables[0] for c in cells]), (side.operand, [c.operand for c in cells])):
            if not isinstance(whole, ex.Symbol) or whole.name.lower:
                continue
            more = {_entry_of(part.name, whole.name) if isinstance(part, ex.Symbol) else 0 for part in parts}
            if len(more) == 1 and 0 not in more:
                (rank,) = more
                found[form(whole.name)] = rank
                found |= {form(part.name): 0 for part in parts if isinstance(part, ex.Symbol)}
    return found


def _cells(side: Expression) -> list[ex.Derivative]:
    """The derivatives that an array consists of which is written with dots: only arrays of any size have them."""
    inner = side.operand if isinstance(side, ex.Transposition) else side
    cells = [cell for row in inner.rows for cell in row if not isinstance(cell, ex.Dots)] if isinstance(inner, ex.Matrix) else []
    if isinstance(inner, ex.Matrix) and len(cells) > 1 and len(cells) < sum(map(len, inner.rows)):
        told = [cell for cell in cells if isinstance(cell, ex.Derivative) and len(cell.variables) == 1]
        return told if len(told) == len(cells) else []
    return []


def _entry_of(entry: Name, whole: Name) -> int:
    """How many indices more an entry has than the array; none for what is no entry of it."""
    return min(len(entry.lower), 2) if (entry.base, entry.upper) == (whole.base, whole.upper) else 0
