r"""A derivation with sums: one formula for all units of a layer.

In layer l the unit is j; i counts the units of the layer below and k those of the layer
above. ``n_l`` is the number of units of layer l: the formulas hold for every width.
"""

from __future__ import annotations

from codegen.new.sections import Formulas, LayerFormulas
from codegen.new.specification import Specification
from codegen.new.typeset import Chain, chain, display, partial, product, script


def formulas(spec: Specification) -> Formulas:
    """All formulas of the derivation of a network."""
    return _Writer(spec).formulas()


class _Writer:
    def __init__(self, spec: Specification) -> None:
        self.spec = spec
        self.depth = spec.depth

    # -- names

    def unit(self, base: str, layer: int, letter: str = "j") -> str:
        return f"{base}^{script(layer)}_{letter}"

    def z(self, layer: int, letter: str = "j") -> str:
        return self.unit("z", layer, letter)

    def delta(self, layer: int, letter: str = "j") -> str:
        return self.unit(r"\delta", layer, letter)

    def a(self, layer: int, letter: str = "j") -> str:
        """What a unit gives: an input, an activation, or an output."""
        if layer == 0:
            return f"x_{letter}"
        return f"y_{letter}" if layer == self.depth else self.unit("a", layer, letter)

    def w(self, layer: int, letters: str = "ij") -> str:
        return f"w^{script(layer)}_{{{letters}}}"

    def over(self, letter: str, layer: int) -> str:
        """The sum over the units of a layer."""
        return rf"\sum_{{{letter}=1}}^{{n_{script(layer)}}}"

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
        weighted = f"{self.over('i', layer - 1)} {self.w(layer)} {self.a(layer - 1, 'i')} + {self.unit('b', layer)}"
        z = self.z(layer)
        if layer == self.depth and self.spec.softmax:
            value = rf"\frac{{e^{{{z}}}}}{{{self.over('k', layer)} e^{{{self.z(layer, 'k')}}}}}"
        else:
            value = f"f({z})"
        return display([chain(z, weighted), chain(self.a(layer), value)])

    def loss(self) -> list[Chain]:
        sum_over = self.over("j", self.depth)
        if self.spec.softmax:
            return [chain("E", rf"-{sum_over} \hat y_j \log(y_j)"), chain(rf"{sum_over} \hat y_j", "1")]
        return [chain("E", rf"\frac{{1}}{{2}} {sum_over} (\hat y_j - y_j)^2")]

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

    def slope(self, layer: int) -> Chain:
        f, z, a = self.spec.activation, self.z(layer), self.a(layer)
        return chain(partial(a, z), f"f'({z})", f.slope(z, a))

    def squared_errors(self) -> tuple[list[Chain], list[Chain]]:
        top, f = self.depth, self.spec.activation
        z, by_y = self.z(top), partial("E", "y_j")
        return [
            chain(by_y, r"\frac{1}{2} \cdot 2 (\hat y_j - y_j) \cdot (-1)", r"y_j - \hat y_j"),
            self.slope(top),
        ], [
            chain(
                self.delta(top),
                partial("E", z),
                product(by_y, partial("y_j", z)),
                product(r"(y_j - \hat y_j)", f.factor(z, "y_j")),
            )
        ]

    def softmax_errors(self) -> tuple[list[Chain], list[Chain]]:
        top = self.depth
        z, above = self.z(top), self.over("k", top)
        e, other = f"e^{{{z}}}", f"e^{{{self.z(top, 'k')}}}"
        below = f"{self.over('m', top)} e^{{{self.z(top, 'm')}}}"
        squared = rf"\left({below}\right)^2"
        own = rf"\frac{{{e}}}{{{below}}} - \frac{{{e} {e}}}{{{squared}}}"
        before = [
            chain(partial("E", "y_j"), r"-\frac{\hat y_j}{y_j}"),
            chain(partial("y_j", z), own, r"y_j \cdot (1 - y_j)"),
            chain(partial("y_k", z), rf"-\frac{{{other} {e}}}{{{squared}}}", r"-y_k y_j, \qquad k \neq j"),
        ]
        errors = chain(
            self.delta(top),
            partial("E", z),
            f"{above} {product(partial('E', 'y_k'), partial('y_k', z))}",
            r"-\hat y_j (1 - y_j) + \sum_{k \neq j} \hat y_k y_j",
            rf"y_j {above} \hat y_k - \hat y_j",
            r"y_j - \hat y_j",
        )
        return before, [errors]

    def hidden(self, layer: int) -> tuple[list[Chain], list[Chain]]:
        f, z, a = self.spec.activation, self.z(layer), self.a(layer)
        above, next_z, by_a = self.over("k", layer + 1), self.z(layer + 1, "k"), partial("E", a)
        weighted = f"{above} {self.w(layer + 1, 'jk')} {self.delta(layer + 1, 'k')}"
        before = [chain(partial(next_z, a), self.w(layer + 1, "jk")), self.slope(layer)]
        return before, [
            chain(by_a, f"{above} {product(partial('E', next_z), partial(next_z, a))}", weighted),
            chain(
                self.delta(layer),
                partial("E", z),
                product(by_a, partial(a, z)),
                product(rf"\left({weighted}\right)", f.factor(z, a)),
            ),
        ]

    def weights(self, layer: int) -> list[Chain]:
        z, w, a = self.z(layer), self.w(layer), self.a(layer - 1, "i")
        rule = product(partial("E", z), partial(z, w))
        return [chain(partial(z, w), a), chain(partial("E", w), rule, f"{self.delta(layer)} {a}")]

    def biases(self, layer: int) -> list[Chain]:
        z, b, delta = self.z(layer), self.unit("b", layer), self.delta(layer)
        rule = product(partial("E", z), partial(z, b))
        return [chain(partial("E", b), rule, rf"{delta} \cdot 1", delta)]
