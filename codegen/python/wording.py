"""What generated docstrings say: formulas, shapes, and the lines of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from codegen.network.description import Network
from codegen.python.arrays import ArrayNames
from codegen.python.planner import Plan
from codegen.python.printing import number
from derive.meaning.expressions import Name


class Wording:
    """The words for one network."""

    def __init__(self, network: Network, names: ArrayNames, plan: Plan, lines: Mapping[Name, int]) -> None:
        self.network, self.names, self.plan, self.lines = network, names, plan, lines

    def line_of(self, name: Name) -> str:
        return f" (line {self.lines[name]})" if name in self.lines else ""

    def summary(self) -> str:
        widths = "-".join(str(w) for w in self.network.sizes)
        kinds = ", ".join(layer.activation.kind for layer in self.network.layers)
        return f"{widths} units, {kinds}; loss {self.loss_text()}"

    def loss_text(self) -> str:
        loss, a, t = self.network.loss, self.names.a[-1], self.names.target
        scale = scale_text(loss.scale)
        factor = "" if scale == "1" else f"{scale} * "
        return {
            "squared": f"``{factor}sum(({t} - {a})**2)``",
            "bernoulli": f"``-{factor}sum({t} * log({a}) + (1 - {t}) * log(1 - {a}))``",
            "cross_entropy": f"``-{factor}sum({t} * log({a}))``",
        }.get(loss.kind, f"{loss.name.plain()} of the document")

    def legend(self) -> list[str]:
        rows = []
        for layer in self.network.layers:
            weights, bias = self.names.of_layer(layer.number)
            before = self.names.a[layer.number - 2] if layer.number > 1 else self.names.x
            text = f"``{self.names.z[layer.number - 1]} = {before} @ {weights.by_input}{f' + {bias.name}' if bias else ''}``"
            if layer.activation.kind != "identity":
                text += f", ``{self.names.a[layer.number - 1]} = {layer.activation.label}({self.names.z[layer.number - 1]})``"
            where = self.lines_of([*layer.z, *layer.a])
            rows.append(f"Layer {layer.number}: {text}{where}.")
        return rows

    def lines_of(self, wanted: Sequence[Name]) -> str:
        found = sorted({self.lines[n] for n in wanted if n in self.lines})
        if not found:
            return ""
        return f" (line {found[0]})" if len(found) == 1 else f" (lines {found[0]} to {found[-1]})"

    def activation_fields(self) -> list[dict[str, Any]]:
        fields = []
        for layer, z, a in zip(self.network.layers, self.names.z, self.names.a, strict=True):
            units = self.network.sizes[layer.number]
            fields.append({"name": z, "units": units, "note": ""})
            if a != z:
                fields.append({"name": a, "units": units, "note": f", {layer.activation.kind} of {z}"})
        return fields

    def parameter_docs(self, with_target: bool) -> str:
        widths = self.network.sizes
        rows = [f"{self.names.x} : array_like, shape (N, {widths[0]})", "    Inputs."]
        if with_target:
            rows += [f"{self.names.target} : array_like, shape (N, {widths[-1]})", "    Targets."]
        for p in self.names.parameters:
            what = f"Weights ({'unit, input' if p.unit_first else 'input, unit'})" if p.kind == "W" else "Biases" if p.shape else "Bias of all units"
            rows += [f"{p.name} : array_like, shape {p.shape}", f"    {what} of layer {p.layer}."]
        return "\n".join("    " + row for row in rows)

    def forward_lines(self) -> list[str]:
        rows = []
        for layer, z, a in zip(self.network.layers, self.names.z, self.names.a, strict=True):
            for name, own in ((z, layer.z), (a, layer.a)):
                where = self.lines_of(own)
                if where and (name, own) != (z, layer.a):
                    rows.append(f"``{name}``{where}.")
        return rows

    def workspace_lines(self) -> list[str]:
        if not self.plan.columns:
            return [
                "For each layer: ``a`` its activations, ``e`` what its derivative needs, then f'(z), then its",
                "delta, ``s`` what comes back to it.",
            ]
        return [
            "The rows of a block: ``a0`` the inputs, ``a1`` … the activations; ``u1`` … what layer 1 … multiplies,",
            "its inputs with the row of ones that carries the bias; ``e1`` … what f' needs, then f'(z), then",
            "the delta; ``s`` what comes back from the layer above. Some share rows, so that one call does for both.",
        ]


def scale_text(scale: Fraction) -> str:
    """A factor in a product."""
    text, _ = number(scale)
    return f"({text})" if "/" in text else text
