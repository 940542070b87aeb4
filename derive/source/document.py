"""A document: its text, the formulas in it, and what else the checker uses of it."""

from __future__ import annotations

from dataclasses import dataclass

from derive.source.text import SourceText, Span


@dataclass(frozen=True, slots=True)
class MathBlock:
    """One formula or group of rows as the author set it."""

    span: Span  # the mathematics, without its delimiters
    outer: Span  # with its delimiters
    display: bool  # set apart from the text
    closed: bool = True  # False: the closing delimiter is missing


@dataclass(frozen=True, slots=True)
class Comment:
    """A ``derive:`` comment: a declaration that the author wrote into the document."""

    span: Span  # of the words after ``derive:``
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that the document refers to."""

    span: Span
    target: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that kept a reader from reading: becomes a finding."""

    span: Span
    code: str  # of the catalogue in :mod:`derive.diagnostics`
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a file.

    ``masked`` is as long as ``source.text``; everything that isn't mathematics to the
    formula reader (quote marks at the start of quoted lines, comments) is blanked, so
    that offsets into one are offsets into the other.
    """

    source: SourceText
    format: str  # "markdown", "latex", "notebook" or "rst"
    masked: str
    blocks: tuple[MathBlock, ...]
    comments: tuple[Comment, ...] = ()
    images: tuple[Image, ...] = ()
    macros: tuple[tuple[str, int, str], ...] = ()  # name, number of arguments, body
    problems: tuple[Problem, ...] = ()
