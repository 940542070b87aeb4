"""The pattern of a family: each ``z^l_j`` carries ``w^l_{ij}``, ``a^{l-1}_i`` and ``b^l_j``.

Statements with the same kind of head are a family: all ``z^l_j = …``, all
``∂E/∂w^l_{ij} = …``. Sides of one form are compared symbol by symbol: an index is explained
by an index of the head (the same, or a fixed distance away) or by a constant. What all
others of the family agree on and one breaks stands out; what they would have in its place
is the likeliest repair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, product
from typing import Any, NamedTuple

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Name, Symbol
from derive.meaning.noting import Kept

MAX_CHOICES = 24  # names that a place could have, where a pattern leaves a choice

Rule = tuple[object, object]  # ("constant", value) or (place in the head, distance)


class Row(NamedTuple):
    """One side of a statement, as its family sees it."""

    head: tuple[Index, ...]  # the indices of the statement's first side, in order
    raised: tuple[bool, ...]  # which of these stand above
    form: tuple[str, ...]  # the shape of the side, without its names
    names: tuple[Name, ...]  # of its symbols
    expression: Expression

    @property
    def symbols(self) -> list[Symbol]:
        """The places that the names stand at."""
        return [node for node in self.expression.walk() if isinstance(node, Symbol)]


@dataclass(frozen=True, slots=True)
class Violation:
    """A symbol that doesn't follow the pattern, and what would."""

    symbol: Symbol
    expected: Name
    support: int  # others that follow the pattern at this place


def row_of(head: Expression | Name, expression: Expression) -> Row:
    """A side as a row of its family."""
    indices, raised = _indices_of((head,)) if isinstance(head, Name) else head.noted(_indices)
    form, names = expression.noted(_looks)
    return Row(indices, raised, form, names, expression)


def _looks(expression: Expression) -> tuple[tuple[str, ...], tuple[Name, ...]]:
    """The shape of a side, and its names."""
    nodes = expression.walk()
    return tuple(map(shape, nodes)), tuple(node.name for node in nodes if isinstance(node, Symbol))


def _indices(head: Expression) -> tuple[tuple[Index, ...], tuple[bool, ...]]:
    return _indices_of(head.noted(_looks)[1])


def _indices_of(names: Iterable[Name]) -> tuple[tuple[Index, ...], tuple[bool, ...]]:
    """The indices of some names, and which of them stand above."""
    found = [(index, raised) for name in names for part, raised in ((name.upper, True), (name.lower, False)) for index in part]
    return tuple(index for index, _ in found), tuple(raised for _, raised in found)


def family_key(head: Expression) -> tuple[str, ...]:
    """What the heads of one family have in common: all but their indices."""
    return head.noted(_family_key)


def _family_key(head: Expression) -> tuple[str, ...]:
    return tuple(node.name.base if isinstance(node, Symbol) else shape(node) for node in head.walk())


def shape(node: Expression) -> str:
    if isinstance(node, Symbol):
        return "S"
    if isinstance(node, ex.Addition):
        return "".join("+" if s > 0 else "-" for s in node.signs)
    if isinstance(node, ex.Multiplication):
        return f"*{len(node.factors)}"
    if isinstance(node, ex.Numeral):
        return str(node.value)
    if isinstance(node, ex.Application):
        return node.function.latex() + "'" * node.order
    return f"{type(node).__name__}{len(node.children())}"


def wording(expression: Expression) -> tuple[object, ...]:
    """An expression without its place in the document."""
    return expression.noted(_wording)


def _wording(expression: Expression) -> tuple[object, ...]:
    if isinstance(expression, Symbol):
        return (expression.name,)
    found: list[object] = [shape(expression)]
    for child in expression.children():
        found += wording(child) if child.children() else _wording(child)
    return tuple(found)


@dataclass(slots=True)
class Family:
    """The rows of one family, one for each head."""

    rows: dict[tuple[Index, ...], Row] = field(default_factory=dict)
    kept: Kept[Any] | None = None  # what rows that say the same tell, wherever they stand
    _tallies: dict[tuple[str, ...], _Tally | None] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        if row.head not in self.rows:
            self.rows[row.head] = row
            self._tallies.pop(row.form, None)

    def tally(self, form: tuple[str, ...]) -> _Tally | None:
        """What the rows of a form tell; None if there are none."""
        if form not in self._tallies:
            rows = [row for row in self.rows.values() if row.form == form]
            self._tallies[form] = self._tallied(rows) if rows else None
        return self._tallies[form]

    def _tallied(self, rows: Sequence[Row]) -> _Tally:
        if self.kept is None:
            return _Tally.of(rows)
        heads = tuple((row.head, *map(type, row.head)) for row in rows)  # a word and a letter may be written alike
        tally: _Tally = self.kept.of([row.expression.notes() for row in rows], (_Tally, heads), partial(_Tally.of, rows))
        return tally

    def is_even(self) -> bool:
        """Are all members of one form, with names that follow the same rules? Then none of them stands out."""
        form, *others = {row.form for row in self.rows.values()}
        tally = self.tally(form)
        return not others and tally is not None and tally.count > 2 and all(map(tally.agree, tally.bases))

    def others(self, row: Row) -> list[Row]:
        """The members with another head."""
        return [other for other in self.rows.values() if other.head != row.head]

    def peers(self, row: Row) -> int:
        """How many other members have the same form."""
        tally = self.tally(row.form)
        own = self.rows.get(row.head)
        return 0 if tally is None else tally.count - (own is not None and own.form == row.form)

    def irregularity(self, row: Row) -> int:
        """How many symbols break the pattern; a form that no other member has counts two."""
        if not self.peers(row):
            return 2 if self.others(row) else 0
        return len(self.violations(row))

    def violations(self, row: Row) -> list[Violation]:
        """The symbols of a row that break what all others of its form agree on."""
        tally = self.tally(row.form)
        if tally is None:
            return []
        own = self.rows.get(row.head)
        excluded = own if own is not None and own.form == row.form else None
        found = []
        for place, name in enumerate(row.names):
            expected = tally.expected(place, row.head, name, excluded)
            if expected != name:
                found.append(Violation(row.symbols[place], expected or name, tally.count - (excluded is not None)))
        return found

    def models(self, row: Row) -> list[Row]:
        """Members to compare with, the nearest first: same form, then same indices in the head."""
        sizes = Counter(other.form for other in self.rows.values())
        others = self.others(row)

        def distance(other: Row) -> tuple[int, int, int]:
            near = sum(a == b for a, b in zip(other.head, row.head, strict=False))
            return (-near, -sizes[other.form], abs(len(other.names) - len(row.names)))

        return sorted(others, key=distance)[:3]

    def predict(self, model: Row, place: int, head: tuple[Index, ...], known: Container[Name]) -> Name:
        """The name that a member with this head would have where a model has another; one that is ``known`` if the rules leave a choice."""
        tally = self.tally(model.form)
        assert tally is not None
        own = self.rows.get(head)
        excluded = own if own is not None and own.form == model.form else None
        name = model.names[place]
        return tally.expected(place, head, name, excluded, model, known) or name

    def allows(self, model: Row, place: int, head: tuple[Index, ...], name: Name) -> bool:
        """Could a member with this head have this name at the place?"""
        tally = self.tally(model.form)
        assert tally is not None
        own = self.rows.get(head)
        excluded = own if own is not None and own.form == model.form else None
        return tally.expected(place, head, name, excluded) == name


@dataclass(slots=True)
class _Tally:
    """How often each rule explains each index, over the rows of one form."""

    count: int = 0
    rules: dict[tuple[int, int], dict[Rule, int]] = field(default_factory=dict)
    bases: defaultdict[int, Counter[tuple[str, int, int]]] = field(default_factory=partial(defaultdict, Counter))
    _held: dict[tuple[int, int, tuple[Index, ...] | None], list[Rule]] = field(default_factory=dict)
    _allowed: dict[tuple[int, int, tuple[Index, ...], tuple[Index, ...] | None], tuple[list[Rule], list[Index]]] = field(default_factory=dict)
    _agreed: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> _Tally:
        """The tally of some rows."""
        tally = cls()
        for row in rows:
            tally.add(row)
        return tally

    def add(self, row: Row) -> None:
        self.count += 1
        by_head = row.expression.noted(_rules_by_head)
        if row.head not in by_head:
            by_head[row.head] = _rules_of(row)
        kinds, rules = by_head[row.head]
        for place, kind in enumerate(kinds):
            self.bases[place][kind] += 1
        for slot, explaining in rules:
            counted = self.rules.setdefault(slot, {})
            for rule in explaining:
                counted[rule] = counted.get(rule, 0) + 1

    def expected(
        self, place: int, head: tuple[Index, ...], name: Name, excluded: Row | None, model: Row | None = None, known: Container[Name] = ()
    ) -> Name | None:
        """The name itself if it follows the pattern; otherwise the one that does (None: not known which).

        With a ``model``, the name is that one's, and follows this head.
        """
        others = self.count - (excluded is not None)
        if excluded is not None and model is None and others > 1 and excluded.names[place] == name and self.agree(place):
            return name
        kind = _kind(name)
        left_out = None if excluded is None else _kind(excluded.names[place])
        if others and self.bases[place][kind] == (left_out == kind):
            bases = self.bases[place].copy()
            bases.subtract([left_out] if left_out is not None else [])
            common, support = bases.most_common(1)[0]
            if support < others:
                return None
            kind = common
        base, above, below = kind
        same = kind == _kind(name)
        indices: list[Index] = list(name.indices) if same else []
        choices: list[list[Index]] = []
        for slot in range(above + below):
            held, allowed = self.allowed(place, slot, head, excluded)
            if not same:
                if not allowed:
                    return None
                indices.append(allowed[-1])
            elif allowed and (indices[slot] not in allowed or model is not None):
                choices.append(_likeliest(held, head, model, indices[slot], allowed, slot < above))
                indices[slot] = choices[-1][0]
                continue
            choices.append([indices[slot]])
        found = (Name(base, chosen[:above], chosen[above:]) for chosen in islice(product(*choices), MAX_CHOICES))
        return next((other for other in found if other in known), Name(base, tuple(indices[:above]), tuple(indices[above:])))

    def allowed(self, place: int, slot: int, head: tuple[Index, ...], excluded: Row | None) -> tuple[list[Rule], list[Index]]:
        """The rules that explain an index in all rows but one, and what it would be by them with a head."""
        key = (place, slot, head, None if excluded is None else excluded.head)
        if key not in self._allowed:
            held = self.held(place, slot, excluded)
            others = self.count - (excluded is not None)
            if others == 1 and len(self.bases) == 1 and any(rule[1] == 0 for rule in held if rule[0] != "constant"):
                held = [rule for rule in held if rule[0] != "constant" and rule[1] == 0]  # a_1 = f(z_1) tells how a_2 looks
            self._allowed[key] = held, [v for rule in held if (v := _apply(rule, head)) is not None]
        return self._allowed[key]

    def agree(self, place: int) -> bool:
        """Do all rows have names of one kind at a place, with one rule for each index? Then none of them breaks the pattern of the others."""
        if place not in self._agreed:
            kinds = self.bases[place]
            slots = sum(next(iter(kinds))[1:])
            self._agreed[place] = len(kinds) == 1 and all(self.count in self.rules.get((place, slot), {}).values() for slot in range(slots))
        return self._agreed[place]

    def held(self, place: int, slot: int, excluded: Row | None) -> list[Rule]:
        """The rules that explain an index in all rows, but for one that is left out."""
        key = (place, slot, None if excluded is None else excluded.head)
        if key not in self._held:
            out: list[Rule] = []
            if excluded is not None and slot < len(excluded.names[place].indices):
                out = _rules(excluded.names[place].indices[slot], excluded.head)
            others = self.count - (excluded is not None)
            self._held[key] = [rule for rule, count in self.rules.get((place, slot), {}).items() if count - (rule in out) == others]
        return self._held[key]


def _likeliest(
    held: list[Rule], head: tuple[Index, ...], model: Row | None, value: Index, allowed: list[Index], raised: bool
) -> list[Index]:
    """What a member would have, the likeliest first: an index of its head, one beside it, the same as others, anything else."""
    found: list[tuple[tuple[int, bool, bool], Index]] = []
    for rule in held:
        place, by = rule
        new = _apply(rule, head)
        if new is None or (model is not None and _apply(rule, model.head) != value):
            continue
        if not isinstance(place, int):
            found.append(((2, False, False), new))
            continue
        above = model is not None and place < len(model.head) and model.raised[place]
        still = model is not None and place < len(model.head) and model.head[place] == head[place]
        apart = model is not None and above != raised
        layer = by in (-1, 1) and (raised and above if model is None or any(model.raised) else not raised)
        found.append(((0 if by == 0 else 1 if layer else 3, apart, still), new))
    return list(dict.fromkeys((*(new for _, new in sorted(found, key=lambda item: item[0])), *allowed)))


def _kind(name: Name) -> tuple[str, int, int]:
    return (name.base, len(name.upper), len(name.lower))


Ruled = tuple[list[tuple[str, int, int]], list[tuple[tuple[int, int], list[Rule]]]]


def _rules_by_head(expression: Expression) -> dict[tuple[Index, ...], Ruled]:
    """What explains an expression below each head that it was seen below, none so far."""
    return {}


def _rules_of(row: Row) -> Ruled:
    """The kinds of the names in a row, and everything that could explain each of their indices."""
    slots = [((place, slot), value) for place, name in enumerate(row.names) for slot, value in enumerate(name.indices)]
    return [_kind(name) for name in row.names], [(slot, _rules(value, row.head)) for slot, value in slots]


def _rules(value: Index, head: tuple[Index, ...]) -> list[Rule]:
    """Everything that could explain an index."""
    found: list[Rule] = [("constant", value)]
    for place, index in enumerate(head):
        if isinstance(value, int) and isinstance(index, int):
            found.append((place, value - index))
        elif value == index:
            found.append((place, 0))
    return found


def _apply(rule: Rule, head: tuple[Index, ...]) -> Index | None:
    place, by = rule
    if place == "constant":
        return by  # type: ignore[return-value]
    assert isinstance(place, int)
    assert isinstance(by, int)
    if place >= len(head):
        return None
    index = head[place]
    return index + by if isinstance(index, int) else index if by == 0 else None
