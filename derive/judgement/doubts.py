"""Steps that can't be decided: when is what keeps them from it a slip?"""

from __future__ import annotations

from derive.algebra.evaluation.differentiation import UNDERIVED
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import symbols
from derive.judgement.reasons import CIRCLE
from derive.judgement.regularity import wording
from derive.judgement.trials import Scored
from derive.meaning.expressions import Application, Derivative, Expression, Name, Symbol

PATH = "path is known that leads to"
_STANDS_OUT = 8  # steps that hold for each that can't be decided


def undefined(current: Assessment) -> list[int]:
    """Steps that are open because a name in them is never defined, or because definitions run in a circle.

    In indices and arrays only those with a derivative that nothing in the document leads to, elsewhere these
    only where they are few.
    """
    if not current.model.world.plain:
        reasons: tuple[str, ...] = (UNDERIVED, PATH, CIRCLE)
    else:
        reasons = ("is never defined, so", PATH, CIRCLE)
    found = [n for n, look in current.looks.items() if look.state == "open" and any(r in look.reason for r in reasons)]
    apart = [n for n in found if PATH in current.looks[n].reason]
    few = not current.model.world.plain or _stands_out(current, apart)
    return found if few else [n for n in found if n not in apart]


def settled(current: Assessment, doubtful: list[int]) -> bool:
    """Is almost everything else in a document decided, so that what isn't stands out?

    Where names stand for many numbers, and where no path leads to a derivative, it does only where all that
    is differentiated is defined, and by what definitions have.
    """
    if not _stands_out(current, doubtful):
        return False
    told = [n for n in doubtful if current.model.world.plain and PATH not in current.looks[n].reason]
    return all(_severed(current, n) for n in doubtful if n not in told)


def _stands_out(current: Assessment, doubtful: list[int]) -> bool:
    return _STANDS_OUT * len(doubtful) <= sum(look.state == "holds" for look in current.looks.values())


def _severed(current: Assessment, number: int) -> bool:
    """Is a step open only because of a derivative of a defined name by one that other definitions have?"""
    step = current.steps[number]
    used = {s.name.base for d in current.definitions.values() for s in symbols(d.expression)}
    defined = {n.base for n in current.definitions}
    derivatives = [d for p in (step.left, step.right) for d in (p.expression.walk() if p.expression else ()) if isinstance(d, Derivative)]
    known = all(isinstance(d.operand, Symbol) and d.operand.name.base in defined for d in derivatives)
    return known and {v.name.base for p in (step.left, step.right) for v in _by(p.expression)} <= used | defined


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
    if PATH in current.looks[scored.step].reason:
        return False  # the path may be known to the author
    definition = scored.definition
    if definition is not None:
        return any(s.name == definition.target for s in symbols(definition.expression))
    gone = {s.name.base for s in symbols(scored.part.expression)} - {s.name.base for s in symbols(scored.new.expression)}
    chains = current.derivation.chains  # in one about f(u), the u means nothing elsewhere
    steps = [s for n, s in current.steps.items() if n != scored.step and not isinstance(chains[s.chain].parts[0].expression, Application)]
    return bool(gone) and gone.isdisjoint({s.name.base for step in steps for p in (step.left, step.right) for s in symbols(p.expression)})


def says_nothing(current: Assessment, scored: Scored) -> bool:
    """Does an edit make both sides the same, or something the derivative of a symbol by itself, which is one whatever was meant?"""
    if _of_itself(scored.new.expression) and not _of_itself(scored.part.expression):
        return True
    step = current.steps[scored.step]
    sides = [scored.new if part.span == scored.part.span else part for part in (step.left, step.right)]
    words = [wording(side.expression) for side in sides if side.expression is not None]
    return len(words) == 2 and words[0] == words[1]


def _of_itself(side: Expression | None) -> bool:
    derivatives = (d for d in (side.walk() if side else ()) if isinstance(d, Derivative) and isinstance(d.operand, Symbol))
    return any(isinstance(v, Symbol) and v.name == d.operand.name for d in derivatives for v in d.variables)  # type: ignore[attr-defined]


def _derived(side: Expression | None) -> set[Name]:
    """The names that a side differentiates."""
    return {d.operand.name for d in (side.walk() if side else ()) if isinstance(d, Derivative) and isinstance(d.operand, Symbol)}


def _by(side: Expression | None) -> list[Symbol]:
    """What a side differentiates by."""
    return [v for d in (side.walk() if side else ()) if isinstance(d, Derivative) for v in d.variables if isinstance(v, Symbol)]
