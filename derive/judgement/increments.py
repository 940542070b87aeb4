r"""Signs that only ever stand before what they are the change of: ``dx``, ``\\delta x``, ``\\Delta w``.

Read as factors they are numbers that nothing tells, and ``d(xy) = x\,dy + y\,dx`` would be false of
such a number. What a differential or an error signal ``\\delta x`` is, is told by calculus or by the
author's prose; a step with one can't be called wrong.
"""

from __future__ import annotations

from collections import Counter

from derive.judgement.assessment import Assessment
from derive.meaning import expressions as ex
from derive.meaning.statements import Step

REASON = "what {} does to what it stands before is never told"
_DIFFERENTIALS = ("d", "\\mathrm{d}", "\\text{d}", "\\operatorname{d}")
_SIGNS = (*_DIFFERENTIALS, "\\delta", "\\Delta", "\\partial")


class Increments:
    """The signs of one document that are no quantities: most of them stand before something, whatever ``d`` is elsewhere."""

    def __init__(self, first: Assessment) -> None:
        known = {name.base for name in first.definitions} | first.model.world.given
        uses = Counter(use for step in first.steps.values() for part in (step.left, step.right) for use in _uses_in(part.expression))
        self.signs = {base for base, before in uses if before and uses[base, True] > uses[base, False]} - known
        self.functions = {(name.base, len(d.parameters)) for name, d in first.definitions.items() if d.parameters}
        self.first = first

    def of(self, step: Step) -> str | None:
        """Such a sign before something in a step."""
        if (applied := self._applied(step)) is not None:
            return applied
        uses = (use for part in (step.left, step.right) for use in _uses_in(part.expression)) if self.signs else ()
        return min((base for base, before in uses if before and base in self.signs), default=None)

    def _applied(self, step: Step) -> str | None:
        """``d(x^T x)``: such a sign before a bracket, where the document defines no function of that name."""
        sides = (part.expression for part in (step.left, step.right) if part.expression is not None)
        calls = (call for side in sides for call in side.noted(_calls))
        return next((base for base, arguments in calls if (base, arguments) not in self.functions), None)

    def unsettled(self) -> set[int]:
        """The steps that don't hold and have such a sign, by number."""
        looks = self.first.looks.items()
        return {n for n, look in looks if look.state in ("fails", "misfit") and self.of(self.first.steps[n]) is not None}


def _calls(side: ex.Expression) -> list[tuple[str, int]]:
    """The signs that a side writes as functions, each with the number of arguments."""
    calls = (n for n in side.walk() if isinstance(n, ex.Application) and n.function.base in _DIFFERENTIALS and not n.function.indices)
    return [(n.function.base, len(n.arguments)) for n in calls]


def _uses_in(side: ex.Expression | None) -> tuple[tuple[str, bool], ...]:
    """The signs in a side, each with whether it stands right before something and has no index, as no other quantity need."""
    return () if side is None else side.noted(_uses)


def _uses(side: ex.Expression) -> tuple[tuple[str, bool], ...]:
    before: set[int] = set()
    found: list[tuple[str, bool]] = []
    for node in side.walk():
        if isinstance(node, ex.Multiplication):
            pairs = zip(node.factors, node.kinds, strict=False)  # each factor with the sign behind it
            before |= {id(factor) for factor, kind in pairs if kind == "" and isinstance(factor, ex.Symbol) and not factor.name.indices}
        if isinstance(node, ex.Symbol) and node.name.base in _SIGNS:
            found.append((node.name.base, id(node) in before))
    return tuple(found)
