"""What a formula sums over, with its definitions opened, and over which classes of indices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from derive.algebra.functions import BUILTIN, PRIMITIVES
from derive.algebra.model import Definition, Model, OutOfRange
from derive.judgement.sizes.classes import ONE, Classes
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
    inverse,
    join,
    power,
    times,
    under,
)
from derive.judgement.sizes.skeleton import named as skeleton_of
from derive.judgement.sizes.skeleton import skeleton
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset
from derive.meaning.world import World, match

_ENTRYWISE = frozenset(("odot", "circ", "star"))
_VECTOR = frozenset(("softmax", "trace", "diag"))


class Letter(NamedTuple):
    """A letter that runs: which one it is, and over which class."""

    token: int
    cls: Class

    def __str__(self) -> str:
        return f"<{self.token}>"


Env = Mapping[str, "Letter | int"]
Dims = tuple[Class, Class]
Place = tuple[int, tuple[tuple[str, int], ...]]  # an expression, and the layers that it is looked at in


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a quantity: its shape, its terms, the terms of its derivatives."""

    fold: Fold = LOCAL
    slope: Fold | None = NOTHING  # of the derivative that is being taken; None: not followed
    dims: Dims | None = None  # of an array
    by: Dims | None = None  # of what an array is differentiated by
    loose: bool = False  # is there a sum in it, in the argument of a function aside?


@dataclass(slots=True)
class Notes:
    """What the evaluation at given sizes has to know about the places of a formula."""

    ranges: dict[Place, tuple[Class, ...]] = field(default_factory=dict)  # of the letters of sums
    offset: set[Place] = field(default_factory=set)  # functions of a sum


class Manner(NamedTuple):
    """Two ways to look at a step; each shows less, and is simpler, without than with."""

    logarithms: bool = False  # a logarithm is any function; otherwise it is only followed where it is differentiated
    shares: bool = False  # targets that add up to one are parts of a whole; otherwise nothing is known of them


class Profiler:
    """Profiles under the definitions of a model."""

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

    def branch(self) -> Profiler:
        """A copy that learns on its own."""
        new = object.__new__(Profiler)
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
        method = _METHODS.get(type(e))
        if method is None:
            raise NoBound(f"a form that is not followed: {type(e).__name__}")
        result: Profile = method(self, e, env)
        return result

    def place(self, e: Expression, env: Mapping[str, Any]) -> Place:
        return place(e, env, self.world)

    def numeral(self, e: ex.Numeral, env: Env) -> Profile:
        return Profile()

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
            dims = (places[0], places[1] if rank > 1 else ONE)
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
        cls = dims[0] if dims else slots[-1].cls
        others = tuple(slots if dims else slots[:-1])
        divisor: Divisor = ("share", concrete.base, tuple(s.token for s in others))
        self.divisors[divisor] = under(cls)
        self.needed[divisor] = frozenset(s.token for s in others)
        return Profile(frozenset((Term((), ((divisor, 1),)),)), dims=dims, loose=True)

    def family(self, name: Name) -> str:
        """A name without the letters of its units."""
        if self.world.typed:
            return skeleton_of(name, {})
        return skeleton_of(name, dict.fromkeys(self.world.letters, "*"))

    def slots(self, name: Name, env: Env) -> tuple[Name, tuple[Letter, ...]]:
        """The name in its layer, and its running letters with the classes of their places."""
        found: list[Letter] = []
        array = self.world.ranks.arrays and self.world.ranks.of(name) > 0  # its units are not written, its numbers are layers

        def told(index: Index, lower: bool) -> Index:
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
                for number, cls in enumerate((profile.dims or ())[:extra]):
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

    def addition(self, e: ex.Addition, env: Env) -> Profile:
        return self.beside([self.profile(t, env) for t in e.terms])

    def beside(self, terms: list[Profile]) -> Profile:
        """Terms of a sum, or cases: entry by entry."""
        dims = self.same_shape(terms)
        bys = [t.by for t in terms if t.dims]
        if any(bys) and (None in bys or len(bys) != len(terms)):
            raise NoBound("derivatives of arrays beside arrays")
        for by in bys:
            if by and bys[0]:
                for a, b in zip(bys[0], by, strict=True):
                    self.classes.unify(a, b)
        return Profile(
            join(t.fold for t in terms), _slopes(t.slope for t in terms), dims, bys[0] if bys else None, any(t.loose for t in terms)
        )

    def same_shape(self, profiles: list[Profile]) -> Dims | None:
        """The shape of things that are combined entry by entry; numbers go with every shape."""
        arrays = [p.dims for p in profiles if p.dims]
        for dims in arrays[1:]:
            for a, b in zip(arrays[0], dims, strict=True):
                self.classes.unify(a, b)
        return arrays[0] if arrays else None

    def multiplication(self, e: ex.Multiplication, env: Env) -> Profile:
        factors = [self.profile(f, env) for f in e.factors]
        arrays: list[tuple[str, Profile]] = [
            (kind, f) for kind, f in zip(("", *e.kinds), factors, strict=True) if f.dims
        ]
        groups: list[list[Profile]] = [[]]
        for number, (kind, factor) in enumerate(arrays):
            if number and kind in _ENTRYWISE:
                groups.append([])
            groups[-1].append(factor)
        shapes: list[Profile] = []
        inner: list[Class] = []
        for group in groups:
            if not group:
                continue
            shape = group[0]
            for factor in group[1:]:
                shape = self.matrix_product(shape, factor, inner)
            shapes.append(shape)
        if len(shapes) > 1 and any(s.by for s in shapes):
            raise NoBound("a derivative of arrays, entry by entry")
        dims = self.same_shape(shapes)
        by = shapes[0].by if shapes else None
        fold = times(under(*inner), *(f.fold for f in factors))
        slope: Fold | None = None
        if all(f.slope is not None for f in factors):
            slope = join(
                times(under(*inner), f.slope or NOTHING, *(g.fold for m, g in enumerate(factors) if m != n)) for n, f in enumerate(factors)
            )
        if dims == (ONE, ONE):
            dims = None
        return Profile(fold, slope, dims, by, bool(inner) or any(f.loose for f in factors))

    def matrix_product(self, left: Profile, right: Profile, inner: list[Class]) -> Profile:
        """The shape of a product; the classes that it sums over go to ``inner``."""
        assert left.dims and right.dims
        find = self.classes.find
        if left.by or right.by:
            return self.chain(left, right, inner)
        (rows, middle), (other, columns) = left.dims, right.dims
        if find(middle) == ONE and find(other) != ONE and find(columns) == ONE:
            self.classes.unify(rows, other)  # two columns side by side
            return Profile(dims=(rows, ONE))
        self.classes.unify(middle, other)
        if find(middle) != ONE:
            inner.append(middle)
        return Profile(dims=(rows, columns))

    def chain(self, left: Profile, right: Profile, inner: list[Class]) -> Profile:
        """The chain rule between vectors."""
        assert left.dims and right.dims
        if any(p.by and self.length(p.dims) is None for p in (left, right)) or (left.by and self.length(left.by) is None):
            raise NoBound("a derivative by a matrix in a product")
        if left.by and right.by:
            meeting, over = self.length(left.by), self.length(right.dims)
            result = Profile(dims=left.dims, by=right.by)
        elif right.by:
            meeting, over = self.length(left.dims), self.length(right.dims)
            result = Profile(dims=right.by)
        else:
            assert left.by
            meeting, over = self.length(left.by), right.dims[0]
            result = Profile(dims=(self.length(left.dims) or ONE, right.dims[1]))
        if meeting is None or over is None:
            raise NoBound("a derivative by a matrix in a product")
        inner.append(self.classes.unify(meeting, over))
        return result

    def length(self, dims: Dims | None) -> Class | None:
        """The class of the entries of a vector, lying or standing."""
        assert dims
        a, b = (self.classes.find(d) for d in dims)
        return a if b == ONE else b if a == ONE else None

    def division(self, e: ex.Division, env: Env) -> Profile:
        return self.quotient(self.profile(e.numerator, env), self.profile(e.denominator, env), e.denominator, env)

    def quotient(self, up: Profile, down: Profile, e: Expression, env: Env) -> Profile:
        if up.by or down.by:
            raise NoBound("a quotient of derivatives of arrays")
        dims = self.same_shape([up, down])
        under_one = self.one_over(down, e, env)
        slope: Fold | None = None
        if up.slope is not None and down.slope is not None:
            slope = join((times(up.slope, under_one), times(up.fold, down.slope, under_one, under_one)))
        return Profile(times(up.fold, under_one), slope, dims, None, up.loose or down.loose)

    def one_over(self, down: Profile, e: Expression, env: Env) -> Fold:
        """The terms of a reciprocal."""
        divisor: Divisor = ("over", skeleton(e, {k: str(v) for k, v in env.items()}))
        result = inverse(down.fold, divisor)
        if any(d == divisor for t in result for d, _ in t.divisors):
            if down.dims:
                raise NoBound("a division by an array of sums")
            powers = tuple(sorted(((d, p) for d, p in _common(down.fold).items()), key=repr))
            cleared = frozenset((Term((), tuple((d, -p) for d, p in powers)),))
            self.divisors[divisor] = times(down.fold, cleared)
            self.needed[divisor] = self.tokens(e, env)
        return result

    def tokens(self, e: Expression, env: Env) -> frozenset[int]:
        """The letters of the surrounding that an expression depends on."""
        found: set[int] = set()
        for node in e.walk():
            indices = (
                node.name.indices
                if isinstance(node, ex.Symbol)
                else node.indices
                if isinstance(node, ex.Entry)
                else node.function.indices
                if isinstance(node, ex.Application)
                else ()
            )
            for index in indices:
                letter = env.get(index) if isinstance(index, str) and not isinstance(index, Label) else None
                if isinstance(letter, Letter):
                    found.add(letter.token)
        return frozenset(found)

    def power(self, e: ex.Power, env: Env) -> Profile:
        exponent = e.exponent
        sign = 1
        if isinstance(exponent, ex.Addition) and len(exponent.terms) == 1:
            sign, exponent = exponent.signs[0], exponent.terms[0]
        if isinstance(e.base, ex.Norm) and e.base.kind == "‖" and isinstance(exponent, ex.Numeral) and sign * exponent.value == 2:
            return self.squares(e.base, env)
        base = self.profile(e.base, env)
        if base.by:
            raise NoBound("a power of a derivative of arrays")
        whole = isinstance(exponent, ex.Numeral) and exponent.value.denominator == 1
        if not whole:
            told = self.profile(e.exponent, env)
            if base.loose or told.loose or base.slope is None or told.slope is None:
                raise NoBound("a root or a power of a sum")
            return Profile(slope=join((base.slope, told.slope)), dims=base.dims)
        assert isinstance(exponent, ex.Numeral)
        number = sign * int(exponent.value)
        if number < 0:
            one = Profile()
            return self.quotient(one, self.raised(base, -number), e, env)
        return self.raised(base, number)

    def raised(self, base: Profile, exponent: int) -> Profile:
        slope = None if base.slope is None else times(base.slope, power(base.fold, max(exponent - 1, 0)))
        return Profile(power(base.fold, exponent), slope, base.dims, None, base.loose)

    def squares(self, norm: ex.Norm, env: Env) -> Profile:
        """The square of a norm: a sum of squares."""
        inner = self.profile(norm.operand, env)
        if inner.by:
            raise NoBound("a norm of a derivative")
        over = under(*(d for d in map(self.classes.find, inner.dims or ()) if d != ONE))
        slope = None if inner.slope is None else times(over, inner.fold, inner.slope)
        return Profile(times(over, inner.fold, inner.fold), slope, None, None, bool(inner.dims) or inner.loose)

    def norm(self, e: ex.Norm, env: Env) -> Profile:
        inner = self.profile(e.operand, env)
        if inner.by:
            raise NoBound("a norm of a derivative")
        if inner.dims or inner.loose:
            self.notes.offset.add(self.place(e, env))
        if not inner.dims:
            return Profile(slope=inner.slope)
        over = under(*(d for d in map(self.classes.find, inner.dims) if d != ONE))
        return Profile(slope=None if inner.slope is None else times(over, inner.fold, inner.slope))

    def application(self, e: ex.Application, env: Env) -> Profile:
        name = self.model.functions.aliases.get(e.function, e.function)
        if len(e.arguments) != 1:
            raise NoBound("a function of several arguments")
        argument = self.profile(e.arguments[0], env)
        if argument.by:
            raise NoBound("a function of a derivative of arrays")
        if not name.indices and name.base in _VECTOR:
            return self.vector_function(name.base, argument, e, env)
        if not name.indices and name.base == "logsoftmax":
            raise NoBound("the logarithm of the softmax is not followed")
        if not name.indices and name.base == "log" and not e.order and argument.loose and not self.manner.logarithms:
            told = frozenset((Term(logarithm=True),))
            slope = argument.slope
            if slope is not None:
                slope = times(slope, self.one_over(argument, e.arguments[0], env))
            return Profile(told, slope, argument.dims, None, True)
        self.is_local(name)
        if argument.loose:
            self.notes.offset.add(self.place(e, env))
        return Profile(LOCAL, argument.slope, argument.dims)

    def is_local(self, name: Name) -> None:
        """Refuse functions that the document defines by sums."""
        if name.base in BUILTIN or name.base in PRIMITIVES:
            return
        body = self.model.functions.bodies.get(name)
        if body is None:
            return
        leaves = self.model.dag.leaves(body[1])
        if any(leaf.indices and leaf != self.model.dag.data[body[0]] for leaf in leaves):
            raise NoBound(f"{name.latex()} is defined by quantities with indices")

    def vector_function(self, name: str, argument: Profile, e: ex.Application, env: Env) -> Profile:
        if argument.dims is None:
            raise NoBound(f"{name} of a number")
        rows, columns = argument.dims
        if name == "trace":
            self.classes.unify(rows, columns)
            over = under(rows)
            slope = None if argument.slope is None else times(over, argument.slope)
            return Profile(times(over, argument.fold), slope, None, None, True)
        cls = self.length(argument.dims)
        if cls is None:
            raise NoBound(f"{name} of a matrix")
        if name == "diag":
            return Profile(argument.fold, argument.slope, (cls, cls), None, argument.loose)
        if argument.loose:
            self.notes.offset.add(self.place(e, env))
        divisor: Divisor = ("softmax", skeleton(e.arguments[0], {k: str(v) for k, v in env.items()}))
        self.divisors[divisor] = under(cls)
        self.needed[divisor] = self.tokens(e.arguments[0], env)
        one = frozenset((Term((), ((divisor, 1),)),))
        steep = None if argument.slope is None else join((times(argument.slope, one), times(under(cls), argument.slope, one, one)))
        return Profile(one, steep, argument.dims, None, True)

    def derivative(self, e: ex.Derivative, env: Env) -> Profile:
        if len(e.variables) != 1:
            raise NoBound("a second derivative")
        variable = e.variables[0]
        turned = isinstance(variable, ex.Transposition)
        inner = variable.operand if isinstance(variable, ex.Transposition) else variable
        if not isinstance(inner, ex.Symbol):
            raise NoBound("a derivative by a compound quantity")
        if inner.name.base in self.model.normalized:
            raise NoBound("a derivative by shares that add up to one")
        if inner.name.base in env and not inner.name.indices:
            outer, self.variable = self.variable, "parameter"
        else:
            outer, self.variable = self.variable, self.family(self.slots(inner.name, env)[0])
        try:
            operand = self.profile(e.operand, env)
        finally:
            self.variable = outer
        if operand.slope is None or operand.by:
            raise NoBound("a derivative of a derivative")
        by = self.profile(inner, env).dims
        if by and turned:
            by = by[1], by[0]
        if operand.dims is None:
            return Profile(operand.slope, None, by, None, True)
        if by is None:
            return Profile(operand.slope, None, operand.dims, None, True)
        return Profile(operand.slope, None, operand.dims, by, True)

    def reduction(self, e: ex.Reduction, env: Env) -> Profile:
        if e.kind != "sum":
            raise NoBound("a product over a range")
        if not e.over:
            body = self.profile(e.body, env)
            if not body.dims or body.by:
                raise NoBound("a sum that doesn't say over what")
            over = under(*(d for d in map(self.classes.find, body.dims) if d != ONE))
            slope = None if body.slope is None else times(over, body.slope)
            return Profile(times(over, body.fold), slope, None, None, True)
        inside: dict[str, Letter | int] = dict(env)
        bound_letters: list[Letter] = []
        for over_range in e.over:
            bound_letters.append(self.range(over_range, inside))
            inside[over_range.letter] = bound_letters[-1]
        body = self.profile(e.body, inside)
        if body.by:
            raise NoBound("a sum of derivatives of arrays")
        self.notes.ranges[self.place(e, env)] = tuple(b.cls for b in bound_letters)
        tokens = {b.token for b in bound_letters}
        for fold in (body.fold, body.slope or NOTHING):
            for term in fold:
                if any(not tokens.isdisjoint(self.needed[d]) for d, _ in term.divisors):
                    raise NoBound("a sum whose terms are divided by sums of their own")
        over = under(*(b.cls for b in bound_letters))
        slope = None if body.slope is None else times(over, body.slope)
        return Profile(times(over, body.fold), slope, body.dims, None, True)

    def range(self, over: ex.Range, env: Env) -> Letter:
        """The letter of a sum over a whole class."""
        world = self.world
        if over.letter in world.layers:
            raise NoBound("a sum over layers")
        letter = self.letter(over.letter)
        if over.first is not None and not (isinstance(over.first, ex.Numeral) and over.first.value == world.first):
            raise NoBound("a sum that doesn't begin with the first")
        if over.last is not None:
            last = over.last
            if world.first == 0 and isinstance(last, ex.Addition) and last.signs == (1, -1):
                last = last.terms[0] if isinstance(last.terms[1], ex.Numeral) and last.terms[1].value == 1 else last
            elif world.first == 0:
                raise NoBound("a sum that has one more unit than its limit says")
            if not isinstance(last, ex.Symbol):
                raise Numbered("a sum up to a number")
            name = last.name
            size = name.base if not name.indices else name.latex()
            if size not in world.sizes or any(isinstance(i, str) and i in env for i in name.indices):
                raise NoBound("a sum up to what is no size")
            if size in self.sizes:
                self.classes.unify(self.sizes[size], letter.cls)
            else:
                self.sizes[size] = letter.cls
        if over.excluded is not None:
            other = env.get(over.excluded) if isinstance(over.excluded, str) else None
            if not isinstance(other, Letter):
                raise Numbered("a sum that leaves out a unit by its number")
            self.classes.unify(other.cls, letter.cls)
        return letter

    def transposition(self, e: ex.Transposition, env: Env) -> Profile:
        inner = self.profile(e.operand, env)
        if inner.by:
            raise NoBound("a transposed derivative of arrays")
        dims = (inner.dims[1], inner.dims[0]) if inner.dims else None
        return Profile(inner.fold, inner.slope, dims, None, inner.loose)

    def entry(self, e: ex.Entry, env: Env) -> Profile:
        inner = self.profile(e.operand, env)
        if not inner.dims or inner.by:
            raise NoBound("an entry of what has none")
        for index, cls in zip(e.indices, inner.dims, strict=False):
            letter = env.get(index) if isinstance(index, str) else None
            if not isinstance(letter, Letter):
                raise Numbered("a unit is named by its number")
            self.classes.unify(letter.cls, cls)
        return Profile(inner.fold, inner.slope, None, None, inner.loose)

    def cases(self, e: ex.Cases, env: Env) -> Profile:
        for condition in e.conditions:
            if condition is None:
                continue
            letters = [env.get(s.name.base) if isinstance(s, ex.Symbol) else None for s in (condition[0], condition[2])]
            if all(isinstance(x, Letter) for x in letters):
                self.classes.unify(letters[0].cls, letters[1].cls)  # type: ignore[union-attr]
            elif any(self.profile(s, env).loose for s in (condition[0], condition[2])):
                raise NoBound("cases told apart by a sum")
        return self.beside([self.profile(v, env) for v in e.values])


def letters_of(name: Name) -> list[str]:
    """The letters among the indices of a name."""
    return [i.letter if isinstance(i, Offset) else i for i in name.indices if isinstance(i, (str, Offset)) and not isinstance(i, Label)]


def place(e: Expression, env: Mapping[str, Any], world: World) -> Place:
    """An expression in the layers that it is looked at in."""
    return id(e), tuple(sorted((k, v) for k, v in env.items() if k in world.layers and isinstance(v, int)))


def _slopes(slopes: Any) -> Fold | None:
    found = list(slopes)
    return None if None in found else join(found)


def _common(fold: Fold) -> dict[Divisor, int]:
    powers: dict[Divisor, int] = {}
    for term in fold:
        for divisor, exponent in term.divisors:
            powers[divisor] = max(powers.get(divisor, 0), exponent)
    return powers


_METHODS: dict[type[Expression], Callable[[Profiler, Any, Env], Profile]] = {
    ex.Numeral: Profiler.numeral,
    ex.Symbol: Profiler.symbol,
    ex.Addition: Profiler.addition,
    ex.Multiplication: Profiler.multiplication,
    ex.Division: Profiler.division,
    ex.Power: Profiler.power,
    ex.Application: Profiler.application,
    ex.Derivative: Profiler.derivative,
    ex.Reduction: Profiler.reduction,
    ex.Transposition: Profiler.transposition,
    ex.Norm: Profiler.norm,
    ex.Entry: Profiler.entry,
    ex.Cases: Profiler.cases,
}
