r"""Arrays that are written out as what other arrays come to: the entries of one are defined by those of the other.

``\begin{bmatrix} z_1 \\ z_2 \end{bmatrix} = \begin{bmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{bmatrix} \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}``
tells what z_1 and z_2 are, where nothing else does.
"""

from __future__ import annotations

from dataclasses import replace

from derive.algebra.model import Definition
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.meaning.statements import Step

MOST = 64  # entries
OF_WHOLES = frozenset(("softmax", "logsoftmax", "max", "min", "trace", "tr", "diag", "vec", "det"))  # not entry by entry

Grid = list[list[Expression]]


def entries_of(step: Step) -> list[Definition]:
    """The definitions of the entries of an array that opens a chain; none if it isn't made of names, or not written out."""
    left, right = step.left.expression, step.right.expression
    if step.index or step.relation != "=" or not isinstance(left, ex.Matrix) or right is None:
        return []
    names = [cell.name for row in left.rows for cell in row if isinstance(cell, ex.Symbol) and cell.name.lower and all(isinstance(i, int) for i in cell.name.lower)]
    if len(names) != sum(len(row) for row in left.rows) or len(set(names)) < len(names) or len(names) > MOST:
        return []
    grid = _grid(right)
    if grid is None or [len(row) for row in grid] != [len(row) for row in left.rows]:
        return []
    bodies = [cell for row in grid for cell in row]
    if any(isinstance(n, (ex.Opaque, ex.Dots)) or (isinstance(n, ex.Symbol) and n.name in names) for body in bodies for n in body.walk()):
        return []
    return [Definition(name, (), body, 0) for name, body in zip(names, bodies, strict=True)]


def _grid(node: Expression) -> Grid | None:
    """The entries of an expression, if it is written out by entries."""
    if isinstance(node, ex.Matrix):
        return [list(row) for row in node.rows] if len({len(row) for row in node.rows}) == 1 else None
    if isinstance(node, ex.Transposition):
        inner = _grid(node.operand)
        return [list(column) for column in zip(*inner, strict=True)] if inner is not None else None
    if isinstance(node, ex.Addition):
        grids = [_grid(term) for term in node.terms]
        shapes = {(len(g), len(g[0])) if g else None for g in grids}
        if len(shapes) != 1 or None in shapes:
            return None
        told = [g for g in grids if g is not None]
        return [[replace(node, terms=tuple(g[r][c] for g in told)) for c in range(len(told[0][0]))] for r in range(len(told[0]))]
    if isinstance(node, ex.Multiplication):
        return _product(node)
    if isinstance(node, ex.Application) and len(node.arguments) == 1 and node.function.base not in OF_WHOLES:
        inner = _grid(node.arguments[0])
        return [[replace(node, arguments=(cell,)) for cell in row] for row in inner] if inner is not None else None
    return None


def _product(node: ex.Multiplication) -> Grid | None:
    """A product of two written arrays, with numbers before them."""
    grids = [_grid(factor) for factor in node.factors]
    arrays = [n for n, g in enumerate(grids) if g is not None]
    if not arrays or any(isinstance(n, ex.Matrix) for k, f in enumerate(node.factors) if k not in arrays for n in f.walk()) or len(arrays) > 2:
        return None
    numbers = tuple(f for k, f in enumerate(node.factors) if k not in arrays)
    if any(isinstance(s, ex.Symbol) and not s.name.indices and s.name.base.lstrip("\\")[:1].isupper() for s in numbers):
        return None  # a capital may be an array itself

    def times(*factors: Expression) -> Expression:
        every = (*numbers, *factors)
        return every[0] if len(every) == 1 else ex.Multiplication(node.span, every, ("",) * (len(every) - 1))

    first = grids[arrays[0]]
    assert first is not None
    if len(arrays) == 1:
        return [[times(cell) for cell in row] for row in first]
    second = grids[arrays[1]]
    assert second is not None
    between = node.kinds[arrays[0] : arrays[1]]
    if "odot" in between or "circ" in between:
        same = len(first) == len(second) and len(first[0]) == len(second[0])
        return [[times(a, b) for a, b in zip(*rows, strict=True)] for rows in zip(first, second, strict=True)] if same else None
    if len(first[0]) != len(second):
        return None
    return [[_sum(node, [times(row[k], second[k][c]) for k in range(len(second))]) for c in range(len(second[0]))] for row in first]


def _sum(node: Expression, terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else ex.Addition(node.span, tuple(terms), (1,) * len(terms))
