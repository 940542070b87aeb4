r"""A derivation in vectors and matrices: one formula for a layer.

Vectors are columns and ``W^l`` has one row for each unit of layer l, so that
``z^l = W^l a^{l-1} + b^l``. A derivative of the loss has the shape of what it is taken by.
"""

from __future__ import annotations

from codegen.new.sections import Formulas, LayerFormulas
from codegen.new.specification import Specification
from codegen.new.typeset import Chain, chain, display, partial, script


def formulas(spec: Specification) -> Formulas:
    """All formulas of the derivation of a network."""
    return _Writer(spec).formulas()


class _Writer:
    def __init__(self, spec: Specification) -> None:
        self.spec = spec
        self.depth = spec.depth

    # -- names

    def z(self, layer: int) -> str:
        return f"z^{script(layer)}"

    def delta(self, layer: int) -> str:
        return rf"\delta^{script(layer)}"

    def w(self, layer: int) -> str:
        return f"W^{script(layer)}"

    def b(self, layer: int) -> str:
        return f"b^{script(layer)}"

    def a(self, layer: int) -> str:
        """What a layer gives: the inputs, the activations, or the outputs."""
        return "x" if layer == 0 else "y" if layer == self.depth else f"a^{script(layer)}"

    def transposed(self, layer: int) -> str:
        """The transpose of what a layer gives."""
        name = self.a(layer)
        return f"({name})^T" if "^" in name else f"{name}^T"

    # -- formulas

    def formulas(self) -> Formulas:
        f = self.spec.activation
        activation = display([chain("f(u)", *f.value), chain("f'(u)", *f.derivative)]) if self.spec.activates else ""
        return Formulas(
            activation,
            tuple(self.forward(layer) for layer in range(1, self.depth + 1)),
            display(self.loss()),
            tuple(self.back(layer) for layer in range(self.depth, 0, -1)),
        )

    def forward(self, layer: int) -> str:
        function = r"\operatorname{softmax}" if layer == self.depth and self.spec.softmax else "f"
        return display(
            [
                chain(self.z(layer), f"{self.w(layer)} {self.a(layer - 1)} + {self.b(layer)}"),
                chain(self.a(layer), f"{function}({self.z(layer)})"),
            ]
        )

    def loss(self) -> list[Chain]:
        if self.spec.softmax:
            return [chain("E", r"-\hat y^T \log(y)"), chain(rf"\sum_{{k=1}}^{{n_{script(self.depth)}}} \hat y_k", "1")]
        return [chain("E", r"\frac{1}{2} (\hat y - y)^T (\hat y - y)")]

    def back(self, layer: int) -> LayerFormulas:
        if layer < self.depth:
            before, errors = self.hidden(layer)
        elif self.spec.softmax:
            before, errors = self.softmax_errors()
        else:
            before, errors = self.squared_errors()
        return LayerFormulas(
            layer, display(before), display(errors), (display(self.weights(layer)),), display(self.biases(layer))
        )

    def slope(self, layer: int) -> list[Chain]:
        """``f'`` in the activations, where it can be had from them."""
        entrywise = self.spec.activation.entrywise
        return [chain(f"f'({self.z(layer)})", entrywise(self.a(layer)))] if entrywise else []

    def squared_errors(self) -> tuple[list[Chain], list[Chain]]:
        z, by_y = self.z(self.depth), partial("E", "y")
        return [chain(by_y, r"\frac{1}{2} \cdot 2 (\hat y - y) \cdot (-1)", r"y - \hat y"), *self.slope(self.depth)], [
            chain(
                self.delta(self.depth),
                partial("E", z),
                rf"{by_y} \odot f'({z})",
                rf"(y - \hat y) \odot {self.spec.activation.entrywise_factor(z, 'y')}",
            )
        ]

    def softmax_errors(self) -> tuple[list[Chain], list[Chain]]:
        z = self.z(self.depth)
        return [
            chain(partial("E", "y"), r"-\frac{\hat y}{y}"),
            chain(partial("y_j", f"{z}_j"), r"y_j \cdot (1 - y_j)"),
            chain(partial("y_k", f"{z}_j"), r"-y_k y_j, \qquad k \neq j"),
            chain(partial("y", z), r"\operatorname{diag}(y) - y y^T"),
        ], [
            chain(
                self.delta(self.depth),
                partial("E", z),
                rf"(\operatorname{{diag}}(y) - y y^T) {partial('E', 'y')}",
                rf"-\hat y + y \sum_{{k=1}}^{{n_{script(self.depth)}}} \hat y_k",
                r"y - \hat y",
            )
        ]

    def hidden(self, layer: int) -> tuple[list[Chain], list[Chain]]:
        z, a, above = self.z(layer), self.a(layer), layer + 1
        by_a, back = partial("E", a), f"({self.w(above)})^T"
        return [
            chain(partial(self.z(above), a), self.w(above)),
            *self.slope(layer),
        ], [
            chain(by_a, f"{back} {partial('E', self.z(above))}", f"{back} {self.delta(above)}"),
            chain(
                self.delta(layer),
                partial("E", z),
                rf"{by_a} \odot f'({z})",
                rf"({back} {self.delta(above)}) \odot {self.spec.activation.entrywise_factor(z, a)}",
            )
        ]

    def weights(self, layer: int) -> list[Chain]:
        before = self.transposed(layer - 1)
        by_z = partial("E", self.z(layer))
        return [chain(partial("E", self.w(layer)), f"{by_z} {before}", f"{self.delta(layer)} {before}")]

    def biases(self, layer: int) -> list[Chain]:
        return [chain(partial("E", self.b(layer)), partial("E", self.z(layer)), self.delta(layer))]
