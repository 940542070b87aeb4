r"""What the author leaves in prose and tells the checker in a line of its own.

A declaration stands in a comment of the document (``<!-- derive: … -->``, ``% derive: …``),
in ``[tool.derive.documents."…"]``, in a sidecar file or on the command line:

- ``\sigma = sigmoid``: a function is one that everyone knows;
- ``y_k = \frac{e^{z_k}}{\sum_j e^{z_j}}``: a definition, as LaTeX;
- ``\sum_k t_k = 1``, ``y \in \{0, 1\}``, ``A = A^T``, ``x_0 = 1``: an assumption about given numbers;
- ``W is a matrix``, ``x, y are vectors``, ``\alpha is a number``; with its sizes,
  ``W is a 3 x 2 matrix``, ``x is a vector of n numbers``;
- ``vectors are rows`` or ``… are columns``;
- ``n = 3``, ``L = 2``: how many units or layers a letter counts;
- ``t is a target``: a role, which is an input, a target, a parameter, a weight or a bias.
  What has a role is given, and depends on nothing;
- ``superscript of a is an index`` or ``… is a power``;
- ``ignore``: the next formula is not checked; ``ignore lines 10-12``: those that begin there;
- ``given``: what stays open in the next formula is taken as given; ``given lines 10-12``: in the steps there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from derive.latex.symbols import FUNCTION_WORDS
from derive.source.document import Comment, Document
from derive.source.text import Span

ROLES = frozenset(("input", "target", "parameter", "weight", "bias"))

_KINDS = {"number": 0, "scalar": 0, "vector": 1, "matrix": 2}
_PLURALS = {"matrices": "matrix", "biases": "bias"}
_SIZE = r"[A-Za-z0-9](?:[\w{}\\-]*)"
_BY = rf"(?P<rows>{_SIZE})\s*(?:x|×|\\times|by)\s*(?P<columns>{_SIZE})"
_IS = re.compile(
    rf"(?P<names>\S.*?)\s+(?:is|are)\s+(?:(?:an?|the)\s+)?(?:{_BY}\s+)?(?P<kind>[a-z]+)"
    rf"(?:\s+of\s+(?P<length>{_SIZE})(?:\s+(?:numbers|entries|units))?)?\s*$"
)
_LAYOUT = re.compile(r"vectors\s+are\s+(rows|columns)\s*$")
_SCRIPT = re.compile(r"superscripts?\s+of\s+(.+?)\s+(?:is|are)\s+(?:an?\s+)?(index|indices|power|powers)\s*$")
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
    sizes: set[int] = field(default_factory=set)  # of arrays, that are told as numbers
    layout: Declaration | None = None  # that says whether vectors are rows
    row_vectors: bool | None = None  # are they? None: nothing says so
    roles: dict[str, str] = field(default_factory=dict)  # base → one of ROLES
    indexed: set[str] = field(default_factory=set)
    powers: set[str] = field(default_factory=set)
    ignored: dict[Span, Declaration] = field(default_factory=dict)  # outer spans of blocks, with the line that says so
    granted: list[tuple[Declaration, int, int]] = field(default_factory=list)  # lines, from the first to the last, that are taken as given
    formulas: list[Declaration] = field(default_factory=list)  # LaTeX, read with the document
    sources: dict[tuple[str, str], Declaration] = field(default_factory=dict)  # base and what of it → the line that tells
    idle: list[Declaration] = field(default_factory=list)  # that ignore no formula
    conflicts: list[tuple[Declaration, str]] = field(default_factory=list)  # with what another line says instead


def sort_out(document: Document, lines: Iterable[str], ignoring: bool = True) -> Declarations:
    """The declarations of a document and those given from outside; not ``ignoring``, what they ignore counts."""
    result = Declarations()
    written = [*document.comments, *(Comment(Span(-1, -1), line) for line in lines)]
    for comment in written:
        span = comment.span if comment.span.start >= 0 else None
        for line in re.split(r"\s*;\s*|\n", comment.text):
            if line:
                _one(result, document, Declaration(line, span))
    if not ignoring:
        result.ignored.clear()
    return result


def _one(result: Declarations, document: Document, declaration: Declaration) -> None:
    line = declaration.text.strip()
    if match := re.fullmatch(r"given\s+lines?\s+(\d+)(?:\s*-\s*(\d+))?", line):
        result.granted.append((declaration, int(match[1]), int(match[2] or match[1])))
    elif match := re.fullmatch(r"ignore\s+lines?\s+(\d+)(?:\s*-\s*(\d+))?", line):
        first, last = int(match[1]), int(match[2] or match[1])
        there = [b.outer for b in document.blocks if first <= document.source.location(b.span.start).line <= last]
        result.ignored |= dict.fromkeys(there, declaration)
        result.idle += [] if there else [declaration]
    elif line in ("ignore", "given"):
        following = next((b.outer for b in document.blocks if declaration.span and b.outer.start >= declaration.span.end), None)
        if following is None:
            result.idle.append(declaration)
        elif line == "ignore":
            result.ignored[following] = declaration
        else:
            first, last = (document.source.location(place).line for place in following)
            result.granted.append((declaration, first, last))
    elif match := _LAYOUT.match(line):
        result.layout = result.layout or declaration
        if result.row_vectors is None:
            result.row_vectors = match[1] == "rows"
        elif result.row_vectors != (match[1] == "rows"):
            result.conflicts.append((declaration, f"`{line}` contradicts the declaration `{result.layout.text.strip()}`"))
    elif (match := _IS.match(line)) and _is(result, match, declaration):
        pass
    elif match := _SCRIPT.match(line):
        base, power = match[1].strip(), match[2].startswith("power")
        (result.powers if power else result.indexed).add(base)
        _note(result, base, "superscript", base in result.powers & result.indexed, declaration)
    elif (match := _ALIAS.match(line)) and match[2].lower() in FUNCTION_WORDS and len(match[2]) > 1:
        meaning = FUNCTION_WORDS[match[2].lower()]
        _note(result, match[1], "function", result.functions.setdefault(match[1], meaning) != meaning, declaration)
    else:
        result.formulas.append(declaration)


def _is(result: Declarations, match: re.Match[str], declaration: Declaration) -> bool:
    """Note what names are said to be; False if that is none of what can be said."""
    kind = _PLURALS.get(match["kind"], match["kind"] if match["kind"] == "bias" else match["kind"].removesuffix("s"))
    sizes = [match[part] for part in ("rows", "columns", "length") if match[part]]
    if (kind not in ROLES and kind not in _KINDS) or len(sizes) not in (0, _KINDS.get(kind, 0)):
        return False
    for base in re.split(r"\s*,\s*|\s+and\s+", match["names"].strip()):
        if kind in ROLES:
            _note(result, base, "role", result.roles.setdefault(base, kind) != kind, declaration)
        else:
            _note(result, base, "rank", result.ranks.setdefault(base, _KINDS[kind]) != _KINDS[kind], declaration)
    result.sizes |= {int(size) for size in sizes if size.isdecimal()}
    return True


def _note(result: Declarations, base: str, what: str, otherwise: bool, declaration: Declaration) -> None:
    """Remember which line tells something; ``otherwise`` if a line before tells something else, which then holds."""
    first = result.sources.setdefault((base, what), declaration)
    if otherwise:
        result.conflicts.append((declaration, f"`{declaration.text.strip()}` contradicts the declaration `{first.text.strip()}`"))
