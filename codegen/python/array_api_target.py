"""Print a network with the functions of the array API standard, for CuPy, JAX and PyTorch."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from codegen.network.description import Layer, Network, UnsupportedNetwork
from codegen.python.arrays import ArrayNames, array_names, size_sources
from codegen.python.module_text import module_text
from codegen.python.planner import plan
from codegen.python.printing import GraphPrinter
from codegen.python.second_order import SecondOrder
from codegen.python.wording import Wording, scale_text

# For each activation: statements for a. ``forward`` leaves out what only the way back needs.
_FORWARD: dict[str, tuple[str, ...]] = {
    "sigmoid": ("{a} = _sigmoid({z})",),
    "tanh": ("{a} = xp.tanh({z})",),
    "relu": ("{a} = xp.where({z} > 0.0, {z}, 0.0)",),
    "softplus": ("{a} = _softplus({z})",),
    "identity": (),
    "softmax": ("{a} = _softmax({z})",),
    "custom": ("{a} = _activation{n}({z})",),
}
_KEEPING: dict[str, tuple[str, ...]] = _FORWARD | {"sigmoid": ("e{n} = _exp_minus({z})", "{a} = 1.0 / (1.0 + e{n})")}
_KEEPING_LOGARITHMS = {"softmax": ("shifted, e{n}, rest = _softmax_parts({z})", "{a} = e{n} / (1.0 + rest)")}

# What arrives from above, times the slope.
_BACK: dict[str, str] = {
    "sigmoid": "{arrives} * e{n} * {a} * {a}",
    "tanh": "{arrives} * (1.0 - {a} * {a})",
    "relu": "xp.where({z} > 0.0, {arrives}, 0.0)",
    "softplus": "{arrives} * -xp.expm1(-{a})",
    "identity": "{arrives}",
    "custom": "{arrives} * _activation{n}_prime({z})",
}


class _Start(NamedTuple):
    """A loss on the last activation: its terms without scale, and the last delta over ``factor`` times the scale."""

    terms: str
    delta: str
    factor: int = 1
    slope: bool = False  # the delta still lacks the slope of the activation
    kept: str = ""  # the terms from what the way forward kept, where that spares work


_STARTS: dict[tuple[str, str], _Start] = {
    ("squared", ""): _Start("({a} - {t}) ** 2", "({a} - {t})", 2, True),
    ("squared", "softmax"): _Start(
        "({a} - {t}) ** 2", "{a} * ({a} - {t} - xp.sum({a} * ({a} - {t}), axis=1, keepdims=True))", 2
    ),
    # a - t, but with digits left where a rounds to its target
    ("bernoulli", "sigmoid"): _Start(
        "{t} * _softplus(-{z}) + (1.0 - {t}) * _softplus({z})", "{a} * (1.0 - {t} - {t} * e{n})"
    ),
    ("bernoulli", ""): _Start(
        "-({t} * xp.log({a}) + (1.0 - {t}) * xp.log1p(-{a}))", "({a} - {t}) / ({a} * (1.0 - {a}))", slope=True
    ),
    ("cross_entropy", "sigmoid"): _Start("{t} * _softplus(-{z})", "-{t} * e{n} * {a}"),
    ("cross_entropy", "softmax"): _Start(
        "-{t} * _log_softmax({z})",
        "({a} * xp.sum({t}, axis=1, keepdims=True) - {t})",
        kept="{t} * (xp.log1p(rest) - shifted)",
    ),
    ("cross_entropy", ""): _Start("-{t} * xp.log({a})", "-{t} / {a}", slope=True),
    ("custom", ""): _Start("_loss_term({a}, {t})", "_loss_slope({a}, {t})", slope=True),
}


def render_array_api(network: Network, *, title: str) -> str:
    """The module of a network. Raises :class:`UnsupportedNetwork` for what the standard has no function for."""
    names = array_names(network)
    plan_ = plan(network)
    writer = _Writer(network, names)
    words = Wording(network, names, plan_, {})
    more = SecondOrder(network, names, plan_, "xp")
    hessian = more.hessian() if more.supports_hessian() else []
    parameters = names.parameters
    values: dict[str, Any] = {
        "title": title,
        "summary": words.summary(),
        "network": network,
        "names": names,
        "widths": network.sizes,
        "size_sources": size_sources(network, names),
        "args": ", ".join(p.name for p in parameters),
        "typed": ", ".join(f"{p.name}: Any" for p in parameters),
        "parameter_docs": words.parameter_docs(True).replace("array_like", "array"),
        "forward_docs": words.parameter_docs(False).replace("array_like", "array"),
        "activation_fields": words.activation_fields(),
        "activations": ", ".join(f["name"] for f in words.activation_fields()),
        "loss_text": words.loss_text(),
        "last": ", ".join(dict.fromkeys((names.z[-1], names.a[-1]))),
        "forward": writer.forward(_FORWARD),
        "body": writer.body(),
        "kept": writer.kept(),
        "terms": writer.fill(writer.start.terms, network.layers[-1]),
        "kept_terms": writer.fill(writer.start.kept or writer.start.terms, network.layers[-1]),
        "scale": writer.factor(1),
        "products": writer.products(),
        "each": writer.products_of_each(),
        "back_to_inputs": f"delta1 @ {names.of_layer(1)[0].by_unit}",
        "jacobian_lines": more.jacobian(),
        "hessian_lines": hessian,
        "hessian_products": more.products() if hessian else [],
        "directions": ", ".join(f"v_{p.name}" for p in parameters) + ("," if len(parameters) == 1 else ""),
        "document_functions": writer.functions(),
    }
    text = " ".join([*values["forward"], *values["body"], values["terms"], values["kept_terms"], *values["products"], *values["jacobian_lines"], *hessian])
    values["uses"] = _used(text)
    return module_text("array_api.py.j2", values)


def _used(text: str) -> set[str]:
    """The helpers that a text calls, and those that these call."""
    found = set(re.findall(r"\b_\w+(?=\()", text))
    if "_sigmoid" in found:
        found.add("_exp_minus")
    if found & {"_softmax", "_log_softmax"}:
        found.add("_softmax_parts")
    return found


class _Writer:
    """Writes the statements for one network."""

    def __init__(self, network: Network, names: ArrayNames) -> None:
        self.network, self.names = network, names
        last = network.layers[-1].activation.kind
        self.start = _STARTS.get((network.loss.kind, last)) or _STARTS[network.loss.kind, ""]

    def fill(self, text: str, layer: Layer, arrives: str = "") -> str:
        n = layer.number
        return text.format(n=n, z=self.names.z[n - 1], a=self.names.a[n - 1], t=self.names.target, arrives=arrives)

    def before(self, n: int) -> str:
        return self.names.a[n - 2] if n > 1 else self.names.x

    def factor(self, of_start: int) -> str:
        """The scale of the loss as the beginning of a product; nothing for one."""
        text = scale_text(of_start * self.network.loss.scale)
        return "" if text == "1" else f"{text} * "

    def forward(self, activations: dict[str, tuple[str, ...]]) -> list[str]:
        lines: list[str] = []
        for layer in self.network.layers:
            weights, bias = self.names.of_layer(layer.number)
            product = f"{self.before(layer.number)} @ {weights.by_input}"
            lines.append(f"{self.names.z[layer.number - 1]} = {product}{f' + {bias.name}' if bias else ''}")
            lines += [self.fill(line, layer) for line in activations[layer.activation.kind]]
        return lines

    def body(self) -> list[str]:
        """Forward to the outputs and back to every delta."""
        last = self.network.layers[-1]
        start = self.factor(self.start.factor) + self.fill(self.start.delta, last)
        if self.start.slope:
            if last.activation.kind not in _BACK:
                raise UnsupportedNetwork(f"the loss {self.network.loss.kind} on {last.activation.kind} has no array-API form")
            start = self.fill(_BACK[last.activation.kind], last, start)
        keeping = _KEEPING | _KEEPING_LOGARITHMS if self.start.kept else _KEEPING
        lines = [*self.forward(keeping), "", f"delta{last.number} = {start[1:-1] if _bare(start) else start}"]
        for layer in reversed(self.network.layers[1:]):
            n, below = layer.number, self.network.layers[layer.number - 2]
            product = f"delta{n} @ {self.names.of_layer(n)[0].by_unit}"
            if below.activation.kind not in _BACK:
                raise UnsupportedNetwork(f"{below.activation.kind} in a hidden layer has no array-API form")
            plain = below.activation.kind in ("relu", "identity")
            lines.append(f"delta{n - 1} = {self.fill(_BACK[below.activation.kind], below, product if plain else f'({product})')}")
        return lines

    def kept(self) -> str:
        """What the way back has for the products: the activations below, and all deltas."""
        layers = self.network.layers
        return ", ".join([*(self.before(layer.number) for layer in layers[1:]), *(f"delta{layer.number}" for layer in layers)])

    def products(self) -> list[str]:
        """The gradient of each parameter, summed over the batch."""
        rows = []
        for layer in self.network.layers:
            before, delta = self.before(layer.number), f"delta{layer.number}"
            rows.append(f"{delta}.T @ {before}" if layer.unit_first else f"{before}.T @ {delta}")
            if layer.biases:
                rows.append(f"xp.sum({delta})" if layer.shared_bias else f"_sum_of_rows({delta})")
        return rows

    def products_of_each(self) -> list[str]:
        """The gradients of each sample."""
        rows = []
        for layer in self.network.layers:
            before, delta = self.before(layer.number), f"delta{layer.number}"
            first, second = (delta, before) if layer.unit_first else (before, delta)
            rows.append(f"{first}[:, :, None] * {second}[:, None, :]")
            if layer.biases:
                rows.append(f"xp.sum({delta}, axis=1)" if layer.shared_bias else delta)
        return rows

    def functions(self) -> list[str]:
        """The functions that are the document's own."""
        lines: list[str] = []
        for layer in self.network.layers:
            formula = layer.activation.formula
            if formula is not None:
                printer = GraphPrinter(formula.dag, {formula.parameters[0]: "z"}, "xp")
                words = f"{layer.activation.label} of the document."
                lines += _function(f"_activation{layer.number}", "z", printer.text(formula.body), words)
                lines += _function(f"_activation{layer.number}_prime", "z", printer.text(formula.derivatives[0]), f"The slope of {words}")
        loss = self.network.loss.formula
        if loss is not None:
            printer = GraphPrinter(loss.dag, dict(zip(loss.parameters, ("a", "target"), strict=True)), "xp")
            name = f"{self.network.loss.name.plain()} of the document"
            lines += _function("_loss_term", "a, target", printer.text(loss.body), f"What an output adds to {name}.")
            lines += _function("_loss_slope", "a, target", printer.text(loss.derivatives[0]), "How this changes with the output.")
        return lines


def _bare(text: str) -> bool:
    """Is a text one pair of brackets around all of it?"""
    return text.startswith("(") and text.find(")") == len(text) - 1


def _function(name: str, arguments: str, value: str, words: str) -> list[str]:
    first, *rest = arguments.split(", ")
    typed = ", ".join(f"{a}: Any" for a in (first, *rest))
    lines = [f"def {name}({typed}) -> Any:", f'    """{words}"""']
    if "xp." in value:
        lines.append(f"    xp = _namespace({first})")
    return [*lines, f"    return {value}", "", ""]
