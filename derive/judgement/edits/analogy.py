"""What the other members of a family would have where a side differs from them.

``∂E/∂w_{12}`` is derived like ``∂E/∂w_{11}``: a row that differs in one place from its
siblings, other than by the indices that differ from row to row, probably slipped there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from derive.judgement.edits.proposal import Proposal, Vocabulary, bracketed, whole
from derive.judgement.edits.terms import without_factor, without_term
from derive.judgement.regularity import Family, Row
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.source.text import Edit, Span

SIZE = 0.9  # what restores a pattern is likelier than anything else of its kind

Difference = Callable[[], Proposal | None]  # the edit that undoes it; None if it can't be written as one


def restorations(row: Row, family: Family, words: Vocabulary) -> list[Proposal]:
    """Edits after which a row looks like its siblings."""
    found: dict[Edit, Proposal] = {}
    for model in family.models(row):
        comparison = _Comparison(row, model, family, words)
        differences = list(islice(comparison.compare(row.expression, model.expression), 2))
        if len(differences) == 1 and (only := differences[0]()) is not None:
            found.setdefault(only.edit, only)
    return list(found.values())


class _Comparison:
    def __init__(self, row: Row, model: Row, family: Family, words: Vocabulary) -> None:
        self.row, self.model, self.family, self.words = row, model, family, words
        self.places = {id(symbol): place for place, symbol in enumerate(model.symbols)}

    def compare(self, own: Expression, model: Expression) -> Iterator[Difference]:
        """The differences, each as what tells the edit that undoes it: most are only counted."""
        if isinstance(own, ex.Symbol) and isinstance(model, ex.Symbol):
            place = self.places[id(model)]
            if not self.family.allows(self.model, place, self.row.head, own.name):
                yield partial(self.put, own, model)
            return
        if type(own) is type(model) and len(own.children()) == len(model.children()) and _same_sort(own, model):
            for a, b in zip(own.children(), model.children(), strict=True):
                yield from self.compare(a, b)
            return
        if isinstance(own, ex.Addition) and isinstance(model, ex.Addition):
            if len(own.terms) == len(model.terms) and own.sign_spans:
                turned = [i for i, (a, b) in enumerate(zip(own.signs, model.signs, strict=True)) if a != b]
                yield from (partial(self.turned, own, i) for i in turned)
                for a, b in zip(own.terms, model.terms, strict=True):
                    yield from self.compare(a, b)
                return
            if len(own.terms) == len(model.terms) - 1:
                yield partial(self.lost_term, own.terms, own.signs, model, own)
                return
            if len(own.terms) == len(model.terms) + 1 and own.sign_spans:
                yield partial(self.extra_term, own, model.terms, model.signs)
                return
        if isinstance(model, ex.Addition) and len(model.terms) == 2 and not isinstance(own, ex.Addition):
            yield partial(self.lost_term, (own,), (1,), model, own)
            return
        if isinstance(own, ex.Multiplication) and isinstance(model, ex.Multiplication):
            if len(own.factors) == len(model.factors) - 1:
                yield partial(self.lost_factor, own.factors, model, own)
                return
            if len(own.factors) == len(model.factors) + 1:
                yield partial(self.extra_factor, own, model.factors)
                return
        elif isinstance(own, ex.Multiplication) and len(own.factors) == 2:
            yield partial(self.extra_factor, own, (model,))
            return
        elif isinstance(model, ex.Multiplication) and len(model.factors) == 2:
            yield partial(self.lost_factor, (own,), model, own)
            return
        yield partial(self.put, own, model)

    def same(self, own: Expression, model: Expression) -> bool:
        return next(iter(self.compare(own, model)), self) is self

    def turned(self, own: ex.Addition, place: int) -> Proposal:
        """The other sign before a term."""
        text = "-" if own.signs[place] > 0 else "+"
        span = own.sign_spans[place]
        signs = tuple(-s if i == place else s for i, s in enumerate(own.signs))
        new = ex.Addition(own.span, own.terms, signs, own.sign_spans)
        return Proposal(Edit(span, text if place or text == "-" else ""), SIZE, "sign", span, f"write {text}", own, new)

    def put(self, own: Expression, model: Expression) -> Proposal | None:
        text = self.text(model)
        if isinstance(model, ex.Addition) and not isinstance(own, ex.Addition) and not text.startswith("("):
            text = f"({text})"
        written = self.words.slice(own.span)
        if len(text) > 120 or (own is self.row.expression and not isinstance(own, ex.Symbol)):
            return None  # another side altogether is no slip
        kind = "index" if isinstance(own, ex.Symbol) and isinstance(model, ex.Symbol) else "pattern"
        new = ex.Symbol(own.span, self.predicted(model)) if isinstance(model, ex.Symbol) else None
        return Proposal(Edit(own.span, text), SIZE, kind, own.span, f"replace {written} by {text}", None if new is None else own, new)

    def lost_term(
        self, terms: tuple[Expression, ...], signs: tuple[int, ...], model: ex.Addition, own: Expression
    ) -> Proposal | None:
        for missing in range(len(model.terms)):
            rest = [t for i, t in enumerate(model.terms) if i != missing]
            rest_signs = tuple(s for i, s in enumerate(model.signs) if i != missing)
            if rest_signs == signs and all(self.same(a, b) for a, b in zip(terms, rest, strict=True)):
                text = self.text(model.terms[missing])
                sign = "+" if model.signs[missing] > 0 else "-"
                if missing:
                    end = self.closed(terms[missing - 1])
                    edit = Edit(Span(end, end), sign + text)
                else:
                    start = own.span.start
                    first = "+" if signs[0] > 0 and self.words.text[start] not in "+-" else ""
                    edit = Edit(Span(start, start), ("-" if sign == "-" else "") + text + first)
                return Proposal(edit, SIZE, "term lost", terms[max(missing - 1, 0)].span, f"add the term {text}")
        return None

    def lost_factor(self, factors: tuple[Expression, ...], model: ex.Multiplication, own: Expression) -> Proposal | None:
        for missing in range(len(model.factors)):
            rest = [f for i, f in enumerate(model.factors) if i != missing]
            if all(self.same(a, b) for a, b in zip(factors, rest, strict=True)):
                factor = model.factors[missing]
                text = self.text(factor)
                text = f"({text})" if isinstance(factor, ex.Addition) else text
                at = min(missing, len(model.factors) - 2)
                first, second = model.factors[at], model.factors[at + 1]
                dot = self.words.text[first.span.end : second.span.start].strip("()[]{} ")
                if missing:
                    end = self.closed(factors[missing - 1])
                    edit = Edit(Span(end, end), f"{dot}{' ' if dot[-1:].isalpha() else ''}{text}")
                else:
                    start = own.span.start
                    edit = Edit(Span(start, start), f"{text}{dot}{' ' if dot[-1:].isalpha() else ''}")
                beside = factors[max(missing - 1, 0)]
                place = bracketed(self.words.text, beside.span) if isinstance(beside, ex.Addition) else beside.span
                if not missing:
                    edit = Edit(Span(place.start, place.start), edit.text)
                return Proposal(edit, SIZE, "factor lost", place, f"multiply by {text}")
        return None

    def extra_factor(self, own: ex.Multiplication, model: tuple[Expression, ...]) -> Proposal | None:
        for extra in reversed(range(len(own.factors))):
            rest = [f for i, f in enumerate(own.factors) if i != extra]
            if all(self.same(a, b) for a, b in zip(rest, model, strict=True)):
                factor = own.factors[extra]
                start, end = (own.factors[extra - 1].span.end, factor.span.end) if extra else (factor.span.start, own.factors[1].span.start)
                if extra:
                    start = self.closed(own.factors[extra - 1])
                    end = self.closed(factor)
                new = without_factor(own, extra)
                return Proposal(Edit(whole(self.words.text, Span(start, end)), ""), SIZE, "factor extra", factor.span,
                                f"drop the factor {self.words.slice(factor.span)}", own, new)  # fmt: skip
        return None

    def extra_term(self, own: ex.Addition, terms: tuple[Expression, ...], signs: tuple[int, ...]) -> Proposal | None:
        for extra in range(1, len(own.terms)):
            rest = [t for i, t in enumerate(own.terms) if i != extra]
            left = tuple(s for i, s in enumerate(own.signs) if i != extra)
            if left == signs and all(self.same(a, b) for a, b in zip(rest, terms, strict=True)):
                term = own.terms[extra]
                span = whole(self.words.text, Span(own.sign_spans[extra].start, term.span.end))
                return Proposal(Edit(span, ""), SIZE, "term extra", term.span, f"drop the term {self.words.slice(term.span)}", own, without_term(own, extra))
        return None

    def closed(self, node: Expression) -> int:
        """The end of a node with the bracket around it."""
        end = whole(self.words.text, node.span).end
        if isinstance(node, ex.Addition) and self.words.text[end : end + 1] in (")", "]"):
            end += 1
        return end

    def text(self, node: Expression) -> str:
        """A part of the model with the names that this row would have."""
        pieces: list[str] = []
        at = node.span.start
        for part in node.walk():
            if isinstance(part, ex.Symbol):
                pieces += [self.words.text[at : part.span.start], self.spelled(self.predicted(part), part)]
                at = part.span.end
        end = whole(self.words.text, Span(node.span.start, node.span.end)).end
        return "".join([*pieces, self.words.text[at:end]])

    def predicted(self, part: ex.Symbol) -> Name:
        """The name that this row would have where the model has one."""
        place = self.places[id(part)]
        name = self.family.predict(self.model, place, self.row.head, self.words.spelling)
        if name not in self.words.spelling and self.family.allows(self.model, place, self.row.head, part.name):
            return part.name  # with few siblings more than one rule may explain an index: not one that makes up a name
        return name

    def spelled(self, name: Name, like: ex.Symbol) -> str:
        return self.words.slice(like.span) if name == like.name else self.words.spelling.get(name, name.latex())


def _same_sort(own: Expression, model: Expression) -> bool:
    """Do two nodes differ at most in their parts?"""
    if isinstance(own, ex.Numeral) and isinstance(model, ex.Numeral):
        return own.value == model.value
    if isinstance(own, ex.Addition) and isinstance(model, ex.Addition):
        return own.signs == model.signs
    if isinstance(own, ex.Application) and isinstance(model, ex.Application):
        return own.function == model.function and own.order == model.order
    return True
