"""Both sides of a formula with letters, at every value of the letters, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from derive.algebra.arrays import Array, ShapeMismatch, Tensor, Value, as_matrix, diagonal, transpose
from derive.algebra.dag import CONST, Node
from derive.algebra.evaluation.remembering import Remembering
from derive.algebra.evaluation.scope import OutOfRange, Scope, Undecidable
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Name
from derive.meaning.world import free_letters

MAX_INSTANCES = 27


@dataclass(slots=True)
class Instances:
    """The two sides of a formula at every value of its free letters, entry by entry."""

    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    disconnected: list[ex.Derivative] = field(default_factory=list)  # zero at every value: no path is known


class Instantiation(Remembering):
    """Both sides of a formula with letters, at every value of the letters, entry by entry."""

    def instances(
        self,
        left: Expression,
        right: Expression,
        conditions: Iterable[tuple[str, str, str]] = (),
        parameters: Iterable[Name] = (),
        agree: Callable[[Node, Node], bool] | None = None,
        as_numbers: bool = False,
    ) -> Instances:
        """Both sides at every value of the free letters; ``parameters`` stand for numbers here.

        With ``agree``, the last pair is the first one that doesn't agree, if there is one. With
        ``as_numbers``, an array of products beside a number is their sum, as of an inner product.

        Raises what :meth:`value` raises, and :class:`ShapeMismatch` if the sides differ in shape.
        """
        result = Instances()
        local = {name: self.dag.leaf(name) for name in parameters}
        self.slopes, self.taken = {}, []
        if self.world.plain:
            scope = Scope(local, {})
            a, b = self.value(left, scope), self.value(right, scope)
            if as_numbers:
                a, b = self._as_numbers(left, right, a, b, Scope(local, {}))
            for pair in [(a, b)] if isinstance(a, int) and isinstance(b, int) else self.entries(a, b):
                result.pairs.append(pair)
                if agree is not None and not agree(*pair):
                    return result
            result.disconnected = self._disconnected(left, right)
            return result
        letters = list({**free_letters(left, self.world), **free_letters(right, self.world)})
        conditions = [c for c in conditions if all(side in letters or side.isdigit() or side in self.world.chosen for side in (c[0], c[2]))]
        seen = 0
        for values in product(*(self.world.values(letter) for letter in letters)):
            bound = dict(zip(letters, values, strict=True))
            if not all(self.satisfied(c, bound) for c in conditions):
                continue
            try:
                a, b = self.value(left, Scope(local, bound)), self.value(right, Scope(local, bound))
            except OutOfRange:
                continue
            if as_numbers:
                a, b = self._as_numbers(left, right, a, b, Scope(local, bound))
            for pair in self.entries(a, b):
                result.pairs.append(pair)
                if agree is not None and not agree(*pair):
                    return result
            seen += 1
            if seen >= MAX_INSTANCES:
                break
        if not seen:
            raise Undecidable("no layer has all the neighbours that this names", left.span)
        result.disconnected = self._disconnected(left, right)
        return result

    def _as_numbers(self, left: Expression, right: Expression, a: Value, b: Value, scope: Scope) -> tuple[Value, Value]:
        """The values of both sides; where one is a number, the other is the number that it may be meant to be."""
        if isinstance(a, int) == isinstance(b, int):
            return a, b
        one, other = (a if isinstance(a, int) else self.as_number(left, scope)), (b if isinstance(b, int) else self.as_number(right, scope))
        return (a, b) if one is None or other is None else (one, other)

    def _disconnected(self, left: Expression, right: Expression) -> list[ex.Derivative]:
        """The derivatives that were zero at every value of the letters."""
        if False not in self.slopes.values():
            return []
        return [
            node
            for node in (*left.walk(), *right.walk())
            if isinstance(node, ex.Derivative) and self.slopes.get(id(node)) is False
        ]

    def satisfied(self, condition: tuple[str, str, str], bound: Mapping[str, Index]) -> bool:
        left, relation, right = condition
        a, b = (bound.get(side, self.world.chosen.get(side, side)) for side in (left, right))
        a, b = (int(x) if isinstance(x, str) and x.isdigit() else x for x in (a, b))
        return (a == b) if relation == "=" else (a != b) if relation == "!=" else True

    def entries(self, left: Value, right: Value) -> list[tuple[Node, Node]]:
        """Corresponding entries of two values."""
        left, right = self._comparable(left, right), self._comparable(right, left)
        if isinstance(left, int) and isinstance(right, int):
            return [(left, right)]
        for a, b in ((left, right), (right, left)):
            if isinstance(a, int) and isinstance(b, Array) and (self.dag.op[a] == CONST or b.shape == (1, 1)):
                return [(a, e) if a is left else (e, a) for e in b.entries]
        if isinstance(left, Array) and isinstance(right, Array) and left.shape == right.shape:
            return list(zip(left.entries, right.entries, strict=True))
        if isinstance(left, Tensor) and isinstance(right, Tensor) and len(left.entries) == len(right.entries):
            return list(zip(left.entries, right.entries, strict=True))
        raise ShapeMismatch("the two sides have different shapes")

    def _comparable(self, value: Value, other: Value) -> Value:
        """A derivative of an array by an array in the form that the other side has."""
        if not isinstance(value, Tensor) or isinstance(other, Tensor):
            return value
        if isinstance(other, Array):
            across = diagonal(value)
            if across is not None and across.shape == other.shape:
                return across
            flat = as_matrix(self.dag, value)
            if flat is not None and flat.shape == other.shape:
                return flat
            if flat is not None and 1 not in flat.shape and transpose(flat).shape == other.shape:  # type: ignore[union-attr]
                return transpose(flat)
        return value
