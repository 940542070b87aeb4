"""Boxes as MathML text, with marks on the parts that a finding or a step points at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from derive.report.html.boxes import Box
from derive.source.text import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a formula that stands out."""

    span: Span
    kind: str  # the class in the style sheet
    title: str = ""  # what a pointer resting on it shows


def mathml(box: Box, marks: Iterable[Mark] = (), display: bool = False, label: str = "") -> str:
    """One ``<math>`` element. ``label`` is the author's LaTeX."""
    attributes = ' display="block"' if display else ""
    if label:
        attributes += f' data-tex="{escape(label)}"'
    return f"<math{attributes}>{''.join(_row((box,), list(marks)))}</math>"


def fit(marks: Iterable[Mark], boxes: Iterable[Box]) -> list[Mark]:
    """Marks grown to whole signs; one that covers none takes the sign before it."""
    places = [place for box in boxes for place in _signs(box)]
    fitted = []
    for mark in marks:
        covered = [p for p in places if p.start < mark.span.end and p.end > mark.span.start]
        if not covered and places:
            before = [p for p in places if p.end <= mark.span.end]
            covered = [before[-1] if before else places[0]]
        if covered:
            span = Span(min(p.start for p in covered), max(p.end for p in covered))
            fitted.append(Mark(span.join(mark.span) if mark.span.start < mark.span.end else span, mark.kind, mark.title))
    return fitted


def _signs(box: Box) -> Iterator[Span]:
    """The places of the signs in a box, in order."""
    if not box.children:
        yield box.span
    for child in box.children:
        yield from _signs(child)


def _row(boxes: Sequence[Box], marks: list[Mark]) -> Iterator[str]:
    """Neighbours in order; the longest run under a mark is wrapped as one."""
    at = 0
    while at < len(boxes):
        best, run = None, 0
        for mark in marks:
            end = at
            while end < len(boxes) and _inside(boxes[end].span, mark.span):
                end += 1
            if end - at > run:
                best, run = mark, end - at
        if best is None:
            yield _print(boxes[at], marks)
            at += 1
            continue
        title = f' title="{escape(best.title)}"' if best.title else ""
        rest = [m for m in marks if m is not best]
        yield f'<mrow class="{best.kind}"{title}>{"".join(_row(boxes[at : at + run], rest))}</mrow>'
        at += run


def _inside(part: Span, whole: Span) -> bool:
    return whole.start <= part.start and part.end <= whole.end and part.start < part.end


def _print(box: Box, marks: list[Mark]) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in box.attributes)
    if box.tag == "mrow":
        inner = "".join(_row(box.children, marks))
    else:  # each child has its own place
        inner = escape(box.text) + "".join("".join(_row((child,), marks)) for child in box.children)
    return f"<{box.tag}{attributes}>{inner}</{box.tag}>"
