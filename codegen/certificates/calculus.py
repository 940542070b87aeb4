"""Slopes with their proofs: one lemma of the preamble for every form of a term.

The proof of a slope is a term that applies these lemmas in the shape of the formula; the
kernel checks it in time linear in its size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from codegen.certificates.terms import Call, Num, Pow, Prod, Quot, Ref, Slope, Sum, Term, put, show
from codegen.certificates.translate import Uncertified

T = Ref("t")  # the variable of every cut-free function
ONE = Num(Fraction(1))
# c0, c1, c2 in f' = c0 + c1·f + c2·f²
LOGISTIC = (Fraction(0), Fraction(1), Fraction(-1))
HYPERBOLIC = (Fraction(1), Fraction(0), Fraction(-1))


@dataclass(frozen=True, slots=True)
class FunctionRule:
    """``f'`` at an argument, and the lemma that says so."""

    slope: Callable[[Term], Term]
    lemma: str  # a proof of is_derive f x (f' x), with @ for x


def _call(name: str) -> Callable[[Term], Term]:
    return lambda x: Call(name, (x,))


def autonomous(name: str, rule: tuple[Fraction, ...]) -> Callable[[Term], Term]:
    """``f' = c0 + c1·f + c2·f²``, in the form that people write for the common ones."""

    def slope(x: Term) -> Term:
        f: Term = Call(name, (x,))
        if rule == LOGISTIC:
            return Prod((f, Sum((ONE, f), (1, -1))))
        if rule == HYPERBOLIC:
            return Sum((ONE, Pow(f, 2)), (1, -1))
        parts = [(Num(abs(c)), 1 if c > 0 else -1, i) for i, c in enumerate(rule) if c]
        terms = tuple(n if i == 0 else Prod((n, f)) if i == 1 else Prod((n, Pow(f, 2))) for n, _, i in parts)
        return Sum(terms, tuple(s for _, s, _ in parts)) if parts else Num(Fraction(0))

    return slope


LIBRARY_RULES: dict[str, FunctionRule] = {
    "exp": FunctionRule(_call("exp"), "slope_exp @"),
    "ln": FunctionRule(lambda x: Quot(ONE, x), "slope_ln @ (ltac:(positive) : 0 < @)"),
    "sin": FunctionRule(_call("cos"), "slope_sin @"),
    "cos": FunctionRule(lambda x: Sum((Call("sin", (x,)),), (-1,)), "slope_cos @"),
    "sqrt": FunctionRule(
        lambda x: Quot(ONE, Prod((Num(Fraction(2)), Call("sqrt", (x,))))), "slope_sqrt @ (ltac:(positive) : 0 < @)"
    ),
    "sigmoid": FunctionRule(autonomous("sigmoid", LOGISTIC), "slope_sigmoid @"),
    "tanh": FunctionRule(autonomous("tanh", HYPERBOLIC), "slope_tanh @"),
    "softplus": FunctionRule(_call("sigmoid"), "slope_softplus @"),
}


class Differentiator:
    """Differentiates terms in ``t`` at one point.

    ``values`` gives what each varying part is at the point: ``t`` itself and the cut-free
    functions of it; ``rules`` those of the functions; ``require`` is told every condition
    (denominator not zero, argument positive) that a slope rests on.
    """

    def __init__(
        self,
        values: dict[Term, Term],
        rules: dict[str, FunctionRule],
        require: Callable[[str, Term], None],
    ) -> None:
        self.values = values
        self.rules = rules
        self.require = require

    def varies(self, term: Term) -> bool:
        return any(part == T for part in term.walk())

    def at(self, term: Term) -> Term:
        """The value of a part at the point."""
        return put(term, self.values)

    def slope(self, term: Term) -> tuple[Term, str]:
        """The slope of a term and its proof. Raises :class:`Uncertified`."""
        if not self.varies(term):
            return Num(Fraction(0)), "slope_constant _ _"
        if term == T:
            return ONE, f"slope_identity {show(self.at(T), 5)}"
        if isinstance(term, Sum):
            return self._sum(term)
        if isinstance(term, Prod):
            return self._product(term)
        if isinstance(term, Quot):
            return self._quotient(term)
        if isinstance(term, Pow):
            return self._power(term)
        if isinstance(term, Call) and len(term.arguments) == 1:
            return self._call(term)
        raise Uncertified(f"no rule differentiates {show(term)}")

    def _sum(self, term: Sum) -> tuple[Term, str]:
        terms, signs = term.terms, term.signs
        varies = self.varies(terms[0])
        slopes: list[tuple[Term, int]] = []
        proof = ""
        if varies:
            first, proof = self.slope(terms[0])
            if signs[0] < 0:
                proof = f"slope_opposite ({proof})"
            slopes.append((first, signs[0]))
        for part, sign in zip(terms[1:], signs[1:], strict=True):
            word = "sum" if sign > 0 else "difference"
            if self.varies(part):
                own, inner = self.slope(part)
                if varies:
                    proof = f"slope_{word} ({proof}) ({inner})"
                    slopes.append((own, sign))
                else:
                    proof = f"slope_{word}_right _ ({inner})"
                    slopes = [(own, sign)]
                varies = True
            elif varies:
                proof = f"slope_{word}_left _ ({proof})"
        if len(slopes) == 1 and slopes[0][1] > 0:
            return slopes[0][0], proof
        return Sum(tuple(s for s, _ in slopes), tuple(sign for _, sign in slopes)), proof

    def _product(self, term: Prod) -> tuple[Term, str]:
        done = term.factors[0]
        slope, proof = self.slope(done) if self.varies(done) else (None, "")
        seen: tuple[Term, ...] = (done,)
        for factor in term.factors[1:]:
            value, value_factor = _product_of(tuple(self.at(f) for f in seen)), self.at(factor)
            if self.varies(factor):
                own, inner = self.slope(factor)
                if slope is None:
                    slope, proof = Prod((value, own)), f"slope_product_right _ ({inner})"
                else:
                    slope = Sum((Prod((slope, value_factor)), Prod((value, own))), (1, 1))
                    proof = f"slope_product ({proof}) ({inner})"
            elif slope is not None:
                slope, proof = Prod((slope, value_factor)), f"slope_product_left _ ({proof})"
            seen = (*seen, factor)
        assert slope is not None
        return slope, proof

    def _quotient(self, term: Quot) -> tuple[Term, str]:
        up, down = self.at(term.up), self.at(term.down)
        if not self.varies(term.down):
            slope, proof = self.slope(term.up)
            return Quot(slope, down), f"slope_quotient_left _ ({proof})"
        self.require("nonzero", down)
        condition = f"(ltac:(nonzero) : {show(down)} <> 0)"
        own, inner = self.slope(term.down)
        if not self.varies(term.up):
            slope = Sum((Quot(Prod((up, own)), Pow(down, 2)),), (-1,))
            return slope, f"slope_quotient_right _ ({inner}) {condition}"
        slope, proof = self.slope(term.up)
        top = Sum((Prod((slope, down)), Prod((up, own))), (1, -1))
        return Quot(top, Pow(down, 2)), f"slope_quotient ({proof}) ({inner}) {condition}"

    def _power(self, term: Pow) -> tuple[Term, str]:
        if term.exponent == 0:
            raise Uncertified("a power to zero is not differentiated")
        own, inner = self.slope(term.base)
        number, rest = Num(Fraction(term.exponent)), Pow(self.at(term.base), term.exponent - 1)
        return Prod((number, rest, own)), f"slope_power {term.exponent - 1} ({inner})"

    def _call(self, term: Call) -> tuple[Term, str]:
        rule = self.rules.get(term.function)
        if rule is None:
            raise Uncertified(f"no rule differentiates {term.function}")
        argument = term.arguments[0]
        value = self.at(argument)
        if term.function in ("ln", "sqrt"):
            self.require("positive", value)
        outer, lemma = rule.slope(value), rule.lemma.replace("@", show(value, 5))
        if argument == T:
            return outer, lemma
        own, inner = self.slope(argument)
        one_call = isinstance(argument, Call) and argument.arguments == (T,)
        inside = argument.function if one_call and isinstance(argument, Call) else f"fun t : R => {show(argument)}"
        return Prod((outer, own)), f"slope_call (f := {inside}) (h := {term.function}) ({lemma}) ({inner})"


def _product_of(factors: tuple[Term, ...]) -> Term:
    return factors[0] if len(factors) == 1 else Prod(factors)


def cut_rule(word: str) -> FunctionRule:
    """The rule of a cut-free function whose slope lemma stands above."""
    return FunctionRule(lambda x: Slope(word, x), f"slope_exists slope_{word}")
