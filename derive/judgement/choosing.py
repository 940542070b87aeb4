"""One definition for each name, where several statements could be it.

Where candidates differ, the definition is the one that leaves the fewest contradictions in the
rest of the document, then the one that fits the pattern of its siblings, then the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from derive.algebra.model import Definition
from derive.judgement.candidates import Candidates
from derive.judgement.definitions import is_value
from derive.judgement.siblings import irregularity
from derive.meaning.expressions import Name

MAX_COMPARED = 4  # rivals for one name that are tried against the whole document


def choose(
    found: Candidates, contradictions: Callable[[Mapping[Name, Definition]], int], same: Callable[[Definition, Definition], bool]
) -> dict[Name, Definition]:
    """One definition for each name.

    ``contradictions`` counts the steps that fail under a choice; ``same`` tells whether two
    candidates say the same.
    """
    chosen = {name: rivals[0] for name, rivals in found.by_name.items()}
    contested = {name: rivals for name, rivals in found.by_name.items() if len(rivals) > 1}
    for name, rivals in contested.items():
        if not rivals[0].step:  # declared
            continue
        different = [rivals[0]]
        for rival in rivals[1:]:
            if is_value(rival) and not is_value(rivals[0]):
                continue
            if not any(same(rival, other) for other in different):
                different.append(rival)
        if len(different) < 2:
            continue
        everything = [d for group in found.by_name.values() for d in group]
        scored = []
        for order, rival in enumerate(different[:MAX_COMPARED]):
            repeats = sum(same(rival, other) for other in rivals)
            trial = {**chosen, name: rival}
            scored.append((contradictions(trial), irregularity(rival, everything), -repeats, order, rival))
        chosen[name] = min(scored, key=lambda s: s[:4])[4]
    return chosen


def definition_steps(chosen: Iterable[Definition]) -> dict[int, Definition]:
    """The chosen definitions by the step that states them."""
    return {definition.step: definition for definition in chosen}
