"""The difference of two nodes as a polynomial over SymPy's rings.

Leaves, closed names and applied functions are the indeterminates; a node is a pair of
polynomials, numerator and denominator.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, Any

from derive.algebra.dag import ADD, CALL, CASE, CONST, LEAF, MUL, NAMED, POW, Dag, Function, Node
from derive.algebra.functions import substitute
from derive.algebra.logarithms import LogTerms, inner_keys, logarithm
from derive.algebra.quotients import Quotient, Quotients, TooLarge
from derive.algebra.samples import PRIMITIVE_VALUES, agree
from derive.meaning.expressions import Name

if TYPE_CHECKING:
    from sympy.polys.rings import PolyRing

    from derive.algebra.prover import Prover

Key = Any  # hashable: what makes two indeterminates the same


@dataclass(slots=True)
class NormalForm:
    """One normal form of a difference, with the names of some depth left closed."""

    prover: Prover
    opened: int
    open_functions: bool
    closed: frozenset[Node] = frozenset()  # parts that are left closed as well
    ring: PolyRing[Any] | None = None
    quotients: Quotients | None = None
    places: dict[Key, int] = field(default_factory=dict)  # indeterminate → generator
    labels: dict[Node, Key] = field(default_factory=dict)
    exponentials: dict[Key, int] = field(default_factory=dict)  # monomial → common denominator
    roots: dict[Key, tuple[Any, int]] = field(default_factory=dict)
    forms: dict[Node, Quotient] = field(default_factory=dict)
    order: list[Node] = field(default_factory=list)
    values: dict[Node, float] = field(default_factory=dict)

    @property
    def over(self) -> Quotients:
        """The arithmetic of the ring."""
        assert self.quotients is not None
        return self.quotients

    def look(self, left: Node, right: Node) -> tuple[set[Node], bool]:
        """The closed names in sight, and whether there are functions that could be opened."""
        self.order = self.visible(left, right)
        return self.survey(self.order)

    def plausible(self, left: Node, right: Node) -> bool:
        """Do the sides agree in floating point when closed names are free? A quick no saves a normal form."""
        dag, values = self.prover.dag, self.values
        for node in self.order:
            op, operands = dag.op[node], self.operands(node)
            try:
                if not operands:
                    constant = op == CONST
                    values[node] = float(dag.data[node]) if constant else 0.3 + (node * 0.6180339887498949) % 1.0  # type: ignore[arg-type]
                elif operands != dag.args[node] or op == NAMED:
                    values[node] = values[operands[0]]
                elif op == ADD:
                    values[node] = math.fsum(values[a] for a in operands)
                elif op == MUL:
                    values[node] = math.prod(values[a] for a in operands)
                elif op == POW:
                    values[node] = values[operands[0]] ** float(dag.data[node])  # type: ignore[arg-type]
                elif op == CALL:
                    values[node] = self.stand_in(dag.data[node], [values[a] for a in operands])  # type: ignore[arg-type]
                else:
                    return True  # a case: leave it to the normal form
            except (ValueError, ZeroDivisionError, OverflowError):
                return True
            if isinstance(values[node], complex):
                return True
        return agree(values[left], values[right])

    def stand_in(self, function: Function, arguments: list[float]) -> float:
        """A value for an applied function that is left closed: any function of its arguments will do."""
        if self.prover.functions.is_primitive(function) and function.order == 0:
            return PRIMITIVE_VALUES[function.name.base](arguments[0])
        phase = (zlib.crc32(repr(function).encode()) % 1000) / 100
        return 1.5 + math.sin(phase + sum((i + 1.3) * a for i, a in enumerate(arguments)))

    def zero(self, left: Node, right: Node) -> bool:
        """Is the difference the zero polynomial?"""
        self.build_ring(self.order)
        try:
            self.normalize(self.order)
            (a, b), (c, d) = self.forms[left], self.forms[right]
            numerator = self.reduce_steps(self.over.difference((a, b), (c, d)))
            if numerator and self.roots:
                numerator = self.reduce_roots(numerator)
        finally:
            self.prover.work += self.over.work
        return not numerator

    def visible(self, *roots: Node) -> list[Node]:
        """The nodes that this attempt looks at, operands first; closed names hide theirs."""
        seen: dict[Node, tuple[Node, ...]] = {}
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen[node] = self.operands(node)
            stack.extend(seen[node])
        order: list[Node] = []
        done: set[Node] = set()
        stack = list(roots)
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
                continue
            missing = [a for a in seen[node] if a not in done]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            done.add(node)
            order.append(node)
        return order

    def operands(self, node: Node) -> tuple[Node, ...]:
        """What a node is read as: itself, or what it stands for."""
        if node in self.closed:
            return ()
        prover, dag = self.prover, self.prover.dag
        op = dag.op[node]
        if op == NAMED:
            target = prover.resolve(node)
            if target != node:
                return (target,)
            return () if prover.depth(node) < self.opened else dag.args[node]
        if op == CALL:
            function: Function = dag.data[node]  # type: ignore[assignment]
            if self.open_functions and len(dag.args[node]) == 1 and prover.functions.ordered_body(function):
                return (prover.functions.expand(function, dag.args[node][0]),)
            if function.order and len(dag.args[node]) == 1 and (rule := self.rule(function)) is not None:
                if node not in prover.by_rule:
                    prover.by_rule[node] = rule_value(dag, rule, function, dag.args[node][0])
                return (prover.by_rule[node],)
        return dag.args[node]

    def rule(self, function: Function) -> tuple[Fraction, ...] | None:
        return None if self.prover.functions.is_primitive(function) else self.prover.rule(function.name)

    def survey(self, nodes: list[Node]) -> tuple[set[Node], bool]:
        dag, prover = self.prover.dag, self.prover
        names: set[Node] = set()
        calls = False
        for node in nodes:
            if dag.op[node] == NAMED and prover.resolve(node) == node and prover.depth(node) < self.opened:
                names.add(node)
            elif dag.op[node] == CALL and not self.open_functions:
                calls = calls or prover.functions.ordered_body(dag.data[node]) is not None  # type: ignore[arg-type]
        return names, calls

    # -- the ring

    def build_ring(self, nodes: list[Node]) -> None:
        """Give each indeterminate a generator. Arguments of functions are compared by their own normal form."""
        from sympy import ZZ
        from sympy.polys.rings import ring

        dag = self.prover.dag
        keys: dict[Key, None] = {}
        for node in nodes:
            op = dag.op[node]
            operands = self.operands(node)
            if (op in (LEAF, NAMED) and not operands) or node in self.closed:
                self.labels[node] = ("node", node)
            elif op == CALL and operands == dag.args[node]:
                self.labels[node] = self.call_key(node)
            elif op == CASE:
                self.labels[node] = self.case_key(node)
            elif op == POW and dag.data[node].denominator != 1:  # type: ignore[attr-defined]
                base = self.canonical(operands[0])
                self.labels[node] = ("root", base, dag.data[node].denominator)  # type: ignore[attr-defined]
            else:
                continue
            label = self.labels[node]
            for key in self.exponential_keys(label) if label[0] == "exp" else inner_keys(label[1]) if label[0] == "logs" else (label,):
                keys[key] = None
        self.places = {key: i for i, key in enumerate(keys)}
        names = [f"t{i}" for i in range(len(keys))]
        self.ring = ring(names, ZZ)[0] if names else ring(["t"], ZZ)[0]
        self.quotients = Quotients(self.ring)

    def call_key(self, node: Node) -> Key:
        dag = self.prover.dag
        function: Function = dag.data[node]  # type: ignore[assignment]
        args = dag.args[node]
        if function.name.base == "exp" and function.order == 0 and self.prover.functions.is_primitive(function):
            terms = self.linear_terms(args[0])
            for monomial, coefficient in terms:
                known = self.exponentials.get(monomial, 1)
                self.exponentials[monomial] = known * coefficient.denominator // gcd(known, coefficient.denominator)
            return ("exp", tuple(terms))
        if function.name.base == "log" and function.order == 0 and (apart := logarithm(self, args[0])):
            return ("logs", apart)
        return ("call", function, tuple(self.canonical(a) for a in args))

    def case_key(self, node: Node) -> Key:
        test = self.prover.dag.args[node][0]
        return ("step", self.canonical(test))

    def exponential_keys(self, label: Key) -> list[Key]:
        return [("exp", monomial) for monomial, _ in label[1]]

    def canonical(self, node: Node) -> Key:
        """A hashable normal form of a node, the same for equal polynomials."""
        dag, prover = self.prover.dag, self.prover
        while dag.op[node] == NAMED and not (prover.resolve(node) == node and prover.depth(node) < self.opened):
            node = prover.resolve(node) if prover.resolve(node) != node else dag.args[node][0]
        if dag.op[node] in (LEAF, NAMED):
            return ("node", node)
        if dag.op[node] == CALL and self.operands(node) == dag.args[node]:
            return self.labels.get(node) or self.call_key(node)
        place = (self.opened, self.open_functions, node)
        if place not in prover.canonical_forms:
            inner = NormalForm(prover, self.opened, self.open_functions)
            nodes = inner.visible(node)
            inner.build_ring(nodes)
            inner.normalize(nodes)
            numerator, denominator = inner.forms[node]
            key = ("poly", *inner.readable(numerator, denominator))
            prover.canonical_forms[place] = key, inner.exponentials
        key, exponentials = prover.canonical_forms[place]
        self.merge(exponentials)
        return key

    def merge(self, exponentials: Mapping[Key, int]) -> None:
        for monomial, denominator in exponentials.items():
            known = self.exponentials.get(monomial, 1)
            self.exponentials[monomial] = known * denominator // gcd(known, denominator)

    def readable(self, numerator: Any, denominator: Any) -> tuple[Key, Key]:
        """Polynomials as sets of (monomial, coefficient), scaled so that equal fractions look equal."""
        keys = list(self.places)
        units = [Fraction(1, self.exponentials[k[1]]) if k[0] == "exp" else 1 for k in keys]
        scale = int(denominator.LC) or 1

        def terms(poly: Any) -> frozenset[Any]:
            out = []
            for monomial, coefficient in poly.terms():
                value = Fraction(int(coefficient), scale)
                out.append((frozenset((keys[i], e * units[i]) for i, e in enumerate(monomial) if e), value))
            return frozenset(out)

        return terms(numerator), terms(denominator)

    def linear_terms(self, node: Node) -> list[tuple[Key, Fraction]]:
        """An exponent as a sum of rational multiples of monomials."""
        key = self.canonical(node)
        if key[0] == "logs":
            return [(frozenset(monomial), coefficient) for monomial, coefficient in key[1]]
        if key[0] != "poly":
            return [(frozenset(((key, 1),)), Fraction(1))]
        numerator, denominator = key[1], key[2]
        if denominator != frozenset({(frozenset(), Fraction(1))}):
            return [(key, Fraction(1))]
        return sorted(numerator, key=lambda t: hash(t[0]))

    # -- normal forms

    def normalize(self, nodes: list[Node]) -> None:
        dag = self.prover.dag
        assert self.ring is not None
        one = self.ring.one
        for node in nodes:
            op = dag.op[node]
            operands = self.operands(node)
            label = self.labels.get(node)
            if label is not None and label[0] == "exp":
                self.forms[node] = self.exponential(label)
            elif label is not None and label[0] == "logs":
                self.forms[node] = self.log_sum(label[1])
            elif label is not None and label[0] == "step":
                step = self.generator(label)
                above, below = self.forms[operands[1]], self.forms[operands[2]]
                self.forms[node] = self.over.plus(self.over.mul(above, (step, one)), self.over.mul(below, (one - step, one)))
            elif label is not None and label[0] == "root":
                self.forms[node] = self.root(node, label, operands[0])
            elif label is not None:
                self.forms[node] = (self.generator(label), one)
            elif op == CONST:
                value: Fraction = dag.data[node]  # type: ignore[assignment]
                self.forms[node] = (one * value.numerator, one * value.denominator)
            elif op == ADD:
                self.forms[node] = self.over.total([self.forms[a] for a in operands])
            elif op == MUL:
                form = self.forms[operands[0]]
                for a in operands[1:]:
                    form = self.over.mul(form, self.forms[a])
                self.forms[node] = form
            elif op == POW:
                self.forms[node] = self.over.power(self.forms[operands[0]], dag.data[node].numerator)  # type: ignore[attr-defined]
            else:  # a name or function that is read as something else
                self.forms[node] = self.forms[operands[0]]

    def generator(self, key: Key) -> Any:
        assert self.ring is not None
        return self.ring.gens[self.places[key]]

    def exponential(self, label: Key) -> Quotient:
        assert self.ring is not None
        numerator = denominator = self.ring.one
        for monomial, coefficient in label[1]:
            count = coefficient * self.exponentials[monomial]
            if count.denominator != 1:
                raise TooLarge("an exponent of an unforeseen form")
            power = self.generator(("exp", monomial)) ** abs(self.over.bounded(count.numerator))
            if count > 0:
                numerator *= power
            else:
                denominator *= power
        return numerator, denominator

    def log_sum(self, terms: LogTerms) -> Quotient:
        """A logarithm that is taken apart: a sum of logarithms of atoms, and of exponents."""
        assert self.ring is not None
        parts = []
        for keys, coefficient in terms:
            product = self.ring.one * coefficient.numerator
            for key, power in keys:
                product *= self.generator(key) ** self.over.bounded(power)
            parts.append((product, self.ring.one * coefficient.denominator))
        return self.over.total(parts)

    def root(self, node: Node, label: Key, base: Node) -> Quotient:
        """A root as an indeterminate r with ``r^n = base``."""
        assert self.ring is not None
        exponent: Fraction = self.prover.dag.data[node]  # type: ignore[assignment]
        generator = self.generator(label)
        self.roots[label] = (self.forms[base], exponent.denominator)
        power = generator ** abs(self.over.bounded(exponent.numerator))
        return (power, self.ring.one) if exponent > 0 else (self.ring.one, power)

    def reduce_steps(self, poly: Any) -> Any:
        """A step is zero or one, so that every power of it is the step itself."""
        places = [place for key, place in self.places.items() if key[0] == "step"]
        if not poly or not any(m[p] > 1 for m in poly for p in places):
            return poly
        assert self.ring is not None
        result = self.ring.zero
        for monomial, coefficient in poly.terms():
            reduced = [min(e, 1) if p in places else e for p, e in enumerate(monomial)]
            result += self.ring({tuple(reduced): coefficient})
        return result

    def reduce_roots(self, poly: Any) -> Any:
        """Use ``r^n = base`` until every root has a power below n."""
        assert self.ring is not None
        for label, ((top, below), degree) in reversed(self.roots.items()):
            place = self.places[label]
            highest = max((m[place] for m in poly), default=0) // degree
            if not highest:
                continue
            result = self.ring.zero
            for monomial, coefficient in poly.terms():
                times, left = divmod(monomial[place], degree)
                reduced = list(monomial)
                reduced[place] = left
                term = self.ring({tuple(reduced): coefficient})
                result += self.over.times(term, self.over.times(top**times, below ** (highest - times)))
            poly = result
        return poly


def rule_value(dag: Dag, rule: tuple[Fraction, ...], function: Function, argument: Node) -> Node:
    """``f^(k)`` as a polynomial in f, where ``f' = Σ c_i f^i``."""
    value = dag.call(Function(function.name, 0), (argument,))
    variable = dag.leaf(Name("f", (), ("rule",)))
    polynomial = dag.add([dag.mul([dag.const(c), dag.power(variable, Fraction(i))]) for i, c in enumerate(rule)])
    coefficients = list(rule)
    for _ in range(function.order - 1):  # d/dx P(f) = P'(f) f'
        derived = [i * c for i, c in enumerate(coefficients)][1:]
        product = [Fraction(0)] * (len(derived) + len(rule))
        for i, a in enumerate(derived):
            for j, b in enumerate(rule):
                product[i + j] += a * b
        coefficients = product
        polynomial = dag.add(
            [dag.mul([dag.const(c), dag.power(variable, Fraction(i))]) for i, c in enumerate(coefficients) if c]
        )
    return substitute(dag, polynomial, {variable: value})
