"""Small edits of a formula that might be what the author meant.

Each kind of slip that authors make is one generator; every proposal is an edit of the
source and is judged like anything else that an author writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Derivation
from derive.source.text import Edit, Span


@dataclass(frozen=True, slots=True)
class Proposal:
    """One edit, how large a slip it would undo (smaller is likelier), and what it does."""

    edit: Edit
    size: float
    kind: str  # "index", "name", "sign", "factor", "number", "prime", "order", …
    place: Span  # the token that the finding points at
    title: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a document and how its author spells each."""

    text: str
    spelling: Mapping[Name, str]
    by_base: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    by_indices: Mapping[tuple[object, ...], tuple[Name, ...]] = field(default_factory=dict)
    arrays: bool = False  # matrices are transposed somewhere

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]


def vocabulary(derivation: Derivation) -> Vocabulary:
    """All names in the formulas of a document."""
    text = derivation.document.masked
    spelling: dict[Name, str] = {}
    for chain in derivation.chains:
        for part in chain.parts:
            for node in part.expression.walk() if part.expression else ():
                if isinstance(node, ex.Symbol) and node.name not in spelling:
                    spelling[node.name] = text[node.span.start : node.span.end]
    by_base: dict[str, list[Name]] = {}
    by_indices: dict[tuple[object, ...], list[Name]] = {}
    for name in spelling:
        by_base.setdefault(name.base, []).append(name)
        by_indices.setdefault((name.upper, name.lower), []).append(name)
    return Vocabulary(
        text,
        spelling,
        {b: tuple(n) for b, n in by_base.items()},
        {i: tuple(n) for i, n in by_indices.items()},
        any(
            isinstance(node, ex.Transposition)
            for chain in derivation.chains
            for part in chain.parts
            for node in (part.expression.walk() if part.expression else ())
        ),
    )


def proposals(expression: Expression, other: Expression | None, words: Vocabulary) -> list[Proposal]:
    """Edits of one side, likeliest first. ``other`` is the side that it should equal."""
    found: dict[Edit, Proposal] = {}
    for generator in GENERATORS:
        for proposal in generator(expression, other, words):
            kept = found.get(proposal.edit)
            if kept is None or proposal.size < kept.size:
                found[proposal.edit] = proposal
    return sorted(found.values(), key=lambda p: p.size)


def _names(root: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """Another index, indices swapped, another letter."""
    for node in root.walk():
        if not isinstance(node, ex.Symbol):
            continue
        written = words.slice(node.span)
        for name in words.by_base.get(node.name.base, ()):
            if name == node.name or len(name.indices) != len(node.name.indices):
                continue
            differ = sum(a != b for a, b in zip(name.indices, node.name.indices, strict=True))
            swapped = differ == 2 and sorted(map(str, name.indices)) == sorted(map(str, node.name.indices))
            size = 1.0 if differ == 1 else 1.1 if swapped else 1.0 + differ
            yield _replacement(node.span, words.spelling[name], written, size, "index")
        for name in words.by_indices.get((node.name.upper, node.name.lower), ()):
            if name != node.name:
                yield _replacement(node.span, words.spelling[name], written, 1.4, "name")


def _replacement(span: Span, new: str, old: str, size: float, kind: str) -> Proposal:
    return Proposal(Edit(span, new), size, kind, span, f"replace {old} by {new}")


def _signs(root: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """A sign lost, added or turned."""
    for node in root.walk():
        if isinstance(node, ex.Addition) and node.sign_spans:
            for index, (term, sign, span) in enumerate(zip(node.terms, node.signs, node.sign_spans, strict=True)):
                written = words.slice(span)
                if written in ("+", "-"):
                    if index == 0:
                        yield Proposal(Edit(span, ""), 1.0, "sign", span, "drop the leading minus")
                    else:
                        turned = "+" if sign < 0 else "-"
                        yield _replacement(span, turned, written, 1.0, "sign")
                elif index == 0:
                    at = Span(term.span.start, term.span.start)
                    yield Proposal(Edit(at, "-"), 1.2, "sign", term.span, "put a minus before it")
    if not isinstance(root, ex.Addition):
        at = Span(root.span.start, root.span.start)
        yield Proposal(Edit(at, "-"), 1.0, "sign", root.span, "put a minus before it")
    elif len(root.terms) > 1:
        text = words.slice(root.span)
        yield Proposal(Edit(root.span, f"-({text})"), 1.8, "sign", root.span, "put a minus before the sum")


def _numbers(root: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """A wrong constant or exponent."""
    for node in root.walk():
        if isinstance(node, ex.Numeral) and node.places is None and node.value.denominator == 1:
            value = int(node.value)
            written = words.slice(node.span)
            if written != str(value):
                continue
            for new in dict.fromkeys((value - 1, value + 1, 1, 2, 0, value * 2)):
                if new != value and new >= 0:
                    yield _replacement(node.span, str(new), written, 1.2 if abs(new - value) == 1 else 1.5, "number")


def _factors(root: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """A factor too many, or one that was lost."""
    for node in root.walk():
        if not isinstance(node, ex.Multiplication):
            continue
        for index, factor in enumerate(node.factors):
            if index:
                span = Span(node.factors[index - 1].span.end, factor.span.end)
            else:
                span = Span(factor.span.start, node.factors[1].span.start)
            yield Proposal(Edit(span, ""), 1.6, "factor", factor.span, f"drop the factor {words.slice(factor.span)}")
        for index in range(len(node.kinds)):
            gap = Span(node.factors[index].span.end, node.factors[index + 1].span.start)
            yield Proposal(Edit(gap, "+"), 2.2, "operator", gap, "add instead of multiplying")
    for text in _lost_factors(root, other, words):
        for term in _terms(root):
            at = Span(term.span.end, term.span.end)
            yield Proposal(Edit(at, rf"\cdot {text}"), 1.7, "factor", term.span, f"multiply by {text}")


def _terms(root: Expression) -> tuple[Expression, ...]:
    return root.terms if isinstance(root, ex.Addition) else (root,)


def _lost_factors(root: Expression, other: Expression | None, words: Vocabulary) -> list[str]:
    """Factors of the other side that this side lacks, and one half and two."""
    own = {words.slice(node.span) for node in root.walk()}
    texts: dict[str, None] = {}
    for node in other.walk() if other is not None else ():
        if isinstance(node, ex.Multiplication):
            for factor in node.factors:
                text = words.slice(factor.span)
                if text not in own and len(text) < 80:
                    texts[text if not isinstance(factor, ex.Addition) else f"({text})"] = None
        elif isinstance(node, ex.Symbol):
            text = words.slice(node.span)
            if text not in own:
                texts[text] = None
    return [*texts, "2", r"\frac{1}{2}"][:24]


def _terms_lost(root: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """A term too many, a plus that should multiply, or a term of the other side that is missing."""
    for node in root.walk():
        if not isinstance(node, ex.Addition) or len(node.terms) < 2 or not node.sign_spans:
            continue
        for index, term in enumerate(node.terms):
            if index:
                span = Span(node.sign_spans[index].start, term.span.end)
                yield Proposal(Edit(span, ""), 2.0, "term", term.span, f"drop the term {words.slice(term.span)}")
                sign = node.sign_spans[index]
                if words.slice(sign) == "+":
                    yield Proposal(Edit(sign, r"\cdot "), 2.2, "operator", sign, "multiply instead of adding")
    own = {words.slice(node.span) for node in root.walk()}
    for node in other.walk() if other is not None else ():
        if isinstance(node, ex.Addition) and len(node.terms) > 1:
            for term in node.terms:
                text = words.slice(term.span)
                if text not in own and len(text) < 160:
                    at = Span(root.span.end, root.span.end)
                    yield Proposal(Edit(at, f"+{text}"), 2.4, "term", root.span, f"add the term {text}")


def _primes(root: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """A prime lost or added."""
    for node in root.walk():
        if isinstance(node, ex.Application):
            span = node.function_span
            written = words.slice(span)
            if node.order:
                text = written.replace("'", "", 1)
                if text != written:
                    yield _replacement(span, text, written, 1.1, "prime")
            yield _replacement(span, written + "'", written, 1.1, "prime")


def _transposes(root: Expression, other: Expression | None, words: Vocabulary) -> Iterator[Proposal]:
    """A transpose lost or added, factors in the wrong order."""
    for node in root.walk():
        if isinstance(node, ex.Transposition):
            inner = words.slice(node.operand.span)
            yield _replacement(node.span, inner, words.slice(node.span), 1.1, "transpose")
    if words.arrays:
        for node in root.walk():
            if isinstance(node, ex.Symbol):
                written = words.slice(node.span)
                yield _replacement(node.span, rf"({written})^T" if "^" in written else rf"{written}^T", written, 1.1, "transpose")
            elif isinstance(node, ex.Multiplication) and len(node.factors) == 2:
                first, second = node.factors
                between = words.text[first.span.end : second.span.start]
                swapped = words.slice(second.span) + between + words.slice(first.span)
                yield _replacement(node.span, swapped, words.slice(node.span), 1.5, "order")
                turned = rf"({words.slice(second.span)})^T" + between + rf"({words.slice(first.span)})"
                yield _replacement(node.span, turned, words.slice(node.span), 1.6, "order")


GENERATORS: tuple[Callable[[Expression, Expression | None, Vocabulary], Iterator[Proposal]], ...] = (
    _names,
    _signs,
    _numbers,
    _primes,
    _factors,
    _terms_lost,
    _transposes,
)
