"""Vectors and matrices of nodes, and how they are added and multiplied.

A vector is a column of shape (n, 1), or a row of shape (1, n) in a document that has it so. Where shapes don't fit, :class:`ShapeMismatch` tells
both; nothing is broadcast but numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from derive.algebra.dag import Dag, Node

Shape = tuple[int, int]


class Array(NamedTuple):
    """Entries by rows."""

    shape: Shape
    entries: tuple[Node, ...]

    def at(self, row: int, column: int) -> Node:
        return self.entries[row * self.shape[1] + column]


class Tensor(NamedTuple):
    """The derivative of an array by an array: one entry for each pair of their entries.

    ``entries[p * len(variable) + q]`` is the derivative of entry p by entry q.
    """

    of: Shape
    by: Shape
    entries: tuple[Node, ...]


Value = Node | Array | Tensor


class ShapeMismatch(Exception):
    """Two shapes that don't fit; the message names both."""


def transpose(value: Value) -> Value:
    """Rows for columns; a number is its own transpose."""
    if isinstance(value, Array):
        rows, columns = value.shape
        return Array((columns, rows), tuple(value.at(r, c) for c in range(columns) for r in range(rows)))
    if isinstance(value, Tensor):
        raise ShapeMismatch("the transpose of a derivative of an array by an array has no agreed meaning")
    return value


def elementwise(operation: Callable[..., Node], *values: Value) -> Value:
    """Apply an operation entry by entry; numbers are used with every entry."""
    values = tuple(_diagonal(v) if isinstance(v, Tensor) else v for v in values)
    arrays = [v for v in values if isinstance(v, Array)]
    if not arrays:
        return operation(*values)
    shape = arrays[0].shape
    for array in arrays:
        if array.shape != shape:
            raise ShapeMismatch(f"{_show(shape)} and {_show(array.shape)} don't fit entry by entry")
    size = len(arrays[0].entries)
    return Array(
        shape, tuple(operation(*(v.entries[i] if isinstance(v, Array) else v for v in values)) for i in range(size))
    )


def matrix_product(dag: Dag, left: Value, right: Value) -> Value:
    """The product of matrices, of derivatives along a chain, or with a number."""
    if isinstance(left, int) or isinstance(right, int):
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            tensor, number = (left, right) if isinstance(left, Tensor) else (right, left)
            assert isinstance(tensor, Tensor) and isinstance(number, int)
            return Tensor(tensor.of, tensor.by, tuple(dag.mul([number, e]) for e in tensor.entries))
        return elementwise(lambda a, b: dag.mul([a, b]), left, right)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _chain(dag, left, right)
    (rows, inner), (other, columns) = left.shape, right.shape
    if inner != other:
        raise ShapeMismatch(f"a product of {_show(left.shape)} and {_show(right.shape)}")
    return Array(
        (rows, columns),
        tuple(
            dag.add([dag.mul([left.at(r, k), right.at(k, c)]) for k in range(inner)])
            for r in range(rows)
            for c in range(columns)
        ),
    )


def _chain(dag: Dag, left: Array | Tensor, right: Array | Tensor) -> Value:
    """The chain rule: sum over the entries of what stands between two derivatives."""
    if isinstance(left, Array) and isinstance(right, Tensor) and _same(left.shape, right.of):
        size, width = len(left.entries), _size(right.by)
        entries = tuple(
            dag.add([dag.mul([left.entries[p], right.entries[p * width + q]]) for p in range(size)]) for q in range(width)
        )
        return Array(right.by, entries)
    if isinstance(left, Tensor) and isinstance(right, Tensor) and _same(left.by, right.of):
        height, middle, width = _size(left.of), _size(left.by), _size(right.by)
        return Tensor(
            left.of,
            right.by,
            tuple(
                dag.add([dag.mul([left.entries[p * middle + m], right.entries[m * width + q]]) for m in range(middle)])
                for p in range(height)
                for q in range(width)
            ),
        )
    if isinstance(left, Tensor) and isinstance(right, Array):
        flat = as_matrix(dag, left)
        if flat is not None and flat.shape[1] == right.shape[0]:
            return matrix_product(dag, flat, right)
    if isinstance(left, Array) and isinstance(right, Tensor):
        flat = as_matrix(dag, right)
        if flat is not None and left.shape[1] == flat.shape[0]:
            return matrix_product(dag, left, flat)
    if isinstance(right, Tensor) and isinstance(left, Tensor) and _same(right.by, left.of):
        return _chain(dag, right, left)  # written in the other order: dz/dx before dE/dz
    if isinstance(left, Tensor) and isinstance(right, Array) and _same(right.shape, left.of):
        return _chain(dag, right, left)
    raise ShapeMismatch("these derivatives don't form a chain")


def as_matrix(dag: Dag, tensor: Tensor) -> Array | None:
    """A derivative of a vector by a vector as a matrix (numerator by rows), or of ``Wx`` by W as ``x^T``."""
    if 1 in tensor.of and 1 in tensor.by:
        return Array((_size(tensor.of), _size(tensor.by)), tensor.entries)
    if 1 in tensor.of and _size(tensor.of) == tensor.by[0] and tensor.of[1] == 1:
        rows, columns = tensor.by
        first = tensor.entries[:columns]
        expected = tuple(
            first[c] if r == p else dag.zero for p in range(rows) for r in range(rows) for c in range(columns)
        )
        return Array((1, columns), first) if expected == tensor.entries else None
    return None


def _diagonal(tensor: Tensor) -> Array:
    """The derivative of a function entry by entry, as the vector of its values."""
    found = diagonal(tensor)
    if found is None:
        raise ShapeMismatch("a derivative of an array by an array where one by entries was expected")
    return found


def diagonal(tensor: Tensor, zero: Node = 0) -> Array | None:
    """The diagonal if all else is zero (node 0 is the graph's zero)."""
    if not _same(tensor.of, tensor.by):
        return None
    size = _size(tensor.by)
    if any(tensor.entries[p * size + q] != zero for p in range(size) for q in range(size) if p != q):
        return None
    return Array(tensor.by, tuple(tensor.entries[p * size + p] for p in range(size)))


def _size(shape: Shape) -> int:
    return shape[0] * shape[1]


def _same(left: Shape, right: Shape) -> bool:
    return left == right or (1 in left and 1 in right and _size(left) == _size(right))


def _show(shape: Shape) -> str:
    rows, columns = shape
    return f"a column of {rows}" if columns == 1 else f"a row of {columns}" if rows == 1 else f"a {rows}×{columns} matrix"
