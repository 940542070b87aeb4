"""What an edit of a formula is, and the names that edits may use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Chain, Derivation
from derive.source.text import Edit, Span

_SUM = re.compile(r"\\sum(?:\\limits)?(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))+")  # with its bounds


class Reach(IntEnum):
    """How far edits look for what a side has lost."""

    CLOSE = 0  # what the formula and its neighbours say
    WIDE = 1  # the same, in more places
    FAR = 2  # any name and any derivative of the document; edits that need it have at least the size FAR_SIZE


FAR_SIZE = 2.05


class Proposal(NamedTuple):
    """One edit, how large a slip it would undo (smaller is likelier), and what it does.

    ``node`` and ``new`` say the same of the tree: what the edit replaces, and by what. They
    let numbers sort out what can't be; what is left is read again from the text.
    """

    edit: Edit
    size: float
    kind: str  # "index", "name", "sign", "factor", "number", "prime", "order", …
    place: Span  # the token that the finding points at
    title: str
    node: Expression | None = None
    new: Expression | None = None

    @property
    def told(self) -> str:
        """The title on one line."""
        return " ".join(self.title.split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a document, how its author spells each, and its derivatives."""

    text: str
    spelling: Mapping[Name, str]
    by_base: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    by_indices: Mapping[tuple[object, ...], tuple[Name, ...]] = field(default_factory=dict)
    derivatives: Mapping[str, ex.Derivative] = field(default_factory=dict)  # as written
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by letter, the sign with its bounds as written
    arrays: bool = False  # matrices are transposed somewhere
    ranges: Mapping[str, ex.Range] = field(default_factory=dict)  # what the sums that are written so run over

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]


def vocabulary(derivation: Derivation) -> Vocabulary:
    """All names in the formulas of a document."""
    return derivation.noted(_vocabulary)


def _vocabulary(derivation: Derivation) -> Vocabulary:
    text = derivation.document.masked
    spelling: dict[Name, str] = {}
    derivatives: dict[str, ex.Derivative] = {}
    sums: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, ex.Range] = {}
    arrays = False
    for chain in derivation.chains:
        for side, places in zip(chain.sides, chain.noted(_telling), strict=True):
            nodes = side.walk() if places else ()
            for node in map(nodes.__getitem__, places):
                if isinstance(node, ex.Symbol):
                    if node.name not in spelling:
                        spelling[node.name] = text[node.span.start : node.span.end]
                elif isinstance(node, ex.Derivative):
                    derivatives.setdefault(text[node.span.start : node.span.end], node)
                elif isinstance(node, ex.Transposition):
                    arrays = True
                elif isinstance(node, ex.Reduction):
                    head = _SUM.match(text, node.span.start)
                    known = sums.get(node.over[0].letter, ())
                    if head is not None and head[0] not in known:
                        sums[node.over[0].letter] = (*known, head[0])
                        ranges[head[0]] = node.over[0]
    by_base: dict[str, list[Name]] = {}
    by_indices: dict[tuple[object, ...], list[Name]] = {}
    for name in spelling:
        by_base.setdefault(name.base, []).append(name)
        by_indices.setdefault((name.upper, name.lower), []).append(name)
    bases = {b: tuple(n) for b, n in by_base.items()}
    return Vocabulary(text, spelling, bases, {i: tuple(n) for i, n in by_indices.items()}, derivatives, sums, arrays, ranges)


def _telling(chain: Chain) -> tuple[tuple[int, ...], ...]:
    """Which of the parts of each side tell how something is written, that the sides before have not told."""
    names: set[Name] = set()

    def tells(node: Expression) -> bool:
        if isinstance(node, ex.Symbol):
            told = node.name in names
            names.add(node.name)
            return not told
        if isinstance(node, ex.Derivative):
            return node.missing is None and isinstance(node.operand, ex.Symbol)
        return isinstance(node, ex.Transposition) or (isinstance(node, ex.Reduction) and node.kind == "sum" and len(node.over) == 1)

    return tuple(tuple(place for place, node in enumerate(side.walk()) if tells(node)) for side in chain.sides)


def replacement(node: Expression, new: str, old: str, size: float, kind: str, tree: Expression | None = None) -> Proposal:
    """The proposal to write something else in the place of a node."""
    return Proposal(Edit(node.span, new), size, kind, node.span, f"replace {old} by {new}", node, tree)


def whole(text: str, span: Span) -> Span:
    """A span widened so that it cuts no pair of brackets."""
    start, end = span
    depth = low = 0
    for character in text[start:end]:
        depth += character in "([{"
        depth -= character in ")]}"
        low = min(low, depth)
    above = depth - low
    while above > 0 and end < len(text) and text[end] in ")]}":
        end += 1
        above -= 1
    while low < 0 and start > 0 and text[start - 1] in "([{":
        start -= 1
        low += 1
    return Span(start, end)


def bracketed(text: str, span: Span) -> Span:
    """A span with the pair of brackets around it, if there is one."""
    span = whole(text, span)
    start, end = span
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    if start > 0 and text[start - 1] + text[end : end + 1] in ("()", "[]"):
        return Span(start - 1, end + 1)
    return span
