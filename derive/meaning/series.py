r"""Members of one series: what ``y_1 p_1`` and ``y_n p_n`` have in common is ``y_k p_k``."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, NamedTuple

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Index, Label, Name

_PLACES = frozenset(("span", "sign_spans", "function_span", "limits", "missing"))  # fields that tell where something stands


class Different(Exception):
    """Two terms that are not members of one series."""


class Stray(NamedTuple):
    """A symbol of a term, and the one that the series has in its place."""

    symbol: ex.Symbol
    expected: Name


def general(first: Expression, last: Expression, letter: str) -> tuple[Expression, int, str]:
    """The general term of two members, the number that the first has, and the letter of the last. Raises :class:`Different`."""
    found: dict[str, Any] = {"index": letter}
    body = _merge(first, last, found)
    if "letter" not in found:
        raise Different
    return body, found["number"], found["letter"]


def _merge(a: Any, b: Any, found: dict[str, Any]) -> Any:
    if isinstance(a, ex.Symbol) and isinstance(b, ex.Symbol):
        return replace(a, name=_merge_names(a.name, b.name, found))
    if isinstance(a, Expression):
        if type(a) is not type(b):
            raise Different
        changes = {
            f.name: _merge(getattr(a, f.name), getattr(b, f.name), found)
            for f in fields(a)
            if f.name not in _PLACES
        }
        return replace(a, **changes)
    if isinstance(a, tuple) and not isinstance(a, Name):
        if not isinstance(b, tuple) or len(a) != len(b):
            raise Different
        merged = [_merge(x, y, found) for x, y in zip(a, b, strict=True)]
        return type(a)(*merged) if hasattr(a, "_fields") else tuple(merged)
    if a != b:
        raise Different
    return a


def _merge_names(a: Name, b: Name, found: dict[str, Any]) -> Name:
    if a.base != b.base or len(a.upper) != len(b.upper) or len(a.lower) != len(b.lower):
        raise Different

    def index(x: Any, y: Any) -> Any:
        if x == y:
            return x
        if isinstance(x, int) and isinstance(y, str) and not isinstance(y, Label):
            if found.setdefault("number", x) != x or found.setdefault("letter", y) != y:
                raise Different
            return found["index"]
        raise Different

    upper = tuple(index(x, y) for x, y in zip(a.upper, b.upper, strict=True))
    return Name(a.base, upper, tuple(index(x, y) for x, y in zip(a.lower, b.lower, strict=True)))


def strays(body: Expression, term: Expression, letter: str, at: Index) -> list[Stray]:
    """The symbols in which a term differs from the general one at an index: none if it is that member. Raises :class:`Different`."""
    found: list[Stray] = []
    _compare(body, term, letter, at, found)
    return found


def _compare(a: Any, b: Any, letter: str, at: Index, found: list[Stray]) -> None:
    if isinstance(a, ex.Symbol) and isinstance(b, ex.Symbol):
        expected = _member(a.name, letter, at)
        if (expected.base, len(expected.upper), len(expected.lower)) != (b.name.base, len(b.name.upper), len(b.name.lower)):
            raise Different
        if expected != b.name:
            found.append(Stray(b, expected))
    elif isinstance(a, Expression):
        if type(a) is not type(b):
            raise Different
        for field in fields(a):
            if field.name not in _PLACES:
                _compare(getattr(a, field.name), getattr(b, field.name), letter, at, found)
    elif isinstance(a, tuple) and not isinstance(a, Name):
        if not isinstance(b, tuple) or len(a) != len(b):
            raise Different
        for x, y in zip(a, b, strict=True):
            _compare(x, y, letter, at, found)
    elif a != b:
        raise Different


def _member(name: Name, letter: str, at: Index) -> Name:
    upper = tuple(at if index == letter else index for index in name.upper)
    return Name(name.base, upper, tuple(at if index == letter else index for index in name.lower))
