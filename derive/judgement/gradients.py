"""Which gradients a document derives, and which of its parameters it leaves out.

A parameter is a leaf by which the loss is differentiated. A leaf that stands alone as a
term beside one in the same definition (a bias beside weights) is a parameter too, and the
document is told if it never derives its gradient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.dag import LEAF, NAMED, Node
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Definition, Model
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import names_in
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name, Offset
from derive.meaning.statements import Step


@dataclass(frozen=True, slots=True)
class Gradient:
    """One gradient of the loss that the document derives."""

    parameter: Name
    chain: int  # whose first side is the derivative
    last: int  # the place of its final form in the chain
    step: int  # the number of its first step


@dataclass(frozen=True, slots=True)
class Missing:
    """A parameter without its gradient, and where its siblings are derived."""

    parameter: Name
    unit: Name  # the quantity that it is a term of
    sibling: Name  # a parameter of the same unit whose gradient is derived


@dataclass(frozen=True, slots=True)
class Gradients:
    """The gradients of one document. ``loss`` is None if nothing is differentiated by a parameter."""

    loss: Name | None
    derived: Mapping[Name, Gradient]
    missing: tuple[Missing, ...]


def find_gradients(assessment: Assessment) -> Gradients:
    """The derived and the missing gradients."""
    heads: dict[tuple[Name, Name], Gradient] = {}
    losses: Counter[Name] = Counter()
    model = assessment.model
    for step, told in assessment.lots.telling(begun):
        if told is None or any(isinstance(i, Offset) for name in told for i in name.indices):
            continue  # in a layer beside another
        operand, variable = told
        node, numerator = _node(model, variable), _node(model, operand)
        if node is None or numerator is None or model.dag.op[node] != LEAF or model.dag.op[numerator] != NAMED:
            continue
        chain = assessment.derivation.chains[step.chain]
        heads.setdefault(told, Gradient(variable, step.chain, len(chain.parts) - 1, step.number))
        losses[operand] += 1
    root = _root(assessment, losses)
    if root is None:
        return Gradients(None, {}, ())
    derived = {parameter: gradient for (loss, parameter), gradient in heads.items() if loss == root}
    return Gradients(root, derived, tuple(_missing(assessment, derived)))


def begun(step: Step) -> tuple[Name, Name] | None:
    """What a step begins to derive, if that is the derivative of one name by another."""
    head = step.left.expression
    if step.index or not isinstance(head, ex.Derivative) or len(head.variables) != 1:
        return None
    operand, variable = head.operand, head.variables[0]
    return (operand.name, variable.name) if isinstance(operand, ex.Symbol) and isinstance(variable, ex.Symbol) else None


def _node(model: Model, name: Name) -> Node | None:
    """The node of a name that stands for one number; None for what has no value or stands for many."""
    world = model.world
    if name.base in world.constants or world.ranks.of(name):
        return None
    if (world.letters or world.constants) and any(i in world.letters or i in world.constants for i in name.indices):
        return None
    try:
        return model.lookup(name)
    except (Undecidable, Cyclic, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
        return None


def _root(assessment: Assessment, losses: Counter[Name]) -> Name | None:
    """The quantity that is differentiated and that no other definition uses."""
    if not losses:
        return None
    used = {name for definition in assessment.definitions.values() for name in names_in(definition.expression)}
    tops = [name for name in losses if name not in used]
    return max(tops or list(losses), key=lambda name: losses[name])


def _missing(assessment: Assessment, derived: Mapping[Name, Gradient]) -> list[Missing]:
    found: dict[Name, Missing] = {}
    for definition in assessment.definitions.values():
        sibling = _weight_of(definition, derived)
        if sibling is None or not isinstance(definition.expression, ex.Addition):
            continue
        for term in definition.expression.terms:
            if (
                isinstance(term, ex.Symbol)
                and term.name not in derived
                and term.name not in assessment.definitions
                and term.name not in found
            ):
                found[term.name] = Missing(term.name, definition.target, sibling)
    return list(found.values())


def _weight_of(definition: Definition, derived: Mapping[Name, Gradient]) -> Name | None:
    if names_in(definition.expression).isdisjoint(derived):
        return None
    for node in definition.expression.walk():
        if isinstance(node, ex.Symbol) and node.name in derived:
            return node.name
    return None
