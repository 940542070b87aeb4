"""The statements that take one block of samples through the network and back to its deltas.

Feature-major and row-major code differ in how a layer multiplies and adds its bias; what
happens to each number is the same and comes from :mod:`codegen.python.elementwise`.
"""

from __future__ import annotations

import re

from codegen.network.description import Layer, Network
from codegen.python.arrays import ArrayNames
from codegen.python.elementwise import RULES, Rule, rule_of
from codegen.python.planner import Plan


class BlockWriter:
    """Writes the body of ``_deltas``."""

    def __init__(self, network: Network, names: ArrayNames, plan: Plan) -> None:
        self.network, self.names, self.plan = network, names, plan
        self.stripes = {s.name for s in plan.stripes}
        self.depth = len(network.layers)

    def body(self) -> list[str]:
        """The statements: forward to the loss, back to every delta; the last one returns the terms of the loss."""
        lines: list[str] = []
        if self.plan.columns:
            lines.append(f"a0[...] = {self.names.x}")
        for layer in self.network.layers:
            lines += ["", f"# layer {layer.number}: {self.heading(layer)}", *self.forward(layer)]
        slopes = self.slopes()
        if slopes:
            lines += ["", "# f'(z) of the layers", *slopes]
        lines += ["", f"# the loss and {self.delta_name(self.depth)} = ∂E/∂z of the last layer", *self.start()]
        for layer in reversed(self.network.layers[1:]):
            lines += ["", f"# back to {self.delta_name(layer.number - 1)}", *self.back(layer)]
        return [*lines, "return terms"]

    def heading(self, layer: Layer) -> str:
        label = layer.activation.kind if layer.activation.kind != "custom" else layer.activation.label
        product = "e = exp(-z), " if layer.activation.kind == "sigmoid" else ""
        return f"{product}{self.names.a[layer.number - 1]} = {label}(z)"

    def delta_name(self, number: int) -> str:
        return f"delta{number}"

    def delta_array(self, number: int) -> str:
        """Where the delta of a layer stands."""
        name = f"{self.plan.start.into}{number}" if number == self.depth else f"e{number}"
        return f"{name}.T" if self.turned(number) else name

    def delta_by_unit(self, number: int) -> str:
        """The delta of a layer with a row for each unit."""
        name = self.delta_array(number)
        return name.removesuffix(".T") if name.endswith(".T") else f"{name}.T"

    def turned(self, number: int) -> bool:
        """Is this layer feature-major in a row-major block?"""
        softmax = self.network.layers[number - 1].activation.kind == "softmax"
        return softmax and not self.plan.columns

    def scratch(self, number: int) -> str:
        """The array that takes what comes back to a layer, or the last layer's product."""
        if not self.plan.columns:
            return f"s{number}"
        units = self.network.widths[number]
        (stripe,) = (s for s in self.plan.stripes if s.name == "s")
        return "s" if stripe.last - stripe.first == units else f"s[:{units}]"

    def fill(self, text: str, layer: Layer) -> str:
        n = layer.number
        return text.format(
            a=f"a{n}",
            e=f"e{n}",
            t=f"{self.names.target}.T" if self.turned(n) else self.names.target,
            s=self.scratch(n) if "{s}" in text else "",
            one="one",
            zeros=f"zeros{n}",
            ones=f"ones{n}",
            f=f"_activation{n}",
        )

    # -- forward

    def forward(self, layer: Layer) -> list[str]:
        """The product, then the activation."""
        rule = rule_of(self.network.loss.kind, layer.activation.kind)
        n = layer.number
        keep = n == self.depth and self.plan.start.needs_z
        into = self.scratch(n) if keep else f"{rule.arrives_in}{n}"
        lines = self.product(layer, rule, into)
        if keep:
            lines.append(f"np.copyto(e{n}, {into})")
        if rule.clamp:
            lines += [f"if limit is not None:  # only where exp would overflow", f"    np.minimum(e{n}, limit, out=e{n})"]  # noqa: F541
        return lines + [self.fill(line, layer) for line in rule.forward]

    def product(self, layer: Layer, rule: Rule, into: str) -> list[str]:
        n = layer.number
        if self.plan.columns:
            sign = "minus_" if rule.negated else ""
            return [f"product({sign}V{n}, u{n}, out={into})"]
        weights, bias = self.names.of_layer(n)
        before = f"a{n - 1}" if n > 1 else self.names.x
        if self.turned(n):
            lines = [f"{weights.by_unit}.dot({before}.T, out={into})"]
            return lines + ([f"{into} += {bias.name}[..., None]"] if bias else [])
        lines = [f"{before}.dot({weights.by_input}, out={into})"]
        if rule.negated:
            lines.append(f"np.subtract(minus_{bias.name}, {into}, out={into})" if bias else f"np.negative({into}, out={into})")
        elif bias:
            lines.append(f"{into} += {bias.name}")
        return lines

    # -- backward

    def slopes(self) -> list[str]:
        lines: list[str] = []
        done: set[int] = set()
        for layer in reversed(self.network.layers):
            n = layer.number
            if n in done or (n == self.depth and not self.plan.start.slope):
                continue
            stack = next((p for p in self.plan.stacks if p[0] <= n <= p[1]), None)
            rule = RULES[layer.activation.kind]
            if stack:
                done |= set(range(stack[0], stack[1] + 1))
                a, e = f"a{stack[0]}_{stack[1]}", f"e{stack[0]}_{stack[1]}"
                lines += [line.format(a=a, e=e) for line in rule.slope]
            else:
                lines += [self.fill(line, layer) for line in rule.slope]
        return lines

    def start(self) -> list[str]:
        layer, start = self.network.layers[-1], self.plan.start
        lines = [self.fill(line, layer) for line in start.before]
        lines.append(f"terms: Array = {self.fill(start.value, layer)}")
        delta = list(start.delta)
        if layer.activation.kind == "identity" and start.slope:  # f' is one: nothing stands in e yet
            delta = [re.sub(r"^{e} \*= (.*)", r"np.copyto({e}, \1)", line) for line in delta]
        return lines + [self.fill(line, layer) for line in delta]

    def back(self, layer: Layer) -> list[str]:
        """From the delta of a layer to the delta of the one below."""
        n, below = layer.number, self.network.layers[layer.number - 2]
        linear = below.activation.kind == "identity"
        into = f"e{n - 1}" if linear else self.scratch(n - 1)
        delta = self.delta_array(n)
        if self.plan.columns:
            lines = [f"product(W{n}, {delta}, out={into})"]
        else:
            lines = [f"{delta}.dot({self.names.of_layer(n)[0].by_unit}, out={into})"]
        if not linear:
            lines.append(f"e{n - 1} *= {into}")
        return lines
