"""The formulas of a document in the order of its sections, whatever its notation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerFormulas:
    """The formulas of one layer on the way back, each a block ready to print."""

    number: int
    before: str  # the derivatives that the errors are made of
    errors: str
    weights: tuple[str, ...]  # in scalar notation one block for each unit, otherwise one
    biases: str


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a document, each a block ready to print."""

    activation: str  # empty if no unit uses one
    forward: tuple[str, ...]  # one for each layer
    loss: str
    back: tuple[LayerFormulas, ...]  # output layer first
