"""The same tree at another place of the text: every span moved by so many characters."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from operator import is_
from types import NoneType
from typing import Any, TypeVar

from derive.source.text import Span

T = TypeVar("T")

_TUPLE = ("*",)  # the slots of a tuple with names
_PLAIN = frozenset((str, int, bool, NoneType))  # what holds no places
_new = tuple.__new__


def moved(value: T, by: int) -> T:
    """A copy of a tree of frozen dataclasses, tuples with and without names, and lists with its spans moved."""
    return _Move(by).of(value)  # type: ignore[no-any-return]


class _Move:
    def __init__(self, by: int) -> None:
        self.by = by
        self.done: dict[int, Any] = {}  # what is shared stays shared

    def of(self, value: Any) -> Any:
        kind = type(value)
        if kind is Span:
            return _new(Span, (value[0] + self.by, value[1] + self.by))
        if kind is tuple or kind is list:
            return kind([item if type(item) in _PLAIN else self.of(item) for item in value]) if value else value
        slots = _slots(kind)  # type: ignore[arg-type]
        if not slots:
            return value
        if slots is _TUPLE:
            items = [item if type(item) in _PLAIN else self.of(item) for item in value]
            if all(map(is_, items, value)):
                return value  # a name and its indices hold no places
            return kind._make(items)
        known = self.done.get(id(value))
        if known is None:
            known = self.done[id(value)] = object.__new__(kind)
            for get, put in slots:
                item = get(value)
                put(known, item if type(item) in _PLAIN else self.of(item))
        return known


@cache
def _slots(kind: Any) -> tuple[Any, ...]:
    """How to read and write each field of a dataclass with slots; none for what has no parts."""
    if issubclass(kind, tuple):
        return _TUPLE
    members = [getattr(kind, f.name) for f in fields(kind)] if is_dataclass(kind) else []
    return tuple((member.__get__, member.__set__) for member in members)
