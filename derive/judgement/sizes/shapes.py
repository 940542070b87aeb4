"""Sums and products of arrays: their shapes, and the sums that a product hides."""

from __future__ import annotations

from derive.algebra.evaluation.arithmetic import goes_entry_by_entry
from derive.judgement.sizes.classes import ONE
from derive.judgement.sizes.facts import Dims, Env, Profile, slopes
from derive.judgement.sizes.folds import NOTHING, Class, Fold, NoBound, join, times, under
from derive.judgement.sizes.names import Names
from derive.meaning import expressions as ex
from derive.meaning.expressions import ELEMENTWISE


class Shapes(Names):
    """Profiles of what is combined entry by entry, or as matrices."""

    def addition(self, e: ex.Addition, env: Env) -> Profile:
        return self.beside([self.profile(t, env) for t in e.terms])

    def beside(self, terms: list[Profile]) -> Profile:
        """Terms of a sum, or cases: entry by entry."""
        dims = self.same_shape(terms)
        bys = [t.by for t in terms if t.dims]
        if any(bys) and (None in bys or len(bys) != len(terms)):
            raise NoBound("derivatives of arrays beside arrays")
        for by in bys:
            if by and bys[0]:
                for a, b in zip(bys[0], by, strict=True):
                    self.classes.unify(a, b)
        return Profile(
            join(t.fold for t in terms), slopes(t.slope for t in terms), dims, bys[0] if bys else None, any(t.loose for t in terms)
        )

    def same_shape(self, profiles: list[Profile]) -> Dims | None:
        """The shape of things that are combined entry by entry; numbers go with every shape."""
        arrays = [p.dims for p in profiles if p.dims]
        flat = [tuple(self.classes.find(c) == ONE for c in dims) for dims in arrays]
        if len(set(flat)) > 1 and (False, False) in flat:
            raise NoBound("a vector beside a matrix")
        for dims in arrays[1:]:
            for a, b in zip(arrays[0], dims, strict=True):
                self.classes.unify(a, b)
        return arrays[0] if arrays else None

    def multiplication(self, e: ex.Multiplication, env: Env) -> Profile:
        factors = [self.profile(f, env) for f in e.factors]
        arrays: list[tuple[str, Profile]] = [
            (kind, f) for kind, f in zip(("", *self.kinds(e, factors)), factors, strict=True) if f.dims
        ]
        groups: list[list[Profile]] = [[]]
        for number, (kind, factor) in enumerate(arrays):
            if number and kind in ELEMENTWISE:
                groups.append([])
            groups[-1].append(factor)
        shapes: list[Profile] = []
        inner: list[Class] = []
        for group in groups:
            if not group:
                continue
            shape = group[0]
            for factor in group[1:]:
                shape = self.matrix_product(shape, factor, inner)
            shapes.append(shape)
        if len(shapes) > 1 and any(s.by for s in shapes):
            raise NoBound("a derivative of arrays, entry by entry")
        dims = self.same_shape(shapes)
        by = shapes[0].by if shapes else None
        fold = times(under(*inner), *(f.fold for f in factors))
        slope: Fold | None = None
        if all(f.slope is not None for f in factors):
            slope = join(
                times(under(*inner), f.slope or NOTHING, *(g.fold for m, g in enumerate(factors) if m != n)) for n, f in enumerate(factors)
            )
        if dims == (ONE, ONE):
            dims = None
        return Profile(fold, slope, dims, by, bool(inner) or any(f.loose for f in factors))

    def kinds(self, e: ex.Multiplication, factors: list[Profile]) -> list[str]:
        """How the factors are multiplied; ``f'(Z)`` entry by entry, if it is a matrix."""

        def matrices(place: int) -> bool:
            return all(f.dims and ONE not in map(self.classes.find, f.dims) for f in factors[place : place + 2])

        return ["odot" if goes_entry_by_entry(*e.factors[n : n + 2]) and matrices(n) else kind for n, kind in enumerate(e.kinds)]

    def matrix_product(self, left: Profile, right: Profile, inner: list[Class]) -> Profile:
        """The shape of a product; the classes that it sums over go to ``inner``."""
        assert left.dims and right.dims
        find = self.classes.find
        if left.by or right.by:
            return self.chain(left, right, inner)
        (rows, middle), (other, columns) = left.dims, right.dims
        if find(middle) == ONE and find(other) != ONE and find(columns) == ONE:
            self.classes.unify(rows, other)  # two columns side by side
            return Profile(dims=(rows, ONE))
        self.classes.unify(middle, other)
        if find(middle) != ONE:
            inner.append(middle)
        return Profile(dims=(rows, columns))

    def chain(self, left: Profile, right: Profile, inner: list[Class]) -> Profile:
        """The chain rule between vectors."""
        assert left.dims and right.dims
        if any(p.by and self.length(p.dims) is None for p in (left, right)) or (left.by and self.length(left.by) is None):
            raise NoBound("a derivative by a matrix in a product")
        if left.by and right.by:
            meeting, over = self.length(left.by), self.length(right.dims)
            result = Profile(dims=left.dims, by=right.by)
        elif right.by:
            meeting, over = self.length(left.dims), self.length(right.dims)
            result = Profile(dims=right.by)
        else:
            assert left.by
            meeting, over = self.length(left.by), right.dims[0]
            result = Profile(dims=(self.length(left.dims) or ONE, right.dims[1]))
        if meeting is None or over is None:
            raise NoBound("a derivative by a matrix in a product")
        inner.append(self.classes.unify(meeting, over))
        return result

    def length(self, dims: Dims | None) -> Class | None:
        """The class of the entries of a vector, lying or standing."""
        assert dims
        a, b = (self.classes.find(d) for d in dims)
        return a if b == ONE else b if a == ONE else None
