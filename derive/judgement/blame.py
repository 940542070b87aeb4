"""From the steps that fail to the few edits that explain them.

A definition that many failing steps depend on is the first suspect: one edit of it that
mends them all and breaks nothing is the cause. What is left is mended step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from derive.algebra.dag import Node
from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, Look, assess, is_rounded
from derive.judgement.definitions import as_definition, mentions
from derive.judgement.edits import Proposal, Vocabulary, proposals, vocabulary
from derive.judgement.regularity import violations
from derive.judgement.reread import reread
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.statements import Derivation, Part, Step

MAX_ROUNDS = 40
MAX_SUSPECTS = 6
MAX_PROPOSALS = 240
MAX_SHOWN = 3

Place = tuple[int, int]  # a side of the document: chain and position in it


@dataclass(frozen=True, slots=True)
class Repair:
    """One cause with its repair and what the repair mends."""

    place: Place
    part: Part  # the side as it is
    proposal: Proposal | None  # None: no repair was found
    step: int  # the number of the step that the finding is about
    definition: Definition | None  # the wrong definition, if it is one
    mends: tuple[int, ...]  # numbers of the steps that fail without it
    safe: bool
    alternatives: tuple[Proposal, ...] = ()
    carried: bool = False  # the sides after it repeat the slip


@dataclass(frozen=True, slots=True)
class Explanation:
    """All causes, and the document as it reads after their repairs."""

    repairs: tuple[Repair, ...]
    repaired: Assessment
    unexplained: tuple[int, ...]  # steps that fail and that nothing small mends


@dataclass(frozen=True, slots=True)
class _Scored:
    proposal: Proposal
    part: Part
    mends: tuple[int, ...]
    breaks: int
    irregular: int
    carried: bool = False  # the next side repeats the slip, so that mending this one breaks the step between

    def rank(self) -> tuple[float, ...]:
        broken = self.breaks > self.carried
        return (broken, -len(self.mends), self.irregular, self.proposal.size + 0.15 * self.carried)


def explain(assessment: Assessment) -> Explanation:
    """The causes of all failing steps."""
    derivation = assessment.derivation
    words = vocabulary(derivation) if assessment.failing() else None
    edited: dict[Place, Part] = {}
    repairs: list[Repair] = []
    given_up: list[int] = []
    current = assessment
    for _ in range(MAX_ROUNDS):
        failing = [n for n in current.failing() if n not in given_up]
        if not failing or words is None:
            break
        repair, part = _next(current, failing, words)
        if repair is None or part is None or repair.place in edited:
            given_up.append(failing[0])
            continue
        repairs.append(repair)
        if repair.carried:  # what follows agrees with the slip: leave it as it reads
            given_up.append(repair.step)
            continue
        edited[repair.place] = part
        steps = edited_steps(derivation, edited)
        current = assess(derivation, edited=steps, dag=assessment.model.dag, chosen=_redefined(current, repair, part, steps))
    repairs += _misfits(current, words or vocabulary(derivation), edited)
    return Explanation(tuple(repairs), current, tuple(n for n in current.failing()))


def _misfits(current: Assessment, words: Vocabulary, edited: dict[Place, Part]) -> list[Repair]:
    """Steps whose shapes don't fit and that a transposition, or another order, makes true."""
    found: list[Repair] = []
    for number, look in current.looks.items():
        step = current.steps[number]
        place = (step.chain, step.index + 1)
        expression = step.right.expression
        if look.state != "misfit" or expression is None or place in edited:
            continue
        fitting = []
        for proposal in proposals(expression, step.left.expression, words)[:MAX_PROPOSALS]:
            if proposal.kind in ("transpose", "order"):
                part = reread(current.derivation, step.right, proposal.edit)
                if part is not None and current.look(replace(step, right=part)).state == "holds":
                    fitting.append(proposal)
        if fitting:
            best = [p for p in fitting if p.size == fitting[0].size]
            found.append(
                Repair(place, step.right, fitting[0], number, None, (number,), len(best) == 1, tuple(fitting[1:MAX_SHOWN]))
            )
    return found


def _redefined(current: Assessment, repair: Repair, part: Part, steps: Mapping[int, Step]) -> dict[Name, Definition]:
    """The choice of definitions after a repair: the same, with those that it edits read again."""
    chosen = dict(current.definitions)
    for name, definition in current.definitions.items():
        if definition.step in steps:
            again = as_definition(steps[definition.step])
            if again is None:
                continue
            if again.target != name:
                del chosen[name]
            chosen[again.target] = again
    step = steps.get(repair.step)
    if step is not None and repair.step in current.candidates.circular:
        mended = as_definition(step)
        if mended is not None and mended.target not in chosen:
            chosen[mended.target] = mended
    return chosen


def edited_steps(derivation: Derivation, edited: Mapping[Place, Part]) -> dict[int, Step]:
    """The steps that an edit of sides touches, as they read then."""
    result: dict[int, Step] = {}
    for step in derivation.steps:
        left, right = edited.get((step.chain, step.index)), edited.get((step.chain, step.index + 1))
        if left is not None or right is not None:
            result[step.number] = replace(step, left=left or step.left, right=right or step.right)
    return result


def _next(current: Assessment, failing: list[int], words: Vocabulary) -> tuple[Repair | None, Part | None]:
    """The next cause: of a definition if one explains several steps, of a step otherwise."""
    if len(failing) > 1:
        found = _definition_repair(current, failing, words)
        if found[0] is not None:
            return found
    return _step_repair(current, failing[0], words)


# -- definitions


def _definition_repair(current: Assessment, failing: list[int], words: Vocabulary) -> tuple[Repair | None, Part | None]:
    best: tuple[_Scored, Definition, list[_Scored]] | None = None
    for definition, dependent in _suspects(current, failing):
        if best is not None and len(dependent) <= len(best[0].mends):
            continue
        step = current.steps[definition.step]
        scored = _score_definition(current, definition, step, dependent, words)
        if scored and (best is None or scored[0].rank() < best[0].rank()):
            best = (scored[0], definition, scored)
    if best is None or len(best[0].mends) < 2:
        return None, None
    top, definition, scored = best
    step = current.steps[definition.step]
    equals = [s for s in scored if s.rank() == top.rank()]
    repair = Repair(
        (step.chain, step.index + 1), step.right, top.proposal, step.number, definition, top.mends,
        safe=len(equals) == 1, alternatives=tuple(s.proposal for s in scored[1:MAX_SHOWN]),
    )  # fmt: skip
    return repair, top.part


def _suspects(current: Assessment, failing: list[int]) -> list[tuple[Definition, list[int]]]:
    """Definitions that failing steps depend on, the most suspect first."""
    model = current.model
    counts: dict[Node, list[int]] = {}
    passing: dict[Node, int] = {}
    owner = {model.values[name]: d for name, d in current.definitions.items() if name in model.values and d.step}
    for number, look in current.looks.items():
        if look.left < 0:
            continue
        cone = model.dag.cone(look.left, look.right)
        for node in cone:
            if node in owner:
                if look.state == "fails" and number in failing:
                    counts.setdefault(node, []).append(number)
                elif look.state == "holds":
                    passing[node] = passing.get(node, 0) + 1
    everything = list(current.definitions.values())

    def suspicion(item: tuple[Definition, list[int]]) -> tuple[float, ...]:
        definition, numbers = item
        holding = passing.get(model.values[definition.target], 0)
        return (-len(violations(definition, everything)), -len(numbers), holding, definition.step)

    ranked = sorted(((owner[node], numbers) for node, numbers in counts.items() if len(numbers) > 1), key=suspicion)
    return ranked[:MAX_SUSPECTS]


def _score_definition(
    current: Assessment, definition: Definition, step: Step, dependent: list[int], words: Vocabulary
) -> list[_Scored]:
    expression = step.right.expression
    if expression is None:
        return []
    scored: list[_Scored] = []
    others = [d for d in current.definitions.values() if d is not definition]
    limit = float("inf")
    kept = current.model.without(definition.target)
    for proposal in proposals(expression, None, words)[:MAX_PROPOSALS]:
        if proposal.size > limit + 0.5:
            break
        part = reread(current.derivation, step.right, proposal.edit)
        if part is None or part.expression is None or mentions(part.expression, definition.target):
            continue
        changed = replace(definition, expression=part.expression)
        trial = _trial(current, changed, kept)
        if not all(_state(trial, current, n, step, part) == "holds" for n in dependent[:2]):
            continue
        mends = tuple(n for n in dependent if _state(trial, current, n, step, part) == "holds")
        breaks = sum(
            look.state == "holds" and _state(trial, current, n, step, part) == "fails" for n, look in current.looks.items()
        )
        scored.append(_Scored(proposal, part, mends, breaks, len(violations(changed, [*others, changed]))))
        if not breaks and len(mends) == len(dependent):
            limit = min(limit, proposal.size)
    return sorted((s for s in scored if not s.breaks), key=_Scored.rank)


def _trial(current: Assessment, changed: Definition, kept: Mapping[Name, Node]) -> Assessment:
    """The assessment with one definition replaced; steps are looked at on demand."""
    definitions = {**current.definitions, changed.target: changed}
    model = current.model.fork(definitions, changed.target, kept)
    return replace(current, definitions=definitions, model=model, looks={})


def _state(trial: Assessment, current: Assessment, number: int, edited: Step, part: Part) -> str:
    """How a step fares under a trial, looked at once."""
    if number not in trial.looks:
        step = current.steps[number]
        if step.chain == edited.chain:
            left = part if step.index == edited.index + 1 else step.left
            right = part if step.index + 1 == edited.index + 1 else step.right
            step = replace(step, left=left, right=right)
        before = current.looks[number]
        trial.looks[number] = before if before.state in ("defines", "assigns", "unread") else trial.look(step)
    return trial.looks[number].state


# -- steps


def _step_repair(current: Assessment, number: int, words: Vocabulary) -> tuple[Repair | None, Part | None]:
    step = current.steps[number]
    circular = number in current.candidates.circular
    scored: list[tuple[_Scored, Place, Part]] = []
    if not is_rounded(step):
        for right in (True, False):
            part = step.right if right else step.left
            place = (step.chain, step.index + right)
            for s in _score_step(current, step, part, place, words, circular):
                penalty = 0.0 if right else 0.3
                if not right and _restores_pattern(current, place, s.part):
                    penalty = -0.6  # the definition stood out among its siblings, and doesn't any more
                scored.append((replace(s, proposal=replace(s.proposal, size=s.proposal.size + penalty)), place, part))
    scored.sort(key=lambda item: item[0].rank())
    if not scored:
        return None, None
    top, place, part = scored[0]
    equals = [s for s, _, _ in scored if s.rank()[:3] == top.rank()[:3] and s.proposal.size < top.proposal.size + 0.05]
    alternatives = tuple(s.proposal for s, _, _ in scored[1:MAX_SHOWN])
    safe = len(equals) == 1 and not top.breaks
    wrong = _restores_pattern(current, place, top.part)
    about = wrong.step if wrong else number
    repair = Repair(place, part, top.proposal, about, wrong, top.mends, safe, alternatives, top.carried)
    return repair, top.part


def _restores_pattern(current: Assessment, place: Place, part: Part) -> Definition | None:
    """The definition that stands at a place, if it breaks the pattern of its siblings as it is and not as edited."""
    for definition in current.definitions.values():
        step = current.steps.get(definition.step)
        if step is None or (step.chain, step.index + 1) != place or part.expression is None:
            continue
        everything = list(current.definitions.values())
        after = replace(definition, expression=part.expression)
        if violations(definition, everything) and not violations(after, everything):
            return definition
    return None


def _score_step(
    current: Assessment, step: Step, part: Part, place: Place, words: Vocabulary, circular: bool
) -> Iterable[_Scored]:
    """Edits of one side that make the step hold."""
    expression = part.expression
    if expression is None:
        return
    other = step.left if part is step.right else step.right
    head = part is step.left and isinstance(expression, (ex.Derivative, ex.Symbol))
    touched = [s for s in current.steps.values() if s.chain == place[0] and place[1] in (s.index, s.index + 1)]
    limit = float("inf")
    for proposal in proposals(expression, other.expression, words)[:MAX_PROPOSALS]:
        if proposal.size > limit + 0.6:
            break
        if head and proposal.kind not in ("index", "name"):
            continue  # what a chain derives may be misnamed, but it is what it is
        new = reread(current.derivation, part, proposal.edit)
        if new is None:
            continue
        mends: list[int] = []
        breaks = 0
        for near in touched:
            before = current.looks[near.number].state
            if before not in ("holds", "fails"):
                continue
            left = new if near.index == place[1] else near.left
            right = new if near.index + 1 == place[1] else near.right
            after = _look_at(current, replace(near, left=left, right=right), circular and near.number == step.number)
            if before == "fails" and after.state == "holds":
                mends.append(near.number)
            elif before == "holds" and after.state != "holds":
                breaks += 1
            if near.number == step.number and after.state != "holds":
                break
        else:
            if _vanishes(current, step, new, place):
                continue  # 0 = 0 is no repair of a formula that said something
            irregular = _irregular(current, step, new, place)
            carried = breaks == 1 and part is step.right
            yield _Scored(proposal, new, tuple(mends), breaks, irregular, carried)
            if not breaks:
                limit = min(limit, proposal.size)


def _vanishes(current: Assessment, step: Step, part: Part, place: Place) -> bool:
    """Would the edit make both sides zero, which they were not?"""
    left = part if step.index == place[1] else step.left
    right = part if step.index + 1 == place[1] else step.right
    look = current.look(replace(step, left=left, right=right))
    before = current.looks[step.number]
    zero = current.model.dag.zero
    return bool(look.pairs) and all(p == (zero, zero) for p in look.pairs) and any(p != (zero, zero) for p in before.pairs)


def _look_at(current: Assessment, step: Step, circular: bool) -> Look:
    if circular:  # a definition by itself holds once it no longer needs itself
        definition = as_definition(step)
        if definition is None or mentions(definition.expression, definition.target):
            return Look("fails")
        rival = current.definitions.get(definition.target)
        return Look("holds") if rival is None else current.look(step)
    return current.look(step)


def _irregular(current: Assessment, step: Step, part: Part, place: Place) -> int:
    """How far an edited restatement stands out among its siblings."""
    if place[1] != 1:
        return 0
    definition = as_definition(replace(step, right=part))
    if definition is None:
        return 0
    return len(violations(definition, [*current.definitions.values(), definition]))


def dependents(names: Iterable[Name], current: Assessment) -> list[int]:
    """The steps whose value depends on any of the names."""
    nodes = {current.model.values[n] for n in names if n in current.model.values}
    return [
        number
        for number, look in current.looks.items()
        if look.left >= 0 and nodes.intersection(current.model.dag.cone(look.left, look.right))
    ]
