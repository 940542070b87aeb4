"""Formulas in indices, written out: one scalar formula for every value of the running letters.

The sizes are the checker's own small ones. Each formula that is written out is compared
with the checker's reading of the original: both must be one node of its graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

from codegen.certificates.statements import Instance
from codegen.certificates.translate import Uncertified
from derive.algebra.arrays import ShapeMismatch
from derive.algebra.model import MAX_INSTANCES, Cyclic, Definition, Model, OutOfRange, Scope, Undecidable
from derive.judgement.assessment import Assessment, index_conditions
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Name
from derive.meaning.statements import Step
from derive.meaning.world import free_letters, match

Bound = Mapping[str, Index]
_UNREADABLE = (Undecidable, Cyclic, ShapeMismatch, ZeroDivisionError, RecursionError)


class WrittenOut:
    """The definitions and steps of a document without running letters."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.model: Model = assessment.model
        if self.model.world.ranks.arrays:
            raise Uncertified("it is in matrix notation, of which no theorem is stated yet")

    def definitions(self) -> dict[Name, Definition]:
        """What every concrete name is defined as."""
        given = self.assessment.definitions
        found = {n: d for n, d in given.items() if d.parameters}
        for name in self.model.concrete_definitions():
            definition = self._definition(name)
            if definition is not None:
                found[name] = definition
        for name in self._normalized():
            found.setdefault(name, self._last_share(name))
        return found

    def _definition(self, name: Name) -> Definition | None:
        plain = self.model.definitions.get(name)
        for pattern in [plain] if plain else self.model.patterns.get(name.base, ()):
            bound = match(pattern.target, name, self.model.world)
            if bound is None or pattern.parameters:
                continue
            try:
                return replace(pattern, target=name, expression=self.expression(pattern.expression, bound))
            except (OutOfRange, Uncertified):
                continue
        return None

    def _normalized(self) -> Iterator[Name]:
        """The last component of every family of leaves that sums to one."""
        names = {
            name
            for name, node in self.model.values.items()
            if name.base in self.model.normalized and name.lower and name.lower[-1] == self.model.world.values("")[-1]
        }
        yield from sorted(names, key=repr)

    def _last_share(self, name: Name) -> Definition:
        where = next(iter(self.assessment.steps.values())).span
        others = [name._replace(lower=(*name.lower[:-1], v)) for v in self.model.world.values("")[:-1]]
        terms = (ex.Numeral(where, Fraction(1)), *(ex.Symbol(where, n) for n in others))
        return Definition(name, (), ex.Addition(where, terms, (1, *(-1 for _ in others))), 0)

    def instances(self, step: Step) -> list[Instance]:
        """A step at every value of its letters. Raises :class:`Uncertified`."""
        left, right = step.left.expression, step.right.expression
        if left is None or right is None:
            return []
        if self.model.world.plain:
            return [Instance("", "", left, right)]
        chain = self.assessment.derivation.chains[step.chain]
        conditions = index_conditions(chain.conditions)
        letters = list({**free_letters(left, self.model.world), **free_letters(right, self.model.world)})
        found: list[Instance] = []
        for values in product(*(self.model.world.values(letter) for letter in letters)):
            bound = dict(zip(letters, values, strict=True))
            if len(found) >= MAX_INSTANCES or not all(self.model._holds(c, bound) for c in conditions):
                continue
            try:
                sides = self.expression(left, bound), self.expression(right, bound)
            except OutOfRange:
                continue
            suffix = "".join(f"_{k}{v}" for k, v in bound.items())
            found.append(Instance(suffix, ", ".join(f"{k} = {v}" for k, v in bound.items()), *sides))
        return found

    def expression(self, e: Expression, bound: Bound) -> Expression:
        """A formula at some values of the letters. Raises :class:`Uncertified`, ``OutOfRange``."""
        written = self._write(e, bound)
        try:
            same = self.model.number(written) == self.model.number(e, Scope({}, bound))
        except _UNREADABLE as problem:
            raise Uncertified(f"it can't be written out: {problem}") from None
        if not same:
            raise Uncertified("it can't be written out in single numbers")
        return written

    def _write(self, e: Expression, bound: Bound) -> Expression:
        method = _METHODS.get(type(e))
        if method is None:
            raise Uncertified(f"no theorem states a {type(e).__name__.lower()} yet")
        return method(self, e, bound)

    def _numeral(self, e: ex.Numeral, bound: Bound) -> Expression:
        return e

    def _symbol(self, e: ex.Symbol, bound: Bound) -> Expression:
        world = self.model.world
        if not e.name.indices and e.name.base in world.constants and e.name not in self.model.definitions:
            return ex.Numeral(e.span, Fraction(world.constants[e.name.base]))
        return ex.Symbol(e.span, self.model.concrete(e.name, bound))

    def _addition(self, e: ex.Addition, bound: Bound) -> Expression:
        return replace(e, terms=tuple(self._write(t, bound) for t in e.terms))

    def _multiplication(self, e: ex.Multiplication, bound: Bound) -> Expression:
        return replace(e, factors=tuple(self._write(f, bound) for f in e.factors))

    def _division(self, e: ex.Division, bound: Bound) -> Expression:
        return replace(e, numerator=self._write(e.numerator, bound), denominator=self._write(e.denominator, bound))

    def _power(self, e: ex.Power, bound: Bound) -> Expression:
        return replace(e, base=self._write(e.base, bound), exponent=self._write(e.exponent, bound))

    def _application(self, e: ex.Application, bound: Bound) -> Expression:
        function = self.model.concrete(e.function, bound)
        return replace(e, function=function, arguments=tuple(self._write(a, bound) for a in e.arguments))

    def _derivative(self, e: ex.Derivative, bound: Bound) -> Expression:
        variables = tuple(self._write(v, bound) for v in e.variables)
        return replace(e, operand=self._write(e.operand, bound), variables=variables)

    def _reduction(self, e: ex.Reduction, bound: Bound) -> Expression:
        if not e.over:
            raise Uncertified("the sum doesn't say over what it runs")
        try:
            parts = tuple(self._write(e.body, inner) for inner in self.model.running(e, Scope({}, bound)))
        except Undecidable as problem:
            raise Uncertified(problem.reason) from None
        if not parts:
            return ex.Numeral(e.span, Fraction(0 if e.kind == "sum" else 1))
        if len(parts) == 1:
            return parts[0]
        if e.kind == "sum":
            return ex.Addition(e.span, parts, (1,) * len(parts))
        return ex.Multiplication(e.span, parts, ("",) * (len(parts) - 1))


_METHODS: dict[type[Expression], Callable[..., Expression]] = {
    ex.Numeral: WrittenOut._numeral,
    ex.Symbol: WrittenOut._symbol,
    ex.Addition: WrittenOut._addition,
    ex.Multiplication: WrittenOut._multiplication,
    ex.Division: WrittenOut._division,
    ex.Power: WrittenOut._power,
    ex.Application: WrittenOut._application,
    ex.Derivative: WrittenOut._derivative,
    ex.Reduction: WrittenOut._reduction,
}
