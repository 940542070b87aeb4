"""Names of the arrays in generated code, from the document's own letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codegen.network.description import Layer, Network
from codegen.network.names import Namespace, base_identifier
from codegen.network.sizes import Extent, Width
from derive.meaning.expressions import Name

RESERVED = frozenset(
    ["loss", "forward", "gradients", "gradients_packed", "pack", "unpack", "check_gradients", "sample_gradients", "np", "math", "reduction", "workspace", "threads", "out", "Workspace", "Gradients", "Activations", "BLOCK", "n", "N", "e", "total", "gap", "terms", "block", "start", "stop", "theta", "work", "one", "limit", "product", "xp", "found", "change", "direction", "name", "array", "shape"]
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A weight matrix or bias of one layer as an array."""

    name: str
    shape: tuple[Width, ...]
    layer: int
    kind: str  # "W" or "b"
    unit_first: bool = False  # weights with a row for each unit

    @property
    def size(self) -> int:
        """How many numbers it holds, where its shape is one of numbers."""
        size = 1
        for n in self.shape:
            assert not isinstance(n, Extent)
            size *= n
        return size

    @property
    def by_input(self) -> str:
        """The weights as ``x @ W`` takes them, a row for each input."""
        return f"{self.name}.T" if self.unit_first else self.name

    @property
    def by_unit(self) -> str:
        """The weights as ``delta @ W`` takes them, a row for each unit."""
        return self.name if self.unit_first else f"{self.name}.T"


@dataclass(frozen=True, slots=True)
class ArrayNames:
    """Every array of a network."""

    x: str
    target: str
    parameters: tuple[Parameter, ...]
    z: tuple[str, ...]  # one for each layer
    a: tuple[str, ...]

    def of_layer(self, number: int) -> tuple[Parameter, Parameter | None]:
        """Weights and bias of a layer."""
        own = [p for p in self.parameters if p.layer == number]
        return own[0], own[1] if len(own) > 1 else None


def array_names(network: Network) -> ArrayNames:
    """Names for all arrays; those that clash get an underscore."""
    space = Namespace(RESERVED)
    x = space.claim(_common(network.inputs, "x"))
    target = space.claim(_common(network.targets, "target"))
    parameters: list[Parameter] = []
    z, a = [], []
    for layer in network.layers:
        weights = [w for row in layer.weights for w in row]
        matrix = _matrix(_common(weights, "W")) + str(layer.number)
        inputs, units = network.sizes[layer.number - 1 : layer.number + 1]
        places = (units, inputs) if layer.unit_first else (inputs, units)
        parameters.append(Parameter(space.claim(matrix), places, layer.number, "W", layer.unit_first))
        if layer.biases:
            bias = _common(layer.biases, "b") + str(layer.number)
            shape: tuple[Width, ...] = () if layer.shared_bias else (units,)
            parameters.append(Parameter(space.claim(bias), shape, layer.number, "b"))
        z.append(space.claim(_common(layer.z, "z") + str(layer.number)))
        a.append(z[-1] if _linear(layer) else space.claim(_common(layer.a, "a") + str(layer.number)))
    return ArrayNames(x, target, tuple(parameters), tuple(z), tuple(a))


def size_sources(network: Network, names: ArrayNames) -> list[tuple[str, str]]:
    """For each open width its letter and the expression that has it: ``("n1", "W1.shape[1]")``."""
    found = []
    for number, letter in enumerate(network.letters):
        if letter:
            weights = names.of_layer(max(number, 1))[0]
            axis = int(weights.unit_first) if number == 0 else int(not weights.unit_first)
            found.append((letter, f"{weights.name}.shape[{axis}]"))
    return found


def _linear(layer: Layer) -> bool:
    return layer.activation.kind == "identity"


def _common(names: Iterable[Name], otherwise: str) -> str:
    bases = {base_identifier(name.base) for name in names}
    return bases.pop() if len(bases) == 1 else otherwise


def _matrix(text: str) -> str:
    return text[0].upper() + text[1:]
