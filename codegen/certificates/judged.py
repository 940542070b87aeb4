"""The certificate of a judged document: its repaired form proved, its wrong lines refuted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from codegen.certificates.document import certify
from codegen.certificates.instances import WrittenOut
from codegen.certificates.refutations import find_refutation, refute
from codegen.certificates.statements import Certificate, Omission, Refutation, line_of, step_latex
from codegen.certificates.translate import Uncertified
from derive.algebra.model import Definition
from derive.algebra.samples import leaf_value
from derive.judgement.checker import Report, check
from derive.judgement.verdicts import Verdict
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.statements import Step
from derive.source.reader import read

_SAMPLES = 6  # choices of numbers that are tried for a witness


def certify_report(report: Report, size: int | None = None) -> Certificate:
    """A theorem for every verdict of a report.

    Proved steps and gradients are those of the document after its safe repairs. A step that
    is refuted as written is refuted in a module of its own; a definition that is wrong as
    written is shown to make one of the later steps false. Formulas in indices and arrays are
    written out at small sizes; ``size`` units in a layer, where the checker's choice isn't wanted.
    """
    repaired = report
    if report.safe_edits:
        source = replace(report.document.source, text=report.repaired_text())
        repaired = check(read(source, report.document.format))
    assessment = repaired.assessment
    aliases = dict(assessment.model.functions.aliases)
    written = WrittenOut(assessment, size)
    refutations, omissions = _refuted(report, repaired, aliases, everything=size is not None)
    verdicts = {number: _outcome(verdict) for number, verdict in repaired.verdicts.items()}
    if size is not None:  # witnesses are numbers for the checker's own sizes
        verdicts = {number: outcome for number, outcome in verdicts.items() if outcome != "refuted"}
    found = certify(
        repaired.derivation,
        written.definitions(),
        verdicts,
        {n: v.witness.values for n, v in repaired.verdicts.items() if v.witness},
        refutations=[*refutations, *_wrong_definitions(report, aliases)],
        loss=repaired.gradients.loss,
        aliases=aliases,
        instances=written.instances,
        open_steps={
            n: f"it is {v.outcome}{': ' + v.reason if v.reason else ''}"
            for n, v in repaired.verdicts.items()
            if verdicts.get(n) in ("undecided", "unread")
        },
        repaired=[n for n, step in enumerate(repaired.derivation.steps, 1) if _changed(report, repaired, step)],
    )
    return replace(found, omissions=(*found.omissions, *omissions))


def _changed(report: Report, repaired: Report, step: Step) -> bool:
    """Does a step read differently after the repairs?"""
    return step_latex(repaired.derivation, step) != step_latex(report.derivation, report.derivation.steps[step.number - 1])


def _outcome(verdict: Verdict) -> str:
    """What the certificate can say of a step: what is proved with another meaning of names than the document's gets no theorem."""
    if verdict.method == "rounding":
        return "rounded"
    return "undecided" if verdict.outcome == "proved" and verdict.reason else verdict.outcome


def _refuted(
    report: Report, repaired: Report, aliases: dict[Name, Name], *, everything: bool
) -> tuple[list[Refutation], list[Omission]]:
    """Steps that are refuted as written and mended by the repair, or all that are refuted."""
    written = WrittenOut(report.assessment)
    definitions = written.definitions()
    found: list[Refutation] = []
    omissions: list[Omission] = []
    for step in report.derivation.steps:
        verdict = report.verdicts[step.number]
        if verdict.outcome != "refuted" or verdict.witness is None:
            continue
        if repaired.verdicts[step.number].outcome == "refuted" and not everything:
            continue  # it stands in the repaired document too
        line, latex = line_of(report.derivation, step), step_latex(report.derivation, step)
        values = verdict.witness.values
        try:
            instances = written.instances(step)
            found += find_refutation(instances, definitions, values, line, latex, step.number, "as written", aliases)
        except Uncertified as problem:
            omissions.append(Omission(step.number, line, f"it is refuted, but {problem}"))
    return found, omissions


def _wrong_definitions(report: Report, aliases: dict[Name, Name]) -> Iterator[Refutation]:
    """For every wrong definition, a step that is false under it and true under its repair."""
    if not report.assessment.model.world.plain:
        return
    for repair in report.explanation.repairs:
        if repair.definition is None:
            continue
        wrong = repair.definition
        definitions = {**report.assessment.definitions, wrong.target: wrong}
        steps = {s.number: s for s in report.derivation.steps}
        defining = steps.get(wrong.step)
        where = f"line {line_of(report.derivation, defining)}" if defining else wrong.target.latex()
        names = {n.name for d in definitions.values() for n in d.expression.walk() if isinstance(n, ex.Symbol)}
        for number in sorted(repair.mends):
            found = next(
                (
                    r
                    for sample in range(_SAMPLES)
                    if (r := _attempt(report, number, definitions, names, sample, f"under {where} as written", aliases))
                ),
                None,
            )
            if found:
                yield found
                break


def _attempt(
    report: Report,
    number: int,
    definitions: dict[Name, Definition],
    names: set[Name],
    sample: int,
    note: str,
    aliases: dict[Name, Name],
) -> Refutation | None:
    step = next(s for s in report.derivation.steps if s.number == number)
    left, right = step.left.expression, step.right.expression
    if left is None or right is None:
        return None
    mentioned = names | {n.name for e in (left, right) for n in e.walk() if isinstance(n, ex.Symbol)}
    witness: dict[Name, Fraction] = {n: leaf_value(n, sample) for n in mentioned if n not in definitions}
    line, latex = line_of(report.derivation, step), step_latex(report.derivation, step)
    refutation = Refutation(left, right, definitions, witness, line, latex, number, note)
    try:
        refute(refutation, "trial", aliases)
    except Uncertified:
        return None
    return refutation
