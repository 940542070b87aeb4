r"""The derivative of one definition by a symbol that it holds, written in the author's letters.

The rules of school: each is one method, and the result is put in order (ones and zeros
disappear, numbers are multiplied) and nothing else, so that a reader sees the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from codegen.derivation.writing import Side, Writing
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name


class NotWritten(Exception):
    """A form that these rules don't differentiate."""


@dataclass(frozen=True, slots=True)
class Term:
    """``number · factors``; each factor is LaTeX that needs no further brackets."""

    number: Fraction
    factors: tuple[str, ...] = ()


# f'(x) for the functions everyone knows: from the text of f's value and of its argument.
_Rule = Callable[["Partials", str, str], list[Term]]
KNOWN: dict[str, _Rule] = {
    "exp": lambda p, value, x: [Term(Fraction(1), (value,))],
    "log": lambda p, value, x: [Term(Fraction(1), (rf"\frac{{1}}{{{x}}}",))],
    "sin": lambda p, value, x: [Term(Fraction(1), (rf"\cos({x})",))],
    "cos": lambda p, value, x: [Term(Fraction(-1), (rf"\sin({x})",))],
    "sigmoid": lambda p, value, x: [Term(Fraction(1), (value, p.bracket([Term(Fraction(1)), Term(Fraction(-1), (value,))])))],
    "tanh": lambda p, value, x: [Term(Fraction(1)), Term(Fraction(-1), (p.squared(value),))],
}  # fmt: skip


class Partials:
    """Derivatives of expressions as LaTeX.

    ``spelled`` gives symbols another spelling: an alias is written as what it stands for.
    ``value`` is how the whole expression is called: the ``a`` of ``a = f(z)``. ``flip``
    writes a negated square's derivative as the turned difference: ``a - t``, not ``-(t - a)``.
    """

    def __init__(
        self, writing: Writing, spelled: Mapping[Name, Name], value: Name | None = None, flip: bool = True
    ) -> None:
        self.writing, self.spelled, self.value, self.flip = writing, spelled, value, flip

    def derivative(self, expression: Expression, by: frozenset[Name]) -> Side | None:
        """``∂ expression / ∂ by``; None where no rule applies."""
        self.by, self.whole = by, expression
        try:
            terms = self.d(expression)
            if len(terms) == 1 and terms[0].number == 1 and len(terms[0].factors) == 1:
                return self.writing.side(without_brackets(terms[0].factors[0]))
            return self.writing.side(self.text(terms))
        except NotWritten:
            return None

    # -- rules

    def d(self, e: Expression) -> list[Term]:
        if not any(isinstance(n, ex.Symbol) and n.name in self.by for n in e.walk()):
            return []
        if isinstance(e, ex.Symbol):
            return [Term(Fraction(1))]
        if isinstance(e, ex.Addition):
            parts = zip(e.terms, e.signs, strict=True)
            return [Term(t.number * sign, t.factors) for term, sign in parts for t in self.d(term)]
        if isinstance(e, ex.Multiplication):
            return self.product_rule(e)
        if isinstance(e, ex.Division):
            return self.quotient_rule(e)
        if isinstance(e, ex.Power):
            return self.power_rule(e)
        if isinstance(e, ex.Application) and len(e.arguments) == 1:
            return self.chain_rule(e)
        raise NotWritten

    def product_rule(self, e: ex.Multiplication) -> list[Term]:
        if any(k not in ("", "dot", "times", "star", "odot") for k in e.kinds[1:]):
            raise NotWritten
        total: list[Term] = []
        for index, factor in enumerate(e.factors):
            inner = self.d(factor)
            if inner:
                before = [self.constant(f) for f in e.factors[:index]]
                after = [self.constant(f) for f in e.factors[index + 1 :]]
                total.append(multiply([*before, self.single(inner), *after]))
        return total

    def quotient_rule(self, e: ex.Division) -> list[Term]:
        above, below = self.d(e.numerator), self.d(e.denominator)
        bottom = self.print(e.denominator, 0)
        total = []
        if above:
            inverse = self.constant(e.denominator, invert=True)
            total.append(multiply([self.single(above), inverse]))
        if below:
            square = Term(Fraction(-1), (rf"\frac{{{self.print(e.numerator, 0)}}}{{({bottom})^2}}",))
            total.append(multiply([square, self.single(below)]))
        return total

    def power_rule(self, e: ex.Power) -> list[Term]:
        if not isinstance(e.exponent, ex.Numeral):
            raise NotWritten
        n = e.exponent.value
        if n == 1:
            return self.d(e.base)
        inner = self.single(self.d(e.base))
        base = self.print(e.base, 2)
        if self.flip and n == 2 and inner.number < 0 and isinstance(e.base, ex.Addition) and e.base.signs == (1, -1):
            first, second = e.base.terms
            base = f"({self.writing.sum([self.print(second, 1), '-' + self.print(first, 1)])})"
            inner = Term(-inner.number, inner.factors)
        lowered = base if n == 2 else f"{self.grouped(e.base)}^{{{number(n - 1)}}}"
        return [multiply([Term(n, (lowered,)), inner])]

    def chain_rule(self, e: ex.Application) -> list[Term]:
        argument = self.print(e.arguments[0], 0)
        name = e.function.base
        if e.order == 0 and not e.function.indices and name in KNOWN:
            whole = e is self.whole and self.value is not None
            value = self.writing.symbol(self.value) if whole and self.value else self.print(e, 2)
            outer = KNOWN[name](self, value, argument)
        else:
            prime = self.slice(e.function_span) + "'"
            outer = [Term(Fraction(1), (f"{prime}({argument})",))]
        inner = self.single(self.d(e.arguments[0]))
        return outer if inner == Term(Fraction(1)) else [multiply([self.single(outer), inner])]

    # -- putting in order

    def single(self, terms: list[Term]) -> Term:
        """One term; a sum becomes a bracket."""
        return terms[0] if len(terms) == 1 else Term(Fraction(1), (self.bracket(terms),))

    def bracket(self, terms: list[Term]) -> str:
        return f"({self.text(terms)})"

    def constant(self, e: Expression, invert: bool = False) -> Term:
        """A factor that is kept: numbers are gathered, the rest is printed."""
        value = exact(e)
        if value is not None and value != 0:
            return Term(1 / value if invert else value)
        if invert:
            return Term(Fraction(1), (rf"\frac{{1}}{{{self.print(e, 0)}}}",))
        return Term(Fraction(1), (self.print(e, 2),))

    def text(self, terms: list[Term]) -> str:
        return self.writing.sum([self.term(t) for t in terms if t.number])

    def term(self, term: Term) -> str:
        sign, size = ("-" if term.number < 0 else ""), abs(term.number)
        factors = list(term.factors) if size == 1 else [number(size), *term.factors]
        return sign + self.writing.product(factors)

    # -- printing what stays as it is

    def print(self, e: Expression, level: int) -> str:
        """LaTeX of an expression; level 1: a term, 2: a factor."""
        if isinstance(e, ex.Symbol):
            return self.writing.symbol(self.spelled.get(e.name, e.name))
        if isinstance(e, ex.Numeral):
            return number(e.value)
        if isinstance(e, ex.Addition):
            terms = [("-" if s < 0 else "") + self.print(t, 1) for t, s in zip(e.terms, e.signs, strict=True)]
            text = self.writing.sum(terms)
            return f"({text})" if level else text
        if isinstance(e, ex.Multiplication):
            return self.writing.product([self.print(f, 2) for f in e.factors])
        if isinstance(e, ex.Division):
            return rf"\frac{{{self.print(e.numerator, 0)}}}{{{self.print(e.denominator, 0)}}}"
        if isinstance(e, ex.Power):
            return f"{self.grouped(e.base)}^{{{self.print(e.exponent, 0)}}}"
        if isinstance(e, ex.Application):
            if e.function == Name("exp") and self.slice(e.function_span).strip() == "e":
                return f"e^{{{self.print(e.arguments[0], 0)}}}"
            arguments = ", ".join(self.print(a, 0) for a in e.arguments)
            return f"{self.slice(e.function_span)}{chr(39) * e.order}({arguments})"
        raise NotWritten

    def grouped(self, e: Expression) -> str:
        """The base of a power. A symbol that has a superscript already is bracketed."""
        text = self.print(e, 2)
        if isinstance(e, ex.Addition) or (isinstance(e, ex.Symbol) and not e.name.upper):
            return text
        return f"({text})"

    def squared(self, value: str) -> str:
        return f"({value})^2" if "^" in value or "(" in value else f"{value}^2"

    def slice(self, span: tuple[int, int]) -> str:
        return self.writing.source[span[0] : span[1]]


def multiply(terms: list[Term]) -> Term:
    """The product of terms."""
    value = Fraction(1)
    factors: tuple[str, ...] = ()
    for term in terms:
        value *= term.number
        factors += term.factors
    return Term(value, factors)


def without_brackets(text: str) -> str:
    """``(a - b)`` standing alone is ``a - b``."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text[1:-1] if place == len(text) - 1 and text[0] == "(" else text
    return text


def exact(e: Expression) -> Fraction | None:
    """The value of a number or a fraction of numbers."""
    if isinstance(e, ex.Numeral):
        return e.value
    if isinstance(e, ex.Division):
        above, below = exact(e.numerator), exact(e.denominator)
        return above / below if above is not None and below else None
    if isinstance(e, ex.Addition) and len(e.terms) == 1:
        inner = exact(e.terms[0])
        return None if inner is None else inner * e.signs[0]
    return None


def number(value: Fraction) -> str:
    """A rational number in LaTeX."""
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
