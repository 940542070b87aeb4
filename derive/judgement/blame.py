"""From the steps that fail to the few edits that explain them.

The failing step that depends on the fewest definitions is looked at first: it is wrong
itself, or one of those definitions is. Edits of either are tried; what mends most and
breaks nothing is the cause, then what restores the pattern of its family, then what is the
smaller slip. Repaired in thought, the document is looked at again, until nothing fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from derive.algebra.decide import prove
from derive.algebra.prover import Prover
from derive.judgement.advance import advance
from derive.judgement.assessment import Assessment
from derive.judgement.balance import Unbalanced, balanced, unbalanced
from derive.judgement.doubts import is_slip, says_nothing, settled, undefined
from derive.judgement.edits import Vocabulary, vocabulary
from derive.judgement.mending import close_gaps
from derive.judgement.misfits import misfit_definition, misfits
from derive.judgement.patterns import Patterns
from derive.judgement.repair import Repair, repair_of
from derive.judgement.rounding import is_rounded
from derive.judgement.search import Search
from derive.judgement.single_unit import at_size
from derive.judgement.suspects import Suspects
from derive.judgement.trials import Place, Scored, between, edited_steps, with_side
from derive.judgement.twins import at_twin, twins
from derive.meaning.sides import Part

MAX_ROUNDS = 40
MAX_ALL_TRIALS = 480  # of edits of definitions in indices and arrays, for the whole document
MAX_WIDER = 24  # candidates that are tried at another size
MAX_CONFIRMED = 5  # candidates of which a proof is tried


@dataclass(frozen=True, slots=True)
class Explanation:
    """All causes, and the document as it reads after their repairs."""

    repairs: tuple[Repair, ...]
    repaired: Assessment
    unexplained: tuple[int, ...]  # steps that fail and that nothing small mends
    unbalanced: tuple[Unbalanced, ...] = ()  # sides with a bracket that has no partner


def proved(after: Assessment, number: int) -> bool:
    """Is a step that holds proved?"""
    model = after.model
    prover = Prover(model.dag, model.functions)
    return all(prove(model.dag, model.functions, prover, left, right).equal for left, right in after.looks[number].pairs)


def explain(assessment: Assessment, silent: Iterable[int] = (), proves: Callable[[Assessment, int], bool] = proved) -> Explanation:
    """The causes of all failing steps but those that are ``silent``: they can't be called wrong.

    ``proves`` tells whether a step that holds is proved; it may remember.
    """
    derivation = assessment.derivation
    words: Vocabulary | None = None
    repairs: list[Repair] = []
    current, lone, edited = balanced(assessment, unbalanced(derivation))
    left: set[int] = {*silent, *(number for side in lone if not side.proposals for number in side.steps)}  # as they read
    given_up = set(left)
    upset = False  # was a definition repaired since steps were given up?
    suspects: Suspects | None = None
    trials = MAX_ALL_TRIALS
    for scored, closed in close_gaps(current, edited, given_up):
        repairs.append(repair_of(scored, doubtful=False))
        edited[scored[0].place] = scored[0].new
        current = closed
    if any(look.state == "misfit" for look in current.looks.values()):
        scored, fitting = misfit_definition(current, vocabulary(derivation), edited, given_up)
        if scored:
            repairs.append(repair_of(scored, doubtful=False))
            edited[scored[0].place] = scored[0].new
            current = fitting
    for _ in range(MAX_ROUNDS):
        failing = [n for n in current.failing() if n not in given_up]
        doubtful = [] if failing else [n for n in undefined(current) if n not in given_up]
        if not failing and not doubtful:
            if not upset or given_up == left:
                break
            upset, given_up = False, set(left)  # with fewer steps that fail for other reasons, more can be told of these
            for scored, closed in close_gaps(current, edited, given_up):
                repairs.append(repair_of(scored, doubtful=False))
                edited[scored[0].place] = scored[0].new
                current = closed
            continue
        words = words or vocabulary(derivation)
        suspects = Suspects(current)
        patterns = Patterns(current)
        focus = suspects.focus(failing or doubtful)
        pair = between(current, focus) if failing else {focus}
        search = Search(current, words, failing or doubtful, suspects, patterns, doubtful=not failing)
        search.budget = min(search.budget, trials)
        for thorough in (False, True):
            before = search.budget
            found = search.best(thorough)
            best = found[:1]
            if not failing:
                sure = settled(current, doubtful)
                found = [s for s in found if not says_nothing(current, s) and (sure or is_slip(current, s))]
            if len(pair) > 1:  # the sides around agree: only the one between them can be wrong
                middle = (current.steps[focus].chain, max(current.steps[n].index for n in pair))
                found = [s for s in found if s.place == middle or s.definition is not None]
            found = wider(current, found)
            trials -= before - search.budget
            found, after = first_confirmed(current, found, focus, edited, suspects, proves)
            if (found and found[:1] == best and repair_of(found, doubtful=not failing).safe) or not search.left_some_out():
                break
        same = twins(current, focus, failing or doubtful)
        if not found:
            given_up.update(pair, *(between(current, twin.number) for twin in same))
            continue
        repairs.append(repair_of(found, doubtful=not failing))
        if found[0].carried:  # what follows agrees with the slip: leave it as it reads
            given_up.add(focus)
            left.add(focus)
            continue
        upset = upset or found[0].definition is not None
        step = current.steps[focus]
        edited[found[0].place] = found[0].new
        current = after
        for twin in same:
            there, after = first_confirmed(current, at_twin(current, found, step, twin), twin.number, edited, suspects, proves)
            if there:
                repairs.append(repair_of(there, doubtful=not failing))
                edited[there[0].place] = there[0].new
                current = after
    if any(look.state == "misfit" for look in current.looks.values()):
        repairs += misfits(current, words or vocabulary(derivation), edited, given_up)
    return Explanation(tuple(repairs), current, tuple(n for n in current.failing()), tuple(lone))


def first_confirmed(
    current: Assessment, found: list[Scored], focus: int, edited: Mapping[Place, Part], suspects: Suspects, proves: Callable[[Assessment, int], bool]
) -> tuple[list[Scored], Assessment]:
    """The edits without those first ones that don't make the focus provable, with the document after the first that does."""
    for number, scored in enumerate(found[:MAX_CONFIRMED]):
        if scored.place in edited:
            break
        after = advance(current, scored, edited_steps(current.derivation, {**edited, scored.place: scored.new}), suspects)
        if confirmed(after, focus, proves):
            return found[number:], after
    return [], current


def wider(current: Assessment, found: list[Scored]) -> list[Scored]:
    """The edits of sides that hold with one more unit in each layer as well; in few units much holds by accident."""
    if current.model.world.plain:
        return found
    larger = at_size(current, current.model.world.size + 1)

    def holds(scored: Scored) -> bool:
        step = current.steps[scored.step]
        return scored.definition is not None or larger.look(with_side(step, scored.place, scored.new), brief=True).state == "holds"

    return [s for s in found[:MAX_WIDER] if s.place[1] == 0 or holds(s)]


def confirmed(after: Assessment, focus: int, proves: Callable[[Assessment, int], bool] = proved) -> bool:
    """Is the step that a repair is about proved with it? What numbers suggest, or a single size, may still be an accident."""
    look = after.looks[focus]
    if look.state != "holds" or is_rounded(after.steps[focus]):
        return look.state not in ("fails", "open")
    if not proves(after, focus):
        return False
    model = after.model
    return model.world.plain or at_size(after, model.world.size + 1).look(after.steps[focus], brief=True).state == "holds"
