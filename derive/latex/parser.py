r"""Read the tokens of one side of a formula into a tree.

A recursive-descent parser: sums of products of scripted atoms. It knows LaTeX, not the
document: every question of notation is left open in the tree.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.latex import tree
from derive.latex.atoms import Atoms
from derive.latex.errors import LatexError
from derive.latex.stream import ENDERS, MAX_DEPTH
from derive.latex.symbols import BIG_OPERATORS, PRODUCTS
from derive.latex.tokens import Token
from derive.latex.vocabulary import Vocabulary
from derive.source.text import Span


def parse(tokens: Sequence[Token], vocabulary: Vocabulary, where: Span) -> tree.Node:
    """The tree of one side. ``where`` is named if there is nothing to read.

    Raises :class:`LatexError` at the token that can't be read.
    """
    return parse_leniently(tokens, vocabulary, where)[0]


def parse_leniently(tokens: Sequence[Token], vocabulary: Vocabulary, where: Span) -> tuple[tree.Node, list[Span]]:
    """The tree of one side, and the brackets that have no partner (read as if closed at the end)."""
    parser = _Parser(tokens, vocabulary, where)
    node = parser.listing()
    parser.expect_end()
    return node, parser.unbalanced


class _Parser(Atoms):
    """From the loosest level to the tightest."""

    def listing(self) -> tree.Node:
        """Comparisons between commas."""
        items = [self.comparison()]
        while self.text() in (",", ";") and self.peek(1) is not None and self.peek(1).text not in ENDERS:  # type: ignore[union-attr]
            self.take()
            items.append(self.comparison())
        if self.text() in (",", ";"):
            self.take()
        if len(items) == 1:
            return items[0]
        return tree.Listing(items[0].span.join(items[-1].span), tuple(items))

    def comparison(self) -> tree.Node:
        left = self.sum()
        while (token := self.peek()) and token.kind == "relation":
            self.take()
            right = self.sum()
            left = tree.Comparison(left.span.join(right.span), left, token.text, right)
        return left

    def sum(self) -> tree.Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LatexError("D406", f"nested deeper than {MAX_DEPTH} levels", self.here())
        terms: list[tree.Node] = []
        signs: list[str] = []
        spans: list[Span] = []
        start = self.here()
        while True:
            sign, span = "", self.here()
            while self.text() in ("+", "-", "\\pm", "\\mp"):
                token = self.take()
                span = token.span
                if token.text.startswith("\\"):
                    raise LatexError("D404", f"{token.text} has no single meaning here", token.span)
                sign = "-" if (sign == "-") != (token.text == "-") else "+"
            if terms and not sign:
                break
            if sign and self.at_end():
                raise LatexError("D404", f"nothing follows the {sign}", span)
            terms.append(self.product())
            signs.append(sign)
            spans.append(span)
            if self.text() not in ("+", "-", "\\pm", "\\mp"):
                break
        self.depth -= 1
        if len(terms) == 1 and not signs[0]:
            return terms[0]
        return tree.Sum(start.join(terms[-1].span), tuple(terms), tuple(signs), tuple(spans))

    def product(self) -> tree.Node:
        factors = [self.factor()]
        operators: list[str] = []
        while True:
            token = self.peek()
            if token is None or self.at_end() or token.kind == "text" or token.text in ("+", "-", "\\pm", "\\mp", "\\over"):
                break
            if self.bars and self.closes_bar(token):
                break
            if self.skip_remark():
                continue
            if self.skip_empty_group():  # what follows {} hangs on what stands before it
                factors[-1] = self.scripted(factors[-1])
                continue
            operator = PRODUCTS.get(token.text, "")
            if operator:
                self.take()
                if self.at_end():
                    raise LatexError("D404", f"nothing follows {token.text}", token.span)
            if self.text() in ("-", "+") and operator:  # 2 \cdot -3
                sign = self.take()
                factor = self.factor()
                factor = tree.Sum(sign.span.join(factor.span), (factor,), (sign.text,), (sign.span,))
            elif token.text in (".", "...", "!", "?") and not operator:
                if token.text == "." and self.peek(1) is None:
                    self.take()  # the full stop of the sentence
                    break
                if token.text == "." and self.peek(1).kind in ("align", "newline", "end"):  # type: ignore[union-attr]
                    break  # the full stop of a row
                if token.text == "." and self._multiplies():
                    self.take()
                    factors.append(self.factor())
                    operators.append("dot")
                    continue
                raise self.fail(f"{token.text} has no meaning in a product")
            else:
                factor = self.factor()
            if operator == "over" and _is_differential(factors[-1]) and _is_differential(factor):
                factors[-1] = tree.Fraction(factors[-1].span.join(factor.span), factors[-1].body, factor.body)  # type: ignore[attr-defined]
                continue
            factors.append(factor)
            operators.append(operator)
        if len(factors) == 1:
            return factors[0]
        return tree.Product(factors[0].span.join(factors[-1].span), tuple(factors), tuple(operators))

    def _multiplies(self) -> bool:
        """Is a full stop between two symbols, with nothing beside it, a product sign: ``x_{1,1}.y_{2,1}``?"""
        before, after = self.tokens[self.at - 1], self.peek(1)
        glued = self.tokens[self.at].glued and after is not None and after.glued
        return glued and before.text in ("}", ")") and after is not None and after.kind in ("letters", "command")

    def skip_remark(self) -> bool:
        """``(= -\\delta)`` behind a formula says something beside it."""
        token, following = self.peek(), self.peek(1)
        if token is None or token.text != "(" or following is None or following.kind != "relation":
            return False
        depth = 0
        while (token := self.peek()) is not None:
            self.take()
            depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
            if depth == 0:
                break
        return True

    def factor(self) -> tree.Node:
        token = self.peek()
        if token is None:
            raise self.fail("something is missing here")
        if token.text in BIG_OPERATORS and token.kind == "command":
            return self.big_operator()
        return self.scripted(self.atom())

    def big_operator(self) -> tree.Node:
        sign = self.take()
        lower = upper = None
        primes = 0
        while self.text() in ("_", "^", "'"):
            if self.take().text == "'":
                primes += 1
            elif self.skip_empty_group():
                continue
            elif self.tokens[self.at - 1].text == "_":
                lower = self.limit()
            else:
                upper = self.script_argument()
        kind = BIG_OPERATORS[sign.text]
        bare = (lower is None and upper is None) and (self.at_end() or PRODUCTS.get(self.text()) == "over" or primes)
        square = lower is None and isinstance(upper, tree.Number)
        named = lower is None or (isinstance(lower, tree.Identifier) and upper is None and lower.name in self.vocabulary.sums)
        if bare or square or self.at_end() or self.text() == "+" or (named and self.text() == "-"):
            # the sign alone is a name for the sum that the author has in mind
            base = tree.Identifier(sign.span, "\\" + kind)
            end = Span(sign.span.start, self.tokens[self.at - 1].span.end)
            return tree.Scripted(end, base, lower, upper, primes) if (upper or lower or primes) else base
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LatexError("D406", f"nested deeper than {MAX_DEPTH} levels", self.here())
        body: tree.Node
        if self.text() == "-":  # \sum_k -\delta_k
            minus = self.take()
            inner = self.product()
            body = tree.Sum(minus.span.join(inner.span), (inner,), ("-",), (minus.span,))
        else:
            body = self.product()
        self.depth -= 1
        return tree.BigOperator(sign.span.join(body.span), kind, lower, upper, body)

    def limit(self) -> tree.Node:
        """What stands below a sum: a group, or one letter, whatever number stands behind it."""
        token = self.peek()
        if token is not None and token.kind == "letters" and len(token.text) == 1:
            return tree.Identifier(self.take().span, token.text)
        return self.script_argument()

    def closes_bar(self, token: Token) -> bool:
        return bool(self.bars) and token.text == self.bars[-1]


def _is_differential(node: tree.Node) -> bool:
    r"""``{\partial \xi}`` in braces of its own, above or below a slash."""
    body = node.body if isinstance(node, tree.Bracket) and node.kind == "group" else None
    first = body.factors[0] if isinstance(body, tree.Product) else None
    return isinstance(first, tree.Mark) and first.text == "partial"
