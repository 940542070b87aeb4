"""Check one document: what each worker does."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.judgement.checker import Report
    from derive.judgement.memory import Memory
    from derive.report.progress import Progress

RECURSION = 12_000


def check_one(
    path: str,
    draw: bool = False,
    progress: Progress | None = None,
    slim: bool = False,
    readings: bool = True,
    declared: Sequence[str] = (),
    memory: Memory | None = None,
) -> Report:
    """The report of one document. An internal error becomes its one finding.

    A ``slim`` report holds what reports show; how formulas were read only with ``readings``.
    """
    from derive.config import declarations_for, find_settings, is_bundled
    from derive.judgement.checker import check
    from derive.source.reader import load, read

    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))
    shown = os.path.basename(path) if os.path.isabs(path) and is_bundled(path) else path
    source = load(path, shown)
    told = [*declarations_for(path, find_settings()), *declared]
    if memory is not None:
        memory.open(path)
    try:
        report = check(read(source), progress.steps(path) if progress else None, told, memory)
    except Exception as error:  # a fault of the program must not hide the other documents' findings
        return crashed(path, f"{type(error).__name__}: {error}")
    if memory is not None:
        memory.save(path)
    if draw:
        report.diagram = _diagram(report)
    if slim:
        _travel_light(report, readings)
    return report


def _travel_light(report: Report, readings: bool) -> None:
    """Leave with the worker what no report shows: the graph, the tokens, and the expressions that nobody asked for."""
    from dataclasses import replace

    report.assessment = report.explanation = None  # type: ignore[assignment]
    derivation = report.derivation
    bare = {id(part): replace(part, tokens=(), expression=part.expression if readings else None) for chain in derivation.chains for part in chain.parts}
    chains = tuple(replace(c, parts=tuple(bare[id(p)] for p in c.parts), conditions=()) for c in derivation.chains)
    steps = tuple(replace(s, left=bare[id(s.left)], right=bare[id(s.right)]) for s in derivation.steps)
    report.derivation = replace(derivation, chains=chains, steps=steps)


def _diagram(report: Report) -> str:
    """The network as SVG; nothing where none can be drawn or the drawing package is absent."""
    try:
        from codegen.diagram.formats import svg

        return svg(report)
    except Exception:
        return ""


def crashed(path: str, detail: str) -> Report:
    """The report of a document whose check came to no end."""
    from derive.diagnostics import Diagnostic
    from derive.judgement.checker import Report
    from derive.judgement.gradients import Gradients
    from derive.meaning.statements import read_derivation
    from derive.source.document import Document
    from derive.source.reader import load
    from derive.source.text import Span

    source = load(path)
    document = Document(source, "markdown", source.text, ())
    message = f"this document could not be checked: {detail}"
    found = Diagnostic("f1", "D410", message, Span(0, 0))
    return Report(document, read_derivation(document), {}, [found], Gradients(None, {}, ()), None, None)  # type: ignore[arg-type]
