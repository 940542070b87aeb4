"""The checker's report after Coq has spoken: its verdicts certified, doubted or as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codegen.certificates import run
from codegen.certificates.statements import Certificate, Theorem
from derive.diagnostics import Diagnostic
from derive.judgement.checker import Report
from derive.judgement.verdicts import Verdict
from derive.source.text import Span

METHOD = "certified"
# The kind of theorem that a verdict is, so that it falls where the theorem does.
_SUPPORT = {"proved": "step", "refuted": "refutation"}
_BUG = "this is a fault of derive, not of the document; please report it"
_LONGEST = 300  # letters of Coq's message that are shown


def confirm(report: Report, certificate: Certificate, spoken: run.Report) -> Report:
    """The report with what Coq said of its certificate.

    A verdict is certified where every theorem of its step was accepted. One whose theorem
    was rejected becomes undecided, with a finding that calls it a fault of ours; one that
    ran out of time stays as it was. Where the file as a whole isn't in order, nothing is
    certified.
    """
    said = {outcome.word: outcome for outcome in spoken.outcomes}
    sound = not spoken.error and not spoken.foreign
    verdicts = dict(report.verdicts)
    doubted: set[str] = set()
    for number, verdict in report.verdicts.items():
        own = [t for t in certificate.theorems if t.step == number and t.kind == _SUPPORT.get(verdict.outcome)]
        rejected = [t for t in own if t.word in said and said[t.word].state == "rejected"]
        if rejected:
            verdicts[number] = Verdict("undecided", "", f"Coq rejects its theorem {rejected[0].word}; {_BUG}")
            doubted.add(report.derivation.steps[number - 1].id)
        elif sound and _certified(number, own, certificate, said):
            verdicts[number] = replace(verdict, method=METHOD)
    kept = [d for d in report.diagnostics if not (d.step in doubted and d.code.startswith("D3"))]
    gone = {d.id for d in report.diagnostics} - {d.id for d in kept}
    withdrawn = {edit for d in report.diagnostics if d.id in gone and d.fix for edit in d.fix.edits}
    kept = [replace(d, cause=None) if d.cause in gone else d for d in kept]
    first = 1 + max((int(d.id[1:]) for d in report.diagnostics), default=0)
    faults = [replace(d, id=f"f{first + place}") for place, d in enumerate(_faults(report, certificate, spoken))]
    edits = [edit for edit in report.safe_edits if edit not in withdrawn]
    return replace(report, verdicts=verdicts, diagnostics=[*kept, *faults], safe_edits=edits)


def _certified(number: int, own: list[Theorem], certificate: Certificate, said: dict[str, run.Outcome]) -> bool:
    """Was every theorem of a step accepted, and is there one for all that the step says?"""
    accepted = all(t.word in said and said[t.word].state == "accepted" for t in own)
    return bool(own) and accepted and all(o.step != number for o in certificate.omissions)


def _faults(report: Report, certificate: Certificate, spoken: run.Report) -> Iterator[Diagnostic]:
    """A finding for every theorem that was rejected, and for the file itself."""
    stated = {t.word: t for t in certificate.theorems}
    for outcome in spoken.outcomes:
        if outcome.state != "rejected":
            continue
        theorem = stated[outcome.word]
        step = None if theorem.step is None else report.derivation.steps[theorem.step - 1]
        message = f"Coq rejects the theorem {outcome.word}: {_short(outcome.message)}; {_BUG}"
        yield Diagnostic("", "D411", message, step.span if step else Span(0, 0), step=step.id if step else None)
    if spoken.error:
        yield Diagnostic("", "D411", f"Coq doesn't read the certificate: {_short(spoken.error)}; {_BUG}", Span(0, 0))
    for axiom in spoken.foreign:
        message = f"the certificate rests on {axiom}, which is no axiom of the real numbers; {_BUG}"
        yield Diagnostic("", "D411", message, Span(0, 0))


def _short(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
