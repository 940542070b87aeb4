"""The network that a document describes: layers, parameters, activation, loss.

This is what every target prints. :mod:`codegen.network.structure` finds it in a document's graph;
:func:`dense` builds one from its widths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from codegen.network.sizes import Extent, Width
from derive.algebra.dag import Dag, Node
from derive.meaning.expressions import Name
from derive.source.text import Span

if TYPE_CHECKING:
    from codegen.network.batches import Batch


class UnsupportedNetwork(Exception):
    """A document whose graph is no network that code is generated for; the message says why.

    ``about`` is the quantity that the message speaks of, ``span`` the place in the document.
    """

    def __init__(self, message: str, about: Name | None = None, span: Span | None = None) -> None:
        super().__init__(message)
        self.about = about
        self.span = span


@dataclass(frozen=True, slots=True)
class Formula:
    """A function of scalars as a node of a graph, for what no table knows."""

    dag: Dag
    parameters: tuple[Node, ...]
    body: Node
    derivatives: tuple[Node, ...]  # by each parameter


@dataclass(frozen=True, slots=True)
class Activation:
    """What a unit does to its pre-activation."""

    kind: str  # a row of the activations table, "softmax", or "custom"
    label: str  # its name in the document, for comments and docstrings
    formula: Formula | None = None  # of a custom one


@dataclass(frozen=True, slots=True)
class Loss:
    """What one output and its target add to the loss: ``scale * kind(a, target)``."""

    kind: str  # "squared", "bernoulli", "cross_entropy" or "custom"
    scale: Fraction
    name: Name
    formula: Formula | None = None  # of a custom one: (output, target)


@dataclass(frozen=True, slots=True)
class Layer:
    """A row of units, all connected to every unit of the row before."""

    number: int  # from 1
    z: tuple[Name, ...]
    a: tuple[Name, ...]
    weights: tuple[tuple[Name, ...], ...]  # [in][out], as in z = x @ W + b
    biases: tuple[Name, ...]  # one for each unit, one for all, or none
    activation: Activation
    unit_first: bool = False  # does the weight array have a row for each unit (W x), not for each input (x W)?

    @property
    def inputs(self) -> int:
        return len(self.weights)

    @property
    def units(self) -> int:
        return len(self.z)

    @property
    def shared_bias(self) -> bool:
        return len(self.biases) == 1 < self.units


@dataclass(frozen=True, slots=True)
class Network:
    """Inputs, layers and the loss over the last layer's units.

    A document in indices or matrices may leave the widths open. Its network is then described
    by a few units of each layer, and ``letters`` gives the open widths their names.
    """

    inputs: tuple[Name, ...]
    targets: tuple[Name, ...]  # target k belongs to output k
    layers: tuple[Layer, ...]
    loss: Loss
    letters: tuple[str, ...] = ()  # of the inputs and of each layer; "" where the width is a number
    batch: Batch | None = None  # where the document writes the loss of a batch
    mean: str = ""  # the letter by which it divides the loss, where that is the number of samples

    @property
    def widths(self) -> tuple[int, ...]:
        """Numbers of inputs and of the units of each layer."""
        return (len(self.inputs), *(layer.units for layer in self.layers))

    @property
    def any_size(self) -> bool:
        """Does the document leave a width open?"""
        return any(self.letters)

    @property
    def sizes(self) -> tuple[Width, ...]:
        """The widths, with a letter for each open one."""
        letters = self.letters or ("",) * len(self.widths)
        return tuple(Extent.letter(s) if s else w for s, w in zip(letters, self.widths, strict=True))

    def parameters(self) -> Iterator[Name]:
        """All weights and biases, layer by layer."""
        for layer in self.layers:
            for row in layer.weights:
                yield from row
            yield from layer.biases


def dense(
    widths: Sequence[int],
    activations: Sequence[str],
    loss: str = "squared",
    scale: Fraction = Fraction(1, 2),
) -> Network:
    """A network from its widths, with the letters of most textbooks.

    ``activations`` names one for each layer. The loss is the sum over the outputs of
    ``scale * (target - output)**2`` for "squared", of ``-scale * target * log(output)`` for
    "cross_entropy".
    """

    def row(base: str, upper: int | None, count: int) -> tuple[Name, ...]:
        return tuple(Name(base, () if upper is None else (upper,), (j,)) for j in range(1, count + 1))

    layers = tuple(
        Layer(
            number,
            row("z", number, units),
            row("a", number, units),
            tuple(tuple(Name("w", (number,), (i, j)) for j in range(1, units + 1)) for i in range(1, before + 1)),
            row("b", number, units),
            Activation(activation, activation),
        )
        for number, (before, units, activation) in enumerate(zip(widths, widths[1:], activations, strict=False), 1)
    )
    return Network(
        row("x", None, widths[0]), row("\\hat{y}", None, widths[-1]), layers, Loss(loss, scale, Name("E"))
    )
