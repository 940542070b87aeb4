"""What doesn't change while edits are tried."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.algebra.model import Definition
from derive.judgement.definitions import Statement
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.world import World, free_letters


@dataclass(slots=True)
class Facts:
    """What is read off a document and its formulas once, whatever is tried."""

    losses: frozenset[str]  # bases that are differentiated, and never used as a value
    told: dict[int, Statement] = field(default_factory=dict)  # by the identity of the step
    _hiding: dict[tuple[int, Name, frozenset[str], frozenset[str]], tuple[Definition, bool]] = field(default_factory=dict)

    def hides(self, definition: Definition, world: World) -> bool:
        """Does an index run in a definition that its name doesn't carry?"""
        key = (id(definition.expression), definition.target, world.letters, world.layers)
        if key not in self._hiding:
            own = free_letters(ex.Symbol(definition.expression.span, definition.target), world)
            hidden = any(x not in own and x not in world.layers for x in free_letters(definition.expression, world))
            self._hiding[key] = definition, hidden
        return self._hiding[key][1]
