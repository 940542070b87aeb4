"""The network as TikZ, for the standalone document."""

from __future__ import annotations

from codegen.diagram.picture import RADIUS, Picture
from codegen.standalone.formulas import formula
from derive.meaning.expressions import Name

_SCALE = 0.022  # cm for one unit of a picture
_LINE = 16.0  # cm


def tikz(picture: Picture) -> str:
    """A ``tikzpicture`` that fits on the line."""
    scale = min(_SCALE, _LINE / picture.width)
    font = "\\scriptsize" if scale < 0.8 * _SCALE else "\\small"
    radius = RADIUS * scale
    rows = [
        f"\\begin{{tikzpicture}}[x={scale:.5f}cm, y=-{scale:.5f}cm, >=stealth, font={font},",
        f"  unit/.style={{circle, draw, inner sep=0pt, minimum size={2 * radius:.3f}cm}},",
        "  weight/.style={fill=white, inner sep=1pt}]",
    ]
    for node in picture.nodes:
        text = _math(node.name) if node.name else r"$\vdots$"
        style = {"dots": "", "loss": "draw, rounded corners=2pt, minimum size=0.7cm"}.get(node.kind, "unit")
        shade = {"input": ", fill=blue!8", "unit": ", fill=orange!12", "output": ", fill=green!10"}.get(node.kind, "")
        rows.append(f"  \\node[{style}{shade}] ({node.key}) at ({node.x:.1f},{node.y:.1f}) {{{text}}};")
    for edge in picture.edges:
        style = "->, dashed, gray" if edge.dashed else "->, gray"
        name = f" node[weight, pos={edge.place:.2f}, text=black] {{{_math(edge.name)}}}" if edge.name else ""
        rows.append(f"  \\draw[{style}] ({edge.source.key}) --{name} ({edge.target.key});")
    for node in picture.nodes:
        if node.bias:
            above = node.y - RADIUS - 26
            rows.append(f"  \\draw[->, gray] ({node.x:.1f},{above:.1f}) node[above, inner sep=1pt, text=black] {{{_math(node.bias)}}} -- ({node.key});")
    return "\n".join([*rows, "\\end{tikzpicture}"])


def _math(name: Name | None) -> str:
    text = formula(name.latex(), {}) if name else None
    return f"${text}$" if text else "?"
