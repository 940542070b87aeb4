"""What is to be derived: the widths of a network, its functions, notation and language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from codegen.new.activations import ACTIVATIONS, Activation

LOSSES = ("squared-error", "softmax-cross-entropy")
NOTATIONS = ("scalar", "index", "matrix")
LANGUAGES = ("en", "zh")
MAX_WRITTEN_OUT = 5_000  # parameters that scalar notation writes out one by one


class BadSpecification(ValueError):
    """A network that no derivation can be written for; the message says why."""


@dataclass(frozen=True, slots=True)
class Specification:
    """A fully connected network and how its derivation is to be written."""

    layers: tuple[int, ...]  # numbers of inputs and of the units of each layer
    activation: Activation
    loss: str  # one of LOSSES
    notation: str  # one of NOTATIONS
    language: str  # one of LANGUAGES

    @property
    def depth(self) -> int:
        """The number of layers of weights; also the number of the output layer."""
        return len(self.layers) - 1

    @property
    def softmax(self) -> bool:
        """Are the outputs a softmax, compared by cross-entropy?"""
        return self.loss == "softmax-cross-entropy"

    @property
    def activates(self) -> bool:
        """Does any unit use the activation?"""
        return self.depth > 1 or not self.softmax


def specify(layers: Sequence[int], activation: str, loss: str, notation: str, language: str) -> Specification:
    """The specification. Raises :class:`BadSpecification`."""
    _among("activation", activation, ACTIVATIONS)
    _among("loss", loss, LOSSES)
    _among("notation", notation, NOTATIONS)
    _among("language", language, LANGUAGES)
    if len(layers) < 2:
        raise BadSpecification("a network has inputs and at least one layer of units: two widths or more")
    if any(width < 1 for width in layers):
        raise BadSpecification("every layer has at least one unit")
    if loss == "softmax-cross-entropy" and layers[-1] < 2:
        raise BadSpecification("a softmax needs two outputs or more: the only output would always be 1")
    parameters = sum((before + 1) * units for before, units in pairwise(layers))
    if notation == "scalar" and parameters > MAX_WRITTEN_OUT:
        raise BadSpecification(
            f"scalar notation would write out {parameters} gradients; index and matrix notation hold for any width"
        )
    return Specification(tuple(layers), ACTIVATIONS[activation], loss, notation, language)


def _among(what: str, given: str, known: Sequence[str] | dict[str, Activation]) -> None:
    if given not in known:
        raise BadSpecification(f"the {what} {given!r} is not known; known are {', '.join(known)}")
