"""Sections in which letters are numbers that stand for arrays elsewhere.

Many a document derives the gradients of a single neuron, ``z = wx + b``, before those of a
network, ``z = Wx + b``. So a section with steps whose shapes don't fit is also read by
itself: with the ranks that its own formulas tell and with its own definitions. A capital
stays the matrix that it is elsewhere, and nothing is said of what other sections define.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import symbols
from derive.judgement.given import world_of_section
from derive.judgement.sections import Meant, Trial, functions
from derive.meaning.expressions import Name
from derive.meaning.rank_signs import is_capital
from derive.meaning.statements import Step
from derive.source.headings import extents, headings

MAX_SECTIONS = 24  # that are looked at by themselves
_REASON = "with letters for numbers, as this section by itself has them"


def own_ranks(first: Assessment, known: Mapping[int, Meant]) -> dict[int, Meant]:
    """The steps that define or hold with the ranks that letters have in their section, by number."""
    ranks = first.model.world.ranks
    unfit = {n for n, look in first.looks.items() if look.state == "misfit"}
    document = first.derivation.document
    found: dict[int, Meant] = {}
    if not ranks.arrays or not unfit:
        return found
    capitals = {base: rank for (base, _), rank in ranks.known.items() if rank and is_capital(base)}
    everything = list(first.steps.values())
    places = [step.span.start for step in everything]
    defined: dict[int, Meant] = {}  # that deeper sections may still be looked at with
    tried = 0
    for start, end in extents(headings(document), len(document.source.text)):
        inside = everything[bisect_left(places, start) : bisect_left(places, end)]
        steps = [s for s in inside if s.number not in known and s.number not in found]
        if tried >= MAX_SECTIONS or len(steps) == len(everything) or not any(s.number in unfit for s in steps):
            continue
        world = world_of_section(first.derivation, sorted({s.chain for s in steps}), capitals)
        names = dict.fromkeys(n.name for s in steps for p in (s.left, s.right) for n in symbols(p.expression))
        if all(world.ranks.of(name) == ranks.of(name) for name in names):
            continue
        tried += 1
        own = _definitions(first, steps)
        given = {name: d for name, d in own.items() if d.step and first.looks[d.step].state in ("misfit", "fails", "open")}
        foreign = {n for n in first.definitions if ranks.of(n) and n not in own}
        speaking = [s for s in steps if not any(n.name in foreign for p in (s.left, s.right) for n in symbols(p.expression))]
        trial = Trial(first, own, given, speaking, world)
        trial.reason = _REASON
        unfit_only = bool(given) and all(first.looks[d.step].state == "misfit" for d in given.values())
        if trial.gain > trial.lost or (unfit_only and not trial.lost):
            here = [d for d in own.values() if d.step and first.looks[d.step].state == "defines"]
            there = _otherwise(here, {name for name in names if world.ranks.of(name) != ranks.of(name)})
            found.update(trial.meant())
            defined |= trial.defining(d.step for d in there)
    return {**defined, **found}


def _otherwise(definitions: list[Definition], names: set[Name]) -> list[Definition]:
    """The definitions that speak of some names, or of what these define."""
    found: list[Definition] = []
    while more := [d for d in definitions if d not in found and not names.isdisjoint((d.target, *(n.name for n in symbols(d.expression))))]:
        found += more
        names = names | {d.target for d in more}
    return found


def _definitions(first: Assessment, steps: list[Step]) -> dict[Name, Definition]:
    """What a section says of names, and what the document says of functions."""
    own: dict[Name, Definition] = {n: d for n, d in first.definitions.items() if d.parameters or not d.step}
    own |= functions(steps)
    inside = {step.number for step in steps}
    for name, rivals in first.candidates.by_name.items():
        here = [d for d in rivals if d.step in inside]
        if here:
            own[name] = here[0]
    return own
