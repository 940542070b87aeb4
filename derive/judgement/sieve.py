"""Sort out edits by numbers: what must each part of a side be, for the side to come out right?

For every part the value that it would have to have is computed from the value that the
whole should have, once, from the top down. An edit passes if what it puts in has that
value. Nothing is decided here: what passes is read again from the text and judged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice, product
from typing import Any

from derive.algebra.arrays import ShapeMismatch, Value
from derive.algebra.dag import LEAF, Node
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Scope, Undecidable
from derive.algebra.model import Model
from derive.algebra.samples import PRIMITIVE_VALUES, Sample
from derive.judgement.edits import Proposal
from derive.judgement.rewriting import substituted
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Name
from derive.meaning.world import World, free_letters

MAX_PLACES = 24  # values of the letters that are tried to find some at which a formula has a value

Needs = tuple[float, ...] | None  # values that would do; None: not known

_MEANINGLESS = (Undecidable, Cyclic, ShapeMismatch, OutOfRange)
_FAILURES = (ZeroDivisionError, OverflowError, ValueError, RecursionError)


def places(world: World, conditions: Iterable[tuple[str, str, str]]) -> Iterator[dict[str, Index]]:
    """Values of all letters, different ones for letters that run over units; a few, the likeliest to have all neighbours first."""
    letters = sorted(world.letters)
    units = [letter for letter in letters if letter not in world.layers]
    bound: dict[str, Index] = {letter: world.values(letter)[n % world.size] for n, letter in enumerate(units)}
    told = [c for c in conditions if all(side in world.letters or side in world.chosen or side.isdigit() for side in (c[0], c[2]))]
    layers = [letter for letter in letters if letter in world.layers]
    for values in islice(product(*(sorted(world.values(x), key=lambda v: v != 2) for x in layers)), MAX_PLACES):
        found = {**bound, **dict(zip(layers, values, strict=True))}
        if all(_satisfied(condition, {**world.chosen, **found}) for condition in told):
            yield found


def _satisfied(condition: tuple[str, str, str], bound: Mapping[str, Index]) -> bool:
    left, relation, right = condition
    equal = str(bound.get(left, left)) == str(bound.get(right, right))
    return equal if relation == "=" else not equal if relation == "!=" else False


class Sieve:
    """The parts of one side at one choice of numbers."""

    def __init__(self, model: Model, sample: Sample, root: Expression, target: float, scope: Scope) -> None:
        self.model = model
        self.sample = sample
        self.scope = scope
        self.anywhere = not scope.bound  # otherwise a part that has no value here may have one for other indices
        self._values: dict[int, tuple[Expression, float]] = {}
        self._names: dict[Name, float] = {}
        self._nodes: dict[Name, Value] = {}
        self._slopes: dict[tuple[Name, Name], float | None] = {}
        self._nowhere: set[int] = set()  # parts to which the document gives no value
        self._never: set[int] = set()  # those of them that have none for other indices either
        self.needs: dict[int, Needs] = {}
        self._holders: dict[int, Expression] = {}  # for parts of which nothing is known, the part around it
        self._forms: dict[type[Expression], Callable[[Any], float]] = {
            ex.Symbol: self._name, ex.Numeral: _numeral, ex.Addition: self._sum, ex.Multiplication: self._product,
            ex.Division: self._quotient, ex.Power: self._power, ex.Derivative: self._slope, ex.Application: self._application,
        }  # fmt: skip
        self.value(root)
        self._demand(root, (target,))

    def passes(self, proposal: Proposal) -> bool:
        """Could the side come out right after an edit?"""
        if proposal.node is None or proposal.new is None:
            return True
        node, new = proposal.node, proposal.new
        holder = self._holders.get(id(node))
        if holder is not None:  # a name in a derivative, the argument of a function: the whole tells
            changed = substituted(holder, node, new)
            if changed is None:
                return True
            node, new = holder, changed
        needs = self.needs.get(id(node))
        if needs is None:
            return True
        value = self.value(new)
        if value != value:
            return id(new) not in self._never and not (id(new) in self._nowhere and self._is_untold(new))
        return _close(value, needs[0]) if len(needs) == 1 else any(_close(value, need) for need in needs)

    def _is_untold(self, part: Expression) -> bool:
        """Is something differentiated in a part that nothing defines, at whatever indices?"""
        derived = (n.operand for n in part.walk() if isinstance(n, ex.Derivative))
        return any(o.name.base not in self._defined or self._is_alone(o) for o in derived if isinstance(o, ex.Symbol))

    def _is_alone(self, symbol: ex.Symbol) -> bool:
        """Is a name without letters, as the z beside definitions of ``z_j``, neither defined nor given?"""
        if free_letters(symbol, self.model.world) or symbol.name.base in self.model.world.given:
            return False
        try:
            return self.model.dag.op[self.model.number(symbol, self.scope)] == LEAF
        except _MEANINGLESS:
            return False

    @cached_property
    def _defined(self) -> set[str]:
        return {name.base for name in self.model.definitions}

    def value(self, node: Expression) -> float:
        """The value of a part; ``nan`` if it has none, or if it is too large."""
        known = self._values.get(id(node))
        if known is None:
            known = (node, self._compute(node))  # the node is kept, so that its identity stays its own
            self._values[id(node)] = known
            if known[1] != known[1]:
                for lacking in (self._nowhere, self._never):
                    if any(id(child) in lacking for child in node.children()):
                        lacking.add(id(node))
        return known[1]

    def _compute(self, node: Expression) -> float:
        try:
            form = self._forms.get(type(node))
            return form(node) if form is not None else self._otherwise(node)
        except _MEANINGLESS:
            self._nowhere.add(id(node))
            if self.anywhere or not free_letters(node, self.model.world):
                self._never.add(id(node))
            return math.nan
        except _FAILURES:
            return math.nan

    def _otherwise(self, node: Expression) -> float:
        """The value of what is only known as a whole."""
        return self.sample.value(self.model.number(node, self.scope))

    def _sum(self, node: ex.Addition) -> float:
        total = 0.0
        for sign, term in zip(node.signs, node.terms, strict=True):
            total += sign * self.value(term)
        return total

    def _product(self, node: ex.Multiplication) -> float:
        total = 1.0
        for factor in node.factors:
            total *= self.value(factor)
        return total

    def _quotient(self, node: ex.Division) -> float:
        return self.value(node.numerator) / self.value(node.denominator)

    def _power(self, node: ex.Power) -> float:
        result = self.value(node.base) ** self.value(node.exponent)
        return result if isinstance(result, float) else math.nan

    def _application(self, node: ex.Application) -> float:
        primitive = self._primitive(node)
        return self._otherwise(node) if primitive is None else primitive(self.value(node.arguments[0]))

    def _primitive(self, node: ex.Application) -> Callable[[float], float] | None:
        """What a function of one number is in floating point, if it is primitive."""
        name = self.model.functions.aliases.get(node.function, node.function)
        if node.order or len(node.arguments) != 1 or name.indices or name in self.model.several:
            return None
        return PRIMITIVE_VALUES.get(name.base)

    def _name(self, node: ex.Symbol) -> float:
        value = self._names.get(node.name)
        if value is None:
            value = self._names[node.name] = self._otherwise(node)
        return value

    def _slope(self, node: ex.Derivative) -> float:
        variable = node.variables[0]
        if len(node.variables) != 1 or not (isinstance(node.operand, ex.Symbol) and isinstance(variable, ex.Symbol)):
            return self._otherwise(node)
        key = (node.operand.name, variable.name)
        if key not in self._slopes:
            try:
                self._slopes[key] = self.sample.value(self._derived(node, node.operand, variable))
            except _MEANINGLESS:
                self._slopes[key] = None
            except _FAILURES:
                self._slopes[key] = math.nan
        slope = self._slopes[key]
        if slope is None:
            raise Undecidable("a derivative that isn't known", node.span)
        return slope

    def _derived(self, node: ex.Derivative, operand: ex.Symbol, variable: ex.Symbol) -> Node:
        """The derivative of one name by another; of one that is only tried, the model isn't told that it was taken."""
        if self.model.at_its_argument(node) is None:
            of, by = self._node(operand), self._node(variable)
            if isinstance(of, int) and isinstance(by, int):
                return self.model.slope(of, by, node.span)
        return self.model.number(node, self.scope)

    def _node(self, symbol: ex.Symbol) -> Value:
        """What the model knows of a name."""
        value = self._nodes.get(symbol.name)
        if value is None:
            value = self._nodes[symbol.name] = self.model.value(symbol, self.scope)
        return value

    def _demand(self, node: Expression, needs: Needs) -> None:
        """What each part would have to be."""
        self.needs[id(node)] = needs
        if isinstance(node, (ex.Addition, ex.Multiplication, ex.Division, ex.Power)):
            nowhere = [child for child in node.children() if id(child) in self._nowhere]
            for child, need in self._demands(node, needs):
                if beside := [part for part in nowhere if part is not child]:  # beside what has no value nothing can be mended
                    need = () if any(id(part) in self._never for part in beside) else None
                self._demand(child, need)
        else:
            for child in node.children():
                for part in child.walk():
                    self._holders[id(part)] = node

    def _demands(self, node: ex.Addition | ex.Multiplication | ex.Division | ex.Power, needs: Needs) -> Iterator[tuple[Expression, Needs]]:
        """What each operand would have to be, as the others are."""
        if isinstance(node, ex.Addition):
            total = self.value(node)
            for sign, term in zip(node.signs, node.terms, strict=True):
                rest = total - sign * self.value(term)
                if rest != rest:
                    rest = sum(s * self.value(t) for s, t in zip(node.signs, node.terms, strict=True) if t is not term)
                yield term, _known(needs, lambda n, r=rest, s=sign: s * (n - r))
        elif isinstance(node, ex.Multiplication):
            for factor in node.factors:
                rest = math.prod(self.value(f) for f in node.factors if f is not factor)
                if rest or needs is None:
                    yield factor, _known(needs, lambda n, r=rest: n / r)
                else:  # beside a zero nothing matters
                    yield factor, None if any(_close(n, 0.0) for n in needs) else ()
        elif isinstance(node, ex.Division):
            above, below = self.value(node.numerator), self.value(node.denominator)
            yield node.numerator, _known(needs, lambda n: n * below)
            yield node.denominator, _known(needs, lambda n: above / n)
        else:
            base, exponent = self.value(node.base), self.value(node.exponent)
            yield node.base, _roots(needs, exponent)
            yield node.exponent, _exponents(needs, base)


def _known(needs: Needs, invert: object) -> Needs:
    if needs is None:
        return None
    try:
        return tuple(invert(n) for n in needs)  # type: ignore[operator]
    except (ZeroDivisionError, OverflowError):
        return None


def _roots(needs: Needs, exponent: float) -> Needs:
    if needs is None or exponent == 0 or exponent != exponent:
        return None
    found: list[float] = []
    for n in needs:
        try:
            size = abs(n) ** (1 / exponent)
        except (ZeroDivisionError, OverflowError):
            return None
        found += [size, -size]
    return tuple(found)


def _exponents(needs: Needs, base: float) -> Needs:
    """Only small whole numbers are tried as exponents."""
    if needs is None or base != base:
        return None
    found = []
    for exponent in range(-4, 9):
        try:
            if any(_close(base**exponent, n) for n in needs):
                found.append(float(exponent))
        except (ZeroDivisionError, OverflowError):
            continue
    return tuple(found)


def _numeral(node: ex.Numeral) -> float:
    return float(node.value)


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-8 * (abs(a) + abs(b)) + 1e-11
