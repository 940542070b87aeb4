r"""What the author leaves in prose and tells the checker in a line of its own.

A declaration stands in a comment of the document (``<!-- derive: … -->``, ``% derive: …``),
in ``[tool.derive.documents."…"]``, in a sidecar file or on the command line:

- ``\sigma = sigmoid``: a function is one that everyone knows;
- ``y_k = \frac{e^{z_k}}{\sum_j e^{z_j}}``: a definition, as LaTeX;
- ``\sum_k t_k = 1``: an assumption about given numbers;
- ``W is a matrix``, ``x is a vector``, ``\alpha is a number``;
- ``superscript of a is an index`` or ``… is a power``;
- ``ignore``: the next formula is not checked; ``ignore lines 10-12``: those that begin there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from derive.latex.symbols import FUNCTION_WORDS
from derive.source.document import Comment, Document
from derive.source.text import Span

_RANKS = {"number": 0, "scalar": 0, "vector": 1, "matrix": 2}
_IS = re.compile(r"(.+?)\s+is\s+an?\s+(number|scalar|vector|matrix)\s*$")
_SCRIPT = re.compile(r"superscripts?\s+of\s+(.+?)\s+(?:is|are)\s+(?:an?\s+)?(index|indices|power|powers)\s*$")
_WORD = re.compile(r"\\?[A-Za-z]+|[^\W\d_]+")
_ALIAS = re.compile(r"(\\?[A-Za-z]+)\s*=\s*\\?([A-Za-z]+)\s*$")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One line, and where it stands in the document if it does."""

    text: str
    span: Span | None = None


@dataclass(slots=True)
class Declarations:
    """All declarations for one document, by what they speak of."""

    functions: dict[str, str] = field(default_factory=dict)  # base → built-in name
    ranks: dict[str, int] = field(default_factory=dict)
    indexed: set[str] = field(default_factory=set)
    powers: set[str] = field(default_factory=set)
    ignored: list[Span] = field(default_factory=list)  # outer spans of blocks
    formulas: list[Declaration] = field(default_factory=list)  # LaTeX, read with the document
    sources: Mapping[str, Declaration] = field(default_factory=dict)  # base → the line that speaks of it
    idle: list[Declaration] = field(default_factory=list)  # that ignore no formula


def sort_out(document: Document, lines: Iterable[str]) -> Declarations:
    """The declarations of a document and those given from outside."""
    result = Declarations()
    sources: dict[str, Declaration] = {}
    written = [*document.comments, *(Comment(Span(-1, -1), line) for line in lines)]
    for comment in written:
        span = comment.span if comment.span.start >= 0 else None
        for line in re.split(r"\s*;\s*|\n", comment.text):
            if line:
                _one(result, sources, document, Declaration(line, span))
    result.sources = sources
    return result


def _one(result: Declarations, sources: dict[str, Declaration], document: Document, declaration: Declaration) -> None:
    line = declaration.text.strip()
    if match := re.fullmatch(r"ignore\s+lines?\s+(\d+)(?:\s*-\s*(\d+))?", line):
        first, last = int(match[1]), int(match[2] or match[1])
        there = [b.outer for b in document.blocks if first <= document.source.location(b.span.start).line <= last]
        result.ignored += there
        result.idle += [] if there else [declaration]
    elif line == "ignore":
        following = [b for b in document.blocks if declaration.span and b.outer.start >= declaration.span.end]
        if following:
            result.ignored.append(following[0].outer)
        else:
            result.idle.append(declaration)
    elif match := _IS.match(line):
        result.ranks[match[1].strip()] = _RANKS[match[2]]
        sources[match[1].strip()] = declaration
    elif match := _SCRIPT.match(line):
        (result.powers if match[2].startswith("power") else result.indexed).add(match[1].strip())
        sources[match[1].strip()] = declaration
    elif (match := _ALIAS.match(line)) and match[2].lower() in FUNCTION_WORDS and len(match[2]) > 1:
        result.functions[match[1]] = FUNCTION_WORDS[match[2].lower()]
        sources[match[1]] = declaration
    else:
        result.formulas.append(declaration)


def unused(document: Document, declarations: Declarations) -> list[Declaration]:
    """Declarations that speak of no name that a formula of the document has, and those that ignore nothing."""
    words = {word for block in document.blocks for word in _WORD.findall(document.source.slice(block.span))}
    speaking = [(name, declaration) for name, declaration in declarations.sources.items()]
    speaking += [(re.split(r":?=|\\approx", declaration.text)[0], declaration) for declaration in declarations.formulas]
    found = [declaration for text, declaration in speaking if words.isdisjoint(_WORD.findall(text))]
    return found + declarations.idle
