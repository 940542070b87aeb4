r"""Units that a quantity chooses: the class ``y_i`` in ``f_{y_i}``, the ``y`` of ``f_y`` that ``1(k = y)`` compares.

Such an index runs over nothing: it is one unit, the same in the whole document. Formulas are
looked at with the first unit for it; which one it is makes no difference, for all units have
the same definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from derive.meaning import expressions as ex
from derive.meaning.expressions import Chosen, Expression, Label, Name
from derive.meaning.statements import Chain


def chosen_units(stated: list[Chain], running: Set[str], below: Set[str]) -> list[str]:
    """The indices that stand for a chosen unit, in order of appearance; ``running`` are letters that run, ``below`` all that stand below a name."""
    if not any(statement.noted(_chooses) for statement in stated):
        return []
    nodes = [node for statement in stated for side in statement.sides for node in side.noted(_relevant)]
    families = {n.name.base for n in nodes if isinstance(n, ex.Symbol) and any(not isinstance(i, Label) and i in running for i in n.name.lower)}
    found = {i: None for n in nodes if isinstance(n, ex.Symbol) and n.name.base in families for i in n.name.lower if isinstance(i, Chosen)}
    compared = {letter for n in nodes if isinstance(n, ex.Cases) for letter in _compared(n)} & below
    if not compared:
        return [str(i) for i in found]
    told = {run.letter for n in nodes if isinstance(n, ex.Reduction) for run in n.over}
    used: set[str] = set()
    for head, *rest in (statement.sides for statement in stated):
        if isinstance(head, ex.Symbol):
            own = set(_letters(head.name))
            told |= own
            used |= {letter for side in rest for n in side.noted(_relevant) if isinstance(n, ex.Symbol) for letter in _letters(n.name)} - own
    return [*map(str, found), *sorted(compared & used - told)]


def compared_as(node: Expression) -> str | None:
    """The index that a symbol in a comparison is: ``k``, or the ``y_i`` of ``f_{y_i}``."""
    if not isinstance(node, ex.Symbol) or node.name.upper:
        return None
    return node.name.base + "".join(map(str, node.name.lower))


def _chooses(statement: Chain) -> bool:
    """Does it choose a unit, or compare one?"""
    nodes = [node for side in statement.sides for node in side.noted(_relevant)]
    chosen = any(isinstance(i, Chosen) for n in nodes if isinstance(n, ex.Symbol) for i in n.name.lower)
    return chosen or any(True for n in nodes if isinstance(n, ex.Cases) for _ in _compared(n))


def _relevant(side: Expression) -> tuple[Expression, ...]:
    return tuple(node for node in side.walk() if isinstance(node, (ex.Symbol, ex.Cases, ex.Reduction)))


def _compared(node: ex.Cases) -> Iterable[str]:
    for test in node.conditions:
        if test is not None and test[1] in ("=", "!="):
            yield from (key for key in (compared_as(test[0]), compared_as(test[2])) if key is not None)


def _letters(name: Name) -> Iterable[str]:
    return (i for i in name.lower if isinstance(i, str) and not isinstance(i, Label))
