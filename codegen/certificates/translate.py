"""The author's formula as a term of Coq, shape for shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from codegen.certificates.identifiers import Identifiers
from codegen.certificates.terms import Call, Num, Pow, Prod, Quot, Ref, Slope, Sum, Term
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name

# The document's word for a function of the library, and ours.
LIBRARY = {"exp": "exp", "log": "ln", "ln": "ln", "sin": "sin", "cos": "cos", "sqrt": "sqrt",
           "sigmoid": "sigmoid", "tanh": "tanh", "softplus": "softplus"}  # fmt: skip


class Uncertified(Exception):
    """A formula for which no theorem can be stated or proved yet; the message says why."""


class Translator:
    """Terms of one document. ``differentiate`` turns a derivative into a term."""

    def __init__(
        self,
        words: Identifiers,
        functions: set[Name],
        aliases: Mapping[Name, Name],
        differentiate: Callable[[ex.Derivative], Term],
    ) -> None:
        self.words = words
        self.functions = functions  # defined by the document
        self.aliases = aliases  # declared: sigma is the library's sigmoid
        self.differentiate = differentiate
        self.leaves: dict[Name, None] = {}  # every quantity met, in order of appearance
        self.free: dict[Name, None] = {}  # functions of which nothing is known
        self.library: dict[str, None] = {}

    def term(self, expression: Expression) -> Term:
        """The term of an expression. Raises :class:`Uncertified`."""
        method = _METHODS.get(type(expression))
        if method is None:
            raise Uncertified(f"no theorem states a {type(expression).__name__.lower()} yet")
        return method(self, expression)

    def numeral(self, e: ex.Numeral) -> Term:
        return Num(e.value)

    def symbol(self, e: ex.Symbol) -> Term:
        self.leaves.setdefault(e.name)
        return Ref(self.words[e.name])

    def addition(self, e: ex.Addition) -> Term:
        return Sum(tuple(self.term(t) for t in e.terms), e.signs)

    def multiplication(self, e: ex.Multiplication) -> Term:
        return Prod(tuple(self.term(f) for f in e.factors))

    def division(self, e: ex.Division) -> Term:
        return Quot(self.term(e.numerator), self.term(e.denominator))

    def power(self, e: ex.Power) -> Term:
        base, exponent = self.term(e.base), self.term(e.exponent)
        number = _constant(exponent)
        if number is None:
            return Call("Rpower", (base, exponent))
        if number.denominator == 1:
            if number < 0:
                return Quot(Num(Fraction(1)), Pow(base, -int(number)))
            return Pow(base, int(number), "" if isinstance(exponent, Num) else _natural(exponent))
        if number == Fraction(1, 2):
            return Call("sqrt", (base,))
        return Call("Rpower", (base, exponent))

    def application(self, e: ex.Application) -> Term:
        name = self.aliases.get(e.function, e.function)
        arguments = tuple(self.term(a) for a in e.arguments)
        if len(arguments) != 1 or e.order > 1:
            raise Uncertified(f"{name.latex()} is not a function of one number with at most one prime")
        if name in self.functions:
            word = self.words[name]
        elif not name.indices and name.base.lstrip("\\") in LIBRARY:
            word = LIBRARY[name.base.lstrip("\\")]
            self.library.setdefault(word)
        elif not name.indices and name.base in (
            "relu",
            "leakyrelu",
            "step",
            "sign",
            "abs",
            "erf",
            "gelu",
            "silu",
            "tan",
            "sinh",
            "cosh",
        ):
            raise Uncertified(f"no theorem is proved about {name.base} yet")
        else:
            self.free.setdefault(name)
            word = self.words[name]
        return Slope(word, arguments[0]) if e.order else Call(word, arguments)

    def derivative(self, e: ex.Derivative) -> Term:
        return self.differentiate(e)


_METHODS: dict[type[Expression], Callable[..., Term]] = {
    ex.Numeral: Translator.numeral,
    ex.Symbol: Translator.symbol,
    ex.Addition: Translator.addition,
    ex.Multiplication: Translator.multiplication,
    ex.Division: Translator.division,
    ex.Power: Translator.power,
    ex.Application: Translator.application,
    ex.Derivative: Translator.derivative,
}


def _constant(term: Term) -> Fraction | None:
    """The value of a term made of numbers alone."""
    if isinstance(term, Num):
        return term.value
    parts = [_constant(c) for c in term.children()]
    if not parts or any(p is None for p in parts):
        return None
    numbers = [p for p in parts if p is not None]
    if isinstance(term, Sum):
        return sum((s * n for s, n in zip(term.signs, numbers, strict=True)), Fraction(0))
    if isinstance(term, Prod):
        product = Fraction(1)
        for n in numbers:
            product *= n
        return product
    if isinstance(term, Quot):
        return numbers[0] / numbers[1] if numbers[1] else None
    return None


def _natural(term: Term) -> str:
    """The author's exponent, where its parts are natural numbers: ``(2 - 1)``."""
    if (
        isinstance(term, Sum)
        and all(isinstance(t, Num) and t.value.denominator == 1 for t in term.terms)
        and term.signs[0] > 0
    ):
        total, pieces = Fraction(0), []
        for part, sign in zip(term.terms, term.signs, strict=True):
            assert isinstance(part, Num)
            total += sign * part.value
            if total < 0:  # subtraction of natural numbers stops at zero
                return ""
            pieces.append(f"{'+' if sign > 0 else '-'} {part.value}")
        return f"({' '.join(pieces).removeprefix('+ ')})"
    return ""
