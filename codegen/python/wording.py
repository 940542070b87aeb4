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
        return f"{widths} units, {kinds}; loss {self.loss_text()}{self.mean()}"

    def mean(self) -> str:
        letter = self.network.mean
        return f", divided by {letter} in the document: ``reduction=\"mean\"``" if letter else ""

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

    def factors(self, number: int) -> list[str]:
        """What a layer multiplies, in the order of the rows."""
        rows = [f"a{number - 1}", "the ones"]
        return rows[::-1] if self.plan.bias_first[number - 1] else rows

    def stripe_notes(self) -> dict[str, str]:
        """What the arrays of a block hold, by their names."""
        notes = {"a0": "the inputs", "left": "all that is multiplied, and the last layer's gap", "right": "the gap and all deltas"}
        notes["s"] = "what comes back from the layer above, and products on their way out"
        for layer in self.network.layers:
            n = layer.number
            notes |= {
                f"a{n}": f"activations of layer {n}",
                f"u{n}": f"{' and '.join(self.factors(n))}: what layer {n} multiplies" if layer.biases else f"a{n - 1}",
                f"e{n}": f"what f' of layer {n} needs, then f'(z), then the delta",
                f"s{n}": f"what comes back to layer {n}",
                f"zeros{n}": f"as many as layer {n} has activations",
            }
        for low, high in self.plan.stacks:
            both = " and ".join if high == low + 1 else " to ".join
            notes |= {f"{c}{low}_{high}": both((f"{c}{low}", f"{c}{high}")) + ", for one call on all" for c in "ae"}
        return notes


def scale_text(scale: Fraction) -> str:
    """A factor in a product."""
    text, _ = number(scale)
    return f"({text})" if "/" in text else text
