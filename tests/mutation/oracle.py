"""What a mutation does to a document, found by numbers alone.

malformed: the side is no formula any more. changed definition: E as a function of the
leaves, or one of its gradients, is another. changed claim: a side that defines nothing has
another value. unchanged: nothing of this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from tests.mutation.numbers import Letters, Name, Setting, Unknown, World
from tests.mutation.reading import Node, Side, Text, read_text

POINTS = (1, 2, 3)
MALFORMED, DEFINITION, CLAIM, UNCHANGED = "malformed", "changed definition", "changed claim", "unchanged"


@dataclass
class Meaning:
    """The definitions of a document and its value at a few points."""

    text: Text
    defining: dict[tuple[int, str], Name | str] = field(default_factory=dict)
    worlds: list[World] = field(default_factory=list)

    def value(self, node: Node, letters: Letters | None = None) -> list[Any]:
        return [_value(world, node, letters or {}) for world in self.worlds]


def understand(text: Text, setting: Setting) -> Meaning:
    """The first statement of a name defines it."""
    values: dict[Name, Node] = {}
    functions: dict[str, tuple[Name, Node]] = {}
    meaning = Meaning(text)
    for chain in text.chains:
        left, right = chain[0].node, chain[1].node
        if left is None or right is None:
            continue
        if left.kind == "sym" and left.value not in values and not _holds(right, left.value):
            values[left.value] = right  # type: ignore[index]
            meaning.defining[(chain[0].chain, "sym")] = left.value  # type: ignore[assignment]
        elif left.kind == "call" and not left.value[1] and left.parts[0].kind == "sym" and left.value[0] not in functions:  # type: ignore[index]
            functions[left.value[0]] = (left.parts[0].value, right)  # type: ignore[index,assignment]
            meaning.defining[(chain[0].chain, "call")] = left.value[0]  # type: ignore[index]
    meaning.worlds = [World(values, functions, point, setting) for point in POINTS]
    return meaning


def _holds(node: Node, name: object) -> bool:
    return any(n.kind == "sym" and n.value == name for n in node.walk())


def _value(world: World, node: Node, letters: Letters) -> Any:
    try:
        return world.value(node, letters)
    except Unknown:
        return None


def same(a: list[Any], b: list[Any]) -> bool:
    """Do two lists of values agree?"""
    for x, y in zip(a, b, strict=True):
        if x is None or y is None:
            if x is not y:
                return False
        elif np.shape(x) != np.shape(y) or not np.allclose(x, y, rtol=1e-9, atol=1e-12):
            return False
    return True


def free(node: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """The index letters of a side that no sum binds."""
    if node.kind == "sym":
        return {c for c in node.value[2] if c.isalpha()} - bound  # type: ignore[index]
    if node.kind == "sum":
        inside = bound | {node.value[0]}  # type: ignore[index]
        return free(node.parts[0], inside).union(*(free(p, bound) for p in node.parts[1:]), {c for c in node.value[1] if c not in bound})  # type: ignore[index]
    return set().union(*(free(p, bound) for p in node.parts))


def assignments(letters: set[str], apart: tuple[str, str] | None = None) -> list[Letters]:
    """Numbers for index letters: every layer has units one and two."""
    ordered = sorted(letters)
    found = [dict(zip(ordered, numbers, strict=True)) for numbers in product((1, 2), repeat=len(ordered))]
    return [f for f in found if apart is None or f.get(apart[0], 0) != f.get(apart[1], -1)]


@dataclass
class Oracle:
    """Labels changes of one correct document; ``setting`` is what it says in words."""

    original: Text
    setting: Setting = field(default_factory=Setting)
    meaning: Meaning = field(init=False)
    loss: list[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.meaning = understand(self.original, self.setting)
        self.root = self._root()
        self.loss = self.signature(self.meaning)

    def _root(self) -> Node:
        """What is differentiated most often."""
        counts: dict[object, int] = {}
        nodes: dict[object, Node] = {}
        for side in self.original.sides():
            if side.index == 0 and side.node is not None and side.node.kind == "der":
                operand = side.node.parts[0]
                counts[operand.value] = counts.get(operand.value, 0) + 1
                nodes[operand.value] = operand
        return nodes[max(counts, key=lambda v: counts[v])]

    def leaves(self) -> list[Node]:
        """The names that nothing defines, an index letter as every unit that occurs."""
        world = self.meaning.worlds[0]
        parameters = {parameter for parameter, _ in world.functions.values()}
        found: dict[Name, Node] = {}
        for side in self.original.sides():
            for n in side.node.walk() if side.node is not None else ():
                if n.kind == "sym" and n.value not in parameters and n.value[0] != "n":
                    letters = {c for c in n.value[2] if c.isalpha()}
                    for numbers in assignments(letters):
                        name = (n.value[0], n.value[1], "".join(str(numbers.get(c, c)) for c in n.value[2]))
                        if world.definition(name) is None:
                            found[name] = Node("sym", 0, 0, name)
        return list(found.values())

    def signature(self, meaning: Meaning) -> list[complex | None]:
        """The loss and its gradient by every leaf of the original, at each point."""
        result = meaning.value(self.root)
        for leaf in self.leaves():
            result += meaning.value(Node("der", 0, 0, None, (self.root, leaf)))
        return result

    def label(self, mutated: str) -> str:
        """What a changed text is, compared with the original."""
        text = read_text(mutated, self.original.functions)
        if [len(c) for c in text.chains] != [len(c) for c in self.original.chains]:
            return MALFORMED
        changed = [
            (old, new)
            for old, new in zip(self.original.sides(), text.sides(), strict=True)
            if self.original.text[old.start : old.end] != mutated[new.start : new.end]
        ]
        if any(new.node is None for _, new in changed):
            return MALFORMED
        if any(self.defines(old) for old, _ in changed):
            meaning = understand(text, self.setting)
            if not same(self.signature(meaning), self.loss):
                return DEFINITION
        for _, new in changed:
            if not self.true(new, text):
                return CLAIM
        return UNCHANGED

    def defines(self, side: Side) -> bool:
        """Does a side of the original belong to a definition?"""
        return side.index < 2 and any((side.chain, kind) in self.meaning.defining for kind in ("sym", "call"))

    def true(self, side: Side, text: Text) -> bool:
        """Does a side still equal its neighbours in the original?"""
        assert side.node is not None
        chain = self.original.chains[side.chain]
        other = chain[1 if side.index == 0 else 0]
        assert other.node is not None
        letters = free(side.node) | free(other.node)
        for numbers in assignments(letters, self.original.apart.get(side.chain)):
            if not same(self.meaning.value(side.node, numbers), self.meaning.value(other.node, numbers)):
                return False
        return True

    def restored(self, repaired: str) -> bool:
        """Does a repaired text mean what the original means?"""
        return self.label(repaired) == UNCHANGED

    def beyond_contradiction(self, mutated: str) -> bool:
        """Does a changed text say nothing that is false, in a definition that no sibling tells how to write?

        Every claim of the changed document has to hold with its own definitions, at every point,
        and every side has to have a value. A definition with siblings written like it could be
        told by their pattern, so it never counts.
        """
        text = read_text(mutated, self.original.functions)
        if self.label(mutated) != DEFINITION or self._has_siblings(text, mutated):
            return False
        meaning = understand(text, self.setting)
        return all(self._consistent(meaning, chain, text.apart.get(number)) for number, chain in enumerate(text.chains))

    def _has_siblings(self, text: Text, mutated: str) -> bool:
        for old, new in zip(self.original.sides(), text.sides(), strict=True):
            if self.original.text[old.start : old.end] != mutated[new.start : new.end]:
                forms = [_form(self.original.text, chain) for chain in self.original.chains]
                if forms.count(forms[old.chain]) > 1:
                    return True
        return False

    def _consistent(self, meaning: Meaning, chain: list[Side], apart: tuple[str, str] | None) -> bool:
        nodes = [side.node for side in chain]
        letters = set[str]().union(*(free(node) for node in nodes if node is not None))
        for numbers in assignments(letters, apart):
            values = [meaning.value(node, numbers) if node is not None else [None] for node in nodes]
            if any(v is None for value in values for v in value) or not all(same(values[0], value) for value in values[1:]):
                return False
        return True


def _form(text: str, chain: list[Side]) -> str:
    """The head and the first right side of a chain with every number left open."""
    return re.sub(r"\d+", "#", text[chain[0].start : chain[0].end] + "=" + text[chain[1].start : chain[1].end])
