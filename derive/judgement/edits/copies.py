r"""Slips that are written more than once, and slips in what a formula is called by: for steps that no small edit mends.

Who copies ``\frac{\partial E}{\partial h_1} \frac{\partial h_1}{\partial w}`` and forgets to change it has the same
slip in every place.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.judgement.edits.proposal import Proposal, Vocabulary, bracketed
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Name, Offset
from derive.source.text import Edit, Span

SIZE = 1.6
MAX_NAMES = 80


def throughout(root: Expression, words: Vocabulary) -> Iterator[Proposal]:
    """One index, or one name, for another wherever it stands in a side."""
    symbols = [s for s in root.walk() if isinstance(s, ex.Symbol)]
    names = [s.name for s in symbols]
    for old in dict.fromkeys(n for n in names if names.count(n) > 1):
        for new in list(words.spelling)[:MAX_NAMES]:
            if new != old:
                yield _written(root, symbols, {old: new}, words, f"write {words.spelling[new]} for {words.spelling.get(old, old.latex())} throughout")
    known = dict.fromkeys(letter for n in words.spelling for letter in map(_letter, n.indices))
    for index in dict.fromkeys(letter for n in names for letter in map(_letter, n.indices)):
        having = [n for n in names if index in map(_letter, n.indices)]
        for other in known if len(having) > 1 else ():
            changed = {n: _renamed(n, index, other) for n in having}
            if other != index and type(other) is type(index) and all(n in words.spelling for n in changed.values()):
                yield _written(root, symbols, changed, words, f"write {other} for {index} throughout")


def _letter(index: Index) -> Index:
    return index.letter if isinstance(index, Offset) else index


def _renamed(name: Name, old: Index, new: Index) -> Name:
    def put(index: Index) -> Index:
        if isinstance(index, Offset) and index.letter == old and isinstance(new, str):
            return index._replace(letter=new)
        return new if index == old else index

    return name._replace(upper=tuple(map(put, name.upper)), lower=tuple(map(put, name.lower)))


def _written(root: Expression, symbols: list[ex.Symbol], changed: dict[Name, Name], words: Vocabulary, title: str) -> Proposal:
    span = Span(min(s.span.start for s in symbols if s.name in changed), max(s.span.end for s in symbols if s.name in changed))
    pieces, at = [], span.start
    for symbol in sorted((s for s in symbols if s.name in changed), key=lambda s: s.span):
        pieces += [words.text[at : symbol.span.start], words.spelling[changed[symbol.name]]]
        at = symbol.span.end
    return Proposal(Edit(span, "".join(pieces)), SIZE, "throughout", span, title)


def functions(root: Expression, known: dict[str, None], words: Vocabulary) -> Iterator[Proposal]:
    """Another function of the document; twice the argument, or half of it."""
    for node in root.walk():
        if isinstance(node, ex.Application):
            written = words.slice(node.function_span)
            primes = "'" * (len(written) - len(written.rstrip("'")))
            for text in known:
                if text != written.rstrip("'"):
                    yield Proposal(Edit(node.function_span, text + primes), 1.3, "function", node.function_span, f"replace {written} by {text}{primes}")
            for argument in node.arguments:
                if not isinstance(argument, (ex.Addition, ex.Numeral)):
                    at = Span(argument.span.start, argument.span.start)
                    yield Proposal(Edit(at, "2"), 1.7, "factor lost", argument.span, f"multiply {words.slice(argument.span)} by 2")


def bars(root: Expression, words: Vocabulary) -> Iterator[Proposal]:
    """Bars of a norm for brackets, and the inner derivative that they hide."""
    for node in root.walk():
        if isinstance(node, ex.Norm):
            text = words.slice(node.operand.span)
            yield Proposal(Edit(node.span, f"({text})"), 1.5, "bracket", node.span, f"replace {words.slice(node.span)} by ({text})")
            minus = f"(-({text}))"
            yield Proposal(Edit(node.span, minus), 1.55, "sign", node.span, f"replace {words.slice(node.span)} by {minus}")


def decimals(root: Expression, known: dict[str, None], words: Vocabulary) -> Iterator[Proposal]:
    """Another number of the document, wherever one stands in a computation."""
    numbers = [n for n in root.walk() if isinstance(n, ex.Numeral) and n.places]
    for old in dict.fromkeys(words.slice(n.span) for n in numbers):
        same = [n.span for n in numbers if words.slice(n.span) == old]
        for new in known:
            if new != old and len(new.partition(".")[2]) >= len(old.partition(".")[2]):  # a coarser one fits by its rounding
                pieces, at = [], same[0].start
                for span in same:
                    pieces += [words.text[at : span.start], new]
                    at = span.end
                span = Span(same[0].start, same[-1].end)
                yield Proposal(Edit(span, "".join(pieces)), 1.2, "number", span, f"replace {old} by {new}")
    for node in root.walk():
        if isinstance(node, (ex.Numeral, ex.Addition)) and (span := bracketed(words.text, node.span)) != node.span:
            for new in known:
                yield Proposal(Edit(Span(span.start, span.start), rf"{new} \cdot "), 1.4, "factor lost", span, f"multiply {words.slice(span)} by {new}")
