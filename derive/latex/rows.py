r"""Cut the tokens of a block into rows, and rows into the sides of their relations.

Alignment, line breaks and sentences are layout; what is left is a list of statements:
sides with relations between them. A statement that begins with a relation continues the
one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from derive.latex.plain_tokens import plain
from derive.latex.symbols import ALIGNMENTS, GRIDS
from derive.latex.tokens import Token
from derive.source.text import Span

_OPEN = frozenset(("(", "[", "\\{", "{", "\\langle", "\\lfloor", "\\lceil"))
_SIGNS = frozenset(("+", "-", "\\cdot", "\\times", "\\odot"))
_CLOSE = frozenset((")", "]", "\\}", "}", "\\rangle", "\\rfloor", "\\rceil"))


@dataclass(frozen=True, slots=True)
class Side:
    """The tokens between two relations."""

    tokens: Sequence[Token]
    span: Span  # of the tokens; empty at the relation if there are none


@dataclass(frozen=True, slots=True)
class Statement:
    """Sides joined by relations: ``relations[i]`` stands before ``sides[i + 1]``."""

    sides: tuple[Side, ...]
    relations: tuple[Token, ...]
    continues: bool  # begins with a relation: the first side is in the row above
    conditions: tuple[tuple[Token, ...], ...] = ()  # what follows after a comma: "i = j"
    aside: bool = False  # a reason, told behind a because sign: the row below goes on with what stands before it

    @property
    def span(self) -> Span:
        first = self.relations[0].span if self.continues else self.sides[0].span
        return first.join(self.sides[-1].span)


def statements(tokens: Iterable[Token]) -> list[Statement]:
    """The statements of one block, in order."""
    return [statement for row in rows(tokens) for statement in of_row(row)]


def rows(tokens: Iterable[Token]) -> list[list[Token]]:
    """The rows of one block, one for each formula."""
    return _join_rows(_split_rows(plain(list(tokens))))


def of_row(row: list[Token]) -> list[Statement]:
    """The statements of one row."""
    mains: list[Statement] = []
    for piece, opens, aside in _split_sentence(row):
        piece = _ungrouped(piece)
        if mains and (inner := _in_brackets(piece)) is not None:
            piece = inner
        statement = _statement(piece, aside)
        if statement is None:
            continue
        if mains and not opens and _is_condition(statement, mains[-1]):
            last = mains[-1]
            mains[-1] = replace(last, conditions=(*last.conditions, tuple(piece)))
        else:
            mains.append(statement)
    return mains


def _remarks(tokens: list[Token]) -> list[Token]:
    """The tokens, with a grid that holds nothing but words as one text: a remark in several lines, perhaps in a colour."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        end = place + 1
        if token.kind == "begin" and token.text.rstrip("*") in GRIDS:
            while end < len(tokens) and tokens[end].kind in ("text", "newline"):
                end += 1
        if end > place + 1 and end < len(tokens) and tokens[end].kind == "end":
            token = Token("text", " ".join(t.text for t in tokens[place + 1 : end]), token.span.join(tokens[end].span))
            place = end
            while found and found[-1].text == "{" and place + 1 < len(tokens) and tokens[place + 1].text == "}":
                found.pop()
                place += 1
        found.append(token)
        place += 1
    return found


def _split_rows(tokens: list[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = [[]]
    grids = 0
    for token in _remarks(tokens):
        if token.kind == "begin" and (token.text in GRIDS or token.text not in ALIGNMENTS or grids):
            grids += 1
        elif token.kind == "end" and grids:
            grids -= 1
        elif token.kind in ("begin", "end") and token.text in ALIGNMENTS:
            rows.append([])
            continue
        if not grids and token.kind == "newline":
            rows.append([])
        elif not grids and token.kind == "align":
            continue
        else:
            rows[-1].append(token)
    rows = [_unindented(row) for row in rows]
    return [row for row in rows if any(token.text not in ("{", "}") for token in row)]  # {\\small \\begin{aligned} … \\end{aligned}}


def _unindented(row: list[Token]) -> list[Token]:
    """A row without the space that it begins with."""
    first = next((n for n, token in enumerate(row) if token.kind != "quad"), len(row))
    return row[first:]


def _ungrouped(piece: list[Token]) -> list[Token]:
    r"""A formula without the group that encloses all of it: ``\\color{red}{E = w x}``."""
    while len(piece) > 2 and piece[0].text == "{" and piece[-1].text == "}" and all(_depths(piece)[:-1]) and any(t.kind == "relation" for t in piece):
        piece = piece[1:-1]
    return piece


def _depth(row: list[Token]) -> int:
    depth = 0
    for token in row:
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
    return depth


def _depths(row: list[Token]) -> list[int]:
    """Inside how many brackets each token stands; a bracket that is never closed counts for nothing."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for place, token in enumerate(row):
        if token.text in _OPEN:
            opened.append(place)
        elif token.text in _CLOSE:
            if opened:
                pairs[opened.pop()] = 1
            pairs[place] = -1
    depth, found = 0, []
    for place in range(len(row)):
        depth += pairs.get(place, 0)
        found.append(depth)
    return found


def _stands_alone(row: list[Token]) -> bool:
    """Is a row a statement of its own, with nothing to close for the row above?"""
    depths = _depths(row)
    return min(depths) >= 0 and any(t.kind == "relation" and not d for t, d in zip(row, depths, strict=True))


def _is_unfinished(row: list[Token]) -> bool:
    return row[-1].kind == "relation" or row[-1].text in _SIGNS or row[-1].text == "("


def are_whole(tokens: Iterable[Token], rows: Iterable[list[Token]]) -> bool:
    """Are the rows of some tokens those of any formula that has these tokens between two of its line breaks?

    They are if no row is joined to one beyond: none begins with a sign, goes on after its end or leaves a
    bracket open. Nor may the tokens be in an array, or in a group with others.
    """
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth < 0 or (token.kind in ("begin", "end") and token.text not in ALIGNMENTS):
            return False
    return not depth and not any(row[0].text in _SIGNS or _is_unfinished(row) or _depth(row) > 0 for row in rows)


def _join_rows(rows: list[list[Token]]) -> list[list[Token]]:
    """One row for each formula: sums go on after a line break, brackets close later."""
    joined: list[list[Token]] = []
    for row in rows:
        if joined:
            above = joined[-1]
            starts = row[0].kind == "relation"
            unfinished = _is_unfinished(above)
            signed = row[0].text in _SIGNS
            relates = any(t.kind == "relation" for t in row)
            open_above = not starts and _depth(above) > 0 and not _stands_alone(row)
            if above[-1].kind == "relation" and starts and above[-1].text == row[0].text:
                above.extend(row[1:])
                continue
            if (unfinished and not starts) or open_above or (signed and any(t.kind == "relation" for t in above) and not relates):
                above.extend(row)
                continue
        joined.append(list(row))
    return joined


def _split_sentence(row: list[Token]) -> list[tuple[list[Token], bool, bool]]:
    """The parts of a row between commas, wide spaces, words and arrows.

    The first flag says that a part can't be a condition: an arrow or "where" opens it. The
    second says that it stands behind a because sign.
    """
    parts: list[tuple[list[Token], bool, bool]] = []
    current: list[Token] = []
    grids = 0
    opens = True
    aside = False
    row = _bare_arrows(_bare_asides(row))
    for token, depth in zip(row, _depths(row), strict=True):
        grids += (token.kind == "begin") - (token.kind == "end")
        top = depth <= 0 and grids <= 0
        arrow = token.kind == "relation" and token.text in ("=>", "forall", "because")
        if top and (arrow or token.kind in ("quad", "text") or token.text in (",", ";") or (token.text == ":" and current)):
            if token.text == ":" and _colon_equals(row, token):
                current.append(token)
                continue
            if token.text == ":" and current[-1].text == "=" and token.glued:
                continue  # a =: b
            if token.kind == "text" and current and current[-1].kind == "relation":
                current.append(token)  # words are the other side
            if current:
                parts.append((current, opens, aside))
                current = []
                opens = arrow
            opens = opens or arrow
            aside = token.text == "because" or (aside and not arrow)
            continue
        current.append(token)
    if current and not (parts and _is_equation_number(current) and parts[-1][0][-1].kind != "relation"):
        parts.append((current, opens, aside))
    return parts


def _is_equation_number(part: list[Token]) -> bool:
    r"""``\quad (12)`` at the end of a row: the number of the equation."""
    return [t.text for t in part[::2]] == ["(", ")"] and part[1].kind == "number" and part[1].text.isdigit()


def _bare_arrows(row: list[Token]) -> list[Token]:
    r"""``\\quad \\to \\quad`` is an arrow between formulas, as ``\\Rightarrow`` is."""
    return [
        replace(token, text="=>") if token.text == "->" and token.kind == "relation" and before in ("quad", "align", "") and after == "quad" else token
        for token, before, after in zip(row, ["", *(t.kind for t in row)], [*(t.kind for t in row[1:]), ""], strict=False)
    ]


def _bare_asides(row: list[Token]) -> list[Token]:
    r"""A reason in brackets, ``(\because a = b)``, or a side, ``x (= y)``, without its brackets."""
    dropped: set[int] = set()
    for place, token in enumerate(row[:-1]):
        inner = row[place + 1]
        if token.text != "(" or inner.kind != "relation" or (inner.text != "because" and (inner.text != "=" or not place)):
            continue
        depth = 0
        for end in range(place, len(row)):
            depth += (row[end].text in _OPEN) - (row[end].text in _CLOSE)
            if not depth:
                follows = row[end + 1] if end + 1 < len(row) else None
                if inner.text == "because" or follows is None or follows.kind in ("relation", "quad", "text") or follows.text in (",", ".", ";"):
                    dropped.update((place, end))
                break
    return [token for place, token in enumerate(row) if place not in dropped] if dropped else row


def _in_brackets(piece: list[Token]) -> list[Token] | None:
    r"""What stands in the brackets that are all of a part, if it is a relation: ``\\quad (1 \\leq i \\leq n)``."""
    while piece and piece[-1].text in (".", ","):
        piece = piece[:-1]
    if len(piece) < 3 or piece[0].text != "(" or piece[-1].text != ")":
        return None
    depths = _depths(piece)
    whole = min(depths[:-1]) > 0 and any(t.kind == "relation" and d == 1 for t, d in zip(piece, depths, strict=True))
    return piece[1:-1] if whole else None


def _colon_equals(row: list[Token], colon: Token) -> bool:
    return any(t.span.start == colon.span.end and t.text == "=" for t in row)


def _statement(tokens: list[Token], aside: bool) -> Statement | None:
    while tokens and (tokens[-1].text in (".", ",", ";", ":") or tokens[-1].kind == "quad"):
        tokens = tokens[:-1]
    while tokens and tokens[0].text in (".", ",", ";", ":"):
        tokens = tokens[1:]
    if not tokens:
        return None
    sides: list[list[Token]] = [[]]
    relations: list[Token] = []
    grids = braces = 0
    for token, depth in zip(tokens, _depths(tokens), strict=True):
        grids += (token.kind == "begin") - (token.kind == "end")
        braces += (token.text == "{") - (token.text == "}")
        if token.kind == "relation" and depth <= 0 and grids <= 0 and braces <= 0:  # a lone bracket opens no braces
            if not sides[-1] and relations and relations[-1].text == token.text == "=":
                continue  # a line that ends with the sign that the next begins with
            relations.append(_assigning(token, sides[-1]))
            sides.append([])
        else:
            sides[-1].append(token)
    continues = not sides[0] and bool(relations)
    built = []
    for index, side in enumerate(sides):
        if side:
            built.append(Side(tuple(side), side[0].span.join(side[-1].span)))
        else:
            at = relations[index - 1].span.end if index else relations[0].span.start
            built.append(Side((), Span(at, at)))
    return Statement(tuple(built), tuple(relations), continues, aside=aside)


def _assigning(token: Token, before: list[Token]) -> Token:
    """``:=`` written as a colon and an equals sign."""
    if token.text == "=" and before and before[-1].text == ":":
        colon = before.pop()
        return Token("relation", ":=", colon.span.join(token.span))
    return token


def _is_condition(statement: Statement, main: Statement) -> bool:
    """A short relation between indices behind a formula: ``, \\quad i \\neq j``."""
    if not main.relations:
        return False
    if not statement.relations:
        return all(t.kind in ("text", "word", "quad") for t in statement.sides[0].tokens)
    first = statement.relations[0].text
    if first in ("!=", "in", "<", ">", "<=", ">="):
        return True
    single = all(len([t for t in side.tokens if t.text not in ("\\dots", "...")]) == 1 for side in statement.sides)
    if first != "=" or not single:
        return False
    letter = statement.sides[0].tokens[0].text
    return len(letter) == 1 and (letter in "ijklmn" or letter in _script_letters(main))


def _script_letters(statement: Statement) -> set[str]:
    """The letters in the scripts of a statement: its indices, among others."""
    letters: set[str] = set()
    for side in statement.sides:
        script = depth = 0
        for token in side.tokens:
            if token.text in ("_", "^"):
                script = script or depth + 1
                continue
            depth += (token.text == "{") - (token.text == "}")
            if script and token.kind == "letters":
                letters.update(token.text)
            if depth < script:
                script = 0
    return letters
