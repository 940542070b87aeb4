"""Steps that the author takes as given: what the checker leaves open there, the author answers for."""

from __future__ import annotations

from collections.abc import Mapping

from derive.judgement.verdicts import Verdict
from derive.meaning.declarations import Declaration
from derive.meaning.statements import Derivation, Step

REASON = "taken as given, as declared"


def granted(derivation: Derivation, verdicts: Mapping[int, Verdict]) -> tuple[dict[int, Verdict], list[Declaration]]:
    """Verdicts on undecided steps that a declaration takes as given, and the declarations that find none.

    A step that is refuted stays so: nobody can answer for what is false.
    """
    steps = [step for step in derivation.steps if step.number in verdicts and verdicts[step.number].outcome == "undecided"]
    given: dict[int, Verdict] = {}
    idle = []
    for declaration, first, last in derivation.declarations.granted:
        there = [step.number for step in steps if first <= _line(derivation, step) <= last]
        given |= dict.fromkeys(there, Verdict("defined", "assumption", REASON))
        if not there:
            idle.append(declaration)
    return given, idle


def granting(derivation: Derivation, step: Step) -> str:
    """The declaration that takes a step as given."""
    return f"given line {_line(derivation, step)}"


def _line(derivation: Derivation, step: Step) -> int:
    """Where findings about a step are shown."""
    return derivation.document.source.location(step.right.span.start).line
