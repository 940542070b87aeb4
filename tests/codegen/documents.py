"""Models of documents for these tests: each definition as the document first states it."""

from __future__ import annotations

from importlib import resources

from codegen.network.description import Network
from codegen.network.structure import find_network
from derive.algebra.dag import Node
from derive.algebra.functions import BUILTIN
from derive.algebra.model import Definition, Model
from derive.meaning.expressions import Application, Derivative, Expression, Name, Symbol
from derive.meaning.statements import Derivation, definition_target, read_derivation
from derive.source.reader import read
from derive.source.text import SourceText


def seed_text() -> str:
    """The bundled document with its one wrong definition put right."""
    text = resources.files("derive").joinpath("documents/神经网络.md").read_text(encoding="utf-8")
    return text.replace("a^2_2&=f(z^2_1)", "a^2_2&=f(z^2_2)")


def derivation_of(text: str, path: str = "document.md") -> Derivation:
    return read_derivation(read(SourceText(path, text)))


def model_of(derivation: Derivation) -> Model:
    definitions: dict[Name, Definition] = {}
    for step in derivation.steps:
        target = definition_target(step.left) if step.index == 0 else None
        right = step.right.expression
        if target is None or target in definitions or right is None or target.base in BUILTIN:
            continue
        left = step.left.expression
        parameters = (
            tuple(a.name for a in left.arguments if isinstance(a, Symbol)) if isinstance(left, Application) else ()
        )
        definitions[target] = Definition(target, parameters, right, step.number)
    return Model(definitions.values())


def lines_of(derivation: Derivation, model: Model) -> dict[Name, int]:
    """The line that defines each name."""
    source = derivation.document.source
    steps = {step.number: step for step in derivation.steps}
    return {
        name: source.location(steps[d.step].left.span.start).line for name, d in model.definitions.items()
    }


def derived_of(derivation: Derivation, loss: Name) -> tuple[dict[Name, Expression], dict[Name, int]]:
    """The final right-hand side of every ∂loss/∂(leaf), and its line."""
    formulas: dict[Name, Expression] = {}
    lines: dict[Name, int] = {}
    for chain in derivation.chains:
        left, last = chain.parts[0].expression, chain.parts[-1]
        if not isinstance(left, Derivative) or last.expression is None or len(left.variables) != 1:
            continue
        by = left.variables[0]
        if isinstance(left.operand, Symbol) and left.operand.name == loss and isinstance(by, Symbol):
            formulas[by.name] = last.expression
            lines[by.name] = derivation.document.source.location(last.span.start).line
    return formulas, lines


def network_of(text: str) -> tuple[Model, Network]:
    model = model_of(derivation_of(text))
    return model, find_network(model)


__all__ = ["Node", "derivation_of", "derived_of", "lines_of", "model_of", "network_of", "seed_text"]
