"""What false steps that nothing small mends may have been meant to say: suggestions, never safe.

The search for causes stays among slips of one token, and where shapes don't fit it can't look at
a step at all. Once the verdicts are known, the few steps that were refuted without a repair are
looked at again: with slips that were copied along a side, at single units where that is where
the step was refuted, with other numbers of the document in a computation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.decide import prove
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.prover import Prover
from derive.algebra.samples import Sample, agree
from derive.judgement.assessment import Assessment
from derive.judgement.blame import Explanation, wider
from derive.judgement.edits import Proposal, Reach, Vocabulary, chains, copies, ordered, proposals, vocabulary
from derive.judgement.look import Look
from derive.judgement.patterns import Patterns
from derive.judgement.reasons import FREE_LOSS
from derive.judgement.reread import reread
from derive.judgement.rewriting import tried
from derive.judgement.rounding import is_rounded
from derive.judgement.sieve import Sieve
from derive.judgement.sifting import sieve_of
from derive.judgement.single_unit import SingleUnit
from derive.judgement.trials import Place, Scored, is_hollow, touching, with_side
from derive.judgement.verdicts import Verdict
from derive.meaning import expressions as ex
from derive.meaning.sides import Part
from derive.meaning.statements import Step

_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?!\w|\.\d)")
_MORE = range(10, 26)  # numbers for what can't be proved
MAX_STEPS = 12  # of one document
MAX_TRIED = 400  # edits of one side
MAX_SHOWN = 3
_MARGIN = 0.3  # how much larger a slip may be to be shown beside another
_SHAPELESS = ("sign", "number", "index", "name", "prime", "function", "throughout", "complement")  # that single numbers tell of
_COMPUTED = ("number", "factor lost", "sign", "bracket", "throughout", "function")  # slips in a computation


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a step may have been meant to say, the likeliest first."""

    step: int
    proposals: tuple[Proposal, ...]


def afterthoughts(explanation: Explanation, verdicts: Mapping[int, Verdict], elsewhere: Iterable[int] = ()) -> dict[int, Suggestion]:
    """Suggestions for refuted steps that no repair is about, by the number of the step; ``elsewhere`` have definitions of their own."""
    final = explanation.repaired
    told = {*elsewhere, *(n for r in explanation.repairs for n in (r.step, *r.mends))}
    refuted = [n for n, v in verdicts.items() if v.outcome == "refuted" and v.method not in ("syntax", "circular", "shapes") and n not in told]
    if not refuted:
        return {}
    thoughts = _Afterthoughts(final)
    found: dict[int, Suggestion] = {}
    for number in refuted[:MAX_STEPS]:
        if proposals_ := thoughts.of(final.steps[number]):
            found[number] = Suggestion(number, tuple(proposals_))
    return found


class _Afterthoughts:
    def __init__(self, final: Assessment) -> None:
        self.final = final
        self.words: Vocabulary = vocabulary(final.derivation)
        self.patterns = Patterns(final)
        self.single = SingleUnit(final)
        nodes = [n for s in final.steps.values() for p in (s.left, s.right) for n in (p.expression.walk() if p.expression else ())]
        self.functions = {self.words.slice(n.function_span).rstrip("'"): None for n in nodes if isinstance(n, ex.Application)}
        self.decimals = dict.fromkeys(_DECIMAL.findall(final.derivation.document.source.text))  # in words too: the rate is 0.1

    def of(self, step: Step) -> list[Proposal]:
        """Edits of the right side that make a step true, else of the left side."""
        for right in (True, False):
            scored = sorted(self.holding(step, right), key=Scored.rank)
            if scored:
                limit = scored[0].rank()[-1] + _MARGIN
                return [s.proposal for s in scored if s.rank()[-1] <= limit][:MAX_SHOWN]
        return []

    def holding(self, step: Step, right: bool) -> Iterator[Scored]:
        place = (step.chain, step.index + right)
        part = step.right if right else step.left
        state = self.final.looks[step.number].state
        largest = float("inf")
        sieve = self.sieve(step, right) if state == "fails" else None
        for proposal in self.edits(step, right)[:MAX_TRIED]:
            if proposal.size > largest:
                return
            if sieve is not None and not sieve.passes(proposal):
                continue
            if state == "misfit" and proposal.kind not in _SHAPELESS:
                continue
            quick = tried(part, proposal)
            if quick is not None and not self.holds(with_side(step, place, quick)):
                continue
            new = reread(self.final.derivation, part, proposal.edit)
            if new is None or new.expression is None or not self.holds(with_side(step, place, new)):
                continue
            breaks = self.breaks(step, place, new)
            carried = right and breaks == [step.number + 1]
            if breaks and not carried:
                continue
            strange = self.patterns.strange(place, new.expression)
            scored = Scored(place, part, new, proposal, step.number, None, (step.number,), len(breaks), 0, 0.0, carried, strange)
            if state != "fails" or is_rounded(step) or wider(self.final, [scored]):
                yield scored
                largest = min(largest, scored.rank()[-1] + _MARGIN - self.patterns.least_strange(place))

    def sieve(self, step: Step, right: bool) -> Sieve | None:
        """What sorts out edits of a side by numbers; None where numbers don't tell."""
        part, other = (step.right, step.left) if right else (step.left, step.right)
        if part.expression is None or other.expression is None or is_rounded(step):
            return None
        try:
            return sieve_of(self.final, step, part.expression, other.expression, self.single)
        except (Undecidable, Cyclic, ShapeMismatch, OutOfRange):
            return None

    def edits(self, step: Step, right: bool) -> list[Proposal]:
        part, other = (step.right, step.left) if right else (step.left, step.right)
        if part.expression is None or (not right and not step.index and not isinstance(part.expression, ex.Derivative)):
            return []
        root, words = part.expression, self.words
        if not right and not step.index:  # what a chain derives may be misnamed, but it is what it is
            return [p for p in ordered(proposals(root, other.expression, words)) if p.kind in ("index", "name")]
        found = [*copies.throughout(root, words), *copies.functions(root, self.functions, words), *copies.bars(root, words)]
        if is_rounded(step):
            found += copies.decimals(root, self.decimals, words)
        sides = [p.expression for p in self.final.derivation.chains[step.chain].parts if p.expression not in (None, root)]
        found += chains.borrowed(root, [s for s in sides if s is not None], words)
        found += proposals(root, other.expression, words, Reach.CLOSE)
        # a number by itself may be rounded to anything: a computation stays one
        kinds = _COMPUTED if is_rounded(step) else None
        return [p for p in ordered(iter(found)) if kinds is None or p.kind in kinds]

    def holds(self, step: Step) -> bool:
        """Is an edited step proved where the step was refuted?"""
        look = self.final.looks[step.number]
        if look.state == "misfit":
            return self.single.possible and _proved(self.single.assessment, self.single.assessment.look(step, brief=True))
        if look.state not in ("fails", "holds") and look.reason != FREE_LOSS:
            return False
        if is_rounded(step):
            return self.final.look(step).state == "holds"
        after = self.final.look(step, brief=True)
        return after.state == "holds" and not is_hollow(self.final, look, after) and _proved(self.final, after)

    def breaks(self, step: Step, place: Place, new: Part) -> list[int]:
        """The other steps of a side that hold and then don't; what is computed from a number follows it."""
        near = [s for s in touching(self.final, place) if s.number != step.number and self.final.looks[s.number].state == "holds" and not is_rounded(s)]
        return [s.number for s in near if self.final.look(with_side(s, place, new), brief=True).state != "holds"]


def _proved(assessment: Assessment, look: Look) -> bool:
    """What a few numbers suggest may still be an accident; where nothing can be proved, as with bars, many numbers have to agree."""
    if look.state != "holds":
        return False
    model = assessment.model
    prover = Prover(model.dag, model.functions)
    samples = [Sample(model.dag, model.functions, number) for number in _MORE]
    return all(
        prove(model.dag, model.functions, prover, left, right).equal or all(agree(s.value(left), s.value(right)) for s in samples)
        for left, right in look.pairs
    )
