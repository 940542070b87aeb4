"""Why a formula is wrong, in words: the catalogue of common mistakes.

A repair says what to write; its cause says what the author forgot. Causes are keys of the
table of words (``why.…``), so that both languages have them.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.judgement.edits import Proposal
from derive.language import ENGLISH
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.source.text import Span


def why(proposal: Proposal, side: Expression | None, head: Expression | None, fixed: Expression | None) -> str:
    """The key of a cause: of the edit of a side whose chain begins with ``head``; empty where there is no word for it.

    ``fixed`` is the side after the edit.
    """
    kind = proposal.kind
    if kind == "pattern":  # what the same formula has elsewhere
        kind = "number" if proposal.edit.text.strip().isdecimal() else "name"
    if kind in ("index", "name"):
        return _symbol(proposal, side, head, fixed)
    if kind == "sign":
        return _sign(proposal, side, head)
    if kind in ("factor lost", "term lost"):
        return _lost(kind, side, fixed, head)
    if kind == "number" and side is not None:
        powers = [n.exponent for n in side.walk() if isinstance(n, ex.Power)]
        return "why.exponent" if any(e.span.start <= proposal.place.start and proposal.place.end <= e.span.end for e in powers) else "why.constant"
    if kind == "prime":
        return "why.prime" if proposal.edit.text.endswith("'") else "why.prime_extra"
    if kind == "transpose":
        return "why.transpose" if proposal.edit.text.endswith("T") else "why.transpose_extra"
    if kind == "operator":
        return "why.sum_for_product" if proposal.edit.text != "+" else "why.product_for_sum"
    return _PLAIN.get(kind, "")


_PLAIN = {
    "inner derivative": "why.inner_twice",
    "order": "why.order",
    "factor extra": "why.factor_extra",
    "term extra": "why.term_extra",
    "complement": "why.complement",
    "bracket": "why.bracket",
    "power lost": "why.exponent",
    "sum lost": "why.sum",
    "sum letter": "why.letter",
}


def told(message: str, key: str) -> str:
    """A message that also gives the cause."""
    return f"{message} ({ENGLISH(key)})" if key else message


def _symbols(node: Expression | None) -> Iterator[ex.Symbol]:
    for part in node.walk() if node is not None else ():
        if isinstance(part, ex.Symbol):
            yield part


def _at(node: Expression | None, span: Span) -> ex.Symbol | None:
    return next((s for s in _symbols(node) if s.span == span), None)


def _symbol(proposal: Proposal, side: Expression | None, head: Expression | None, fixed: Expression | None) -> str:
    old, new = _at(side, proposal.edit.span), _at(fixed, proposal.edit.span)
    if old is None or side is None:
        return _derivative(proposal, side, fixed)
    derivatives = [d for d in side.walk() if isinstance(d, ex.Derivative) and any(s is old for s in d.walk())]
    if derivatives:
        chain = sum(isinstance(n, ex.Derivative) for n in side.walk()) > 1
        if chain and new is not None and new.name.base == old.name.base:
            return "why.chain"
        by = any(old is s for d in derivatives for v in d.variables for s in v.walk())
        return "why.variable" if by else "why.operand"
    if new is None:
        return "why.name"
    if new.name.base != old.name.base:
        return "why.name"
    return _index(old, new.name, side, head)


def _derivative(proposal: Proposal, side: Expression | None, fixed: Expression | None) -> str:
    """A whole derivative that stands for another one."""
    spans = [{n.span: n for n in e.walk() if isinstance(n, ex.Derivative)} if e is not None else {} for e in (side, fixed)]
    old = spans[0].get(proposal.edit.span)
    new = next((n for n in spans[1].values() if n.span.start == proposal.edit.span.start), None)
    if old is None or new is None:
        return ""
    if [s.name for s in _symbols(old.operand)] == [s.name for s in _symbols(new.operand)]:
        return "why.variable"
    same = [[s.name for v in d.variables for s in _symbols(v)] for d in (old, new)]
    return "why.operand" if same[0] == same[1] else "why.link"


def _index(old: ex.Symbol, new: Name, side: Expression, head: Expression | None) -> str:
    name = old.name
    own = next(_symbols(head), None)
    alone = isinstance(side, ex.Addition) and any(t is old for t in side.terms)
    if alone and own is not None and len(new.lower) == 1 and new.lower == own.name.lower != name.lower:
        return "why.bias"
    if len(name.lower) > 1 and name.lower != new.lower and sorted(map(str, name.lower)) == sorted(map(str, new.lower)):
        return "why.swapped"
    if name.lower == new.lower:
        return "why.layer"
    return "why.unit"


def _sign(proposal: Proposal, side: Expression | None, head: Expression | None) -> str:
    if proposal.edit.text != "-" or proposal.edit.span.start != proposal.edit.span.end:
        lost = not proposal.edit.text
        return "why.minus_extra" if lost else "why.sign"
    if isinstance(head, ex.Derivative) and side is not None:
        inner = {s.name for v in head.variables for s in _symbols(v)}
        for node in side.walk():
            if isinstance(node, ex.Addition) and len(node.terms) > 1:
                turned = [t for t, sign in zip(node.terms, node.signs, strict=True) if sign < 0]
                if any(isinstance(t, ex.Symbol) and t.name in inner for t in turned):
                    return "why.inner"
    return "why.minus"


def _lost(kind: str, side: Expression | None, fixed: Expression | None, head: Expression | None) -> str:
    before = sum(isinstance(n, (ex.Derivative, ex.Application)) for n in side.walk()) if side is not None else 0
    after = sum(isinstance(n, (ex.Derivative, ex.Application)) for n in fixed.walk()) if fixed is not None else 0
    if kind == "term lost":
        return "why.path" if isinstance(head, ex.Derivative) and after > before + 1 else "why.term"
    return "why.factor_chain" if after > before else "why.factor"
