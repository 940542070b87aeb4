"""Slips in sums and products: signs, factors and terms lost, added or joined wrongly."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from derive.judgement.edits.proposal import FAR_SIZE, Proposal, Reach, Vocabulary, bracketed, replacement, whole
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.source.text import Edit, Span

MAX_TEXT = 160
MAX_DERIVATIVES = 16  # that a step in indices or arrays may have lost


def signs(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A sign lost, added or turned."""
    for node in root.walk():
        if not isinstance(node, ex.Addition) or not node.sign_spans:
            continue
        for index, (term, sign, span) in enumerate(zip(node.terms, node.signs, node.sign_spans, strict=True)):
            written = words.slice(span)
            turned = ex.Addition(node.span, node.terms, tuple(-s if i == index else s for i, s in enumerate(node.signs)), node.sign_spans)
            if written == "-" and index == 0:
                yield Proposal(Edit(span, ""), 1.0, "sign", span, "drop the leading minus", node, turned)
            elif written in ("+", "-"):
                text = "+" if sign < 0 else "-"
                yield Proposal(Edit(span, text), 1.0, "sign", span, f"replace {written} by {text}", node, turned)
            elif index == 0:
                at = Span(term.span.start, term.span.start)
                yield Proposal(Edit(at, "-"), 1.2, "sign", term.span, "put a minus before it", node, turned)
    for node in root.walk():
        inner = node.arguments if isinstance(node, ex.Application) else (node.exponent,) if isinstance(node, ex.Power) else ()
        for part in inner:
            at = Span(part.span.start, part.span.start)
            if isinstance(part, ex.Addition):
                continue
            if (plus := _plus(words.text, at.start)) is not None:
                yield Proposal(Edit(plus, "-"), 1.0, "sign", plus, "replace + by -", part, _minus(part))
            elif not isinstance(part, ex.Numeral) and words.text[at.start - 1 : at.start] in ("{", "("):
                yield Proposal(Edit(at, "-"), 1.2, "sign", part.span, "put a minus before it", part, _minus(part))
    if not isinstance(root, ex.Addition):
        place = whole(words.text, root.span)  # the tree of ``(a-b) c`` begins behind its bracket
        at = Span(place.start, place.start)
        if (plus := _plus(words.text, at.start)) is not None:
            yield Proposal(Edit(plus, "-"), 0.9, "sign", plus, "replace + by -", root, _minus(root))
        yield Proposal(Edit(at, "-"), 1.0, "sign", place, "put a minus before it", root, _minus(root))
    elif len(root.terms) > 1:
        text = words.slice(root.span)
        yield Proposal(Edit(root.span, f"-({text})"), 1.8, "sign", root.span, "put a minus before the sum", root, _minus(root))


def _plus(text: str, at: int) -> Span | None:
    """The plus that a term begins with, which says nothing."""
    before = text[:at].rstrip()
    if not before.endswith("+") or before[:-1].rstrip()[-1:] not in ("{", "(", "&", "="):
        return None
    return Span(len(before) - 1, len(before))


def _minus(node: Expression) -> Expression:
    return ex.Addition(node.span, (node,), (-1,), (Span(node.span.start, node.span.start),))


def numbers(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A wrong constant or exponent."""
    fractions = {id(n): node for node in root.walk() if isinstance(node, ex.Division) for n in (node.numerator, node.denominator)}
    lone = {id(n.terms[0]) for n in root.walk() if isinstance(n, ex.Addition) and n.signs == (-1,)}
    for node in root.walk():
        if isinstance(node, ex.Numeral) and node.places is None and node.value.denominator == 1:
            value = int(node.value)
            written = words.slice(node.span)
            if written != str(value):
                continue
            for new in dict.fromkeys((value - 1, value + 1, 1, 2, 0, value * 2, value // 2)):
                if new != value and new >= 0:
                    size = 1.2 if abs(new - value) == 1 else 1.5
                    if (over := fractions.get(id(node))) is not None:
                        size += _unusual(over, node, new)
                    if id(node) in lone and 1 in (new, value):  # what an inner difference leaves is -1
                        size += 0.3 if value == 1 else -0.04
                    yield replacement(node, str(new), written, size, "number", replace(node, value=Fraction(new)))


def _unusual(fraction: ex.Division, part: ex.Numeral, new: int) -> float:
    """How unlikely it is that a fraction of two numbers is meant with another number in it: it would not be in lowest terms."""
    other = fraction.denominator if part is fraction.numerator else fraction.numerator
    if not isinstance(other, ex.Numeral) or other.value.denominator != 1:
        return 0.0
    return 0.6 if math.gcd(new, int(other.value)) != 1 else 0.0


def factors(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A factor too many, a product that should be a sum, or a factor that was lost."""
    for node in root.walk():
        if not isinstance(node, ex.Multiplication):
            continue
        for index, factor in enumerate(node.factors):
            if index:
                span = Span(node.factors[index - 1].span.end, factor.span.end)
                before = words.text[span.start : factor.span.start]
                span = Span(span.start + len(before) - len(before.lstrip(")]} ")), span.end)
            else:
                span = Span(factor.span.start, node.factors[1].span.start)
            new = without_factor(node, index)
            again = any(words.slice(f.span) == words.slice(factor.span) for f in node.factors[:index])
            size = 1.55 if again else 1.6  # of two factors alike the later one is the repetition
            yield Proposal(Edit(whole(words.text, span), ""), size, "factor extra", factor.span,
                           f"drop the factor {words.slice(factor.span)}", node, new)  # fmt: skip
        for index in range(len(node.kinds)):
            first, second = node.factors[: index + 1], node.factors[index + 1 :]
            gap = _operator(words.text, first[-1].span.end, second[0].span.start)
            new = ex.Addition(node.span, (_product(node, first), _product(node, second)), (1, 1))
            yield Proposal(Edit(gap, "+"), 1.7, "operator", gap, "add instead of multiplying", node, new)
    yield from _lost_factors(root, other, words, reach)


def _product(node: ex.Multiplication, factors: tuple[Expression, ...]) -> Expression:
    if len(factors) == 1:
        return factors[0]
    return ex.Multiplication(factors[0].span.join(factors[-1].span), factors, node.kinds[: len(factors) - 1])


def _operator(text: str, start: int, end: int) -> Span:
    """Where the sign between two factors stands, brackets left out."""
    gap = text[start:end]
    left = len(gap) - len(gap.lstrip(")]} "))
    right = len(gap.rstrip("([{ "))
    return Span(start + left, start + max(right, left))


def _lost_factors(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    candidates: list[tuple[str, Expression, float]] = []
    seen: set[str] = set()
    sources = [*(other.walk() if other is not None else ()), *(n for n in root.walk() if isinstance(n, ex.Application))]
    for node in sources:
        parts = node.factors if isinstance(node, ex.Multiplication) else (node,) if isinstance(node, (ex.Symbol, ex.Application)) else ()
        for part in parts:
            text = words.slice(part.span)
            text = f"({text})" if isinstance(part, ex.Addition) else text
            if text not in seen and len(text) < MAX_TEXT:
                seen.add(text)
                candidates.append((text, part, 1.7))
    if reach is Reach.FAR:
        at = root.span
        for name, text in words.spelling.items():
            symbol = ex.Symbol(at, name)
            candidates += [(text, symbol, FAR_SIZE)] * (text not in seen)
            one = ex.Numeral(at, Fraction(1))
            candidates.append((f"(1-{text})", ex.Addition(at, (one, symbol), (1, -1)), FAR_SIZE))
        candidates += [(t, d, FAR_SIZE) for t, d in words.derivatives.items() if t not in seen]
    elif reach is Reach.CLOSE and other is not None:
        candidates += [(t, d, 2.0) for t, d in list(words.derivatives.items())[:MAX_DERIVATIVES] if t not in seen]
    half = ex.Division(root.span, ex.Numeral(root.span, Fraction(1)), ex.Numeral(root.span, Fraction(2)))
    candidates += [("2", ex.Numeral(root.span, Fraction(2)), 1.7), (r"\frac{1}{2}", half, 1.7)]
    for term in _products(root, reach):
        place = whole(words.text, term.span)
        end = place.end
        if isinstance(term, ex.Addition):
            if not _bracketed(words.text, term.span):
                continue
            end = min(n for n in (words.text.find(c, end) for c in ")]") if n >= 0) + 1
        at = Span(end, end)
        entries = words.arrays and isinstance(term, ex.Multiplication) and "odot" in term.kinds
        sign = r"\odot" if entries else r"\cdot"
        place = bracketed(words.text, term.span) if isinstance(term, ex.Addition) else place
        for text, factor, size in candidates:
            new = ex.Multiplication(term.span, (term, factor), ("odot" if entries else "dot",))
            yield Proposal(Edit(at, rf"{sign} {text}"), size, "factor lost", place, f"multiply by {text}", term, new)


def _products(root: Expression, reach: Reach) -> list[Expression]:
    """Where a factor could be missing: products, and terms of sums that are single symbols."""
    found: list[Expression] = []
    for node in root.walk() if reach else ():
        if isinstance(node, ex.Multiplication):
            found.append(node)
        elif isinstance(node, ex.Addition):
            found += [t for t in node.terms if not isinstance(t, (ex.Multiplication, ex.Numeral))]
    for node in root.walk():  # what is added up, wherever the sum stands
        if isinstance(node, ex.Reduction) and not isinstance(node.body, ex.Addition):
            found.append(node.body)
    top = (*root.terms, root) if isinstance(root, ex.Addition) else (root,)
    return list({id(n): n for n in map(_innermost, (*top, *found))}.values())


def _innermost(term: Expression) -> Expression:
    """Where a factor behind a term is read: behind a sum it belongs to what is added up."""
    while isinstance(term, ex.Reduction) and term.body.span.end == term.span.end and not isinstance(term.body, ex.Addition):
        term = term.body
    return term


def terms(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A term too many, a plus that should multiply, a term that is missing, ``a`` for ``1-a``."""
    for node in root.walk():
        if not isinstance(node, ex.Addition) or len(node.terms) < 2 or not node.sign_spans:
            continue
        for index, term in enumerate(node.terms):
            sign = node.sign_spans[index]
            if not index:
                continue
            span = whole(words.text, Span(sign.start, term.span.end))
            left = without_term(node, index)
            yield Proposal(Edit(span, ""), 2.0, "term extra", term.span, f"drop the term {words.slice(term.span)}", node, left)
            if words.slice(sign) == "+":
                multiplied = (*_factors(node.terms[index - 1]), *_factors(term))
                joined = ex.Multiplication(node.span, multiplied, ("dot",) * (len(multiplied) - 1))
                merged = ex.Addition(left.span, (*node.terms[: index - 1], joined, *node.terms[index + 1 :]), left.signs)
                yield Proposal(Edit(sign, r"\cdot "), 1.7, "operator", sign, "multiply instead of adding", node, merged)
                if words.arrays:
                    entries = r"\odot "
                    yield Proposal(Edit(sign, entries), 1.6, "operator", sign, "multiply entry by entry instead of adding")  # which factors it joins, only the text tells
    yield from _lost_terms(root, other, words, reach)
    yield from _uneven_fractions(root, words)
    yield from _complements(root, words, reach)


def without_factor(node: ex.Multiplication, index: int) -> Expression:
    """A product without one of its factors."""
    rest = (*node.factors[:index], *node.factors[index + 1 :])
    kinds = node.kinds[1:] if index == 0 else (*node.kinds[: index - 1], *node.kinds[index:])
    return rest[0] if len(rest) == 1 else ex.Multiplication(node.span, rest, kinds)


def without_term(node: ex.Addition, index: int) -> ex.Addition:
    """A sum without one of its terms."""
    return ex.Addition(node.span, (*node.terms[:index], *node.terms[index + 1 :]), (*node.signs[:index], *node.signs[index + 1 :]))


def _factors(node: Expression) -> tuple[Expression, ...]:
    return node.factors if isinstance(node, ex.Multiplication) else (node,)


def beside_numbers(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A term that is lost beside a number in brackets: nobody puts a number in brackets by itself."""
    numbers = [n for n in root.walk() if isinstance(n, ex.Numeral) and _bracketed(words.text, n.span)]
    if not numbers:
        return
    candidates = _possible_terms(root, other, words, reach)
    candidates |= {words.slice(n.span): n for n in root.walk() if isinstance(n, (ex.Symbol, ex.Application))}
    for number in numbers:
        for text, term in candidates.items():
            if text != words.slice(number.span):
                yield from _with_term(number, _behind(number, words), text, term, "term lost", 1.0)


def _possible_terms(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> dict[str, Expression]:
    """What a sum may have lost, by how it is written: the terms of the other side; from afar, any name and any derivative."""
    found = _terms_of(other, words)
    if reach is Reach.FAR:
        for name, text in words.spelling.items():
            found.setdefault(text, ex.Symbol(root.span, name))
        found.setdefault("1", ex.Numeral(root.span, Fraction(1)))
        told = words.slice(other.span) if other is not None else ""  # what is derived isn't a term of itself
        found |= {t: d for t, d in words.derivatives.items() if t not in found and t != told}
    return found


def _terms_of(other: Expression | None, words: Vocabulary) -> dict[str, Expression]:
    """The terms of all sums in a side, by how they are written."""
    found: dict[str, Expression] = {}
    for node in other.walk() if other is not None else ():
        if isinstance(node, ex.Addition) and len(node.terms) > 1:
            for term in node.terms:
                text = words.slice(term.span)
                if len(text) < MAX_TEXT:
                    found[text] = term
    return found


def _lost_terms(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A term that a sum, a symbol in brackets or a part of a fraction has lost."""
    candidates, known = _possible_terms(root, other, words, reach), _terms_of(other, words).keys()
    if not candidates:
        return
    nodes = root.walk()
    own = {words.slice(node.span) for node in nodes}
    lone = [n for n in nodes if isinstance(n, (ex.Symbol, ex.Numeral)) and _bracketed(words.text, n.span)]
    sums = [root, *(n for n in nodes if reach and n is not root and isinstance(n, ex.Addition))]
    parts = () if reach else tuple(p for n in nodes if isinstance(n, ex.Division) for p in (n.numerator, n.denominator))
    for place in (*sums, *lone, *parts):
        bracketed_place = place in lone
        if bracketed_place and isinstance(place, ex.Numeral):
            continue  # that is a slip by itself
        written, at = words.slice(place.span), _behind(place, words)
        for text, term in candidates.items():
            if not bracketed_place and text in own and text in known and (place in sums or text == written):
                continue  # it stands there already
            kind = "guess" if text not in known and isinstance(term, ex.Symbol) else "term lost"
            yield from _with_term(place, at, text, term, kind, 2.2)


def _behind(node: Expression, words: Vocabulary) -> Span:
    """Where what follows a part would be written."""
    end = whole(words.text, node.span).end
    return Span(end, end)


def _with_term(place: Expression, at: Span, text: str, term: Expression, kind: str, size: float) -> Iterator[Proposal]:
    """One more term behind what stands at a place, with either sign."""
    for sign, symbol, does in ((1, "+", "add"), (-1, "-", "subtract")):
        new = ex.Addition(place.span, (place, term), (1, sign))
        yield Proposal(Edit(at, f"{symbol}{text}"), size, kind, place.span, f"{does} the term {text}", place, new)


def _uneven_fractions(root: Expression, words: Vocabulary) -> Iterator[Proposal]:
    """A term that one part of a fraction has and the other has lost."""
    for node in root.walk():
        if not isinstance(node, ex.Division):
            continue
        for own, other in ((node.numerator, node.denominator), (node.denominator, node.numerator)):
            has = {words.slice(t.span) for t in (own.terms if isinstance(own, ex.Addition) else (own,))}
            at = Span(*[whole(words.text, own.span).end] * 2)
            for term in other.terms if isinstance(other, ex.Addition) else ():
                text = words.slice(term.span)
                for sign, symbol in ((1, "+"), (-1, "-")) if text not in has and len(text) < MAX_TEXT else ():
                    new = ex.Addition(own.span, (own, term), (1, sign))
                    title = f"{'add' if sign > 0 else 'subtract'} the term {text}"
                    yield Proposal(Edit(at, f"{symbol}{text}"), 1.9, "term lost", own.span, title, own, new)


def _bracketed(text: str, span: Span) -> bool:
    span = whole(text, span)
    before, after = text[max(span.start - 8, 0) : span.start].rstrip(), text[span.end : span.end + 8].lstrip()
    return before[-1:] in ("(", "[") and after[:1] in (")", "]")


def _complements(root: Expression, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """``a`` where ``1-a`` is meant, or from afar another term before a difference."""
    one = ex.Numeral(root.span, Fraction(1))
    minuends = [("1", one), *((t, ex.Symbol(root.span, n)) for n, t in words.spelling.items() if reach is Reach.FAR)]
    no_terms = {id(part) for node in root.walk() for part in _no_terms(node)}
    for node in root.walk():
        if id(node) in no_terms:
            continue
        if isinstance(node, (ex.Symbol, ex.Application)):
            at = Span(node.span.start, node.span.start)
            for text, first in minuends:
                new = ex.Addition(node.span, (first, node), (1, -1))
                size = 1.5 if text == "1" else 2.1
                title = f"write {text}-{words.slice(node.span)}"
                if _bracketed(words.text, node.span):
                    yield Proposal(Edit(at, f"{text}-"), size, "complement", node.span, title, node, new)
                elif text == "1":
                    edit = Edit(node.span, f"(1-{words.slice(node.span)})")
                    yield Proposal(edit, size + 0.1, "complement", node.span, title, node, new)
        elif isinstance(node, ex.Addition) and len(node.terms) == 1 and node.signs[0] < 0:
            at = Span(node.span.start, node.span.start)
            for text, first in minuends:
                new = ex.Addition(node.span, (first, node.terms[0]), (1, -1))
                size = 1.5 if text == "1" else 2.1
                title = f"write {text} before {words.slice(node.span)}"
                yield Proposal(Edit(at, text), size, "complement", node.span, title, node, new)


def _no_terms(node: Expression) -> tuple[Expression, ...]:
    """The parts of a node that nothing is added to: what is differentiated by, and the bounds of sums."""
    if isinstance(node, ex.Derivative):
        return node.variables
    return node.children()[:-1] if isinstance(node, ex.Reduction) else ()
