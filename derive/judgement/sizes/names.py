"""What a name sums over: its definition opened, and the classes of its indices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import product
from typing import Self

from derive.algebra.evaluation.scope import OutOfRange
from derive.algebra.model import Definition, Model
from derive.judgement.sizes.classes import ONE, Classes
from derive.judgement.sizes.facts import Dims, Env, Letter, Manner, Notes, Profile, letters_of
from derive.judgement.sizes.folds import (
    LOCAL,
    NOTHING,
    Class,
    Divisor,
    Fold,
    NoBound,
    Numbered,
    Term,
    bound,
    join,
    times,
    under,
)
from derive.judgement.sizes.skeleton import named
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.world import World, match


class Names:
    """Profiles of names under the definitions of a model."""


    def __init__(self, model: Model, manner: Manner) -> None:
        self.model = model
        self.world: World = model.world
        self.manner = manner
        self.variable = ""  # by what a derivative is being taken
        self.classes = Classes()
        self.notes = Notes()
        self.sizes: dict[str, Class] = {}  # letters for numbers of units
        self.divisors: dict[Divisor, Fold] = {}
        self.needed: dict[Divisor, frozenset[int]] = {}  # the letters that a divisor depends on
        self._opened: dict[tuple[int, tuple[tuple[str, int], ...], str], tuple[dict[str, Letter], Profile]] = {}
        self._open: set[tuple[int, tuple[tuple[str, int], ...], str]] = set()
        self._tokens = 0

    def branch(self) -> Self:
        """A copy that learns on its own."""
        new = object.__new__(type(self))
        new.model, new.world, new.manner, new.variable = self.model, self.world, self.manner, self.variable
        new.classes = self.classes.copy()
        new.notes = Notes(dict(self.notes.ranges), set(self.notes.offset))
        new.sizes, new.divisors, new.needed = dict(self.sizes), dict(self.divisors), dict(self.needed)
        new._opened, new._open, new._tokens = dict(self._opened), set(), self._tokens
        return new

    def letter(self, name: str) -> Letter:
        """A new running letter."""
        self._tokens += 1
        cls = self.classes.slot(("letter", name)) if self.world.typed else self.classes.fresh()
        return Letter(self._tokens, cls)

    def sums_of(self, divisor: Divisor) -> Counter[Class]:
        """The sums over each class in a divisor."""
        return bound(self.divisors[divisor], self.sums_of, self.classes.find)

    def bound(self, *profiles: Profile) -> Counter[Class]:
        """The sums over each class in the difference of quantities."""
        return bound(join(p.fold for p in profiles), self.sums_of, self.classes.find)

    # -- expressions

    def profile(self, e: Expression, env: Env) -> Profile:
        """Raises :class:`NoBound`, :class:`~derive.algebra.model.OutOfRange`."""
        raise NotImplementedError

    def symbol(self, e: ex.Symbol, env: Env) -> Profile:
        name = e.name
        if name.base in env and not name.indices:
            return Profile(slope=LOCAL)  # the parameter of a function, or an index
        if not name.indices and name.base in self.world.constants and name not in self.model.definitions:
            if name.base not in self.world.sizes:
                return Profile()  # the last layer
            return Profile(under(self.sizes.setdefault(name.base, self.classes.fresh())), loose=True)
        concrete, slots = self.slots(name, env)
        rank = self.world.ranks.of(name) if self.world.ranks.arrays else 0
        dims: Dims | None = None
        if rank:
            last = len(name.lower)
            places = [self.component(concrete, last + n) for n in range(rank)]
            dims = (places[0], places[1]) if rank > 1 else (ONE, places[0]) if self.model.is_row(name) else (places[0], ONE)
        if name.base in self.world.ranks.identities:
            raise NoBound("an identity matrix is not followed")
        cut = self.family(concrete) == self.variable
        opened = self.definition(concrete, rank)
        if opened is None:
            if name.base in self.model.undefined:
                return self.free_loss()
            if name.base in self.model.normalized and self.manner.shares:
                return self.normalized(concrete, slots, dims)
            return Profile(slope=LOCAL if cut else NOTHING, dims=dims)
        definition, values = opened
        profile = self.open(definition, values, concrete, slots)
        if profile.by or (dims is not None and profile.dims is None):
            raise NoBound(f"the shape of {name.latex()} is not followed")
        return Profile(profile.fold, LOCAL if cut else profile.slope, dims, None, profile.loose)

    def free_loss(self) -> Profile:
        """A loss that is never defined: any smooth function of what the document defines, so far as its slope goes."""
        slopes: list[Fold] = []
        for definition in self.model.definitions.values():
            target = definition.target
            if any(isinstance(n, ex.Derivative) for n in definition.expression.walk()):
                continue
            layers = [x for x in dict.fromkeys(letters_of(target)) if x in self.world.layers]
            for values in product(*(self.world.values(x) for x in layers)):
                env: dict[str, Letter | int] = {k: v for k, v in zip(layers, values, strict=True) if isinstance(v, int)}
                own = [x for x in dict.fromkeys(letters_of(target)) if x in self.world.letters and x not in env]
                env.update({x: self.letter(x) for x in own})
                try:
                    profile = self.profile(ex.Symbol(definition.expression.span, target), env)
                except OutOfRange:
                    continue
                if profile.slope is None:
                    continue
                over = [x.cls for x in env.values() if isinstance(x, Letter)]
                over += [d for d in profile.dims or () if self.classes.find(d)]
                slopes.append(times(under(*over), profile.slope))
        return Profile(frozenset((Term(logarithm=True),)), join(slopes) if self.variable else None, loose=True)

    def normalized(self, concrete: Name, slots: tuple[Letter, ...], dims: Dims | None) -> Profile:
        """A share: ``u_k / Σ_m u_m``."""
        cls = (dims[1] if self.classes.find(dims[0]) == ONE else dims[0]) if dims else slots[-1].cls
        others = tuple(slots if dims else slots[:-1])
        divisor: Divisor = ("share", concrete.base, tuple(s.token for s in others))
        self.divisors[divisor] = under(cls)
        self.needed[divisor] = frozenset(s.token for s in others)
        return Profile(frozenset((Term((), ((divisor, 1),)),)), dims=dims, loose=True)

    def family(self, name: Name) -> str:
        """A name without the letters of its units."""
        if self.world.typed:
            return named(name, {})
        return named(name, dict.fromkeys(self.world.letters, "*"))

    def slots(self, name: Name, env: Env) -> tuple[Name, tuple[Letter, ...]]:
        """The name in its layer, and its running letters with the classes of their places."""
        found: list[Letter] = []
        array = self.world.ranks.arrays and self.world.ranks.of(name) > 0  # its units are not written, its numbers are layers

        def told(index: Index, lower: bool) -> Index:
            if isinstance(index, str) and index in self.world.chosen:
                raise NoBound(f"the index {index} stands for one unit, whichever it is")
            if isinstance(index, Offset):
                value = env.get(index.letter, self.world.constants.get(index.letter))
                if not isinstance(value, int):
                    raise NoBound(f"{index.letter}{index.by:+d} is no layer")
                if not 0 <= value + index.by <= self.world.depth:
                    raise OutOfRange
                return value + index.by
            if isinstance(index, str) and not isinstance(index, Label):
                value = env.get(index)
                if isinstance(value, Letter):
                    found.append(value)
                    return index
                if isinstance(value, int):
                    return value
                if index in self.world.constants and index not in self.world.sizes:
                    return self.world.constants[index]
                if index in self.world.letters or index in self.world.constants:
                    raise NoBound(f"the index {index} is not followed")
                return Label(index)
            if lower and isinstance(index, int) and self.world.letters and not array:
                raise Numbered("a unit is named by its number")
            return index

        concrete = Name(name.base, tuple(told(i, False) for i in name.upper), tuple(told(i, True) for i in name.lower))
        for position, index in enumerate(concrete.indices):
            if isinstance(index, str) and not isinstance(index, Label):
                letter = env[index]
                assert isinstance(letter, Letter)
                self.classes.unify(letter.cls, self.slot(concrete, position))
        return concrete, tuple(found)

    def slot(self, name: Name, position: int) -> Class:
        """The class of an index of a name in its layer; components follow the indices below."""
        if self.world.typed:
            index = name.indices[position]
            return self.classes.slot(("letter", index if not isinstance(index, Label) else index.rstrip("0123456789")))
        form = tuple("*" if isinstance(i, str) and not isinstance(i, Label) else i for i in name.upper)
        labels = tuple(i for i in name.lower if isinstance(i, Label))
        return self.classes.slot((name.base, form, labels, position - len(name.upper) - len(labels)))

    def component(self, name: Name, position: int) -> Class:
        """The class of a component that isn't written."""
        if self.world.typed:
            raise NoBound("arrays beside letters that tell the layer")
        return self.slot(name, len(name.upper) + position)

    def definition(self, name: Name, rank: int) -> tuple[Definition, dict[str, Index]] | None:
        """What defines a name, and the values of its letters."""
        model = self.model
        if self.world.typed:  # a letter tells its layer
            name = name._replace(lower=tuple(Label(i) if isinstance(i, str) else i for i in name.lower))
        exact = model.definitions.get(name)
        if exact is not None and not self.world.ranks.arrays:
            return exact, {i: i for i in name.indices if isinstance(i, str) and not isinstance(i, Label)}
        for pattern in model.patterns.get(name.base, ()):
            extra = self.world.ranks.of(pattern.target)
            if len(name.lower) + rank - len(pattern.target.lower) != extra:
                continue
            found = match(pattern.target, name, self.world) if len(name.lower) >= len(pattern.target.lower) else None
            if found is not None:
                return pattern, found
        if exact is not None and not self.world.ranks.of(name):
            return exact, {}
        return None

    def open(self, definition: Definition, values: Mapping[str, Index], name: Name, slots: tuple[Letter, ...]) -> Profile:
        """The profile of a definition, told in the letters of the place that uses it."""
        layers = tuple(sorted((k, v) for k, v in values.items() if isinstance(v, int)))
        key = (id(definition), layers, self.variable)
        if key in self._open:
            raise NoBound("the definitions run in a circle")
        if key not in self._opened:
            if len(self._open) > 60:
                raise NoBound("the definitions are nested too deep")
            self._open.add(key)
            try:
                own = {k: self.letter(k) for k, v in values.items() if not isinstance(v, int)}
                env: dict[str, Letter | int] = {**own, **dict(layers)}
                self.slots(definition.target, env)
                profile = self.profile(definition.expression, env)
                extra = self.world.ranks.of(definition.target) if self.world.ranks.arrays else 0
                if profile.dims is not None and not extra:
                    raise NoBound(f"the shape of {definition.target.latex()} is not followed")
                dims = profile.dims or ()
                for number, cls in enumerate(dims[1:] if extra == 1 and self.model.is_row(definition.target) else dims[:extra]):
                    self.classes.unify(cls, self.component(name, len(definition.target.lower) + number))
                self._opened[key] = own, profile
            finally:
                self._open.discard(key)
        own, profile = self._opened[key]
        letters = {own[k].token: slots[n] for n, k in enumerate(k for k in own) if n < len(slots)}
        if any(self.needed[d] for fold in (profile.fold, profile.slope or NOTHING) for t in fold for d, _ in t.divisors):
            if len(own) != len(slots):
                raise NoBound("a divisor whose letters are not followed")
            return self.renamed(profile, letters)
        return profile

    def renamed(self, profile: Profile, letters: Mapping[int, Letter]) -> Profile:
        """The profile with other letters in its divisors."""

        def divisor(old: Divisor) -> Divisor:
            if not self.needed[old]:
                return old
            tokens = tuple(sorted((t, letters[t].token if t in letters else t) for t in self.needed[old]))
            new: Divisor = ("of", old, tokens)
            self.divisors[new] = self.divisors[old]
            self.needed[new] = frozenset(t for _, t in tokens)
            return new

        def fold(old: Fold) -> Fold:
            return frozenset(t._replace(divisors=tuple((divisor(d), p) for d, p in t.divisors)) for t in old)

        slope = None if profile.slope is None else fold(profile.slope)
        return Profile(fold(profile.fold), slope, profile.dims, profile.by, profile.loose)
