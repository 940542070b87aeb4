"""The text of a generated module: a template filled in, and its lines bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import jinja2


def module_text(template: str, values: Mapping[str, Any]) -> str:
    """The template with these values. Every name that it uses must be among them."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("codegen", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return _tidy(environment.get_template(template).render(values))


def _tidy(text: str) -> str:
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
