"""Write a complete derivation of a network's gradients from its specification.

>>> write([2, 2, 2], "sigmoid", "squared-error", "scalar", "en").splitlines()[0]
'# Back-propagation in a 2-2-2 network'
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.new import indexed, matrices, scalar
from codegen.new.rendering import render
from codegen.new.specification import LANGUAGES, LOSSES, NOTATIONS, BadSpecification, specify

_WRITERS = {"scalar": scalar.formulas, "index": indexed.formulas, "matrix": matrices.formulas}


def write(layers: Sequence[int], activation: str, loss: str, notation: str = "index", language: str = "en") -> str:
    """A Markdown document: forward pass, loss, and the gradient of every weight and bias.

    ``layers`` are the numbers of inputs and of the units of each layer. Raises
    :class:`BadSpecification`.
    """
    spec = specify(layers, activation, loss, notation, language)
    return render(spec, _WRITERS[notation](spec))


__all__ = ["LANGUAGES", "LOSSES", "NOTATIONS", "BadSpecification", "write"]
