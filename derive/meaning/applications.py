"""Functions before their arguments, in brackets or bare."""

from __future__ import annotations

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.symbols import FUNCTION_WORDS
from derive.meaning import expressions as ex
from derive.meaning.expressions import Index, Label, Name
from derive.meaning.symbols import Symbols
from derive.meaning.written import base_key, innermost, is_symbol, next_moment, scripts
from derive.source.text import Span


class Applications(Symbols):
    """``f(x)``, ``f(x)^2``, ``\\log p_i``, and brackets that only show what a symbol depends on."""

    def time_argument(self, node: tree.Node) -> tuple[Index, ...] | None:
        """``w(t+1)``: a moment shown in a bracket."""
        if isinstance(node, tree.Identifier):
            return (Label(node.name),) if node.name in self.notation.moments else None
        if (letter := next_moment(node)) is not None and letter in self.notation.moments:
            assert isinstance(node, tree.Sum) and isinstance(node.terms[1], tree.Number)
            return (Label(f"{letter}{node.signs[1]}{node.terms[1].text}"),)
        return None

    def function_name(self, key: str, low: tuple[Index, ...], up: tuple[Index, ...], arguments: tuple[ex.Expression, ...]) -> Name:
        if self.known(key):
            return Name(FUNCTION_WORDS[key.lower()], up, low)
        return Name(key) if key in self.notation.same_functions and _follows(low, arguments) else Name(key, up, low)

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
        key = base_key(innermost(head))
        assert key is not None
        lower, upper, primes = scripts(head)
        if self.known(key) and (FUNCTION_WORDS[key.lower()] == "arg" or (lower is not None and FUNCTION_WORDS[key.lower()] in ("max", "min"))):
            raise LatexError("D404", "what an optimum is taken over is not understood", head.span)
        low = self.index(lower, key) if lower is not None else ()
        up: tuple[Index, ...] = ()
        power: tree.Node | None = None
        if upper is not None:
            if isinstance(upper, tree.Number) and key not in self.notation.indexed:
                power = upper
            else:
                up = self.index(upper, key)
        span = head.span.join(end)
        to_base: ex.Expression | None = None
        if self.known(key) and FUNCTION_WORDS[key.lower()] == "log" and lower is not None:
            low = ()
            if not (isinstance(lower, tree.Identifier) and lower.name == "e"):
                to_base = self.expression(lower)
        value: ex.Expression = ex.Application(span, self.function_name(key, low, up, arguments), arguments, primes, head.span)
        if to_base is not None:  # log_2 x = ln x / ln 2
            value = ex.Division(span, value, ex.Application(span, Name("log"), (to_base,), 0, head.span))
        return value if power is None else ex.Power(span, value, self.expression(power))

    def apply_bare(
        self, head: tree.Node, nodes: list[tree.Node], operators: list[str], at: int
    ) -> tuple[ex.Expression, int]:
        """``\\log p_i``, ``tanh 2x``: the function takes the next factor, and a number's companion."""
        stop = at + 2
        if isinstance(nodes[at + 1], tree.Number):
            while stop < len(nodes) and operators[stop - 1] == "" and is_symbol(nodes[stop]) and not self.known(base_key(innermost(nodes[stop])) or ""):
                stop += 1
        inner_nodes, inner_operators = nodes[at + 1 : stop], operators[at + 1 : stop - 1]
        key = base_key(innermost(nodes[at + 1])) if is_symbol(nodes[at + 1]) else None
        if key and (self.known(key) or key in self.notation.functions) and stop < len(nodes) and operators[stop - 1] == "":
            argument, stop = self.factor(nodes, operators, at + 1)  # log softmax(z)
        else:
            argument = self.factors(inner_nodes, inner_operators)
        return self.applied(nodes[at], (argument,), argument.span), stop


def _follows(low: tuple[Index, ...], arguments: tuple[ex.Expression, ...]) -> bool:
    """Does the index of a function repeat one of its arguments': ``g_k(z_k)``? Another may name another function."""
    shown = {i for a in arguments for part in a.walk() if isinstance(part, ex.Symbol) for i in part.name.lower}
    return not shown or set(low) <= shown
