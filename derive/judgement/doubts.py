"""Steps that can't be decided: when is what keeps them from it a slip?"""

from __future__ import annotations

from derive.judgement.assessment import Assessment
from derive.judgement.definitions import symbols
from derive.judgement.trials import Scored
from derive.meaning.expressions import Application, Derivative, Expression, Name, Symbol

_STANDS_OUT = 8  # steps that hold for each that can't be decided


def undefined(current: Assessment) -> list[int]:
    """Steps that are open because a name in them is never defined, or because definitions run in a circle.

    In indices and arrays only those with a derivative that nothing in the document leads to.
    """
    if not current.model.world.plain:
        reasons: tuple[str, ...] = ("so its derivative is unknown", "path is known that leads to", "the definitions run in a circle")
    else:
        reasons = ("is never defined, so", "the definitions run in a circle")
    return [n for n, look in current.looks.items() if look.state == "open" and any(r in look.reason for r in reasons)]


def settled(current: Assessment, doubtful: list[int]) -> bool:
    """Is every name in a document one number, and almost everything else decided, so that what isn't stands out?"""
    return current.model.world.plain and _STANDS_OUT * len(doubtful) <= sum(look.state == "holds" for look in current.looks.values())


def is_slip(current: Assessment, scored: Scored) -> bool:
    """Is what an edit replaces a slip by itself, though no step fails with it?

    That a step becomes decidable says little: any name that is defined would do. But a name that
    stands nowhere else is one, and so is a name that is defined by itself, and a derivative of what
    is given, which no other formula differentiates.
    """
    own = current.steps[scored.step]
    sides = [p for s in current.steps.values() for p in (s.left, s.right) if p.span != scored.part.span]
    derived = {n.base for n in _derived(scored.part.expression) - _derived(scored.new.expression)}
    if derived and derived.isdisjoint({n.base for p in sides for n in _derived(p.expression)}):
        given = {s.name.base for d in current.definitions.values() for s in symbols(d.expression)} - {n.base for n in current.definitions}
        joins = {v.name.base for p in (own.left, own.right) for v in _by(p.expression)}
        return derived <= given - joins  # what a chain rule leads through is none
    definition = scored.definition
    if definition is not None:
        return any(s.name == definition.target for s in symbols(definition.expression))
    gone = {s.name.base for s in symbols(scored.part.expression)} - {s.name.base for s in symbols(scored.new.expression)}
    chains = current.derivation.chains  # in one about f(u), the u means nothing elsewhere
    steps = [s for n, s in current.steps.items() if n != scored.step and not isinstance(chains[s.chain].parts[0].expression, Application)]
    return bool(gone) and gone.isdisjoint({s.name.base for step in steps for p in (step.left, step.right) for s in symbols(p.expression)})


def _derived(side: Expression | None) -> set[Name]:
    """The names that a side differentiates."""
    return {d.operand.name for d in (side.walk() if side else ()) if isinstance(d, Derivative) and isinstance(d.operand, Symbol)}


def _by(side: Expression | None) -> list[Symbol]:
    """What a side differentiates by."""
    return [v for d in (side.walk() if side else ()) if isinstance(d, Derivative) for v in d.variables if isinstance(v, Symbol)]
