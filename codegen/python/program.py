"""One sample through the network and back, as an ordered list of assignments of scalars.

Each intermediate is computed once, so the list is linear in the connections of the
network, never in its paths. The right-hand sides are infix text that Python and C share;
the scalar, the fused and the C prints differ only in how they spell the functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from codegen.network.description import Layer, Network, UnsupportedNetwork
from codegen.network.names import Namespace, identifier
from codegen.python.printing import GraphPrinter, number
from derive.meaning.expressions import Name


@dataclass(frozen=True, slots=True)
class Assignment:
    """``target = value``."""

    target: str
    value: str


@dataclass(slots=True)
class ScalarProgram:
    """The gradient of one sample: ``forward``, then ``backward``."""

    inputs: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    forward: list[Assignment] = field(default_factory=list)
    backward: list[Assignment] = field(default_factory=list)
    loss: str = ""
    gradients: list[str] = field(default_factory=list)  # one for each parameter
    outputs: list[str] = field(default_factory=list)


def scalar_program(network: Network, reserved: Sequence[str] = ()) -> ScalarProgram:
    """The program of one sample. Raises :class:`UnsupportedNetwork` for a softmax layer."""
    return _Writer(network, reserved).program


class _Writer:
    def __init__(self, network: Network, reserved: Sequence[str]) -> None:
        self.network = network
        self.space = Namespace(("exp", "log", "log1p", "expm1", "tanh", "math", "sigmoid_exp", "relu", "step", "softplus", *reserved))
        self.names: dict[Name, str] = {}
        self.program = ScalarProgram()
        p = self.program
        p.inputs = [self.claim(n) for n in network.inputs]
        p.targets = [self.claim(n) for n in network.targets]
        p.parameters = [self.claim(n) for n in network.parameters()]
        self.slopes: list[list[str | None]] = []
        self.kept: list[list[str]] = []
        values = p.inputs
        self.rows = [values]
        for layer in network.layers:
            values = self.layer(layer, values)
            self.rows.append(values)
        p.outputs = values
        deltas = self.start(network.layers[-1])
        self.reverse(deltas)

    def claim(self, name: Name) -> str:
        text = self.space.claim(identifier(name))
        self.names[name] = text
        return text

    def beside(self, base: str, name: Name) -> str:
        """A name with the indices of another: the delta of ``z^2_1`` is ``delta2_1``."""
        wanted = identifier(Name(base, name.upper, name.lower))
        return self.space.claim(wanted if wanted not in self.space.taken else f"{base}_{identifier(name)}")

    def forward(self, target: str, value: str) -> str:
        self.program.forward.append(Assignment(target, value))
        return target

    def backward(self, target: str, value: str) -> str:
        self.program.backward.append(Assignment(target, value))
        return target

    # -- forward

    def layer(self, layer: Layer, before: list[str]) -> list[str]:
        rule = ACTIVATIONS.get(layer.activation.kind)
        if rule is None:
            raise UnsupportedNetwork(f"{layer.activation.kind} has no scalar form")
        values, kept = [], []
        for j, (z, a) in enumerate(zip(layer.z, layer.a, strict=True)):
            terms = [f"{self.names[row[j]]} * {x}" for row, x in zip(layer.weights, before, strict=True)]
            if layer.biases:
                terms.append(self.names[layer.biases[0 if layer.shared_bias else j]])
            z_text = self.forward(self.claim(z), " + ".join(terms))
            if layer.activation.kind == "identity":
                values.append(z_text)
                kept.append("")
                continue
            e_text = self.beside("e", a) if layer.activation.kind == "sigmoid" else ""
            a_text = self.claim(a)
            rule(self, layer, z_text, a_text, e_text)
            values.append(a_text)
            kept.append(e_text)
        self.kept.append(kept)
        return values

    def custom(self, layer: Layer, z: str, derivative: bool) -> str:
        formula = layer.activation.formula
        assert formula is not None
        node = formula.derivatives[0] if derivative else formula.body
        return GraphPrinter(formula.dag, {formula.parameters[0]: z}, "math").text(node)

    def slope(self, layer: Layer, unit: int) -> str | None:
        """f'(z) as factors; None for one."""
        a = self.rows[layer.number][unit]
        return SLOPES[layer.activation.kind](self, layer, unit, a, self.kept[layer.number - 1][unit])

    # -- the loss

    def start(self, last: Layer) -> list[str]:
        loss = self.network.loss
        p = self.program
        p.loss = self.space.claim(identifier(loss.name))
        deltas, terms = [], []
        for k, (a, t) in enumerate(zip(p.outputs, p.targets, strict=True)):
            delta = self.beside("delta", last.z[k])
            key = (loss.kind, last.activation.kind)
            if loss.kind == "squared":
                gap = self.backward(self.beside("gap", last.a[k]), f"{a} - {t}")
                terms.append(f"{gap} * {gap}")
                value = self.times(2 * loss.scale, self.slope(last, k), gap)
            elif key == ("bernoulli", "sigmoid"):
                z = self.names[last.z[k]]
                terms.append(f"(1.0 - {t}) * relu({z}) + {t} * relu(-{z}) + log1p(exp(-abs({z})))")
                # a - t, but with digits left where a rounds to its target
                value = self.times(loss.scale, a, f"(1.0 - {t} - {t} * {self.kept[-1][k]})")
            elif key == ("cross_entropy", "sigmoid"):
                terms.append(f"{t} * softplus(-{self.names[last.z[k]]})")
                value = self.times(-loss.scale, self.kept[-1][k], a, t)
            elif loss.kind == "bernoulli":
                terms.append(f"-({t} * log({a}) + (1.0 - {t}) * log1p(-{a}))")
                value = self.times(loss.scale, self.slope(last, k), f"({a} - {t}) / ({a} * (1.0 - {a}))")
            elif loss.kind == "cross_entropy":
                terms.append(f"-{t} * log({a})")
                value = self.times(-loss.scale, self.slope(last, k), f"{t} / {a}")
            else:
                formula = loss.formula
                assert formula is not None
                printer = GraphPrinter(formula.dag, dict(zip(formula.parameters, (a, t), strict=True)), "math")
                terms.append(printer.text(formula.body))
                value = self.times(loss.scale, self.slope(last, k), f"({printer.text(formula.derivatives[0])})")
            deltas.append(self.backward(delta, value))
        self.backward(p.loss, self.times(loss.scale, f"({' + '.join(terms)})".replace("+ -", "- ")))
        return deltas

    @staticmethod
    def times(scale: Fraction, *factors: str | None) -> str:
        shown = [f for f in factors if f]
        if abs(scale) != 1:
            text, _ = number(abs(scale))
            shown.insert(0, text if "/" not in text else f"({text})")
        return ("-" if scale < 0 else "") + " * ".join(shown)

    # -- backward

    def reverse(self, deltas: list[str]) -> None:
        by_parameter: dict[Name, str] = {}
        loss = self.program.loss
        for layer in reversed(self.network.layers):
            before = self.rows[layer.number - 1]
            for i, row in enumerate(layer.weights):
                for j, weight in enumerate(row):
                    target = self.space.claim(f"d{loss}_d{self.names[weight]}")
                    by_parameter[weight] = self.backward(target, f"{before[i]} * {deltas[j]}")
            if layer.shared_bias:
                target = self.space.claim(f"d{loss}_d{self.names[layer.biases[0]]}")
                by_parameter[layer.biases[0]] = self.backward(target, " + ".join(deltas))
            else:
                by_parameter |= dict(zip(layer.biases, deltas, strict=bool(layer.biases)))
            if layer.number > 1:
                below = self.network.layers[layer.number - 2]
                new = []
                for i, row in enumerate(layer.weights):
                    arrived = " + ".join(f"{self.names[w]} * {d}" for w, d in zip(row, deltas, strict=True))
                    slope = self.slope(below, i)
                    value = f"{slope} * ({arrived})" if slope else arrived
                    new.append(self.backward(self.beside("delta", below.z[i]), value))
                deltas = new
        self.program.gradients = [by_parameter[n] for n in self.network.parameters()]


def _sigmoid(w: _Writer, layer: Layer, z: str, a: str, e: str) -> None:
    w.forward(e, f"sigmoid_exp({z})")
    w.forward(a, f"1.0 / (1.0 + {e})")


ACTIVATIONS: dict[str, Callable[[_Writer, Layer, str, str, str], object]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda w, layer, z, a, e: w.forward(a, f"tanh({z})"),
    "relu": lambda w, layer, z, a, e: w.forward(a, f"relu({z})"),
    "softplus": lambda w, layer, z, a, e: w.forward(a, f"softplus({z})"),
    "identity": lambda w, layer, z, a, e: None,
    "custom": lambda w, layer, z, a, e: w.forward(a, w.custom(layer, z, False)),
}

SLOPES: dict[str, Callable[[_Writer, Layer, int, str, str], str | None]] = {
    "sigmoid": lambda w, layer, unit, a, e: f"{e} * {a} * {a}",
    "tanh": lambda w, layer, unit, a, e: f"(1.0 - {a} * {a})",
    "relu": lambda w, layer, unit, a, e: f"step({a})",
    "softplus": lambda w, layer, unit, a, e: f"-expm1(-{a})",
    "identity": lambda w, layer, unit, a, e: None,
    "custom": lambda w, layer, unit, a, e: f"({w.custom(layer, w.names[layer.z[unit]], True)})",
}
