r"""LaTeX for a derivation: names with their scripts, chains of equalities, aligned blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chain:
    """``head = sides[0] = sides[1] …``, one row for each side."""

    head: str
    sides: tuple[str, ...]


def chain(head: str, *sides: str) -> Chain:
    """A chain; equal neighbours are written once."""
    kept: list[str] = []
    for side in sides:
        if not kept or kept[-1] != side:
            kept.append(side)
    return Chain(head, tuple(kept))


def script(*indices: int | str) -> str:
    """The text of a script, in braces unless it is one character."""
    text = "".join(str(i) for i in indices)
    return text if len(text) == 1 else f"{{{text}}}"


def partial(top: str, below: str) -> str:
    r"""``\frac{\partial top}{\partial below}``."""
    return rf"\frac{{\partial {top}}}{{\partial {below}}}"


def product(*factors: str) -> str:
    r"""Factors with a dot between them."""
    return r" \cdot ".join(factors)


def total(terms: Sequence[str], per_row: int = 6) -> str:
    """A sum, broken before every ``per_row``-th term. A term may bring its own minus sign."""
    rows = [terms[start : start + per_row] for start in range(0, len(terms), per_row)]
    lines = [" ".join(_signed(term, number > 0) for number, term in enumerate(row)) for row in rows]
    first, *rest = lines
    return "".join([first, *(f" \\\\\n&\\phantom{{=}}{_signed(line, True)}" for line in rest)])


def bracketed(terms: Sequence[str], per_row: int = 6) -> str:
    """A sum as a factor: in brackets, unless it is a single term."""
    return terms[0] if len(terms) == 1 else f"({total(terms, per_row)})"


def _signed(term: str, follows: bool) -> str:
    if not follows:
        return term
    return f"- {term.removeprefix('-')}" if term.startswith("-") else f"+ {term}"


def display(chains: Iterable[Chain]) -> str:
    """Chains as one aligned block, with a little space between them."""
    rows = [" \\\\\n".join(_rows(c)) for c in chains]
    body = " \\\\[8pt]\n".join(rows)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def _rows(c: Chain) -> Iterable[str]:
    yield f"{c.head} &= {c.sides[0]}"
    for side in c.sides[1:]:
        yield f"&= {side}"
