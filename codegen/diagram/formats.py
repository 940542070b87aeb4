"""The network of a document as SVG, Mermaid, DOT and TikZ."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from codegen.diagram.labels import Label, label
from codegen.diagram.picture import RADIUS, Circle, Edge, Picture, picture
from derive.judgement.checker import Report
from derive.meaning.expressions import Name

if TYPE_CHECKING:
    from jinja2 import Environment

_FONT = 17.0


def svg(report: Report) -> str:
    """A picture that needs nothing else: light and dark, with a title and a description."""
    return svg_of(picture(report))


def mermaid(report: Report) -> str:
    """A Mermaid flowchart."""
    return mermaid_of(picture(report))


def dot(report: Report) -> str:
    """A graph for Graphviz."""
    return dot_of(picture(report))


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("codegen"), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip


# -- SVG


def svg_of(drawing: Picture) -> str:
    """SVG of a picture."""
    lines = [_line(e) for e in drawing.edges]
    texts = [_edge_text(e) for e in drawing.edges if e.name]
    nodes = [_node(n) for n in drawing.nodes]
    return _templates().get_template("network.svg.j2").render(
        picture=drawing, lines=lines, texts=texts, nodes=nodes, font=_FONT, radius=RADIUS, number=_number
    )


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _ends(edge: Edge) -> tuple[float, float, float, float]:
    """From rim to rim."""
    a, b = edge.source, edge.target
    dx, dy = b.x - a.x, b.y - a.y
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / length, dy / length
    near = RADIUS * (0.8 if b.kind == "loss" else 1.0) + 3
    return a.x + ux * RADIUS, a.y + uy * RADIUS, b.x - ux * near, b.y - uy * near


def _line(edge: Edge) -> dict[str, object]:
    x1, y1, x2, y2 = (_number(v) for v in _ends(edge))
    middle = f"Q{_number((edge.source.x + edge.target.x) / 2)} {_number(edge.source.y - edge.bend)} " if edge.bend else "L"
    return {"path": f"M{x1} {y1}{middle}{x2} {y2}", "style": "loss" if edge.dashed else "edge"}


def _edge_text(edge: Edge) -> dict[str, object]:
    assert edge.name
    x1, y1, x2, y2 = _ends(edge)
    x, y = x1 + (x2 - x1) * edge.place, y1 + (y2 - y1) * edge.place
    text = label(edge.name)
    wide = 7.5 * len(text.base) + 5.2 * max(len(text.upper), len(text.lower)) + 6
    return {
        "x": _number(x), "y": _number(y + 4), "parts": _parts(text, 13.0),
        "left": _number(x - wide / 2), "top": _number(y - 11), "wide": _number(wide),
    }  # fmt: skip


def _node(node: Circle) -> dict[str, object]:
    found: dict[str, object] = {
        "x": _number(node.x), "y": _number(node.y), "kind": node.kind, "text_y": _number(node.y + 6),
        "parts": _parts(label(node.name), _FONT) if node.name else None, "inner": None, "bias": None,
    }  # fmt: skip
    if node.inner:
        found["text_y"] = _number(node.y + 0.5)
        found["inner_y"] = _number(node.y + 18)
        found["inner"] = _parts(label(node.inner), 12.0)
    if node.bias:
        found["bias"] = _parts(label(node.bias), 13.0)
        found["bias_x"], found["bias_y"] = _number(node.x), _number(node.y - RADIUS - 24)
        found["from_y"], found["to_y"] = _number(node.y - RADIUS - 18), _number(node.y - RADIUS - 2.5)
    return found


def _parts(text: Label, size: float) -> list[tuple[str, str, str, str]]:
    """(text, dx, dy, size) of the base, the raised and the lowered part; both begin at one place."""
    small = size * 0.68
    parts = [(text.base, "0", "0", _number(size))]
    lift = 0.0
    back = 0.0
    if text.upper:
        parts.append((text.upper, "1", _number(-size * 0.42), _number(small)))
        lift, back = size * 0.42, -0.56 * small * len(text.upper)
    if text.lower:
        parts.append((text.lower, _number(back) if text.upper else "1", _number(lift + size * 0.28), _number(small)))
    return parts


# -- text formats


def mermaid_of(drawing: Picture) -> str:
    """Mermaid of a picture."""
    rows = [f"%% {_one_line(drawing.title)}: {_one_line(drawing.description)}", "flowchart LR"]
    shapes = {"input": ("([", "])"), "loss": ("[", "]"), "dots": ("[", "]")}
    for node in drawing.nodes:
        left, right = shapes.get(node.kind, ("((", "))"))
        text = _line_of(node.name) if node.name else "⋮"
        rows.append(f'  {node.key}{left}"{_quoted(text)}"{right}')
    for edge in drawing.edges:
        arrow = "-.->" if edge.dashed else "-->"
        text = f'|"{_quoted(_line_of(edge.name))}"|' if edge.name else ""
        rows.append(f"  {edge.source.key} {arrow}{text} {edge.target.key}")
    for node in drawing.nodes:
        if node.bias:
            rows.append(f'  {node.key}b["{_quoted(_line_of(node.bias))}"]:::bias --> {node.key}')
    if any(node.bias for node in drawing.nodes):
        rows.append("  classDef bias fill:none,stroke:none")
    return "\n".join(rows) + "\n"


def dot_of(drawing: Picture) -> str:
    """DOT of a picture."""
    rows = [
        "digraph network {", '  rankdir=LR; nodesep=0.5; ranksep=1.4; bgcolor="transparent";',
        '  node [shape=circle, fixedsize=true, width=0.75, fontname="serif"]; edge [arrowsize=0.6, fontname="serif"];',
        f'  label="{_dot_string(drawing.description)}"; fontname="serif";',
    ]  # fmt: skip
    columns: dict[float, list[str]] = {}
    for node in drawing.nodes:
        shape = {"loss": ", shape=box", "dots": ", shape=plaintext", "input": ", style=bold"}.get(node.kind, "")
        text = _html(node.name) if node.name else "⋮"
        rows.append(f"  {node.key} [label=<{text}>{shape}];")
        columns.setdefault(node.x, []).append(node.key)
        if node.bias:
            rows.append(f"  {node.key}b [label=<{_html(node.bias)}>, shape=plaintext, width=0.4]; {node.key}b -> {node.key};")
    rows += [f"  {{ rank=same; {'; '.join(keys)}; }}" for keys in columns.values() if len(keys) > 1]
    for edge in drawing.edges:
        options = [f"label=<{_html(edge.name)}>"] if edge.name else []
        options += ["style=dashed"] if edge.dashed else []
        rows.append(f"  {edge.source.key} -> {edge.target.key}" + (f" [{', '.join(options)}];" if options else ";"))
    return "\n".join([*rows, "}"]) + "\n"


def _line_of(name: Name | None) -> str:
    return label(name).line if name else ""


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s.,;:→·^_=()\-]", " ", text).split())


def _quoted(text: str) -> str:
    """Inside quotes, Mermaid knows entities that begin with a hash sign."""
    return "".join(c if c.isalnum() or c in " _^=()." or ord(c) > 127 else f"#{ord(c)};" for c in text)


def _html(name: Name | None) -> str:
    if name is None:
        return ""
    text = label(name)
    parts = f"<i>{escape(text.base)}</i>"
    parts += f"<sup>{escape(text.upper)}</sup>" if text.upper else ""
    return parts + (f"<sub>{escape(text.lower)}</sub>" if text.lower else "")


def _dot_string(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
