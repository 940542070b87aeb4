r"""Python identifiers for the symbols of a document: ``w^2_{11}`` becomes ``w2_11``."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

from derive.meaning.expressions import Index, Name, Offset

_WORD = re.compile(r"[^\W_]+")


def base_identifier(base: str) -> str:
    r"""The identifier of a symbol without its indices: ``\hat{y}`` becomes ``y_hat``."""
    words = _WORD.findall(base)
    accents = [w for w in words if w in _ACCENTS]
    plain = [w for w in words if w not in _ACCENTS and w not in _FONTS]
    text = "_".join(plain + accents) or "v"
    return text if not text[0].isdigit() else f"v{text}"


def identifier(name: Name) -> str:
    """The identifier of one symbol."""
    text = base_identifier(name.base) + _joined(name.upper)
    if name.lower:
        text += "_" + _joined(name.lower)
    return text + "_" if keyword.iskeyword(text) else text


def _joined(indices: tuple[Index, ...]) -> str:
    parts = [_part(i) for i in indices]
    return ("_" if any(len(p) > 1 for p in parts) else "").join(parts)


def _part(index: Index) -> str:
    if isinstance(index, Offset):
        return f"{index.letter}{'m' if index.by < 0 else 'p'}{abs(index.by)}"
    text = "_".join(_WORD.findall(str(index)))
    return f"m{text}" if str(index).startswith("-") else text


class Namespace:
    """Hands out identifiers, each once; a name that is taken gets an underscore."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def claim(self, wanted: str) -> str:
        """``wanted``, or ``wanted`` with underscores if another has it."""
        while wanted in self.taken or keyword.iskeyword(wanted):
            wanted += "_"
        self.taken.add(wanted)
        return wanted


def natural_key(name: Name) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Sorts ``h2`` before ``h10`` and numbers by value."""
    return tuple(_pieces(i) for i in name.indices)


def _pieces(index: Index) -> tuple[tuple[int, int, str], ...]:
    texts = re.findall(r"\d+|\D+", str(index) if not isinstance(index, Offset) else _part(index))
    return tuple((0, int(t), "") if t.isdigit() else (1, 0, t) for t in texts)


_ACCENTS = frozenset(["hat", "bar", "tilde", "vec", "dot", "ddot", "widehat", "widetilde", "overline", "check", "breve", "acute", "grave"])
_FONTS = frozenset(["mathbf", "mathrm", "mathit", "mathcal", "mathbb", "boldsymbol", "bm", "text", "textbf", "operatorname", "mathsf", "rm", "bf", "it"])
