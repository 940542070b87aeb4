"""The same formula with the same slip at another place: what mends the one mends the other.

People copy formulas, and translate whole documents below the original. A chain that says
word for word what another one says needs no search of its own; its repair is still tried
and proved where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from derive.judgement.assessment import Assessment
from derive.judgement.reread import reread
from derive.judgement.trials import Scored, side_effect, touching
from derive.meaning.sides import Part
from derive.meaning.statements import Step
from derive.source.moving import moved


def twins(current: Assessment, number: int, symptoms: Iterable[int]) -> list[Step]:
    """The symptoms that say and are found the same as a step does, in chains that say the same as its own."""
    step = current.steps[number]
    others = (current.steps[n] for n in symptoms if n != number)
    likely = [o for o in others if o.chain != step.chain and o.index == step.index and _text(current, o.right) == _text(current, step.right)]
    return [o for o in likely if _found(current, o) == _found(current, step)]


def at_twin(current: Assessment, found: Sequence[Scored], step: Step, twin: Step) -> list[Scored]:
    """The edits of sides that mend a step, where its twin stands; none if one of them doesn't do there what it did."""
    own = {s.number: s.index for s in _neighbours(current, step)}
    numbers = {s.index: s.number for s in _neighbours(current, twin)}
    result = []
    for scored in found:
        if scored.definition is not None or not own.keys() >= {scored.step, *scored.mends}:
            return []
        place = (twin.chain, scored.place[1])
        part = current.derivation.chains[twin.chain].parts[scored.place[1]]
        proposal = moved(scored.proposal, part.span.start - scored.part.span.start)
        new = reread(current.derivation, part, proposal.edit)
        mends = tuple(numbers[own[n]] for n in scored.mends)
        if new is None or side_effect(current, touching(current, place), place, new, twin.number) != (mends, scored.breaks):
            return []
        result.append(replace(scored, place=place, part=part, new=new, proposal=proposal, step=numbers[own[scored.step]], mends=mends))
    return result


def _found(current: Assessment, step: Step) -> tuple[object, ...]:
    """What the chain of a step says, and how each of its steps is found."""
    chain = current.derivation.chains[step.chain]
    states = tuple(current.looks[s.number].state for s in _neighbours(current, step))
    return (tuple(_text(current, p) for p in chain.parts), chain.relations, states)


def _text(current: Assessment, part: Part) -> str:
    return current.derivation.document.source.text[part.span.start : part.span.end]


def _neighbours(current: Assessment, step: Step) -> list[Step]:
    """The steps of a chain; their numbers follow each other."""
    found = [step]
    while (before := current.steps.get(found[0].number - 1)) is not None and before.chain == step.chain:
        found.insert(0, before)
    while (after := current.steps.get(found[-1].number + 1)) is not None and after.chain == step.chain:
        found.append(after)
    return found
