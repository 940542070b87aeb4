r"""What the derivatives of a document say of its definitions.

Who derives ``∂z/∂w`` says that z has a definition and that w stands in it. Where a name that is
differentiated has no definition, or one that something is differentiated by stands in none, or
the definitions run in a circle, a definition is wrong, whatever its steps look like.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment
from derive.judgement.edits import chains
from derive.judgement.reasons import ENDLESS, normalized
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.noting import NOTHING, all_of, together
from derive.meaning.statements import Step
from derive.meaning.world import free_letters

Key = tuple[str, tuple[object, ...], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Gap:
    """What the definitions lack."""

    orphans: frozenset[Key] = frozenset()  # differentiated, of a defined family, or defined but for a minus; and never defined
    unused: frozenset[Key] = frozenset()  # something is differentiated by them, or they are a value; and no definition has them
    circles: frozenset[Key] = frozenset()  # definitions that need each other
    hiding: frozenset[int] = frozenset()  # steps whose right side has a letter that the left side lacks
    idle: frozenset[int] = frozenset()  # steps that define a function without its argument

    leaves: frozenset[Key] = frozenset()  # something is differentiated by them, and nothing defines them: no gap by itself
    sums: frozenset[str] = frozenset()  # bases of given numbers that would have to sum to one
    parts: frozenset[Key] = frozenset()  # defined and differentiated like another part of a sum, and no definition has them

    def __bool__(self) -> bool:
        return any((self.sums, self.orphans, self.unused, self.circles, self.hiding, self.idle, self.parts))

    def closes(self, before: Gap) -> bool:
        """Does nothing miss what had its place before, and does less miss now?"""
        grown = self.orphans - before.orphans or self.unused - before.unused or self.circles - before.circles or self.parts - before.parts
        return not grown and self.size() < before.size()

    def size(self) -> int:
        return len(self.orphans | self.unused | self.parts) + len(self.sums)


def key_of(name: Name) -> Key:
    """A name with its letters left open: what is said of one is said of all."""
    return (name.base, tuple(map(_open, name.upper)), tuple(map(_open, name.lower)))


def _open(index: object) -> object:
    return index if isinstance(index, int) else "*"


def gap(current: Assessment) -> Gap:
    """What the derivatives of a document miss in its definitions."""
    hiding = _hiding(current)
    lots, definitions = current.derivation.lots, [*current.definitions.values(), *_leaving_out(current, current.candidates.hiding - hiding)]
    told = [(d.target, d.parameters, bool(d.step)) for d in definitions]
    defining = lots.of([d.expression.notes() for d in definitions], (_Defining, *told), partial(_Defining.of, definitions))
    defined, by_definition, used = defining.targets, defining.by_form, defining.used
    steps = {d.step for d in definitions}
    functions = [d for d in definitions if d.parameters]
    local = {p for d in functions for p in d.parameters}
    said = together(lots, [step.noted(_said) for step in current.steps.values()], _Said.together)
    above, below = said.above, said.below
    claimed = all_of(lots, [NOTHING if n in steps else step.noted(_claimed) for n, step in current.steps.items()])
    values = {key_of(name) for name in claimed if name not in local and (name.indices or current.model.world.ranks.of(name))}
    members = {k for k in said.seen if form_of(k) in by_definition}
    orphans = {k for k in (above | members | said.primed) - defined if not covered(k, by_definition)}
    parts = {key for key in above & defined if form_of(key) in defining.kin} - used
    loose, bare = below - used, values - used - defined
    by_use = by_form(used) if loose or parts else {}
    by_both = by_form(used | defined) if bare else {}
    unused = {k for k in loose if not covered(k, by_use)} | {k for k in bare if not covered(k, by_both)}
    parts = {k for k in parts if not covered(k, by_use)}
    circles = defining.circles | {key_of(n) for n in current.candidates.circular.values()}
    reasons = {look.reason for look in current.looks.values()}
    if any(ENDLESS in reason for reason in reasons):
        circles |= {key_of(d.target) for d in functions}
    leaves = {k for k in below - defined if not covered(k, by_definition)}
    sums = {base for base in map(normalized, reasons) if base}
    idle = {d.step for d in functions if (shown := d.expression.noted(_bare)) and not any(name in d.parameters for name in shown)}
    return Gap(frozenset(orphans), frozenset(unused), circles, hiding, frozenset(idle), frozenset(leaves), frozenset(sums), frozenset(parts))


def _hiding(current: Assessment) -> frozenset[int]:
    """Steps whose name hides an index, unless the author says what it runs over: ``$i = 1, \\dots, N$``."""
    hiding = current.candidates.hiding
    if not hiding:
        return hiding
    running = {
        step.left.expression.name.base
        for step in current.steps.values()
        if isinstance(step.left.expression, ex.Symbol) and isinstance(step.right.expression, ex.Numeral) and not current.derivation.chains[step.chain].display
    }
    sides = {n: step.right.expression for n in hiding if (step := current.steps.get(n)) is not None}
    loose = {n: free_letters(side, current.model.world).keys() for n, side in sides.items() if side is not None}
    return frozenset(n for n, letters in loose.items() if not letters & running)


def _leaving_out(current: Assessment, numbers: Iterable[int]) -> Iterator[Definition]:
    """What some steps define whose names leave out an index on purpose."""
    for step in (current.steps[n] for n in numbers if n in current.steps):
        if isinstance(step.left.expression, ex.Symbol) and step.right.expression is not None:
            yield Definition(step.left.expression.name, (), step.right.expression, step.number)


class _Defining(NamedTuple):
    """What the definitions of a document tell together, wherever they stand."""

    targets: frozenset[Key]
    by_form: Mapping[tuple[str, int, int], set[Key]]
    used: frozenset[Key]
    kin: frozenset[tuple[str, int, int]]  # the forms of what a definition adds up: of E_1 beside ``E = E_2``
    circles: frozenset[Key]

    @classmethod
    def of(cls, definitions: Collection[Definition]) -> _Defining:
        """What some definitions tell."""
        targets = frozenset(key_of(d.target) for d in definitions)
        used = frozenset[Key]().union(*(d.expression.noted(_bare).values() for d in definitions))
        added = [(d.target, d.expression.noted(_added)) for d in definitions if d.step]
        kin = frozenset(form_of(key_of(name)) for target, names in added if target not in names for name in names if name.indices)
        return cls(targets, by_form(targets), used, kin, frozenset(_circles(definitions)))


def _added(body: Expression) -> tuple[Name, ...]:
    """The names that a body adds up; none if it has anything else."""
    terms = body.terms if isinstance(body, ex.Addition) else (body,)
    names = tuple(t.name for t in terms if isinstance(t, ex.Symbol))
    return names if len(names) == len(terms) else ()


def form_of(key: Key) -> tuple[str, int, int]:
    return key[0], len(key[1]), len(key[2])


def _primed(step: Step) -> Iterable[Key]:
    head = step.left.expression
    if isinstance(head, ex.Addition) and len(head.terms) == 1:
        head = head.terms[0]
    if not step.index and isinstance(head, ex.Application):
        yield key_of(head.function)


def _negated(head: Expression | None) -> ex.Symbol | None:
    if isinstance(head, ex.Addition) and head.signs == (-1,) and head.sign_spans and isinstance(head.terms[0], ex.Symbol):
        return head.terms[0]
    return None


def by_form(keys: Iterable[Key]) -> dict[tuple[str, int, int], set[Key]]:
    """Names by their families."""
    found: dict[tuple[str, int, int], set[Key]] = {}
    for key in keys:
        found.setdefault(form_of(key), set()).add(key)
    return found


def covered(key: Key, by: Mapping[tuple[str, int, int], set[Key]]) -> bool:
    """Is a name one of a family, whose letters stand for any index?"""
    family = by.get(form_of(key), set())
    return key in family or any(
        all(a == b or "*" in (a, b) for a, b in zip(upper + lower, key[1] + key[2], strict=True)) for _, upper, lower in family
    )


def _bare(side: Expression) -> dict[Name, Key]:
    """The names outside of derivatives and of the bounds of sums."""
    return {s.name: key_of(s.name) for s in chains.bare(side)}


def _claimed(step: Step) -> frozenset[Name]:
    """The names outside of derivatives, as a step speaks of them."""
    sides = (part.expression for part in (step.left, step.right))
    return frozenset(name for side in sides if side is not None for name in side.noted(_bare))


class _Said(NamedTuple):
    """Names of some steps: all, those that are differentiated, and those that something is differentiated by."""

    seen: frozenset[Key]
    above: frozenset[Key]
    below: frozenset[Key]
    primed: frozenset[Key]  # functions that begin a chain with a minus or a prime, and others without

    @classmethod
    def together(cls, told: Sequence[_Said]) -> _Said:
        """The names of all of them."""
        return cls(*(frozenset[Key]().union(*keys) for keys in zip(*told, strict=True)))


def _said(step: Step) -> _Said:
    seen: set[Key] = set()
    above = set(_between(step.left.expression, step.right.expression))
    below: set[Key] = set()
    if not step.index and (negated := _negated(step.left.expression)) is not None:
        above.add(key_of(negated.name))
    for part in (step.left, step.right):
        for node in part.expression.walk() if part.expression is not None else ():
            if isinstance(node, ex.Symbol):
                seen.add(key_of(node.name))
            elif isinstance(node, ex.Derivative):
                above |= {key_of(node.operand.name)} if isinstance(node.operand, ex.Symbol) else set()
                own = {n.name.base for n in node.operand.walk()[1:] if isinstance(n, ex.Symbol)}  # g(w) says itself that it depends on w
                below |= {key_of(v.name) for v in node.variables if isinstance(v, ex.Symbol) and v.name.base not in own}
    return _Said(frozenset(seen), frozenset(above), frozenset(below), frozenset(_primed(step)))


def _between(whole: Expression | None, product: Expression | None) -> Iterable[Key]:
    """What a chain of derivatives goes through: y in ``∂E/∂z = ∂E/∂y ⊙ f'(z)``."""
    if not chains.is_simple(whole) or product is None:
        return
    for of, by in _multiplied(product):
        if of == whole.operand.name and by != whole.variables[0].name:  # type: ignore[union-attr]
            yield key_of(by)


def _multiplied(side: Expression) -> list[tuple[Name, Name]]:
    """The derivatives that are factors: what is differentiated, and by what."""
    factors = [f for node in side.walk() if isinstance(node, ex.Multiplication) for f in node.factors if chains.is_simple(f)]
    return [(f.operand.name, f.variables[0].name) for f in factors]  # type: ignore[attr-defined]


def _circles(definitions: Collection[Definition]) -> set[Key]:
    """The names whose definitions need themselves, a derivative needing what it is taken of.

    A layer that is a letter is left out: it stands for another one each time.
    """
    needs: dict[Key, set[Key]] = {}
    for definition in definitions:
        key = key_of(definition.target)
        if definition.parameters or "*" in key[1]:
            continue
        if needed := definition.expression.noted(_needed):
            needs.setdefault(key, set()).update(needed)
    waiting = dict(needs)
    while ready := [key for key, needed in waiting.items() if waiting.keys().isdisjoint(needed)]:
        for key in ready:
            del waiting[key]
    found: set[Key] = set()
    for start in waiting:  # what only needs what is in no circle is in none
        stack, reached = [start], set[Key]()
        while stack:
            for need in needs.get(stack.pop(), ()):
                if need not in reached:
                    reached.add(need)
                    stack.append(need)
        if start in reached:
            found.add(start)
    return found


def _needed(expression: Expression) -> set[Key]:
    """The names that a body needs to have a value: not those that it only differentiates by."""
    found: set[Key] = set()
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Symbol):
            found.add(key_of(node.name))
        stack.extend((node.operand,) if isinstance(node, ex.Derivative) else node.children())
    return found
