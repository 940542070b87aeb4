r"""Which names are numbers, vectors and matrices.

``a`` beside ``a_j`` is a vector. In matrix notation nothing is written but the letters:
there, what is transposed, multiplied entry by entry or set in bold is an array, a capital
letter to the left of another factor is a matrix, and sums, equalities and functions
entry by entry carry the rank on. Where vectors are rows (``x W``), that capital stands to the
right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

from derive.latex.symbols import loss_word
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.identity import NAMES, identities, shows_identity
from derive.meaning.noting import Kept, together
from derive.meaning.rank_signs import ARRAY_SIGNS, Form, Signs, can_be_array, form, is_capital, is_scalar, signs_of
from derive.meaning.statements import Chain
from derive.meaning.written_gradients import written_gradients

_RESHAPING = {"diag": 2, "trace": 0}  # the ranks of functions that don't go entry by entry


@dataclass(slots=True)
class Ranks:
    """The rank of each form: 0 a number, 1 a vector, 2 a matrix."""

    known: dict[Form, int] = field(default_factory=dict)
    arrays: bool = False  # does the document have any?
    identities: frozenset[str] = frozenset()  # what stands for the identity matrix

    def of(self, name: Name) -> int:
        """The rank of a name as it is written."""
        return self.known.get(form(name), 0)


def infer(
    statements: Sequence[Chain],
    declared: Mapping[str, int],
    marked: Iterable[str] = (),
    said: Mapping[Form, int] | None = None,
    rows: bool = False,
    of_arrays: Mapping[Name, Expression] = MappingProxyType({}),
    lots: Kept[Any] | None = None,
) -> Ranks:
    """The ranks of all names from all statements.

    ``declared`` are the ranks of bases that are declared, ``said`` those that the document
    itself tells; ``marked`` are bases that are set as arrays somewhere; with ``rows``, vectors
    are rows. ``of_arrays`` are functions that don't go entry by entry, with what they are: the x of
    ``h(x) = g(\\theta^T x)`` is a vector, and h a number.
    """
    survey = _Survey(statements, of_arrays, rows, Kept() if lots is None else lots)
    survey.marked = frozenset(marked)
    survey.evidence = survey.evidence or bool(survey.marked)
    return survey.solve(declared, said or {})


class _Survey:
    def __init__(self, statements: Sequence[Chain], of_arrays: Mapping[Name, Expression], rows: bool, lots: Kept[Any]) -> None:
        self.statements = statements
        self.signs = [*(statement.noted(_signs) for statement in statements), *(body.noted(signs_of) for body in of_arrays.values())]
        self.rows = rows
        self.lots = lots
        every = together(lots, self.signs, Signs.together)
        self.forms = dict(every.forms)
        self.rank = dict(every.suggested)
        self.scalars = every.scalars
        self.evidence = every.evidence
        # arrays of which it isn't told whether they are vectors or matrices
        self.some: set[Form] = every.some - self.rank.keys()
        self.rank.update({key: 1 for key in self.forms if key in self.some})
        self.lettered = every.lettered
        # capitals where a matrix stands beside a vector
        self.beside = every.trailing if rows else every.leading
        # where vectors are rows, weights are transposed behind a gradient
        self.turned_behind = every.turned_behind
        self.marked: frozenset[str] = frozenset()  # bases that are set in bold or below an arrow for the whole array
        self.of_arrays = of_arrays
        self._open: set[Name] = set()  # functions that are being looked at
        self.moved = every.moved

    @cached_property
    def chains(self) -> list[tuple[Expression, ...]]:
        """The sides of all that is surveyed."""
        return [*(statement.sides for statement in self.statements), *((body,) for body in self.of_arrays.values())]

    @cached_property
    def users(self) -> dict[Form, list[int]]:
        """In which chains a form is."""
        users: dict[Form, list[int]] = {}
        for number, sign in enumerate(self.signs):
            for key in sign.forms:
                users.setdefault(key, []).append(number)
        return users

    def solve(self, declared: Mapping[str, int], said: Mapping[Form, int]) -> Ranks:
        self.components(frozenset(base for (base, count), rank in said.items() if rank == 1 and not count))
        for key, rank in {**written_gradients(self.statements), **said}.items():
            if key in self.forms:
                self.rank[key] = rank
                self.evidence = self.evidence or rank > 0
        for base, rank in declared.items():
            for known in list(self.forms):
                if known[0] == base:
                    self.rank[known] = rank
                    self.evidence = self.evidence or rank > 0
        likely = any((base, 0) in self.forms for base in NAMES)
        unit = {key for key in identities(self.chains) if key not in self.scalars and key not in said and key[0] not in declared} if likely else set()
        if not self.evidence and not self.rank and not shows_identity(self.chains, unit):
            return Ranks()
        self.rank.update(dict.fromkeys(unit, 2))
        self.capitals(("",))
        self.small_weights()
        self.settle(range(len(self.chains)))
        self.settle(number for key in self.small_weights() for number in self.users[key])
        told = self.capitals(("dot", "times"))  # side by side says more than a dot
        self.settle(number for key in told for number in self.users[key])
        self.defaults()
        result = {f: r for f, r in self.rank.items() if f not in self.scalars}
        return Ranks(result, True, frozenset(base for base, _ in unit))

    def settle(self, chains: Iterable[int]) -> None:
        """Carry ranks on until nothing changes; a chain is looked at again when the rank of a name in it has changed."""
        waiting = dict.fromkeys(chains)
        for _ in range(6):
            if not waiting:
                break
            turn, waiting = waiting, {}
            for number in sorted(turn):
                for key in self.carry(number):
                    waiting |= dict.fromkeys(self.users[key])

    def carry(self, number: int) -> list[Form]:
        """Carry ranks on in one chain, and tell of which names it gives others.

        That hangs on nothing but what the chain says, and on what is known of the names in it; it is kept
        for the next time that as much is known.
        """
        sign, rank, some = self.signs[number], self.rank, self.some
        forms = list(sign.forms)
        ranks = list(map(rank.get, forms))
        if not any(ranks):
            return []  # no arrays in it
        if self.of_arrays:
            self.carry_anew(number)
            return [key for key, old in zip(forms, ranks, strict=True) if rank.get(key) != old]
        known = self.rows, *ranks, *(key in some for key in forms), *(key in self.scalars for key in forms)
        told, vectors = self.lots.of((sign,), (_Survey, known), partial(self.carry_anew, number))
        rank.update(told)
        some.difference_update(vectors)
        return list(told)

    def carry_anew(self, number: int) -> tuple[dict[Form, int], list[Form]]:
        """The names that a chain gives other ranks, and those that turn out to be vectors."""
        forms = self.signs[number].forms
        ranks, some = [self.rank.get(key) for key in forms], self.some & forms.keys()
        self.propagate(self.signs[number].compounds)
        self.equal(self.chains[number])
        told = {key: self.rank[key] for key, old in zip(forms, ranks, strict=True) if self.rank.get(key) != old}
        return told, [key for key in some if key not in self.some]

    def components(self, told: frozenset[str] = frozenset()) -> None:
        """A bare letter beside the same letter with indices is made of those components; ``told`` are bases said to be vectors."""
        by_base: dict[str, list[int]] = {}
        lettered = {base for base, letter in self.lettered if letter not in self.moved}
        self.evidence = self.evidence or not told.isdisjoint(lettered) or self.by_its_entries(lettered)
        for base, count in self.forms:
            by_base.setdefault(base, []).append(count)
        for base, counts in by_base.items():
            most = max(counts)
            least = min(counts)
            if base in self.marked:
                self.rank[base, least], self.rank[base, most] = most - least, 0
                continue
            if most == 0 or least or most > 2 or not self.evidence or base not in lettered:
                continue  # without arrays anywhere, z and z_j are two names
            if most == 1 and base in self.beside:
                continue  # W_t beside W x: one matrix of several, or what a matrix is at a moment
            if (base, least) not in self.scalars:
                if self.rank.get((base, most)):
                    continue  # W_i is itself an array: the index tells the layer
                if base[-1:] == "E" or base in ("L", "J", "C", "e", "\\sum"):
                    continue
                self.rank[base, least] = most - least
                self.rank[base, most] = 0
                self.evidence = True

    def by_its_entries(self, lettered: set[str]) -> bool:
        """Is something that is told of the entries of a name, ``L = Σ a_i²``, differentiated by all of it, ``∂L/∂a = 2a``?"""
        wholes = {base for base, count in self.forms if not count and base in lettered}
        for chain in (statement.sides for statement in self.statements if wholes and not wholes.isdisjoint(statement.noted(_wholes))):
            for node in (n for side in chain for n in side.walk() if isinstance(n, ex.Derivative)):
                by, told = node.variables[0], node.operand
                if not (isinstance(by, ex.Symbol) and isinstance(told, ex.Symbol) and by.name.base in wholes and not by.name.indices):
                    continue
                beside = [s.name for side in chain for s in side.walk() if isinstance(s, ex.Symbol) and s is not told and s is not by]
                if any(form(name)[1] for name in beside) or not any(name.base in wholes for name in beside):
                    continue  # ∂L/∂w = (a_i - y_i) x_j: an index is lost
                if self.told_of_entries(told.name, by.name.base):
                    return True
        return False

    def told_of_entries(self, name: Name, base: str) -> bool:
        """Is a name defined by entries of an array, and not by the whole of it?"""
        sides = [side for chain in self.chains if chain and isinstance(chain[0], ex.Symbol) and chain[0].name == name for side in chain[1:]]
        counts = {form(s.name)[1] for side in sides for s in side.walk() if isinstance(s, ex.Symbol) and s.name.base == base}
        return bool(counts) and 0 not in counts

    def capitals(self, kinds: tuple[str, ...]) -> list[Form]:
        """Take capitals before another factor (where vectors are rows, behind it) for matrices, and tell which they are."""
        found: list[Form] = []
        for node in (n for sign in self.signs for n in sign.compounds if isinstance(n, ex.Multiplication)):
            for index, kind in enumerate(node.kinds):
                left, right = self.turned(node.factors[index : index + 2])
                if isinstance(left, ex.Symbol) and kind in kinds and is_capital(left.name.base):
                    key = form(left.name)
                    if key not in self.scalars and key not in self.rank and can_be_array(right):
                        self.rank[key] = 2
                        found.append(key)
        return found

    def small_weights(self) -> list[Form]:
        """Take small letters behind a row for matrices where they are transposed behind another factor, or are a ``w``."""
        found: list[Form] = []
        if not self.rows:
            return found
        for node in (n for sign in self.signs for n in sign.compounds if isinstance(n, ex.Multiplication)):
            for left, right, kind in zip(node.factors, node.factors[1:], node.kinds, strict=False):
                if kind or not isinstance(left, ex.Symbol) or not isinstance(right, ex.Symbol) or self.rank.get(form(left.name)) != 1:
                    continue
                key = form(right.name)
                weight = key in self.turned_behind if key in self.some else key not in self.rank and key[0].startswith("w")
                if weight and key not in self.scalars:
                    self.rank[key] = 2
                    self.some.discard(key)
                    found.append(key)
        return found

    def turned(self, factors: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """The factors of a product in the order that they would have if vectors were columns."""
        return factors[::-1] if self.rows else factors

    def equal(self, chain: tuple[Expression, ...]) -> None:
        if any(isinstance(side, ex.Norm) or (isinstance(side, ex.Reduction) and not _adds_arrays(side)) for side in chain):
            return
        ranks = [self.of(side) for side in chain]
        most = max((r for r in ranks if r), default=0)
        if not most:
            return
        count = len(self.rank)
        for side in chain:
            self.assign(side, most)
        if len(self.rank) != count:
            ranks = [self.of(side) for side in chain]
        if any(rank == 2 and side.noted(_tells) for rank, side in zip(ranks, chain, strict=True)):
            for side in chain:
                self.raise_to_matrix(side)

    def propagate(self, compounds: list[ex.Addition | ex.Multiplication]) -> None:
        for node in compounds:
            if isinstance(node, ex.Multiplication):
                self.propagate_product(node)
                continue
            known = [r for r in (self.of(t) for t in node.terms) if r]
            if known:
                for term in node.terms:
                    self.assign(term, max(known))
            if 2 in known and all(isinstance(t, ex.Symbol) for t in node.terms):
                self.raise_to_matrix(node)

    def propagate_product(self, node: ex.Multiplication) -> None:
        for index, kind in enumerate(node.kinds):
            left, right = self.turned(node.factors[index : index + 2])
            a, b = self.of(left), self.of(right)
            if kind in ARRAY_SIGNS or kind == "star":
                if a and not b:
                    self.assign(right, a)
                elif b and not a:
                    self.assign(left, b)
            elif b is None and (a == 2 or (a == 1 and isinstance(left, ex.Transposition))):
                self.assign(right, 1)
            elif a == 2 and isinstance(right, ex.Symbol):
                self.some.discard(form(right.name))  # a matrix times an array: the array is a vector

    def of(self, node: Expression) -> int | None:
        """The rank of an expression as far as it is known (None: not yet)."""
        if isinstance(node, ex.Symbol):
            key = form(node.name)
            return 0 if key in self.scalars else self.rank.get(key)
        if isinstance(node, ex.Multiplication):
            return self.of_product(node)
        if isinstance(node, ex.Numeral):
            return 0
        if isinstance(node, ex.Addition):
            known = [self.of(t) for t in node.terms]
            return max((r for r in known if r is not None), default=None)
        if isinstance(node, ex.Application):
            if (reshaped := _reshaped(node.function.base)) is not None:
                return reshaped
            if node.function in self.of_arrays:
                return self.of_function(node.function)
            return self.of(node.arguments[0]) if node.arguments else None
        if isinstance(node, ex.Derivative):
            return self.of(node.variables[0]) if self.of(node.operand) in (0, None) else None
        if isinstance(node, ex.Reduction) and _adds_arrays(node):
            return self.of(node.body)
        if isinstance(node, (ex.Norm, ex.Reduction, ex.Entry)):
            return 0
        if isinstance(node, ex.Transposition):
            return self.of(node.operand)
        if isinstance(node, ex.Power):
            return self.of(node.base)
        return None

    def of_function(self, name: Name) -> int | None:
        """The rank of what a function of arrays is; none for one that is told by itself."""
        if name in self._open:
            return None
        self._open.add(name)
        try:
            return self.of(self.of_arrays[name])
        finally:
            self._open.discard(name)

    def of_product(self, node: ex.Multiplication) -> int | None:
        factors = self.turned(node.factors)
        ranks = [self.of(f) for f in factors]
        arrays = [r for r in ranks if r]
        if not arrays:
            return None if None in ranks else 0
        if node.kinds and all(kind in (*ARRAY_SIGNS, "star") for kind in node.kinds):
            return max(arrays)
        if any(r is None and not is_scalar(f) and not _is_entry(f) for r, f in zip(ranks, factors, strict=True)):
            return None
        last = factors[-1]
        if len(arrays) == 2 and arrays == [1, 1] and isinstance(last, ex.Transposition):
            return 2
        if ranks == [1, 1] and isinstance(factors[0], ex.Transposition) and node.kinds == ("",):
            return 0
        if len(arrays) > 1 and set(arrays) == {1} and "odot" not in node.kinds and "circ" not in node.kinds:
            return None  # a scalar product, or entry by entry: not said
        if arrays[-1] == 1:
            return 1
        return arrays[-1] if len(arrays) == 1 or set(arrays) == {2} else None

    def assign(self, node: Expression, rank: int) -> None:
        if isinstance(node, ex.Symbol):
            key = form(node.name)
            if key not in self.rank and key not in self.scalars and not is_scalar(node):
                self.rank[key] = rank
        elif isinstance(node, ex.Addition):
            for term in node.terms:
                self.assign(term, rank)
        elif isinstance(node, ex.Application) and self.is_elementwise(node):
            self.assign(node.arguments[0], rank)

    def raise_to_matrix(self, node: Expression) -> None:
        """Read what is only known to be an array as a matrix."""
        if isinstance(node, ex.Symbol) and form(node.name) in self.some:
            self.rank[form(node.name)] = 2
        elif isinstance(node, ex.Addition):
            for term in node.terms:
                self.raise_to_matrix(term)
        elif isinstance(node, ex.Application) and self.is_elementwise(node):
            self.raise_to_matrix(node.arguments[0])

    def is_elementwise(self, node: ex.Application) -> bool:
        return bool(node.arguments) and _reshaped(node.function.base) is None and node.function not in self.of_arrays

    def defaults(self) -> None:
        """What nothing has told is a number."""
        for key in self.forms:
            self.rank.setdefault(key, 0)


def _signs(statement: Chain) -> Signs:
    """What a statement tells of ranks by itself."""
    sides = statement.sides
    signs = Signs.together([side.noted(signs_of) for side in sides])
    if signs.compounds and _extent(sides):
        signs = Signs.together([signs, Signs()])
        signs.compounds = []
    return signs


def _wholes(statement: Chain) -> set[str]:
    """The bases without indices that a statement differentiates names by."""
    derivatives = [n for side in statement.sides for n in side.walk() if isinstance(n, ex.Derivative) and isinstance(n.operand, ex.Symbol)]
    return {by.name.base for n in derivatives if isinstance(by := n.variables[0], ex.Symbol) and not by.name.indices}


def _reshaped(function: str) -> int | None:
    """The rank of a function's value, where it doesn't go entry by entry."""
    return 0 if loss_word(function) is not None else _RESHAPING.get(function)


def _is_entry(node: Expression) -> bool:
    """Does it carry two indices, as the entries of matrices do?"""
    return isinstance(node, ex.Symbol) and form(node.name)[1] > 1


def _adds_arrays(node: ex.Reduction) -> bool:
    """Are the members of a family added, as in ``\\sum_j a_{ij} v_j``? Without an index, it may be the entries of one array."""
    letters = {run.letter for run in node.over}
    return any(isinstance(n, ex.Symbol) and not letters.isdisjoint(n.name.indices) for n in node.body.walk())


def _tells(side: Expression) -> bool:
    """Does a matrix on one side tell of the other? Derivatives are arranged as authors like, and a star may be a convolution."""
    return not any(
        isinstance(n, ex.Derivative) or (isinstance(n, ex.Multiplication) and "star" in n.kinds) for n in side.walk()
    )


def _extent(chain: tuple[Expression, ...]) -> bool:
    r"""Is it how large an array is: ``N \times D`` in a text?"""
    side = chain[0] if len(chain) == 1 else None
    return (
        isinstance(side, ex.Multiplication) and set(side.kinds) == {"times"}
        and all(isinstance(factor, (ex.Symbol, ex.Numeral)) for factor in side.factors)
    )  # fmt: skip
