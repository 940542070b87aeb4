r"""Names that may well be of one quantity, though nothing in the document ties them: ``y`` and ``y_i``, ``X`` and ``x_i``.

An author who derives something for one sample drops its index, or writes an array beside its
entries. Read as quantities of their own, such names make a right step look false.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.judgement.assessment import Assessment
from derive.judgement.definitions import is_value, symbols
from derive.judgement.given import parameters
from derive.judgement.look import Look
from derive.meaning.expressions import Addition, Derivative, Expression, Label, Name, Symbol
from derive.meaning.statements import Step


class Kin:
    """What a document defines as a whole, what by its members, and what by neither."""

    def __init__(self, first: Assessment) -> None:
        self.dag = first.model.dag
        self.chains = first.derivation.chains
        self.ends = first.model.world.constants
        self.defined = first.definitions.keys()
        self.given = first.model.world.given
        self.whole = {n.base for n in first.definitions if not n.indices}
        self.members = {n.base for n, d in first.definitions.items() if n.lower and not is_value(d)}
        self.ended = {n.base for n in first.definitions if any(i in first.model.world.constants for i in n.indices)}
        self.added = self._added(first)
        used = {s.name for d in first.definitions.values() for s in symbols(d.expression)}
        self.parts = {n.base for n in used if any(isinstance(i, int) for i in n.lower)} - {n.base for n in used if not n.indices}

    def untied(self, step: Step, look: Look) -> tuple[Name, Name] | None:
        """Two names in a step that may be of one quantity."""
        written = [{s.name for s in symbols(part.expression)} for part in (step.left, step.right)]
        leaves = [{n for pair in look.pairs for n in self.dag.leaves(pair[side])} for side in (0, 1)]
        for variable in (v for part in (step.left, step.right) for d in _derivatives(part.expression) for v in d.variables):
            if isinstance(variable, Symbol) and not variable.name.indices and variable.name.base in self.parts - self.whole - self.given:
                return variable.name, Name(variable.name.base, (), ("i",))
        for own, other in ((0, 1), (1, 0)):
            for name in sorted(written[own] - written[other], key=str):
                whole = Name(name.base)
                if self._is_member(name) and name.base not in self.members | self.given and (name.base in self.whole or whole in written[other]):
                    return name, whole
            for name in sorted(leaves[own] - leaves[other], key=str):
                if name.base in self.ended and name.indices:  # h_{t+1} of h_t, where t is the last that is looked at
                    return name, next(n for n in self.defined if n.base == name.base)
                if not name.indices and name.base in self.members - self.whole - self.given:
                    return name, Name(name.base, (), ("i",))
        head = parameters(self.chains[step.chain].parts[0].expression) if step.index else ()
        for name in head:  # c(R) = d = …: where R is defined, and d is made without it, R is no argument that runs
            if name in self.defined and look.pairs and (name in leaves[0]) != (name in leaves[1]):
                return name, self.chains[step.chain].parts[0].expression.function  # type: ignore[union-attr]
        bases = {name.base for side in (*leaves, *written) for name in side}
        return next(((Name(base), Name(base.lower())) for base in sorted(bases & self.added) if base.lower() in bases), None)

    def _is_member(self, name: Name) -> bool:
        return not name.upper and any(isinstance(i, str) and not isinstance(i, Label) and i not in self.ends for i in name.lower)

    def _added(self, first: Assessment) -> set[str]:
        r"""Capitals that are added to something made of the same small letter: the X of ``X - \mu`` with ``\mu = \frac{1}{N} \sum_i x_i``."""
        found: set[str] = set()
        made = {n: {s.name.base for s in symbols(d.expression)} for n, d in first.definitions.items() if not n.indices}
        for terms in (terms for _, sums in first.lots.telling(_sums) for terms in sums):
            near = set().union(*(made.get(name, {name.base}) for name in terms))
            found |= {n.base for n in terms if len(n.base) == 1 and n.base.isupper() and n not in made and n.base.lower() in near}
        return found - self.given


def _sums(step: Step) -> list[list[Name]]:
    """The names without indices that are added up together, in each sum that has a capital among them."""
    nodes = (n for side in (step.left.expression, step.right.expression) if side is not None for n in side.walk())
    sums = ([t.name for t in n.terms if isinstance(t, Symbol) and not t.name.indices] for n in nodes if isinstance(n, Addition))
    return [terms for terms in sums if any(len(n.base) == 1 and n.base.isupper() for n in terms)]


def _derivatives(side: Expression | None) -> Iterator[Derivative]:
    return (node for node in side.walk() if isinstance(node, Derivative)) if side is not None else iter(())
