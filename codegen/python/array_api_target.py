"""Print a network with the functions of the array API standard, for CuPy, JAX and PyTorch."""

from __future__ import annotations

from typing import Any

import jinja2

from codegen.network.description import Layer, Network, UnsupportedNetwork
from codegen.python.arrays import ArrayNames, array_names, size_sources
from codegen.python.numpy_target import tidy
from codegen.python.planner import plan
from codegen.python.wording import Wording, scale_text

# For each activation: statements for a, and its slope; {k} is what they keep.
_FORWARD: dict[str, tuple[str, ...]] = {
    "sigmoid": ("e{n} = _exp_minus(xp, {z})", "{a} = 1.0 / (1.0 + e{n})"),
    "tanh": ("{a} = xp.tanh({z})",),
    "relu": ("{a} = xp.where({z} > 0.0, {z}, 0.0 * {z})",),
    "softplus": ("{a} = _softplus(xp, {z})",),
    "identity": (),
    "softmax": (
        "shifted = {z} - _largest(xp, {z})",
        "total = xp.sum(xp.exp(shifted), axis=1, keepdims=True)",
        "{a} = xp.exp(shifted) / total",
    ),
}
_SLOPES: dict[str, str] = {
    "sigmoid": "e{n} * {a} * {a}",
    "tanh": "(1.0 - {a} * {a})",
    "relu": "xp.where({z} > 0.0, 1.0 + 0.0 * {z}, 0.0 * {z})",
    "softplus": "xp.exp({z} - {a})",
}
# For a loss and the last activation: the terms of the loss, and the last delta over the scale.
_LOSSES: dict[tuple[str, str], tuple[str, str]] = {
    ("squared", ""): ("({a} - {t}) ** 2", "2.0 * ({a} - {t})"),
    ("bernoulli", "sigmoid"): ("_softplus(xp, {z}) - {t} * {z}", "{a} - {t}"),
    ("cross_entropy", "softmax"): ("{t} * (xp.log(total) - shifted)", "{a} * xp.sum({t}, axis=1, keepdims=True) - {t}"),
}


def render_array_api(network: Network, *, title: str) -> str:
    """The module of a network. Raises :class:`UnsupportedNetwork` for functions of the document's own."""
    names = array_names(network)
    writer = _Writer(network, names)
    body = writer.body()
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("codegen", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = Wording(network, names, plan(network), {})
    text = "\n".join(body)
    values: dict[str, Any] = {
        "title": title,
        "summary": words.summary(),
        "names": names,
        "widths": network.sizes,
        "any_size": network.any_size,
        "size_sources": size_sources(network, names),
        "plain_typed": ", ".join(f"{p.name}: Any" for p in names.parameters),
        "parameter_docs": words.parameter_docs(True),
        "body": body,
        "products": writer.products(),
        "uses_exp_minus": "_exp_minus(" in text,
        "uses_largest": "_largest(" in text,
        "uses_softplus": "_softplus(" in text,
    }
    return tidy(environment.get_template("array_api.py.j2").render(values))


class _Writer:
    def __init__(self, network: Network, names: ArrayNames) -> None:
        self.network, self.names = network, names

    def fill(self, text: str, layer: Layer) -> str:
        n = layer.number
        return text.format(n=n, z=self.names.z[n - 1], a=self.names.a[n - 1], t=self.names.target)

    def before(self, n: int) -> str:
        return self.names.a[n - 2] if n > 1 else self.names.x

    def body(self) -> list[str]:
        lines: list[str] = []
        for layer in self.network.layers:
            n, kind = layer.number, layer.activation.kind
            if kind not in _FORWARD:
                raise UnsupportedNetwork(f"{layer.activation.label} has no array-API form")
            weights, bias = self.names.of_layer(n)
            lines.append(f"{self.names.z[n - 1]} = {self.before(n)} @ {weights.by_input}{f' + {bias.name}' if bias else ''}")
            lines += [self.fill(line, layer) for line in _FORWARD[kind]]
        last = self.network.layers[-1]
        key = (self.network.loss.kind, last.activation.kind)
        found = _LOSSES.get(key)
        slope = ""
        if found is None and key[0] == "squared" and key[1] != "softmax":
            found = _LOSSES["squared", ""]
            slope = f" * {self.fill(_SLOPES[key[1]], last)}" if key[1] in _SLOPES else ""
        if found is None:
            raise UnsupportedNetwork(f"the loss {key[0]} on {key[1]} has no array-API form")
        scale = scale_text(self.network.loss.scale)
        factor = "" if scale == "1" else f"{scale} * "
        value, delta = (self.fill(text, last) for text in found)
        delta = delta if delta.startswith("2.0") else f"({delta})"
        lines += ["", f"loss = {factor}xp.sum({value})"]
        lines.append(f"delta{last.number} = {factor}{delta}{slope}" if factor + slope else f"delta{last.number} = {delta}")
        for layer in reversed(self.network.layers[1:]):
            n, below = layer.number, self.network.layers[layer.number - 2]
            text = f"(delta{n} @ {self.names.of_layer(n)[0].by_unit})"
            if below.activation.kind in _SLOPES:
                text += f" * {self.fill(_SLOPES[below.activation.kind], below)}"
            lines.append(f"delta{n - 1} = {text}")
        return lines

    def products(self) -> list[str]:
        rows = []
        for layer in self.network.layers:
            before, delta = self.before(layer.number), f"delta{layer.number}"
            rows.append(f"({delta}.T @ {before})" if layer.unit_first else f"({before}.T @ {delta})")
            if layer.biases:
                rows.append(f"xp.sum(delta{layer.number}{'' if layer.shared_bias else ', axis=0'})")
        return rows
