r"""The chain of steps from ``∂E/∂p`` to a formula, complete, in the author's notation.

Where the document derives a derivative, its own rows are used. Between a row that states
the chain rule and one that states a value, the rows are put in that a reader would have to
work out: the chain rule for each factor that has one, then each factor's value in its place.
Every row is proved equal to the derivative before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable

from codegen.derivation.factors import without_ones
from codegen.derivation.partials import Partials
from codegen.derivation.unvalued import UNVALUED
from codegen.derivation.writing import Side, Writing, bracketed, is_sum
from derive.algebra.decide import prove
from derive.algebra.model import Definition
from derive.algebra.prover import Prover
from derive.judgement.checker import Report
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Chain

Pair = tuple[Name, Name]  # numerator, variable

MAX_FACTORS = 14  # derivatives in one row: beyond, the chain refers to the chains of its parts
MAX_LENGTH = 500  # characters of a value that is put in the place of a derivative


class Chains:
    """The chains of one document, which must be free of errors."""

    def __init__(self, report: Report) -> None:
        self.report, self.assessment = report, report.assessment
        self.model = report.assessment.model
        self.writing = Writing(report.derivation)
        self.prover = Prover(self.model.dag, self.model.functions)
        self.definitions = {n: d for n, d in self.assessment.definitions.items() if not d.parameters}
        self.mentions = {name: _mentions(d) for name, d in self.definitions.items()}
        self.authored = self._authored()
        self.aliases = self._aliases()
        self._values: dict[Pair, Side | None] = {}
        self._rules: dict[Pair, Side | None] = {}
        self._below: dict[Name, frozenset[Name]] = {}

    # -- the document's own chains

    def _authored(self) -> dict[Pair, list[Side]]:
        proved = {s.chain: True for s in self.report.derivation.steps}
        for step in self.report.derivation.steps:
            verdict = self.report.verdicts[step.number]
            proved[step.chain] &= verdict.outcome == "proved" and verdict.method != "rounding"
        found: dict[Pair, list[Side]] = {}
        for number, chain in enumerate(self.report.derivation.chains):
            pair = derivative_of(chain.parts[0].expression)
            if pair is None or pair in found or not proved.get(number) or set(chain.relations) != {"="}:
                continue
            sides = self._sides(chain)
            if sides:
                found[pair] = sides
        return found

    def _sides(self, chain: Chain) -> list[Side]:
        sides = [self.writing.part(part) for part in chain.parts]
        return [s for s in sides if s is not None] if all(sides) else []

    def _aliases(self) -> dict[Name, Name]:
        """Names that only stand for another (``y = a``) and by which nothing is derived."""
        by = {variable for _, variable in self.authored}
        simple = {n: d.expression.name for n, d in self.definitions.items() if isinstance(d.expression, ex.Symbol)}
        return {n: v for n, v in simple.items() if n not in by and v not in simple}

    # -- who depends on whom

    def consumers(self, variable: Name, numerator: Name) -> list[Name]:
        """The quantities whose definitions hold a variable, on the way to a numerator."""
        same = self.spellings(variable)
        return [
            name
            for name, mentioned in self.mentions.items()
            if name not in self.aliases and mentioned & same and (name == numerator or self.reaches(name, numerator))
        ]

    def spellings(self, variable: Name) -> frozenset[Name]:
        return frozenset({variable, *(n for n, v in self.aliases.items() if v == variable)})

    def below(self, name: Name) -> frozenset[Name]:
        """Everything that a quantity is made of."""
        if name not in self._below:
            self._below[name] = frozenset()  # a circle ends here
            mentioned = self.mentions.get(name, frozenset())
            self._below[name] = mentioned.union(*(self.below(m) for m in mentioned))
        return self._below[name]

    def reaches(self, name: Name, numerator: Name) -> bool:
        return name in self.below(numerator)

    # -- one step of the chain rule

    def rule(self, pair: Pair) -> Side | None:
        """The chain rule for a derivative: the author's row, or one term for each path; None for a direct one."""
        if pair not in self._rules:
            self._rules[pair] = self._rule(pair)
        return self._rules[pair]

    def _rule(self, pair: Pair) -> Side | None:
        if pair in self.authored:
            first = self.authored[pair][1]
            return first if is_rule(first.expression) else None
        return self._one_term_each(pair)

    def _one_term_each(self, pair: Pair) -> Side | None:
        numerator, variable = pair
        users = self.consumers(variable, numerator)
        if not users or users == [numerator]:
            return None
        terms = []
        for user in users:
            if user == numerator:
                local = self.local((user, variable))
            else:
                # a derivative by the variable would count its other ways to the user twice
                alone = not any(u != user and u in self.below(user) for u in users)
                local = self.writing.side(self.writing.derivative(user, variable)) if alone else self.local((user, variable))
            if local is None:
                return None
            factor = bracketed(local.text) if is_sum(local.expression) else local.text
            outer = [] if user == numerator else [self.writing.derivative(numerator, user)]
            terms.append(self.writing.product([*outer, factor]) if outer else local.text)
        return self.writing.side(self.writing.sum(terms))

    def local(self, pair: Pair, flip: bool = True) -> Side | None:
        """The derivative of a definition by a symbol in it, all others held fixed.

        ``flip`` turns ``-(t - a)`` into ``a - t``.
        """
        user, variable = pair
        definition = self.definitions.get(user)
        if definition is None:
            return None
        return Partials(self.writing, self.aliases, user, flip).derivative(definition.expression, self.spellings(variable))

    def value(self, pair: Pair) -> Side | None:
        """What a derivative is, in the author's final form or put together from values."""
        if pair not in self._values:
            self._values[pair] = None
            self._values[pair] = self._value(pair)
        return self._values[pair]

    def _value(self, pair: Pair) -> Side | None:
        if pair in self.authored:
            last = self.authored[pair][-1]
            return last if len(last.text) <= MAX_LENGTH else None
        if pair[1] not in self.below(pair[0]):
            return self.writing.side("0")
        rule = self.rule(pair)
        if rule is None:
            return self.local(pair)
        put = self.put_in(rule)
        return put if put is not None and len(put.text) <= MAX_LENGTH else None

    def put_in(self, side: Side) -> Side | None:
        """A row with the value of each derivative in its place; factors of one are left out."""
        values: dict[Expression, Side] = {}
        for node, pair in derivatives(side.expression):
            value = self.value(pair)
            if value is not None:
                values[node] = value
        if not values:
            return side
        put = self.writing.substitute(side, values)
        return None if put is None else without_ones(self.writing, put)

    # -- whole chains

    def chain(self, pair: Pair) -> list[Side]:
        """All rows of a derivative, the derivative itself first; only that if nothing can be said."""
        head = self.writing.side(self.writing.derivative(*pair))
        if head is None:
            return []
        sides = self.authored.get(pair, [head])
        ends = [not is_rule(s.expression) for s in sides[1:]]
        rules = sides[1 : 1 + (ends.index(True) if True in ends else len(ends))]
        rest = sides[1 + len(rules) :]
        if pair not in self.authored:
            rule, value = self.rule(pair), self.value(pair)
            rules = [] if rule is None else [rule]
            rest = [] if value is None else [value]
            if rule is None and (plain := self.local(pair, flip=False)) is not None:
                rest.insert(0, plain)
        if any(derivatives(side.expression) for side in rest):
            return self.proved([head, *rules, *rest, *self.closing(rest[-1])])
        if not rules and pair in self.authored and (rule := self._one_term_each(pair)) is not None:
            return self.proved([head, rule, *self.expansions(rule), *rest])
        rows = [head, *rules]
        if rules:
            rows += self.expansions(rules[-1])
            rows.append(self.put_in(rows[-1]) or rows[-1])
        return self.proved([*rows, *rest])

    def closing(self, row: Side) -> Iterable[Side]:
        """Values put in for the derivatives that a final form still holds."""
        for _ in range(8):
            put = self.put_in(row)
            if put is None or put.normal == row.normal or len(put.text) > MAX_LENGTH:
                return
            row = put
            yield row

    def expansions(self, row: Side) -> Iterable[Side]:
        """The chain rule put in for every factor that has one, level by level."""
        for _ in range(64):
            rules = {node: r for node, pair in derivatives(row.expression) if (r := self.rule(pair)) is not None}
            wider = self.writing.substitute(row, rules) if rules else None
            if wider is None or len(derivatives(wider.expression)) > MAX_FACTORS:
                return
            row = wider
            yield row

    def proved(self, rows: list[Side]) -> list[Side]:
        """The rows that equal the first, none twice."""
        kept: list[Side] = rows[:1]
        seen = {side.normal for side in kept}
        for row in rows[1:]:
            if row.normal not in seen and self.equal(rows[0], row):
                kept.append(row)
                seen.add(row.normal)
        return kept

    def equal(self, left: Side, right: Side) -> bool:
        """Is it proved?"""
        try:
            a, b = self.model.value(left.expression), self.model.value(right.expression)
        except UNVALUED:
            return False
        if not isinstance(a, int) or not isinstance(b, int):
            return False
        return bool(prove(self.model.dag, self.model.functions, self.prover, a, b).equal)


def derivative_of(expression: Expression | None) -> Pair | None:
    """The names of ``∂E/∂v``; None for any other expression."""
    if not isinstance(expression, ex.Derivative) or len(expression.variables) != 1 or expression.missing:
        return None
    above, below = expression.operand, expression.variables[0]
    return (above.name, below.name) if isinstance(above, ex.Symbol) and isinstance(below, ex.Symbol) else None


def derivatives(expression: Expression) -> list[tuple[Expression, Pair]]:
    """The derivatives in an expression."""
    return [(node, pair) for node in expression.walk() if (pair := derivative_of(node)) is not None]


def is_rule(expression: Expression) -> bool:
    """Sums of products of derivatives, and nothing else: a statement of the chain rule."""
    if derivative_of(expression) is not None:
        return True
    if isinstance(expression, (ex.Addition, ex.Multiplication)):
        return all(is_rule(part) for part in expression.children())
    return False


def _mentions(definition: Definition) -> frozenset[Name]:
    found: set[Name] = set()
    stack: list[Expression] = [definition.expression]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Symbol):
            found.add(node.name)
        if not isinstance(node, ex.Derivative):
            stack.extend(node.children())
    return frozenset(found)
