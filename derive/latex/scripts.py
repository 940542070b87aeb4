"""Scripts, brace groups and the arguments of commands: what TeX's own syntax says."""

from __future__ import annotations

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.stream import ENDERS, TokenStream
from derive.latex.tokens import Token
from derive.source.text import Span

MARKS = {
    "\\partial": "partial", "\\nabla": "nabla", "\\top": "top", "\\prime": "prime", "*": "star", "\\dagger": "top",
    "+": "+", "-": "-", ":": ":", "\\mid": "|", "\\dag": "top",
}  # fmt: skip


class Scripts(TokenStream):
    """The parts of the grammar that braces, ``_`` and ``^`` make."""

    def scripted(self, base: tree.Node) -> tree.Node:
        lower = upper = None
        primes = 0
        end = base.span.end
        braced = 0  # inside how many braces: TeX sets \\delta{_2} as \\delta_2
        while (token := self.peek()) is not None:
            if token.text == "{" and (after := self.peek(1)) is not None and after.text in ("_", "^"):
                self.take()
                braced += 1
                continue
            if token.text == "}" and braced:
                self.take()
                braced -= 1
            elif token.text in ("'", "\\prime"):
                self.take()
                primes += 1
            elif token.text == "_" and lower is None:
                self.take()
                lower = None if self.skip_empty_group() else self.script_argument()
            elif token.text == "^":
                self.take()
                if self.skip_empty_group():
                    continue
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
            if token.text == "(":  # TeX would raise the bracket alone; of x^(n-1) what stands in it is meant
                node = self.atom()
                return node.body if isinstance(node, tree.Bracket) and isinstance(node.body, tree.Sum) else node
            if token.kind in ("letters", "number") and len(token.text) > 1:
                first = Span(token.span.start, token.span.start + 1)
                rest = Token(token.kind, token.text[1:], Span(first.end, token.span.end), True)
                self.tokens[self.at : self.at + 1] = Token(token.kind, token.text[0], first), rest
            return self.atom()
        finally:
            self.script -= 1

    def skip_empty_group(self) -> bool:
        """``{}`` as a script says nothing: editors write ``\\sum_{i}^{}``."""
        after = self.peek(1)
        if self.text() != "{" or after is None or after.text != "}":
            return False
        self.take()
        self.take()
        return True

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
        if token and after and after.text == "}" and (token.text in MARKS or token.text == "'"):
            self.take()
            return tree.Mark(token.span, MARKS.get(token.text, "prime"))
        return None

    def argument(self, command: Token) -> tree.Node:
        """A command's argument: a group, or one token."""
        token = self.peek()
        if token is None or token.text in ENDERS or token.kind in ("newline", "align", "relation"):
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
