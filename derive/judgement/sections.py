"""Names that a section of the document gives a meaning of its own.

``z = x + y`` in one section and ``z = xy`` in the next are two examples, not a contradiction,
if the claims of the second speak of the second. So a section that defines a name anew is
looked at with its own definitions: first in place of those that the rest of the document has,
then by themselves. Its meaning counts where more of its claims hold with it than without; a
slip in a restatement is no new meaning, for nothing follows from it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess
from derive.judgement.definitions import as_definition, is_value, mentions, symbols
from derive.judgement.given import runs_in_circle
from derive.judgement.look import Look
from derive.meaning.expressions import Name
from derive.meaning.statements import Step
from derive.meaning.world import World
from derive.source.headings import headings

MAX_SECTIONS = 24  # that are looked at by themselves
MAX_PASSAGES = 4  # in which a name is defined anew with no heading before
ENOUGH = 2  # claims that a new meaning makes true where no heading says that something new begins
_BAD = frozenset(("fails", "open", "misfit"))


@dataclass(frozen=True, slots=True)
class Meant:
    """A step as its section means it."""

    assessment: Assessment  # under the section's definitions; its look at the step tells that it isn't false
    reason: str  # what is different there


def own_meanings(first: Assessment) -> dict[int, Meant]:
    """The steps that define or hold with the meaning that their section gives a name, by number."""
    if not any(_differs(first, rival) for rivals in first.candidates.by_name.values() for rival in rivals):
        return {}
    places = [heading.start for heading in headings(first.derivation.document)]
    of_step = {n: bisect_right(places, step.span.start) for n, step in first.steps.items()}
    anew = _anew(first, of_step)
    sections: dict[int, list[Step]] = {}
    for number, step in first.steps.items():
        sections.setdefault(of_step[number], []).append(step)
    found: dict[int, Meant] = {}
    before: Mapping[Name, Definition] = {}
    waiting: Trial | None = None  # of a section with a new meaning, of which it claims nothing itself
    for section in sorted(sections)[: None if len(anew) <= MAX_SECTIONS else 0]:
        given = anew.get(section, {})
        own = {name: d for name, d in first.definitions.items() if d.step and of_step[d.step] == section}
        own = {**functions(sections[section]), **own} if given else own
        carried = waiting.given if waiting is not None else before
        trials = (
            [{**first.definitions, **given}, {**own, **given}]
            if given
            else [{**first.definitions, **carried}]
            if carried
            else []
        )
        best = max(
            (Trial(first, chosen, given or carried, sections[section]) for chosen in trials),
            key=lambda t: t.gain - t.lost,
            default=None,
        )
        if best is not None and (best.gain > best.lost or (not best.lost and _by_themselves(first, given, of_step, best))):
            if waiting is not None and not given:
                found.update(waiting.meant())
            found.update(best.meant())
            before, waiting = given or carried, None
        elif given:
            waiting = best if best is not None and not best.lost else None
    for name, rivals in first.candidates.by_name.items():
        others = [d for d in rivals if d.step not in found and _differs(first, d)][:MAX_PASSAGES]
        for rival in others:
            end = min((d.step for d in rivals if d.step > rival.step), default=len(first.steps) + 1)
            passage = [
                s for s in sections[of_step[rival.step]] if rival.step <= s.number < end and s.number not in found
            ]
            trial = Trial(first, {**first.definitions, name: rival}, {name: rival}, passage)
            if trial.gain >= ENOUGH and not trial.lost:
                found.update(trial.meant())
    return found


def _differs(first: Assessment, rival: Definition) -> bool:
    """Does a statement say something else of a name than its definition?"""
    chosen = first.definitions.get(rival.target)
    if chosen is None or rival is chosen or not chosen.step or not rival.step:
        return False
    look = first.looks[rival.step]
    if is_value(chosen) or is_value(rival) or rival.parameters:
        return look.state == "fails" and not is_value(chosen) and not is_value(rival)
    return look.state == "fails" or (look.state == "holds" and look.left != look.right and not has_values(first, look))


def has_values(first: Assessment, look: Look) -> bool:
    """Do the sides have values at some numbers? The logarithm of a free function may have none, and agrees with anything."""
    return any(s.value(node) == s.value(node) for s in first.samples for pair in look.pairs for node in pair[1:])


def _anew(first: Assessment, of_step: Mapping[int, int]) -> dict[int, dict[Name, Definition]]:
    """The names that each section defines in another way than the document's other sections do."""
    found: dict[int, dict[Name, Definition]] = {}
    for name, rivals in first.candidates.by_name.items():
        chosen = first.definitions.get(name)
        for rival in rivals:
            if chosen is not None and _differs(first, rival) and of_step[rival.step] != of_step[chosen.step]:
                found.setdefault(of_step[rival.step], {}).setdefault(name, rival)
                found.setdefault(of_step[chosen.step], {})[name] = chosen
    return found


def _by_themselves(first: Assessment, given: Mapping[Name, Definition], of_step: Mapping[int, int], trial: Trial) -> bool:
    """Is what a section defines anew made of what it defines itself, as is what it means elsewhere of what is defined there?"""
    if not given:
        return False
    for name, rival in given.items():
        said = [d for d in first.candidates.by_name[name] if d is rival or of_step[d.step] != of_step[rival.step]]
        made = {d.step: {s.name for s in symbols(d.expression) if s.name in first.definitions} for d in said}
        homes = {step: {of_step[first.definitions[n].step] for n in names if first.definitions[n].step} for step, names in made.items()}
        others = [d for d in said if d is not rival and made[d.step].isdisjoint(made[rival.step])]
        if not others or any(homes[d.step] != {of_step[d.step]} for d in (rival, *others)):
            return False
    return not runs_in_circle(trial.assessment.model)


def functions(steps: Iterable[Step]) -> dict[Name, Definition]:
    """What a section says of functions in the middle of its chains: ``y = f(x) = x^2``."""
    told = (as_definition(step) for step in steps if step.index)
    return {d.target: d for d in told if d is not None and d.parameters and not mentions(d.expression, d.target)}


class Trial:
    """The steps of a section under other definitions, and how many more hold."""

    def __init__(
        self,
        first: Assessment,
        chosen: Mapping[Name, Definition],
        given: Mapping[Name, Definition],
        steps: Iterable[Step],
        world: World | None = None,
    ) -> None:
        self.assessment = assess(
            first.derivation,
            edited=first.steps,
            before=first,
            chosen=chosen,
            only=set(),
            world=world or first.model.world,
        )
        self.assessment = replace(self.assessment, looks=dict(first.looks))
        self.given = given
        defining = {d.step for d in given.values()}
        self.reason = f"with what {next(iter(given)).latex()} means in this section" if given else ""
        self.looks: dict[int, Look] = {}
        self.gain = self.lost = 0
        for step in steps:
            known = first.looks[step.number]
            if step.number in defining:
                self.looks[step.number] = Look("defines")
            elif known.state in _BAD:
                look = self.assessment.look(step)
                if look.state == "holds":
                    self.looks[step.number] = look
                    self.gain += 1
                elif known.state == "fails" and look.state == "open":  # it speaks of the section's meaning, and isn't false of it
                    self.looks[step.number] = look
            elif known.state == "holds" and self.assessment.look(step).state != "holds":
                self.lost += 1

    def defining(self, steps: Iterable[int]) -> dict[int, Meant]:
        """Steps that define here what they say here."""
        numbers = list(steps)
        self.assessment.looks.update((number, Look("defines")) for number in numbers)
        return {number: Meant(self.assessment, self.reason) for number in numbers}

    def meant(self) -> dict[int, Meant]:
        """The steps that define or hold here."""
        self.assessment.looks.update(self.looks)
        return {number: Meant(self.assessment, self.reason) for number in self.looks}
