"""Causes in words: the one wrong token of each, what it should be, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.algebra.decide import refute
from derive.diagnostics import Diagnostic, Fix, Numbers
from derive.judgement.assessment import Assessment
from derive.judgement.blame import Explanation
from derive.judgement.causes import told, why
from derive.judgement.edits import Proposal
from derive.judgement.gradients import Gradients
from derive.judgement.repair import Repair
from derive.judgement.siblings import violations
from derive.judgement.slips import unused_letters
from derive.judgement.verdicts import Verdict, Witness
from derive.meaning import expressions as ex
from derive.meaning.statements import Derivation, Step
from derive.source.text import Span


def numbers(witness: Witness | None) -> Numbers | None:
    """A witness with its names in plain words."""
    if witness is None:
        return None
    return Numbers({name.plain(): value for name, value in witness.values.items()}, witness.left, witness.right)


class CauseWords:
    """Words for the causes of one document."""

    def __init__(
        self,
        derivation: Derivation,
        first: Assessment,
        explanation: Explanation,
        verdicts: Mapping[int, Verdict],
        gradients: Gradients,
    ) -> None:
        self.derivation = derivation
        self.source = derivation.document.source
        self.first = first
        self.explanation = explanation
        self.final = explanation.repaired
        self.verdicts = verdicts
        self.gradients = gradients
        self.steps = {step.number: step for step in derivation.steps}
        self.unused = list(unused_letters(derivation))

    def text(self, span: Span) -> str:
        return " ".join(self.source.slice(span).split())

    def line(self, span: Span) -> int:
        return self.source.location(span.start).line

    def caused(self, repair: Repair, id: str) -> Diagnostic:
        """The finding about a repair, with its cause in words."""
        found = self.repair(repair, id)
        assert repair.proposal is not None
        side = repair.part.expression
        fixed = repair.new
        head = self.derivation.chains[self.steps[repair.step].chain].parts[0].expression
        key = why(repair.proposal, side, head, fixed.expression if fixed else None)
        return replace(found, message=told(found.message, key), why=key)

    def repair(self, repair: Repair, id: str) -> Diagnostic:
        proposal = repair.proposal
        assert proposal is not None
        fix = fix_of(proposal, repair.safe)
        others = tuple(fix_of(p, False) for p in repair.alternatives)
        step = self.steps[repair.step]
        if repair.definition is not None:
            return self.wrong_definition(repair, proposal, fix, others, id)
        verdict = self.verdicts[repair.step]
        if verdict.method == "shapes":
            message = f"{verdict.reason}; {proposal.told}"
            return Diagnostic(id, "D302", message, proposal.place, fix, others, step=step.id)
        target = self.restated(step)
        if verdict.method == "circular":
            name = self.text(step.left.span)
            message = f"`{name}` is defined in terms of itself; should it be {_what(proposal)}?"
            return Diagnostic(id, "D204", message, proposal.place, fix, others, step=step.id)
        if target is not None and step.right is repair.part:
            return self.conflict(step, repair, proposal, fix, others, id)
        token = self.text(proposal.place)
        message = f"the two sides differ: {self.reason(proposal, token)}"
        more = len(repair.mends) - 1
        notes = (f"the repair also mends the step{'s' if more > 1 else ''} beside it",) if more > 0 else ()
        return Diagnostic(
            id, "D301", message, proposal.place, fix, others, witness=numbers(verdict.witness), step=step.id, notes=notes
        )

    def restated(self, step: Step) -> Span | None:
        """Where the name that a step gives again is defined."""
        left = step.left.expression
        if step.index or not isinstance(left, ex.Symbol):
            return None
        definition = self.final.definitions.get(left.name)
        return None if definition is None or definition.step in (0, step.number) else self.steps[definition.step].span

    def reason(self, proposal: Proposal, token: str) -> str:
        replaced = proposal.edit.text.strip()
        if proposal.kind in ("index", "name", "inner derivative"):
            return f"`{token}` should be `{replaced}`"
        return f"at `{token}`: {proposal.told}"

    def wrong_definition(
        self, repair: Repair, proposal: Proposal, fix: Fix, others: tuple[Fix, ...], id: str
    ) -> Diagnostic:
        assert repair.definition is not None
        token = self.text(proposal.place)
        count = len(repair.mends)
        target = self.text(self.steps[repair.step].left.span)
        example = self.steps[repair.mends[0]]
        state = self.first.looks[example.number].state
        if state == "misfit":
            told = f"the shapes of {count} later steps don't fit with it"
        elif state == "open":
            told = f"{count} later step{'s' if count > 1 else ''} can't be decided with it"
        else:
            told = f"{count} later step{'s' if count > 1 else ''} contradict{'' if count > 1 else 's'} it"
        message = f"`{token}` in the definition of `{target}`: {told}; {self.reason(proposal, token)}"
        look = self.first.looks[example.number]
        witness = None
        if min(look.left, look.right) >= 0:  # the sides have values at all
            decision = refute(self.first.model.dag, self.first.model.functions, look.left, look.right)
            if decision.equal is False:
                witness = numbers(Witness(decision.values or {}, decision.left, decision.right))
        lines = sorted({self.line(self.steps[n].span) for n in repair.mends})
        listed = ", ".join(map(str, lines[:12])) + (", …" if len(lines) > 12 else "")
        notes = (f"{'contradicted' if state == 'fails' else 'it shows'} on line{'s' if len(lines) > 1 else ''} {listed}",)
        how = "is false" if state == "fails" else "says nothing"
        related = ((example.span, f"for example this step, which {how} as the definition stands"),)
        return Diagnostic(
            id, "D201", message, proposal.place, fix, others, witness=witness, step=f"s{repair.step}",
            notes=notes, related=related,
        )  # fmt: skip

    def conflict(
        self, step: Step, repair: Repair, proposal: Proposal, fix: Fix, others: tuple[Fix, ...], id: str
    ) -> Diagnostic:
        left = step.left.expression
        assert isinstance(left, ex.Symbol)
        definition = self.final.definitions[left.name]
        there = self.steps[definition.step].span
        token = self.text(proposal.place)
        message = f"`{token}` contradicts the definition of `{self.text(step.left.span)}` on line {self.line(there)}"
        everything = list(self.final.definitions.values())
        own = type(definition)(left.name, (), self.derivation.steps[step.number - 1].right.expression or definition.expression, step.number)
        broken = [v for v in violations(own, [*everything, own]) if v.symbol.span == proposal.place]
        if broken:
            message += f"; in every other row of this family the index follows the unit: `{proposal.edit.text}`"
        else:
            message += f"; {self.reason(proposal, token)}"
        return Diagnostic(
            id, "D202", message, proposal.place, fix, others, witness=numbers(self.verdicts[step.number].witness),
            step=step.id, related=((there, "the definition"),),
        )  # fmt: skip


def _what(proposal: Proposal) -> str:
    return f"`{proposal.edit.text}`" if proposal.edit.text else proposal.told


def fix_of(proposal: Proposal, safe: bool) -> Fix:
    return Fix(proposal.told, (proposal.edit,), safe)
