"""The document's own derivatives as Python functions, term by term as the author wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codegen.network.description import Network
from codegen.network.names import identifier
from codegen.python.printing import FormulaPrinter, GraphPrinter, Unprintable
from derive.algebra.dag import Function
from derive.algebra.model import Model
from derive.meaning.expressions import Expression, Name


@dataclass(frozen=True, slots=True)
class DerivedFormula:
    """The final form of a derivative of the loss."""

    by: Name
    expression: Expression
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedFunction:
    """A function of the generated module."""

    name: str
    arguments: str
    parameter: str
    text: str
    doc: str


def teaching_functions(
    network: Network, formulas: Sequence[DerivedFormula], model: Model | None, lines: Mapping[Name, int]
) -> tuple[list[PrintedFunction], list[PrintedFunction]]:
    """The functions that the formulas call, and the formulas."""
    loss = identifier(network.loss.name)
    called: dict[str, Name] = {}
    printed = []
    for formula in formulas:
        printer = FormulaPrinter()
        try:
            text = printer.text(formula.expression)
        except Unprintable:
            continue
        called |= printer.functions
        name = f"d{loss}_d{identifier(formula.by)}"
        arguments = ", ".join(f"{symbol}: Any" for symbol in printer.symbols)
        where = f", line {formula.line} of the document" if formula.line else ""
        doc = f"Return ∂{network.loss.name.plain()}/∂{formula.by.plain()}{where}."
        printed.append(PrintedFunction(name, arguments, "", text, doc))
    return _called(called, model, lines), printed


def _called(called: Mapping[str, Name], model: Model | None, lines: Mapping[Name, int]) -> list[PrintedFunction]:
    functions = []
    for spelled, name in called.items():
        order = (len(spelled) - len(identifier(name))) // len("_prime")
        found = model.functions.ordered_body(Function(name, order)) if model else None
        if found is None or model is None:
            text = f"np.{name.base}(x)"
        else:
            parameter, body = found
            text = GraphPrinter(model.dag, {parameter: "x"}, "np").text(body)
        where = f", line {lines[name]} of the document" if name in lines else ""
        functions.append(PrintedFunction(spelled, "x", "x", text, f"Return {name.plain()}{chr(39) * order}(x){where}."))
    return functions
