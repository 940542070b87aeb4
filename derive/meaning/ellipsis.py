r"""What an author abbreviates with dots.

``y_1 p_1 + y_2 p_2 + \dots + y_n p_n`` is a sum from 1 to n, and a matrix whose cells go from
``w_{11}`` over dots to ``w_{mn}`` has one body for all of them.
"""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any, NamedTuple

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name

LETTER = "\u2026"  # the index of the sum, or along a row: no author writes it
DOWN = "\u22ee"  # the index down a column


class _Different(Exception):
    """Two terms that are not members of one series."""


def close_up(total: ex.Addition) -> Expression:
    """The sum with its dots replaced, where the terms around them tell what they stand for."""
    places = [i for i, term in enumerate(total.terms) if isinstance(term, ex.Dots)]
    if len(places) != 1 or not 0 < places[0] < len(total.terms) - 1:
        return total
    if any(isinstance(node, ex.Derivative) and node.missing for node in total.walk()):
        return total  # the terms are left as they are, so that the malformed one is told
    dots = places[0]
    last = total.terms[dots + 1]
    sign = total.signs[dots + 1]
    for start in range(dots):
        run = total.terms[start:dots]
        try:
            members = [_series(term, last) for term in run]
        except _Different:
            continue
        body, first, end = members[0]
        if any(m[2] != end or m[1] != first + i for i, m in enumerate(members)):
            continue
        if any(s != sign for s in total.signs[start : dots + 1]):
            continue
        span = run[0].span.join(last.span)
        over = ex.Range(LETTER, ex.Numeral(span, Fraction(first)), ex.Symbol(span, Name(end)))
        series = ex.Reduction(span, "sum", (over,), body, span)
        terms = (*total.terms[:start], series, *total.terms[dots + 2 :])
        signs = (*total.signs[:start], sign, *total.signs[dots + 2 :])
        if len(terms) == 1 and signs[0] == 1:
            return series
        spans = total.sign_spans
        kept = (*spans[: start + 1], *spans[dots + 2 :]) if spans else ()
        return ex.Addition(total.span, terms, signs, kept)
    return total


class Filled(NamedTuple):
    """An array that is written with dots: the cells along a dotted axis have one body."""

    bodies: tuple[tuple[Expression, ...], ...]  # by rows; a single one along a dotted axis
    down: bool  # are there dots between the rows?
    across: bool  # … and between the columns?
    diagonal: bool  # are the cells beside the diagonal zero?
    ends: frozenset[str]  # the letters that the last cells carry


def filled(matrix: ex.Matrix) -> Filled | None:
    """What the dots in a matrix stand for, where the cells around them tell."""
    rows = [row for row in matrix.rows if not all(isinstance(cell, ex.Dots) for cell in row)]
    down = len(rows) < len(matrix.rows)
    across = any(isinstance(cell, ex.Dots) for row in rows for cell in row)
    if not rows or len({len(row) for row in rows}) != 1 or not (down or across):
        return None
    try:
        if down and (cells := _diagonal(rows)) is not None:
            body, end = _general((*cells[:-1], ex.Dots(matrix.span), cells[-1]), DOWN)
            return Filled(((body,),), True, True, True, frozenset((end,)))
        ends: set[str] = set()
        grid: list[tuple[Expression, ...]] = list(rows)
        if across:
            along = [_general(row, LETTER) for row in rows]
            ends |= {end for _, end in along}
            grid = [(body,) for body, _ in along]
        if down:
            dots = next(n for n, row in enumerate(matrix.rows) if row not in rows)
            columns = list(zip(*grid, strict=True))
            along = [_general((*column[:dots], ex.Dots(matrix.span), *column[dots:]), DOWN) for column in columns]
            ends |= {end for _, end in along}
            grid = [tuple(body for body, _ in along)]
        return Filled(tuple(grid), down, across, False, frozenset(ends))
    except _Different:
        return None


def _general(cells: tuple[Expression, ...], letter: str) -> tuple[Expression, str]:
    """The body that the cells before the dots and the one behind them share, and the letter of that one. Raises :class:`_Different`."""
    dots = [n for n, cell in enumerate(cells) if isinstance(cell, ex.Dots)]
    if len(dots) != 1 or not 0 < dots[0] == len(cells) - 2:
        raise _Different
    body, first, end = _series(cells[0], cells[-1], letter)
    for number, cell in enumerate(cells[1 : dots[0]], first + 1):
        _, at, last = _series(cell, cells[-1], letter)
        if at != number or last != end:
            raise _Different
    return body, end


def _diagonal(rows: list[tuple[Expression, ...]]) -> list[Expression] | None:
    """The cells on the diagonal, if those beside it are zeros or dots."""
    if len(rows[0]) == 1:
        return None
    zeros = [isinstance(cell, ex.Dots) or (isinstance(cell, ex.Numeral) and not cell.value) for row in rows for cell in row]
    cells = [cell for row in rows for cell in row if not isinstance(cell, ex.Dots) and not (isinstance(cell, ex.Numeral) and not cell.value)]
    return cells if len(cells) == len(rows) > 1 and zeros.count(True) == len(zeros) - len(cells) else None


def _series(first: Expression, last: Expression, letter: str = LETTER) -> tuple[Expression, int, str]:
    """The general term of two members, the number that the first has, and the letter of the last."""
    found: dict[str, Any] = {"index": letter}
    body = _merge(first, last, found)
    if "letter" not in found:
        raise _Different
    return body, found["number"], found["letter"]


def _merge(a: Any, b: Any, found: dict[str, Any]) -> Any:
    if isinstance(a, ex.Symbol) and isinstance(b, ex.Symbol):
        return replace(a, name=_merge_names(a.name, b.name, found))
    if isinstance(a, Expression):
        if type(a) is not type(b):
            raise _Different
        changes = {
            f.name: _merge(getattr(a, f.name), getattr(b, f.name), found)
            for f in fields(a)
            if f.name not in ("span", "sign_spans", "function_span", "limits", "missing")
        }
        return replace(a, **changes)
    if isinstance(a, tuple) and not isinstance(a, Name):
        if not isinstance(b, tuple) or len(a) != len(b):
            raise _Different
        merged = [_merge(x, y, found) for x, y in zip(a, b, strict=True)]
        return type(a)(*merged) if hasattr(a, "_fields") else tuple(merged)
    if a != b:
        raise _Different
    return a


def _merge_names(a: Name, b: Name, found: dict[str, Any]) -> Name:
    if a.base != b.base or len(a.upper) != len(b.upper) or len(a.lower) != len(b.lower):
        raise _Different

    def index(x: Any, y: Any) -> Any:
        if x == y:
            return x
        if isinstance(x, int) and isinstance(y, str) and not isinstance(y, Label):
            if found.setdefault("number", x) != x or found.setdefault("letter", y) != y:
                raise _Different
            return found["index"]
        raise _Different

    upper = tuple(index(x, y) for x, y in zip(a.upper, b.upper, strict=True))
    return Name(a.base, upper, tuple(index(x, y) for x, y in zip(a.lower, b.lower, strict=True)))
