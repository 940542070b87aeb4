r"""One generator for each kind of slip; each yields edits of one token of a side.

A slip is an edit ``(start, end, text)``; most kinds of an index slip stay among the names
of the document, as authors do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutation.reading import Node, Side, Text

Slip = tuple[int, int, str]


@dataclass(frozen=True)
class Mutant:
    """One wrong token."""

    kind: str
    start: int
    end: int
    text: str
    side: Side

    def apply(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


def mutants(document: Text) -> list[Mutant]:
    """Every one-token mutant of a document, without repetitions."""
    names = _names(document)
    found: dict[Slip, Mutant] = {}
    for side in document.sides():
        if side.node is None:
            continue
        for kind, generate in KINDS.items():
            for start, end, text in generate(side.node, document.text, names):
                if document.text[start:end] != text:
                    found.setdefault((start, end, text), Mutant(kind, start, end, text, side))
    return list(found.values())


Names = dict[tuple[str, str, str], str]


def _names(document: Text) -> Names:
    """The names of a document as they are first written."""
    found: Names = {}
    for side in document.sides():
        for node in side.node.walk() if side.node else ():
            if node.kind == "sym":
                found.setdefault(node.value, document.text[node.start : node.end])  # type: ignore[arg-type]
    return found


def _symbols(root: Node, below: bool) -> Iterator[Node]:
    """The symbols that stand below a derivative, or all others."""
    stack = [(root, False)]
    while stack:
        node, inside = stack.pop()
        if node.kind == "sym" and inside == below:
            yield node
        for index, part in enumerate(node.parts):
            stack.append((part, inside or (node.kind == "der" and index == 1)))


def _others(node: Node, names: Names, change: Callable[[Node, tuple[str, str, str]], bool]) -> Iterator[Slip]:
    for name, written in names.items():
        if name != node.value and change(node, name):
            yield node.start, node.end, written


def _layer(node: Node, name: tuple[str, str, str]) -> bool:
    base, upper, lower = node.value  # type: ignore[misc]
    return name[0] == base and name[2] == lower and name[1] != upper


def _swapped(node: Node, name: tuple[str, str, str]) -> bool:
    base, upper, lower = node.value  # type: ignore[misc]
    return name[:2] == (base, upper) and len(lower) > 1 and name[2] == lower[::-1]


def _unit(node: Node, name: tuple[str, str, str]) -> bool:
    base, upper, lower = node.value  # type: ignore[misc]
    differ = sum(a != b for a, b in zip(lower, name[2], strict=False))
    return name[:2] == (base, upper) and len(lower) == len(name[2]) and differ == 1 and not _swapped(node, name)


def _base(node: Node, name: tuple[str, str, str]) -> bool:
    return name[1:] == node.value[1:] and name[0] != node.value[0]  # type: ignore[index]


def layer(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in _symbols(root, False):
        yield from _others(node, names, _layer)


def unit(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in _symbols(root, False):
        yield from _others(node, names, _unit)


def swapped(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in _symbols(root, False):
        yield from _others(node, names, _swapped)


def name(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in _symbols(root, False):
        yield from _others(node, names, _base)


def variable(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in _symbols(root, True):
        for change in (_layer, _unit, _swapped, _base):
            yield from _others(node, names, change)


def sign(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "add":
            for start, end in node.spans:
                if start >= 0:
                    yield start, end, "-" if text[start:end] == "+" else "+"
            if node.spans[0][0] >= 0:
                yield *node.spans[0], ""
    if root.kind != "add" or root.spans[0][0] < 0:
        yield root.start, root.start, "-"


def complement(root: Node, text: str, names: Names) -> Iterator[Slip]:
    """``1-a`` becomes ``a`` or ``2-a``."""
    for node in root.walk():
        if node.kind == "add" and len(node.parts) == 2 and node.parts[0].kind == "num" and node.spans[1][0] >= 0:
            if node.parts[1].kind in ("sym", "call"):
                yield node.start, node.parts[1].start, ""


def factor_lost(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "mul":
            for index, part in enumerate(node.parts):
                if index:
                    yield node.parts[index - 1].end, part.end, ""
                else:
                    yield part.start, node.parts[1].start, ""


def factor_extra(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "mul":
            for part in node.parts:
                if part.kind in ("sym", "der"):
                    yield part.end, part.end, "\\cdot " + text[part.start : part.end]
            yield node.start, node.start, "2\\cdot "


def factor_wrong(root: Node, text: str, names: Names) -> Iterator[Slip]:
    """A factor is replaced by another factor of the same product."""
    for node in root.walk():
        if node.kind == "mul":
            for part in node.parts:
                for other in node.parts:
                    if part.kind == other.kind == "sym" or part.kind == other.kind == "der":
                        if text[part.start : part.end] != text[other.start : other.end]:
                            yield part.start, part.end, text[other.start : other.end]


def constant(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "num" and float(node.value).is_integer():  # type: ignore[arg-type]
            number = int(node.value)  # type: ignore[call-overload]
            for new in (number + 1, number - 1, number * 2):
                if new >= 0 and new != number:
                    yield node.start, node.end, str(new)


def operator(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "mul":
            for start, end in node.spans:
                if start >= 0:
                    yield start, end, "+"
        elif node.kind == "add":
            for start, end in node.spans[1:]:
                if text[start:end] == "+":
                    yield start, end, "\\cdot "


def term_lost(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "add" and len(node.parts) > 1:
            for index, part in enumerate(node.parts):
                if index:
                    yield node.spans[index][0], part.end, ""
                elif node.spans[1][0] >= 0:
                    minus = text[node.spans[1][0]] == "-"
                    yield node.start, node.parts[1].start if not minus else node.spans[1][0], ""


def prime(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "call" and len(text[slice(*node.spans[0])].rstrip("'")) == 1 and text[node.start] != "e":
            end = node.spans[0][1]
            if node.value[1]:  # type: ignore[index]
                yield end - 1, end, ""
            yield end, end, "'"


def partial(root: Node, text: str, names: Names) -> Iterator[Slip]:
    for node in root.walk():
        if node.kind == "der":
            for part in node.parts:
                at = text.rindex("\\partial", 0, part.start)
                yield at, part.start, ""


def bracket(root: Node, text: str, names: Names) -> Iterator[Slip]:
    """One bracket is lost, or the closing one comes a term too early."""
    for node in root.walk():
        if node.kind == "group":
            first, last = node.spans
            glued = re.search(r"\\[A-Za-z]+$", text[: first[0]]) and text[first[1]].isalpha()
            yield *first, " " if glued else ""  # the command before it stays one
            yield *last, ""
            inner = node.parts[0]
            if inner.kind == "add" and len(inner.parts) > 1 and inner.spans[-1][0] >= 0:
                tail = text[inner.spans[-1][0] : inner.end]
                yield inner.spans[-1][0], last[1], text[last[0] : last[1]] + tail


def summation(root: Node, text: str, names: Names) -> Iterator[Slip]:
    """A sum is missing, or runs over another letter."""
    letters = {c for _, _, lower in names for c in lower if c.isalpha()}
    for node in root.walk():
        if node.kind == "sum":
            head = text[slice(*node.spans[0])]
            yield *node.spans[0], ""
            at = node.spans[0][0] + re.search(r"_\{?", head).end()  # type: ignore[union-attr]
            for letter in sorted(letters - {node.value[0]}):  # type: ignore[index]
                yield at, at + 1, letter


def transposed(root: Node, text: str, names: Names) -> Iterator[Slip]:
    """A transposition is lost."""
    for node in root.walk():
        if node.kind == "transpose":
            yield *node.spans[0], ""


def order(root: Node, text: str, names: Names) -> Iterator[Slip]:
    """Two factors that stand side by side are swapped."""
    for node in root.walk():
        if node.kind == "mul":
            for first, second in zip(node.parts, node.parts[1:], strict=False):
                between = text[first.end : second.start]
                if re.search(r"\\[A-Za-z]+$", between) and text[first.start].isalpha():
                    between += " "  # the command stays one
                yield first.start, second.end, text[second.start : second.end] + between + text[first.start : first.end]


KINDS: dict[str, Callable[[Node, str, Names], Iterator[Slip]]] = {
    "layer": layer,
    "unit": unit,
    "swapped indices": swapped,
    "name": name,
    "variable of ∂": variable,
    "sign": sign,
    "1-a": complement,
    "factor lost": factor_lost,
    "factor extra": factor_extra,
    "factor wrong": factor_wrong,
    "constant": constant,
    "operator": operator,
    "term lost": term_lost,
    "prime": prime,
    "missing ∂": partial,
    "bracket": bracket,
    "sum": summation,
    "transpose": transposed,
    "order": order,
}
