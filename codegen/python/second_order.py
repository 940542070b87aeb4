"""Statements for what goes beyond the gradient: the Jacobian of the outputs and Hessian products.

They run row-major on fresh arrays: clear before fast, and with the functions of any library of arrays. The second derivatives keep the
accuracy of the first ones: ``1 - 2a`` of a sigmoid is ``sigmoid(-z) - sigmoid(z)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.network.description import Layer, Network
from codegen.python.arrays import ArrayNames
from codegen.python.planner import Plan
from codegen.python.wording import scale_text

SLOPES: dict[str, str] = {
    "sigmoid": "{a} * _sigmoid(-{z})",
    "tanh": "(1.0 - {a} * {a})",
    "relu": "{np}.where({z} > 0.0, {np}.ones_like({z}), 0.0)",
    "softplus": "_sigmoid({z})",
    "custom": "_activation{n}_prime({z})",
}

CURVES: dict[str, str] = {
    "sigmoid": "slope{n} * (_sigmoid(-{z}) - {a})",
    "tanh": "-2.0 * {a} * slope{n}",
    "softplus": "slope{n} * _sigmoid(-{z})",
}

# Losses whose last delta is linear in the outputs and needs no slope.
MATCHED = (("bernoulli", "sigmoid"), ("cross_entropy", "softmax"))


class SecondOrder:
    """Writes the bodies for one network, with the functions of ``library`` ("np", or "xp" for any)."""

    def __init__(self, network: Network, names: ArrayNames, plan: Plan, library: str = "np") -> None:
        self.network, self.names, self.plan, self.np = network, names, plan, library
        self.depth = len(network.layers)

    def fill(self, text: str, layer: Layer) -> str:
        n = layer.number
        return text.format(n=n, z=self.names.z[n - 1], a=self.names.a[n - 1], np=self.np)

    def before(self, n: int) -> str:
        return self.names.a[n - 2] if n > 1 else self.names.x

    def jacobian(self) -> list[str]:
        """Statements that leave ∂outputs/∂inputs, (N, inputs, outputs), in ``change``."""
        lines = []
        for layer in self.network.layers:
            n, kind = layer.number, layer.activation.kind
            weights = self.names.of_layer(n)[0].by_input
            if n == 1:
                lines.append(f"change = {self.np}.broadcast_to({weights}, (len({self.names.x}), *{weights}.shape))")
            else:
                lines.append(f"change = change @ {weights}")
            if kind == "softmax":
                a = self.names.a[n - 1]
                mean = f"{self.np}.sum({a}[:, None] * change, axis=2, keepdims=True)"
                lines.append(f"change = {a}[:, None] * (change - {mean})")
            elif kind != "identity":
                lines.append(f"change = change * ({self.fill(SLOPES[kind], layer)})[:, None]")
        return lines

    def supports_hessian(self) -> bool:
        """Are all second derivatives in the tables?"""
        kinds = [layer.activation.kind for layer in self.network.layers]
        known = {"sigmoid", "tanh", "relu", "softplus", "identity"}
        if not set(kinds[:-1]) <= known:
            return False
        return (self.network.loss.kind, kinds[-1]) in MATCHED or (self.network.loss.kind == "squared" and kinds[-1] in known)

    def hessian(self) -> list[str]:
        """Statements of the product of the Hessian with the direction ``v_W1``, …"""
        lines = ["# how every value moves when the parameters move along the direction"]
        for layer in self.network.layers:
            lines += self.move(layer)
        lines += ["", "# the deltas, and how they move", *self.start()]
        for layer in reversed(self.network.layers[1:]):
            lines += self.back(layer)
        return _needed(lines, self.products())

    def move(self, layer: Layer) -> list[str]:
        n, kind = layer.number, layer.activation.kind
        weights, bias = self.names.of_layer(n)
        z, a, before = self.names.z[n - 1], self.names.a[n - 1], self.before(n)
        text = f"{before} @ v_{weights.by_input}"
        if n > 1:
            text += f" + moved_{before} @ {weights.by_input}"
        lines = [f"moved_{z} = {text}{f' + v_{bias.name}' if bias else ''}"]
        if kind == "softmax":
            mean = f"{self.np}.sum({a} * moved_{z}, axis=1, keepdims=True)"
            return [*lines, f"moved_{a} = {a} * (moved_{z} - {mean})"]
        if kind == "identity":
            return lines
        return [*lines, f"slope{n} = {self.fill(SLOPES[kind], layer)}", f"moved_{a} = slope{n} * moved_{z}"]

    def curve(self, layer: Layer) -> str:
        text = CURVES.get(layer.activation.kind)
        return self.fill(text, layer) if text else ""

    def start(self) -> list[str]:
        layer = self.network.layers[-1]
        n, t = self.depth, self.names.target
        z, a = self.names.z[-1], self.names.a[-1]
        scale = scale_text(self.plan.start.factor * self.network.loss.scale)
        factor = "" if scale == "1" else f"{scale} * "
        key = (self.network.loss.kind, layer.activation.kind)
        if key == ("cross_entropy", "softmax"):
            total = f"{self.np}.sum({t}, axis=1, keepdims=True)"
            return [f"delta{n} = {factor}({a} * {total} - {t})", f"moved_delta{n} = {factor}moved_{a} * {total}"]
        gap = f"{factor}({a} - {t})"
        if key in MATCHED or layer.activation.kind == "identity":
            return [f"delta{n} = {gap if factor else f'{a} - {t}'}", f"moved_delta{n} = {factor}moved_{a}"]
        lines = [f"delta{n} = {gap} * slope{n}", f"moved_delta{n} = {factor}moved_{a} * slope{n}"]
        if self.curve(layer):
            lines[-1] += f" + {gap} * {self.curve(layer)} * moved_{z}"
        return lines

    def back(self, layer: Layer) -> list[str]:
        n, below = layer.number, self.network.layers[layer.number - 2]
        weights = self.names.of_layer(n)[0].by_unit
        lines = [
            f"back{n - 1} = delta{n} @ {weights}",
            f"moved_back{n - 1} = moved_delta{n} @ {weights} + delta{n} @ v_{weights}",
        ]
        if below.activation.kind == "identity":
            return [*lines, f"delta{n - 1} = back{n - 1}", f"moved_delta{n - 1} = moved_back{n - 1}"]
        moved = f"moved_back{n - 1} * slope{n - 1}"
        if self.curve(below):
            moved += f" + back{n - 1} * {self.curve(below)} * moved_{self.names.z[n - 2]}"
        return [*lines, f"delta{n - 1} = back{n - 1} * slope{n - 1}", f"moved_delta{n - 1} = {moved}"]

    def products(self) -> list[str]:
        """How the gradient moves: one expression for each parameter."""
        rows = []
        for layer in self.network.layers:
            n = layer.number
            before = self.before(n)
            pairs = [(f"moved_{before}", f"delta{n}")] if n > 1 else []
            pairs.append((before, f"moved_delta{n}"))
            rows.append(" + ".join(f"{d}.T @ {a}" if layer.unit_first else f"{a}.T @ {d}" for a, d in pairs))
            if layer.biases:
                rows.append(f"{self.np}.sum(moved_delta{n}{'' if layer.shared_bias else ', axis=0'})")
        return rows


def _needed(lines: Sequence[str], results: Sequence[str]) -> list[str]:
    """The statements without those whose value nothing uses, such as the delta of the first layer itself."""
    used = set(re.findall(r"\w+", " ".join(results)))
    kept: list[str] = []
    for line in reversed(lines):
        name, _, value = line.partition(" = ")
        if value and name not in used:
            continue
        used |= set(re.findall(r"\w+", value))
        kept.append(line)
    return kept[::-1]
