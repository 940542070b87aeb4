"""Derivations of whole networks in the seed's notation, for any layer sizes."""

from __future__ import annotations

from collections.abc import Sequence

# activation: its slope by its value
SLOPES = {"sigmoid": r"{a}\cdot(1-{a})", "tanh": r"(1-({a})^2)"}


def network(sizes: Sequence[int], activation: str) -> str:
    """The document of a network with squared error: ``sizes`` are its layers, inputs first.

    Every derivative is given as its chain rule and as a formula in quantities alone.
    """
    writer = _Writer(sizes, activation)
    return writer.text()


class _Writer:
    def __init__(self, sizes: Sequence[int], activation: str) -> None:
        self.sizes = sizes
        self.activation = activation
        self.last = len(sizes) - 1

    def a(self, layer: int, unit: int) -> str:
        return f"x_{unit}" if layer == 0 else f"a^{layer}_{unit}"

    def w(self, layer: int, source: int, unit: int) -> str:
        return f"w^{layer}_{{{source}{unit}}}"

    def units(self, layer: int) -> range:
        return range(1, self.sizes[layer] + 1)

    def slope(self, layer: int, unit: int) -> str:
        return SLOPES[self.activation].replace("{a}", self.a(layer, unit))

    def delta(self, layer: int, unit: int) -> str:
        """∂E/∂z in quantities alone."""
        if layer == self.last:
            return rf"{self.slope(layer, unit)}\cdot({self.a(layer, unit)}-\hat y_{unit})"
        return rf"{self.slope(layer, unit)}\cdot[{self.back(layer, unit)}]"

    def back(self, layer: int, unit: int) -> str:
        """∂E/∂a of a hidden unit in quantities alone."""
        return "+".join(rf"{self.w(layer + 1, unit, k)}\cdot {self.delta(layer + 1, k)}" for k in self.units(layer + 1))

    def text(self) -> str:
        rows = [f"f(x)&={self.activation}(x)"]
        for layer in range(1, self.last + 1):
            for j in self.units(layer):
                total = "+".join(rf"{self.w(layer, i, j)}\cdot {self.a(layer - 1, i)}" for i in self.units(layer - 1))
                rows += [f"z^{layer}_{j}&={total}+b^{layer}_{j}", f"a^{layer}_{j}&=f(z^{layer}_{j})"]
        outputs = self.units(self.last)
        rows += [rf"E_{k}&=\frac{{1}}{{2}}\cdot(\hat y_{k}-{self.a(self.last, k)})^2" for k in outputs]
        rows.append("E&=" + "+".join(f"E_{k}" for k in outputs))
        blocks = [rows]
        blocks += [self.unit(layer, j) for layer in range(self.last, 0, -1) for j in self.units(layer)]
        return "# Network\n" + "".join(_block(rows) for rows in blocks)

    def unit(self, layer: int, j: int) -> list[str]:
        """The rows about one unit: its activation, its pre-activation, its weights."""
        a, z = self.a(layer, j), f"z^{layer}_{j}"
        rows = []
        if layer == self.last:
            rows += [rf"{_d('E', a)}&=-2\cdot\frac{{1}}{{2}}(\hat y_{j}-{a})^{{2-1}}+0", rf"&={a}-\hat y_{j}"]
        else:
            above = [(k, f"z^{layer + 1}_{k}") for k in self.units(layer + 1)]
            rows += [rf"{_d(up, a)}&={self.w(layer + 1, j, k)}" for k, up in above]
            rows.append(rf"{_d('E', a)}&=" + "+".join(rf"{_d('E', up)}\cdot{_d(up, a)}" for _, up in above))
            rows.append(f"&={self.back(layer, j)}")
        rows.append(rf"{_d(a, z)}&={self.slope(layer, j)}")
        rows += [rf"{_d('E', z)}&={_d('E', a)}\cdot{_d(a, z)}", f"&={self.delta(layer, j)}"]
        for i in self.units(layer - 1):
            w = self.w(layer, i, j)
            rows += [rf"{_d(z, w)}&={self.a(layer - 1, i)}"]
            rows += [
                rf"{_d('E', w)}&={_d('E', z)}\cdot{_d(z, w)}",
                rf"&={self.a(layer - 1, i)}\cdot {self.delta(layer, j)}",
            ]
        return rows


def _block(rows: list[str]) -> str:
    lines = "\\\\\n".join(rows)
    return f"\n$$\n\\begin{{aligned}}\n{lines}\n\\end{{aligned}}\n$$\n"


def _d(up: str, down: str) -> str:
    return rf"\frac{{\partial {up}}}{{\partial {down}}}"
