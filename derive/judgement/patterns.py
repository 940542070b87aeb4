"""The families of a document's statements, and how far an edited side stands out in them."""

from __future__ import annotations

from derive.judgement.assessment import Assessment
from derive.judgement.edits import Proposal, Vocabulary
from derive.judgement.edits.analogy import restorations
from derive.judgement.edits.chains import broken_links
from derive.judgement.regularity import Family, Row, family_key, row_of, wording
from derive.meaning.expressions import Derivative, Expression, Symbol
from derive.meaning.noting import NOTHING, all_of

_LONELY = 3  # how irregular a head is that no other chain's is like
_TWICE = 4  # … and one that another chain has already
_STRANGE = 0.08  # how much likelier a slip is for each part of a side that nothing else in the document has
_STRANGEST = 0.4
_BROKEN = 0.4  # the same for each place where a chain of derivatives doesn't join up

Place = tuple[int, int]  # a side of the document: chain and position in it


class Patterns:
    """The chains of a document by the kind of their head."""

    def __init__(self, current: Assessment) -> None:
        self.plain = current.model.world.plain
        self.parts: dict[Place, Expression] = {}
        for step in current.steps.values():
            for place, part in (((step.chain, step.index), step.left), ((step.chain, step.index + 1), step.right)):
                if part.expression is not None:
                    self.parts[place] = part.expression
        self.keys: dict[int, tuple[str, ...]] = {}
        self.members: dict[tuple[str, ...], list[int]] = {}
        self.heads: dict[object, set[int]] = {}  # the chains that have a head
        for (chain, index), expression in self.parts.items():
            if index == 0:
                self.keys[chain] = family_key(expression)
                self.members.setdefault(self.keys[chain], []).append(chain)
                self.heads.setdefault(wording(expression), set()).add(chain)
        self._lots = current.derivation.lots
        self._elsewhere: dict[Place, frozenset[object]] = {}  # what is said in the parts of all other sides
        self._irregular: dict[Place, int] = {}  # how far sides break their patterns as they are
        self._rows: dict[Place, Row] = {}
        self._families: dict[tuple[tuple[str, ...], int, int], Family] = {}

    def family(self, key: tuple[str, ...], index: int, without: int) -> Family:
        """The sides at one place of all chains of a family but one."""
        known = (key, index, without)
        if known not in self._families:
            family = Family(kept=self._lots)
            for chain in self.members.get(key, ()):
                if chain != without and (chain, index) in self.parts:
                    family.add(self.row((chain, index)))
            self._families[known] = family
        return self._families[known]

    def row(self, place: Place) -> Row:
        """A side as a row of its family."""
        if place not in self._rows:
            self._rows[place] = row_of(self.parts[(place[0], 0)], self.parts[place])
        return self._rows[place]

    def irregularity(self, place: Place, expression: Expression | None = None) -> int:
        """How far a side, or what might stand in its place, breaks the pattern of its family."""
        if expression is None:
            if place not in self._irregular:
                own = self.parts.get(place)
                self._irregular[place] = 0 if own is None else self.irregularity(place, own)
            return self._irregular[place]
        chain, index = place
        if (chain, 0) not in self.parts:
            return 0
        if index:
            head = self.parts[(chain, 0)]
            return self.family(self.keys[chain], index, chain).irregularity(row_of(head, expression))
        total = _TWICE * int(any(c != chain for c in self.heads.get(wording(expression), ())))
        key = family_key(expression)
        if not any(c != chain for c in self.members.get(key, ())):
            return total + _LONELY
        at = 1
        while (side := self.parts.get((chain, at))) is not None:
            total += self.family(key, at, chain).irregularity(row_of(expression, side))
            at += 1
        return total

    def change(self, place: Place, expression: Expression) -> int:
        """By how much an edit of a side makes it more irregular."""
        if place[1] == 0 and not self.plain:  # letters are no pattern: only what is derived twice stands out
            return self._twice(place, expression) - self._twice(place, self.parts[place])
        return self.irregularity(place, expression) - self.irregularity(place)

    def strange(self, place: Place, expression: Expression) -> float:
        """How much more of a side would be worded as nothing else in the document, with this in its place."""
        head, own = self.parts.get((place[0], 0)), self.parts[place]
        gain = _STRANGE * (self._novel(place, expression) - self._novel(place, own))
        gain = max(-_STRANGEST, min(_STRANGEST, gain))
        return gain + _BROKEN * (broken_links(expression, head) - broken_links(own, head))

    def least_change(self, place: Place) -> int:
        """The least that an edit of a side can change how irregular it is."""
        return -(self._twice(place, self.parts[place]) if place[1] == 0 and not self.plain else self.irregularity(place))

    def least_strange(self, place: Place) -> float:
        """The least that :meth:`strange` can be for a side."""
        own = self.parts[place]
        return -min(_STRANGEST, _STRANGE * self._novel(place, own)) - _BROKEN * broken_links(own, self.parts.get((place[0], 0)))

    def _novel(self, place: Place, expression: Expression) -> int:
        if place not in self._elsewhere:
            said = [NOTHING if at == place else side.noted(_said) for at, side in self.parts.items()]
            self._elsewhere[place] = all_of(self._lots, said)
        elsewhere = self._elsewhere[place]
        return sum(words not in elsewhere for words in expression.noted(_wordings))

    def values_of(self, sides: list[Expression], chain: int) -> list[Expression]:
        """What other chains say of the derivatives in some sides, and of what these are taken of."""
        names: set[object] = set()
        for side in sides:
            for node in side.walk():
                if isinstance(node, Derivative):
                    names |= {wording(node), wording(node.operand)}
        told = {c for (c, _), side in self.parts.items() if c != chain and isinstance(side, (Derivative, Symbol)) and wording(side) in names}
        return [side for (c, _), side in self.parts.items() if c in told]

    def _twice(self, place: Place, head: Expression) -> int:
        return int(any(c != place[0] for c in self.heads.get(wording(head), ())))

    def restorations(self, place: Place, words: Vocabulary) -> list[Proposal]:
        """Edits that would make a side look like its siblings."""
        chain, index = place
        expression, head = self.parts.get(place), self.parts.get((chain, 0))
        if expression is None or head is None or not index:
            return []
        return restorations(row_of(head, expression), self.family(self.keys[chain], index, chain), words)


def _wordings(side: Expression) -> list[object]:
    """What is said in each part of a side that is no single name or number."""
    return [wording(node) for node in side.walk() if node.children()]


def _said(side: Expression) -> frozenset[object]:
    """The same, each once."""
    return frozenset(side.noted(_wordings))
