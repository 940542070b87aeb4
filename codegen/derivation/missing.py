r"""The rows of a gradient that the document leaves out.

The bias of a unit differs from a weight of the unit in one factor. Its chain is therefore
the weight's own chain, row by row, with the bias in the weight's place and without that
factor. Where that gives no chain, the rows are written from the definitions.
"""

from __future__ import annotations

from codegen.derivation.chains import Chains, derivative_of, derivatives, is_rule
from codegen.derivation.factors import drop_factor
from codegen.derivation.writing import Side
from derive.judgement.gradients import Missing
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name


def missing_rows(chains: Chains, loss: Name, missing: Missing) -> list[Side]:
    """The sides of the chain, proved, the derivative first; none if nothing can be written."""
    rows = _like_sibling(chains, loss, missing)
    unfinished = rows and is_rule(rows[-1].expression) and derivative_of(rows[-1].expression) is None
    if len(rows) < 2 or unfinished:
        value = _value(chains, loss, missing)
        rows = chains.proved([*(rows or value[:1]), *value[1:]])
    return rows if len(rows) > 1 else []


def local_rows(chains: Chains, missing: Missing) -> list[Side]:
    """``∂z/∂b = 1``, if the document states the same of the sibling."""
    if (missing.unit, missing.sibling) not in chains.authored:
        return []
    rows = chains.chain((missing.unit, missing.parameter))
    return rows if len(rows) > 1 else []


def _like_sibling(chains: Chains, loss: Name, missing: Missing) -> list[Side]:
    factor = chains.value((missing.unit, missing.sibling))
    rows: list[Side] = []
    for side in chains.authored.get((loss, missing.sibling), []):
        new = _replaced(chains, side, missing)
        if new is None and factor is not None:
            new = _without(chains, side, factor)
        if new is not None:
            rows.append(new)
    head = chains.writing.side(chains.writing.derivative(loss, missing.parameter))
    if head is None or not rows or rows[0].normal != head.normal:
        return []
    return chains.proved(rows)


def _replaced(chains: Chains, side: Side, missing: Missing) -> Side | None:
    """The side with derivatives by the bias for those by the weight; None if it has none."""
    values: dict[Expression, Side] = {}
    for node, (numerator, variable) in derivatives(side.expression):
        if variable == missing.sibling:
            new = chains.writing.side(chains.writing.derivative(numerator, missing.parameter))
            if new is not None:
                values[node] = new
    return chains.writing.substitute(side, values) if values else None


def _without(chains: Chains, side: Side, factor: Side) -> Side | None:
    """A product without the factor that the weight multiplies."""
    top = side.expression
    if isinstance(top, ex.Addition) and len(top.terms) == 1:
        top = top.terms[0]
    candidates = top.factors if isinstance(top, ex.Multiplication) else (top,)
    for node in candidates:
        same = chains.writing.side(side.text[node.span.start : node.span.end])
        if same is not None and same.normal == factor.normal:
            return drop_factor(chains.writing, side, node)
    return None


def _value(chains: Chains, loss: Name, missing: Missing) -> list[Side]:
    """Head, chain rule and value, from the definitions."""
    pair = (loss, missing.parameter)
    head = chains.writing.side(chains.writing.derivative(*pair))
    return [side for side in (head, chains.rule(pair), chains.value(pair)) if side is not None]
