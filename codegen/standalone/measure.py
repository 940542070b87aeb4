r"""How wide a formula is set, roughly, and where it can be broken.

Widths are in em of the text. They need only be good enough to break a line that would run
off the page: a break too many costs nothing.
"""

from __future__ import annotations

import re

from derive.latex.symbols import ACCENTS, RELATIONS
from derive.source.tex import matching_brace

_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|\s+|.", re.S)
_WIDE = {"+": 1.25, "-": 1.25, "=": 1.35, "<": 1.35, ">": 1.35, "(": 0.4, ")": 0.4, "[": 0.3, "]": 0.3, ",": 0.45, "'": 0.3}
_COMMANDS = {
    "\\cdot": 0.75, "\\times": 1.25, "\\odot": 1.25, "\\quad": 1.0, "\\qquad": 2.0, "\\,": 0.17, "\\;": 0.28,
    "\\ ": 0.3, "\\!": -0.17, "\\sum": 1.5, "\\prod": 1.4, "\\partial": 0.58,
}  # fmt: skip
_SIZES = r"\left \right \bigl \bigr \big \Big \Bigl \Bigr \displaystyle \limits \mathstrut"
_FLAT = frozenset(_SIZES.split())
_SHORT = 12.0  # a bracket up to this width stays in one line if it can
_FUNCTIONS = r"\log \exp \tanh \sin \cos \max \min \ln \sinh \cosh \tan"
_WORDS = frozenset(_FUNCTIONS.split())


def width(text: str) -> float:
    """The width of a formula in em."""
    total, position = 0.0, 0
    while match := _TOKEN.match(text, position):
        token, position = match[0], match.end()
        if token.isspace() or token in _FLAT or token in "&}":
            continue
        if token in ("_", "^"):
            size, position = _scripts(text, match.start())
            total += size
        elif token == "{":
            inner, position = _group(text, match.start())
            total += width(inner)
        elif token in ("\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\binom"):
            above, position = _group(text, position)
            below, position = _group(text, position)
            total += max(width(above), width(below)) * (0.75 if token == "\\tfrac" else 1) + 0.25
        elif token.startswith("\\") and (token[1:] in {a[1:] for a in ACCENTS} or token in ("\\sqrt", "\\boxed")):
            inner, position = _group(text, position)
            total += max(width(inner), 0.5)
        elif token in _WORDS:
            total += 0.5 * (len(token) - 1) + 0.2
        elif token in RELATIONS:
            total += 1.35
        elif token.startswith("\\"):
            total += _COMMANDS.get(token, 0.62 if len(token) > 2 else 0.3)
        else:
            total += _WIDE.get(token, 1.0 if ord(token) > 0x2E80 else 0.56)
    return total


def _group(text: str, position: int) -> tuple[str, int]:
    while position < len(text) and text[position].isspace():
        position += 1
    if text[position : position + 1] == "{":
        end = matching_brace(text, position)
        if end > 0:
            return text[position + 1 : end], end + 1
    match = _TOKEN.match(text, position)
    return (match[0], match.end()) if match else ("", position)


def _scripts(text: str, position: int) -> tuple[float, int]:
    """Superscript and subscript stand above each other."""
    sizes: list[float] = []
    while text[position : position + 1] in ("_", "^") and len(sizes) < 2:
        inner, position = _group(text, position + 1)
        sizes.append(width(inner) * 0.72)
    return max(sizes), position


def lines(text: str, first: float, following: float) -> list[str]:
    """The pieces of a right side, each at most as wide as given where that can be had.

    A break stands before a sign, outside of braces; the fewer brackets around it, the better.
    """
    if width(text) <= first:
        return [text]
    text = re.sub(r"\\left(?![A-Za-z])\s*(?=[(\[|]|\\\{)", r"\\bigl", text)
    text = re.sub(r"\\right(?![A-Za-z])\s*(?=[)\]|]|\\\})", r"\\bigr", text)
    if re.search(r"\\(?:left|right)(?![A-Za-z])", text):
        return [text]
    places = _places(text)
    found, start, room = [], 0, first
    while width(text[start:]) > room:
        fitting = [(p, d) for p, d in places if p > start and width(text[start:p]) <= room]
        later = [(p, d) for p, d in places if p > start]
        if not later:
            break
        if fitting:
            place = _best(text, start, room, fitting)
        else:
            place = later[0][0]
        found.append(text[start:place].rstrip())
        start, room = place, following
    return [*found, text[start:]]


def _best(text: str, start: int, room: float, fitting: list[tuple[int, float]]) -> int:
    """The last of the least bad places; a line that stays rather empty is bad too."""
    scored = []
    for place, depth in fitting:
        filled = width(text[start:place]) / room
        scored.append((depth + (0 if filled >= 0.45 else 1 if filled >= 0.2 else 4), -place))
    return -min(scored)[1]


def _places(text: str) -> list[tuple[int, float]]:
    """Offsets before signs, with how bad a break there is: the brackets around it, more for short ones."""
    places: list[tuple[int, float]] = []
    open_brackets: list[int] = []  # how many places there were when each was opened
    starts: list[int] = []
    position = 0
    operand = False
    while match := _TOKEN.match(text, position):
        token = match[0]
        position = match.end()
        if token == "{":
            _, position = _group(text, match.start())
            operand = True
        elif token == "\\begin":
            return places
        elif token in "([":
            open_brackets.append(len(places))
            starts.append(position)
            operand = False
        elif token in ")]" and open_brackets:
            first = open_brackets.pop()
            if width(text[starts.pop() : match.start()]) < _SHORT:
                places[first:] = [(p, d + 2) for p, d in places[first:]]
            operand = True
        elif token in "+-" and operand:
            places.append((match.start(), len(open_brackets)))
            operand = False
        elif token in ("\\cdot", "\\times", "\\odot") and operand:
            places.append((match.start(), len(open_brackets) + 0.5))
            operand = False
        elif token in RELATIONS:
            if not open_brackets and operand:
                places.append((match.start(), -1))
            operand = False
        elif not token.isspace() and token not in _FLAT:
            operand = True
    return places
