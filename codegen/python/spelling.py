"""How the functions of scalar assignments are spelled in Python."""

from __future__ import annotations

import re
from collections.abc import Callable

_SPELLINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"\bsigmoid_exp\((\w+)\)", lambda m: f"math.exp(-{m[1]}) if {m[1]} > -709.0 else math.exp(709.0)"),
    (r"\bsoftplus\((-?\w+)\)", lambda m: f"(max({m[1]}, 0.0) + math.log1p(math.exp(-abs({m[1]}))))"),
    (r"\brelu\((-?\w+)\)", lambda m: f"max({m[1]}, 0.0)"),
    (r"\bstep\((\w+)\)", lambda m: f"({m[1]} > 0.0)"),
    (r"(?<![\w.])(exp|expm1|log|log1p|tanh)\(", lambda m: f"math.{m[1]}("),
)


def spell(text: str) -> str:
    """The text of a scalar assignment in Python."""
    for pattern, replacement in _SPELLINGS:
        text = re.sub(pattern, replacement, text)
    return text
