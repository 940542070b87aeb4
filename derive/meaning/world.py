"""The sizes at which formulas in indices and arrays are looked at.

A formula with free letters holds for all their values. It is instantiated: unit letters
run over a few units, layer letters over a few layers, ``L`` is the last of them. In a
document that gives every layer its own letter (``a_i``, ``a_j``, ``a_k``), a letter is part
of the name.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from derive.meaning import expressions as ex
from derive.meaning.chosen_units import chosen_units
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.letters import Indices, incidental, indices_of, mixed, units
from derive.meaning.notation import Notation
from derive.meaning.noting import Kept, together
from derive.meaning.rank_signs import Form, form
from derive.meaning.ranks import Ranks, infer
from derive.meaning.spaces import Sizes, is_row, listed_row
from derive.meaning.spaces import rank as rank_of
from derive.meaning.statements import Chain

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
    chosen: Mapping[str, int] = field(default_factory=dict)  # indices that stand for one unit, whichever it is
    ranks: Ranks = field(default_factory=Ranks)
    row_vectors: bool = False  # vectors are rows, as in ``x W``
    typed: bool = False  # a unit letter tells the layer
    sized: bool = False  # the document tells how many units every layer has
    elsewhere: frozenset[int] = frozenset()  # sizes that it tells, and that formulas aren't looked at in
    told: Mapping[str, int] = field(default_factory=dict)  # letters for how many units there are, with their numbers
    given: frozenset[str] = frozenset()  # bases of inputs, targets and parameters, if declared
    rows: frozenset[str] = frozenset()  # bases of vectors that the document lays on their side
    transposes: bool = False  # the document transposes something
    turns_vectors: bool = False  # it writes inner products with a transpose

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
    statements: list[Chain],
    notation: Notation,
    declared_ranks: Mapping[str, int],
    said: Iterable[tuple[Name, Sizes]] = (),
    told: Iterable[int] = (),
    row_vectors: bool = False,
    of_arrays: Mapping[Name, Expression] = MappingProxyType({}),
    lots: Kept[Any] | None = None,
) -> World:
    """The world of a document.

    ``said`` are the spaces that it puts names in, ``told`` sizes that are declared; with ``row_vectors``, its
    vectors are rows. ``of_arrays`` are the functions of whole arrays with what they are. ``lots`` keep what many
    statements tell together.
    """
    lots = Kept() if lots is None else lots
    lengths = {form(name): sizes for name, sizes in said}
    told = {*told, *(int(size) for sizes in lengths.values() for size in sizes if size.isdecimal())}
    kinds = {(size, 0): 0 for sizes in lengths.values() for size in sizes}  # R^{N \times D}: sizes are numbers, though capitals
    kinds |= {key: rank for key, sizes in lengths.items() if (rank := rank_of(sizes)) is not None}
    ranks = infer(statements, declared_ranks, notation.components.values(), kinds, row_vectors, of_arrays, lots)
    limits = {end: 0 for statement in statements for end in statement.noted(_limits)} if ranks.arrays else {}
    if any(ranks.known.get(end) for end in limits):  # where a sum ends is a number
        ranks = infer(statements, declared_ranks, notation.components.values(), {**kinds, **limits}, row_vectors, of_arrays, lots)
    rows = {base for base, *_ in (key for key, sizes in lengths.items() if is_row(sizes))}
    rows |= {laid for statement in statements if (laid := statement.noted(_laid)) is not None}
    turned = [node for statement in statements for node in statement.noted(_turning)] if ranks.arrays else []
    transposes = bool(turned)
    turns_vectors = any(_turns_vector(node, ranks) for node in turned)
    # a mention such as "the weight `w_{ij}`" explains the notation; nothing runs where no statement has the letter
    stated = [statement for statement in statements if statement.noted(_has_several)]
    said_of = together(lots, [statement.noted(indices_of) for statement in stated], Indices.together)
    bases, upper, moved, used, bound = said_of.bases, said_of.upper, said_of.moved, said_of.used, said_of.bound
    literals, starts = said_of.literals, said_of.starts
    sizes: dict[str, set[str]] = {}  # with the letters of the sums that end there
    for size_name, letter in said_of.ends:
        sizes.setdefault(size_name, set()).add(letter)
    for letter in said_of.closing - bound - moved - upper:
        sizes.setdefault(letter, set())
    labels = {u for u in upper if len(u) == 1 and u.isupper()} - moved - bound - used - _LAST  # a^{(O)}: one layer's name
    labels |= units(said_of) - moved - bound
    begun = (statement.noted(_head) for statement in stated)
    heads = {name.base for name in begun if name is not None and not name.indices}
    labels |= {head for head in heads if len(head) == 1 and head.isupper()} - moved - bound - _LAST  # Q = X W_Q
    labels |= incidental(stated, said_of) - _LAST
    running = ((upper | used | bound | moved) & (notation.letters | bound)) - (bases - bound) - set(sizes) - labels
    picked = dict.fromkeys(chosen_units(stated, running, used))
    running -= picked.keys()
    if not running and not ranks.arrays:
        return World(ranks=ranks, row_vectors=row_vectors, rows=frozenset(rows), transposes=transposes, turns_vectors=turns_vectors)
    counted = _counted(stated, {*sizes, *_LAST})
    small = [v for v in literals if v <= MAX_LITERAL]
    zero = starts == {0} or (not starts and 0 in small and bool(used))
    size = min(3, max(2, (max(small, default=0) + zero) if mixed(said_of) else 0) if running else 2)
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
        {index: (0 if zero else 1) + number % size for number, index in enumerate(picked)},
        ranks,
        row_vectors,
        sized=bool(widths) and sizes.keys() - last <= one.keys(),
        elsewhere=frozenset((widths - {size}) | (depths - {depth}) | cases),
        told={name: n for name, n in one.items() if name in sizes.keys() - last},
        rows=frozenset(rows),
        transposes=transposes,
        turns_vectors=turns_vectors,
    )


def _has_several(statement: Chain) -> bool:
    """Does it relate sides that are read?"""
    return len(statement.sides) > 1


def _head(statement: Chain) -> Name | None:
    """The name that it begins with."""
    head = statement.sides[0]
    return head.name if isinstance(head, ex.Symbol) else None


def _laid(statement: Chain) -> str | None:
    """The base of a vector that it lays on its side."""
    sides = statement.sides
    laid = listed_row(*sides) if len(sides) == 2 else None
    return laid.base if laid is not None else None


def _turning(statement: Chain) -> tuple[Expression, ...]:
    """The products and transpositions in the sides that transpose something."""
    found: list[Expression] = []
    for side in statement.sides:
        nodes = [node for node in side.walk() if isinstance(node, (ex.Transposition, ex.Multiplication))]
        found += nodes if any(isinstance(node, ex.Transposition) for node in nodes) else []
    return tuple(found)


def _turns_vector(node: Expression, ranks: Ranks) -> bool:
    """Is a vector transposed before another factor: ``v^T w``?"""
    factors = node.factors[:-1] if isinstance(node, ex.Multiplication) else ()
    turned = (f.operand for f in factors if isinstance(f, ex.Transposition))
    return any(not isinstance(operand, ex.Symbol) or ranks.of(operand.name) == 1 for operand in turned)


def _limits(statement: Chain) -> tuple[Form, ...]:
    """The names that its sums end at."""
    sums = (node for side in statement.sides for node in side.walk() if isinstance(node, ex.Reduction))
    return tuple(form(over.last.name) for node in sums for over in node.over if isinstance(over.last, ex.Symbol))


def _counted(stated: list[Chain], names: Container[str]) -> dict[str, set[int]]:
    """Letters for sizes with the numbers that the document gives them. A single unit, and each of several numbers, is a case."""
    found: dict[str, set[int]] = {}
    for count in (statement.noted(_count) for statement in stated):
        if count is not None and count[0] in names:
            found.setdefault(count[0], set()).add(count[1])
    return found


def _count(statement: Chain) -> tuple[str, int] | None:
    """The letter that it gives a whole number, and the number: ``n = 3``."""
    left, right, *others = statement.sides
    if others or not isinstance(left, ex.Symbol) or not isinstance(right, ex.Numeral) or right.places is not None or right.value.denominator != 1:
        return None
    return left.name.latex() if left.name.indices else left.name.base, int(right.value)


def _agreed(told: set[int], otherwise: int, least: int) -> int:
    """The one size that is told, if formulas can be looked at in it."""
    return min(told) if len(told) == 1 and max(2, least) <= min(told) <= MAX_TOLD else otherwise


def free_letters(expression: Expression, world: World) -> dict[str, None]:
    """The running letters that no sum inside the expression binds, in order of appearance."""
    return {letter: None for letter in expression.noted(_free) if letter in world.letters}


def _free(node: Expression) -> tuple[str, ...]:
    """The letters that could run and that no sum inside the expression binds, in order of appearance."""
    own: list[str] = []
    if isinstance(node, ex.Symbol):
        own += letters_of(node.name.indices)
    elif isinstance(node, ex.Application):
        own += letters_of(node.function.indices)
    elif isinstance(node, ex.Entry):
        own += letters_of(node.indices)
    elif isinstance(node, ex.Cases):  # the letters of a Kronecker delta are compared, they index nothing
        compared = (s for test in node.conditions if test is not None for s in (test[0], test[2]))
        own += [s.name.base for s in compared if isinstance(s, ex.Symbol) and not s.name.indices]
    inner = [letter for child in node.children() for letter in child.noted(_free)]
    if isinstance(node, ex.Reduction):
        own += letters_of(r.excluded for r in node.over if r.excluded is not None)
        bound = {r.letter for r in node.over}
        inner = [letter for letter in inner if letter not in bound]
    return tuple(dict.fromkeys((*own, *inner)))


def letters_of(indices: Iterable[Index]) -> Iterator[str]:
    """The letters in indices that are no words, those that something is added to as well."""
    for index in indices:
        if isinstance(index, Offset):
            yield index.letter
        elif isinstance(index, str) and not isinstance(index, Label):
            yield index


def has_letters(name: Name, world: World) -> bool:
    """Does a name carry an index that runs, or that stands for another: the last layer, a chosen unit?"""
    return any(i in world.letters or i in world.constants for i in letters_of(name.indices)) or any(i in world.chosen for i in name.indices)


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
            resolved = world.constants.get(pattern, world.chosen.get(pattern, pattern)) if isinstance(pattern, str) else pattern
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
