"""What a judged document says, as plain data for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.judgement.checker import Report
from derive.judgement.completion import complete
from derive.judgement.verdicts import Outcome
from derive.meaning.expressions import Symbol
from derive.report.reading import reading


@dataclass(frozen=True, slots=True)
class Step:
    """One equality of the document and what came of it."""

    id: str
    outcome: Outcome
    method: str  # what decided it: "identical", "polynomial", "intervals", …
    latex: str
    line: int
    column: int
    reason: str = ""  # why it is undecided or unread


@dataclass(frozen=True, slots=True)
class Gradient:
    """The derivative of the loss by one parameter, in its last form."""

    parameter: str
    latex: str
    stated: bool  # in the document; otherwise it was completed from a sibling's
    line: int | None  # of its first step


@dataclass(frozen=True, slots=True)
class Graph:
    """The document's definitions after its repairs, as a graph."""

    definitions: Mapping[str, str]  # each defined name with its expression, in plain words
    edges: tuple[tuple[str, str], ...]  # from each operand to what is made of it
    leaves: tuple[str, ...]  # names that are used and never defined: inputs, weights, targets


def steps(report: Report) -> tuple[Step, ...]:
    """Every step in the order of the document."""
    source = report.document.source
    found = []
    for step in report.derivation.steps:
        verdict = report.verdicts[step.number]
        at = source.location(step.span.start)
        latex = " ".join(report.document.masked[step.span.start : step.span.end].split())
        found.append(Step(step.id, verdict.outcome, verdict.method, latex, at.line, at.column, verdict.reason))
    return tuple(found)


def graph(report: Report) -> Graph:
    """The definitions that the document's repaired reading rests on."""
    defined: dict[str, str] = {}
    edges: dict[tuple[str, str], None] = {}
    used: dict[str, None] = {}
    for name, definition in report.assessment.definitions.items():
        defined[name.plain()] = reading(definition.expression)
        for node in definition.expression.walk():
            if isinstance(node, Symbol) and node.name not in definition.parameters:
                edges[node.name.plain(), name.plain()] = None
                used[node.name.plain()] = None
    return Graph(defined, tuple(edges), tuple(name for name in used if name not in defined))


def gradients(report: Report) -> dict[str, Gradient]:
    """The gradients that the document derives, then those completed from a sibling's."""
    source = report.document.source
    found = {}
    for name, gradient in report.gradients.derived.items():
        part = report.derivation.chains[gradient.chain].parts[gradient.last]
        line = source.location(report.derivation.steps[gradient.step - 1].span.start).line
        found[name.plain()] = Gradient(name.plain(), " ".join(source.slice(part.span).split()), True, line)
    for missing in report.gradients.missing:
        rows = complete(report.derivation, report.assessment, report.gradients, missing)
        if rows:
            plain = missing.parameter.plain()
            found[plain] = Gradient(plain, rows[-1], False, None)
    return found
