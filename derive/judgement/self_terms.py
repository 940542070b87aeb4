r"""Derivatives that are a term of their own value: ``∂L/∂h = ∂L/∂z ∂z/∂h + ∂L/∂h``.

The other terms would have to add up to zero. What is meant is another derivative by the same name,
such as the one that the next moment hands back. Where the other terms are no paths to a quantity, as
in ``∂C/∂w = ∂C/∂w + λw``, the author may mean an update.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.judgement.verdicts import Verdict
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Derivation, Step


def told_by_themselves(derivation: Derivation, verdicts: Mapping[int, Verdict]) -> Iterator[tuple[int, Verdict]]:
    """Undecided steps that say of a derivative what it is by itself, the first of each chain."""
    seen: set[int] = set()
    for step in derivation.steps:
        if verdicts[step.number].outcome == "undecided" and step.relation == "=" and step.chain not in seen:
            if own_term(derivation, step) is not None:
                seen.add(step.chain)
                yield step.number, Verdict("refuted", "circular")


def own_term(derivation: Derivation, step: Step) -> ex.Derivative | None:
    """The term of a step's right side that is what its left side, or its chain, begins with."""
    right = step.right.expression
    heads = {_key(step.left.expression), _key(derivation.chains[step.chain].parts[0].expression)} - {None}
    if not heads or not isinstance(right, ex.Addition):
        return None
    own = [term for term, sign in zip(right.terms, right.signs, strict=True) if sign > 0 and _key(term) in heads]
    others = [term for term in right.terms if term not in own]
    paths = all(any(isinstance(node, ex.Derivative) for node in term.walk()) for term in others)
    return own[0] if len(own) == 1 and isinstance(own[0], ex.Derivative) and others and paths else None


def _key(side: Expression | None) -> tuple[Name, tuple[Name, ...]] | None:
    """What is differentiated by what, if both are symbols."""
    if not isinstance(side, ex.Derivative) or not isinstance(side.operand, ex.Symbol):
        return None
    by = tuple(v.name for v in side.variables if isinstance(v, ex.Symbol))
    return (side.operand.name, by) if len(by) == len(side.variables) else None
