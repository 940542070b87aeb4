"""Derivatives as people write them: fractions, operators, in a line, with a sign lost."""

from __future__ import annotations

from typing import NamedTuple

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.meaning import expressions as ex
from derive.meaning.differentials import Differential, differential, differentials, halved, is_partial, rebuild
from derive.meaning.symbols import Symbols
from derive.meaning.written import base_key, differentiated, innermost, is_symbol, spelled_out
from derive.source.text import Span

_SIGNS = {"δ": "∂"}  # some write \\delta for \\partial


class Operator(NamedTuple):
    """A sign of differentiation that stands before what it differentiates."""

    sign: str
    variables: tuple[ex.Expression, ...]
    span: Span
    missing: Span | None = None  # what lacks its sign below the line


class Derivatives(Symbols):
    r"""``\partial E / \partial w``, ``d/dx``, ``\nabla_W``."""

    def inline_derivative(self, node: tree.Product) -> ex.Expression | None:
        r"""``\partial L / \partial x_1`` in a line."""
        if len(node.factors) >= 4 and "over" in node.operators and is_partial(node.factors[0]):
            at = node.operators.index("over") + 1
            if at < len(node.factors) - 1 and is_partial(node.factors[at]):
                rest = node.factors[at + 2 :]
                if rest:
                    return None
                top = rebuild(node.factors[1:at], node.operators[1 : at - 1])
                below = node.factors[at + 1]
                return ex.Derivative(node.span, self.expression(top), (self.variable(below),), "∂")
        return None

    def fraction(self, node: tree.Fraction) -> ex.Expression:
        top, below = differentials(node)
        if top is None and below is not None and (negated := self.negated_derivative(node, below)) is not None:
            return negated
        if (top is not None and top[0] == "∂") or (below is not None and below[0] == "∂"):
            return self.partial(node, top, below)
        if top is not None and below is not None and top[2] is not None and below[2] is not None:
            return self.partial(node, top, below)  # otherwise d is a letter: d a over d
        if self.lacks_d(node):
            return self.partial(node, top, below)
        return ex.Division(node.span, self.expression(node.numerator), self.expression(node.denominator))

    def lacks_d(self, node: tree.Fraction) -> bool:
        r"""``\frac{dL}{b}`` where the document has ``\frac{dL}{db}``, or differentiates L in this way by other things, and d is no quantity."""
        if (pair := halved(node)) is None:
            return False
        above, below = pair
        whole = (spelled_out(above), spelled_out(below)) in self.notation.by_d
        return whole or (base_key(innermost(above)) in self.notation.over_d and base_key(innermost(above)) != base_key(innermost(below)))

    def slope_at(self, node: tree.Fraction, bracket: tree.Bracket) -> ex.Expression | None:
        r"""``\frac{\partial f}{\partial u} (h u + b)`` is the derivative of ``f(h u + b)``, where the document writes that elsewhere."""
        key = differentiated(node)
        if key is None or (key, spelled_out(bracket.body)) not in self.notation.derived_at:
            return None
        function, below = node.numerator.children()[1], differential(node.denominator)
        if below is None or below[2] is None:
            return None
        variables = self.variables(below[2])
        within = {part.name for part in self.expression(bracket.body).walk() if isinstance(part, ex.Symbol)}
        if not all(isinstance(v, ex.Symbol) and v.name in within for v in variables):
            return None  # f may be of a variable by that name
        value = self.expression(tree.Product(function.span.join(bracket.span), (function, bracket), ("",)))
        own = (key, spelled_out(below[2])) in self.notation.arguments and spelled_out(below[2]) != spelled_out(bracket.body)
        if own and isinstance(value, ex.Application):  # beside f(x), the derivative of f by x may be its slope, taken elsewhere
            return ex.Opaque(node.span.join(bracket.span), "the slope of a function or the derivative of its value, which isn't said", (value, *variables))
        return ex.Derivative(node.span.join(bracket.span), value, variables, "∂")

    def negated_derivative(self, node: tree.Fraction, below: Differential) -> ex.Expression | None:
        """``\\frac{-\\partial f}{\\partial x}``: the sign stands before the derivative."""
        top = node.numerator
        if not isinstance(top, tree.Sum) or len(top.terms) != 1:
            return None
        inner = differential(top.terms[0])
        if inner is None:
            return None
        value = self.partial(tree.Fraction(node.span, top.terms[0], node.denominator), inner, below)
        return ex.Addition(node.span, (value,), (-1 if top.signs[0] == "-" else 1,), top.sign_spans)

    def partial(
        self, node: tree.Fraction, top: Differential | None, below: Differential | None
    ) -> ex.Expression:
        """A derivative, or one that lacks its sign above or below."""
        if below is None:
            assert top is not None
            if top[2] is None or not (is_symbol(node.denominator) or self.is_value(node.denominator)):
                raise LatexError("D101", "the denominator is no differential", node.denominator.span)
            operand, variable = self.expression(top[2]), self.variable(node.denominator)
            return ex.Derivative(node.span, operand, (variable,), top[0], node.denominator.span)
        if below[2] is None:
            raise LatexError("D404", "a derivative with respect to nothing", node.denominator.span)
        if top is None:
            operand = self.expression(node.numerator)
            return ex.Derivative(node.span, operand, self.variables(below[2]), below[0], node.numerator.span)
        if top[2] is None:
            raise LatexError("D404", "a derivative of nothing", node.span)
        variables = self.variables(below[2], top[1])
        return ex.Derivative(node.span, self.expression(top[2]), variables, _SIGNS.get(top[0], top[0]))

    def is_value(self, node: tree.Node) -> bool:
        """``Y(t)_{ij}``: a quantity that is written as the value of a function, or an entry of one."""
        expression = self.expression(node)
        if isinstance(expression, ex.Entry):
            expression = expression.operand
        return isinstance(expression, ex.Application) and not expression.order

    def variable(self, node: tree.Node) -> ex.Expression:
        variable = self.expression(node)
        core = variable.operand if isinstance(variable, ex.Transposition) else variable
        if not isinstance(core, (ex.Symbol, ex.Entry)):
            return ex.Opaque(node.span, "a derivative with respect to a compound quantity", (variable,))
        return variable

    def variables(self, node: tree.Node, order: int = 1) -> tuple[ex.Expression, ...]:
        r"""The symbols of ``\partial w \partial v``, and the two w of ``\partial w^2`` below ``\partial^2``."""
        parts = [f for f in node.factors if not is_partial(f)] if isinstance(node, tree.Product) else [node]
        if isinstance(node, tree.Product) and 1 < len(parts) == len(node.factors):
            parts = [node]
        times = [int(p.upper.text) if isinstance(p, tree.Scripted) and isinstance(p.upper, tree.Number) else 1 for p in parts]
        if order > 1 and sum(times) == order:
            return tuple(v for part, n in zip(parts, times, strict=True) for v in (self.variable(_without_upper(part)),) * n)
        found = tuple(self.variable(part) for part in parts)
        return found * order if len(found) == 1 else found

    def derivative_operator(self, node: tree.Node) -> Operator | None:
        r"""``\frac{\partial}{\partial x}``, ``\nabla_W``, ``\partial_x`` before an operand; also ``\frac{\partial}{x}``, which lacks a sign."""
        if isinstance(node, tree.Fraction):
            top, below = differentials(node)
            if top is not None and top[2] is None and below is not None and below[2] is not None:
                variables = self.variables(below[2], top[1])
                return Operator(_SIGNS.get(top[0], top[0]), variables, node.span)
            if top is not None and top[0] == "∂" and top[2] is None and below is None and is_symbol(node.denominator):
                return Operator("∂", (self.variable(node.denominator),), node.span, node.denominator.span)
        if isinstance(node, tree.Scripted) and isinstance(node.base, tree.Mark) and node.lower is not None:
            squared = isinstance(node.upper, tree.Number) and node.upper.text == "2"
            if node.base.text in ("nabla", "partial") and (node.upper is None or squared):
                items = node.lower.items if isinstance(node.lower, tree.Listing) else (node.lower,)
                found = tuple(self.variable(i) for i in items)
                return Operator("∇" if node.base.text == "nabla" else "∂", found * 2 if squared and len(found) == 1 else found, node.span)
        return None

    def operate(self, operator: Operator, nodes: list[tree.Node], operators: list[str], at: int) -> tuple[ex.Expression, int]:
        """An operator takes a bracket, or all that stands beside it up to the next sign."""
        sign, variables, span, missing = operator
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
                if isinstance(nodes[stop], tree.Fraction) and differential(nodes[stop].denominator) is not None:  # type: ignore[attr-defined]
                    break
                stop += 1
            operand = self.factors(nodes[start:stop], operators[start : stop - 1])
        return ex.Derivative(span.join(operand.span), operand, variables, sign, missing), stop


def _without_upper(node: tree.Node) -> tree.Node:
    if not isinstance(node, tree.Scripted) or not isinstance(node.upper, tree.Number):
        return node
    return tree.Scripted(node.span, node.base, node.lower, None, node.primes) if node.lower else node.base
