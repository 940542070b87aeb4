r"""Turn the syntax of a side into an expression, asking the notation where syntax is open."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as Rational
from typing import Any

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.symbols import FUNCTION_WORDS
from derive.meaning import expressions as ex
from derive.meaning.ellipsis import close_up
from derive.meaning.expressions import Index, Label, Name, Offset
from derive.meaning.notation import Notation, base_key, is_arithmetic, is_symbol, scripts
from derive.source.text import Span

_MAX_EXPONENT_DIGITS = 6


def elaborate(node: tree.Node, notation: Notation) -> ex.Expression:
    """The expression that a tree stands for. Raises :class:`LatexError` where it has no meaning."""
    return _Elaborator(notation).expression(node)


class _Elaborator:
    def __init__(self, notation: Notation) -> None:
        self.notation = notation

    def expression(self, node: tree.Node) -> ex.Expression:
        method = _METHODS.get(type(node))
        if method is None:
            raise LatexError("D404", "this has no meaning as a quantity", node.span)
        result: ex.Expression = method(self, node)
        return result

    # -- leaves

    def number(self, node: tree.Number) -> ex.Expression:
        digits = node.text
        places = len(digits.split(".")[1]) if "." in digits else None
        return ex.Numeral(node.span, Rational(digits), places)

    def identifier(self, node: tree.Identifier) -> ex.Expression:
        return ex.Symbol(node.span, Name(node.name))

    def mark(self, node: tree.Mark) -> ex.Expression:
        if node.text == "partial":
            raise LatexError("D101", "a lone ∂ is no quantity", node.span)
        raise LatexError("D404", f"{node.text.removeprefix('text ')!r} is no quantity", node.span)

    def dots(self, node: tree.Dots) -> ex.Expression:
        return ex.Dots(node.span)

    # -- symbols and scripts

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
        base = self.expression(node.base)
        upper = node.upper
        if node.lower is not None and not isinstance(base, ex.Norm):
            base = ex.Entry(Span(node.span.start, node.lower.span.end), base, self.index(node.lower, ""))
        if node.primes:
            if isinstance(base, (ex.Norm, ex.Numeral)):
                raise LatexError("D404", "a prime has no meaning here", node.span)
            return ex.Transposition(node.span, base)
        return base if upper is None else self.raised(node.span, base, upper)

    def raised(self, span: Span, base: ex.Expression, upper: tree.Node) -> ex.Expression:
        """A power or a transpose."""
        if self.transposes(upper):
            return ex.Transposition(span, base)
        return ex.Power(span, base, self.expression(upper))

    def transposes(self, upper: tree.Node) -> bool:
        if isinstance(upper, tree.Mark):
            return upper.text == "top"
        if isinstance(upper, tree.Identifier):
            return upper.name in ("T", "Tr", "tr", "intercal", "\\top") or (upper.name == "t" and self.notation.transposed_t)
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
        low = self.index(lower, key) if lower is not None else ()
        key = self.notation.components.get(key, key)
        up: tuple[Index, ...] = ()
        outer: tree.Node | None = None
        if isinstance(node, tree.Scripted) and isinstance(node.base, tree.Scripted) and node.upper is not None:
            # {w^l}^T: the inner script names, the outer one acts
            base = self.symbol(node.base) if node.base.upper is not None else None
            if base is not None:
                return self.raised(node.span, base, node.upper)
        if upper is not None:
            trailing = self.trailing_transpose(upper)
            if trailing is not None:
                up, outer = self.index(trailing, key), tree.Mark(upper.span, "top")
            elif self.names(key, upper):
                up = self.index(upper, key)
            else:
                outer = upper
        if key == "e" and self.notation.euler and outer is not None and not low:
            span = node.span
            if self.transposes(outer):
                raise LatexError("D404", "e is a number here", span)
            return ex.Application(span, Name("exp"), (self.expression(outer),), 0, inner.span)
        name = Name(key, up, low)
        if primes and not (key in self.notation.functions or self.known(key)):
            name = Name(key, (*up, Label("'" * primes)), low)
        symbol: ex.Expression = ex.Symbol(node.span, name)
        if outer is None:
            return symbol
        end = upper.span.start if upper is not None else node.span.end
        symbol = ex.Symbol(Span(node.span.start, max(end - 1, inner.span.end)) if lower is None else node.span, name)
        return self.raised(node.span, symbol, outer)

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
        if isinstance(upper, tree.Listing):
            return True
        if key in self.notation.squared and isinstance(upper, tree.Number):
            return upper.text in self.notation.squared[key]
        return key in self.notation.indexed

    def index(self, node: tree.Node, key: str) -> tuple[Index, ...]:
        """The indices in a script."""
        if isinstance(node, tree.Number):
            if key in self.notation.digits and len(node.text) > 1:
                return tuple(int(d) for d in node.text)
            return (int(node.text),) if node.text.isdigit() else (Label(node.text),)
        if isinstance(node, tree.Identifier):
            return self.index_word(node.name)
        if isinstance(node, tree.Listing):
            return tuple(i for item in node.items for i in self.index(item, ""))  # in a list, 11 is eleven
        if isinstance(node, tree.Bracket):
            return self.index(node.body, key)
        if isinstance(node, tree.Product):
            return self.index_product(node, key)
        if isinstance(node, tree.Sum):
            return (self.index_sum(node),)
        if isinstance(node, tree.Mark):
            return (Label(node.text.removeprefix("text ")),)
        if isinstance(node, tree.Scripted) and isinstance(node.base, tree.Identifier) and isinstance(node.lower, tree.Number):
            if node.upper is None and not node.primes and node.base.name in self.notation.letters and key in self.notation.digits:
                return (node.base.name, int(node.lower.text))  # i1 below: two indices
        if isinstance(node, (tree.Accented, tree.Scripted)):
            text = base_key(node)
            if text is None and isinstance(node, tree.Scripted):
                text = base_key(node.base)
            lower, upper, primes = scripts(node)
            parts = [p for p in (upper, lower) if p is not None]
            tail = "".join(str(i) for p in parts for i in self.index(p, ""))
            return (Label((text or "?") + ("'" * primes) + tail),)
        if isinstance(node, tree.Comparison):
            return (Label("".join(str(i) for part in (node.left, node.right) for i in self.index(part, ""))),)
        raise LatexError("D404", "this is no index", node.span)

    def index_word(self, text: str) -> tuple[Index, ...]:
        if len(text) == 1 or text.startswith("\\"):
            return (text,)
        if len(text) <= 4 and all(letter in self.notation.letters for letter in text):
            return tuple(text)
        return (Label(text),)

    def index_product(self, node: tree.Product, key: str) -> tuple[Index, ...]:
        """``ij``, ``i1``, ``h1``: letters that serve as indices stand apart, words don't."""
        parts: list[Index] = []
        for factor in node.factors:
            parts += self.index(factor, key)
        if all(isinstance(p, (int, Offset)) or (not isinstance(p, Label) and p in self.notation.letters) for p in parts):
            return tuple(parts)
        return (Label("".join(str(p) if not isinstance(p, Offset) else f"{p.letter}{p.by:+d}" for p in parts)),)

    def index_sum(self, node: tree.Sum) -> Index:
        letter, by = None, 0
        for term, sign in zip(node.terms, node.signs, strict=True):
            if isinstance(term, tree.Number) and term.text.isdigit():
                by += -int(term.text) if sign == "-" else int(term.text)
            elif isinstance(term, tree.Identifier) and letter is None and sign != "-":
                letter = term.name
            else:
                return Label("".join(f"{s}{self.index(t, '')[0]}" for t, s in zip(node.terms, node.signs, strict=True)))
        return by if letter is None else Offset(letter, by) if by else letter

    # -- sums, products, functions

    def sum(self, node: tree.Sum) -> ex.Expression:
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
        return self.factors(list(node.factors), list(node.operators))

    def inline_derivative(self, node: tree.Product) -> ex.Expression | None:
        r"""``\partial L / \partial x_1`` in a line."""
        if len(node.factors) >= 4 and "over" in node.operators and _is_partial(node.factors[0]):
            at = node.operators.index("over") + 1
            if at < len(node.factors) - 1 and _is_partial(node.factors[at]):
                rest = node.factors[at + 2 :]
                if rest:
                    return None
                top = _rebuild(node.factors[1:at], node.operators[1 : at - 1])
                below = node.factors[at + 1]
                return ex.Derivative(node.span, self.expression(top), (self.variable(below),), "∂")
        return None

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
        return ex.Multiplication(result[0].span.join(result[-1].span), tuple(result), tuple(kinds))

    def factor(self, nodes: list[tree.Node], operators: list[str], at: int) -> tuple[ex.Expression, int]:
        """The factor that begins at a position, and the position after it."""
        node = nodes[at]
        follows = nodes[at + 1] if at + 1 < len(nodes) and operators[at] == "" else None
        bracket = follows.base if isinstance(follows, tree.Scripted) else follows
        if (operator := self.derivative_operator(node)) is not None:
            return self.operate(operator, nodes, operators, at)
        if isinstance(node, tree.Mark) and node.text == "partial":
            if at == 0:
                raise LatexError("D101", "∂ without a denominator", node.span)
            raise LatexError("D404", "∂ is no factor", node.span)
        if is_symbol(node):
            key = base_key(_innermost(node))
            assert key is not None
            lower, upper, primes = scripts(node)
            applied = isinstance(bracket, tree.Bracket) and bracket.kind in ("(", "[", "{")
            if self.known(key):
                if applied and follows is not None:
                    return self.apply(node, follows), at + 2
                if at + 1 < len(nodes) and operators[at] in ("", "dot") and _can_be_argument(nodes[at + 1]):
                    return self.apply_bare(node, nodes, operators, at)
                return self.symbol(node), at + 1
            if key in self.notation.functions and applied and follows is not None:
                return self.apply(node, follows), at + 2
            if applied and follows is not None and isinstance(bracket, tree.Bracket):
                if key in self.notation.shown and not primes and not isinstance(follows, tree.Scripted):
                    symbol = self.symbol(node)
                    return symbol, at + 2
                if (time := self.time_argument(bracket.body)) is not None and not isinstance(follows, tree.Scripted):
                    symbol = self.symbol(node)
                    if isinstance(symbol, ex.Symbol):
                        name = symbol.name
                        named = Name(name.base, (*name.upper, *time), name.lower)
                        return ex.Symbol(node.span.join(follows.span), named), at + 2
        return self.expression(node), at + 1

    @staticmethod
    def time_argument(node: tree.Node) -> tuple[Index, ...] | None:
        """``w(t+1)``: a moment shown in a bracket."""
        if isinstance(node, tree.Identifier) and node.name in ("t", "\\tau", "k"):
            return (Label(node.name),) if node.name == "t" else None
        if isinstance(node, tree.Sum) and len(node.terms) == 2 and isinstance(node.terms[0], tree.Identifier):
            if node.terms[0].name == "t" and isinstance(node.terms[1], tree.Number):
                return (Label(f"t{node.signs[1]}{node.terms[1].text}"),)
        return None

    def known(self, key: str) -> bool:
        word = key.lower()
        return word in FUNCTION_WORDS and (len(key) > 1)

    def function_name(self, key: str, low: tuple[Index, ...], up: tuple[Index, ...]) -> Name:
        if self.known(key):
            return Name(FUNCTION_WORDS[key.lower()], up, low)
        return Name(key) if key in self.notation.same_functions else Name(key, up, low)

    def apply(self, head: tree.Node, follows: tree.Node) -> ex.Expression:
        """A function before a bracket; scripts of the bracket act on the value."""
        bracket = follows.base if isinstance(follows, tree.Scripted) else follows
        assert isinstance(bracket, tree.Bracket)
        items = bracket.body.items if isinstance(bracket.body, tree.Listing) else (bracket.body,)
        value = self.applied(head, tuple(self.expression(item) for item in items), bracket.span)
        if not isinstance(follows, tree.Scripted):
            return value
        span = head.span.join(follows.span)
        if follows.lower is not None:
            value = ex.Entry(span, value, self.index(follows.lower, ""))
        if follows.primes:
            raise LatexError("D404", "a prime behind an applied function", follows.span)
        return value if follows.upper is None else self.raised(span, value, follows.upper)

    def applied(self, head: tree.Node, arguments: tuple[ex.Expression, ...], end: Span) -> ex.Expression:
        key = base_key(_innermost(head))
        assert key is not None
        lower, upper, primes = scripts(head)
        low = self.index(lower, key) if lower is not None else ()
        up: tuple[Index, ...] = ()
        power: tree.Node | None = None
        if upper is not None:
            if isinstance(upper, tree.Number) and key not in self.notation.indexed:
                power = upper
            else:
                up = self.index(upper, key)
        if self.known(key) and FUNCTION_WORDS[key.lower()] == "log":
            low = ()  # the base of a logarithm is taken as e
        span = head.span.join(end)
        value: ex.Expression = ex.Application(span, self.function_name(key, low, up), arguments, primes, head.span)
        return value if power is None else ex.Power(span, value, self.expression(power))

    def apply_bare(
        self, head: tree.Node, nodes: list[tree.Node], operators: list[str], at: int
    ) -> tuple[ex.Expression, int]:
        """``\\log p_i``, ``tanh 2x``: the function takes the next factor, and a number's companion."""
        stop = at + 2
        if isinstance(nodes[at + 1], tree.Number):
            while stop < len(nodes) and operators[stop - 1] == "" and is_symbol(nodes[stop]) and not self.known(base_key(_innermost(nodes[stop])) or ""):
                stop += 1
        inner_nodes, inner_operators = nodes[at + 1 : stop], operators[at + 1 : stop - 1]
        key = base_key(_innermost(nodes[at + 1])) if is_symbol(nodes[at + 1]) else None
        if key and (self.known(key) or key in self.notation.functions) and stop < len(nodes) and operators[stop - 1] == "":
            argument, stop = self.factor(nodes, operators, at + 1)  # log softmax(z)
        else:
            argument = self.factors(inner_nodes, inner_operators)
        return self.applied(nodes[at], (argument,), argument.span), stop

    # -- derivatives

    def fraction(self, node: tree.Fraction) -> ex.Expression:
        top, below = _differential(node.numerator), _differential(node.denominator)
        if top is None and below is not None and (negated := self.negated_derivative(node, below)) is not None:
            return negated
        if (top is not None and top[0] == "∂") or (below is not None and below[0] == "∂"):
            return self.partial(node, top, below)
        if top is not None and below is not None and top[2] is not None:
            return self.partial(node, top, below)
        return ex.Division(node.span, self.expression(node.numerator), self.expression(node.denominator))

    def negated_derivative(self, node: tree.Fraction, below: tuple[str, int, tree.Node | None]) -> ex.Expression | None:
        """``\\frac{-\\partial f}{\\partial x}``: the sign stands before the derivative."""
        top = node.numerator
        if not isinstance(top, tree.Sum) or len(top.terms) != 1:
            return None
        inner = _differential(top.terms[0])
        if inner is None:
            return None
        value = self.partial(tree.Fraction(node.span, top.terms[0], node.denominator), inner, below)
        return ex.Addition(node.span, (value,), (-1,), top.sign_spans)

    def partial(
        self, node: tree.Fraction, top: tuple[str, int, tree.Node | None] | None, below: tuple[str, int, tree.Node | None] | None
    ) -> ex.Expression:
        """A derivative, or one that lacks its sign above or below."""
        if below is None:
            assert top is not None
            if top[2] is None or not is_symbol(node.denominator):
                raise LatexError("D101", "the denominator is no differential", node.denominator.span)
            operand, variable = self.expression(top[2]), self.variable(node.denominator)
            return ex.Derivative(node.span, operand, (variable,), "∂", node.denominator.span)
        if below[2] is None:
            raise LatexError("D404", "a derivative with respect to nothing", node.denominator.span)
        if top is None:
            operand = self.expression(node.numerator)
            return ex.Derivative(node.span, operand, self.variables(below[2]), below[0], node.numerator.span)
        if top[2] is None:
            raise LatexError("D404", "a derivative of nothing", node.span)
        variables = self.variables(below[2])
        if top[1] > 1 and len(variables) == 1:
            variables = self.repeated(below[2], top[1])
        return ex.Derivative(node.span, self.expression(top[2]), variables, top[0])

    def variable(self, node: tree.Node) -> ex.Expression:
        variable = self.expression(node)
        core = variable.operand if isinstance(variable, ex.Transposition) else variable
        if not isinstance(core, (ex.Symbol, ex.Entry)):
            raise LatexError("D404", "a derivative is taken with respect to a symbol", node.span)
        return variable

    def variables(self, node: tree.Node) -> tuple[ex.Expression, ...]:
        """The symbols of ``\\partial w \\partial v``."""
        if isinstance(node, tree.Product):
            parts = [f for f in node.factors if not _is_partial(f)]
            if len(parts) == len(node.factors) and len(parts) > 1:
                return (self.variable(node),)
            return tuple(self.variable(part) for part in parts)
        return (self.variable(node),)

    def repeated(self, node: tree.Node, order: int) -> tuple[ex.Expression, ...]:
        """The two w of ``\\partial w^2`` below ``\\partial^2``."""
        if isinstance(node, tree.Scripted) and isinstance(node.upper, tree.Number) and int(node.upper.text) == order:
            stripped = tree.Scripted(node.span, node.base, node.lower, None, node.primes) if node.lower else node.base
            return (self.variable(stripped),) * order
        return (self.variable(node),) * order

    def derivative_operator(self, node: tree.Node) -> tuple[str, tuple[ex.Expression, ...], Span] | None:
        r"""``\frac{\partial}{\partial x}``, ``\nabla_W``, ``\partial_x`` before an operand."""
        if isinstance(node, tree.Fraction):
            top, below = _differential(node.numerator), _differential(node.denominator)
            if top is not None and top[2] is None and below is not None and below[2] is not None:
                variables = self.variables(below[2])
                if top[1] > 1 and len(variables) == 1:
                    variables = self.repeated(below[2], top[1])
                return top[0], variables, node.span
        if isinstance(node, tree.Scripted) and isinstance(node.base, tree.Mark) and node.lower is not None and node.upper is None:
            if node.base.text in ("nabla", "partial"):
                items = node.lower.items if isinstance(node.lower, tree.Listing) else (node.lower,)
                return "∇" if node.base.text == "nabla" else "∂", tuple(self.variable(i) for i in items), node.span
        return None

    def operate(
        self, operator: tuple[str, tuple[ex.Expression, ...], Span], nodes: list[tree.Node], operators: list[str], at: int
    ) -> tuple[ex.Expression, int]:
        """An operator takes a bracket, or all that stands beside it up to the next sign."""
        sign, variables, span = operator
        start = at + 1
        if start >= len(nodes):
            raise LatexError("D404", "a derivative of nothing", span)
        if operators[at] not in ("", "dot"):
            raise LatexError("D404", "an operator is no factor", span)
        head = nodes[start]
        bare = head.base if isinstance(head, tree.Scripted) else head
        if sign == "∇" or (isinstance(bare, tree.Bracket) and bare.kind in ("(", "[", "{", "group")):
            operand, stop = self.factor(nodes, operators, start)
        else:
            stop = start + 1
            while stop < len(nodes) and operators[stop - 1] == "" and self.derivative_operator(nodes[stop]) is None:
                if isinstance(nodes[stop], tree.Fraction) and _differential(nodes[stop].denominator) is not None:  # type: ignore[attr-defined]
                    break
                stop += 1
            operand = self.factors(nodes[start:stop], operators[start : stop - 1])
        return ex.Derivative(span.join(operand.span), operand, variables, sign), stop

    # -- the rest

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
        if isinstance(node.body, tree.Listing):
            raise LatexError("D404", "a list of quantities is no quantity", node.span)
        return self.expression(node.body)

    def big(self, node: tree.BigOperator) -> ex.Expression:
        assert node.body is not None
        ranges = self.ranges(node)
        limits = node.span if node.lower is None else Span(node.span.start, node.lower.span.end)
        return ex.Reduction(node.span, node.kind, ranges, self.expression(node.body), limits)

    def ranges(self, node: tree.BigOperator) -> tuple[ex.Range, ...]:
        lower = node.lower
        last = self.expression(node.upper) if node.upper is not None and not isinstance(node.upper, tree.Mark) else None
        if lower is None:
            return ()
        items = lower.items if isinstance(lower, tree.Listing) else (lower,)
        ranges: list[ex.Range] = []
        for item in items:
            ranges += self.range(item, last)
        return tuple(ranges)

    def range(self, item: tree.Node, last: ex.Expression | None) -> list[ex.Range]:
        if isinstance(item, tree.Comparison):
            letters = self.range_letters(item.left)
            if item.relation == "=":
                first = self.expression(item.right)
                return [ex.Range(letter, first, last) for letter in letters]
            if item.relation == "in":
                key = base_key(_innermost(item.right)) or "?"
                return [ex.Range(letter, members=key) for letter in letters]
            if item.relation == "!=":
                return [ex.Range(letter, None, last, excluded=self.index(item.right, "")[0]) for letter in letters]
            raise LatexError("D404", "limits of this form are not understood", item.span)
        return [ex.Range(letter, None, last) for letter in self.range_letters(item)]

    def range_letters(self, node: tree.Node) -> list[str]:
        if isinstance(node, tree.Identifier):
            if node.name.startswith("\\") or len(node.name) == 1:
                return [node.name]
            if len(node.name) <= 2:
                return list(node.name)
            return [node.name]
        if isinstance(node, tree.Listing):
            return [letter for item in node.items for letter in self.range_letters(item)]
        if isinstance(node, tree.Product) and all(isinstance(f, tree.Identifier) for f in node.factors):
            return [f.name for f in node.factors]  # type: ignore[attr-defined]
        raise LatexError("D404", "an index was expected below the sum", node.span)

    def grid(self, node: tree.Grid) -> ex.Expression:
        if node.kind == "cases":
            return self.cases(node)
        if node.kind != "matrix":
            raise LatexError("D405", "determinants are not understood", node.span)
        return ex.Matrix(node.span, tuple(tuple(self.expression(cell) for cell in row) for row in node.rows))

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
        if isinstance(node, tree.Comparison):
            return self.expression(node.left), node.relation, self.expression(node.right)
        raise LatexError("D404", "this is no condition", node.span)

    def listing(self, node: tree.Listing) -> ex.Expression:
        raise LatexError("D404", "a list of quantities is no quantity", node.span)

    def comparison(self, node: tree.Comparison) -> ex.Expression:
        raise LatexError("D404", "a relation is no quantity", node.span)


def _innermost(node: tree.Node) -> tree.Node:
    while isinstance(node, tree.Scripted):
        node = node.base
    return node


def _is_partial(node: tree.Node) -> bool:
    if isinstance(node, tree.Scripted):
        node = node.base
    return isinstance(node, tree.Mark) and node.text == "partial"


def _rebuild(nodes: tuple[tree.Node, ...], operators: tuple[str, ...]) -> tree.Node:
    if len(nodes) == 1:
        return nodes[0]
    return tree.Product(nodes[0].span.join(nodes[-1].span), nodes, operators)


def _differential(node: tree.Node) -> tuple[str, int, tree.Node | None] | None:
    """The sign, the order and the rest of ``∂E``, ``d^2 f``, ``dz``; None if it is none."""
    if isinstance(node, tree.Bracket) and node.kind == "group":
        node = node.body
    if isinstance(node, tree.Product):
        head, rest = node.factors[0], _rebuild(node.factors[1:], node.operators[1:])
        found = _differential(head)
        if found is not None and found[2] is None:
            return found[0], found[1], rest
        if found is not None and found[2] is not None and found[0] == "d":
            joined = (found[2], *node.factors[1:])
            return found[0], found[1], _rebuild(joined, node.operators)
        return None
    if isinstance(node, tree.Scripted):
        found = _differential(node.base)
        if found is None or (node.lower is not None and found[2] is None):
            return None
        if found[2] is None and isinstance(node.upper, tree.Number):
            return found[0], int(node.upper.text), None
        if found[2] is not None:
            rest = tree.Scripted(node.span, found[2], node.lower, node.upper, node.primes)
            return found[0], found[1], rest
        return None
    if isinstance(node, tree.Mark) and node.text == "partial":
        return "∂", 1, None
    if isinstance(node, tree.Identifier):
        if node.name == "d":
            return "d", 1, None
        if node.name[0] == "d" and len(node.name) in (2, 3, 4) and not node.function:
            span = Span(node.span.start + 1, node.span.end)
            return "d", 1, tree.Identifier(span, node.name[1:])
    return None


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
