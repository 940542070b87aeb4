"""The definitions of a document as SymPy has them: what ``derive symbols`` prints."""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from codegen.derivation.repaired import repaired
from codegen.derivation.unvalued import UNVALUED
from codegen.network.description import UnsupportedNetwork
from codegen.network.instances import differentiated
from codegen.network.loss_choice import find_loss
from codegen.network.names import identifier
from codegen.symbolic.sympy_forms import SympyForms
from derive.algebra.model import Definition, Model
from derive.judgement.checker import Report
from derive.meaning.expressions import Name


@dataclass(frozen=True, slots=True)
class Expanded:
    """The loss in inputs, weights, biases and targets alone, and its derivatives by SymPy."""

    loss: str
    expression: sympy.Expr
    parameters: dict[Name, sympy.Symbol]  # whose gradients the document derives or lacks
    derivatives: dict[Name, sympy.Expr]  # ``sympy.diff`` of the expression


def definitions(report: Report, expanded: bool = False) -> list[str]:
    """Lines ``name = expression``, one for each definition in the order of the document.

    Where the document writes indices or arrays, one for each entry, at a few units. With
    ``expanded``: the loss written out, and its derivative by every parameter. What is
    not a scalar, or has no value, is left out with a remark behind ``#``.
    """
    clean = repaired(report)
    world = clean.assessment.model.world
    lines = [] if world.plain else [f"# with {world.size} units wherever the document leaves their number open"]
    if expanded:
        found = expand(clean)
        if found is None:
            return ["# the document differentiates no loss by a parameter"]
        lines.append(f"{found.loss} = {found.expression}")
        for name, derivative in found.derivatives.items():
            lines.append(f"d{found.loss}_d{found.parameters[name]} = {derivative}")
        return lines
    forms = SympyForms(clean.assessment.model)
    ordered = sorted(clean.assessment.definitions.values(), key=lambda d: d.step)
    for definition in ordered:
        for target in concrete(clean.assessment.model, definition):
            left = identifier(target)
            if definition.parameters:
                left += f"({', '.join(identifier(p) for p in definition.parameters)})"
            expression = _expression(forms, target, definition.parameters)
            lines.append(f"# {left}: no scalar expression" if expression is None else f"{left} = {expression}")
    return lines


def concrete(model: Model, definition: Definition) -> list[Name]:
    """What a definition defines, entry by entry."""
    if model.world.plain or definition.parameters:
        return [definition.target]
    return Model([definition], model.dag, model.world).concrete_definitions()


def expand(clean: Report) -> Expanded | None:
    """The loss of a repaired document written out; None if it has none or it can't be."""
    model = clean.assessment.model
    try:
        loss = clean.gradients.loss if model.world.plain else find_loss(model)
        node = None if loss is None else model.lookup(loss)
    except (UnsupportedNetwork, *UNVALUED):
        return None
    if loss is None or node is None:
        return None
    if model.world.plain:
        wanted = [*clean.gradients.derived, *(m.parameter for m in clean.gradients.missing)]
    else:
        by = differentiated(clean.assessment, model)
        wanted = [leaf for leaf in model.dag.leaves(node) if leaf in by]
    if not wanted:
        return None
    forms = SympyForms(model)
    expression = forms.expanded(node)
    parameters = {name: forms.symbol(name) for name in dict.fromkeys(wanted)}
    derivatives = {name: sympy.diff(expression, symbol) for name, symbol in parameters.items()}
    return Expanded(identifier(loss), expression, parameters, derivatives)


def _expression(forms: SympyForms, target: Name, parameters: tuple[Name, ...]) -> sympy.Expr | None:
    model = forms.model
    try:
        if parameters:
            return forms.function(target, parameters[0]) if len(parameters) == 1 else None
        return forms.one_level(model.lookup(target))
    except UNVALUED:
        return None
