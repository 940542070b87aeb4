r"""How a formula looks: its tokens as boxes of MathML, each with its place in the source.

This follows TeX's layout, not mathematics: a formula that can't be read as mathematics
still has a look. Every token keeps its span, so that exactly the wrong one can be
marked. (Tried on the seed document and ten others: latex2mathml has no spans, sets
``net`` as a product of letters and leaves markup that doesn't parse for ``aligned``.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from derive.latex.symbols import ALIGNMENTS, GRIDS
from derive.latex.tokens import Token
from derive.latex.vocabulary import Vocabulary
from derive.report.html import signs
from derive.source.text import Span

_OPEN = {"(": ")", "[": "]", "\\{": "}", "\\langle": "⟩", "\\lfloor": "⌋", "\\lceil": "⌉"}
_CLOSE = frozenset((")", "]", "\\}", "\\rangle", "\\rfloor", "\\rceil"))
_MAX_DEPTH = 60
_NOWHERE = Span(0, 0)
_BARE = {"stretchy": "false", "lspace": "0", "rspace": "0"}  # a bar that may open or close


@dataclass(frozen=True, slots=True)
class Box:
    """An element of MathML and the source it shows."""

    tag: str
    span: Span
    text: str = ""
    children: tuple[Box, ...] = ()
    attributes: tuple[tuple[str, str], ...] = field(default=())


def lay_out(tokens: Sequence[Token], vocabulary: Vocabulary, source: Callable[[Span], str]) -> Box:
    """The boxes of one formula or cell. ``source`` gives the text under a span."""
    layout = _Layout(list(tokens), vocabulary, source)
    boxes: list[Box] = []
    while layout.tokens:
        boxes += layout.run(frozenset())
        if layout.tokens:  # a closing brace that closes nothing
            boxes.append(_mo(layout.tokens.pop()))
    return row(boxes)


def row(boxes: Sequence[Box], at: Span = _NOWHERE) -> Box:
    """Boxes side by side as one."""
    if len(boxes) == 1:
        return boxes[0]
    span = boxes[0].span.join(boxes[-1].span) if boxes else at
    return Box("mrow", span, children=tuple(boxes))


def _mo(token: Token, text: str | None = None, **attributes: str) -> Box:
    return Box("mo", token.span, token.text if text is None else text, attributes=tuple(attributes.items()))


class _Layout:
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
                return [Box("mfrac", row(boxes, sign.span).span.join(row(below, sign.span).span), "", (row(boxes, sign.span), row(below, sign.span)))]
            if self.next() in ("_", "^", "'", "\\prime"):
                base = boxes.pop() if boxes else Box("mrow", self.tokens[-1].span)
                boxes.append(self.scripts(base))
            else:
                boxes += self.item()
        return boxes

    def scripts(self, base: Box) -> Box:
        lower: Box | None = None
        upper: list[Box] = []
        span = base.span
        while self.next() in ("_", "^", "'", "\\prime"):
            sign = self.tokens.pop()
            if sign.text in ("'", "\\prime"):
                upper.append(Box("mo", sign.span, "′", attributes=(("lspace", "0"), ("rspace", "0"))))
            elif sign.text == "^":
                upper.append(self.argument(sign))
            else:
                lower = self.argument(sign) if lower is None else row([lower, self.argument(sign)])
            span = span.join((upper[-1] if sign.text != "_" or lower is None else lower).span)
        big = base.tag == "mo" and any(name == "movablelimits" for name, _ in base.attributes)
        big = big or (base.tag in ("munder", "mover") and ("accent", "true") not in base.attributes)
        above = row(upper) if upper else None
        children = tuple(box for box in (base, lower, above) if box is not None)
        names = {(True, True): "msubsup", (True, False): "msub", (False, True): "msup"}
        tag = names[lower is not None, above is not None]
        if big:
            tag = {"msubsup": "munderover", "msub": "munder", "msup": "mover"}[tag]
        return Box(tag, span, children=children)

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
        boxes = self.run(frozenset()) if self.depth < _MAX_DEPTH else []
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
            return self.environment(token)
        if kind in ("align", "end"):
            return []
        if text in _OPEN or (text in ("|", "\\|") and self.source(token.span).startswith("\\left")):
            return [self.fence(token)]
        return [self.command(token)]

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
        return _mo(token, sign, form="infix")

    def fence(self, opener: Token) -> Box:
        """What stands between brackets; they grow with it where the author says so."""
        sized = self.source(opener.span).startswith("\\left")
        stretchy = "true" if sized else "false"
        closers = _CLOSE | {"|", "\\|"} if sized else _CLOSE
        self.depth += 1
        boxes = self.run(closers, frozenset(("end", "align", "newline"))) if self.depth < _MAX_DEPTH else []
        self.depth -= 1
        open_box = _mo(opener, signs.OPERATORS.get(opener.text, opener.text), form="prefix", stretchy=stretchy)
        parts = [open_box, *boxes]
        if self.tokens and self.next() in closers:
            closer = self.tokens.pop()
            parts.append(_mo(closer, signs.OPERATORS.get(closer.text, closer.text), form="postfix", stretchy=stretchy))
        return row(parts)

    def command(self, token: Token) -> Box:
        text, span = token.text, token.span
        if text in signs.LETTERS:
            attributes = (("mathvariant", "normal"),) if text[1].isupper() else ()
            return Box("mi", span, signs.LETTERS[text], attributes=attributes)
        if text in signs.UPRIGHT:
            return Box("mi", span, signs.UPRIGHT[text], attributes=(("mathvariant", "normal"),))
        if text in signs.BIG:
            return _mo(token, signs.BIG[text], form="prefix", movablelimits="true")
        if text in signs.ACCENTS:
            body = self.argument(token)
            mark = Box("mo", span, signs.ACCENTS[text], attributes=(("stretchy", "false"),))
            return Box("mover", span.join(body.span), children=(body, mark), attributes=(("accent", "true"),))
        if text in signs.UNDER_OVER:
            tag, sign = signs.UNDER_OVER[text]
            body = self.argument(token)
            return Box(tag, span.join(body.span), children=(body, Box("mo", span, sign, attributes=(("stretchy", "true"),))))
        if text in signs.STYLES or text in signs.ALPHABETS:
            body = self.argument(token)
            body = _spell(body, signs.ALPHABETS.get(text, {}))
            return Box("mrow", span.join(body.span), children=(body,), attributes=(("class", signs.STYLES.get(text, "styled")),))
        if text in ("\\frac", "\\binom"):
            above, below = self.argument(token), self.argument(token)
            return Box("mfrac", span.join(above.span).join(below.span), children=(above, below))
        if text == "\\sqrt":
            degree = None
            if self.next() == "[":
                opener = self.tokens.pop()
                degree = row(self.run(frozenset("]")), opener.span)
                if self.tokens:
                    self.tokens.pop()
            body = self.argument(token)
            children = (body,) if degree is None else (body, degree)
            return Box("msqrt" if degree is None else "mroot", span.join(body.span), children=children)
        if text in ("\\overset", "\\underset"):
            mark, body = self.argument(token), self.argument(token)
            return Box("mover" if text == "\\overset" else "munder", span.join(body.span), children=(body, mark))
        if text in ("\\substack", "\\ensuremath", "\\smash", "\\mathop", "\\mathrel", "\\mathbin", "\\text"):
            return self.argument(token)
        if text.startswith("\\") and len(text) > 2 and text not in signs.OPERATORS:
            from derive.latex.symbols import FUNCTION_COMMANDS

            name = text[1:] if text in FUNCTION_COMMANDS else text
            return Box("mi" if name != text else "mtext", span, name)
        return _mo(token, signs.OPERATORS.get(text, text), **(_BARE if text in ("|", "\\|") else {}))

    def environment(self, opener: Token) -> list[Box]:
        """A matrix, a distinction of cases or rows inside a formula."""
        rows: list[Box] = []
        cells: list[Box] = []
        stops = frozenset(("align", "newline", "end"))
        last = opener.span
        self.depth += 1
        while self.tokens and self.depth < _MAX_DEPTH:
            cells.append(Box("mtd", opener.span, children=(row(self.run(frozenset(), stops), opener.span),)))
            stop = self.tokens.pop() if self.tokens else None
            last = stop.span if stop else last
            if stop is None or stop.kind in ("newline", "end"):
                rows.append(Box("mtr", opener.span, children=tuple(cells)))
                cells = []
            if stop is None or stop.kind == "end":
                break
        self.depth -= 1
        name = opener.text.rstrip("*")
        kind = "cases" if name.endswith("cases") else "aligned" if name in ALIGNMENTS and name not in GRIDS else "matrix"
        span = opener.span.join(last)
        table = Box("mtable", span, children=tuple(rows), attributes=(("class", kind),))
        left, right = signs.FENCES.get(name, ("", ""))
        fences = [Box("mo", opener.span, s, attributes=(("stretchy", "true"), ("form", f))) for s, f in ((left, "prefix"), (right, "postfix"))]
        return [row([b for b in (fences[0], table, fences[1]) if b.tag == "mtable" or b.text], span)]


def _spell(box: Box, alphabet: dict[str, str]) -> Box:
    """Letters in another alphabet."""
    children = tuple(_spell(child, alphabet) for child in box.children)
    return Box(box.tag, box.span, alphabet.get(box.text, box.text), children, box.attributes)
