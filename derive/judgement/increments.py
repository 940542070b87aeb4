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
        uses = Counter(use for _, found in first.lots.telling(_uses) for use in found)
        self.signs = {base for base, before in uses if before and uses[base, True] > uses[base, False]} - known
        self.functions = {(name.base, len(d.parameters)) for name, d in first.definitions.items() if d.parameters}
        self.first = first

    def of(self, step: Step) -> str | None:
        """Such a sign before something in a step."""
        if (applied := self._applied(step)) is not None:
            return applied
        return min((base for base, before in step.noted(_uses) if before and base in self.signs), default=None)

    def _applied(self, step: Step) -> str | None:
        """``d(x^T x)``: such a sign before a bracket, where the document defines no function of that name."""
        return next((base for base, arguments in step.noted(_calls) if (base, arguments) not in self.functions), None)

    def unsettled(self) -> set[int]:
        """The steps that don't hold and have such a sign, by number."""
        looks = self.first.looks.items()
        return {n for n, look in looks if look.state in ("fails", "misfit") and self.of(self.first.steps[n]) is not None}


def _calls(step: Step) -> list[tuple[str, int]]:
    """The signs that a step writes as functions, each with the number of arguments."""
    calls = (n for n in _nodes(step) if isinstance(n, ex.Application) and n.function.base in _DIFFERENTIALS and not n.function.indices)
    return [(n.function.base, len(n.arguments)) for n in calls]


def _uses(step: Step) -> list[tuple[str, bool]]:
    """The signs in a step, each with whether it stands right before something and has no index, as no other quantity need."""
    before: set[int] = set()
    found: list[tuple[str, bool]] = []
    for node in _nodes(step):
        if isinstance(node, ex.Multiplication):
            pairs = zip(node.factors, node.kinds, strict=False)  # each factor with the sign behind it
            before |= {id(factor) for factor, kind in pairs if kind == "" and isinstance(factor, ex.Symbol) and not factor.name.indices}
        if isinstance(node, ex.Symbol) and node.name.base in _SIGNS:
            found.append((node.name.base, id(node) in before))
    return found


def _nodes(step: Step) -> list[ex.Expression]:
    return [node for side in (step.left.expression, step.right.expression) if side is not None for node in side.walk()]
