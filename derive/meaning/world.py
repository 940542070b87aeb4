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

from derive.meaning import expressions as ex
from derive.meaning.chosen_units import chosen_units
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.letters import incidental, indices_in, mixed, units
from derive.meaning.notation import Notation
from derive.meaning.rank_signs import form
from derive.meaning.ranks import Ranks, infer
from derive.meaning.spaces import Sizes, is_row, listed_row
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
    sides: list[tuple[Expression, ...]],
    notation: Notation,
    declared_ranks: Mapping[str, int],
    said: Iterable[tuple[Name, Sizes]] = (),
    told: Iterable[int] = (),
    row_vectors: bool = False,
    of_arrays: Mapping[Name, Expression] = MappingProxyType({}),
) -> World:
    """The world of a document.

    ``said`` are the spaces that it puts names in, ``told`` sizes that are declared; with ``row_vectors``, its
    vectors are rows. ``of_arrays`` are the functions of whole arrays with what they are.
    """
    lengths = {form(name): sizes for name, sizes in said}
    told = {*told, *(int(size) for sizes in lengths.values() for size in sizes if size.isdecimal())}
    kinds = {(size, 0): 0 for sizes in lengths.values() for size in sizes}  # R^{N \times D}: sizes are numbers, though capitals
    kinds |= {key: rank for key, sizes in lengths.items() if (rank := rank_of(sizes)) is not None}
    ranks = infer(sides, declared_ranks, notation.components.values(), kinds, row_vectors, of_arrays)
    limits = {form(over.last.name): 0 for chain in sides for side in chain for over in side.noted(_limits) if isinstance(over.last, ex.Symbol)} if ranks.arrays else {}
    if any(ranks.known.get(end) for end in limits):  # where a sum ends is a number
        ranks = infer(sides, declared_ranks, notation.components.values(), {**kinds, **limits}, row_vectors, of_arrays)
    rows = {base for base, *_ in (key for key, sizes in lengths.items() if is_row(sizes))}
    rows |= {laid.base for chain in sides if len(chain) == 2 and (laid := listed_row(*chain)) is not None}
    turned = [node for chain in sides for side in chain for node in side.noted(_turning)] if ranks.arrays else []
    transposes = bool(turned)
    turns_vectors = any(_turns_vector(node, ranks) for node in turned)
    # a mention such as "the weight `w_{ij}`" explains the notation; nothing runs where no statement has the letter
    stated = [chain for chain in sides if len(chain) > 1]
    said_of = [side.noted(indices_in) for chain in stated for side in chain]
    bases: set[str] = set().union(*(i.bases for i in said_of))
    upper: set[str] = set().union(*(i.upper for i in said_of))
    moved: set[str] = set().union(*(i.moved for i in said_of))
    used: set[str] = set().union(*(i.used for i in said_of))
    bound: set[str] = set().union(*(i.bound for i in said_of))
    literals: set[int] = set().union(*(i.literals for i in said_of))
    starts: set[int] = set().union(*(i.starts for i in said_of))
    sizes: dict[str, set[str]] = {}  # with the letters of the sums that end there
    for size_name, letter in (end for i in said_of for end in i.ends):
        sizes.setdefault(size_name, set()).add(letter)
    for letter in set().union(*(i.closing for i in said_of)) - bound - moved - upper:
        sizes.setdefault(letter, set())
    labels = {u for u in upper if len(u) == 1 and u.isupper()} - moved - bound - used - _LAST  # a^{(O)}: one layer's name
    labels |= units(said_of) - moved - bound
    heads = {chain[0].name.base for chain in stated if isinstance(chain[0], ex.Symbol) and not chain[0].name.indices}
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


def _turning(side: Expression) -> tuple[Expression, ...]:
    """The products and transpositions in a side that transposes something."""
    found = tuple(node for node in side.walk() if isinstance(node, (ex.Transposition, ex.Multiplication)))
    return found if any(isinstance(node, ex.Transposition) for node in found) else ()


def _turns_vector(node: Expression, ranks: Ranks) -> bool:
    """Is a vector transposed before another factor: ``v^T w``?"""
    factors = node.factors[:-1] if isinstance(node, ex.Multiplication) else ()
    turned = (f.operand for f in factors if isinstance(f, ex.Transposition))
    return any(not isinstance(operand, ex.Symbol) or ranks.of(operand.name) == 1 for operand in turned)


def _limits(side: Expression) -> tuple[ex.Range, ...]:
    """What the sums in a side run over."""
    return tuple(over for node in side.walk() if isinstance(node, ex.Reduction) for over in node.over)


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
