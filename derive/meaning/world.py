"""The sizes at which formulas in indices and arrays are looked at.

A formula with free letters holds for all their values. It is instantiated: unit letters
run over a few units, layer letters over a few layers, ``L`` is the last of them. In a
document that gives every layer its own letter (``a_i``, ``a_j``, ``a_k``), a letter is part
of the name.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.notation import Notation
from derive.meaning.ranks import Ranks, form, infer
from derive.meaning.spaces import Sizes
from derive.meaning.spaces import rank as rank_of

MAX_LITERAL = 5
MAX_TOLD = 4  # units or layers of a document that tells how many it has; more are looked at in fewer
_LAST = frozenset(("L", "T"))


@dataclass(frozen=True, slots=True)
class World:
    """Sizes and the letters that run over them, and what is given. The default world has no letters at all."""

    size: int = 3  # units in a layer, entries of a vector, samples in a batch
    depth: int = 3  # layers, moments
    first: int = 1  # the first unit's number
    letters: frozenset[str] = frozenset()  # that run
    layers: frozenset[str] = frozenset()  # of these, the ones that count layers or moments
    constants: Mapping[str, int] = field(default_factory=dict)  # letters for the last layer, and for sizes
    sizes: frozenset[str] = frozenset()  # of these, the ones that count units
    ranks: Ranks = field(default_factory=Ranks)
    typed: bool = False  # a unit letter tells the layer
    sized: bool = False  # the document tells how many units every layer has
    elsewhere: frozenset[int] = frozenset()  # sizes that it tells, and that formulas aren't looked at in
    told: Mapping[str, int] = field(default_factory=dict)  # letters for how many units there are, with their numbers
    given: frozenset[str] = frozenset()  # bases of inputs, targets and parameters, if declared

    def values(self, letter: str) -> list[Index]:
        """What a letter runs over."""
        if letter in self.layers:
            return list(range(1, self.depth + 1))
        return [self.tag(letter, v) for v in range(self.first, self.first + self.size)]

    def tag(self, letter: str, value: int) -> Index:
        """A value of a letter; in a typed world it remembers the letter."""
        return Label(f"{letter}{value}") if self.typed and letter not in self.layers else value

    @property
    def plain(self) -> bool:
        """Nothing runs: every name is one number."""
        return not self.letters and not self.ranks.arrays


def survey(
    sides: list[tuple[Expression, ...]],
    notation: Notation,
    declared_ranks: Mapping[str, int],
    said: Iterable[tuple[Name, Sizes]] = (),
    told: Iterable[int] = (),
) -> World:
    """The world of a document.

    ``said`` are the spaces that it puts names in, ``told`` sizes that are declared.
    """
    lengths = {form(name): sizes for name, sizes in said}
    told = {*told, *(int(size) for sizes in lengths.values() for size in sizes if size.isdecimal())}
    kinds = {key: rank for key, sizes in lengths.items() if (rank := rank_of(sizes)) is not None}
    ranks = infer(sides, declared_ranks, notation.components.values(), kinds)
    bases: set[str] = set()
    upper: set[str] = set()
    moved: set[str] = set()
    used: set[str] = set()
    bound: set[str] = set()
    literals: list[int] = []
    sizes: dict[str, set[str]] = {}  # with the letters of the sums that end there
    starts: set[int] = set()
    # a mention such as "the weight `w_{ij}`" explains the notation; nothing runs where no statement has the letter
    stated = [chain for chain in sides if len(chain) > 1]
    for node in (n for chain in stated for side in chain for n in side.walk()):
        if isinstance(node, ex.Symbol):
            if node.name.indices:
                bases.add(node.name.base)
            for index in node.name.upper:
                _letters_of(index, upper, moved)
            for index in node.name.lower:
                _letters_of(index, used, moved)
                if isinstance(index, int):
                    literals.append(index)
        elif isinstance(node, ex.Reduction):
            for over in node.over:
                bound.add(over.letter)
                if isinstance(over.first, ex.Numeral):
                    starts.add(int(over.first.value))
                if isinstance(over.last, (ex.Symbol, ex.Addition)):
                    for inner in over.last.walk():
                        if isinstance(inner, ex.Symbol):
                            sizes.setdefault(inner.name.base if not inner.name.indices else inner.name.latex(), set()).add(over.letter)
    labels = {u for u in upper if len(u) == 1 and u.isupper()} - moved - bound - used - _LAST  # a^{(O)}: one layer's name
    labels |= _units(stated) - moved - bound
    running = ((upper | used | bound | moved) & (notation.letters | bound)) - (bases - bound) - set(sizes) - labels
    if not running and not ranks.arrays:
        return World(ranks=ranks)
    counted = _counted(stated, {*sizes, *_LAST})
    small = [v for v in literals if v <= MAX_LITERAL]
    zero = starts == {0} or (not starts and 0 in small and bool(used))
    size = min(3, max(2, (max(small, default=0) + zero) if _mixed(stated) else 0) if running else 2)
    layers = frozenset((upper | moved) & running) - (bound - moved)
    ends = {letter for letter in running & _LAST if letter in upper | moved or letter == "L"}
    last = {name for name, letters in sizes.items() if letters & layers}  # a sum over moments ends at the last of them
    one = {name: min(numbers) for name, numbers in counted.items() if len(numbers) == 1}
    cases = {n for numbers in counted.values() if len(numbers) > 1 for n in numbers} - {1}
    depths = {n for name, n in one.items() if name in last | ends} - {1}
    widths = ({n for name, n in one.items() if name in sizes.keys() - last} | told) - {1}
    size = _agreed(widths, size, max(small, default=0))
    depth = _agreed(depths, 3, 0)
    constants = dict.fromkeys(ends, depth)
    for name in sizes:
        constants[name] = depth if name in last else size
    return World(
        size,
        depth,
        0 if zero else 1,
        frozenset(running - set(constants)),
        layers - set(constants),
        constants,
        frozenset(sizes) - last,
        ranks,
        sized=bool(widths) and sizes.keys() - last <= one.keys(),
        elsewhere=frozenset((widths - {size}) | (depths - {depth}) | cases),
        told={name: n for name, n in one.items() if name in sizes.keys() - last},
    )


def _counted(stated: list[tuple[Expression, ...]], names: Container[str]) -> dict[str, set[int]]:
    """Letters for sizes with the numbers that the document gives them: ``n = 3``. A single unit, and each of several numbers, is a case."""
    found: dict[str, set[int]] = {}
    for left, right in (chain for chain in stated if len(chain) == 2):
        if isinstance(left, ex.Symbol) and isinstance(right, ex.Numeral) and right.places is None and right.value.denominator == 1:
            name = left.name.latex() if left.name.indices else left.name.base
            if name in names:
                found.setdefault(name, set()).add(int(right.value))
    return found


def _agreed(told: set[int], otherwise: int, least: int) -> int:
    """The one size that is told, if formulas can be looked at in it."""
    return min(told) if len(told) == 1 and max(2, least) <= min(told) <= MAX_TOLD else otherwise


def _units(stated: list[tuple[Expression, ...]]) -> set[str]:
    """The letters below names that elsewhere carry a unit's label: the o of ``net_o`` beside ``net_{h1}``."""
    letters: dict[str, set[str]] = {}
    labelled: set[str] = set()
    for node in (n for chain in stated for side in chain for n in side.walk()):
        if isinstance(node, ex.Symbol) and len(node.name.lower) == 1 and not node.name.upper:
            index = node.name.lower[0]
            if isinstance(index, Label) and index[:1].isalpha() and index[-1:].isdigit():
                labelled.add(node.name.base)
            elif isinstance(index, str) and not isinstance(index, Label):
                letters.setdefault(index, set()).add(node.name.base)
    return {letter for letter, bases in letters.items() if bases & labelled}


def _letters_of(index: Index, used: set[str], moved: set[str]) -> None:
    if isinstance(index, Offset):
        moved.add(index.letter)
    elif isinstance(index, str) and not isinstance(index, Label):
        used.add(index)


def _mixed(sides: list[tuple[Expression, ...]]) -> bool:
    """Does a family occur both with letters and with numbers below?"""
    kinds: dict[str, set[bool]] = {}
    for node in (n for chain in sides for side in chain for n in side.walk()):
        if isinstance(node, ex.Symbol):
            for index in node.name.lower:
                if not isinstance(index, Label):
                    kinds.setdefault(node.name.base, set()).add(isinstance(index, int))
    return any(len(kind) == 2 for kind in kinds.values())


def free_letters(expression: Expression, world: World) -> dict[str, None]:
    """The running letters that no sum inside the expression binds, in order of appearance."""
    found: dict[str, None] = {}
    stack: list[tuple[Expression, frozenset[str]]] = [(expression, frozenset())]
    while stack:
        node, bound = stack.pop()
        if isinstance(node, ex.Symbol):
            for letter in _indices(node.name.indices):
                if letter in world.letters and letter not in bound:
                    found[letter] = None
        elif isinstance(node, ex.Application):
            for letter in _indices(node.function.indices):
                if letter in world.letters and letter not in bound:
                    found[letter] = None
        if isinstance(node, ex.Entry):
            for letter in _indices(node.indices):
                if letter in world.letters and letter not in bound:
                    found[letter] = None
        elif isinstance(node, ex.Cases):  # the letters of a Kronecker delta are compared, they index nothing
            for side in (s for test in node.conditions if test is not None for s in (test[0], test[2])):
                if isinstance(side, ex.Symbol) and not side.name.indices and side.name.base in world.letters and side.name.base not in bound:
                    found[side.name.base] = None
        inner = bound
        if isinstance(node, ex.Reduction):
            inner = bound | {r.letter for r in node.over}
            for over in node.over:
                for letter in _indices((over.excluded,) if over.excluded is not None else ()):
                    if letter in world.letters and letter not in bound:
                        found[letter] = None
        stack.extend((child, inner) for child in reversed(node.children()))
    return found


def _indices(indices: Iterable[Index]) -> Iterator[str]:
    for index in indices:
        if isinstance(index, Offset):
            yield index.letter
        elif isinstance(index, str) and not isinstance(index, Label):
            yield index


def match(target: Name, name: Name, world: World) -> dict[str, Index] | None:
    """The values of the target's letters that make it the name (components may follow), or None."""
    extra = len(name.lower) - len(target.lower)
    if target.base != name.base or len(target.upper) != len(name.upper) or extra < 0:
        return None
    bound: dict[str, Index] = {}
    pairs = [*zip(target.upper, name.upper, strict=True), *zip(target.lower, name.lower[: len(target.lower)], strict=True)]
    for pattern, index in pairs:
        if isinstance(pattern, Offset):
            letter: str | None = pattern.letter
            value: Index = index - pattern.by if isinstance(index, int) else index
        elif isinstance(pattern, str) and not isinstance(pattern, Label) and pattern in world.letters:
            letter, value = pattern, index
        else:
            resolved = world.constants.get(pattern, pattern) if isinstance(pattern, str) else pattern
            if resolved != index:
                return None
            continue
        assert letter is not None
        if letter in world.constants:
            if world.constants[letter] != value:
                return None
            continue
        if letter in world.layers and not (isinstance(value, int) and 1 <= value <= world.depth):
            return None
        if world.typed and letter not in world.layers and isinstance(value, Label) and not value.startswith(letter):
            return None
        if bound.setdefault(letter, value) != value:
            return None
    return bound


def as_told(world: World) -> World | None:
    """A world in which sums end at the numbers that the document tells; None if there is no other one, or they are large."""
    size = max((world.size, *world.told.values()))
    if size > MAX_TOLD or set(world.told.values()) <= {world.size}:
        return None
    return replace(world, size=size, constants={**world.constants, **world.told})


def with_size(world: World, size: int) -> World:
    """The same world with another number of units."""
    constants = {k: (size if k in world.sizes else v) for k, v in world.constants.items()}
    return replace(world, size=size, constants=constants)
