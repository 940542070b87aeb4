r"""What an author abbreviates with dots.

``y_1 p_1 + y_2 p_2 + \dots + y_n p_n`` is a sum from 1 to n, and a matrix whose cells go from
``w_{11}`` over dots to ``w_{mn}`` has one body for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.series import Different, Stray, general, strays

LETTER = "\u2026"  # the index of the sum, or along a row: no author writes it
DOWN = "\u22ee"  # the index down a column
PLAIN = frozenset(("", "dot", "times"))  # signs between factors that go on as a product


class Series(NamedTuple):
    """Terms or factors around dots that are one sum or product."""

    start: int  # their place among all
    stop: int
    body: Expression
    first: int
    last: str

    def reduction(self, kind: str, parts: Sequence[Expression]) -> ex.Reduction:
        """It, written with a letter."""
        span = parts[self.start].span.join(parts[self.stop - 1].span)
        over = ex.Range(LETTER, ex.Numeral(span, Fraction(self.first)), ex.Symbol(span, Name(self.last)))
        return ex.Reduction(span, kind, (over,), self.body, span)


def close_up(total: ex.Addition) -> Expression:
    """The sum with its dots replaced, where the terms around them tell what they stand for."""
    terms, signs, spans = total.terms, total.signs, total.sign_spans
    while (series := _series(terms, signs)) is not None:
        terms = (*terms[: series.start], series.reduction("sum", terms), *terms[series.stop :])
        signs = (*signs[: series.start + 1], *signs[series.stop :])
        spans = (*spans[: series.start + 1], *spans[series.stop :]) if spans else ()
    if any(isinstance(term, ex.Dots) for term in terms):
        return total
    return terms[0] if len(terms) == 1 and signs[0] == 1 else replace(total, terms=terms, signs=signs, sign_spans=spans)


def close_up_product(product: ex.Multiplication) -> Expression:
    r"""The same for a product: ``p_1 p_2 \cdots p_n``."""
    factors, kinds = product.factors, product.kinds
    while (series := _series(factors, ["" if kind in PLAIN else place for place, kind in enumerate(("", *kinds))])) is not None:
        factors = (*factors[: series.start], series.reduction("prod", factors), *factors[series.stop :])
        kinds = (*kinds[: series.start], *kinds[series.stop - 1 :])
    if any(isinstance(factor, ex.Dots) for factor in factors):
        return product
    return factors[0] if len(factors) == 1 else replace(product, factors=factors, kinds=kinds)


def _series(parts: Sequence[Expression], signs: Sequence[object]) -> Series | None:
    """The series around the first dots, if the parts beside them are one."""
    for start, dots, stop in _runs(parts, signs):
        try:
            body, first, last = general(parts[start], parts[stop - 1], LETTER)
            if any(isinstance(node, ex.Symbol) and last in node.name.indices for node in body.walk()):
                continue  # in y_2 p_n + … + y_n p_n the first p is a slip
            if any(strays(body, parts[n], LETTER, first + n - start) for n in range(start, dots)) or (start and _is_alike(body, parts[start - 1])):
                continue
            for middle in parts[dots + 1 : stop - 2]:  # it stands for any member
                if strays(body, middle, LETTER, general(parts[start], middle, LETTER)[2]):
                    raise Different
        except Different:
            continue
        return Series(start, stop, body, first, last)
    return None


def _is_alike(body: Expression, before: Expression) -> bool:
    """Does a term differ from a member in its indices only? Then it is one that has a slip, and the series doesn't begin behind it."""
    try:
        return bool(strays(body, before, LETTER, 0))
    except Different:
        return False


def _runs(parts: Sequence[Expression], signs: Sequence[object]) -> Iterator[tuple[int, int, int]]:
    r"""Where a series may begin, has its dots, and ends: ``a_1 + a_2 + \\dots + a_n``, ``a_1 + \\dots + a_i + \\dots + a_n``."""
    dots = next((n for n, part in enumerate(parts) if isinstance(part, ex.Dots)), len(parts))
    stop = dots + 4 if any(isinstance(part, ex.Dots) for part in parts[dots + 2 : dots + 3]) else dots + 2
    if stop > len(parts) or any(isinstance(node, ex.Derivative) and node.missing for part in parts for node in part.walk()):
        return  # a malformed member is left as it is, so that it is told
    for start in range(dots):
        if len(set(signs[start:stop])) == 1:
            yield start, dots, stop


def odd_member(total: ex.Addition) -> Stray | None:
    r"""The one index that keeps the terms before dots from being a series: in ``a_1 b_1 + a_1 b_2 + \dots + a_n b_n`` the second 1 of a."""
    for start, dots, stop in _runs(total.terms, total.signs):
        run, last = total.terms[start:dots], total.terms[stop - 1]
        odd = {stray for place in range(len(run)) for stray in _odd(run, place, last)}
        if len(odd) == 1:
            return odd.pop()
    return None


def _odd(run: Sequence[Expression], place: int, last: Expression) -> list[Stray]:
    """The one odd symbol in a run of terms, if the term at a place is of the series and the odd one goes on with it otherwise."""
    try:
        body, number, _ = general(run[place], last, LETTER)
        astray = [symbols for n, term in enumerate(run) if (symbols := strays(body, term, LETTER, number + n - place))]
    except Different:
        return []
    carrying = sum(isinstance(node, ex.Symbol) and LETTER in node.name.indices for node in body.walk())
    return astray[0] if len(astray) == 1 and len(astray[0]) == 1 < carrying else []


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
            body, end = _shared((*cells[:-1], ex.Dots(matrix.span), cells[-1]), DOWN)
            return Filled(((body,),), True, True, True, frozenset((end,)))
        ends: set[str] = set()
        grid: list[tuple[Expression, ...]] = list(rows)
        if across:
            along = [_shared(row, LETTER) for row in rows]
            ends |= {end for _, end in along}
            grid = [(body,) for body, _ in along]
        if down:
            dots = next(n for n, row in enumerate(matrix.rows) if row not in rows)
            columns = list(zip(*grid, strict=True))
            along = [_shared((*column[:dots], ex.Dots(matrix.span), *column[dots:]), DOWN) for column in columns]
            ends |= {end for _, end in along}
            grid = [tuple(body for body, _ in along)]
        return Filled(tuple(grid), down, across, False, frozenset(ends))
    except Different:
        return None


def _shared(cells: tuple[Expression, ...], letter: str) -> tuple[Expression, str]:
    """The body that the cells before the dots and the one behind them share, and the letter of that one. Raises :class:`Different`."""
    dots = [n for n, cell in enumerate(cells) if isinstance(cell, ex.Dots)]
    if len(dots) != 1 or not 0 < dots[0] == len(cells) - 2:
        raise Different
    body, first, end = general(cells[0], cells[-1], letter)
    if any(strays(body, cell, letter, first + n) for n, cell in enumerate(cells[: dots[0]])):
        raise Different
    return body, end


def _diagonal(rows: list[tuple[Expression, ...]]) -> list[Expression] | None:
    """The cells on the diagonal, if those beside it are zeros or dots."""
    if len(rows[0]) == 1:
        return None
    zeros = [isinstance(cell, ex.Dots) or (isinstance(cell, ex.Numeral) and not cell.value) for row in rows for cell in row]
    cells = [cell for row in rows for cell in row if not isinstance(cell, ex.Dots) and not (isinstance(cell, ex.Numeral) and not cell.value)]
    return cells if len(cells) == len(rows) > 1 and zeros.count(True) == len(zeros) - len(cells) else None
