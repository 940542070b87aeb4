"""Candidates that can define a name: none that hides an index, no two that say the same of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.algebra.model import Definition
from derive.algebra.samples import agree
from derive.judgement.candidates import Candidates, circle
from derive.judgement.facts import Facts
from derive.meaning.expressions import Name
from derive.meaning.statements import Step
from derive.meaning.world import World

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment


def unbound(found: Candidates, world: World, facts: Facts) -> Candidates:
    """The candidates without those that hide an index: ``s = a_k`` with a letter that the name doesn't carry.

    What such a name stands for depends on where it is used.
    """
    by_name = {name: [d for d in rivals if d.parameters or not facts.hides(d, world)] for name, rivals in found.by_name.items()}
    hiding = frozenset(d.step for name, rivals in found.by_name.items() if not by_name[name] for d in rivals)
    return replace(found, by_name={name: rivals for name, rivals in by_name.items() if rivals}, hiding=hiding)


def without_circles(
    found: Candidates, steps: Mapping[int, Step], build: Callable[[Mapping[Name, Definition]], Assessment], world: World
) -> Candidates:
    """The candidates with no two that say the same thing of each other, or contradict each other.

    Of ``a = b + 1`` and ``b = a - 1``, one defines and the other repeats; ``b = a + 1`` can be
    true for no b. A circle that could hold for some values (equations to be solved) stays. Where
    letters run or names are arrays, only those that stand for one number are looked at.
    """

    def single(by_name: Mapping[Name, list[Definition]]) -> Mapping[Name, list[Definition]]:
        return by_name if world.plain else {n: ds for n, ds in by_name.items() if not n.indices and not world.ranks.of(n)}

    while last := circle(single(found.by_name))[-1:]:
        definition = last[0]
        by_name = {name: [d for d in rivals if d is not definition] for name, rivals in found.by_name.items()}
        by_name = {name: rivals for name, rivals in by_name.items() if rivals}
        trial = build({name: rivals[0] for name, rivals in by_name.items()})
        look = trial.look(steps[definition.step])
        if look.state == "fails":
            gap = trial.model.dag.sub(look.left, look.right)
            values = [s.value(gap) for s in trial.samples]
            if not all(agree(v, values[0]) for v in values):
                return found
        elif look.state != "holds":
            return found
        contradicts = {definition.step: definition.target} if look.state == "fails" else {}
        found = replace(found, by_name=by_name, circular={**found.circular, **contradicts})
    return found
