"""Print a network as a Python module that imports NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codegen.network.description import Network
from codegen.network.structure import find_network
from codegen.python.context import context
from codegen.python.module_text import module_text
from codegen.python.teaching import DerivedFormula, teaching_functions
from derive.algebra.model import Model
from derive.meaning.expressions import Expression, Name


def render(
    model: Model,
    *,
    title: str,
    derived: Mapping[Name, Expression] | None = None,
    lines: Mapping[Name, int] | None = None,
    derived_lines: Mapping[Name, int] | None = None,
    roles: Mapping[str, str] | None = None,
    loss: Name | None = None,
    header: Sequence[str] = (),
) -> str:
    """The gradient module of a document.

    ``derived`` gives for each leaf the document's final form of the derivative of the loss
    by it, ``lines`` the line of each definition, ``derived_lines`` that of each derived
    form. ``roles`` and ``loss`` are those of :func:`codegen.network.structure.find_network`.
    ``header`` goes to the top of the module's docstring.
    Raises :class:`codegen.network.description.UnsupportedNetwork`.
    """
    derived = derived or {}
    network = find_network(model, roles, loss, derived)
    formulas = [
        DerivedFormula(name, expression, (derived_lines or {}).get(name)) for name, expression in derived.items()
    ]
    return render_network(network, title=title, formulas=formulas, lines=lines, header=header, model=model)


def render_network(
    network: Network,
    *,
    title: str,
    formulas: Sequence[DerivedFormula] = (),
    lines: Mapping[Name, int] | None = None,
    header: Sequence[str] = (),
    model: Model | None = None,
) -> str:
    """The gradient module of a network."""
    values = context(network, lines or {})
    functions, printed = teaching_functions(network, formulas, model, lines or {})
    values |= {
        "title": title,
        "header": list(header),
        "functions": functions,
        "formulas": printed,
        "uses_math": any("math." in f.text for f in [*functions, *printed]),
    }
    return module_text("module.py.j2", values)
