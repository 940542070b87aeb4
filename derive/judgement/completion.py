r"""Derive a gradient that the document leaves out, in the author's own notation.

The document derives the gradient of a weight of the same unit, or of the unit itself. The
bias differs from the weight in one factor, so its chain is the author's chain with the
bias in the weight's place: ``∂E/∂b = ∂E/∂z · ∂z/∂b = …``.
"""

from __future__ import annotations

import re

from derive.judgement.assessment import Assessment
from derive.judgement.definitions import names_in
from derive.judgement.gradients import Gradients, Missing, begun
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.statements import Derivation, Step

_SIZED = re.compile(r"(?:\\(?:left|[Bb]igg?l?)\s*)+\Z")


def complete(derivation: Derivation, assessment: Assessment, gradients: Gradients, missing: Missing) -> list[str]:
    """The sides of the chain for a missing gradient: its head, the chain rule, the final form.

    Empty if the document never derives what it would be built from.
    """
    unit = _chain_of(derivation, assessment, gradients.loss, missing.unit)
    if unit is None or gradients.loss is None:
        return []
    text = derivation.document.masked
    names = (gradients.loss, missing.parameter, missing.unit)
    spelled = _spelling(derivation, set(names))
    loss, bias, z = (spelled.get(n, n.latex()) for n in names)
    dot = derivation.noted(_product_sign)
    head = rf"\frac{{\partial {loss}}}{{\partial {bias}}}"
    rule = rf"\frac{{\partial {loss}}}{{\partial {z}}}{dot}\frac{{\partial {z}}}{{\partial {bias}}}"
    last = derivation.chains[unit.chain].parts[-1]
    place = (unit.chain, len(derivation.chains[unit.chain].parts) - 1)
    sized = _SIZED.search(text, max(0, last.span.start - 40), last.span.start)  # the span begins behind \left
    final = text[sized.start() if sized else last.span.start : last.span.end].strip().rstrip("\\,. ")
    edited = assessment.steps.get(_last_step(derivation, place))
    if edited is not None and edited.right.tokens != last.tokens:
        final = "".join(t.text + (" " if t.kind == "command" else "") for t in edited.right.tokens)
    return [head, rule, final]


def _chain_of(derivation: Derivation, assessment: Assessment, loss: Name | None, unit: Name) -> Step | None:
    """The first step of the chain that derives ``∂loss/∂unit``."""
    return next((step for step, told in derivation.lots_of_steps.telling(begun) if told == (loss, unit)), None)


def _last_step(derivation: Derivation, place: tuple[int, int]) -> int:
    chain, part = place
    return next((step.number for step in derivation.steps if step.chain == chain and step.index + 1 == part), 0)


def _spelling(derivation: Derivation, names: set[Name]) -> dict[Name, str]:
    """How the author first writes some names."""
    text = derivation.document.masked
    spelled: dict[Name, str] = {}
    for step in derivation.steps:
        for side in (step.left.expression, step.right.expression):
            if side is None or names_in(side).isdisjoint(names - spelled.keys()):
                continue
            for node in side.walk():
                if isinstance(node, ex.Symbol) and node.name in names and node.name not in spelled:
                    spelled[node.name] = text[node.span.start : node.span.end]
        if len(spelled) == len(names):
            break
    return spelled


def _product_sign(derivation: Derivation) -> str:
    """The sign that the author puts between two derivatives."""
    text = derivation.document.masked
    for step in derivation.steps:
        node = step.right.expression
        if isinstance(node, ex.Multiplication) and all(isinstance(f, ex.Derivative) for f in node.factors[:2]):
            return text[node.factors[0].span.end : node.factors[1].span.start].strip() or " "
    return r"\cdot"
