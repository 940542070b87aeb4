"""Theorems of a certificate as data, and the comments that tie them to the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.algebra.model import Definition
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Derivation, Step


@dataclass(frozen=True, slots=True)
class Theorem:
    """One theorem of a certificate."""

    word: str  # its name in the file
    kind: str  # "step", "gradient" or "refutation"
    line: int  # of the document; 0 for a gradient that the document doesn't state
    step: int | None  # the number of the step
    counted: bool  # False where ``reflexivity`` alone proves it


@dataclass(frozen=True, slots=True)
class Instance:
    """A step at one value of its running letters; a step without any has one instance."""

    suffix: str  # of the theorem's name: "_i1_j2"
    note: str  # "i = 1, j = 2"
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Omission:
    """A step that no theorem speaks of, and why."""

    step: int
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refutation:
    """An equality as written that is false under some definitions at some values of the leaves."""

    left: Expression
    right: Expression
    definitions: Mapping[Name, Definition]
    witness: Mapping[Name, Fraction]
    line: int
    latex: str
    step: int | None = None
    note: str = ""  # a sentence: which definitions it is judged under


@dataclass(frozen=True, slots=True)
class Certificate:
    """A file for Coq, and what is in it."""

    text: str
    theorems: tuple[Theorem, ...]
    omissions: tuple[Omission, ...] = ()


def comment(text: str) -> str:
    """A comment of Coq; what would open or close another, or a string, is taken apart."""
    safe = " ".join(text.split()).replace("(*", "( *").replace("*)", "* )").replace('"', "''")
    return f"(* {safe} *)\n"


def step_latex(derivation: Derivation, step: Step) -> str:
    """A step as the author wrote it, with its left side where that stands above."""
    source = derivation.document.source
    relation = {"approx": r"\approx", "<-": r"\leftarrow"}.get(step.relation, step.relation)
    return f"{source.slice(step.left.span).strip()} {relation} {source.slice(step.right.span).strip()}"


def line_of(derivation: Derivation, step: Step) -> int:
    """The line on which a step's relation stands."""
    return derivation.document.source.location(step.span.start).line
