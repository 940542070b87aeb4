"""A formula as a text that is the same for the same formula, wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name, Offset


def skeleton(e: Expression, letters: Mapping[str, object], depth: int = 0) -> str:
    """The formula with the given values for its letters; the indices of sums are numbered."""
    if isinstance(e, ex.Symbol):
        return named(e.name, letters)
    if isinstance(e, ex.Numeral):
        return f"{e.value}"
    told = ""
    if isinstance(e, ex.Reduction):
        letters = {**letters, **{over.letter: f"#{depth + n}" for n, over in enumerate(e.over)}}
        depth += len(e.over)
        told = e.kind + ",".join(f"{over.members}\\{_index(over.excluded, letters)}" for over in e.over)
    elif isinstance(e, ex.Addition):
        told = "".join("+" if sign > 0 else "-" for sign in e.signs)
    elif isinstance(e, ex.Multiplication):
        told = ",".join(e.kinds)
    elif isinstance(e, ex.Application):
        told = f"{named(e.function, letters)}{e.order}"
    elif isinstance(e, ex.Norm):
        told = e.kind
    elif isinstance(e, ex.Entry):
        told = ",".join(_index(i, letters) for i in e.indices)
    elif isinstance(e, ex.Cases):
        told = ",".join(c[1] if c else "" for c in e.conditions)
    return f"{type(e).__name__}[{told}]({';'.join(skeleton(c, letters, depth) for c in e.children())})"


def named(name: Name, letters: Mapping[str, object]) -> str:
    """A name with the given values for its letters."""
    upper, lower = (",".join(_index(i, letters) for i in indices) for indices in (name.upper, name.lower))
    return f"{name.base}^{upper}_{lower}"


def _index(index: Index | None, letters: Mapping[str, object]) -> str:
    if isinstance(index, Offset):
        value = letters.get(index.letter, index.letter)
        return str(value + index.by) if isinstance(value, int) else f"{value}{index.by:+d}"
    if isinstance(index, str) and not isinstance(index, Label):
        return str(letters.get(index, index))
    return str(index)
