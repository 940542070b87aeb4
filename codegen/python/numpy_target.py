"""Print a network as a Python module that imports NumPy alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import jinja2

from codegen.network.description import Network
from codegen.network.structure import find_network
from codegen.python.context import context
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
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("codegen", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template("module.py.j2").render(values)
    return tidy(text)


def tidy(text: str) -> str:
    """Bounded lines, two blank lines between functions, no trailing spaces."""
    lines = [part for line in text.splitlines() for part in _bounded(line.rstrip())]
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines))
    text = re.sub(r"\n{2,}(?=(?:def|class|#) )", "\n\n\n", text)
    return text.strip("\n") + "\n"


def _bounded(line: str, width: int = 110) -> list[str]:
    """A line, broken between arguments or before operators if it is too long."""
    if len(line) <= width:
        return [line]
    signature = re.fullmatch(r"def (\w+)\((.*)\) -> (.*):", line)
    if signature:
        arguments = re.split(r", (?![^\[]*\])", signature[2])
        return [f"def {signature[1]}(", *(f"    {a}," for a in arguments), f") -> {signature[3]}:"]
    several = re.fullmatch(r"( +)(\w+(?:, \w+)+) = (\w+\.\w+(?:, \w+\.\w+)+)", line)
    if several:  # names for attributes, in two statements
        names, values = several[2].split(", "), several[3].split(", ")
        half = len(names) // 2
        parts = ((names[:half], values[:half]), (names[half:], values[half:]))
        return [f"{several[1]}{', '.join(left)} = {', '.join(right)}" for left, right in parts]
    formula = re.fullmatch(r"( +)return (.* [*+-] .*)", line)
    if formula:
        pieces = re.split(r" (?=[*+-] )", formula[2])
        rows = [pieces[0]]
        for piece in pieces[1:]:
            if len(rows[-1]) + len(piece) < width - 12:
                rows[-1] += f" {piece}"
            else:
                rows.append(piece)
        indent = formula[1]
        return [f"{indent}return (", *(f"{indent}    {row}" for row in rows), f"{indent})"]
    return [line]
