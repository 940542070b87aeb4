r"""Steps that are true if the author means something that isn't said: "true, if you mean …".

A step often stays open, or is false as it stands, for want of one statement that its author
takes for granted. The likely ones are written down as declarations and tried. One is told only
if with it the step is proved, nothing in the document speaks against it, and the step doesn't
merely say it again. Nothing is ever assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from derive.algebra.decide import prove
from derive.algebra.model import Definition
from derive.algebra.prover import Prover
from derive.algebra.samples import agree
from derive.judgement.assessment import Assessment, assess, samples_of
from derive.judgement.assumptions import Assumptions, Numbers, sides
from derive.judgement.definitions import as_definition, mentions, symbolic
from derive.judgement.given import sum_to_one
from derive.judgement.look import Look
from derive.judgement.reasons import FREE_LOSS
from derive.judgement.rounding import is_rounded
from derive.judgement.single_unit import at_size
from derive.judgement.trials import is_hollow, vanishes
from derive.judgement.verdicts import Verdict
from derive.latex.errors import LatexError
from derive.latex.tokens import tokenize
from derive.meaning.sides import Part
from derive.meaning.statements import Chain, Derivation, Step, read_part
from derive.source.text import Span

MAX_STEPS = 24  # of one document
MAX_TRIED = 48  # definitions, each for one step
MAX_CONFIRMED = 6  # declarations with which the whole document is looked at
_GOOD = ("holds", "defines", "assigns", "assumes")
_RELATIONS = {"=": "=", "in": "in"}  # as tokens tell them


UNPROVED = "what would make it true isn't said"


def bridges(final: Assessment, verdicts: Mapping[int, Verdict], elsewhere: Iterable[int] = ()) -> dict[int, Verdict]:
    """Verdicts on steps that a declaration would prove, with that, by number; ``elsewhere`` have definitions of their own.

    A declaration that a look has found, and that proves nothing after all, is taken back.
    """
    others = set(elsewhere)
    asked = [n for n, v in verdicts.items() if n not in others and _is_open(v) and not is_rounded(final.steps[n])]
    asked.sort(key=lambda n: not _complete(verdicts[n]))  # what a look has found already comes first
    return _Bridges(final, verdicts).of(asked[:MAX_STEPS]) if asked else {}


def _complete(verdict: Verdict) -> str:
    """What would decide a step, if there is nothing in it to fill in."""
    return "" if verdict.declaration.endswith("…") else verdict.declaration


def _is_open(verdict: Verdict) -> bool:
    return verdict.outcome == "undecided" or (verdict.outcome == "refuted" and verdict.method == "intervals")


class _Bridges:
    """The search for what bridges the sides of steps in one document."""

    def __init__(self, final: Assessment, verdicts: Mapping[int, Verdict]) -> None:
        self.final = final
        self.verdicts = verdicts
        self.assumptions = Assumptions(final)
        self.tried = 0
        self.confirmed: dict[str, Assessment | None] = {}  # the document with a declaration, if nothing speaks against it

    def of(self, numbers: Iterable[int]) -> dict[int, Verdict]:
        found: dict[int, Verdict] = {}
        for number in numbers:
            step, verdict = self.final.derivation.steps[number - 1], self.verdicts[number]  # as it is written
            if len(sides(step)) < 2 or sum_to_one(step) is not None:
                continue
            told = _complete(verdict)
            likely = [told] if told else self.likely(step, verdict.outcome == "refuted")
            if (best := self.best([text for text in dict.fromkeys(likely) if self.proves(text, step)])) is not None:
                found[number] = replace(verdict, declaration=best)
            elif told:
                against = self.confirmed[told] is None  # then it is true, and not what this document means
                found[number] = replace(verdict, declaration="", reason=verdict.reason if against else UNPROVED)
        return found

    def best(self, proving: list[str]) -> str | None:
        """The declaration that decides most; of two that decide as much nobody knows which is meant."""
        rated = sorted((_holding(self.confirmed[text]), text) for text in proving)
        if not rated or (len(rated) > 1 and rated[-1][0] == rated[-2][0]):
            return None
        return rated[-1][1]

    def likely(self, step: Step, refuted: bool) -> Iterator[str]:
        """The assumptions with which a step seems to hold: of what is never defined, and of given numbers."""
        look, assumptions = self.final.as_written(step.number), self.assumptions
        if not refuted and look.state != "misfit":
            named = dict.fromkeys(assumptions.slopes(step))
            if look.reason != FREE_LOSS:
                outputs = [text for text in dict.fromkeys(assumptions.outputs(step)) if self.defines(text, step)]
                if sum("tanh(" in text or "sigmoid(" in text for text in outputs) < 2:  # else any dependence would do
                    yield from outputs
                named |= dict.fromkeys(assumptions.renamed(step))
            yield from (text for text in named if self.defines(text, step))
        if look.pairs:
            leaves = self.final.model.dag.leaves(*(node for pair in look.pairs for node in pair))
            given = [n for n in leaves if not assumptions.is_defined(n)]
            yield from (text for text, like in (*assumptions.shares(given), *assumptions.kinds(given)) if self.agrees(look, like))
        yield from [text for text, after in self.confirmed.items() if after is not None]  # what another step needs

    # -- trials

    def defines(self, text: str, step: Step) -> bool:
        """Does a step seem to hold with a definition?"""
        chain = declared(self.final.derivation, text) if self.tried < MAX_TRIED else None
        told = _told(chain) if chain is not None else None
        if told is None:
            return False
        self.tried += 1
        trial = self.defining(told)
        return trial.look(step, brief=True).state == "holds" and self.holds(trial.look(step), step)

    def defining(self, definition: Definition) -> Assessment:
        final = self.final
        definitions = {**final.definitions, definition.target: definition}
        model = final.model.replaced(symbolic(definitions))
        return replace(final, definitions=definitions, model=model, samples=samples_of(model, final), looks={}, with_values=None)

    def agrees(self, look: Look, like: Numbers) -> bool:
        """Do the sides agree at numbers of a kind?"""
        samples = (sample.with_numbers(fixed) for sample, fixed in zip(self.final.samples, like, strict=True))
        return all(agree(sample.value(a), sample.value(b)) for sample in samples for a, b in look.pairs)

    def holds(self, look: Look, step: Step) -> bool:
        """Does a step hold with an assumption, and say something then?"""
        if look.state != "holds" or look.reason or all(a == b for a, b in look.pairs):
            return False
        return not is_hollow(self.final, self.final.as_written(step.number), look)

    def proves(self, text: str, step: Step) -> bool:
        """Is a step proved with a declaration that nothing in the document speaks against?"""
        if text not in self.confirmed:
            room = sum(after is not None for after in self.confirmed.values()) < MAX_CONFIRMED
            self.confirmed[text] = self.confirm(text) if room else None
        after = self.confirmed[text]
        if after is None or not self.holds(look := after.look(step), step):
            return False
        dag, functions = after.model.dag, after.model.functions
        prover = Prover(dag, functions)
        if not all(prove(dag, functions, prover, a, b).equal for a, b in look.pairs):
            return False
        return after.model.world.plain or at_size(after, after.model.world.size + 1).look(step, brief=True).state == "holds"

    def confirm(self, text: str) -> Assessment | None:
        """The document with a declaration; None if a step that was good no longer is, or one that is told of fails."""
        final = self.final
        derivation = with_declaration(final.derivation, text)
        if derivation is None:
            return None
        named = derivation.declarations.functions.keys() - final.derivation.declarations.functions.keys()
        if any(name.base in named for name in final.candidates.by_name):
            return None  # somewhere the document says itself what the function is
        chosen = {**final.definitions}
        for chain in derivation.declared[len(final.derivation.declared) :]:
            if (told := _told(chain)) is not None and not mentions(told.expression, told.target):
                chosen.setdefault(told.target, told)
        edited = {n: s for n, s in final.steps.items() if s is not final.derivation.steps[n - 1]}
        before = final if derivation.declarations is final.derivation.declarations else None  # else functions have other values
        after = assess(derivation, edited=edited, chosen=chosen, before=before, world=final.model.world)
        fails = sum(look.state == "fails" and final.looks[n].state != "fails" for n, look in after.looks.items())
        if fails and _holding(after) - _holding(final) <= fails:
            return None
        return after if all(self.agreeable(number, look, after) for number, look in after.looks.items()) else None

    def agreeable(self, number: int, look: Look, after: Assessment) -> bool:
        """Does a step, as it looks with a declaration, not speak against it?"""
        known = self.final.looks[number]
        if known.state in _GOOD and look.state not in _GOOD:
            return False
        if look.state == "fails" and known.state == "open" and self.assumptions.is_told(after.steps[number]):
            return False
        return known.state != "holds" or not vanishes(after, look) or vanishes(self.final, known)


def _holding(assessment: Assessment | None) -> int:
    return sum(look.state == "holds" for look in assessment.looks.values()) if assessment is not None else 0


# -- declarations


def declared(derivation: Derivation, text: str) -> Chain | None:
    """A declaration as the statement that it is; None for one that can't be read."""
    place = Span(0, 0)
    try:
        tokens = [replace(t, span=place) for t in tokenize(text, 0, len(text))]
        at = next(n for n, t in enumerate(tokens) if t.text in _RELATIONS)
        relation, before, behind = _RELATIONS[tokens[at].text], tokens[:at], tokens[at + 1 :]
        left = read_part(before, derivation.vocabulary, derivation.notation, place)
        right = read_part(behind, derivation.vocabulary, derivation.notation, place) if relation == "=" else None
    except (LatexError, RecursionError, StopIteration):
        return None
    return Chain((Part(place, left, tokens=tuple(before)), Part(place, right, tokens=tuple(behind))), (relation,), (place,))


def with_declaration(derivation: Derivation, text: str) -> Derivation | None:
    """A derivation whose document declares one thing more."""
    name, _, meaning = text.partition(" = ")
    if meaning in ("sigmoid", "tanh", "relu"):
        declarations = replace(derivation.declarations, functions={**derivation.declarations.functions, name: meaning})
        return replace(derivation, declarations=declarations)
    chain = declared(derivation, text)
    return replace(derivation, declared=(*derivation.declared, chain)) if chain is not None else None


def _told(chain: Chain) -> Definition | None:
    """The definition that a declaration is."""
    left, right = chain.parts
    return as_definition(Step(0, -1, 0, left, right, "=", left.span))
