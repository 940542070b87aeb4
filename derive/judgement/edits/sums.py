r"""Slips in a ``\sum``: one that is missing, and one over another letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
                        yield Proposal(Edit(span, str(new)), 1.2 if used else 0.8, "sum letter", span, f"sum over {new}")
    free = {index for n in root.walk() if isinstance(n, ex.Symbol) for index in n.name.indices}
    for letter in heads:
        if letter in free and letter not in bound:
            apart = [str(other) for other in letters if other in free and other != letter and other not in bound]
            for node in _places(root):
                for number, head in enumerate(written(letter, words, apart)):
                    at_span = Span(node.span.start, node.span.start)
                    yield Proposal(Edit(at_span, head + " "), 1.3 + number / 100, "sum lost", node.span, f"sum over {letter}")


def written(letter: str, words: Vocabulary, apart: Iterable[str] = ()) -> list[str]:
    """The ways to write a sum over a letter: as elsewhere, to another size of the document, without one of some letters."""
    known = words.sums.get(letter, ())[:MAX_HEADS]
    found = list(known)
    for head in known:
        if size := next((n for n, text in words.spelling.items() if len(n.lower) == 1 and head.endswith((text, f"{{{text}}}"))), None):
            text = words.spelling[size]
            found += [head.replace(text, words.spelling.get(other, other.latex())) for other in numbered(size, words.by_base[size.base])]
    found += [rf"\sum_{{{letter} \neq {other}}}" for other in apart]
    return list(dict.fromkeys(found))


def numbered(size: Name, names: Iterable[Name]) -> list[Name]:
    """The sizes n_0, n_1, n_2 of a document that has the first and the last of them."""
    numbers = [n.lower[0] for n in names if len(n.lower) == 1 and isinstance(n.lower[0], int)]
    return [size._replace(lower=(k,)) for k in range(min(numbers), max(numbers) + 1)] if numbers else []


def _places(root: Expression) -> list[Expression]:
    """What could be added up: terms, their factors, the parts of fractions."""
    found: list[Expression] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Addition):
            stack += node.terms
            continue
        found.append(node)
        if isinstance(node, (ex.Division, ex.Multiplication)):
            stack += node.children()
        elif isinstance(node, ex.Power):
            stack.append(node.base)
    return found


def _is_letter(index: object) -> bool:
    return isinstance(index, str) and len(index) == 1 and index.isalpha()
