r"""Turn the syntax of a side into an expression, asking the notation where syntax is open."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as Rational
from typing import Any

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.meaning import expressions as ex
from derive.meaning.applications import Applications
from derive.meaning.derivatives import Derivatives
from derive.meaning.ellipsis import close_up, close_up_product
from derive.meaning.expressions import Name
from derive.meaning.limits import Limits
from derive.meaning.loose_sums import gathered
from derive.meaning.notation import Notation
from derive.meaning.written import base_key, innermost, is_symbol, scripts, stands_in
from derive.source.text import Span

# Brackets whose meaning is beyond the algebra.
ROUNDED_DIGITS = 3  # from so many on, a decimal may have been rounded
OUTER = {">": "an inner product or a mean", "⌋": "a rounded number"}


def elaborate(node: tree.Node, notation: Notation, outside: frozenset[str] = frozenset()) -> ex.Expression:
    """The expression that a tree stands for. Raises :class:`LatexError` where it has no meaning.

    ``outside`` are index letters that mean something in other sides of its chain.
    """
    return _Elaborator(notation, node, outside).expression(node)


class _Elaborator(Applications, Derivatives, Limits):
    """Sums, products and grids; the other parts of the syntax are next door."""

    def expression(self, node: tree.Node) -> ex.Expression:
        method = _METHODS.get(type(node))
        if method is None:
            raise LatexError("D404", "this has no meaning as a quantity", node.span)
        result: ex.Expression = method(self, node)
        return result

    def number(self, node: tree.Number) -> ex.Expression:
        digits = node.text
        places = len(digits.split(".")[1]) if "." in digits else None
        if self.notation.exact and len(digits.replace(".", "").lstrip("0")) < ROUNDED_DIGITS:
            places = None  # 0.5 is one half
        return ex.Numeral(node.span, Rational(digits), places)

    def identifier(self, node: tree.Identifier) -> ex.Expression:
        return ex.Symbol(node.span, Name(node.name))

    def mark(self, node: tree.Mark) -> ex.Expression:
        if node.text == "partial":
            raise LatexError("D101", "a lone ∂ is no quantity", node.span)
        if node.text == "|":
            return ex.Opaque(node.span, "what follows a bar")
        raise LatexError("D404", f"{node.text.removeprefix('text ')!r} is no quantity", node.span)

    def dots(self, node: tree.Dots) -> ex.Expression:
        return ex.Dots(node.span)

    def sum(self, node: tree.Sum) -> ex.Expression:
        node = gathered(node, self.outside)
        terms = tuple(self.expression(term) for term in node.terms)
        signs = tuple(-1 if sign == "-" else 1 for sign in node.signs)
        if len(terms) == 1 and signs[0] == 1:
            return terms[0]
        total = ex.Addition(node.span, terms, signs, node.sign_spans)
        return close_up(total) if any(isinstance(term, ex.Dots) for term in terms) else total

    def product(self, node: tree.Product) -> ex.Expression:
        inline = self.inline_derivative(node)
        if inline is not None:
            return inline
        product = self.factors(list(node.factors), list(node.operators))
        dotted = isinstance(product, ex.Multiplication) and any(isinstance(factor, ex.Dots) for factor in product.factors)
        return close_up_product(product) if dotted else product  # type: ignore[arg-type]

    def factors(self, nodes: list[tree.Node], operators: list[str]) -> ex.Expression:
        """A run of factors, each taking what belongs to it."""
        result: list[ex.Expression] = []
        kinds: list[str] = []
        index = 0
        while index < len(nodes):
            kind = operators[index - 1] if index else ""
            factor, after = self.factor(nodes, operators, index)
            if kind == "over" and result:
                last = result.pop()
                factor = ex.Division(last.span.join(factor.span), last, factor)
                result.append(factor)
            else:
                if result:
                    kinds.append(kind)
                result.append(factor)
            index = after
        if len(result) == 1:
            return result[0]
        result = self.averaged(result)
        return ex.Multiplication(result[0].span.join(result[-1].span), tuple(result), tuple(kinds))

    def factor(self, nodes: list[tree.Node], operators: list[str], at: int) -> tuple[ex.Expression, int]:
        """The factor that begins at a position, and the position after it."""
        node = nodes[at]
        follows = nodes[at + 1] if at + 1 < len(nodes) and operators[at] == "" else None
        bracket = follows.base if isinstance(follows, tree.Scripted) else follows
        if (operator := self.derivative_operator(node)) is not None:
            return self.operate(operator, nodes, operators, at)
        if isinstance(follows, tree.Bracket) and isinstance(node, tree.Fraction) and (slope := self.slope_at(node, follows)) is not None:
            return slope, at + 2
        if follows is bracket and isinstance(bracket, tree.Bracket) and _counts_cases(node):  # 1(i = j, k = l)
            tests = bracket.body.items if isinstance(bracket.body, tree.Listing) else (bracket.body,)
            span = node.span.join(bracket.span)
            counts = tuple(self.indicator(span, test) for test in tests if isinstance(test, tree.Comparison))
            if len(counts) == len(tests):
                return counts[0] if len(counts) == 1 else ex.Multiplication(span, counts, ("",) * (len(counts) - 1)), at + 2
        if isinstance(node, tree.Mark) and node.text == "nabla" and follows is not None:
            operand, after = self.factor(nodes, operators, at + 1)
            return ex.Opaque(node.span.join(operand.span), "the gradient of a composition", (operand,)), after
        if isinstance(node, tree.Mark) and node.text == "partial":
            if at == 0:
                raise LatexError("D101", "∂ without a denominator", node.span)
            raise LatexError("D404", "∂ is no factor", node.span)
        if is_symbol(node):
            key = base_key(innermost(node))
            assert key is not None
            lower, upper, primes = scripts(node)
            applied = isinstance(bracket, tree.Bracket) and bracket.kind in ("(", "[", "{")
            if self.known(key):
                if applied and follows is not None:
                    return self.apply(node, follows), at + 2
                if at + 1 < len(nodes) and operators[at] in ("", "dot") and _can_be_argument(nodes[at + 1]):
                    return self.apply_bare(node, nodes, operators, at)
                return self.symbol(node), at + 1
            if key in self.notation.functions and applied and follows is not None and not stands_in(node, bracket.body):  # type: ignore[union-attr]
                return self.apply(node, follows), at + 2
            if applied and follows is not None and key in self.notation.means:
                return ex.Opaque(node.span.join(follows.span), "an expected value", self.items(bracket.body)), at + 2  # type: ignore[union-attr]
            if applied and follows is not None and isinstance(bracket.body, tree.Comparison):  # type: ignore[union-attr]
                parts = (self.symbol(node), self.expression(bracket.body.left), self.expression(bracket.body.right))  # type: ignore[union-attr]
                return ex.Opaque(node.span.join(follows.span), "a probability of an event", parts), at + 2
            if applied and follows is not None and isinstance(bracket, tree.Bracket):
                primed = isinstance(follows, tree.Scripted) and bool(follows.primes)
                symbol = self.symbol(node)
                plain = not isinstance(follows, tree.Scripted) or (follows.upper is None and not primed and scripts(node)[0] is None)
                if key in self.notation.shown and not primes and plain:
                    return self.behind(symbol, follows) if isinstance(symbol, ex.Symbol) else symbol, at + 2
                moment = key not in self.notation.moments - {"t"} and not primed  # n(n + 1) is a product
                if moment and (time := self.time_argument(bracket.body)) is not None and isinstance(symbol, ex.Symbol):
                    name = symbol.name
                    named = ex.Symbol(node.span.join(bracket.span), Name(name.base, (*name.upper, *time), name.lower))
                    return self.behind(named, follows), at + 2
        return self.expression(node), at + 1

    def root(self, node: tree.Root) -> ex.Expression:
        half = ex.Numeral(node.span, Rational(1, 2))
        radicand = self.expression(node.radicand)
        if node.degree is None:
            return ex.Power(node.span, radicand, half)
        degree = self.expression(node.degree)
        one = ex.Numeral(node.degree.span, Rational(1))
        return ex.Power(node.span, radicand, ex.Division(node.degree.span, one, degree))

    def bracket(self, node: tree.Bracket) -> ex.Expression:
        if node.kind in ("|", "‖"):
            return ex.Norm(node.span, self.expression(node.body), node.kind)
        if node.kind == ">" and (product := self.inner_product(node)) is not None:
            return product
        if node.kind in OUTER:
            return ex.Opaque(node.span, OUTER[node.kind], self.items(node.body))
        if node.kind == "[" and isinstance(node.body, tree.Comparison):
            return self.indicator(node.span, node.body)
        if isinstance(node.body, tree.Listing):
            items = self.items(node.body)
            if node.kind == "[" and not any(isinstance(n, ex.Symbol) for item in items for n in item.walk()):
                return ex.Matrix(node.span, (items,))  # numbers in a row
            return ex.Opaque(node.span, ex.LIST, items)
        if isinstance(node.body, tree.Product) and not any(node.body.operators):
            return self.factors(list(node.body.factors), list(node.body.operators))  # dots may be between the columns of a row
        return self.expression(node.body)

    def inner_product(self, node: tree.Bracket) -> ex.Expression | None:
        """``⟨u, v⟩``: the trace of ``uᵀ v``, of matrices as of vectors. None for any other list."""
        if not isinstance(node.body, tree.Listing) or len(node.body.items) != 2 or any(isinstance(i, (tree.Dots, tree.Mark)) for i in node.body.items):
            return None
        left, right = self.items(node.body)
        product = ex.Multiplication(node.span, (ex.Transposition(left.span, left), right), ("",))
        return ex.Application(node.span, Name("trace"), (product,), 0, Span(node.span.start, node.span.start))

    def items(self, body: tree.Node) -> tuple[ex.Expression, ...]:
        """The parts of a list."""
        return tuple(self.expression(item) for item in (body.items if isinstance(body, tree.Listing) else (body,)))

    def indicator(self, span: Span, test: tree.Comparison) -> ex.Expression:
        """One where a relation holds, zero elsewhere."""
        one, zero = ex.Numeral(span, Rational(1)), ex.Numeral(span, Rational(0))
        return ex.Cases(span, (one, zero), ((self.expression(test.left), test.relation, self.expression(test.right)), None))

    def grid(self, node: tree.Grid) -> ex.Expression:
        if node.kind == "cases":
            return self.cases(node)
        if node.kind != "matrix":
            raise LatexError("D405", "determinants are not understood", node.span)
        rows = (row[0].items if len(row) == 1 and isinstance(row[0], tree.Listing) else row for row in node.rows)
        return ex.Matrix(node.span, tuple(tuple(self.expression(cell) for cell in row) for row in rows))

    def cases(self, node: tree.Grid) -> ex.Expression:
        values: list[ex.Expression] = []
        tests: list[tuple[ex.Expression, str, ex.Expression] | None] = []
        for row in node.rows:
            value, condition = row[0], row[1] if len(row) > 1 else None
            if isinstance(value, tree.Listing) and condition is None and len(value.items) == 2:
                value, condition = value.items
            values.append(self.expression(value))
            tests.append(self.condition(condition))
        return ex.Cases(node.span, tuple(values), tuple(tests))

    def condition(self, node: tree.Node | None) -> tuple[ex.Expression, str, ex.Expression] | None:
        if node is None or isinstance(node, tree.Mark):
            return None
        if isinstance(node, tree.Listing):
            node = node.items[0]
        if isinstance(node, tree.Bracket):
            node = node.body
        if isinstance(node, tree.Comparison):
            return self.expression(node.left), node.relation, self.expression(node.right)
        raise LatexError("D404", "this is no condition", node.span)

    def listing(self, node: tree.Listing) -> ex.Expression:
        raise LatexError("D404", "a list of quantities is no quantity", node.span)

    def comparison(self, node: tree.Comparison) -> ex.Expression:
        raise LatexError("D404", "a relation is no quantity", node.span)


def _counts_cases(node: tree.Node) -> bool:
    r"""A sign that authors write before a condition to count where it holds: 1, ``\\mathbb{1}``, I, ``\\delta``."""
    while isinstance(node, tree.Accented):
        node = node.body
    return (isinstance(node, tree.Number) and node.text == "1") or (isinstance(node, tree.Identifier) and node.name in ("I", "\\delta", "\\chi"))


def _can_be_argument(node: tree.Node) -> bool:
    return isinstance(node, (tree.Identifier, tree.Number, tree.Scripted, tree.Fraction, tree.Accented, tree.Bracket, tree.Root, tree.BigOperator))


_METHODS: dict[type[tree.Node], Callable[[_Elaborator, Any], ex.Expression]] = {
    tree.Number: _Elaborator.number,
    tree.Identifier: _Elaborator.identifier,
    tree.Accented: _Elaborator.accented,
    tree.Scripted: _Elaborator.scripted,
    tree.Bracket: _Elaborator.bracket,
    tree.Fraction: _Elaborator.fraction,
    tree.Root: _Elaborator.root,
    tree.BigOperator: _Elaborator.big,
    tree.Product: _Elaborator.product,
    tree.Sum: _Elaborator.sum,
    tree.Listing: _Elaborator.listing,
    tree.Comparison: _Elaborator.comparison,
    tree.Grid: _Elaborator.grid,
    tree.Dots: _Elaborator.dots,
    tree.Mark: _Elaborator.mark,
}
