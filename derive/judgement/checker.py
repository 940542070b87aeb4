"""The recipe: from a document to the verdict on every step and the findings.

Read, look, explain what fails, repair in thought, prove what then holds, refute what
still doesn't, and word the findings.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from derive.algebra.decide import TOO_LARGE, prove, refute
from derive.algebra.evaluation.differentiation import UNDERIVED
from derive.algebra.prover import Prover
from derive.diagnostics import Diagnostic
from derive.judgement import findings
from derive.judgement.afterthoughts import afterthoughts
from derive.judgement.assessment import Assessment
from derive.judgement.blame import Explanation, explain, proved
from derive.judgement.bridges import bridges
from derive.judgement.centres import Centres
from derive.judgement.conventions import REASON as GIVEN
from derive.judgement.declared import needless
from derive.judgement.free_loss import FreeLoss
from derive.judgement.gradients import Gradients, find_gradients
from derive.judgement.granted import granted
from derive.judgement.increments import Increments
from derive.judgement.layout import laid_out
from derive.judgement.look import Look
from derive.judgement.memory import Memory, Recall, Recalling, decide
from derive.judgement.reasons import CHAIN_RULE, FREE_LOSS, is_chain_rule
from derive.judgement.repair import Repair
from derive.judgement.rounding import is_rounded
from derive.judgement.section_ranks import own_ranks
from derive.judgement.sections import Meant, own_meanings
from derive.judgement.self_terms import told_by_themselves
from derive.judgement.single_unit import SingleUnit
from derive.judgement.sizes import Widening
from derive.judgement.standing import Standing, standing
from derive.judgement.unknown_slopes import REASON as ANY_SLOPE
from derive.judgement.verdicts import Verdict, Witness
from derive.meaning.statements import Derivation, Step, read_derivation
from derive.source.document import Document
from derive.source.text import Edit, apply_edits

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many steps came to which outcome."""

    steps: int
    defined: int
    proved: int
    refuted: int
    undecided: int
    unread: int


@dataclass(slots=True)
class Report:
    """All that is said of one document."""

    document: Document
    derivation: Derivation
    verdicts: dict[int, Verdict]  # by the number of the step
    diagnostics: list[Diagnostic]
    gradients: Gradients
    assessment: Assessment  # the document as it reads after its repairs
    explanation: Explanation
    safe_edits: list[Edit] = field(default_factory=list)
    diagram: str = ""  # the network as SVG, where a report shows it

    @property
    def coverage(self) -> Coverage:
        outcomes = [verdict.outcome for verdict in self.verdicts.values()]
        return Coverage(
            len(outcomes),
            outcomes.count("defined"),
            outcomes.count("proved"),
            outcomes.count("refuted"),
            outcomes.count("undecided"),
            outcomes.count("unread"),
        )

    @property
    def path(self) -> str:
        return self.document.source.path

    def repaired_text(self) -> str:
        """The document's text after its safe repairs."""
        return apply_edits(self.document.source.text, self.safe_edits)


def check(
    document: Document, progress: Progress | None = None, declared: Iterable[str] = (), memory: Memory | None = None
) -> Report:
    """Judge a document. ``declared`` are declarations from outside of it.

    With a ``memory``, only what no document before has asked in the same words is decided.
    """
    declared = tuple(declared)
    derivation = read_derivation(document, declared, memory.readings if memory is not None else None)
    layout = laid_out(derivation, memory.carried if memory is not None else None)
    first = layout.assessment
    derivation = first.derivation
    meant = own_meanings(first)
    meant |= own_ranks(first, meant)
    doubts = {n: doubt for n, doubt in layout.doubts().items() if n not in meant}
    proves = proved if memory is None else partial(_proved, memory)
    silent = {*doubts, *meant, *Increments(first).unsettled()}
    explanation = explain(first, silent, proves)
    trust = standing(first, explanation, meant)
    if trust.upsets(explanation):
        explanation = explain(first, {*trust.doubts, *silent}, proves)
    final = explanation.repaired
    gradients = find_gradients(final)
    ids = findings.number_findings(derivation, explanation)
    verdicts = _verdicts(derivation, first, explanation, trust, meant, ids, progress, memory)
    for number, verdict in verdicts.items():
        if number in doubts and verdict.outcome in ("proved", "refuted"):
            verdicts[number] = Verdict("undecided", "", *doubts[number])
    suggestions = afterthoughts(explanation, verdicts, meant)
    bridged = bridges(final, verdicts, meant)
    verdicts.update(bridged)
    verdicts.update(told_by_themselves(derivation, verdicts))
    taken, idle = granted(derivation, verdicts)
    verdicts.update(taken)
    diagnostics = findings.word_findings(derivation, first, explanation, verdicts, gradients, ids, suggestions, bridged)
    diagnostics += _missing_pictures(document, len(diagnostics))
    diagnostics += needless(document, declared, first, idle, len(diagnostics))
    report = Report(document, derivation, verdicts, diagnostics, gradients, final, explanation)
    report.safe_edits = _safe_edits(diagnostics)
    return report


def _safe_edits(diagnostics: list[Diagnostic]) -> list[Edit]:
    edits: list[Edit] = []
    for diagnostic in diagnostics:
        if diagnostic.fix and diagnostic.fix.safe:
            for edit in diagnostic.fix.edits:
                if not any(e.span.start < edit.span.end and edit.span.start < e.span.end for e in edits):
                    edits.append(edit)
    return edits


def _missing_pictures(document: Document, count: int) -> list[Diagnostic]:
    if document.source.path in ("-", "<text>"):
        return []
    base = document.source.folder
    found = []
    for image in document.images:
        if "://" in image.target or image.target.startswith(("data:", "/", "{")) or not image.target:
            continue
        if not os.path.exists(os.path.join(base, image.target)):
            count += 1
            message = f"the picture {image.target} does not exist; `derive graph` draws the network of this document"
            found.append(Diagnostic(f"f{count}", "D502", message, image.span))
    return found


def _verdicts(
    derivation: Derivation,
    first: Assessment,
    explanation: Explanation,
    trust: Standing,
    meant: Mapping[int, Meant],
    ids: dict[Repair, str],
    progress: Progress | None,
    memory: Memory | None,
) -> dict[int, Verdict]:
    final = explanation.repaired
    malformed = {step.number for step, _ in derivation.malformed() if step is not None}
    for side in explanation.unbalanced:  # where it can be mended, the steps beside it are judged with the mend
        malformed.update(side.steps[:1] if side.proposals else side.steps)
    own: dict[int, Repair] = {}
    assuming: dict[int, list[str]] = {}
    for repair in explanation.repairs:
        if repair.definition is None:
            for number in repair.mends:
                own[number] = repair
        else:
            for number in repair.mends:
                assuming.setdefault(number, []).append(ids[repair])
    prover = Prover(final.model.dag, final.model.functions)
    widening = Widening(final)
    recall = Recall(memory, final) if memory is not None else decide
    verdicts: dict[int, Verdict] = {}
    doubtful: list[int] = []  # undecided, but what is proved elsewhere may refute them
    for done, step in enumerate(derivation.steps):
        if progress:
            progress(done, len(derivation.steps))
        number = step.number
        if number in malformed:
            verdicts[number] = Verdict("refuted", "syntax")
        elif number in meant:
            verdicts[number] = _judge_in_section(meant[number], number, decide)
        elif number in own:
            verdicts[number] = _refuted(first, final, step)
        else:
            verdicts[number] = _judge(final, prover, final.steps[number], recall)
            if number in trust.doubts and verdicts[number].outcome == "refuted":
                untold = trust.untold.get(number)
                declaration = f"{untold.latex()} = …" if untold is not None else ""
                verdicts[number] = Verdict("undecided", "", trust.doubts[number], declaration)
            elif final.looks[number].state == "misfit" or final.looks[number].reason == FREE_LOSS:
                doubtful.append(number)
            look = final.looks[number]
            if verdicts[number].outcome == "proved" and (look.unknown or look.conventional):
                sizes = () if final.model.world.plain else (final.model.world.size,)
                verdicts[number] = replace(verdicts[number], reason=GIVEN if look.conventional else ANY_SLOPE, sizes=sizes)
                if look.conventional:
                    verdicts[number] = replace(verdicts[number], method="convention")
            elif verdicts[number].outcome == "proved":
                verdicts[number] = _widened(widening, final.steps[number], verdicts[number], recall)
            if number in assuming and (verdicts[number].outcome == "proved" or verdicts[number].method == "rounding"):
                verdicts[number] = replace(verdicts[number], assuming=tuple(assuming[number]))
    if doubtful:
        verdicts.update(_refuted_after_all(final, doubtful, verdicts, trust))
    return verdicts


def _refuted_after_all(
    final: Assessment, doubtful: list[int], verdicts: Mapping[int, Verdict], trust: Standing
) -> dict[int, Verdict]:
    """Verdicts on steps whose shapes don't fit, or that are about an undefined loss, where they are false all the same."""
    free_loss = FreeLoss(final, verdicts)
    single: SingleUnit | None = None
    centres = Centres(final)
    found: dict[int, Verdict] = {}
    for number in doubtful:
        step, look = final.steps[number], final.looks[number]
        verdict: Verdict | None = None
        if number in trust.doubts or is_rounded(step):  # numbers say nothing of single units
            continue
        if look.state == "misfit":
            single = single or SingleUnit(final)
            verdict = single.refutation(step, frozenset(n.base for n in trust.contested), free_loss)
        elif free_loss.refuted(step, look, final.model) and centres.of(step) is None:
            verdict = _refutation(final, look, None)
        if verdict is not None and verdict.outcome == "refuted":
            found[number] = verdict
    return found


def _widened(widening: Widening, step: Step, verdict: Verdict, recall: Recalling) -> Verdict:
    """The verdict on a proved step with the sizes for which it holds; that depends on all definitions."""
    if widening.model.world.plain or verdict.method == "rounding":
        return verdict
    return recall(f"widened {verdict.method}", step, lambda: widening.widened(step, verdict), whole=True)


def _judge(final: Assessment, prover: Prover, step: Step, recall: Recalling) -> Verdict:
    """The verdict on a step in the repaired document."""
    look = final.looks[step.number]
    if look.state == "unread":
        return Verdict("unread", "", look.reason)
    if look.state == "defines":
        return Verdict("defined", "definition")
    if look.state in ("assigns", "assumes"):
        return Verdict("defined", "assignment" if look.state == "assigns" else "assumption")
    if look.state == "open" and UNDERIVED in look.reason and is_chain_rule(step.left.expression, step.right.expression):
        return Verdict("defined", "assumption", CHAIN_RULE)
    if look.state in ("open", "misfit"):
        return Verdict("undecided", "", look.reason, look.declaration)
    if look.state == "holds" and look.reason:  # both sides are zero, for want of a path
        return Verdict("defined", "assumption", look.reason) if look.reason == CHAIN_RULE else Verdict("undecided", "", look.reason)
    if look.reason == "circular":
        if not final.model.world.plain:  # indices that aren't written may tell the two apart
            return Verdict("undecided", "", "it is defined by itself, so it has no value that could be looked at")
        return Verdict("refuted", "circular")
    if look.by_values or step.relation == "approx" or is_rounded(step):
        return Verdict("proved" if look.state == "holds" else "refuted", "rounding")
    return recall("judged", step, lambda: _decided(final, prover, look))


def _judge_in_section(meant: Meant, number: int, recall: Recalling) -> Verdict:
    """The verdict on a step under the meaning that its section gives a name."""
    own = meant.assessment
    step = own.steps[number]
    verdict = _judge(own, Prover(own.model.dag, own.model.functions), step, recall)
    if verdict.outcome == "refuted":  # at numbers that no look had values at: nothing in the section tells which statement is meant
        return Verdict("undecided", "", f"{meant.reason}, it says something else than another statement".strip(", "))
    if verdict.outcome == "proved":
        verdict = _widened(Widening(own), step, verdict, recall)
    return replace(verdict, reason=verdict.reason or meant.reason)


def _decided(final: Assessment, prover: Prover, look: Look) -> Verdict:
    """Prove what seems to hold and refute what doesn't."""
    model = final.model
    if look.state == "holds":
        methods = []
        for left, right in look.pairs:
            decision = prove(model.dag, model.functions, prover, left, right)
            if not decision.equal:
                verdict = _refutation(final, look, None)
                outgrown = verdict.outcome == "undecided" and decision.method.startswith(TOO_LARGE)
                return replace(verdict, reason=decision.method) if outgrown else verdict
            methods.append(decision.method)
        method = "polynomial" if "polynomial" in methods else "identical"
        return Verdict("proved", method)
    return _refutation(final, look, prover)


def _proved(memory: Memory, after: Assessment, number: int) -> bool:
    """Is a step that holds proved, as far as its verdict is known already?"""
    deciding = partial(_decided, after, Prover(after.model.dag, after.model.functions), after.looks[number])
    return Recall(memory, after)("judged", after.steps[number], deciding).outcome == "proved"


def _refutation(assessment: Assessment, look: Look, prover: Prover | None) -> Verdict:
    """A witness for the entries that differ; if there is none, perhaps the entries are equal after all."""
    model = assessment.model
    reason = ""
    for left, right in look.pairs:
        decision = refute(model.dag, model.functions, left, right)
        if decision.equal is False:
            return Verdict("refuted", "intervals", witness=Witness(decision.values or {}, decision.left, decision.right))
        reason = decision.method
    if prover is not None and all(prove(model.dag, model.functions, prover, a, b).equal for a, b in look.pairs):
        return Verdict("proved", "polynomial")
    return Verdict("undecided", "", reason)


def _refuted(first: Assessment, final: Assessment, step: Step) -> Verdict:
    """A step that has a repair of its own: shown false under the repaired definitions."""
    if first.looks[step.number].reason == "circular":
        return Verdict("refuted", "circular")
    known = first.looks[step.number]
    # as long as no definition is edited, what fails does so with the same values
    look = known if known.state == "fails" and final.model is first.model else final.as_written(step.number)
    if look.state == "misfit":
        return Verdict("refuted", "shapes", look.reason)
    if look.state != "fails":
        look, final = first.looks[step.number], first
    if is_rounded(step):
        return Verdict("refuted", "rounding")
    return _refutation(final, look, None)
