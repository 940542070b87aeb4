"""The document's definitions, and quantities as functions of one that is cut free.

``∂E/∂a`` is the derivative of E as a function of a alone: what a is made of plays no part,
everything between a and E is computed again. For every such pair there is a function
``E_of_a``, built from the author's formulas, and a lemma that gives its slope by the slopes
of the next quantities on the way. Where one definition alone leads from a to E, E is a
function of that one: so a parameter of a deep network costs no more than one of a shallow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from codegen.certificates.calculus import Differentiator, FunctionRule, T, cut_rule
from codegen.certificates.identifiers import Identifiers
from codegen.certificates.terms import Call, Num, Ref, Slope, Term, put, show


@dataclass(frozen=True, slots=True)
class Cut:
    """A quantity as a function of another."""

    word: str
    quantity: str
    variable: str
    slope: Term  # in slopes of the next cuts on the way
    depth: int  # how many definitions lie on the longest way

    @property
    def atom(self) -> Slope:
        """``Derive word variable``."""
        return Slope(self.word, Ref(self.variable))


class Cuts:
    """Quantities by their identifiers, and every cut that was asked for."""

    def __init__(
        self,
        words: Identifiers,
        rules: dict[str, FunctionRule],
        emit: Callable[[str], None],
        require: Callable[[str, Term], None],
    ) -> None:
        self.words = words
        self.rules = rules
        self.emit = emit
        self.require = require
        self.bodies: dict[str, Term] = {}  # in an order in which they can be stated
        self.alias: dict[str, str] = {}  # y_1 for a2_1, where a definition is one name
        self.rank: dict[str, int] = {}
        self._above: dict[str, frozenset[str]] = {}
        self._known: dict[tuple[str, str], Cut] = {}
        self.by_atom: dict[Slope, Cut] = {}  # the cuts by the derivatives that they stand for

    def define(self, word: str, body: Term) -> None:
        """State a definition; what it mentions is stated before."""
        self.bodies[word] = body
        if isinstance(body, Ref):
            self.alias[word] = body.word
        self.rank[word] = len(self.rank)
        refs = self.operands(word)
        self._above[word] = frozenset(refs).union(*(self._above.get(r, frozenset()) for r in refs))

    def operands(self, word: str) -> list[str]:
        """The quantities that a definition mentions, from left to right."""
        return list(dict.fromkeys(p.word for p in self.bodies[word].walk() if isinstance(p, Ref)))

    def depends(self, quantity: str, variable: str) -> bool:
        """Does a way lead from the variable to the quantity?"""
        return variable in self._above.get(quantity, frozenset())

    def above(self, word: str) -> frozenset[str]:
        """Everything that a quantity depends on."""
        return self._above.get(word, frozenset())

    def slope(self, quantity: str, variable: str) -> Slope:
        """``∂ quantity / ∂ variable`` as a term, its function stated above."""
        while quantity != variable and not self.depends(quantity, variable) and variable in self.alias:
            variable = self.alias[variable]  # E is written in a, and y stands for a
        return self.cut(quantity, variable).atom

    def cut(self, quantity: str, variable: str) -> Cut:
        """The quantity as a function of the variable."""
        key = quantity, variable
        if key not in self._known:
            cut = self._known[key] = self._make(quantity, variable)
            self.by_atom[cut.atom] = cut
        return self._known[key]

    def _make(self, quantity: str, variable: str) -> Cut:
        word = self.words.fresh(f"{quantity}_of_{variable}")
        point = Ref(variable)
        if quantity == variable:
            return self._state(word, quantity, variable, T, Num(Fraction(1)), f"slope_identity {variable}", 0)
        if not self.depends(quantity, variable):
            return self._state(word, quantity, variable, Ref(quantity), Num(Fraction(0)), "slope_constant _ _", 0)
        cone = {quantity, *(w for w in self._above[quantity] if self.depends(w, variable))}
        users = [w for w in cone if variable in self.operands(w)]
        if len(users) == 1 and users[0] != quantity:
            inner, outer = self.cut(users[0], variable), self.cut(quantity, users[0])
            first: Term = Call(inner.word, (T,))
            body: Term = Call(outer.word, (first,))
            values: dict[Term, Term] = {T: point, first: Ref(users[0])}
            used = [inner, outer]
        else:
            replaced: dict[Term, Term] = {point: T}
            values = {T: point}
            used = []
            for operand in self.operands(quantity):
                if operand != variable and operand in cone:
                    used.append(self.cut(operand, variable))
                    call = Call(used[-1].word, (T,))
                    replaced[Ref(operand)] = call
                    values[call] = Ref(operand)
            body = put(self.bodies[quantity], replaced)
        rules = self.rules | {c.word: cut_rule(c.word) for c in used}
        slope, proof = Differentiator(values, rules, self.require).slope(body)
        own = self.bodies[quantity]
        if isinstance(own, Call):  # a (1 - a) rather than f(z) (1 - f(z))
            slope = put(slope, {own: Ref(quantity)})
        return self._state(word, quantity, variable, body, slope, proof, 1 + sum(c.depth for c in used))

    def _state(self, word: str, quantity: str, variable: str, body: Term, slope: Term, proof: str, depth: int) -> Cut:
        self.emit(
            f"Definition {word} (t : R) : R := {show(body)}.\n"
            f"Lemma slope_{word} : is_derive {word} {variable} {show(slope, 5)}.\n"
            f"Proof. exact ({proof}). Qed."
        )
        return Cut(word, quantity, variable, slope, depth)
