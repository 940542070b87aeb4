"""Print a network as one fused loop over the batch, compiled by Numba."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from codegen.network.description import Network, UnsupportedNetwork
from codegen.python.arrays import array_names
from codegen.python.module_text import module_text
from codegen.python.planner import plan
from codegen.python.program import scalar_program
from codegen.python.wording import Wording


def render_fused(network: Network, *, title: str) -> str:
    """The module of a network. Raises :class:`codegen.network.description.UnsupportedNetwork` for softmax."""
    if network.any_size:
        raise UnsupportedNetwork("the fused form writes every unit out: it needs a document whose sizes are numbers")
    names = array_names(network)
    program = scalar_program(network, ("T", "i", "s", "theta", "part", "start", "stop", names.x, names.target))
    words = Wording(network, names, plan(network), {})
    slices, at = [], 1
    for p in names.parameters:
        slices.append(f"found[{at}:{at + p.size}].reshape({p.shape})" if p.shape else f"found[{at}]")
        at += p.size
    values: dict[str, Any] = {
        "title": title,
        "summary": words.summary(),
        "names": names,
        "widths": network.widths,
        "args": ", ".join(p.name for p in names.parameters),
        "plain_typed": ", ".join(f"{p.name}: Array" for p in names.parameters),
        "parameter_docs": words.parameter_docs(True),
        "flat_parts": ", ".join(f"{p.name}.ravel()" for p in names.parameters) + ",",
        "count": len(program.parameters),
        "slices": slices,
        "program": program,
        "assignments": [f"{a.target} = {spell(a.value)}" for a in (*program.forward, *program.backward)],
    }
    return module_text("numba.py.j2", values)


_SPELLINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"\bsoftplus\((-?\w+)\)", lambda m: f"(max({m[1]}, 0.0) + math.log1p(exp(-abs({m[1]}))))"),
    (r"\bsigmoid_exp\((\w+)\)", lambda m: f"exp(-{m[1]})"),
    (r"\brelu\((-?\w+)\)", lambda m: f"max({m[1]}, 0.0)"),
    (r"\bstep\((\w+)\)", lambda m: f"(1.0 if {m[1]} > 0.0 else 0.0)"),
    (r"(?<![\w.])(expm1|log|log1p|tanh)\(", lambda m: f"math.{m[1]}("),
    (r"math\.exp\(", lambda m: "exp("),
    (r"(?<![\w.])\d+\.\d+(?:e-?\d+)?", lambda m: f"T({m[0]})"),
)


def spell(text: str) -> str:
    """The text of a scalar assignment for Numba: numbers carry the dtype of the batch."""
    for pattern, replacement in _SPELLINGS:
        text = re.sub(pattern, replacement, text)
    return text
