"""How a formula was read: one unambiguous line, for people who want to compare."""

from __future__ import annotations

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def reading(expression: Expression) -> str:
    """The expression in plain words: names as ``a^2_1``, powers as ``**``, derivatives as ``∂(E)/∂(w)``."""
    return _read(expression)[0]


def _read(node: Expression) -> tuple[str, int]:
    if isinstance(node, ex.Numeral):
        return str(node.value) if node.places is None else f"{float(node.value):.{node.places}f}", _ATOM
    if isinstance(node, ex.Symbol):
        return node.name.plain(), _ATOM
    if isinstance(node, ex.Addition):
        text = ""
        for term, sign in zip(node.terms, node.signs, strict=True):
            body = _inside(term, _PRODUCT)
            text += (" - " if sign < 0 else " + ") + body if text else ("-" if sign < 0 else "") + body
        return text, _SUM
    if isinstance(node, ex.Multiplication):
        signs = {"odot": " ⊙ ", "circ": " ⊙ ", "otimes": " ⊗ "}
        text = _inside(node.factors[0], _PRODUCT)
        for factor, kind in zip(node.factors[1:], node.kinds, strict=True):
            text += signs.get(kind, "·") + _inside(factor, _POWER)
        return text, _PRODUCT
    if isinstance(node, ex.Division):
        return f"{_inside(node.numerator, _PRODUCT)}/{_inside(node.denominator, _ATOM)}", _PRODUCT
    if isinstance(node, ex.Power):
        return f"{_inside(node.base, _ATOM)}**{_inside(node.exponent, _ATOM)}", _POWER
    if isinstance(node, ex.Application):
        arguments = ", ".join(reading(a) for a in node.arguments)
        return f"{node.function.plain()}{'′' * node.order}({arguments})", _ATOM
    if isinstance(node, ex.Derivative):
        by = "".join(f"∂({reading(v)})" for v in node.variables)
        return f"∂({reading(node.operand)})/{by}", _POWER
    if isinstance(node, ex.Reduction):
        limits = ", ".join(_range(r) for r in node.over)
        return f"{node.kind}[{limits}]({reading(node.body)})", _ATOM
    if isinstance(node, ex.Transposition):
        return f"transpose({reading(node.operand)})", _ATOM
    if isinstance(node, ex.Norm):
        return f"{node.kind}{reading(node.operand)}{node.kind}", _ATOM
    if isinstance(node, ex.Entry):
        return f"{_inside(node.operand, _ATOM)}[{', '.join(map(str, node.indices))}]", _ATOM
    if isinstance(node, ex.Matrix):
        rows = "; ".join(", ".join(reading(c) for c in row) for row in node.rows)
        return f"[{rows}]", _ATOM
    if isinstance(node, ex.Cases):
        parts = [
            reading(value) + (" if " + f"{reading(c[0])} {c[1]} {reading(c[2])}" if c else " otherwise")
            for value, c in zip(node.values, node.conditions, strict=True)
        ]
        return "{" + "; ".join(parts) + "}", _ATOM
    if isinstance(node, ex.Dots):
        return "…", _ATOM
    if isinstance(node, ex.Opaque):
        spoken = ", ".join(reading(part) for part in node.parts)
        return f"({spoken})" if node.what == ex.LIST else f"⟨{spoken}⟩", _ATOM
    raise TypeError(type(node).__name__)


def _inside(node: Expression, least: int) -> str:
    text, level = _read(node)
    return text if level >= least else f"({text})"


def _range(over: ex.Range) -> str:
    if over.members:
        return f"{over.letter} in {over.members}"
    if over.excluded is not None:
        return f"{over.letter} ≠ {over.excluded}"
    if over.first is not None and over.last is not None:
        return f"{over.letter} = {reading(over.first)} … {reading(over.last)}"
    return over.letter
