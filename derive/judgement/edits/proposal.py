"""What an edit of a formula is, and the names that edits may use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import NamedTuple, TypeVar

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.noting import LOT
from derive.meaning.statements import Chain, Derivation
from derive.source.text import Edit, Span

_BRACKET = re.compile(r"[()\[\]{}]")

K = TypeVar("K")
V = TypeVar("V")

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


class _Spelled(NamedTuple):
    """How some statements write what they speak of, each by the first that does."""

    names: Mapping[Name, str]
    derivatives: Mapping[str, ex.Derivative]
    sums: Mapping[tuple[str, str], ex.Range]  # by letter and sign
    arrays: bool

    @classmethod
    def of(cls, chains: Sequence[Chain], text: str) -> _Spelled:
        """What some statements tell."""
        names: dict[Name, str] = {}
        derivatives: dict[str, ex.Derivative] = {}
        sums: dict[tuple[str, str], ex.Range] = {}
        arrays = False
        for side, places in [each for chain in chains for each in zip(chain.sides, chain.noted(_telling), strict=True)]:
            nodes = side.walk() if places else ()
            for node in map(nodes.__getitem__, places):
                if isinstance(node, ex.Symbol):
                    names.setdefault(node.name, text[node.span.start : node.span.end])
                elif isinstance(node, ex.Derivative):
                    derivatives.setdefault(text[node.span.start : node.span.end], node)
                elif isinstance(node, ex.Transposition):
                    arrays = True
                elif isinstance(node, ex.Reduction):
                    head = _SUM.match(text, node.span.start)
                    if head is not None:
                        sums.setdefault((node.over[0].letter, head[0]), node.over[0])
        return cls(names, derivatives, sums, arrays)

    @classmethod
    def together(cls, told: Sequence[_Spelled]) -> _Spelled:
        """What all of them tell, in the order in which they first do."""
        names, derivatives = _firsts([t.names for t in told]), _firsts([t.derivatives for t in told])
        return cls(names, derivatives, _firsts([t.sums for t in told]), any(t.arrays for t in told))


def _firsts(told: Sequence[Mapping[K, V]]) -> dict[K, V]:
    found: dict[K, V] = {}
    for each in told:
        for key, value in each.items():
            found.setdefault(key, value)
    return found


def _vocabulary(derivation: Derivation) -> Vocabulary:
    text = derivation.document.masked
    lots = [derivation.chains[start : start + LOT] for start in range(0, len(derivation.chains), LOT)]
    # a statement that stands where it stood, as it was written, is the same object
    spelled = _Spelled.together([derivation.lots.of(lot, _Spelled, partial(_Spelled.of, lot, text)) for lot in lots])
    sums: dict[str, tuple[str, ...]] = {}
    for letter, head in spelled.sums:
        sums[letter] = (*sums.get(letter, ()), head)
    by_base: dict[str, list[Name]] = {}
    by_indices: dict[tuple[object, ...], list[Name]] = {}
    for name in spelled.names:
        by_base.setdefault(name.base, []).append(name)
        by_indices.setdefault((name.upper, name.lower), []).append(name)
    bases = {b: tuple(n) for b, n in by_base.items()}
    ranges = {head: over for (_, head), over in spelled.sums.items()}
    return Vocabulary(
        text, spelled.names, bases, {i: tuple(n) for i, n in by_indices.items()}, spelled.derivatives, sums, spelled.arrays, ranges
    )  # fmt: skip


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
    for bracket in _BRACKET.findall(text, start, end):
        if bracket in "([{":
            depth += 1
        else:
            depth -= 1
            low = min(low, depth)
    if not depth and not low:
        return span
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
