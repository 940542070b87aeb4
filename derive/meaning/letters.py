"""Which letters and numbers a document's names and sums carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter

from derive.meaning import expressions as ex
from derive.meaning.ellipsis import filled
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.statements import Chain


@dataclass(slots=True)
class Indices:
    """What one side or statement tells of indices."""

    bases: set[str] = field(default_factory=set)  # of names that carry some
    upper: set[str] = field(default_factory=set)  # letters
    moved: set[str] = field(default_factory=set)  # letters that something is added to or taken from
    used: set[str] = field(default_factory=set)  # letters below
    bound: set[str] = field(default_factory=set)  # letters of sums
    literals: set[int] = field(default_factory=set)  # numbers below
    starts: set[int] = field(default_factory=set)  # where sums begin
    ends: list[tuple[str, str]] = field(default_factory=list)  # where sums end, with their letters
    closing: set[str] = field(default_factory=set)  # letters of the last cell behind dots
    kinds: set[tuple[str, bool]] = field(default_factory=set)  # bases that have letters below, or numbers
    labelled: set[str] = field(default_factory=set)  # bases with a unit's label: net_{h1}
    lettered: set[tuple[str, str]] = field(default_factory=set)  # letters that stand alone below a base
    accompanied: set[str] = field(default_factory=set)  # letters below that stand alone nowhere in their side

    @classmethod
    def together(cls, several: Sequence[Indices]) -> Indices:
        """What several tell."""
        if len(several) == 1:
            return several[0]
        sets = {name: set().union(*map(attrgetter(name), several)) for name in _SETS}
        return cls(**sets, ends=[end for i in several for end in i.ends])

    def observe(self, name: Name) -> None:
        if name.indices:
            self.bases.add(name.base)
        for index in name.upper:
            _letters_of(index, self.upper, self.moved)
        for index in name.lower:
            _letters_of(index, self.used, self.moved)
            if isinstance(index, int):
                self.literals.add(index)
            if not isinstance(index, Label):
                self.kinds.add((name.base, isinstance(index, int)))
        if len(name.lower) == 1 and not name.upper:
            index = name.lower[0]
            if isinstance(index, Label) and index[:1].isalpha() and index[-1:].isdigit():
                self.labelled.add(name.base)
            elif isinstance(index, str) and not isinstance(index, Label):
                self.lettered.add((index, name.base))


_SETS = tuple(f.name for f in fields(Indices) if f.name != "ends")


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
    found.accompanied = found.used - {letter for letter, _ in found.lettered}
    return found


def indices_of(statement: Chain) -> Indices:
    """What a statement tells of indices."""
    return Indices.together([side.noted(indices_in) for side in statement.sides])


def units(said: Indices) -> set[str]:
    """The letters below names that elsewhere carry a unit's label: the o of ``net_o`` beside ``net_{h1}``."""
    return {letter for letter, base in said.lettered if base in said.labelled}


def incidental(statements: Sequence[Chain], said: Indices) -> set[str]:
    """Letters that no quantity is told for: the q and the k of ``Q = X W_q`` beside ``d_k``.

    Each stands alone below a name, in the definition of a name without letters, and never in
    what a chain begins with; and no name that carries one has another letter or a number below.
    """
    single = {letter for letter, _ in said.lettered} - said.bound - said.moved - said.upper - said.accompanied
    if not single:
        return single
    begun = [statement.noted(_begun) for statement in statements]
    single = single.difference(*(letters for letters, _ in begun))
    asked: set[str] = set().union(*(letters for _, letters in begun))
    while True:
        others = {base for base, number in said.kinds if number}
        others |= {base for letter, base in said.lettered if letter not in single}
        left = {letter for letter in single if not any((letter, base) in said.lettered for base in others)}
        if left == single:
            return single & asked and single
        single = left


def _begun(statement: Chain) -> tuple[set[str], set[str]]:
    """The letters of a name that a statement begins with; those that stand alone in its other sides if the name has none."""
    head, *rest = statement.sides
    if not isinstance(head, ex.Symbol):
        return set(), set()
    asked = set() if head.name.indices else {letter for side in rest for letter, _ in side.noted(indices_in).lettered}
    return head.noted(indices_in).used, asked


def _letters_of(index: Index, used: set[str], moved: set[str]) -> None:
    if isinstance(index, Offset):
        moved.add(index.letter)
    elif isinstance(index, str) and not isinstance(index, Label):
        used.add(index)


def mixed(said: Indices) -> bool:
    """Does a family occur both with letters and with numbers below?"""
    return any((base, not number) in said.kinds for base, number in said.kinds)
