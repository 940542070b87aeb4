"""The tokens of one side, taken one after another: what every part of the parser stands on."""

from __future__ import annotations

from collections.abc import Sequence

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.tokens import Token
from derive.latex.vocabulary import Vocabulary
from derive.source.text import Span

MAX_DEPTH = 120
CLOSERS = {"(": ")", "[": "]", "\\{": "\\}", "{": "}", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil", "\\langle": "\\rangle"}
ENDERS = frozenset(CLOSERS.values())


class TokenStream:
    """A place in a list of tokens, and the brackets around that place."""

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
            what = "closes nothing" if token.text in ENDERS else "was not expected here"
            raise LatexError("D404", f"{token.text} {what}", token.span)

    def fail(self, detail: str) -> LatexError:
        return LatexError("D404", detail, self.here())

    def at_end(self) -> bool:
        token = self.peek()
        return (
            token is None
            or token.kind in ("relation", "align", "newline", "quad", "end")
            or token.text in ENDERS
            or token.text in (",", ";")
        )

    # -- the grammar's levels, which call one another

    def listing(self) -> tree.Node:
        """Comparisons between commas."""
        raise NotImplementedError

    def comparison(self) -> tree.Node:
        """Sums between relations."""
        raise NotImplementedError

    def sum(self) -> tree.Node:
        """Products between signs."""
        raise NotImplementedError

    def atom(self) -> tree.Node:
        """What may carry scripts."""
        raise NotImplementedError
