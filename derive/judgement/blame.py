"""From the steps that fail to the few edits that explain them.

The failing step that depends on the fewest definitions is looked at first: it is wrong
itself, or one of those definitions is. Edits of either are tried; what mends most and
breaks nothing is the cause, then what restores the pattern of its family, then what is the
smaller slip. Repaired in thought, the document is looked at again, until nothing fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.algebra.decide import prove
from derive.algebra.prover import Prover
from derive.judgement.advance import advance
from derive.judgement.assessment import Assessment
from derive.judgement.balance import Unbalanced, balanced, unbalanced
from derive.judgement.doubts import is_slip, settled, undefined
from derive.judgement.edits import Vocabulary, vocabulary
from derive.judgement.mending import close_gaps
from derive.judgement.misfits import misfit_definition, misfits
from derive.judgement.patterns import Patterns
from derive.judgement.repair import Repair, repair_of
from derive.judgement.rounding import is_rounded
from derive.judgement.search import Search
from derive.judgement.suspects import Suspects
from derive.judgement.trials import edited_steps

MAX_ROUNDS = 40
MAX_ALL_TRIALS = 480  # of edits of definitions in indices and arrays, for the whole document
MAX_CONFIRMED = 5  # candidates of which a proof is tried


@dataclass(frozen=True, slots=True)
class Explanation:
    """All causes, and the document as it reads after their repairs."""

    repairs: tuple[Repair, ...]
    repaired: Assessment
    unexplained: tuple[int, ...]  # steps that fail and that nothing small mends
    unbalanced: tuple[Unbalanced, ...] = ()  # sides with a bracket that has no partner


def explain(assessment: Assessment, silent: Iterable[int] = ()) -> Explanation:
    """The causes of all failing steps but those that are ``silent``: they can't be called wrong."""
    derivation = assessment.derivation
    words: Vocabulary | None = None
    repairs: list[Repair] = []
    current, lone, edited = balanced(assessment, unbalanced(derivation))
    given_up: set[int] = {*silent, *(number for side in lone if not side.proposals for number in side.steps)}
    suspects: Suspects | None = None
    patterns: Patterns | None = None
    trials = MAX_ALL_TRIALS
    for scored, closed in close_gaps(current, edited, given_up):
        repairs.append(repair_of(scored, doubtful=False))
        edited[scored[0].place] = scored[0].new
        current = closed
    for _ in range(MAX_ROUNDS):
        failing = [n for n in current.failing() if n not in given_up]
        doubtful = [] if failing else [n for n in undefined(current) if n not in given_up]
        if not failing and not doubtful:
            break
        words = words or vocabulary(derivation)
        suspects = Suspects(current, suspects)
        patterns = Patterns(current, patterns)
        search = Search(current, words, failing or doubtful, suspects, patterns, doubtful=not failing)
        search.budget = min(search.budget, trials)
        before = search.budget
        found = search.best()
        if not failing and not settled(current, doubtful):
            found = [s for s in found if is_slip(current, s)]
        trials -= before - search.budget
        if not found or found[0].place in edited:
            given_up.add(search.focus)
            continue
        after = current
        for _ in range(MAX_CONFIRMED):
            place, new = found[0].place, found[0].new
            after = advance(current, found[0], edited_steps(derivation, {**edited, place: new}), search.suspects)
            if confirmed(after, search.focus):
                break
            found = found[1:]
            if not found or found[0].place in edited:
                break
        else:
            found = []
        if not found or found[0].place in edited:
            given_up.add(search.focus)
            continue
        repairs.append(repair_of(found, doubtful=not failing))
        if found[0].carried:  # what follows agrees with the slip: leave it as it reads
            given_up.add(search.focus)
            continue
        edited[found[0].place] = found[0].new
        current = after
    if any(look.state == "misfit" for look in current.looks.values()):
        unfit, current = misfit_definition(current, words or vocabulary(derivation), edited)
        repairs += unfit
        repairs += misfits(current, words or vocabulary(derivation), edited, given_up)
    return Explanation(tuple(repairs), current, tuple(n for n in current.failing()), tuple(lone))


def confirmed(after: Assessment, focus: int) -> bool:
    """Is the step that a repair is about proved with it? What numbers suggest may still be an accident."""
    look = after.looks[focus]
    if look.state != "holds" or is_rounded(after.steps[focus]):
        return look.state not in ("fails", "open")
    model = after.model
    prover = Prover(model.dag, model.functions)
    return all(prove(model.dag, model.functions, prover, left, right).equal for left, right in look.pairs)
