r"""Sums that end elsewhere than the other sums over the same units: ``\sum_{k=1}^{n_0} z^2_k``.

Slots that share a letter have one range: in ``y_j = f(z^2_j)`` as many y as z. Sums over one of
them all end at one size; among sizes that are told apart by a number, the odd one out is a slip.
So is one size for the units of two layers while another size counts none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.judgement.edits.sums import numbered
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Derivation, Step
from derive.source.text import Span

MIN_SUMS = 2  # that must agree for another to stand out
MIN_STARTS = 3  # the same for the number that sums begin with

Slot = tuple[str, tuple[object, ...], int]  # base, upper indices, place among the lower ones


@dataclass(frozen=True, slots=True)
class OddBound:
    """A bound that stands out, and what would stand in its place."""

    span: Span
    meant: str
    step: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Sum:
    slots: frozenset[Slot]
    last: Name
    span: Span
    first: ex.Numeral | None
    step: int | None


def odd_bounds(derivation: Derivation, steps: Iterable[Step]) -> Iterator[OddBound]:
    """The bounds of sums that stand out in some steps of a document."""
    steps = list(steps)
    if not any(step.noted(_has_sums) for step in steps):
        return
    ranges = _Ranges()
    sums: list[_Sum] = []
    letters: dict[int, dict[str, Slot]] = {}
    told: set[tuple[int, int]] = set()
    for step in steps:
        for place, part in ((step.index, step.left), (step.index + 1, step.right)):
            if part.expression is not None and (step.chain, place) not in told:
                told.add((step.chain, place))
                sums += _read(part.expression, letters.setdefault(step.chain, {}), ranges, step.number)
    if len({s.last for s in sums}) < 2 or len({s.last.base for s in sums}) > 1:
        return  # only sizes that a number tells apart
    classes: dict[Slot, list[_Sum]] = {}
    for found in sums:
        for root in {ranges.root(slot) for slot in found.slots}:
            classes.setdefault(root, []).append(found)
    odds: set[Span] = set()
    for members in classes.values():
        common, support = Counter(s.last for s in members).most_common(1)[0]
        odd = [s for s in members if s.last != common]
        if support >= MIN_SUMS and len(odd) == 1 and odd[0].span not in odds:
            odds.add(odd[0].span)
            reason = f"the {support} other sums over these units end at {common.latex()}"
            yield OddBound(odd[0].span, common.latex(), odd[0].step, reason)
    if not odds:
        yield from _shared(derivation, classes, ranges)
    yield from _starts(sums)


def _shared(derivation: Derivation, classes: dict[Slot, list[_Sum]], ranges: _Ranges) -> Iterator[OddBound]:
    """One size for the units of two layers, where another size of the document counts none."""
    used = {s.last for members in classes.values() for s in members}
    base = next(iter(used)).base
    sizes = {n for n in _names(derivation) if n.base == base and len(n.lower) == 1 and isinstance(n.lower[0], int)}
    idle = {n for size in list(sizes)[:1] for n in (*sizes, *numbered(size, sizes)) if n not in used}
    for size in used:
        own = {root: members for root, members in classes.items() if all(s.last == size for s in members)}
        if len(own) != 2 or len(idle) != 1:
            continue
        fits = [(ranges.fits(root, size), m) for root, m in own.items()]
        wrong = [m for fit, m in fits if fit is False and len(m) == 1]
        strange = wrong or [m for fit, m in fits if fit is None and len(m) == 1]
        if len(strange) == 1:
            (meant,) = idle
            reason = f"{size.latex()} counts other units, too, and {meant.latex()} counts none"
            yield OddBound(strange[0][0].span, meant.latex(), strange[0][0].step, reason)


def _has_sums(step: Step) -> bool:
    sides = [side for side in (step.left.expression, step.right.expression) if side is not None]
    return any(isinstance(node, ex.Reduction) for side in sides for node in side.walk())


def _starts(sums: list[_Sum]) -> Iterator[OddBound]:
    firsts = Counter(s.first.value for s in sums if s.first is not None)
    if len(firsts) == 2:
        (common, support), (_, single) = firsts.most_common()
        if support >= MIN_STARTS and single == 1:
            odd = next(s for s in sums if s.first is not None and s.first.value != common)
            assert odd.first is not None
            yield OddBound(odd.first.span, str(common), odd.step, f"the {support} other sums begin with {common}")


class _Ranges:
    """Slots in classes that have one range each."""

    def __init__(self) -> None:
        self.parent: dict[Slot, Slot] = {}

    def root(self, slot: Slot) -> Slot:
        while self.parent.setdefault(slot, slot) != slot:
            slot = self.parent[slot]
        return slot

    def join(self, one: Slot, other: Slot) -> None:
        self.parent[self.root(one)] = self.root(other)

    def fits(self, root: Slot, size: Name) -> bool | None:
        """Does a size carry the number of the layer of the units that it counts? None if the units carry none."""
        layers = {
            upper[:1]
            for base, upper, place in list(self.parent)
            if upper and self.root((base, upper, place)) == root and not place and (base, upper, 1) not in self.parent
        }
        return size.lower in layers if layers else None


def _read(side: Expression, letters: dict[str, Slot], ranges: _Ranges, step: int | None) -> list[_Sum]:
    """The sums in a side; slots that share a letter are joined."""
    found: list[_Sum] = []
    stack: list[tuple[Expression, dict[str, Slot], dict[str, set[Slot]]]] = [(side, letters, {})]
    open_sums: list[tuple[ex.Reduction, set[Slot]]] = []
    while stack:
        node, known, collecting = stack.pop()
        if isinstance(node, ex.Symbol):
            for place, index in enumerate(node.name.lower):
                if isinstance(index, str):
                    slot = (node.name.base, node.name.upper, place)
                    ranges.join(slot, known.setdefault(index, slot))
                    if index in collecting:
                        collecting[index].add(slot)
        elif isinstance(node, ex.Reduction) and len(node.over) == 1:
            letter, slots = node.over[0].letter, set[Slot]()
            open_sums.append((node, slots))
            inner = dict(known)
            inner.pop(letter, None)
            stack.append((node.body, inner, {**collecting, letter: slots}))
        else:
            stack.extend((child, known, collecting) for child in node.children())
    for node, slots in open_sums:
        over = node.over[0]
        if node.kind == "sum" and isinstance(over.last, ex.Symbol) and over.last.name.lower and isinstance(over.last.name.lower[0], int):
            first = over.first if isinstance(over.first, ex.Numeral) else None
            found.append(_Sum(frozenset(slots), over.last.name, over.last.span, first, step))
    return found


def _names(derivation: Derivation) -> set[Name]:
    return {
        n.name for chain in derivation.chains for part in chain.parts for n in (part.expression.walk() if part.expression else ()) if isinstance(n, ex.Symbol)
    }
