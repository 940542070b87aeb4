"""Symbols with their scripts: which are part of the name, and what the others do to it."""

from __future__ import annotations

from fractions import Fraction as Rational

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.meaning import expressions as ex
from derive.meaning.expressions import Index, Label, Name
from derive.meaning.indices import Indices
from derive.meaning.written import TRANSPOSING, base_key, is_arithmetic, scripts
from derive.source.text import Span


def _is_one(node: tree.Node) -> bool:
    while isinstance(node, tree.Accented):
        node = node.body
    return isinstance(node, tree.Number) and node.text == "1"


def _only_variable(base: ex.Expression) -> ex.Symbol | None:
    """The one symbol of a formula with numbers or functions in it, by which a prime behind its bracket differentiates."""
    nodes = list(base.walk())
    found = {node.name: node for node in nodes if isinstance(node, ex.Symbol)}
    computes = any(isinstance(node, (ex.Numeral, ex.Application)) for node in nodes)
    return next(iter(found.values())) if len(found) == 1 and computes else None


class Symbols(Indices):
    """Names, powers and transposes."""

    def accented(self, node: tree.Accented) -> ex.Expression:
        key = base_key(node)
        if key is None:
            return self.expression(node.body)
        return self.symbol(node)

    def scripted(self, node: tree.Scripted) -> ex.Expression:
        inner: tree.Node = node.base
        while isinstance(inner, tree.Scripted):
            inner = inner.base
        if base_key(inner) is not None and not (isinstance(inner, tree.Identifier) and inner.function):
            return self.symbol(node)
        if isinstance(inner, tree.Identifier) and inner.function:
            return self.symbol(node)
        return self.scripted_group(node)

    def scripted_group(self, node: tree.Scripted) -> ex.Expression:
        """A bracket, number or fraction with scripts: powers, transposes, entries."""
        if isinstance(node.lower, (tree.Comparison, tree.Bracket)) and node.upper is None and _is_one(node.base):
            test = node.lower.body if isinstance(node.lower, tree.Bracket) else node.lower
            if isinstance(test, tree.Comparison):
                return self.indicator(node.span, test)  # \\mathbb{1}_{i=j}
        base = self.expression(node.base)
        upper = node.upper
        if node.lower is not None and not isinstance(base, ex.Norm):
            base = self.entry_of(Span(node.span.start, node.lower.span.end), base, node.lower)
        if node.primes:
            variable = _only_variable(base)
            if isinstance(base, ex.Numeral) or variable is not None:  # (e^{-x})'
                base = ex.Derivative(node.span, base, (variable or ex.Symbol(node.span, Name("x")),) * node.primes, "d")
            elif isinstance(base, ex.Norm):
                raise LatexError("D404", "a prime has no meaning here", node.span)
            else:
                base = ex.Transposition(node.span, base)
        return base if upper is None else self.raised(node.span, base, upper)

    def entry_of(self, span: Span, base: ex.Expression, lower: tree.Node) -> ex.Expression:
        """``(x^{(2)})_i`` is a component of x; of what is no name, it is an entry. A word tells a quantity of its own: ``(z_1)_{time}``."""
        index = self.index(lower, base.name.base if isinstance(base, ex.Symbol) else "")
        word = all(isinstance(i, Label) and len(i) > 1 and i.isalpha() for i in index)
        if isinstance(base, ex.Symbol) and (word or not base.name.lower):
            return ex.Symbol(span, base.name._replace(lower=(*base.name.lower, *index)))
        if word:
            return ex.Opaque(span, "what a word behind a bracket names", (base,))
        return ex.Entry(span, base, index)

    def behind(self, symbol: ex.Symbol, bracket: tree.Node) -> ex.Expression:
        """A symbol with the scripts behind a bracket that only shows its arguments: ``Y(t)_{ij}``, ``S(t)^T``."""
        if not isinstance(bracket, tree.Scripted):
            return symbol
        value: ex.Expression = symbol
        if bracket.lower is not None:
            value = self.entry_of(Span(symbol.span.start, bracket.lower.span.end), symbol, bracket.lower)
        return value if bracket.upper is None else self.raised(symbol.span.join(bracket.span), value, bracket.upper)

    def raised(self, span: Span, base: ex.Expression, upper: tree.Node) -> ex.Expression:
        """A power or a transpose."""
        if self.transposes(upper):
            return ex.Transposition(span, base)
        return ex.Power(span, base, self.expression(upper))

    def transposes(self, upper: tree.Node) -> bool:
        if isinstance(upper, tree.Mark):
            return upper.text == "top"
        if isinstance(upper, tree.Identifier):
            return upper.name in TRANSPOSING or (upper.name == "t" and self.notation.transposed_t)
        return False

    def symbol(self, node: tree.Node) -> ex.Expression:
        """A name with its indices, and what its other scripts do to it."""
        key = base_key(node) if not isinstance(node, tree.Scripted) else None
        inner = node
        while isinstance(inner, tree.Scripted):
            inner = inner.base
        key = key or base_key(inner)
        assert key is not None
        lower, upper, primes = scripts(node)
        if key in ("I", "\\mathbb{I}") and isinstance(lower, tree.Comparison) and upper is None:
            return self.indicator(node.span, lower)
        if key == "\\delta" and self.notation.kronecker and lower is not None and upper is None:
            first, second = self.index(lower, key)
            return self.kronecker(node.span, first, second)
        low = self.index(lower, key) if lower is not None else ()
        key = self.notation.components.get(key, key)
        up: tuple[Index, ...] = ()
        outer: tree.Node | None = None
        euler = self.notation.euler
        if isinstance(node, tree.Scripted) and isinstance(node.base, tree.Scripted) and node.upper is not None:
            # {w^l}^T: the inner script names, the outer one acts
            base = self.symbol(node.base) if node.base.upper is not None else None
            if base is not None:
                return self.raised(node.span, base, node.upper)
        if upper is not None:
            trailing = self.trailing_transpose(upper)
            if key == "e" and lower is None and isinstance(upper, tree.Sum) and upper.signs[0] == "-":
                outer, euler = upper, True  # e^{-x}: no index is negative
            elif trailing is not None:
                up, outer = self.index(trailing, key), tree.Mark(upper.span, "top")
            elif self.names(key, upper):
                up = self.index(upper, key)
            else:
                outer = upper
        if key == "e" and outer is not None and not low and euler:
            span = node.span
            if self.transposes(outer):
                raise LatexError("D404", "e is a number here", span)
            return ex.Application(span, Name("exp"), (self.expression(outer),), 0, inner.span)
        name = Name(key, up, low)
        if primes and not (key in self.notation.functions or self.known(key)):
            name = Name(key, (*up, Label("'" * primes)), low)
        elif primes and key + "'" * primes not in self.notation.letters:  # f' alone doesn't say of what argument; beside w_{f',i} it is an index
            return ex.Opaque(node.span, "a derivative without its argument")
        symbol: ex.Expression = ex.Symbol(node.span, name)
        if outer is None:
            return symbol
        end = upper.span.start if upper is not None else node.span.end
        symbol = ex.Symbol(Span(node.span.start, max(end - 1, inner.span.end)) if lower is None else node.span, name)
        return self.raised(node.span, symbol, outer)

    def indicator(self, span: Span, test: tree.Comparison) -> ex.Expression:
        """One where a relation holds."""
        raise NotImplementedError

    @staticmethod
    def kronecker(span: Span, first: Index, second: Index) -> ex.Expression:
        """One for equal indices, zero for others."""
        values = (ex.Numeral(span, Rational(1)), ex.Numeral(span, Rational(0)))
        sides = (ex.Symbol(span, Name(str(i))) if not isinstance(i, int) else ex.Numeral(span, Rational(i)) for i in (first, second))
        return ex.Cases(span, values, ((next(sides), "=", next(sides)), None))

    @staticmethod
    def trailing_transpose(upper: tree.Node) -> tree.Node | None:
        """The index of ``w^{lT}`` or ``W^{(l)T}``."""
        if isinstance(upper, tree.Product) and len(upper.factors) == 2:
            last = upper.factors[1]
            if (isinstance(last, tree.Identifier) and last.name == "T") or (isinstance(last, tree.Mark) and last.text == "top"):
                return upper.factors[0]
        if isinstance(upper, tree.Listing) and len(upper.items) == 2:
            last = upper.items[1]
            if (isinstance(last, tree.Identifier) and last.name == "T") or (isinstance(last, tree.Mark) and last.text == "top"):
                return upper.items[0]
        return None

    def names(self, key: str, upper: tree.Node) -> bool:
        """Is this superscript part of the name?"""
        if self.transposes(upper):
            return False
        if isinstance(upper, tree.Mark):
            return upper.text in ("star", "+", "-", "prime")
        if isinstance(upper, tree.Bracket) and upper.kind in "([":
            return not is_arithmetic(upper.body)
        if isinstance(upper, tree.Identifier) and len(upper.name) > 1 and not upper.name.startswith("\\"):
            return True
        if isinstance(upper, (tree.Listing, tree.Comparison)):
            return True
        if key in self.notation.squared and isinstance(upper, tree.Number):
            return upper.text in self.notation.squared[key]
        return key in self.notation.indexed
