r"""Two names for one quantity: ``z = w a + b = w x + b``, and so again, where nothing else tells what a and x are.

A slip stands in one place. Where the same two names are taken for each other in several, neither is defined, and
all of it holds if they are one, the document tells that they are.
"""

from __future__ import annotations

from dataclasses import replace

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, samples_of
from derive.judgement.definitions import symbolic, symbols
from derive.meaning.expressions import Name, Symbol
from derive.source.text import Span

PLACES = 2  # chains in which two names are taken for each other


def synonyms(first: Assessment) -> dict[int, tuple[Name, Name]]:
    """The steps that don't hold only because two given names are told apart, by number."""
    dag, world = first.model.dag, first.model.world
    if not first.failing():
        return {}
    failing: dict[tuple[Name, Name], list[int]] = {}
    for number, look in first.looks.items():
        if look.state in ("fails", "open") and len(look.pairs) == 1:
            left, right = ({n for pair in look.pairs for n in dag.leaves(pair[side])} for side in (0, 1))
            apart = sorted(left ^ right, key=str)
            written = {s.name for part in (first.steps[number].left, first.steps[number].right) for s in symbols(part.expression)}
            if len(apart) == 2 and apart[0].base != apart[1].base and len(left - right) == 1 and written & set(apart) and not {n.base for n in apart} & world.given:
                failing.setdefault((apart[0], apart[1]), []).append(number)
    found: dict[int, tuple[Name, Name]] = {}
    for (one, other), numbers in failing.items():
        if len({first.steps[n].chain for n in numbers}) < PLACES:
            continue
        definitions = {**first.definitions, one: Definition(one, (), Symbol(Span(0, 0), other), 0)}
        model = first.model.replaced(symbolic(definitions))
        trial = replace(first, definitions=definitions, model=model, samples=samples_of(model, first), looks={}, with_values=None)
        if all(trial.look(first.steps[n], brief=True).state == "holds" for n in numbers):
            found |= dict.fromkeys(numbers, (one, other))
    return found
