r"""How a formula looks: its tokens as boxes of MathML, each with its place in the source.

This follows TeX's layout, not mathematics: a formula that can't be read as mathematics
still has a look. Every token keeps its span, so that exactly the wrong one can be
marked. (Tried on the seed document and ten others: latex2mathml has no spans, sets
``net`` as a product of letters and leaves markup that doesn't parse for ``aligned``.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.latex.tokens import Token
from derive.latex.vocabulary import Vocabulary
from derive.report.html import signs
from derive.report.html.boxes import Box, operator, row
from derive.report.html.brackets import bracketed, opens
from derive.report.html.commands import command
from derive.report.html.environments import environment
from derive.report.html.scripts import SCRIPTS, scripts
from derive.source.text import Span


def lay_out(tokens: Sequence[Token], vocabulary: Vocabulary, source: Callable[[Span], str]) -> Box:
    """The boxes of one formula or cell. ``source`` gives the text under a span."""
    layout = Layout(list(tokens), vocabulary, source)
    boxes: list[Box] = []
    while layout.tokens:
        boxes += layout.run(frozenset())
        if layout.tokens:  # a closing brace that closes nothing
            token = layout.tokens.pop()
            boxes.append(operator(token.span, token.text))
    return row(boxes)


class Layout:
    """A formula's tokens, taken from the front."""

    MAX_DEPTH = 60

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary, source: Callable[[Span], str]) -> None:
        self.tokens = tokens[::-1]  # the next one is the last
        self.vocabulary = vocabulary
        self.source = source
        self.depth = 0

    def next(self) -> str:
        return self.tokens[-1].text if self.tokens else ""

    def run(self, stops: frozenset[str], kinds: frozenset[str] = frozenset()) -> list[Box]:
        """Boxes up to a token that stops them, which is left."""
        boxes: list[Box] = []
        while self.tokens and self.next() != "}" and self.next() not in stops and self.tokens[-1].kind not in kinds:
            if self.next() == "\\over":
                sign = self.tokens.pop()
                below = self.run(stops, kinds)
                above, under = row(boxes, sign.span), row(below, sign.span)
                return [Box("mfrac", above.span.join(under.span), children=(above, under))]
            if self.next() in SCRIPTS:
                base = boxes.pop() if boxes else Box("mrow", self.tokens[-1].span)
                boxes.append(scripts(self, base))
            else:
                boxes += self.item()
        return boxes

    def argument(self, command: Token) -> Box:
        """A brace group or TeX's single token."""
        if not self.tokens or self.tokens[-1].kind in ("align", "newline", "end") or self.next() == "}":
            return Box("mrow", command.span)
        if self.next() == "{":
            return self.group()
        token = self.tokens.pop()
        if token.kind in ("letters", "number") and len(token.text) > 1:
            cut = token.span.start + 1 if token.span.end - token.span.start == len(token.text) else token.span.end
            self.tokens.append(Token(token.kind, token.text[1:], Span(cut, token.span.end), True))
            token = Token(token.kind, token.text[0], Span(token.span.start, cut))
        self.tokens.append(token)
        return row(self.item(), command.span)

    def group(self) -> Box:
        opener = self.tokens.pop()
        self.depth += 1
        boxes = self.run(frozenset()) if self.depth < self.MAX_DEPTH else []
        self.depth -= 1
        end = self.tokens.pop().span if self.tokens else opener.span
        box = row(boxes, opener.span)
        return Box("mrow", opener.span.join(end), children=(box,))

    def item(self) -> list[Box]:
        """The next token with its arguments."""
        token = self.tokens[-1]
        if token.text == "{":
            return [self.group()]
        self.tokens.pop()
        text, kind = token.text, token.kind
        if kind == "letters":
            return self.letters(token)
        if kind == "number":
            return [Box("mn", token.span, text)]
        if kind == "word":
            return [Box("mi", token.span, text, attributes=(("mathvariant", "normal"),))]
        if kind == "text":
            return [Box("mtext", token.span, f"\u2002{text}\u2002")]
        if kind in ("quad", "newline"):
            return [Box("mspace", token.span, attributes=(("width", "1em"),))]
        if kind == "relation":
            return [self.relation(token)]
        if kind == "begin":
            return [environment(self, token)]
        if kind in ("align", "end"):
            return []
        if opens(self, token):
            return [bracketed(self, token)]
        return [command(self, token)]

    def letters(self, token: Token) -> list[Box]:
        """The names that the reader sees in a run of letters."""
        pieces = self.vocabulary.split(token.text)
        exact = token.span.end - token.span.start == len(token.text) == sum(map(len, pieces))
        boxes, at = [], token.span.start
        for piece in pieces:
            span = Span(at, at + len(piece)) if exact else token.span
            boxes.append(Box("mi", span, piece))
            at += len(piece)
        return boxes

    def relation(self, token: Token) -> Box:
        if token.text == "stackrel":
            above, below = self.argument(token), self.argument(token)
            return Box("mover", token.span.join(below.span), children=(below, above))
        shown = self.source(token.span)
        sign = signs.RELATIONS.get(shown if shown.startswith("\\") else token.text) or signs.RELATIONS.get(token.text, token.text)
        return operator(token.span, sign, form="infix")
