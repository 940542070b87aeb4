"""The identity matrix: a letter I that nothing defines, and that stands where only it can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression
from derive.meaning.rank_signs import Form, form, is_capital, is_scalar

NAMES = frozenset(("I", r"\mathbf{I}", r"\mathbb{I}", r"\mathrm{I}"))

Chains = Sequence[tuple[Expression, ...]]


def identities(chains: Chains) -> set[Form]:
    """Letters for the identity: they stand alone or as terms, perhaps times numbers, and nothing is derived by them."""
    uses: Counter[Form] = Counter()
    proper: Counter[Form] = Counter()
    for chain in chains:
        for place, side in enumerate(chain):
            symbols = [form(n.name) for n in side.walk() if isinstance(n, ex.Symbol) and n.name.base in NAMES]
            if not symbols:
                continue
            uses.update(symbols)
            terms = [t for n in side.walk() if isinstance(n, ex.Addition) for t in n.terms]
            alone = [side] if place or len(chain) == 1 else []  # what it is told to be is no identity
            proper.update(form(s.name) for s in map(_times_numbers, [*alone, *terms]) if s is not None)
    indexed = {base for base, count in uses if count}
    return {key for key in uses if proper[key] == uses[key] and key[0] not in indexed}


def shows_identity(chains: Chains, found: set[Form]) -> bool:
    """Does it stand beside a capital in a sum, or say what a derivative is? Then there are arrays."""
    for chain in chains if found else ():
        sides = [(s,) for s in chain] if any(isinstance(s, ex.Derivative) for s in chain) else []
        sums = [n.terms for side in chain for n in side.walk() if isinstance(n, ex.Addition)]
        for terms in [*sides, *sums]:
            symbols = {form(s.name) for s in map(_times_numbers, terms) if s is not None}
            if symbols & found and (len(terms) == 1 or any(is_capital(base) for base, _ in symbols - found)):
                return True
    return False


def orthogonal(left: Expression, right: Expression) -> str | None:
    r"""The base of U in ``U^T U = I`` or ``U U^T = U^T U``; None for any other equation."""
    bases = {_squared(side) for side in (left, right) if not (isinstance(side, ex.Symbol) and side.name.base in NAMES)}
    return bases.pop() if len(bases) == 1 else None


def _squared(side: Expression) -> str | None:
    """U of ``U^T U`` or ``U U^T``."""
    if not isinstance(side, ex.Multiplication) or len(side.factors) != 2:
        return None
    turned = [f.operand for f in side.factors if isinstance(f, ex.Transposition)]
    plain = [f for f in side.factors if isinstance(f, ex.Symbol)]
    return plain[0].name.base if plain and turned and isinstance(turned[0], ex.Symbol) and plain[0].name == turned[0].name else None


def _times_numbers(node: Expression) -> ex.Symbol | None:
    """The symbol in a term like ``I`` or ``\\lambda I``."""
    if isinstance(node, ex.Symbol):
        return node
    if not isinstance(node, ex.Multiplication) or any(node.kinds):
        return None
    *numbers, last = node.factors
    scalar = all(isinstance(n, (ex.Numeral, ex.Division)) or (isinstance(n, ex.Symbol) and (is_scalar(n) or n.name.base.startswith("\\"))) for n in numbers)
    return last if scalar and isinstance(last, ex.Symbol) else None
