"""Steps whose shapes don't fit: a transposition lost, factors in another order, or any slip where even single numbers tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.judgement.advance import advance
from derive.judgement.assessment import Assessment
from derive.judgement.edits import Vocabulary, chains, ordered, proposals
from derive.judgement.repair import Repair, repair_of
from derive.judgement.reread import reread
from derive.judgement.single_unit import SingleUnit
from derive.judgement.suspects import Suspects
from derive.judgement.trials import DefinitionTrial, Place, Scored, edited_steps, side_effect, touching
from derive.meaning.expressions import Expression, Transposition
from derive.meaning.sides import Part

MAX_PROPOSALS = 240  # that are read again, for one side
MAX_REARRANGED = 24  # definitions put in another order, where shapes don't fit
MAX_UNFIT = 1000  # edits of steps whose shapes don't fit
_LEFT = 0.3  # the left side of a step is a little less likely to be the wrong one
_SHAPES = 3  # steps whose shapes must not fit before a definition is blamed for it
_SHAPING = ("transpose", "order", "bracket", "term lost")


def misfit_definition(current: Assessment, words: Vocabulary, edited: dict[Place, Part]) -> tuple[list[Repair], Assessment]:
    """A definition with a transposition lost, or in another order, that accounts for every step whose shapes don't fit."""
    unfit = [n for n, look in current.looks.items() if look.state == "misfit"]
    suspects = Suspects(current)
    tried = 0
    for definition in current.definitions.values() if len(unfit) >= _SHAPES else ():
        bit = suspects.dependence.bits[definition.target]
        if not definition.step or not all(suspects.mask(n) & bit for n in unfit):
            continue
        step = current.steps[definition.step]
        place = (step.chain, step.index + 1)
        kept = current.model.without(definition.target)
        fitting: list[Scored] = []
        near = [*chains.completed(definition.expression, (), words), *proposals(definition.expression, None, words)]
        for proposal in ordered(iter(near)):
            if proposal.kind not in _SHAPING or place in edited or tried > MAX_REARRANGED:
                continue
            if proposal.kind == "transpose" and "^T" not in proposal.edit.text and "\\top" not in proposal.edit.text:
                continue  # with a capital taken for a column, its transpose never fits
            part = reread(current.derivation, step.right, proposal.edit)
            if part is None or part.expression is None or _turned_twice(part.expression):
                continue
            tried += 1
            changed = replace(definition, expression=part.expression)
            trial = DefinitionTrial(current, changed, kept, {step.number: replace(step, right=part)}, suspects.dependence)
            if all(trial.state(n) == "holds" for n in unfit) and not trial.breaks():
                fitting.append(Scored(place, step.right, part, proposal, step.number, definition, tuple(unfit), 0, 0))
        if fitting:
            after = advance(current, fitting[0], edited_steps(current.derivation, {**edited, place: fitting[0].new}), suspects)
            return [repair_of(fitting, doubtful=False)], after
    return [], current


def _turned_twice(expression: Expression) -> bool:
    return any(isinstance(n, Transposition) and isinstance(n.operand, Transposition) for n in expression.walk())


def misfits(current: Assessment, words: Vocabulary, edited: Mapping[Place, Part], given_up: set[int]) -> list[Repair]:
    """Steps whose shapes don't fit and that an edit of a side makes true.

    Authors are free with transpositions and the order of factors, so what holds for single
    numbers is only put right in those; what is false even for single numbers may have any slip.
    """
    found: list[Repair] = []
    single = SingleUnit(current)
    budget = MAX_UNFIT
    for number, look in current.looks.items():
        step = current.steps[number]
        if look.state != "misfit" or step.right.expression is None or number in given_up or any(number in r.mends for r in found):
            continue
        free = budget > 0 and single.fails(step)
        scored: list[Scored] = []
        for right in (True, False) if free else (True,):
            place = (step.chain, step.index + right)
            part, other = (step.right, step.left) if right else (step.left, step.right)
            if place in edited or part.expression is None:
                continue
            near = [*proposals(part.expression, other.expression, words)]
            if free and right:
                sides = [p.expression for p in current.derivation.chains[step.chain].parts if p.expression not in (None, part.expression)]
                near += chains.borrowed(part.expression, [e for e in sides if e is not None], words)
            for proposal in ordered(iter(near))[:MAX_PROPOSALS]:
                if not free and proposal.kind not in ("transpose", "order"):
                    continue
                if scored and proposal.size > scored[0].proposal.size + 0.6:
                    break
                new = reread(current.derivation, part, proposal.edit)
                budget -= 1
                effect = None if new is None else side_effect(current, touching(current, place), place, new, number)
                if new is not None and effect is not None:
                    scored.append(Scored(place, part, new, proposal, number, None, *effect, 0, 0.0 if right else _LEFT))
        scored = sorted((s for s in scored if not s.breaking), key=Scored.rank)
        if scored:
            found.append(repair_of(scored, doubtful=False))
    return found
