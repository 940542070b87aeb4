r"""A derivation unit by unit: every ``w^l_{ij}``, ``b^l_j``, ``z^l_j`` written out.

``w^l_{ij}`` leads from unit i of layer l-1 to unit j of layer l. From ten units on, the
indices are separated by commas throughout: ``w^1_{1,10}``.
"""

from __future__ import annotations

from codegen.new.sections import Formulas, LayerFormulas
from codegen.new.specification import Specification
from codegen.new.typeset import Chain, bracketed, chain, display, partial, product, script, total

DERIVATIVES_PER_ROW = 4  # products of two derivatives that fit into one row


class Names:
    """The names of the quantities of one network."""

    def __init__(self, spec: Specification) -> None:
        self.spec = spec
        self.comma = "," if max(spec.layers) >= 10 else ""

    def unit(self, base: str, layer: int, j: int) -> str:
        return f"{base}^{script(layer)}_{script(j)}"

    def z(self, layer: int, j: int) -> str:
        return self.unit("z", layer, j)

    def b(self, layer: int, j: int) -> str:
        return self.unit("b", layer, j)

    def delta(self, layer: int, j: int) -> str:
        return self.unit(r"\delta", layer, j)

    def w(self, layer: int, i: int, j: int) -> str:
        return f"w^{script(layer)}_{{{i}{self.comma}{j}}}"

    def a(self, layer: int, j: int) -> str:
        """What unit j of a layer gives: an input, an activation, or an output."""
        if layer == 0:
            return f"x_{script(j)}"
        return self.y(j) if layer == self.spec.depth else self.unit("a", layer, j)

    def y(self, k: int) -> str:
        return f"y_{script(k)}"

    def target(self, k: int) -> str:
        return rf"\hat y_{script(k)}"

    def part(self, k: int) -> str:
        """The share of output k in the loss; with one output the loss itself."""
        return "E" if self.spec.layers[-1] == 1 else f"E_{script(k)}"


def formulas(spec: Specification) -> Formulas:
    """All formulas of the derivation of a network."""
    return _Writer(spec).formulas()


class _Writer:
    def __init__(self, spec: Specification) -> None:
        self.spec = spec
        self.names = Names(spec)
        self.depth = spec.depth

    def units(self, layer: int) -> range:
        return range(1, self.spec.layers[layer] + 1)

    @property
    def outputs(self) -> range:
        return self.units(self.depth)

    def formulas(self) -> Formulas:
        f = self.spec.activation
        activation = display([chain("f(u)", *f.value), chain("f'(u)", *f.derivative)]) if self.spec.activates else ""
        return Formulas(
            activation,
            tuple(self.forward(layer) for layer in range(1, self.depth + 1)),
            display(self.cross_entropy() if self.spec.softmax else self.squared_error()),
            tuple(self.back(layer) for layer in range(self.depth, 0, -1)),
        )

    # -- forward

    def forward(self, layer: int) -> str:
        n = self.names
        chains = []
        for j in self.units(layer):
            terms = [f"{n.w(layer, i, j)} {n.a(layer - 1, i)}" for i in self.units(layer - 1)]
            chains.append(chain(n.z(layer, j), total([*terms, n.b(layer, j)])))
        if layer == self.depth and self.spec.softmax:
            chains.append(chain("S", total([f"e^{{{n.z(layer, k)}}}" for k in self.outputs], 8)))
            chains += [chain(n.y(k), rf"\frac{{e^{{{n.z(layer, k)}}}}}{{S}}") for k in self.outputs]
        else:
            chains += [chain(n.a(layer, j), f"f({n.z(layer, j)})") for j in self.units(layer)]
        return display(chains)

    def squared_error(self) -> list[Chain]:
        n = self.names
        parts = [chain(n.part(k), rf"\frac{{1}}{{2}} ({n.target(k)} - {n.y(k)})^2") for k in self.outputs]
        if len(self.outputs) == 1:
            return parts
        return [*parts, chain("E", total([n.part(k) for k in self.outputs], 8))]

    def cross_entropy(self) -> list[Chain]:
        n = self.names
        return [chain("E", total([rf"-{n.target(k)} \log({n.y(k)})" for k in self.outputs]))]

    # -- back

    def back(self, layer: int) -> LayerFormulas:
        if layer < self.depth:
            before, errors = self.hidden(layer)
        elif self.spec.softmax:
            before, errors = self.softmax_errors()
        else:
            before, errors = self.squared_errors()
        weights = tuple(display(self.weights(layer, j)) for j in self.units(layer))
        return LayerFormulas(layer, display(before), display(errors), weights, display(self.biases(layer)))

    def slope(self, layer: int, j: int) -> Chain:
        n, f = self.names, self.spec.activation
        z, a = n.z(layer, j), n.a(layer, j)
        return chain(partial(a, z), f"f'({z})", f.slope(z, a))

    def squared_errors(self) -> tuple[list[Chain], list[Chain]]:
        n, f, top = self.names, self.spec.activation, self.depth
        before, errors = [], []
        for k in self.outputs:
            y, t, z = n.y(k), n.target(k), n.z(top, k)
            by_y = partial("E", y)
            before.append(
                chain(by_y, partial(n.part(k), y), rf"\frac{{1}}{{2}} \cdot 2 ({t} - {y}) \cdot (-1)", f"{y} - {t}")
                if n.part(k) != "E"
                else chain(by_y, rf"\frac{{1}}{{2}} \cdot 2 ({t} - {y}) \cdot (-1)", f"{y} - {t}")
            )
            errors.append(
                chain(
                    n.delta(top, k),
                    partial("E", z),
                    product(by_y, partial(y, z)),
                    product(f"({y} - {t})", f.factor(z, y)),
                )
            )
        return [*before, *(self.slope(top, k) for k in self.outputs)], errors

    def softmax_errors(self) -> tuple[list[Chain], list[Chain]]:
        n, top = self.names, self.depth
        before = [chain(partial("E", n.y(k)), rf"-\frac{{{n.target(k)}}}{{{n.y(k)}}}") for k in self.outputs]
        errors, targets = [], bracketed([n.target(k) for k in self.outputs], 8)
        for k in self.outputs:
            z, y = n.z(top, k), n.y(k)
            e = f"e^{{{z}}}"
            before.append(chain(partial(y, z), rf"\frac{{{e} S - {e} {e}}}{{S^2}}", rf"{y} \cdot (1 - {y})"))
            for m in self.outputs:
                if m != k:
                    quotient = rf"-\frac{{e^{{{n.z(top, m)}}} {e}}}{{S^2}}"
                    before.append(chain(partial(n.y(m), z), quotient, rf"-{n.y(m)} {y}"))
            paths = [product(partial("E", n.y(m)), partial(n.y(m), z)) for m in self.outputs]
            terms = [rf"-{n.target(m)} (1 - {y})" if m == k else f"{n.target(m)} {y}" for m in self.outputs]
            errors.append(
                chain(
                    n.delta(top, k),
                    partial("E", z),
                    total(paths, DERIVATIVES_PER_ROW),
                    total(terms),
                    f"{product(y, targets)} - {n.target(k)}",
                )
            )
        return before, errors

    def hidden(self, layer: int) -> tuple[list[Chain], list[Chain]]:
        n, f = self.names, self.spec.activation
        before, errors = [], []
        above = self.units(layer + 1)
        for j in self.units(layer):
            a, z = n.a(layer, j), n.z(layer, j)
            by_a = partial("E", a)
            before += [chain(partial(n.z(layer + 1, k), a), n.w(layer + 1, j, k)) for k in above]
            paths = [product(partial("E", n.z(layer + 1, k)), partial(n.z(layer + 1, k), a)) for k in above]
            terms = [f"{n.w(layer + 1, j, k)} {n.delta(layer + 1, k)}" for k in above]
            errors.append(chain(by_a, total(paths, DERIVATIVES_PER_ROW), total(terms)))
            errors.append(
                chain(
                    n.delta(layer, j),
                    partial("E", z),
                    product(by_a, partial(a, z)),
                    product(bracketed(terms), f.factor(z, a)),
                )
            )
        return [*before, *(self.slope(layer, j) for j in self.units(layer))], errors

    def weights(self, layer: int, j: int) -> list[Chain]:
        n = self.names
        z = n.z(layer, j)
        chains = []
        for i in self.units(layer - 1):
            w, a = n.w(layer, i, j), n.a(layer - 1, i)
            chains.append(chain(partial(z, w), a))
        for i in self.units(layer - 1):
            w, a = n.w(layer, i, j), n.a(layer - 1, i)
            rule = product(partial("E", z), partial(z, w))
            chains.append(chain(partial("E", w), rule, f"{n.delta(layer, j)} {a}"))
        return chains

    def biases(self, layer: int) -> list[Chain]:
        n = self.names
        chains = []
        for j in self.units(layer):
            z, b = n.z(layer, j), n.b(layer, j)
            rule = product(partial("E", z), partial(z, b))
            chains.append(chain(partial("E", b), rule, rf"{n.delta(layer, j)} \cdot 1", n.delta(layer, j)))
        return chains
