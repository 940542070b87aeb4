"""What every form of expression is evaluated with; each form has a method of its own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.algebra.arrays import ShapeMismatch, Value
from derive.algebra.calculus import Calculus
from derive.algebra.dag import Dag, Node
from derive.algebra.evaluation.scope import NOWHERE, OutOfRange, Scope, Undecidable
from derive.algebra.functions import Functions
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.world import World

# The method that evaluates a form of expression. To teach the checker a form, add a method and its row.
FORMS: dict[type[Expression], str] = {
    ex.Numeral: "numeral",
    ex.Symbol: "symbol",
    ex.Addition: "addition",
    ex.Multiplication: "multiplication",
    ex.Division: "division",
    ex.Power: "power",
    ex.Application: "application",
    ex.Derivative: "derivative",
    ex.Reduction: "reduction",
    ex.Transposition: "transposition",
    ex.Norm: "norm",
    ex.Entry: "entry",
    ex.Matrix: "matrix",
    ex.Cases: "cases",
    ex.Dots: "dots",
    ex.Opaque: "opaque",
}


class Evaluation:
    """Expressions as nodes. What a name stands for, :class:`~derive.algebra.model.Model` knows."""

    dag: Dag
    world: World
    functions: Functions
    calculus: Calculus
    untold: frozenset[str] | None  # bases whose derivatives are numbers of their own; None: they have none
    exact: frozenset[Fraction] | None  # the numbers that are given, where all others are what is left of longer ones
    flows: dict[ex.Derivative, bool]  # derivatives that were taken: was one ever not zero?
    slopes: dict[int, bool]  # for each derivative that was evaluated, whether it was anywhere more than zero

    def lookup(self, name: Name) -> Node:
        """The node of a concrete name."""
        raise NotImplementedError

    def named(self, name: Name, scope: Scope) -> Value:
        """The value of a name: a number, or an array of its components."""
        raise NotImplementedError

    def written_out(self, name: Name, arguments: list[Value]) -> Value | None:
        """The value of a function of several arguments that the document defines; None for what is no such function."""
        raise NotImplementedError

    def at_its_argument(self, derivative: ex.Derivative) -> Expression | None:
        """The ``f(x)`` that a bare f in ``∂f/∂x`` stands for, where the document defines that; None elsewhere."""
        raise NotImplementedError

    def is_defined(self, name: Name) -> bool:
        """Does the document define a name?"""
        raise NotImplementedError

    def take(self, derivative: ex.Derivative, flowing: bool) -> None:
        """Note that a derivative was taken, and whether it is anywhere more than zero."""
        self.slopes[id(derivative)] = self.slopes.get(id(derivative), False) or flowing
        self.flows[derivative] = self.flows.get(derivative, False) or flowing

    def value(self, expression: Expression, scope: Scope = NOWHERE) -> Value:
        """The value of an expression.

        Raises :class:`Undecidable`, :class:`Cyclic`, :class:`ShapeMismatch`,
        :class:`OutOfRange`, ``ZeroDivisionError``.
        """
        form = FORMS.get(type(expression))
        if form is None:
            raise Undecidable("this form is not decided yet", expression.span)
        result: Value = getattr(self, form)(expression, scope)
        return result

    def number(self, expression: Expression, scope: Scope = NOWHERE) -> Node:
        """The value of an expression that must be a number."""
        value = self.value(expression, scope)
        number = value if isinstance(value, int) else self.as_number(expression, scope)
        if number is None:
            raise ShapeMismatch("an array stands where a number was expected")
        return number

    def as_number(self, expression: Expression, scope: Scope = NOWHERE) -> Node | None:
        """The number that an expression with an array as its value is meant to be; None if it is none."""
        raise NotImplementedError

    def place(self, index: Index) -> int | None:
        """The position of a component from 0."""
        if isinstance(index, Label):
            digits = index.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            return int(digits) - self.world.first if digits.isdigit() else None
        return index - self.world.first if isinstance(index, int) else None

    def concrete(self, name: Name, bound: Mapping[str, Index]) -> Name:
        """A name with the values of its letters. Raises :class:`OutOfRange` beyond the layers."""
        if not name.indices:
            return name
        return Name(
            name.base,
            tuple(self.index(i, bound) for i in name.upper),
            tuple(self.index(i, bound) for i in name.lower),
        )

    def index(self, index: Index, bound: Mapping[str, Index]) -> Index:
        """An index with the value of its letter. Raises :class:`OutOfRange` beyond the layers."""
        if isinstance(index, Offset):
            value = bound.get(index.letter, self.world.constants.get(index.letter))
            if not isinstance(value, int):
                return index
            if not 0 <= value + index.by <= self.world.depth:
                raise OutOfRange
            return value + index.by
        if isinstance(index, str) and index in self.world.chosen and not self.world.typed:
            return self.world.chosen[index]
        if isinstance(index, str) and not isinstance(index, Label):
            return bound.get(index, self.world.constants.get(index, index))
        return index
