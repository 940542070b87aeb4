r"""A second reader of derivations, for the oracle alone.

It shares no code with the checker and knows less: one notation (superscripts of letters are
part of the name, ``T`` transposes), ``$$`` blocks with rows, sums and ``\sum``, products,
fractions, powers, one-letter functions and derivatives. What it can't read it calls malformed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\\(?:left|right)\s*[()\[\]]|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[A-Za-z]+|\s+|.", re.S)
_WORDS = ("sigmoid", "tanh", "softplus", "exp", "log", "sinh", "cosh")
_PRODUCTS = ("\\cdot", "\\times", "\\odot")
_CONDITION = re.compile(r",\s*\\q?quad(?P<first>[^=]*?)\\neq(?P<second>.*)", re.S)


class Malformed(Exception):
    """A side that isn't a formula."""


@dataclass(frozen=True)
class Tok:
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Node:
    """kind: num, sym, add, mul, frac, pow, call, der, group, sum, transpose.

    ``value``: the number; the name (base, upper, lower); the signs; the products' signs; the order
    of a function; the letter of a sum and the letter that it leaves out. The parts of a sum: what
    is summed, then its bounds.
    ``spans``: where the signs, product signs, brackets or the function's name stand.
    """

    kind: str
    start: int
    end: int
    value: object = None
    parts: tuple[Node, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Side:
    chain: int
    index: int
    start: int
    end: int
    node: Node | None
    error: str = ""


@dataclass
class Text:
    """A document: its chains of sides, and the letters that a chain keeps apart."""

    text: str
    chains: list[list[Side]] = field(default_factory=list)
    functions: frozenset[str] = frozenset()
    apart: dict[int, tuple[str, str]] = field(default_factory=dict)

    def sides(self) -> Iterator[Side]:
        for chain in self.chains:
            yield from chain


def read_text(text: str, functions: frozenset[str] | None = None) -> Text:
    """The chains of a document. ``functions`` are the letters that are applied."""
    if functions is None:
        applied = re.findall(r"(?<![\\A-Za-z])([A-Za-z])('?)\(([A-Za-z])\) *&?=", text)  # defined or derived by their parameter
        functions = frozenset(name for name, _, _ in applied)
    document = Text(text, functions=functions)
    for block in re.finditer(r"\$\$(.*?)\$\$", text, re.S):
        chain: list[Side] = []
        for start, end in _rows(text, block.start(1), block.end(1)):
            sides = _sides(text, start, end)
            if len(sides) > 1 and not text[slice(*sides[0])].strip(" &\n"):
                sides = sides[1:]
            elif len(sides) > 1:
                chain = []
                document.chains.append(chain)
            else:
                continue
            for a, b in sides:
                if condition := _CONDITION.search(text, a, b):
                    document.apart[len(document.chains) - 1] = (condition["first"].strip(), condition["second"].strip())
                    b = condition.start()
                a, b = _trim(text, a, b)
                try:
                    node, error = parse(text, a, b, functions), ""
                except Malformed as problem:
                    node, error = None, str(problem)
                chain.append(Side(len(document.chains) - 1, len(chain), a, b, node, error))
    return document


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.compile(r"\\(?:begin|end)\{\w+\*?\}").finditer(text, start, end):
        if match[0].startswith("\\begin"):
            start = match.end()
        else:
            end = match.start()
    at = start
    for match in re.compile(r"\\\\(?:\[\d+pt\])?").finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def _sides(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts: list[int] = []
    depth = 0
    for at in range(start, end):
        depth += (text[at] == "{") - (text[at] == "}")
        if text[at] == "=" and depth <= 0:
            cuts.append(at)
    edges = [start, *(c + 1 for c in cuts)]
    return list(zip(edges, [*cuts, end], strict=True))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\t&":
        start += 1
    while end > start and text[end - 1] in " \n\t&,":
        end -= 1
    return start, end


def parse(text: str, start: int, end: int, functions: frozenset[str]) -> Node:
    """The tree of ``text[start:end]``. Raises :class:`Malformed`."""
    parser = _Parser(text, start, end, functions)
    node = parser.sum()
    if parser.peek():
        raise Malformed(f"unexpected {parser.peek()!r}")
    return node


class _Parser:
    def __init__(self, text: str, start: int, end: int, functions: frozenset[str]) -> None:
        self.functions = functions
        self.toks: list[Tok] = []
        for m in _TOKEN.finditer(text, start, end):
            if m[0].isspace() or m[0] == "&":
                continue
            if m[0].startswith(("\\left", "\\right")) and not m[0][-1].isalpha():
                self.toks.append(Tok(m[0][-1], m.start(), m.end()))
            elif m[0].isalpha() and m[0] not in _WORDS:
                self.toks += [Tok(c, m.start() + i, m.start() + i + 1) for i, c in enumerate(m[0])]
            else:
                self.toks.append(Tok(m[0], m.start(), m.end()))
        self.at = 0
        self.end = end

    def peek(self, ahead: int = 0) -> str:
        return self.toks[self.at + ahead].text if self.at + ahead < len(self.toks) else ""

    def take(self, expected: str = "") -> Tok:
        if self.at >= len(self.toks) or (expected and self.peek() != expected):
            raise Malformed(f"expected {expected or 'more'}")
        self.at += 1
        return self.toks[self.at - 1]

    def sum(self) -> Node:
        terms, signs, spans = [], [], []
        while True:
            if self.peek() in ("+", "-"):
                tok = self.take()
                signs.append(-1 if tok.text == "-" else 1)
                spans.append((tok.start, tok.end))
            elif terms:
                break
            else:
                signs.append(1)
                spans.append((-1, -1))
            terms.append(self.product())
            if self.peek() not in ("+", "-"):
                break
        if len(terms) == 1 and signs == [1]:
            return terms[0]
        start = spans[0][0] if spans[0][0] >= 0 else terms[0].start
        return Node("add", start, terms[-1].end, tuple(signs), tuple(terms), tuple(spans))

    def product(self) -> Node:
        factors, spans = [self.power()], []
        while True:
            if self.peek() in _PRODUCTS:
                tok = self.take()
                spans.append((tok.start, tok.end))
            elif self.peek() in ("(", "[") or self.peek().isalnum() or self.command():
                spans.append((-1, -1))
            else:
                break
            factors.append(self.power())
        if len(factors) == 1:
            return factors[0]
        signs = tuple(next((t.text for t in self.toks if t.start == at), "") for at, _ in spans)
        return Node("mul", factors[0].start, factors[-1].end, signs, tuple(factors), tuple(spans))

    def command(self) -> bool:
        text = self.peek()
        return text.startswith("\\") and text[1:].isalpha() and text not in (*_PRODUCTS, "\\partial", "\\neq", "\\quad", "\\qquad")

    def power(self) -> Node:
        base = self.atom()
        if self.peek() == "^":
            self.take()
            if self.peek() == "T":
                end = self.take().end
                return Node("transpose", base.start, end, None, (base,), ((base.end, end),))
            exponent, end = self.braced()
            return Node("pow", base.start, end, None, (base, exponent))
        return base

    def braced(self) -> tuple[Node, int]:
        """A group in braces or one token."""
        if self.peek() == "{":
            self.take()
            node = self.sum()
            return node, self.take("}").end
        node = self.atom()
        return node, node.end

    def atom(self) -> Node:
        text = self.peek()
        if not text:
            raise Malformed("something is missing")
        if text[0].isdigit():
            tok = self.take()
            return Node("num", tok.start, tok.end, float(tok.text))
        if text in ("(", "["):
            first = self.take()
            inner = self.sum()
            last = self.take(")" if text == "(" else "]")
            return Node("group", first.start, last.end, text, (inner,), ((first.start, first.end), (last.start, last.end)))
        if text == "\\frac":
            return self.fraction()
        if text == "\\sum":
            return self.summation()
        if text.startswith("\\") and text[1:] in _WORDS:
            tok = self.take()
            return self.call(tok.text[1:], 0, tok.start, tok.end)
        if text == "\\hat" or (text.isalpha() and len(text) == 1) or (text.startswith("\\") and text[1:].isalpha() and text not in ("\\partial", *_PRODUCTS)):
            return self.symbol()
        if text in _WORDS:
            tok = self.take()
            return self.call(tok.text, 0, tok.start, tok.end)
        raise Malformed(f"unexpected {text!r}")

    def summation(self) -> Node:
        r"""``\sum_{i=1}^{n} …``, ``\sum_{k \neq j} …``, ``\sum_k …``"""
        first = self.take("\\sum")
        letter = other = ""
        bounds: list[Node] = []
        end = first.end
        while self.peek() in ("_", "^"):
            if self.take().text == "^":
                bound, end = self.braced()
                bounds.append(bound)
                continue
            if self.peek() != "{":
                tok = self.take()
                letter, end = tok.text, tok.end
                continue
            self.take("{")
            letter = self.take().text
            if self.peek() == "=":
                self.take()
                bounds.insert(0, self.sum())
            elif self.peek() == "\\neq":
                self.take()
                other = self.take().text
            end = self.take("}").end
        if not letter.isalpha() or len(letter) > 1:
            raise Malformed("a sum without a letter")
        body = self.product()
        return Node("sum", first.start, body.end, (letter, other), (body, *bounds), ((first.start, end),))

    def fraction(self) -> Node:
        first = self.take("\\frac")
        above, above_d = self.cell()
        below, below_d = self.cell()
        end = self.toks[self.at - 1].end
        if above_d != below_d:
            raise Malformed("half a derivative")
        if above_d:
            return Node("der", first.start, end, None, (above, below))
        return Node("frac", first.start, end, None, (above, below))

    def cell(self) -> tuple[Node, bool]:
        if self.peek() != "{":
            tok = self.take()
            if not tok.text.isdigit() and not tok.text.isalpha():
                raise Malformed("a fraction's part")
            value = float(tok.text[0]) if tok.text.isdigit() else (tok.text, "", "")
            return Node("num" if tok.text.isdigit() else "sym", tok.start, tok.end, value), False
        self.take("{")
        derived = self.peek() == "\\partial"
        if derived:
            self.take()
        node = self.sum()
        self.take("}")
        return node, derived

    def symbol(self) -> Node:
        tok = self.take()
        start, base, upper, lower = tok.start, tok.text, "", ""
        base_span = (tok.start, tok.end)
        spans: list[tuple[int, int]] = []
        if tok.text == "\\hat":
            if self.peek() == "{":
                self.take()
                letter = self.take()
                base = "\\hat " + letter.text
                upper, lower = self.scripts(spans)
                self.take("}")
            else:
                letter = self.take()
                base = "\\hat " + letter.text
            base_span = (tok.start, letter.end)
        if base == "e" and self.peek() == "^":
            self.take()
            exponent, end = self.braced()
            return Node("call", start, end, ("exp", 0), (exponent,), ((tok.start, tok.end),))
        applied = base in self.functions and self.peek() in ("'", "(")
        if applied:
            primes, end = 0, tok.end
            while self.peek() == "'":
                end = self.take().end
                primes += 1
            if self.peek() != "(":
                raise Malformed("a function without its argument")
            return self.call(base, primes, start, end)
        more = self.scripts(spans)
        upper, lower = upper or more[0], lower or more[1]
        end = self.toks[self.at - 1].end
        return Node("sym", start, end, (base, upper, lower), (), (base_span, *spans))

    def scripts(self, spans: list[tuple[int, int]]) -> tuple[str, str]:
        found = {"^": "", "_": ""}
        while self.peek() in ("^", "_") and not found[self.peek()] and not (self.peek() == "^" and self.peek(1) == "T"):
            kind = self.take().text
            if self.peek() == "{":
                self.take()
                text = ""
                while self.peek() != "}":
                    tok = self.take()
                    if not (tok.text.isalnum() or tok.text == ","):
                        raise Malformed("a script")
                    spans += [(i, i + 1) for i in range(tok.start, tok.end) if tok.text.isdigit()]
                    text += tok.text
                self.take("}")
            else:
                tok = self.take()
                if not tok.text.isalnum():
                    raise Malformed("a script")
                text = tok.text
                spans.append((tok.start, tok.end))
            found[kind] = text
        return found["^"], found["_"]

    def call(self, name: str, primes: int, start: int, end: int) -> Node:
        self.take("(")
        argument = self.sum()
        last = self.take(")")
        return Node("call", start, last.end, (name, primes), (argument,), ((start, end),))
