"""The document as it reads after a repair; only what depends on the repair is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess, samples_of
from derive.judgement.definitions import as_definition, mentions, symbolic
from derive.judgement.given import dependent_bases
from derive.judgement.suspects import Suspects
from derive.judgement.trials import Scored
from derive.meaning.expressions import Derivative, Name, Symbol
from derive.meaning.statements import Step


def advance(current: Assessment, found: Scored, steps: dict[int, Step], suspects: Suspects) -> Assessment:
    """The assessment after a repair; only what depends on it is looked at again."""
    numbers = [n for n, s in steps.items() if s is not current.steps[n] and s != current.steps[n]]
    definition = found.definition
    plain = (current.model.world.plain or definition is None) and not current.candidates.circular
    changed = as_definition(steps[definition.step]) if definition is not None else None
    local = definition is None or (changed is not None and changed.target == definition.target and not changed.parameters)
    defines = any(current.looks[n].state in ("defines", "assigns") for n in numbers) and definition is None
    if not plain or not local or defines or (found.place[1] == 0 and isinstance(found.new.expression, Symbol)):
        chosen = _redefined(current, found, steps)
        return assess(current.derivation, edited=steps, chosen=chosen, before=current)
    after = replace(current, steps={**current.steps, **steps}, looks=dict(current.looks), with_values=None, earlier=current.with_values, known_dependent=current.dependent)
    if changed is not None:
        definitions = {**current.definitions, changed.target: changed}
        model = current.model.replaced(symbolic(definitions))
        after = replace(after, definitions=definitions, model=model, samples=samples_of(model, current))
        bit = suspects.dependence.bits[changed.target]
        numbers += [n for n in current.looks if suspects.mask(n) & bit]
    if any(isinstance(n, Derivative) for n in (found.part.expression.walk() if found.part.expression else ())):
        after.known_dependent = dependent_bases(after.derivation, after.steps, current.candidates.by_name)
        if after.dependent != current.dependent:  # a name that is differentiated no more is given
            numbers += [n for n, look in current.looks.items() if look.state == "open" and "is never defined" in look.reason]
    for number in numbers:
        if current.looks[number].state in ("holds", "fails", "open", "unread"):
            after.looks[number] = after.look(after.steps[number])
    return after


def _redefined(current: Assessment, found: Scored, steps: Mapping[int, Step]) -> dict[Name, Definition]:
    """The choice of definitions after a repair: the same, with those that it edits read again."""
    chosen = dict(current.definitions)
    for name, definition in current.definitions.items():
        if definition.step in steps:
            again = as_definition(steps[definition.step])
            if again is None:
                continue
            if again.target != name:
                del chosen[name]
                rivals = [d for d in current.candidates.by_name.get(name, ()) if d.step != definition.step]
                if rivals:
                    chosen[name] = rivals[0]
            chosen[again.target] = again
    step = steps.get(found.step)
    if step is not None and step.index == 0:
        mended = as_definition(step)
        if mended is not None and mended.target not in chosen and not mentions(mended.expression, mended.target):
            chosen[mended.target] = mended
    return chosen
