"""The same tree at another place of the text: every span moved by so many characters."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from derive.source.text import Span

T = TypeVar("T")


def moved(value: T, by: int) -> T:
    """A copy of a tree of frozen dataclasses, tuples with and without names, and lists with its spans moved."""
    return _moved(value, by, {})  # type: ignore[no-any-return]


def _moved(value: Any, by: int, done: dict[int, Any]) -> Any:
    kind = type(value)
    if kind is Span:
        return Span(value.start + by, value.end + by)
    if isinstance(value, (tuple, list)):
        items = [_moved(item, by, done) for item in value]
        if all(a is b for a, b in zip(items, value, strict=True)):
            return value  # a name and its indices hold no places
        return kind(items) if kind in (tuple, list) else kind._make(items)
    names = _fields(kind)  # type: ignore[arg-type]
    if not names:
        return value
    known = done.get(id(value))
    if known is None:  # what is shared stays shared
        known = object.__new__(kind)
        for name in names:
            object.__setattr__(known, name, _moved(getattr(value, name), by, done))
        done[id(value)] = known
    return known


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
