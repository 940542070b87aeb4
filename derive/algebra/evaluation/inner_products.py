r"""Arrays of numbers where one number is expected, read as authors mean them.

``E = \frac{1}{2}(t - a)^2`` of vectors is half of their squared distance, and ``y = \vec{w}\vec{x}``
the inner product: the square of a vector is its product with itself. Only where nothing but a
number fits; elsewhere both go entry by entry.
"""

from __future__ import annotations

from fractions import Fraction

from derive.algebra.arrays import Array
from derive.algebra.dag import CONST, Node
from derive.algebra.evaluation.scope import NOWHERE, Scope
from derive.algebra.evaluation.sums import Sums
from derive.meaning import expressions as ex
from derive.meaning.expressions import ELEMENTWISE, Expression


class InnerProducts(Sums):
    """Squares and products of vectors as numbers."""

    def as_number(self, e: Expression, scope: Scope = NOWHERE) -> Node | None:
        """The number that an expression is, with inner products where arrays are squared or multiplied; None if it is none."""
        value = self.value(e, scope)
        if isinstance(value, int):
            return value
        if not isinstance(value, Array):
            return None
        if value.shape == (1, 1):
            return value.entries[0]
        if isinstance(e, ex.Addition):
            terms = [self.as_number(term, scope) for term in e.terms]
            known = [t for t in terms if t is not None]
            return self.dag.add([n if s > 0 else self.dag.neg(n) for n, s in zip(known, e.signs, strict=True)]) if len(known) == len(terms) else None
        if isinstance(e, ex.Division):
            above, below = self.as_number(e.numerator, scope), self.value(e.denominator, scope)
            return self.dag.div(above, below) if above is not None and isinstance(below, int) else None
        if isinstance(e, ex.Power):
            return self._square(e, scope)
        if isinstance(e, ex.Multiplication):
            return self._inner_product(e, scope)
        if isinstance(e, ex.Reduction) and e.kind == "sum" and e.over:
            numbers = [self.as_number(e.body, Scope(scope.local, bound)) for bound in self.running(e, scope)]
            known = [n for n in numbers if n is not None]
            return self.dag.add(known) if known and len(known) == len(numbers) else None
        return None

    def _square(self, e: ex.Power, scope: Scope) -> Node | None:
        base, exponent = self.value(e.base, scope), self.value(e.exponent, scope)
        if not isinstance(base, Array) or not isinstance(exponent, int) or self.dag.op[exponent] != CONST or self.dag.data[exponent] != 2:
            return None
        return self.dag.add([self.dag.power(entry, Fraction(2)) for entry in base.entries])

    def _inner_product(self, e: ex.Multiplication, scope: Scope) -> Node | None:
        """A number times one such number, or the inner product of two vectors that lie alike."""
        values = [self.value(factor, scope) for factor in e.factors]
        numbers = [v for v in values if isinstance(v, int)]
        places = [n for n, v in enumerate(values) if not isinstance(v, int)]
        if len(places) == 1:
            inner = self.as_number(e.factors[places[0]], scope)
            return self.dag.mul([*numbers, inner]) if inner is not None else None
        if len(places) != 2 or e.kinds[places[1] - 1] in ELEMENTWISE:
            return None
        if e.kinds[places[1] - 1] != "dot" and self._lacks_transposition([e.factors[n] for n in places]):
            return None
        left, right = (values[n] for n in places)
        if not isinstance(left, Array) or not isinstance(right, Array) or left.shape != right.shape or 1 not in left.shape:
            return None
        products = (self.dag.mul([a, b]) for a, b in zip(left.entries, right.entries, strict=True))
        return self.dag.mul([*numbers, self.dag.add(list(products))])

    def _lacks_transposition(self, factors: list[Expression]) -> bool:
        r"""Would an author who transposes vectors elsewhere have transposed here? ``y \log p`` is often left as it is."""
        logarithm = any(isinstance(f, ex.Application) and f.function.base == "log" for f in factors)
        return self.world.turns_vectors or (self.world.transposes and not logarithm)
