r"""How the author writes: spelling of the symbols, signs, brackets, the look of a derivative.

What is added to a document is written with the author's own strings and read back by the
document's own reader, so that it says to the checker what it says to a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from derive.latex.errors import LatexError
from derive.latex.tokens import tokenize
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.sides import Part
from derive.meaning.statements import Derivation, read_part
from derive.source.text import Span

_DERIVATIVE = re.compile(r"\\(?P<frac>[dtc]?frac)\s*\{\s*(?P<sign>\\partial|d|\\mathrm\s*\{\s*d\s*\})(?P<space>\s*)")
_BEFORE = re.compile(r"(?:\\(?:left|[Bb]igg?l?)\s*)+\Z")
_AFTER = re.compile(r"\s*\\right\s*\.")
_SIZED = re.compile(r"\\(?:left|right|[Bb]igg?[lrm]?|middle)(?![A-Za-z])\s*\.?")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equation: its LaTeX and what it says; spans count in ``text``."""

    text: str
    expression: Expression

    @property
    def normal(self) -> str:
        """The text without what doesn't show."""
        return re.sub(r"\s|\\,|\\;|\\ ", "", _SIZED.sub("", self.text))


class Writing:
    """The author's hand in one document."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.source = derivation.document.masked
        self.macros = {name: (count, body) for name, count, body in derivation.document.macros}
        self._spelled = self._spellings()
        self._frac, self._sign, self._space = self._derivative_form()
        self.dot = self._product_sign()
        spaced = len(re.findall(r" [+-] ", self.source))
        self.gap = " " if spaced > len(re.findall(r"[^\s{(&=][+-][^\s\d}]", self.source)) else ""

    # -- reading

    def side(self, text: str) -> Side | None:
        """A text as a side; None if it can't be read."""
        try:
            tokens = tokenize(text, 0, len(text), self.macros)
            if not tokens:
                return None
            expression = read_part(tokens, self.derivation.vocabulary, self.derivation.notation, Span(0, len(text)))
        except (LatexError, RecursionError):
            return None
        return Side(text, expression)

    def part(self, part: Part) -> Side | None:
        """A side of the document, with the brackets' sizes that its span leaves out."""
        start, end = part.span
        if before := _BEFORE.search(self.source, max(0, start - 40), start):
            start = before.start()
        if after := _AFTER.match(self.source, end):
            end = after.end()
        return self.side(" ".join(self.source[start:end].split()))

    # -- spelling

    def symbol(self, name: Name) -> str:
        """A symbol as the author mostly spells it."""
        return self._spelled.get(name) or name.latex()

    def derivative(self, numerator: Name, variable: Name) -> str:
        """``∂ numerator / ∂ variable`` in the author's form."""
        above, below = (self._signed(self.symbol(n)) for n in (numerator, variable))
        return rf"\{self._frac}{{{above}}}{{{below}}}"

    def _signed(self, symbol: str) -> str:
        space = self._space or (" " if self._sign[-1].isalpha() and self._sign != "d" and symbol[0].isalpha() else "")
        return self._sign + space + symbol

    def product(self, factors: list[str]) -> str:
        """Factors with the author's sign between them."""
        text = factors[0] if factors else "1"
        for factor in factors[1:]:
            text = glue(glue(text, self.dot), factor)
        return text

    def sum(self, terms: list[str]) -> str:
        """Terms, some of which begin with a minus sign."""
        text = terms[0] if terms else "0"
        for term in terms[1:]:
            sign, rest = ("-", term[1:].lstrip()) if term.startswith("-") else ("+", term)
            text += self.gap + sign + self.gap + rest
        return text

    def _spellings(self) -> dict[Name, str]:
        found: dict[Name, Counter[str]] = {}
        for chain in self.derivation.chains:
            for part in chain.parts:
                for node in part.expression.walk() if part.expression else ():
                    if isinstance(node, ex.Symbol):
                        text = " ".join(self.source[node.span.start : node.span.end].split())
                        found.setdefault(node.name, Counter())[text] += 1
        spelled: dict[Name, str] = {}
        for name, texts in found.items():
            for text, _ in texts.most_common():
                side = self.side(text) if text else None
                if side is not None and isinstance(side.expression, ex.Symbol) and side.expression.name == name:
                    spelled[name] = text
                    break
        return spelled

    def _derivatives(self) -> list[ex.Derivative]:
        return [
            node
            for step in self.derivation.steps
            for part in (step.left, step.right)
            for node in (part.expression.walk() if part.expression else ())
            if isinstance(node, ex.Derivative)
        ]

    def _derivative_form(self) -> tuple[str, str, str]:
        forms: Counter[tuple[str, str, str]] = Counter()
        for node in self._derivatives():
            if match := _DERIVATIVE.match(self.source, node.span.start):
                forms[match["frac"], match["sign"], " " if match["space"] else ""] += 1
        return forms.most_common(1)[0][0] if forms else ("frac", r"\partial", " ")

    def _product_sign(self) -> str:
        signs: Counter[str] = Counter()
        for step in self.derivation.steps:
            node = step.right.expression
            if isinstance(node, ex.Multiplication) and len(node.factors) > 1:
                first, second = node.factors[:2]
                if isinstance(first, ex.Derivative) and isinstance(second, ex.Derivative):
                    signs[self.source[first.span.end : second.span.start]] += 1
        if not signs:
            return r" \cdot "
        sign = signs.most_common(1)[0][0]
        return sign if re.fullmatch(r"\s*(\\[A-Za-z]+|\\,|\*)?\s*", sign) and sign.strip() else " "

    # -- composing

    def substitute(self, side: Side, values: Mapping[Expression, Side]) -> Side | None:
        """A side with values in the place of some of its parts, bracketed where they need to be."""
        edits: list[tuple[Span, str]] = []
        stack: list[tuple[Expression, bool]] = [(side.expression, False)]
        while stack:
            node, tight = stack.pop()
            if node in values:
                value = values[node]
                edits.append((node.span, bracketed(value.text) if tight and is_sum(value.expression) else value.text))
                continue
            if isinstance(node, ex.Addition):
                stack += [(t, s < 0) for t, s in zip(node.terms, node.signs, strict=True)]
            else:
                inner = isinstance(node, (ex.Multiplication, ex.Power))
                stack += [(child, inner) for child in node.children()]
        text, position = "", 0
        for span, new in sorted(edits):
            text = glue(text + side.text[position : span.start], new)
            position = span.end
        return self.side(glue(text, side.text[position:]))


def glue(left: str, right: str) -> str:
    """Two texts side by side; a space keeps a command apart from the letters behind it."""
    between = " " if re.search(r"\\[A-Za-z]+\Z", left) and right[:1].isalpha() else ""
    return left + between + right


def bracketed(text: str) -> str:
    """A text in brackets, high ones around fractions."""
    return rf"\left({text}\right)" if "frac" in text else f"({text})"


def is_sum(expression: Expression) -> bool:
    """Must it be bracketed as a factor?"""
    return isinstance(expression, ex.Addition) and (len(expression.terms) > 1 or expression.signs[0] < 0)
