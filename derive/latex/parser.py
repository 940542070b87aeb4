r"""Read the tokens of one side of a formula into a tree.

A recursive-descent parser: sums of products of scripted atoms. It knows LaTeX, not the
document: every question of notation is left open in the tree.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.symbols import (
    ACCENTS,
    BIG_OPERATORS,
    DECORATIONS,
    FUNCTION_COMMANDS,
    FUNCTION_WORDS,
    GRIDS,
    LETTER_COMMANDS,
    PREFIXES,
    PRODUCTS,
    STYLES,
)
from derive.latex.tokens import Token
from derive.latex.vocabulary import Vocabulary
from derive.source.text import Span

MAX_DEPTH = 120
MAX_DIGITS = 1000
_CLOSERS = {"(": ")", "[": "]", "\\{": "\\}", "{": "}", "\\lfloor": "\\rfloor", "\\langle": "\\rangle"}
_ENDERS = frozenset(_CLOSERS.values())
_MARKS = {
    "\\partial": "partial", "\\nabla": "nabla", "\\top": "top", "\\prime": "prime", "*": "star", "\\dagger": "top",
    "+": "+", "-": "-", ":": ":", "\\mid": "|", "\\dag": "top",
}  # fmt: skip
_IGNORED = frozenset({"\\"})


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


class _Parser:
    def __init__(self, tokens: Sequence[Token], vocabulary: Vocabulary, where: Span) -> None:
        self.tokens = list(tokens)
        self.vocabulary = vocabulary
        self.where = where
        self.at = 0
        self.depth = 0
        self.bars: list[str] = []
        self.script = 0  # inside how many scripts
        self.depth_of_groups = 0  # inside how many brace groups
        self.unbalanced: list[Span] = []  # brackets that are never closed, or close nothing

    # -- the token stream

    def peek(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def text(self) -> str:
        token = self.peek()
        return token.text if token else ""

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def here(self) -> Span:
        token = self.peek()
        if token:
            return token.span
        end = self.tokens[-1].span.end if self.tokens else self.where.end
        return Span(end, end) if self.tokens else self.where

    def expect(self, text: str, opener: Span) -> Token:
        token = self.peek()
        if token is None or token.text != text:
            found = f"found {token.text}" if token else "the formula ends"
            raise LatexError("D404", f"expected {text} here, {found}", token.span if token else opener)
        return self.take()

    def expect_end(self) -> None:
        token = self.peek()
        if token is not None and token.text in (")", "]") and self.at == len(self.tokens) - 1:
            self.unbalanced.append(token.span)  # one bracket too many at the end closes nothing
            return
        if token is not None:
            what = "closes nothing" if token.text in _ENDERS else "was not expected here"
            raise LatexError("D404", f"{token.text} {what}", token.span)

    def fail(self, detail: str) -> LatexError:
        return LatexError("D404", detail, self.here())

    # -- from the loosest to the tightest

    def listing(self) -> tree.Node:
        """Comparisons between commas."""
        items = [self.comparison()]
        while self.text() in (",", ";") and self.peek(1) is not None and self.peek(1).text not in _ENDERS:  # type: ignore[union-attr]
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

    def at_end(self) -> bool:
        token = self.peek()
        return (
            token is None
            or token.kind in ("relation", "align", "newline", "quad", "end")
            or token.text in _ENDERS
            or token.text in (",", ";")
        )

    def product(self) -> tree.Node:
        factors = [self.factor()]
        operators: list[str] = []
        while True:
            token = self.peek()
            if token is None or self.at_end() or token.text in ("+", "-", "\\pm", "\\mp", "\\over"):
                break
            if self.bars and self.closes_bar(token):
                break
            if self.skip_remark():
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
            elif token.text in (".", "!", "?") and not operator:
                if token.text == "." and self.peek(1) is None:
                    self.take()  # the full stop of the sentence
                    break
                raise self.fail(f"{token.text} has no meaning in a product")
            else:
                factor = self.factor()
            factors.append(factor)
            operators.append(operator)
        if len(factors) == 1:
            return factors[0]
        return tree.Product(factors[0].span.join(factors[-1].span), tuple(factors), tuple(operators))

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
            if self.take().text == "_":
                lower = self.script_argument()
            elif self.tokens[self.at - 1].text == "'":
                primes += 1
            else:
                upper = self.script_argument()
        kind = BIG_OPERATORS[sign.text]
        bare = (lower is None and upper is None) and (self.at_end() or PRODUCTS.get(self.text()) == "over" or primes)
        square = lower is None and isinstance(upper, tree.Number)
        if bare or square or self.at_end() or self.text() == "+" or (lower is None and self.text() == "-"):
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

    def scripted(self, base: tree.Node) -> tree.Node:
        lower = upper = None
        primes = 0
        end = base.span.end
        while (token := self.peek()) is not None:
            if token.text in ("'", "\\prime"):
                self.take()
                primes += 1
            elif token.text == "_" and lower is None:
                self.take()
                lower = self.script_argument()
            elif token.text == "^":
                self.take()
                argument = self.script_argument()
                count = self._primes(argument)
                if count:
                    primes += count
                elif upper is None:
                    upper = argument
                else:
                    raise LatexError("D404", "a second superscript on the same symbol", argument.span)
            elif token.text == "_":
                raise LatexError("D404", "a second subscript on the same symbol", token.span)
            else:
                break
            end = self.tokens[self.at - 1].span.end
        if lower is None and upper is None and not primes:
            return base
        return tree.Scripted(Span(base.span.start, end), base, lower, upper, primes)

    @staticmethod
    def _primes(node: tree.Node) -> int:
        if isinstance(node, tree.Mark) and node.text in ("prime", "'"):
            return 1
        if isinstance(node, tree.Product) and all(isinstance(f, tree.Mark) and f.text == "prime" for f in node.factors):
            return len(node.factors)
        return 0

    def script_argument(self) -> tree.Node:
        """What follows ``_`` or ``^``: a group, or TeX's single token."""
        token = self.peek()
        if token is None or token.kind in ("relation", "newline", "align"):
            raise self.fail("a script is missing here")
        self.script += 1
        try:
            if token.text == "{":
                return self.group()
            if token.kind in ("letters", "number") and len(token.text) > 1:
                first = Span(token.span.start, token.span.start + 1)
                rest = Token(token.kind, token.text[1:], Span(first.end, token.span.end), True)
                self.tokens[self.at : self.at + 1] = Token(token.kind, token.text[0], first), rest
            return self.atom()
        finally:
            self.script -= 1

    def group(self) -> tree.Node:
        """A brace group; ``{a \\over b}`` is a fraction."""
        opener = self.take()
        if self.text() == "}":
            raise LatexError("D404", "an empty group {}", opener.span.join(self.take().span))
        if self.script and (mark := self._lone_mark()):
            closer = self.expect("}", opener.span)
            return mark
        self.depth_of_groups += 1
        node = self.listing()
        self.depth_of_groups -= 1
        if self.text() == "\\over":
            self.take()
            denominator = self.listing()
            closer = self.expect("}", opener.span)
            return tree.Fraction(Span(opener.span.start, closer.span.end), node, denominator)
        self.expect("}", opener.span)
        return node

    def _lone_mark(self) -> tree.Node | None:
        """``{*}``, ``{+}``, ``{'}``: a mark that fills a script."""
        token, after = self.peek(), self.peek(1)
        if token and after and after.text == "}" and (token.text in _MARKS or token.text == "'"):
            self.take()
            return tree.Mark(token.span, _MARKS.get(token.text, "prime"))
        return None

    def atom(self) -> tree.Node:
        token = self.peek()
        if token is None:
            raise self.fail("something is missing here")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LatexError("D406", f"nested deeper than {MAX_DEPTH} levels", token.span)
        try:
            return self._atom(token)
        finally:
            self.depth -= 1

    def _atom(self, token: Token) -> tree.Node:
        text = token.text
        if token.kind == "letters":
            return self.letters()
        if token.kind == "number":
            if len(text) > MAX_DIGITS:
                raise LatexError("D407", f"a number of {len(text)} digits", token.span)
            return tree.Number(self.take().span, text)
        if token.kind == "word":
            self.take()
            return tree.Identifier(token.span, text, text.lower() in FUNCTION_WORDS)
        if token.kind == "text":
            self.take()
            return tree.Mark(token.span, "text " + text)
        if token.kind == "begin":
            return self.grid()
        if text in ("|", "\\|"):
            return self.bars_group()
        if token.kind == "command":
            return self.command(token)
        if text == "{":
            return self.braced()
        if text == "^" and not self.script:  # a superscript on the left: ^p E
            self.take()
            label = self.script_argument()
            body = self.atom()
            return tree.Scripted(token.span.join(body.span), body, None, tree.Bracket(label.span, "(", label))
        if text in ("(", "[", "\\{"):
            self.take()
            if self.text() == _CLOSERS[text]:
                closer = self.take()
                return tree.Bracket(token.span.join(closer.span), text[-1], tree.Listing(token.span, ()))
            body = self.listing()
            if self.peek() is None and not self.depth_of_groups:
                self.unbalanced.append(token.span)  # read as if closed at the end of the side
                return tree.Bracket(token.span.join(body.span), text[-1], body)
            if self.text() not in _ENDERS:
                raise LatexError("D404", f"this {text[-1]} is never closed", token.span)
            closer = self.take()
            return tree.Bracket(token.span.join(closer.span), text[-1], body)
        if text == "." and self.peek(1) and self.peek(1).text == "." and self.peek(2) and self.peek(2).text == ".":  # type: ignore[union-attr]
            first, _, last = self.take(), self.take(), self.take()
            return tree.Dots(first.span.join(last.span))
        if self.script and text in _MARKS:
            self.take()
            return tree.Mark(token.span, _MARKS[text])
        if text in ("*", "/", ")", "]", "}", "\\}", "^", "_") or token.kind in ("align", "newline", "relation", "end"):
            raise self.fail(f"{text} stands where a quantity was expected")
        if text == "'":
            self.take()
            return tree.Mark(token.span, "prime")
        raise self.fail(f"{text} has no meaning here")

    def braced(self) -> tree.Node:
        """``{…}`` in the line: grouping, as ``{\\bf w}`` or ``{a \\over b}``."""
        opener = self.peek()
        assert opener
        node = self.group()
        if isinstance(node, (tree.Sum, tree.Product, tree.Listing, tree.Comparison)):
            end = self.tokens[self.at - 1].span.end
            return tree.Bracket(Span(opener.span.start, end), "group", node)
        return node

    def letters(self) -> tree.Node:
        """One name of a run of letters; the rest of the run is put back."""
        token = self.take()
        pieces = [token.text] if self.script else self.vocabulary.split(token.text)
        name = pieces[0]
        span = Span(token.span.start, token.span.start + len(name))
        if token.span.end - token.span.start != len(token.text):
            span = token.span  # from a macro: all pieces stand at the call
        if len(pieces) > 1:
            tail = "".join(pieces[1:])
            rest_span = Span(span.end, token.span.end) if span != token.span else token.span
            self.tokens.insert(self.at, Token("letters", tail, rest_span, True))
        node: tree.Node = tree.Identifier(span, name, name.lower() in FUNCTION_WORDS and len(name) > 1)
        following = self.peek()
        if (
            following is not None
            and following.kind == "number"
            and following.glued
            and following.text.isdigit()
            and not node.function  # type: ignore[attr-defined]
        ):  # h1 is h_1: nobody writes a factor behind its letter
            number = self.take()
            index = tree.Number(number.span, number.text)
            node = tree.Scripted(span.join(number.span), node, index, None)
            if self.text() == "_":
                raise self.fail("a second subscript on the same symbol")
        return node

    def command(self, token: Token) -> tree.Node:
        text = token.text
        self.take()
        if text == "\\frac":
            numerator = self.argument(token)
            denominator = self.argument(token)
            return tree.Fraction(Span(token.span.start, self.tokens[self.at - 1].span.end), numerator, denominator)
        if text in PREFIXES and self._names_next():
            body = self.atom()
            return tree.Accented(token.span.join(body.span), text[1:], body)
        if text in LETTER_COMMANDS:
            return tree.Identifier(token.span, text)
        if text in FUNCTION_COMMANDS:
            return tree.Identifier(token.span, FUNCTION_COMMANDS[text], True)
        if text in _MARKS:
            return tree.Mark(token.span, _MARKS[text])
        if text == "\\dots":
            return tree.Dots(token.span)
        if text in ACCENTS or text in STYLES:
            body = self.argument(token)
            return tree.Accented(Span(token.span.start, self.tokens[self.at - 1].span.end), text[1:], body)
        if text == "\\sqrt":
            degree = None
            if self.text() == "[":
                self.take()
                degree = self.sum()
                self.expect("]", token.span)
            radicand = self.argument(token)
            return tree.Root(Span(token.span.start, self.tokens[self.at - 1].span.end), radicand, degree)
        if text in DECORATIONS:
            body = self.argument(token)
            if text.endswith("brace") and self.text() in ("_", "^"):
                self.take()
                self.skip_argument()
            return tree.Bracket(body.span, "group", body) if isinstance(body, (tree.Sum, tree.Product)) else body
        if text in ("\\overset", "\\underset", "\\stackrel"):
            self.skip_argument()
            return self.argument(token)
        if text in ("\\lfloor", "\\langle"):
            raise LatexError("D404", f"{text} is not understood", token.span)
        raise LatexError("D405", f"the command {text} is not known", token.span)

    def _names_next(self) -> bool:
        """Does a symbol follow that a prefix makes a name with?"""
        token = self.peek()
        return token is not None and (
            token.kind in ("letters", "word") or token.text in LETTER_COMMANDS or token.text in STYLES or token.text in ACCENTS
        )

    def argument(self, command: Token) -> tree.Node:
        """A command's argument: a group, or one token."""
        token = self.peek()
        if token is None or token.text in _ENDERS or token.kind in ("newline", "align", "relation"):
            raise LatexError("D404", f"{command.text} lacks an argument", command.span)
        if token.text == "{":
            return self.group()
        if token.kind in ("number", "letters") and len(token.text) > 1:
            first = Span(token.span.start, token.span.start + 1)
            rest = Token(token.kind, token.text[1:], Span(first.end, token.span.end), True)
            self.tokens[self.at : self.at + 1] = Token(token.kind, token.text[0], first), rest
        return self.atom()

    def skip_argument(self) -> None:
        depth = 0
        while (token := self.peek()) is not None:
            self.take()
            depth += (token.text == "{") - (token.text == "}")
            if depth <= 0:
                return

    def closes_bar(self, token: Token) -> bool:
        return bool(self.bars) and token.text == self.bars[-1]

    def bars_group(self) -> tree.Node:
        """``|x|``, ``\\|x\\|`` and ``||x||``."""
        token = self.take()
        kind = token.text
        double = kind == "\\|"
        following = self.peek()
        if kind == "|" and following is not None and following.text == "|" and following.glued:
            self.take()
            double = True
        self.bars.append(kind)
        body = self.sum()
        self.bars.pop()
        closer = self.peek()
        if closer is None or closer.text != kind:
            raise LatexError("D404", "this bar is never closed", token.span)
        end = self.take()
        if double and kind == "|" and self.text() == "|":
            end = self.take()
        return tree.Bracket(token.span.join(end.span), "‖" if double else "|", body)

    def grid(self) -> tree.Node:
        """A matrix or cases environment."""
        opener = self.take()
        kind = GRIDS.get(opener.text)
        if kind is None:
            if opener.text.rstrip("*") in ("aligned", "split", "gathered"):
                kind = "matrix"
            else:
                raise LatexError("D405", f"the environment {opener.text} is not known here", opener.span)
        rows: list[tuple[tree.Node, ...]] = []
        cells: list[tree.Node] = []
        saved, self.script, self.bars = (self.script, self.bars), 0, []
        while True:
            token = self.peek()
            if token is None:
                raise LatexError("D404", f"\\begin{{{opener.text}}} is never closed", opener.span)
            if token.kind == "end":
                self.take()
                break
            if token.kind in ("align", "newline"):
                self.take()
                if token.kind == "newline" and cells:
                    rows.append(tuple(cells))
                    cells = []
                continue
            cells.append(self.cell())
        if cells:
            rows.append(tuple(cells))
        self.script, self.bars = saved
        end = self.tokens[self.at - 1].span.end
        return tree.Grid(Span(opener.span.start, end), kind, tuple(rows))

    def cell(self) -> tree.Node:
        """A cell holds a quantity or, in cases, a condition of words and comparisons."""
        start = self.at
        while (token := self.peek()) and (token.kind == "text" or token.text in (",", ";", ".") or token.kind == "quad"):
            self.take()
        if (token := self.peek()) is None or token.kind in ("align", "newline", "end"):
            first = self.tokens[start] if start < len(self.tokens) else None
            words = " ".join(t.text for t in self.tokens[start : self.at])
            return tree.Mark(first.span if first else self.where, "text " + words)
        if token.kind == "relation" or token.text in PRODUCTS:
            sign = self.take()
            if (after := self.peek()) is None or after.kind in ("align", "newline", "end"):
                return tree.Mark(sign.span, sign.text)
            right = self.sum()
            node: tree.Node = tree.Comparison(sign.span.join(right.span), tree.Mark(sign.span, ""), sign.text, right)
        else:
            node = self.comparison()
        while (token := self.peek()) and (token.kind in ("text", "quad") or token.text in (",", ";", ".")):
            self.take()
            if (after := self.peek()) and after.kind not in ("align", "newline", "end", "text", "quad") and after.text not in ",;.":
                condition = self.comparison()
                node = tree.Listing(node.span.join(condition.span), (node, condition))
        return node
