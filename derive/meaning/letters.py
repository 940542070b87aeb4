"""Which letters and numbers a document's names and sums carry."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.meaning import expressions as ex
from derive.meaning.ellipsis import filled
from derive.meaning.expressions import Expression, Index, Label, Name, Offset


@dataclass(slots=True)
class Indices:
    """What one side tells of indices."""

    bases: set[str] = field(default_factory=set)  # of names that carry some
    upper: set[str] = field(default_factory=set)  # letters
    moved: set[str] = field(default_factory=set)  # letters that something is added to or taken from
    used: set[str] = field(default_factory=set)  # letters below
    bound: set[str] = field(default_factory=set)  # letters of sums
    literals: list[int] = field(default_factory=list)  # numbers below
    starts: set[int] = field(default_factory=set)  # where sums begin
    ends: list[tuple[str, str]] = field(default_factory=list)  # where sums end, with their letters
    closing: set[str] = field(default_factory=set)  # letters of the last cell behind dots
    kinds: set[tuple[str, bool]] = field(default_factory=set)  # bases that have letters below, or numbers
    labelled: set[str] = field(default_factory=set)  # bases with a unit's label: net_{h1}
    lettered: set[tuple[str, str]] = field(default_factory=set)  # letters that stand alone below a base

    def observe(self, name: Name) -> None:
        if name.indices:
            self.bases.add(name.base)
        for index in name.upper:
            _letters_of(index, self.upper, self.moved)
        for index in name.lower:
            _letters_of(index, self.used, self.moved)
            if isinstance(index, int):
                self.literals.append(index)
            if not isinstance(index, Label):
                self.kinds.add((name.base, isinstance(index, int)))
        if len(name.lower) == 1 and not name.upper:
            index = name.lower[0]
            if isinstance(index, Label) and index[:1].isalpha() and index[-1:].isdigit():
                self.labelled.add(name.base)
            elif isinstance(index, str) and not isinstance(index, Label):
                self.lettered.add((index, name.base))


def indices_in(side: Expression) -> Indices:
    """What a side tells of indices."""
    found = Indices()
    for node in side.walk():
        if isinstance(node, ex.Symbol):
            found.observe(node.name)
        elif isinstance(node, ex.Matrix) and (abbreviated := filled(node)) is not None:
            found.closing |= abbreviated.ends
        elif isinstance(node, ex.Reduction):
            for over in node.over:
                found.bound.add(over.letter)
                if isinstance(over.first, ex.Numeral):
                    found.starts.add(int(over.first.value))
                if isinstance(over.last, (ex.Symbol, ex.Addition)):
                    for inner in over.last.walk():
                        if isinstance(inner, ex.Symbol):
                            found.ends.append((inner.name.base if not inner.name.indices else inner.name.latex(), over.letter))
    return found


def units(said_of: list[Indices]) -> set[str]:
    """The letters below names that elsewhere carry a unit's label: the o of ``net_o`` beside ``net_{h1}``."""
    labelled = set().union(*(i.labelled for i in said_of))
    return {letter for i in said_of for letter, base in i.lettered if base in labelled}


def incidental(chains: list[tuple[Expression, ...]], said_of: list[Indices]) -> set[str]:
    """Letters that no quantity is told for: the q and the k of ``Q = X W_q`` beside ``d_k``.

    Each stands alone below a name, in the definition of a name without letters, and never in
    what a chain begins with; and no name that carries one has another letter or a number below.
    """
    single = {letter for i in said_of for letter, _ in i.lettered}
    asked: set[str] = set()
    for head, *rest in chains:
        begun = head.noted(indices_in) if isinstance(head, ex.Symbol) else None
        if begun is not None:
            single -= begun.used
            if not head.name.indices:  # type: ignore[attr-defined]
                asked |= {letter for side in rest for letter, _ in side.noted(indices_in).lettered}
    for i in said_of:
        single -= i.bound | i.moved | i.upper | (i.used - {letter for letter, _ in i.lettered})
    while True:
        others = {base for i in said_of for base, number in i.kinds if number}
        others |= {base for i in said_of for letter, base in i.lettered if letter not in single}
        left = {letter for letter in single if not any((letter, base) in i.lettered for i in said_of for base in others)}
        if left == single:
            return single & asked and single
        single = left


def _letters_of(index: Index, used: set[str], moved: set[str]) -> None:
    if isinstance(index, Offset):
        moved.add(index.letter)
    elif isinstance(index, str) and not isinstance(index, Label):
        used.add(index)


def mixed(said_of: list[Indices]) -> bool:
    """Does a family occur both with letters and with numbers below?"""
    kinds = set().union(*(i.kinds for i in said_of))
    return any((base, not number) in kinds for base, number in kinds)
