"""Steps whose shapes don't fit: a transposition lost, factors in another order, or any slip where even single numbers tell."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess, survey
from derive.judgement.definitions import mentions
from derive.judgement.edits import Ordered, Proposal, Reach, Vocabulary, chains, ordered, proposals, sources
from derive.judgement.edits.proposal import bracketed
from derive.judgement.given import world_of
from derive.judgement.repair import Repair, repair_of
from derive.judgement.reread import reread
from derive.judgement.rewriting import tried
from derive.judgement.sieve import Sieve
from derive.judgement.sifting import sieve_of
from derive.judgement.single_unit import SingleUnit
from derive.judgement.suspects import Suspects
from derive.judgement.trials import Place, Scored, edited_steps, side_effect, touching
from derive.meaning.expressions import Addition, Expression, Name, Symbol, Transposition
from derive.meaning.sides import Part
from derive.meaning.statements import Step
from derive.source.text import Edit, Span

MAX_PROPOSALS = 240  # that are read again, for one side
MAX_REARRANGED = 80  # edits of definitions, where shapes don't fit
MAX_AGAIN = 3200  # steps of a document that is looked at anew for each of them
MAX_UNFIT = 1000  # edits of steps whose shapes don't fit
_LEFT = 0.3  # the left side of a step is a little less likely to be the wrong one
_SHAPES = 3  # steps whose shapes must not fit before a definition is blamed for it
_FEW = 6  # one in so many of them may have a slip of its own
_SHAPING = ("transpose", "order", "bracket", "term lost")
_MARGIN = 0.2  # how much larger a slip may be to be shown beside another


def misfit_definition(
    current: Assessment, words: Vocabulary, edited: Mapping[Place, Part], silent: Container[int] = ()
) -> tuple[list[Scored], Assessment]:
    """Edits of the definition that accounts for the steps whose shapes don't fit, the best first, and the document after it.

    A few of them may be wrong by themselves as well. Those that are ``silent`` say nothing of it.
    """
    unfit = [n for n, look in current.looks.items() if look.state == "misfit" and n not in silent]
    if len(unfit) < _SHAPES:
        return [], current
    count = 0
    single = SingleUnit(current)
    most = min(MAX_REARRANGED, MAX_AGAIN // len(current.steps))
    for definition, touched in _suspected(current, unfit):
        step = current.steps[definition.step]
        place = (step.chain, step.index + 1)
        if place in edited or step.number in silent:
            continue
        fitting: list[tuple[Scored, Assessment]] = []
        near = [*chains.completed(definition.expression, (), words), *proposals(definition.expression, None, words)]
        near += _quadratic(definition.expression, words)
        for proposal in ordered(iter(near)):
            if proposal.kind not in _SHAPING and any(isinstance(i, str) for i in definition.target.indices):
                continue  # of a recurrence over layers only the shape is looked at; the layers may differ in more
            if proposal.kind == "transpose" and "^T" not in proposal.edit.text and "\\top" not in proposal.edit.text:
                continue  # with a capital taken for a column, its transpose never fits
            if count > most or (fitting and proposal.size > fitting[0][0].proposal.size + _MARGIN):
                break
            part = reread(current.derivation, step.right, proposal.edit)
            if part is None or part.expression is None or _turned_twice(part.expression) or mentions(part.expression, definition.target):
                continue
            count += 1
            chosen = {**current.definitions, definition.target: replace(definition, expression=part.expression)}
            failing = (n for n in touched if single.fails_with(chosen, current.steps[n]))
            if next(islice(failing, len(unfit) // _FEW, None), None) is not None:
                continue
            after = _after(current, edited_steps(current.derivation, {**edited, place: part}), chosen, touched)
            if after is not None:
                mends = tuple(n for n in touched if after.looks[n].state == "holds")
                fitting.append((Scored(place, step.right, part, proposal, step.number, definition, mends, 0, 0), after))
        if fitting:
            return [scored for scored, _ in fitting], fitting[0][1]
    return [], current


def _suspected(current: Assessment, unfit: list[int]) -> list[tuple[Definition, list[int]]]:
    """The definitions that nearly all of some steps depend on, with those; first those that fewest steps depend on that hold, the later of them."""
    suspects = Suspects(current)
    bits = suspects.dependence.bits
    masks = {n: suspects.mask(n) for n in unfit}
    holding = [suspects.mask(n) for n, look in current.looks.items() if look.state == "holds"]
    named = [d for d in current.definitions.values() if d.step and not d.parameters]
    touched = [(d, [n for n, m in masks.items() if m & bits[d.target]]) for d in named]
    found = [(d, steps) for d, steps in touched if len(steps) >= max(_SHAPES, len(unfit) - len(unfit) // _FEW)]
    return sorted(found, key=lambda f: (len(unfit) - len(f[1]), sum(m & bits[f[0].target] != 0 for m in holding), -f[0].step))


def _after(current: Assessment, steps: dict[int, Step], chosen: dict[Name, Definition], unfit: list[int]) -> Assessment | None:
    """The document with a definition changed, if with it nearly all of some steps hold, and all that held; shapes are inferred anew."""
    world = world_of(current.derivation, steps)
    after = assess(current.derivation, edited=steps, chosen=chosen, only=set(), before=current, world=world)
    spare = len(unfit) // _FEW
    for n in unfit:
        spare -= after.look(after.steps[n], brief=True).state != "holds"
        if spare < 0:
            return None
    survey(after)
    kept = all(after.looks[n].state == look.state for n, look in current.looks.items() if look.state in ("holds", "defines", "assigns", "assumes"))
    return after if kept else None


def _quadratic(expression: Expression, words: Vocabulary) -> Iterator[Proposal]:
    r"""A column that lost the other factor of its square: ``(a-b)^T (a-b)`` is the sum of the squares of its entries."""
    for node in expression.walk():
        if isinstance(node, (Addition, Symbol)):
            span = bracketed(words.text, node.span)
            text = words.slice(span)
            if isinstance(node, Addition) and not text.startswith("("):
                continue
            turned = f"{text}^T" if "^" not in text or text.startswith("(") else f"({text})^T"
            yield Proposal(Edit(Span(span.start, span.start), f"{turned} "), 1.6, "factor lost", span, f"multiply by {turned}")
        elif isinstance(node, Transposition):
            text = words.slice(bracketed(words.text, node.operand.span))
            yield Proposal(Edit(Span(node.span.end, node.span.end), f" {text}"), 1.6, "factor lost", node.span, f"multiply by {text}")


def _turned_twice(expression: Expression) -> bool:
    return any(isinstance(n, Transposition) and isinstance(n.operand, Transposition) for n in expression.walk())


def _sieve(current: Assessment, step: Step, part: Part, other: Part, single: SingleUnit) -> Sieve | None:
    if part.expression is None or other.expression is None:
        return None
    try:
        return sieve_of(current, step, part.expression, other.expression, single)
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange):
        return None


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
            touched = touching(current, place)
            near = sources(part.expression, other.expression, words, Reach.CLOSE)
            if free and right:
                sides = [p.expression for p in current.derivation.chains[step.chain].parts if p.expression not in (None, part.expression)]
                near.append((chains.BORROWED, partial(chains.borrowed, part.expression, [e for e in sides if e is not None], words)))
            sieve = _sieve(current, step, part, other, single) if free else None
            for proposal in islice(Ordered(near), MAX_PROPOSALS):
                if sieve is not None and not sieve.passes(proposal):
                    continue
                if not free and proposal.kind not in ("transpose", "order"):
                    continue
                if scored and proposal.size > scored[0].proposal.size + 0.6:
                    break
                budget -= 1
                quick = tried(part, proposal)
                if quick is not None and side_effect(current, touched, place, quick, number) is None:
                    continue
                new = reread(current.derivation, part, proposal.edit)
                effect = None if new is None else side_effect(current, touched, place, new, number)
                if new is not None and effect is not None:
                    scored.append(Scored(place, part, new, proposal, number, None, *effect, 0, 0.0 if right else _LEFT))
        scored = sorted((s for s in scored if not s.breaking), key=Scored.rank)
        if scored:
            found.append(repair_of(scored, doubtful=False))
    return found
