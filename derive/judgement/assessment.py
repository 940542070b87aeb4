"""A first look at every step under the document's definitions: holds, fails, or open.

Nothing is proved here. The look is quick enough to be repeated for every candidate
repair; what holds is proved later, what fails is refuted by intervals later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from derive.algebra.dag import Dag, Node
from derive.algebra.evaluate import Sample, agree
from derive.algebra.model import Cyclic, Definition, Model, Undecidable
from derive.judgement.definitions import Candidates, candidates, choose, definition_steps
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.statements import Derivation, Step

SAMPLES = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look says of a step."""

    state: str  # "defines", "assigns", "holds", "fails", "open", "unread"
    left: Node = -1
    right: Node = -1
    reason: str = ""
    declaration: str = ""


@dataclass(slots=True)
class Assessment:
    """The steps of a derivation under one choice of definitions."""

    derivation: Derivation
    steps: dict[int, Step]  # by number; those with an edit differ from the derivation's
    definitions: dict[Name, Definition]
    candidates: Candidates
    model: Model
    samples: list[Sample]
    looks: dict[int, Look] = field(default_factory=dict)

    def failing(self) -> list[int]:
        """The numbers of the steps that fail."""
        return [number for number, look in self.looks.items() if look.state == "fails"]

    def look(self, step: Step) -> Look:
        """Look at one step (also at one that isn't in the document)."""
        left, right = step.left.expression, step.right.expression
        if left is None or right is None:
            error = step.left.error or step.right.error
            return Look("unread", reason=error.detail if error else "")
        try:
            a, b = self.model.value(left), self.model.value(right)
        except Undecidable as problem:
            return Look("open", reason=problem.reason, declaration=problem.declaration)
        except Cyclic as problem:
            return Look("open", reason=f"the definitions run in a circle: {problem}")
        except ZeroDivisionError:
            return Look("open", reason="a division by zero")
        except RecursionError:
            return Look("open", reason="the definitions are nested too deep")
        if step.relation == "approx" or is_rounded(step):
            return Look("holds" if self.rounds(a, b, step) else "fails", a, b, "rounding")
        same = a == b or all(agree(s.value(a), s.value(b)) for s in self.samples)
        return Look("holds" if same else "fails", a, b)

    def rounds(self, left: Node, right: Node, step: Step) -> bool:
        """Do the sides agree within half a unit of the last digit written?"""
        slack = float(tolerance(step))
        values = [(s.value(left), s.value(right)) for s in self.samples[:1]]
        return all(a != a or b != b or abs(a - b) <= slack * (1 + 1e-9) for a, b in values)


def is_rounded(step: Step) -> bool:
    """A side with decimals states an equality only up to rounding."""
    return any(
        isinstance(node, ex.Numeral) and node.places is not None
        for part in (step.left, step.right)
        for node in (part.expression.walk() if part.expression else ())
    )


def tolerance(step: Step) -> Fraction:
    """Half a unit of the last digit of the coarser side, if that side is a number."""
    half = Fraction(0)
    for part in (step.left, step.right):
        node = part.expression
        if isinstance(node, ex.Addition) and len(node.terms) == 1:
            node = node.terms[0]
        if isinstance(node, ex.Numeral) and node.places is not None:
            half = max(half, Fraction(1, 2 * 10**node.places))
    return half


def assess(
    derivation: Derivation,
    *,
    edited: Mapping[int, Step] | None = None,
    dag: Dag | None = None,
    chosen: Mapping[Name, Definition] | None = None,
    only: set[int] | None = None,
) -> Assessment:
    """Look at every step. ``edited`` replaces steps by number; ``chosen`` fixes the choice of definitions."""
    steps = {step.number: step for step in derivation.steps}
    steps.update(edited or {})
    dag = dag or Dag()
    found = candidates(derivation, edited)

    def build(definitions: Mapping[Name, Definition]) -> Assessment:
        model = Model(definitions.values(), dag)
        samples = [Sample(dag, model.functions, number) for number in SAMPLES]
        return Assessment(derivation, steps, dict(definitions), found, model, samples)

    def count(definitions: Mapping[Name, Definition]) -> int:
        trial = build(definitions)
        survey(trial)
        return len(trial.failing())

    if chosen is None:
        first = build({name: rivals[0] for name, rivals in found.by_name.items()})

        def same(a: Definition, b: Definition) -> bool:
            if a.parameters or b.parameters:
                return a.parameters == b.parameters and a.expression == b.expression
            try:
                left, right = first.model.value(a.expression), first.model.value(b.expression)
            except (Undecidable, Cyclic, ZeroDivisionError, RecursionError):
                return False
            return left == right or all(agree(s.value(left), s.value(right)) for s in first.samples)

        chosen = choose(found, count, same)
        result = first if chosen == first.definitions else build(chosen)
    else:
        result = build(chosen)
    survey(result, only)
    return result


def survey(assessment: Assessment, only: set[int] | None = None) -> None:
    """Look at every step that doesn't define or assign."""
    defining = definition_steps(assessment.definitions.values())
    assigned_chains: set[int] = set()
    for number, step in assessment.steps.items():
        if only is not None and number not in only:
            continue
        if number in assessment.candidates.assignments:
            assigned_chains.add(step.chain)
            state = "unread" if step.right.expression is None else "assigns"
            assessment.looks[number] = Look(state)
        elif number in defining:
            assessment.looks[number] = Look("defines")
        elif number in assessment.candidates.circular:
            assessment.looks[number] = Look("fails", reason="circular")
        else:
            assessment.looks[number] = assessment.look(step)
