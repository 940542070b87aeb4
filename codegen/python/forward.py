"""The plain forward pass of generated code, on fresh arrays, and the functions that it calls."""

from __future__ import annotations

from codegen.network.description import Layer, Network
from codegen.python.arrays import ArrayNames
from codegen.python.elementwise import FORWARD, FUNCTIONS, LOSS_TERMS
from codegen.python.planner import Plan
from codegen.python.printing import GraphPrinter


class ForwardWriter:
    """Writes ``_forward`` and the functions beside it for one network."""

    def __init__(self, network: Network, names: ArrayNames, plan: Plan) -> None:
        self.network, self.names, self.plan = network, names, plan

    def product(self, layer: Layer) -> str:
        weights, bias = self.names.of_layer(layer.number)
        before = self.names.a[layer.number - 2] if layer.number > 1 else self.names.x
        if self.plan.columns:
            # feature-major, whatever the order of the input
            text = f"np.dot({weights.by_unit}, {before}.T).T"
        else:
            text = f"{before} @ {weights.by_input}"
        return f"{text} + {bias.name}" if bias else text

    def apply(self, layer: Layer) -> str:
        z, kind = self.names.z[layer.number - 1], layer.activation.kind
        if kind == "custom":
            return f"_activation{layer.number}({z})"
        return FORWARD[kind].format(z=z)

    def functions(self) -> list[str]:
        lines: list[str] = []
        kinds = {layer.activation.kind for layer in self.network.layers}
        if "softplus" in kinds:
            kinds.add("sigmoid")
        if "softmax" in kinds and self.network.loss.kind == "cross_entropy":
            kinds.add("log_softmax")
        for kind in sorted(kinds):
            lines += FUNCTIONS.get(kind, [])
        for layer in self.network.layers:
            formula = layer.activation.formula
            if formula is None:
                continue
            printer = GraphPrinter(formula.dag, {formula.parameters[0]: "z"}, "np")
            lines += [
                f"def _activation{layer.number}(z: Array) -> Any:",
                f'    """{layer.activation.label} of the document."""',
                f"    return {printer.text(formula.body)}",
                "",
                "",
                f"def _activation{layer.number}_prime(z: Array) -> Any:",
                f"    return {printer.text(formula.derivatives[0])}",
                "",
                "",
            ]
        loss = self.network.loss.formula
        if loss is not None:
            printer = GraphPrinter(loss.dag, dict(zip(loss.parameters, ("a", "target"), strict=True)), "np")
            for name, node in (("_loss_term", loss.body), ("_loss_slope", loss.derivatives[0])):
                lines += [f"def {name}(a: Array, target: Array) -> Any:", f"    return {printer.text(node)}", "", ""]
        return lines

    def loss_terms(self) -> str:
        kind = (self.network.loss.kind, self.network.layers[-1].activation.kind)
        return LOSS_TERMS.get(kind) or LOSS_TERMS[kind[0], ""]
