r"""Slips that the rest of the chain tells of: derivatives that don't join up, parts that the other sides have.

In ``\frac{\partial E}{\partial a} \cdot \frac{\partial a}{\partial z}`` what the first is taken by
is what the second is taken of, and the whole begins and ends with what the head of the chain does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.judgement.edits.proposal import Proposal, Vocabulary, bracketed, replacement, whole
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.source.text import Edit, Span

MAX_TEXT = 120
# the least sizes of the edits that the rest of a chain tells of
JOINED, DIFFERENTIATED, BORROWED, COMPLETED = 1.4, 1.5, 1.75, 1.3
_KINDS = {"": "", r"\odot ": "odot", r"\cdot ": "dot"}  # how a product with a sign is told from others


def joined(root: Expression, whole_derivative: ex.Derivative, words: Vocabulary) -> Iterator[Proposal]:
    """The derivative that one of a product should be, or that is missing in it, for the chain rule to join up."""
    size = 1.9 if words.arrays else 1.4  # a product of arrays has another order, or is taken entry by entry
    ends = whole_derivative.operand, whole_derivative.variables[0]
    of, by = (words.slice(end.span) for end in ends)
    for term in _terms(root):
        product, kinds = _product_of(term)
        links = [f for f in product if isinstance(f, ex.Derivative) and is_simple(f)]
        if not links or len(links) + 1 < len(product):
            continue
        above = [words.slice(d.operand.span) for d in links]
        below = [words.slice(d.variables[0].span) for d in links]
        operands = [*(d.operand for d in links), ends[1]]
        variables = [ends[0], *(d.variables[0] for d in links)]
        for place, link in enumerate(links):
            start = below[place - 1] if place else of
            end = above[place + 1] if place + 1 < len(links) else by
            if (start, end) not in ((above[place], below[place]), (of, by)) and start != end:
                text = rf"\frac{{\partial {start}}}{{\partial {end}}}"
                new = ex.Derivative(link.span, variables[place], (operands[place + 1],), "∂")
                yield replacement(link, text, words.slice(link.span), size, "name", new)
        for place in range(len(links) + 1):
            start = below[place - 1] if place else of
            end = above[place] if place < len(links) else by
            if start == end:
                continue
            text = rf"\frac{{\partial {start}}}{{\partial {end}}}"
            beside = links[max(place - 1, 0)]
            at = beside.span.end if place else beside.span.start
            put = rf" \cdot {text}" if place else rf"{text} \cdot "
            lost = ex.Derivative(beside.span, variables[place], (operands[place],), "∂")
            where = next(n for n, factor in enumerate(product) if factor is beside)
            signs = (*kinds[:where], "dot", *kinds[where:])
            where += place > 0
            more = ex.Multiplication(term.span, (*product[:where], lost, *product[where:]), signs)
            yield Proposal(Edit(Span(at, at), put), size, "factor lost", beside.span, f"multiply by {text}", term, more)


def differentiated(root: Expression, whole_derivative: ex.Derivative, words: Vocabulary) -> Iterator[Proposal]:
    """A side that is what the head of its chain differentiates, without the derivative."""
    if words.slice(root.span) == words.slice(whole_derivative.operand.span):
        return  # that would be the head again
    by = words.slice(whole_derivative.variables[0].span)
    at = Span(root.span.start, root.span.start)
    text = rf"\frac{{\partial}}{{\partial {by}}} "
    variables = whole_derivative.variables[:1]
    term = root.terms[0] if isinstance(root, ex.Addition) else root
    bracket = words.text[max(root.span.start - 9, 0) : root.span.start].rstrip().endswith(("(", "[", "{"))
    alone = words.text.startswith(("(", "[", "{", "\\left"), root.span.start)  # of a bracket, it is of nothing else
    new = None if bracket or term.span.start != root.span.start else _derived(term, variables, alone)
    yield Proposal(Edit(at, text), 1.5, "derivative lost", root.span, f"differentiate it by {by}", None if new is None else term, new)


def _derived(term: Expression, variables: tuple[Expression, ...], alone: bool) -> Expression:
    """A term behind the sign of a derivative, which is of its first factor alone, or of all that stands beside that up to the next sign or derivative."""
    factors, kinds = _product_of(term)
    count = 1
    while not alone and count < len(factors) and not kinds[count - 1] and not isinstance(factors[count], ex.Derivative):
        count += 1
    operand = _product(factors[:count], kinds)
    derivative = ex.Derivative(operand.span, operand, variables, "∂")
    return _product((derivative, *factors[count:]), kinds[count - 1 :])


def _product(factors: tuple[Expression, ...], kinds: tuple[str, ...]) -> Expression:
    """The product of some factors, with what stands between them."""
    return factors[0] if len(factors) == 1 else ex.Multiplication(factors[0].span.join(factors[-1].span), factors, kinds[: len(factors) - 1])


def borrowed(root: Expression, others: Iterable[Expression], words: Vocabulary) -> Iterator[Proposal]:
    """Names and factors that the other sides of the chain have, and this one lacks."""
    own = {words.slice(node.span) for node in root.walk()}
    parts: dict[str, Expression] = {}
    for other in others:
        for node in other.walk():
            for part in node.factors if isinstance(node, ex.Multiplication) else (node,) if isinstance(node, ex.Symbol) else ():
                text = words.slice(bracketed(words.text, part.span) if isinstance(part, ex.Addition) else part.span)
                if len(text) < MAX_TEXT and not isinstance(part, ex.Numeral):
                    parts.setdefault(text, part)
    places = [(term, _gaps(term, words)) for term in _terms(root)]
    for text, part in parts.items():
        if text in own and not isinstance(part, ex.Symbol):
            continue
        if isinstance(part, ex.Symbol):
            for symbol in bare(root):
                if symbol.name != part.name and symbol.name.indices != part.name.indices and symbol.name.base != part.name.base:
                    yield replacement(symbol, text, words.slice(symbol.span), 1.9, "name", part)
        for term, gaps in places:
            yield from _beside(term, gaps, text, words, part)


def inserted(root: Expression, text: str, words: Vocabulary) -> Iterator[Proposal]:
    """A name that a side lacks, as a factor or as a term."""
    for term in _terms(root):
        yield from _beside(term, _gaps(term, words), text, words)
    yield from (p for p in added(root, text, words) if p.edit.span.start > root.span.start)


def added(root: Expression, text: str, words: Vocabulary) -> Iterator[Proposal]:
    """A term that a side lacks, before the others or behind them."""
    start, end = root.span.start, whole(words.text, root.span).end
    title = f"add the term {text}"
    yield Proposal(Edit(Span(start, start), f"{text} + "), 1.6, "term lost", root.span, title)
    yield Proposal(Edit(Span(end, end), f" + {text}"), 1.7, "term lost", root.span, title)


def completed(root: Expression, others: Iterable[Expression], words: Vocabulary) -> Iterator[Proposal]:
    """The term that a sum lacks and a sum of the same other terms has, beside it or in another side."""
    sums = [n for other in (root, *others) for n in other.walk() if isinstance(n, ex.Addition) and len(n.terms) > 1]
    known = {tuple(_signed(n, words)): n for n in sums}
    groups = [n for n in root.walk() if n is root or bracketed(words.text, n.span) != whole(words.text, n.span)]
    groups += [p for n in root.walk() if isinstance(n, ex.Division) for p in (n.numerator, n.denominator)]
    for group in groups:
        own = _signed(group, words)
        for terms in known:
            for lost in range(len(terms)):
                if [t for _, t in own] != [t for _, t in (*terms[:lost], *terms[lost + 1 :])]:
                    continue
                alike = own == [*terms[:lost], *terms[lost + 1 :]]
                end = whole(words.text, group.span)
                sign, text = terms[lost]
                new = _with_term(group, lost, known[terms].terms[lost], 1 if sign == "+" else -1, words)
                node = None if new is None else group
                if lost:
                    after = group.terms[lost - 1].span.end if isinstance(group, ex.Addition) else end.end
                    edit = Edit(Span(after, after), f"{sign}{text}")
                else:
                    start = group.span.start
                    joined = "" if words.text[start : start + 1] in ("+", "-") else "+ "
                    edit = Edit(Span(start, start), f"{'-' if sign == '-' else ''}{text} {joined}")
                place = bracketed(words.text, group.span)
                yield Proposal(edit, 1.3 if alike else 1.4, "term lost", place, f"add the term {text}", node, new)
                if lost:  # a sum and the difference of the same terms often stand side by side
                    turned, does = ("+", "add") if sign == "-" else ("-", "subtract")
                    new = _with_term(group, lost, known[terms].terms[lost], 1 if turned == "+" else -1, words)
                    yield Proposal(Edit(edit.span, f"{turned}{text}"), 1.35, "term lost", place, f"{does} the term {text}", node, new)


def _with_term(group: Expression, place: int, term: Expression, sign: int, words: Vocabulary) -> Expression | None:
    """A sum with one more term at a place; None where only the text tells how it reads."""
    terms, signs = (group.terms, group.signs) if isinstance(group, ex.Addition) else ((group,), (1,))
    beside = terms[max(place - 1, 0)]
    reaches = beside is not group and bracketed(words.text, beside.span) != beside.span  # into a bracket, which the edit cuts
    if isinstance(term, ex.Addition) or reaches or (not place and whole(words.text, group.span).start != group.span.start):
        return None
    return ex.Addition(group.span, (*terms[:place], term, *terms[place:]), (*signs[:place], sign, *signs[place:]))


def _signed(node: Expression, words: Vocabulary) -> list[tuple[str, str]]:
    """The terms of a sum as they are written, each with its sign."""
    if not isinstance(node, ex.Addition):
        return [("+", words.slice(node.span))]
    return [("+" if s > 0 else "-", words.slice(whole(words.text, t.span))) for s, t in zip(node.signs, node.terms, strict=True)]


def _gaps(term: Expression, words: Vocabulary) -> list[tuple[int, Expression, Span]]:
    """The factors of a term that another one may stand beside, each with its place and its span."""
    found = []
    for number, factor in enumerate(_product_of(term)[0]):
        span = bracketed(words.text, factor.span) if isinstance(factor, ex.Addition) else whole(words.text, factor.span)
        if not isinstance(factor, ex.Addition) or words.text[span.start : span.start + 1] in "([":
            found.append((number, factor, span))
    return found


def _beside(term: Expression, gaps: list[tuple[int, Expression, Span]], text: str, words: Vocabulary, part: Expression | None = None) -> Iterator[Proposal]:
    """A factor before or behind each factor of a term; ``part`` is what it says."""
    title = f"multiply by {text}"
    for number, factor, span in gaps:
        if not number:
            signs = ("", r"\odot ", r"\cdot ") if words.arrays else (r"\cdot ",)
            for sign in signs:
                new = None if part is None else _multiplied(term, 0, part, sign, words)
                yield Proposal(Edit(Span(span.start, span.start), f"{text} {sign}"), 1.75, "factor lost", span, title, term, new)
        for sign in ("", r"\odot ") if words.arrays else (r"\cdot ",):
            node, place = (_taking_in(factor), -1) if _is_open(factor, words) else (term, number + 1)
            new = None if part is None or node is None else _multiplied(node, place, part, sign, words)
            yield Proposal(Edit(Span(span.end, span.end), f" {sign}{text}"), 1.8, "factor lost", span, title, node, new)


def _multiplied(term: Expression, place: int, part: Expression, sign: str, words: Vocabulary) -> Expression | None:
    """A term with one more factor, and the sign beside it; the last one for a negative place. None where only the text tells how it reads."""
    factors, kinds = _product_of(term)
    place = len(factors) if place < 0 else place
    at = max(place - 1, 0)
    kinds = (*kinds[:at], _KINDS[sign], *kinds[at:])
    before, behind = factors[:place], factors[place:]
    if behind and _is_open(part, words):  # a sum takes in what stands behind it
        summand = _taking_in(part)
        if summand is None:
            return None
        own, signs = _product_of(summand)
        part = _with_summand(part, ex.Multiplication(summand.span, (*own, *behind), (*signs, *kinds[place:])))
        behind, kinds = (), kinds[:place]
    return ex.Multiplication(term.span, (*before, part, *behind), kinds) if before or behind else part


def _product_of(term: Expression) -> tuple[tuple[Expression, ...], tuple[str, ...]]:
    """The factors of a term, and what stands between them."""
    return (term.factors, term.kinds) if isinstance(term, ex.Multiplication) else ((term,), ())


def _with_summand(part: Expression, summand: Expression) -> Expression:
    """A sum of another summand, however many sums it is."""
    return replace(part, body=_with_summand(part.body, summand)) if isinstance(part, ex.Reduction) else summand


def _is_open(factor: Expression, words: Vocabulary) -> bool:
    """Would what is written behind a factor be read as a part of it?"""
    return isinstance(factor, ex.Reduction) or (isinstance(factor, ex.Application) and words.text[factor.span.end - 1] not in ")]}")


def _taking_in(factor: Expression) -> Expression | None:
    """What is multiplied by what is written behind an open factor: the summand of a sum; None where that isn't known."""
    while isinstance(factor, ex.Reduction):
        if isinstance(factor.body, ex.Addition) or factor.body.span.end != factor.span.end:
            return None
        factor = factor.body
    return None if isinstance(factor, ex.Application) else factor


def _terms(root: Expression) -> list[Expression]:
    """The terms of a side, of its sums, and of what it adds up."""
    found: list[Expression] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Reduction):
            stack.append(node.body)
        elif isinstance(node, ex.Addition):
            stack += [*node.terms]
            if node is root:
                found.append(node)
        else:
            found.append(node)
            if isinstance(node, ex.Multiplication):
                stack += [f for f in node.factors if isinstance(f, ex.Reduction)]
    return found


def bare(root: Expression) -> Iterator[ex.Symbol]:
    """Symbols outside of derivatives and of the bounds of sums."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Symbol):
            yield node
        elif isinstance(node, ex.Reduction):
            stack.append(node.body)
        elif not isinstance(node, ex.Derivative):
            stack.extend(node.children())


def _products(root: Expression) -> Iterator[tuple[Expression, ...]]:
    terms = _terms(root)
    for term in terms:
        yield term.factors if isinstance(term, ex.Multiplication) else (term,)


def is_simple(node: Expression | None) -> bool:
    """Is it the derivative of one name by one other?"""
    return isinstance(node, ex.Derivative) and len(node.variables) == 1 and isinstance(node.operand, ex.Symbol) and isinstance(node.variables[0], ex.Symbol)


def broken_links(side: Expression, head: Expression | None) -> int:
    """Where derivatives that are multiplied don't join up, a name is differentiated by itself, or a sum takes a letter of the head."""
    count = 0
    given = {i for n in head.walk() if isinstance(n, ex.Symbol) for i in n.name.indices} if head is not None and side is not head else set()
    for node in side.walk():
        if isinstance(node, ex.Reduction):
            count += sum(r.letter in given for r in node.over)
        elif isinstance(node, ex.Derivative) and is_simple(node):
            count += node.operand.name == node.variables[0].name  # type: ignore[attr-defined]
    for product in _products(side):
        links = [f for f in product if isinstance(f, ex.Derivative) and is_simple(f)]
        if len(links) == len(product):
            count += sum(a.variables[0].name != b.operand.name for a, b in zip(links, links[1:], strict=False))  # type: ignore[attr-defined]
    return count
