r"""How the author sets a group of rows: environment, alignment, line breaks, blank rows.

Read off the block that derives the sibling, so that what is inserted looks like what
stands there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from codegen.derivation.writing import Side
from derive.judgement.checker import Report
from derive.source.document import MathBlock

_ENVIRONMENT = re.compile(
    r"\A(\s*\\begin\{(?P<env>[a-z]+\*?)\}(?:\{[^{}]*\})?(?:\[[a-z]\])?\s*)(?P<body>.*?)(\s*\\end\{(?P=env)\}\s*)\Z", re.S
)
_NUMBERS = re.compile(r"\\(?:tag\*?|label)\s*\{[^{}]*\}[ \t]*\n?|\\(?:nonumber|notag)(?![A-Za-z])[ \t]*")
_SIZES = re.compile(r"\\(?:left|right\s*\.|[Bb]igg?l?)\s*\Z")
_RELATION = re.compile(r"[,.;]?(?P<text>\s*(?:\\\\(?:\[[^\]]*\])?\s*)*&?\s*=\s*&?\s*)\Z")
_BREAK = re.compile(r"[,.;]?(?P<text>\s*(?:\\\\(?:\[[^\]]*\])?\s*)+)\Z")
_ONE_ROW = frozenset(("equation", "equation*", "displaymath", "math"))


@dataclass(frozen=True, slots=True)
class Style:
    """The strings around the sides of a chain and around chains."""

    opening: str
    closing: str
    first: str = "&="  # between the head and the first right side
    following: str = "\\\\\n&="  # between later sides
    between: str | None = "\\\\\n"  # between chains; None: each has a block of its own
    groups: str = "\\\\\n"  # between local derivatives and gradients

    def block(self, groups: list[list[list[Side]]]) -> str:
        """The text of a block with groups of chains."""
        written = [[self.chain(chain) for chain in group] for group in groups if group]
        if self.between is None:
            return "\n\n".join(self.opening + chain + self.closing for group in written for chain in group)
        body = self.groups.join(self.between.join(group) for group in written)
        return self.opening + body + self.closing

    def chain(self, sides: list[Side]) -> str:
        head, *rest = (side.text for side in sides)
        text = head
        for place, side in enumerate(rest):
            text += (self.following if place else self.first) + side
        return text


def plain_style(report: Report) -> Style:
    """What is used where the author's own style can't be read off."""
    if report.document.format == "latex":
        return Style("\\begin{align*}\n", "\n\\end{align*}")
    return Style("$$\n\\begin{aligned}\n", "\n\\end{aligned}\n$$")


def style_of(report: Report, block: MathBlock, chain: int) -> Style:
    """The style of a block, with the breaks of one of its chains."""
    text = report.document.masked
    before, after = text[block.outer.start : block.span.start], text[block.span.end : block.outer.end]
    inner = text[block.span.start : block.span.end]
    match = _ENVIRONMENT.match(inner)
    if match is None or match["env"] in _ONE_ROW:
        return _one_row_style(report, before, after, inner, match, chain)
    opening = before + _NUMBERS.sub("", match[1])
    last = max((p.span.end for c in report.derivation.chains for p in c.parts if _inside(block, p.span)), default=0)
    tail = _NUMBERS.sub("", text[last : block.span.start + match.end("body")])
    closing = (tail if re.fullmatch(r"\s*\\\\\s*", tail) else "") + match[4] + after
    first, following = _relations(report, chain)
    newline = "\n" if "\n" in match["body"] else " "
    plain = first or "&="
    breaks = _breaks(report, block, chain)
    return Style(
        opening,
        closing,
        plain,
        following or f"\\\\{newline}{plain.lstrip()}",
        breaks[0] or f"\\\\{newline}",
        breaks[1] or breaks[0] or f"\\\\{newline}",
    )


def _one_row_style(
    report: Report, before: str, after: str, inner: str, match: re.Match[str] | None, chain: int
) -> Style:
    first, following = _relations(report, chain)
    if match is not None:
        opening, closing = before + _NUMBERS.sub("", match[1]), match[4] + after
    else:
        left, right = re.match(r"\s*", inner), re.search(r"\s*\Z", inner)
        opening, closing = before + (left[0] if left else ""), (right[0] if right else "") + after
    plain = first or " = "
    return Style(opening, closing, plain, following or plain, None)


def _inside(block: MathBlock, span: tuple[int, int]) -> bool:
    return block.span.start <= span[0] and span[1] <= block.span.end


def _relations(report: Report, number: int) -> tuple[str | None, str | None]:
    """The author's text before the first and before a later right side."""
    text = report.document.masked
    parts = report.derivation.chains[number].parts
    found: list[str | None] = []
    for left, right in pairwise(parts):
        found.append(_matched(_RELATION, text[left.span.end : right.span.start]))
    return (found + [None])[0], (found + [None, None])[1]


def _breaks(report: Report, block: MathBlock, number: int) -> tuple[str | None, str | None]:
    """The author's text between two gradients, and before the first of them."""
    text = report.document.masked
    spans = [
        (c.parts[0].span.start, c.parts[-1].span.end, n)
        for n, c in enumerate(report.derivation.chains)
        if _inside(block, c.parts[0].span) and _inside(block, c.parts[-1].span)
    ]
    gradients = {g.chain for g in report.gradients.derived.values()} | {number}
    between = groups = None
    for (_, end, first), (start, _, second) in pairwise(spans):
        if second in gradients:
            found = _matched(_BREAK, text[end:start])
            if first in gradients:
                between = between or found
            else:
                groups = groups or found
    return between, groups


def _matched(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.match(_SIZES.sub("", _NUMBERS.sub("", text)))
    return match["text"] if match else None
