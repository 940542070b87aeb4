"""Check a derivation of a network's gradients as its author wrote it.

>>> import derive
>>> report = derive.check(r"$$ y = 2 x $$ $$ \\frac{\\partial y}{\\partial x} = 3 $$")
>>> [d.code for d in report.diagnostics]
['D301']

The names below are stable; everything else may change from one version to the next.
They are imported when first used, so that ``import derive`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.diagnostics import CATALOGUE, Diagnostic, Fix, Rule
    from derive.library import Coverage, Gradient, Graph, Report, Step, UnreadableFile, check
    from derive.source.text import Edit, Span

__version__ = "0.1.0"
__all__ = [
    "CATALOGUE",
    "Coverage",
    "Diagnostic",
    "Edit",
    "Fix",
    "Gradient",
    "Graph",
    "Report",
    "Rule",
    "Span",
    "Step",
    "UnreadableFile",
    "__version__",
    "check",
]
_HOMES = {
    "derive.diagnostics": ("CATALOGUE", "Diagnostic", "Fix", "Rule"),
    "derive.library": ("Coverage", "Gradient", "Graph", "Report", "Step", "UnreadableFile", "check"),
    "derive.source.text": ("Edit", "Span"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'derive' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
