"""Boxes: the elements that a formula is drawn with, each with its place in the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.source.text import Span

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """An element of MathML and the source it shows."""

    tag: str
    span: Span
    text: str = ""
    children: tuple[Box, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


def row(boxes: Sequence[Box], at: Span = _NOWHERE) -> Box:
    """Boxes side by side as one."""
    if len(boxes) == 1:
        return boxes[0]
    span = boxes[0].span.join(boxes[-1].span) if boxes else at
    return Box("mrow", span, children=tuple(boxes))


def operator(span: Span, text: str, **attributes: str) -> Box:
    """A sign of an operation, a relation or a bracket."""
    return Box("mo", span, text, attributes=tuple(attributes.items()))


def spell(box: Box, alphabet: Mapping[str, str]) -> Box:
    """The box with its letters in another alphabet."""
    children = tuple(spell(child, alphabet) for child in box.children)
    return Box(box.tag, box.span, alphabet.get(box.text, box.text), children, box.attributes)
