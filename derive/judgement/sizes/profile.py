"""What a formula sums over, with its definitions opened, and over which classes of indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from derive.algebra.functions import BUILTIN, PRIMITIVES
from derive.judgement.sizes.classes import ONE
from derive.judgement.sizes.facts import Env, Letter, Place, Profile, place
from derive.judgement.sizes.folds import (
    LOCAL,
    NOTHING,
    Divisor,
    Fold,
    NoBound,
    Numbered,
    Term,
    common,
    inverse,
    join,
    power,
    times,
    under,
)
from derive.judgement.sizes.shapes import Shapes
from derive.judgement.sizes.skeleton import skeleton
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name

_VECTOR = frozenset(("softmax", "trace", "diag"))


class Profiler(Shapes):
    """Profiles of expressions."""

    def profile(self, e: Expression, env: Env) -> Profile:
        method = _METHODS.get(type(e))
        if method is None:
            raise NoBound(f"a form that is not followed: {type(e).__name__}")
        result: Profile = method(self, e, env)
        return result

    def place(self, e: Expression, env: Mapping[str, Any]) -> Place:
        return place(e, env, self.world)

    def numeral(self, e: ex.Numeral, env: Env) -> Profile:
        return Profile()

    def division(self, e: ex.Division, env: Env) -> Profile:
        return self.quotient(self.profile(e.numerator, env), self.profile(e.denominator, env), e.denominator, env)

    def quotient(self, up: Profile, down: Profile, e: Expression, env: Env) -> Profile:
        if up.by or down.by:
            raise NoBound("a quotient of derivatives of arrays")
        dims = self.same_shape([up, down])
        under_one = self.one_over(down, e, env)
        slope: Fold | None = None
        if up.slope is not None and down.slope is not None:
            slope = join((times(up.slope, under_one), times(up.fold, down.slope, under_one, under_one)))
        return Profile(times(up.fold, under_one), slope, dims, None, up.loose or down.loose)

    def one_over(self, down: Profile, e: Expression, env: Env) -> Fold:
        """The terms of a reciprocal."""
        divisor: Divisor = ("over", skeleton(e, {k: str(v) for k, v in env.items()}))
        result = inverse(down.fold, divisor)
        if any(d == divisor for t in result for d, _ in t.divisors):
            if down.dims:
                raise NoBound("a division by an array of sums")
            powers = tuple(sorted(((d, p) for d, p in common(down.fold).items()), key=repr))
            cleared = frozenset((Term((), tuple((d, -p) for d, p in powers)),))
            self.divisors[divisor] = times(down.fold, cleared)
            self.needed[divisor] = self.tokens(e, env)
        return result

    def tokens(self, e: Expression, env: Env) -> frozenset[int]:
        """The letters of the surrounding that an expression depends on."""
        found: set[int] = set()
        for node in e.walk():
            indices = (
                node.name.indices
                if isinstance(node, ex.Symbol)
                else node.indices
                if isinstance(node, ex.Entry)
                else node.function.indices
                if isinstance(node, ex.Application)
                else ()
            )
            for index in indices:
                letter = env.get(index) if isinstance(index, str) and not isinstance(index, Label) else None
                if isinstance(letter, Letter):
                    found.add(letter.token)
        return frozenset(found)

    def power(self, e: ex.Power, env: Env) -> Profile:
        exponent = e.exponent
        sign = 1
        if isinstance(exponent, ex.Addition) and len(exponent.terms) == 1:
            sign, exponent = exponent.signs[0], exponent.terms[0]
        if isinstance(e.base, ex.Norm) and e.base.kind == "‖" and isinstance(exponent, ex.Numeral) and sign * exponent.value == 2:
            return self.squares(e.base, env)
        base = self.profile(e.base, env)
        if base.by:
            raise NoBound("a power of a derivative of arrays")
        whole = isinstance(exponent, ex.Numeral) and exponent.value.denominator == 1
        if not whole:
            told = self.profile(e.exponent, env)
            if base.loose or told.loose or base.slope is None or told.slope is None:
                raise NoBound("a root or a power of a sum")
            return Profile(slope=join((base.slope, told.slope)), dims=base.dims)
        assert isinstance(exponent, ex.Numeral)
        number = sign * int(exponent.value)
        if number < 0:
            one = Profile()
            return self.quotient(one, self.raised(base, -number), e, env)
        return self.raised(base, number)

    def raised(self, base: Profile, exponent: int) -> Profile:
        slope = None if base.slope is None else times(base.slope, power(base.fold, max(exponent - 1, 0)))
        return Profile(power(base.fold, exponent), slope, base.dims, None, base.loose)

    def squares(self, norm: ex.Norm, env: Env) -> Profile:
        """The square of a norm: a sum of squares."""
        inner = self.profile(norm.operand, env)
        if inner.by:
            raise NoBound("a norm of a derivative")
        over = under(*(d for d in map(self.classes.find, inner.dims or ()) if d != ONE))
        slope = None if inner.slope is None else times(over, inner.fold, inner.slope)
        return Profile(times(over, inner.fold, inner.fold), slope, None, None, bool(inner.dims) or inner.loose)

    def norm(self, e: ex.Norm, env: Env) -> Profile:
        inner = self.profile(e.operand, env)
        if inner.by:
            raise NoBound("a norm of a derivative")
        if inner.dims or inner.loose:
            self.notes.offset.add(self.place(e, env))
        if not inner.dims:
            return Profile(slope=inner.slope)
        over = under(*(d for d in map(self.classes.find, inner.dims) if d != ONE))
        return Profile(slope=None if inner.slope is None else times(over, inner.fold, inner.slope))

    def application(self, e: ex.Application, env: Env) -> Profile:
        name = self.model.functions.aliases.get(e.function, e.function)
        if len(e.arguments) != 1:
            raise NoBound("a function of several arguments")
        argument = self.profile(e.arguments[0], env)
        if argument.by:
            raise NoBound("a function of a derivative of arrays")
        if not name.indices and name.base in _VECTOR:
            return self.vector_function(name.base, argument, e, env)
        if not name.indices and name.base == "logsoftmax":
            raise NoBound("the logarithm of the softmax is not followed")
        if not name.indices and name.base == "log" and not e.order and argument.loose and not self.manner.logarithms:
            told = frozenset((Term(logarithm=True),))
            slope = argument.slope
            if slope is not None:
                slope = times(slope, self.one_over(argument, e.arguments[0], env))
            return Profile(told, slope, argument.dims, None, True)
        self.is_local(name)
        if argument.loose:
            self.notes.offset.add(self.place(e, env))
        return Profile(LOCAL, argument.slope, argument.dims)

    def is_local(self, name: Name) -> None:
        """Refuse functions that the document defines by sums."""
        if name.base in BUILTIN or name.base in PRIMITIVES:
            return
        body = self.model.functions.bodies.get(name)
        if body is None:
            return
        leaves = self.model.dag.leaves(body[1])
        if any(leaf.indices and leaf != self.model.dag.data[body[0]] for leaf in leaves):
            raise NoBound(f"{name.latex()} is defined by quantities with indices")

    def vector_function(self, name: str, argument: Profile, e: ex.Application, env: Env) -> Profile:
        if argument.dims is None and name == "trace":
            return argument
        if argument.dims is None:
            raise NoBound(f"{name} of a number")
        rows, columns = argument.dims
        if name == "trace":
            self.classes.unify(rows, columns)
            over = under(rows)
            slope = None if argument.slope is None else times(over, argument.slope)
            return Profile(times(over, argument.fold), slope, None, None, True)
        cls = self.length(argument.dims)
        if cls is None:
            raise NoBound(f"{name} of a matrix")
        if name == "diag":
            return Profile(argument.fold, argument.slope, (cls, cls), None, argument.loose)
        if argument.loose:
            self.notes.offset.add(self.place(e, env))
        divisor: Divisor = ("softmax", skeleton(e.arguments[0], {k: str(v) for k, v in env.items()}))
        self.divisors[divisor] = under(cls)
        self.needed[divisor] = self.tokens(e.arguments[0], env)
        one = frozenset((Term((), ((divisor, 1),)),))
        steep = None if argument.slope is None else join((times(argument.slope, one), times(under(cls), argument.slope, one, one)))
        return Profile(one, steep, argument.dims, None, True)

    def derivative(self, e: ex.Derivative, env: Env) -> Profile:
        if len(e.variables) != 1:
            raise NoBound("a second derivative")
        variable = e.variables[0]
        turned = isinstance(variable, ex.Transposition)
        inner = variable.operand if isinstance(variable, ex.Transposition) else variable
        if not isinstance(inner, ex.Symbol):
            raise NoBound("a derivative by a compound quantity")
        if inner.name.base in self.model.normalized:
            raise NoBound("a derivative by shares that add up to one")
        if inner.name.base in env and not inner.name.indices:
            outer, self.variable = self.variable, "parameter"
        else:
            outer, self.variable = self.variable, self.family(self.slots(inner.name, env)[0])
        try:
            operand = self.profile(e.operand, env)
        finally:
            self.variable = outer
        if operand.slope is None or operand.by:
            raise NoBound("a derivative of a derivative")
        by = self.profile(inner, env).dims
        if by and turned:
            by = by[1], by[0]
        if operand.dims is None:
            return Profile(operand.slope, None, by, None, True)
        if by is None:
            return Profile(operand.slope, None, operand.dims, None, True)
        return Profile(operand.slope, None, operand.dims, by, True)

    def reduction(self, e: ex.Reduction, env: Env) -> Profile:
        if e.kind != "sum":
            raise NoBound("a product over a range")
        if not e.over:
            body = self.profile(e.body, env)
            if not body.dims or body.by:
                raise NoBound("a sum that doesn't say over what")
            over = under(*(d for d in map(self.classes.find, body.dims) if d != ONE))
            slope = None if body.slope is None else times(over, body.slope)
            return Profile(times(over, body.fold), slope, None, None, True)
        inside: dict[str, Letter | int] = dict(env)
        bound_letters: list[Letter] = []
        for over_range in e.over:
            bound_letters.append(self.range(over_range, inside))
            inside[over_range.letter] = bound_letters[-1]
        body = self.profile(e.body, inside)
        if body.by:
            raise NoBound("a sum of derivatives of arrays")
        self.notes.ranges[self.place(e, env)] = tuple(b.cls for b in bound_letters)
        tokens = {b.token for b in bound_letters}
        for fold in (body.fold, body.slope or NOTHING):
            for term in fold:
                if any(not tokens.isdisjoint(self.needed[d]) for d, _ in term.divisors):
                    raise NoBound("a sum whose terms are divided by sums of their own")
        over = under(*(b.cls for b in bound_letters))
        slope = None if body.slope is None else times(over, body.slope)
        return Profile(times(over, body.fold), slope, body.dims, None, True)

    def range(self, over: ex.Range, env: Env) -> Letter:
        """The letter of a sum over a whole class."""
        world = self.world
        if over.letter in world.layers:
            raise NoBound("a sum over layers")
        letter = self.letter(over.letter)
        if over.first is not None and not (isinstance(over.first, ex.Numeral) and over.first.value == world.first):
            raise NoBound("a sum that doesn't begin with the first")
        if over.last is not None:
            last = over.last
            if world.first == 0 and isinstance(last, ex.Addition) and last.signs == (1, -1):
                last = last.terms[0] if isinstance(last.terms[1], ex.Numeral) and last.terms[1].value == 1 else last
            elif world.first == 0:
                raise NoBound("a sum that has one more unit than its limit says")
            if not isinstance(last, ex.Symbol):
                raise Numbered("a sum up to a number")
            name = last.name
            size = name.base if not name.indices else name.latex()
            if size not in world.sizes or any(isinstance(i, str) and i in env for i in name.indices):
                raise NoBound("a sum up to what is no size")
            if size in self.sizes:
                self.classes.unify(self.sizes[size], letter.cls)
            else:
                self.sizes[size] = letter.cls
        if over.excluded is not None:
            other = env.get(over.excluded) if isinstance(over.excluded, str) else None
            if not isinstance(other, Letter):
                raise Numbered("a sum that leaves out a unit by its number")
            self.classes.unify(other.cls, letter.cls)
        return letter

    def transposition(self, e: ex.Transposition, env: Env) -> Profile:
        inner = self.profile(e.operand, env)
        if inner.by:
            raise NoBound("a transposed derivative of arrays")
        dims = (inner.dims[1], inner.dims[0]) if inner.dims else None
        return Profile(inner.fold, inner.slope, dims, None, inner.loose)

    def entry(self, e: ex.Entry, env: Env) -> Profile:
        inner = self.profile(e.operand, env)
        if not inner.dims or inner.by:
            raise NoBound("an entry of what has none")
        for index, cls in zip(e.indices, inner.dims, strict=False):
            letter = env.get(index) if isinstance(index, str) else None
            if not isinstance(letter, Letter):
                raise Numbered("a unit is named by its number")
            self.classes.unify(letter.cls, cls)
        return Profile(inner.fold, inner.slope, None, None, inner.loose)

    def cases(self, e: ex.Cases, env: Env) -> Profile:
        for condition in e.conditions:
            if condition is None:
                continue
            letters = [env.get(s.name.base) if isinstance(s, ex.Symbol) else None for s in (condition[0], condition[2])]
            if all(isinstance(x, Letter) for x in letters):
                self.classes.unify(letters[0].cls, letters[1].cls)  # type: ignore[union-attr]
            elif any(p.loose or p.dims for p in (self.profile(s, env) for s in (condition[0], condition[2]))):
                raise NoBound("cases told apart by a sum or entry by entry")
        return self.beside([self.profile(v, env) for v in e.values])


_METHODS: dict[type[Expression], Callable[[Profiler, Any, Env], Profile]] = {
    ex.Numeral: Profiler.numeral,
    ex.Symbol: Profiler.symbol,
    ex.Addition: Profiler.addition,
    ex.Multiplication: Profiler.multiplication,
    ex.Division: Profiler.division,
    ex.Power: Profiler.power,
    ex.Application: Profiler.application,
    ex.Derivative: Profiler.derivative,
    ex.Reduction: Profiler.reduction,
    ex.Transposition: Profiler.transposition,
    ex.Norm: Profiler.norm,
    ex.Entry: Profiler.entry,
    ex.Cases: Profiler.cases,
}
