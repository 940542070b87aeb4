r"""Slips in a ``\sum``: one that is missing, and one over another letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.judgement.edits.proposal import Proposal, Reach, Vocabulary
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.source.text import Edit, Span

MAX_HEADS = 4  # ways to write a sum over one letter


def sums(root: Expression, other: Expression | None, words: Vocabulary, reach: Reach) -> Iterator[Proposal]:
    """A sum of the document before a side or a factor of it that has the sum's letter free, and other letters below a sum."""
    heads = dict(words.sums)
    letters = dict.fromkeys([*heads, *(letter for name in words.spelling for letter in name.indices if _is_letter(letter))])
    bound: set[str] = set()
    for node in root.walk():
        if isinstance(node, ex.Reduction) and node.kind == "sum" and len(node.over) == 1:
            letter = node.over[0].letter
            bound.add(letter)
            head = words.slice(node.limits)
            at = head.find(letter, head.find("_"))
            if at >= 0:
                span = Span(node.limits.start + at, node.limits.start + at + len(letter))
                used = any(isinstance(n, ex.Symbol) and letter in n.name.indices for n in node.body.walk())
                for new in letters:
                    if new != letter:
                        other_way = replace(node, over=(node.over[0]._replace(letter=str(new)),))
                        yield Proposal(Edit(span, str(new)), 1.2 if used else 0.8, "sum letter", span, f"sum over {new}", node, other_way)
    free = {index for n in root.walk() if isinstance(n, ex.Symbol) for index in n.name.indices}
    for letter in heads:
        if letter in free and letter not in bound:
            apart = [str(other) for other in letters if other in free and other != letter and other not in bound]
            for node, product in _places(root):
                reached = _reached(node, product, words)
                for number, (head, over) in enumerate(_ranges(letter, words, apart).items()):
                    at_span = Span(node.span.start, node.span.start)
                    summed = _summed(node, reached[1], over) if over is not None and reached is not None else None
                    whole = None if summed is None or reached is None else reached[0]
                    yield Proposal(Edit(at_span, head + " "), 1.3 + number / 100, "sum lost", node.span, f"write {head} before {words.slice(node.span)}", whole, summed)


def borrowed(letters: Iterable[str], words: Vocabulary) -> Vocabulary:
    r"""The words with sums over letters that none of the document runs over, ``\\sum_{j=1}^{n}`` after ``\\sum_{k=1}^{n}``."""
    heads, ranges = dict(words.sums), dict(words.ranges)
    for letter in letters:
        if letter in words.sums:
            continue
        found: dict[str, ex.Range] = {}
        for other, written in words.sums.items():
            for head in written:
                at = head.find(other, head.find("_"))
                if at >= 0:
                    found.setdefault(head[:at] + letter + head[at + len(other) :], words.ranges[head]._replace(letter=letter))
        heads[letter] = tuple(found)
        ranges.update(found)
    return replace(words, sums=heads, ranges=ranges)


def _reached(node: Expression, product: ex.Multiplication | None, words: Vocabulary) -> tuple[Expression, ex.Multiplication | None] | None:
    """What a sum that is put before a node would be of, with the product if it takes in the factors behind; None if that isn't clear.

    In a bracket that begins with the node, a sum ends where the bracket does.
    """
    if not words.text[max(node.span.start - 9, 0) : node.span.start].rstrip().endswith(("(", "[", "{")):
        return product or node, product
    if _closes(words.text, node.span.end):
        return node, None
    if product is not None and product.span.start == node.span.start and _closes(words.text, product.span.end):
        return product, product
    return None


def _closes(text: str, place: int) -> bool:
    """Does a bracket close here?"""
    return text[place : place + 9].lstrip().startswith((")", "]", "}", "\\right"))


def written(letter: str, words: Vocabulary, apart: Iterable[str] = ()) -> list[str]:
    """The ways to write a sum over a letter: as elsewhere, to another size of the document, without one of some letters."""
    return list(_ranges(letter, words, apart))


def _ranges(letter: str, words: Vocabulary, apart: Iterable[str] = ()) -> dict[str, ex.Range | None]:
    """The ways to write a sum over a letter, with what it then runs over where that is known."""
    known = words.sums.get(letter, ())[:MAX_HEADS]
    found = {head: words.ranges.get(head) for head in known}
    for head in known:
        if size := next((n for n, text in words.spelling.items() if len(n.lower) == 1 and head.endswith((text, f"{{{text}}}"))), None):
            text, over = words.spelling[size], words.ranges.get(head)
            for other in numbered(size, words.by_base[size.base]):
                last = replace(over.last, name=other) if over is not None and isinstance(over.last, ex.Symbol) and over.last.name == size else None
                found.setdefault(head.replace(text, words.spelling.get(other, other.latex())), over._replace(last=last) if over is not None and last is not None else None)
    for letter_apart in apart:
        found.setdefault(rf"\sum_{{{letter} \neq {letter_apart}}}", ex.Range(letter, excluded=letter_apart))
    return found


def numbered(size: Name, names: Iterable[Name]) -> list[Name]:
    """The sizes n_0, n_1, n_2 of a document that has the first and the last of them."""
    numbers = [n.lower[0] for n in names if len(n.lower) == 1 and isinstance(n.lower[0], int)]
    return [size._replace(lower=(k,)) for k in range(min(numbers), max(numbers) + 1)] if numbers else []


def _places(root: Expression) -> list[tuple[Expression, ex.Multiplication | None]]:
    """What could be added up: terms, their factors, the parts of fractions; a factor with its product."""
    found: list[tuple[Expression, ex.Multiplication | None]] = []
    stack: list[tuple[Expression, ex.Multiplication | None]] = [(root, None)]
    while stack:
        node, product = stack.pop()
        if isinstance(node, ex.Addition):
            stack += ((term, None) for term in node.terms)
            continue
        found.append((node, product))
        if isinstance(node, ex.Multiplication):
            stack += ((factor, node) for factor in node.factors)
        elif isinstance(node, ex.Division):
            stack += ((part, None) for part in node.children())
        elif isinstance(node, ex.Power):
            stack.append((node.base, None))
    return found


def _summed(node: Expression, product: ex.Multiplication | None, over: ex.Range) -> Expression | None:
    """A term with a sum before it, or a product with one before a factor, over all that follows."""
    if product is None:
        return ex.Reduction(node.span, "sum", (over,), node, node.span)
    at = next((n for n, factor in enumerate(product.factors) if factor is node), 0)
    rest = product.factors[at:]
    body = node if len(rest) == 1 else ex.Multiplication(node.span, rest, product.kinds[at:])
    total = ex.Reduction(node.span, "sum", (over,), body, node.span)
    return replace(product, factors=(*product.factors[:at], total), kinds=product.kinds[:at]) if at else total


def _is_letter(index: object) -> bool:
    return isinstance(index, str) and len(index) == 1 and index.isalpha()
