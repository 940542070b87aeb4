"""Numbers, names, sums, products, quotients and powers, of numbers and of arrays."""

from __future__ import annotations

from derive.algebra.arrays import Array, ShapeMismatch, Tensor, Value, elementwise, matrix_product
from derive.algebra.dag import CONST, Function, Node
from derive.algebra.decimals import decimal_name, is_rounded_number, is_worked_out
from derive.algebra.evaluation.base import Evaluation
from derive.algebra.evaluation.scope import Scope, Undecidable
from derive.meaning import expressions as ex
from derive.meaning.expressions import ELEMENTWISE, Expression, Name

WITHOUT_ARGUMENT = frozenset(("log", "exp", "max", "min", "sin", "cos", "sqrt"))  # mean nothing alone


def goes_entry_by_entry(left: Expression, right: Expression) -> bool:
    """Is one of two neighbouring factors ``f'(Z)``? A derivative entry by entry is multiplied entry by entry."""
    return any(isinstance(factor, ex.Application) and factor.order > 0 for factor in (left, right))


class Arithmetic(Evaluation):
    """Numbers, names, sums, products, quotients and powers, of numbers and of arrays."""

    scalars = True  # is a matrix of a single entry a number? Not where a matrix may have one by its sizes

    def numeral(self, e: ex.Numeral, scope: Scope) -> Value:
        if self.exact is not None and e.places is not None and e.value not in self.exact and is_worked_out(e.value, e.places):
            return self.dag.leaf(decimal_name(e.value, e.places, cut=True))
        if e.places is not None and is_rounded_number(e.value, e.places):
            return self.dag.leaf(decimal_name(e.value, e.places))
        return self.dag.const(e.value)

    def symbol(self, e: ex.Symbol, scope: Scope) -> Value:
        if e.name in scope.local:
            return scope.local[e.name]
        if e.name.base in WITHOUT_ARGUMENT and not self.is_defined(e.name):
            raise Undecidable(f"{e.name.base} stands here without an argument", e.span)
        if self.world.plain:
            return self.lookup(e.name)
        return self.named(e.name, scope)

    def addition(self, e: ex.Addition, scope: Scope) -> Value:
        terms = [self.value(t, scope) for t in e.terms]
        return self.add(_spread(e, terms), e.signs)

    def add(self, terms: list[Value], signs: tuple[int, ...]) -> Value:
        dag = self.dag
        if all(isinstance(t, int) for t in terms):
            return dag.add([n if s > 0 else dag.neg(n) for n, s in zip(terms, signs, strict=True)])  # type: ignore[arg-type,misc]

        def total(*nodes: Node) -> Node:
            return dag.add([n if s > 0 else dag.neg(n) for n, s in zip(nodes, signs, strict=True)])

        if any(isinstance(t, Tensor) for t in terms):
            if all(isinstance(t, Tensor) and t.by == terms[0].by and t.of == terms[0].of for t in terms):  # type: ignore[union-attr]
                first = terms[0]
                assert isinstance(first, Tensor)
                entries = tuple(total(*nodes) for nodes in zip(*(t.entries for t in terms), strict=True))  # type: ignore[union-attr]
                return Tensor(first.of, first.by, entries)
        return elementwise(total, *terms)

    def multiplication(self, e: ex.Multiplication, scope: Scope) -> Value:
        values = [self.value(f, scope) for f in e.factors]
        if all(isinstance(v, int) for v in values):
            return self.dag.mul(values)  # type: ignore[arg-type]
        return self.product(values, self._kinds(e, values))

    def _kinds(self, e: ex.Multiplication, values: list[Value]) -> tuple[str, ...]:
        """How the factors of a product are multiplied; matrices of the same shape side by side may be meant entry by entry."""
        places = [n for n in range(len(e.kinds)) if e.kinds[n] not in ELEMENTWISE and goes_entry_by_entry(*e.factors[n : n + 2])]
        alike = [n for n in places if all(isinstance(v, Array) and 1 not in v.shape for v in values[n : n + 2])]
        return tuple("odot" if n in alike else kind for n, kind in enumerate(e.kinds)) if alike else e.kinds

    def product(self, values: list[Value], kinds: tuple[str, ...]) -> Value:
        """A product of arrays: entry by entry where the author says so, otherwise of matrices."""
        dag = self.dag
        numbers = [v for v in values if isinstance(v, int)]
        pending: list[tuple[str, Value]] = []
        for value, kind in zip(values, ("", *kinds), strict=True):
            if not isinstance(value, int):
                pending.append((kind, value))
        try:
            result = self._grouped(pending)
        except ShapeMismatch:
            if not any(kind in ELEMENTWISE for kind, _ in pending):
                raise
            result = self._in_turn(pending)
        for number in numbers:
            result = matrix_product(dag, number, result)
        return result

    def _grouped(self, pending: list[tuple[str, Value]]) -> Value:
        """Matrix products first, then products entry by entry."""
        dag = self.dag
        result: Value | None = None
        groups: list[list[Value]] = [[]]
        for number, (kind, value) in enumerate(pending):
            if number and kind in ELEMENTWISE:
                groups.append([])
            groups[-1].append(value)
        for group in groups:
            inner = group[0]
            for value in group[1:]:
                inner = self._times(inner, value)
            result = inner if result is None else elementwise(lambda a, b: dag.mul([a, b]), result, inner)
        assert result is not None
        return result

    def _in_turn(self, pending: list[tuple[str, Value]]) -> Value:
        """From left to right, whatever the signs."""
        result = pending[0][1]
        for kind, value in pending[1:]:
            if kind in ELEMENTWISE:
                result = elementwise(lambda a, b: self.dag.mul([a, b]), result, value)
            else:
                result = self._times(result, value)
        return result

    def _times(self, left: Value, right: Value) -> Value:
        try:
            result = matrix_product(self.dag, left, right)
            # a row by a column is a number, where a matrix has more than one row
            return result.entries[0] if self.scalars and isinstance(result, Array) and result.shape == (1, 1) else result
        except ShapeMismatch:
            # two columns side by side can only be multiplied entry by entry
            if isinstance(left, Array) and isinstance(right, Array) and left.shape == right.shape and 1 in left.shape:
                return elementwise(lambda a, b: self.dag.mul([a, b]), left, right)
            raise

    def division(self, e: ex.Division, scope: Scope) -> Value:
        left, right = self.value(e.numerator, scope), self.value(e.denominator, scope)
        if isinstance(left, int) and isinstance(right, int):
            return self.dag.div(left, right)
        return elementwise(self.dag.div, left, right)

    def power(self, e: ex.Power, scope: Scope) -> Value:
        base, exponent = self.value(e.base, scope), self.value(e.exponent, scope)
        if not isinstance(exponent, int):
            raise Undecidable("an array as an exponent", e.span)
        if isinstance(e.base, ex.Norm) and e.base.kind == "|" and self.dag.op[exponent] == CONST and self.dag.data[exponent] == 2:
            inner = self.value(e.base.operand, scope)
            if isinstance(inner, int):
                return self.raised(inner, exponent)  # |x|^2 is x^2
        if isinstance(base, Array) and 1 not in base.shape and not (isinstance(e.base, ex.Addition)):
            raise Undecidable("a power of a matrix", e.span)
        return self.raised(base, exponent) if isinstance(base, int) else elementwise(lambda b: self.raised(b, exponent), base)

    def raised(self, base: Node, exponent: Node) -> Node:
        """A power of a number."""
        if self.dag.op[exponent] == CONST:
            return self.dag.power(base, self.dag.data[exponent])  # type: ignore[arg-type]
        log = self.dag.call(Function(Name("log")), (base,))
        return self.dag.call(Function(Name("exp")), (self.dag.mul([exponent, log]),))


def _spread(e: ex.Addition, terms: list[Value]) -> list[Value]:
    """The terms of a sum with a bias repeated for every sample: a row in ``X W + b``, a column in ``W X + b``."""
    shapes = {t.shape for t in terms if isinstance(t, Array)}
    whole = {shape for shape in shapes if 1 not in shape}
    if len(shapes) < 2 or len(whole) != 1:
        return terms
    (shape,) = whole
    samples = {_axis_of_samples(node) for node, term in zip(e.terms, terms, strict=True) if isinstance(term, Array) and term.shape == shape}
    if len(samples) != 1 or (axis := samples.pop()) is None:
        return terms
    return [_repeated(t, shape, axis) if isinstance(t, Array) and t.shape != shape else t for t in terms]


def _axis_of_samples(product: Expression) -> int | None:
    """Along which axis do the samples lie in a product of them with weights: rows in ``X W``, columns in ``W X``?"""
    if not isinstance(product, ex.Multiplication) or len(product.factors) != 2 or product.kinds[0] in ELEMENTWISE:
        return None
    first, last = (_is_weight(f) for f in product.factors)
    return None if first == last else 1 if first else 0


def _is_weight(factor: Expression) -> bool:
    inner = factor.operand if isinstance(factor, ex.Transposition) else factor
    return isinstance(inner, ex.Symbol) and (inner.name.base.split("{")[-1].lstrip("\\")[:1] in ("w", "W") or inner.name.base in ("\\theta", "\\Theta"))


def _repeated(vector: Array, shape: tuple[int, int], axis: int) -> Array:
    """A vector of features, once for each sample, if it is one."""
    rows, columns = shape
    if vector.shape != ((1, columns) if axis == 0 else (rows, 1)):
        return vector
    return Array(shape, tuple(vector.at(0, c) if axis == 0 else vector.at(r, 0) for r in range(rows) for c in range(columns)))
