"""Which definitions a step depends on, read off the formulas themselves.

A derivative that comes out as zero has lost its way to what it was taken of; the formula
still names it. So dependence is read from names, through the definitions of those names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derive.algebra.model import Definition
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Step

MAX_STEPS = 4096  # of which it is remembered what they depend on


class Dependence:
    """The definitions below names and steps, each set as the bits of a number."""

    def __init__(self, definitions: Mapping[Name, Definition], plain: bool) -> None:
        self.definitions = definitions
        self.plain = plain  # names are whole; otherwise one of a family may be any of it
        self.bits = {target: 1 << place for place, target in enumerate(definitions)}
        self._bases: dict[str, list[Name]] = {}
        for target in definitions:
            self._bases.setdefault(target.base, []).append(target)
        self._below: dict[Name, int] = {}
        self._steps: dict[int, tuple[Step, int]] = {}

    def of_step(self, step: Step) -> int:
        """The definitions that a step is made of."""
        known = self._steps.get(id(step))
        if known is None:
            if len(self._steps) >= MAX_STEPS:
                self._steps.clear()
            mask = 0
            for name in step.noted(_names_of_step):
                mask |= self.of_name(name)
            self._steps[id(step)] = known = step, mask  # the step is kept, so that it keeps its identity
        return known[1]

    def above_variables(self, step: Step) -> int:
        """The definitions that a step reaches without going through what it differentiates by, which stays free there."""
        starts: list[tuple[Expression, frozenset[Name]]] = []
        free: set[Name] = set()
        stack = [side for side in (step.left.expression, step.right.expression) if side is not None]
        bare: list[Expression] = []
        while stack:
            node = stack.pop()
            if isinstance(node, ex.Derivative):
                variables = frozenset(v.name for v in node.variables if isinstance(v, ex.Symbol))
                starts.append((node.operand, variables))
                free |= variables
            else:
                bare += [node] if isinstance(node, (ex.Symbol, ex.Application)) else []
                stack += node.children()
        starts += [(node, frozenset(free)) for node in bare]
        mask = 0
        for start, variables in starts:
            mask |= self._reached(start, {target for name in variables for target in ((name,) if name in self.bits else self._targets(name))})
        return mask

    def _reached(self, start: Expression, free: set[Name]) -> int:
        """The definitions below an expression where some names stay free."""
        mask = 0
        waiting = [start]
        while waiting:
            for name in waiting.pop().noted(_names):
                for target in self._targets(name):
                    if target not in free and not mask & self.bits[target]:
                        mask |= self.bits[target]
                        waiting.append(self.definitions[target].expression)
        return mask

    def of(self, expression: Expression) -> int:
        mask = 0
        for name in expression.noted(_names):
            mask |= self.of_name(name)
        return mask

    def of_name(self, name: Name) -> int:
        """The definitions below a name, its own included."""
        known = self._below.get(name)
        if known is not None:
            return known
        if not self._targets(name):
            return 0
        order, stack, seen = [], [name], {name}
        while stack:
            current = stack.pop()
            order.append(current)
            for target in self._targets(current):
                for used in self.definitions[target].expression.noted(_names):
                    if used not in seen and used not in self._below:
                        seen.add(used)
                        stack.append(used)
        changed = True
        for current in order:
            self._below[current] = 0
            for target in self._targets(current):
                self._below[current] |= self.bits[target]
        while changed:  # definitions may run in a circle
            changed = False
            for current in reversed(order):
                mask = self._below[current]
                for target in self._targets(current):
                    for used in self.definitions[target].expression.noted(_names):
                        mask |= self._below[used]
                if mask != self._below[current]:
                    self._below[current] = mask
                    changed = True
        return self._below[name]

    def _targets(self, name: Name) -> Iterable[Name]:
        if self.plain:
            return (name,) if name in self.bits else ()
        return self._bases.get(name.base, ())


def _names_of_step(step: Step) -> tuple[Name, ...]:
    sides = (side for side in (step.left.expression, step.right.expression) if side is not None)
    return tuple(dict.fromkeys(name for side in sides for name in side.noted(_names)))


def _names(expression: Expression) -> list[Name]:
    found: dict[Name, None] = {}
    for node in expression.walk():
        if isinstance(node, ex.Symbol):
            found[node.name] = None
        elif isinstance(node, ex.Application):
            found[node.function] = None
    return list(found)
