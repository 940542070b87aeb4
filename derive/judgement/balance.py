r"""Sides that are no formula: a bracket without a partner, two scripts of one kind on a symbol, ``\cdota``.

A side whose round or square brackets don't pair says nothing certain, however it is read.
The partner is tried at every place where it could stand; it belongs where the steps of the
side, or those that depend on it, hold. A second superscript often follows a bracket that
closes too early. A command that nobody knows may be one that ran into the name behind it, if
the steps hold with the space; otherwise it is left to be a name of the author's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from derive.judgement.assessment import Assessment, assess
from derive.judgement.definitions import as_definition
from derive.judgement.edits import Proposal
from derive.judgement.edits.brackets import closed_later, lone_brackets, partners
from derive.judgement.patterns import Patterns
from derive.judgement.reread import reread
from derive.judgement.trials import Place, edited_steps, touching, with_side
from derive.latex.tokens import Token
from derive.latex.vocabulary import Vocabulary, parted
from derive.meaning.sides import Part
from derive.meaning.statements import EQUALITIES, Derivation
from derive.source.text import Edit, Span

MAX_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """A side with one bracket that has no partner, with two scripts where one can be, or with a command that ran on."""

    code: str  # of the finding
    place: Place
    part: Part
    bracket: Token | None
    span: Span
    steps: tuple[int, ...]  # the numbers of the steps that the side belongs to
    proposals: tuple[Proposal, ...] = ()  # the likeliest first
    safe: bool = False


def unbalanced(derivation: Derivation) -> list[Unbalanced]:
    """The sides of displayed equalities that are no formula, for one reason that a small edit removes."""
    found = list(_run_on(derivation))
    if not derivation.unbalanced and all(e.code != "D404" for e in derivation.errors):
        return found
    for number, chain in enumerate(derivation.chains):
        if not chain.display or not EQUALITIES.intersection(chain.relations):
            continue
        lone = {index: lone_brackets(part.tokens) for index, part in enumerate(chain.parts)}
        sides = [index for index, brackets in lone.items() if brackets]
        found += [
            Unbalanced("D103", (number, index), part, None, part.error.span, _steps(derivation, number, index))
            for index, part in enumerate(chain.parts)
            if part.error is not None and part.error.code == "D404" and part.error.detail.startswith("a second s") and not lone[index]
        ]
        if len(sides) != 1 or len(lone[sides[0]]) != 1:
            continue  # (i = j) pairs across the relation; [0, 1) is an interval
        index = sides[0]
        part = chain.parts[index]
        if part.error is not None and part.error.code != "D404":
            continue
        steps = _steps(derivation, number, index)
        if steps:
            bracket = lone[index][0]
            found.append(Unbalanced("D102", (number, index), part, bracket, bracket.span, steps))
    return found


def _run_on(derivation: Derivation) -> Iterator[Unbalanced]:
    """Sides with one command that is a known one and a name of the document without a space between."""
    running = {text for text in derivation.unknown if parted(text, derivation.vocabulary)}
    for number, chain in enumerate(derivation.chains):
        if not running or not chain.display or not EQUALITIES.intersection(chain.relations):
            continue
        for index, part in enumerate(chain.parts):
            strange = [t for t in part.tokens if t.kind == "command" and t.text in running]
            if len(strange) == 1:
                yield Unbalanced("D105", (number, index), part, None, strange[0].span, _steps(derivation, number, index))


def _spaced(side: Unbalanced, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """The space in a command that ran on; of two ways to part it, the longer command."""
    text = next(t.text for t in side.part.tokens if t.span == side.span)
    for command, name in parted(text, vocabulary):
        written = f"{command} {name}"
        yield Proposal(Edit(side.span, written), 0.5, "space", side.span, f"write {written}")


def _steps(derivation: Derivation, chain: int, index: int) -> tuple[int, ...]:
    return tuple(s.number for s in derivation.steps if s.chain == chain and index in (s.index, s.index + 1))


def balanced(current: Assessment, sides: list[Unbalanced]) -> tuple[Assessment, list[Unbalanced], dict[Place, Part]]:
    """The assessment with the partners put in, the sides with their repairs, and the edited sides."""
    edited: dict[Place, Part] = {}
    done = []
    for side in sides:
        found = _partners(current, side, edited)
        if found:
            edited[side.place] = found[0][1]
            steps = edited_steps(current.derivation, edited)
            current = assess(current.derivation, edited=steps, before=current)
        if not found and side.code == "D105":
            continue  # a name of the author's
        safe = len(found) == 1
        done.append(replace(side, proposals=tuple(p for p, _ in found[:MAX_SHOWN]), safe=safe))
    return current, done, edited


def _partners(current: Assessment, side: Unbalanced, edited: Mapping[Place, Part]) -> list[tuple[Proposal, Part]]:
    """Where the partner could stand, so that all steps that can tell hold."""
    readable = []
    tokens = side.part.tokens
    if side.code == "D105":
        proposals = _spaced(side, current.derivation.vocabulary)
    elif side.bracket is not None:
        proposals = partners(tokens, side.bracket)
    else:
        proposals = closed_later(tokens, side.span, current.derivation.document.source.text)
    for proposal in proposals:
        new = reread(current.derivation, side.part, proposal.edit)
        if new is not None and new.expression is not None and not lone_brackets(new.tokens):
            readable.append((proposal, new))
    if not _defines(current, side, [new for _, new in readable]):
        near = touching(current, side.place)
        return [
            (proposal, new)
            for proposal, new in readable
            if all(current.look(with_side(step, side.place, new)).state in ("holds", "assigns") for step in near)
        ]
    patterns = Patterns(current)
    scored = []
    for proposal, new in readable:
        assert new.expression is not None
        after = assess(current.derivation, edited=edited_steps(current.derivation, {**edited, side.place: new}), before=current)
        bad = sum(look.state in ("fails", "open", "misfit", "unread") for look in after.looks.values())
        scored.append(((bad, patterns.irregularity(side.place, new.expression), proposal.size), proposal, new))
    scored.sort(key=lambda item: item[0])
    best = [(p, new) for rank, p, new in scored if rank[:2] == scored[0][0][:2]]
    own = {n for n, look in current.looks.items() if look.state in ("fails", "open", "misfit", "unread")}
    most = len(own - set(side.steps)) if side.code != "D105" else len(own) - 1  # it is readable: the space has to mend something
    return best if scored and scored[0][0][0] <= most else []


def _defines(current: Assessment, side: Unbalanced, readings: list[Part]) -> bool:
    """Does the side, once it can be read, define a name?"""
    for step in touching(current, side.place):
        for new in readings:
            definition = as_definition(with_side(step, side.place, new))
            if definition is not None and step.index == 0:
                known = current.definitions.get(definition.target)
                return known is None or known.step == step.number
    return False
