"""What says that a formula has no value as a scalar of the graph."""

from __future__ import annotations

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.calculus import NotDifferentiable
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable

UNVALUED = (Undecidable, Cyclic, OutOfRange, ShapeMismatch, NotDifferentiable, ZeroDivisionError, RecursionError)
