"""Slips that show in a formula by itself, whatever its names mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from derive.judgement.edits import vocabulary
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset, Symbol
from derive.meaning.statements import Chain, Derivation
from derive.source.text import Edit, Span

_DIFFERENTIALS = ("\\partial", "\\delta", "\\Delta", "d", "D", "\\mathrm{d}")  # what authors write for ∂


@dataclass(frozen=True, slots=True)
class UnusedLetter:
    """A sum over a letter that its body doesn't have, where the body has another that nothing binds."""

    letter: Span  # the limits of the sum
    bound: str
    free: str
    uses: tuple[Span, ...]  # the symbols with the free letter
    step: int | None
    swapped: bool  # the sum begins at the letter that its terms have
    through: bool = False  # the free letter is told, and is that of the quantity that a chain of derivatives goes through


@dataclass(frozen=True, slots=True)
class LookAlike:
    r"""A quotient such as ``\frac{\sigma z}{\sigma a}`` where the document has the derivative of ``z`` by ``a``."""

    span: Span
    sign: str
    edits: tuple[Edit, Edit]


def unused_letters(derivation: Derivation) -> Iterator[UnusedLetter]:
    """Sums whose letter is lost: ``E = \\sum_j (t_m - y_m)^2``."""
    starts = {(step.chain, step.index): step.number for step in derivation.steps}
    said: dict[int, set[str]] = {}  # by block: the letters that stand in a remark, as in "for all m"
    for chain in derivation.chains:
        if len(chain.parts) == 1 and isinstance(chain.parts[0].expression, ex.Symbol):
            said.setdefault(chain.parts[0].block, set()).add(chain.parts[0].expression.name.base)
    for number, chain in enumerate(derivation.chains):
        if len(chain.parts) < 2 or chain.parts[0].expression is None or not chain.noted(_has_sums):
            continue
        told = chain.parts[0].expression.noted(_letters) | said.get(chain.parts[0].block, set())
        told |= {token.text for condition in chain.conditions for token in condition}
        for index, part in enumerate(chain.parts[1:]):
            slip = _unused(part.expression, frozenset(), told) if part.expression is not None else None
            if slip is not None and part.expression is not None and not _is_label(slip[2], derivation):
                limits, bound, free, uses, swapped = slip
                through = free in told and not swapped
                if not through or _has_unit(part.expression, uses[0], free, bound, derivation):
                    yield UnusedLetter(limits, bound, free, uses, starts.get((number, index)), swapped, through)
                break  # the sides behind it repeat it


def _has_unit(side: Expression, use: Span, free: str, bound: str, derivation: Derivation) -> bool:
    """Does the document have the quantity that stands somewhere in a side with another letter as well?"""
    name = next(n.name for n in side.walk() if isinstance(n, Symbol) and n.span == use)
    return name._replace(lower=tuple(bound if i == free else i for i in name.lower)) in vocabulary(derivation).spelling


def _is_label(letter: str, derivation: Derivation) -> bool:
    """Does a letter stand below one name alone, and does nothing run over it: the c of a centred ``x_c``?"""
    bases: set[str] = set()
    for chain in derivation.chains:
        sides = [part.expression for part in chain.parts if part.expression is not None]
        if len(sides) > 1 and isinstance(sides[0], ex.Symbol) and letter in _of(sides[0].name.lower):
            return False
        for side in sides:
            if letter in _bound(side):
                return False
            bases |= {n.name.base for n in side.walk() if isinstance(n, ex.Symbol) and letter in _of(n.name.lower)}
    return len(bases) == 1


def _has_sums(chain: Chain) -> bool:
    return any(isinstance(node, ex.Reduction) for side in chain.sides for node in side.walk())


def _unused(
    node: Expression, bound: frozenset[str], told: frozenset[str]
) -> tuple[Span, str, str, tuple[Span, ...], bool] | None:
    if isinstance(node, ex.Reduction):
        inside = bound | {r.letter for r in node.over}
        if len(node.over) == 1 and node.over[0].excluded is None:
            letter, start = node.over[0].letter, node.over[0].first
            symbols = [n for n in node.body.walk() if isinstance(n, ex.Symbol)]
            loose = {i for s in symbols for i in _of(s.name.lower)} - inside - told - _bound(node.body)
            idle = letter not in _letters(node.body) and not any(_is_part_of(letter, i) for s in symbols for i in s.name.indices)
            swapped = isinstance(start, ex.Symbol) and {start.name.base} == loose and (idle or letter in bound)  # \\prod_{i=c}^C y_c
            if len(loose) == 1 and (swapped or (idle and node.kind == "sum")):
                (free,) = loose
                return node.limits, letter, free, tuple(s.span for s in symbols if free in _of(s.name.lower)), swapped
            if idle and not loose and node.kind == "sum" and (middle := _middle(node.body)) and len(only := {*_of(middle[0].name.lower)}) == 1:
                return node.limits, letter, only.pop(), tuple(s.span for s in middle), False
        bound = inside
    for child in node.children():
        found = _unused(child, bound, told)
        if found is not None:
            return found
    return None


def _middle(node: Expression) -> tuple[Symbol, ...]:
    r"""The y of ``\frac{\partial E}{\partial y} \frac{\partial y}{\partial x}``, where it stands."""
    factors = node.factors if isinstance(node, ex.Multiplication) else ()
    for first, second in pairwise(factors):
        if isinstance(first, ex.Derivative) and isinstance(second, ex.Derivative) and len(first.variables) == 1:
            by, operand = first.variables[0], second.operand
            if isinstance(by, ex.Symbol) and isinstance(operand, ex.Symbol) and by.name == operand.name:
                return by, operand
    return ()


def _of(indices: tuple[Index, ...]) -> Iterator[str]:
    for index in indices:
        if isinstance(index, Offset):
            yield index.letter
        elif isinstance(index, str) and not isinstance(index, Label):
            yield index


def _is_part_of(letter: str, index: Index) -> bool:
    """Is a letter a term of an index that is a sum, as in ``w_{c+j}``?"""
    return isinstance(index, Label) and len(index) > len(letter) and letter in re.split(r"[+\-]", index)


def _bound(node: Expression) -> frozenset[str]:
    return frozenset(r.letter for n in node.walk() if isinstance(n, ex.Reduction) for r in n.over)


def _letters(node: Expression) -> frozenset[str]:
    """All letters in an expression that stand as an index or by themselves."""
    found: set[str] = set()
    for n in node.walk():
        if isinstance(n, ex.Symbol):
            found.update(_of(n.name.indices))
            found.add(n.name.base)
        elif isinstance(n, ex.Application):
            found.update(_of(n.function.indices))
        elif isinstance(n, ex.Entry):
            found.update(_of(n.indices))
    return frozenset(found)


def look_alikes(derivation: Derivation) -> Iterator[LookAlike]:
    """Quotients that have another sign where the same derivative stands elsewhere."""
    alike = [look for chain, _ in derivation.lots_of_chains.telling(_has_alike) for look in _alike(chain)]
    known: set[tuple[Name, Name]] = set()
    if alike:
        known = known.union(*(chain.noted(_derived) for chain in derivation.chains))
    for by, look in alike:
        if by in known:
            yield look


def _has_alike(chain: Chain) -> bool:
    return next(_alike(chain), None) is not None


def _alike(chain: Chain) -> Iterator[tuple[tuple[Name, Name], LookAlike]]:
    """Quotients with one sign above and below, each with what would be differentiated, and by what."""
    for node in (node for side in chain.sides for node in side.walk() if isinstance(node, ex.Division)):
        above, below = _headed(node.numerator), _headed(node.denominator)
        if above is None or below is None or above[0] != below[0] or above[0].indices or above[0].base in _DIFFERENTIALS:
            continue
        yield (above[2], below[2]), LookAlike(node.span, above[0].base, (Edit(above[1], "\\partial"), Edit(below[1], "\\partial")))


def _derived(chain: Chain) -> set[tuple[Name, Name]]:
    """What is differentiated by what."""
    nodes = [n for side in chain.sides for n in side.walk() if isinstance(n, ex.Derivative) and isinstance(n.operand, ex.Symbol)]
    return {(n.operand.name, v.name) for n in nodes for v in n.variables if isinstance(v, ex.Symbol)}  # type: ignore[attr-defined]


def _headed(node: Expression) -> tuple[Name, Span, Name] | None:
    """The sign before a symbol and the symbol: σ and z in ``\\sigma z``."""
    if isinstance(node, ex.Multiplication) and len(node.factors) == 2 and node.kinds == ("",):
        sign, rest = node.factors
        if isinstance(sign, ex.Symbol) and isinstance(rest, ex.Symbol):
            return sign.name, sign.span, rest.name
    elif isinstance(node, ex.Application) and len(node.arguments) == 1 and not node.order:
        rest = node.arguments[0]
        if isinstance(rest, ex.Symbol) and rest.span.end == node.span.end:  # without brackets
            return node.function, node.function_span, rest.name
    return None
