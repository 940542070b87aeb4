r"""A display of a document as ``align*``: row by row, broken where it would leave the page."""

from __future__ import annotations

import re

from codegen.standalone.measure import lines, width
from derive.latex.symbols import ALIGNMENTS, RELATIONS

PAGE = 41.0  # em between the margins of the template
_INDENT = 2.0
_WHOLE = re.compile(r"\A\s*\\begin\s*\{(?P<env>[a-z]+\*?)\}(?:\[[a-z]\])?(?P<body>.*)\\end\s*\{(?P=env)\}\s*\Z", re.S)
_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|.", re.S)
_SPACE = re.compile(r"[ \t]*\[\s*-?\d*\.?\d+\s*(?:pt|em|ex|cm|mm|in|px|mu)\s*\]")


def display(text: str) -> str:
    """The display for a formula that :func:`codegen.standalone.formulas.formula` let through."""
    body = _peeled(text)
    rows = [_cells(row) for row in _split(body, "\\\\")]
    if any(len(row) > 2 for row in rows):
        return f"\\[\n\\shrinktofit{{\\begin{{aligned}}\n{body.strip()}\n\\end{{aligned}}}}\n\\]"
    while rows and not "".join(rows[-1]).strip():
        rows.pop()
    while rows and not "".join(rows[0]).strip():
        rows.pop(0)
    return align(rows)


def align(rows: list[list[str]]) -> str:
    """``align*`` with rows of one or two cells; empty rows become space."""
    pairs = [_pair(row) for row in rows]
    left = max((width(a) for a, _ in pairs), default=0.0)
    room = max(PAGE - left, PAGE / 2)
    written: list[str] = []
    gap = 0
    for head, right in pairs:
        if not head and not right:
            gap += 1
            continue
        if written:
            written[-1] += r"\\" + (f"[{min(gap, 2)}ex]" if gap else "")
        gap = 0
        pieces = lines(right, room, room - _INDENT)
        relation = _relation_first(right)
        for number, piece in enumerate(pieces):
            piece = piece if width(piece) <= room + 1 else rf"\shrinktofit{{{piece}}}"
            if number:
                written[-1] += r"\\"
                continued = not _relation_first(piece)
                piece = rf"\hspace{{1.5em}}\mathstrut {piece}" if continued and relation else piece
            written.append(f"{head if not number else ''}&{piece}")
    return "\\begin{align*}\n" + "\n".join(written) + "\n\\end{align*}"


def _peeled(text: str) -> str:
    """Without the environments around the whole."""
    while (match := _WHOLE.match(text)) and match["env"] in ALIGNMENTS:
        if rf"\begin{{{match['env']}}}" in match["body"] and not _one(match["body"], match["env"]):
            break
        body = match["body"]
        if match["env"].rstrip("*") in ("alignat", "alignedat"):
            body = re.sub(r"\A\s*\{[^{}]*\}", "", body)
        if match["env"].startswith("eqnarray"):
            body = re.sub(r"&\s*(=|\\[a-z]+)\s*&", r"&\1", body)
        text = body
    return text


def _one(body: str, env: str) -> bool:
    """Is the environment's end in the body matched by a beginning in it?"""
    depth = 0
    for match in re.finditer(rf"\\(begin|end)\{{{re.escape(env)}\}}", body):
        depth += 1 if match[1] == "begin" else -1
        if depth < 0:
            return False
    return True


def _split(text: str, separator: str) -> list[str]:
    """The parts between separators that stand outside of groups and environments."""
    parts, depth, start, position = [], 0, 0, 0
    while match := _TOKEN.match(text, position):
        token, position = match[0], match.end()
        if token in ("{", "\\begin"):
            depth += 1
        elif token in ("}", "\\end"):
            depth -= 1
        elif token == separator and depth == 0:
            parts.append(text[start : match.start()])
            space = _SPACE.match(text, position)
            start = position = space.end() if space else position
    parts.append(text[start:])
    return parts


def _cells(row: str) -> list[str]:
    return [" ".join(cell.split()) for cell in _split(row, "&")]


def _pair(row: list[str]) -> tuple[str, str]:
    """What stands left and right of the alignment; a row without ``&`` is cut at its relation."""
    if len(row) == 2:
        return row[0], row[1]
    text = row[0]
    depth = position = 0
    while match := _TOKEN.match(text, position):
        token, position = match[0], match.end()
        depth += (token in "{([") - (token in "})]")
        if depth == 0 and token in RELATIONS:
            return text[: match.start()].rstrip(), text[match.start() :]
    return "", text


def _relation_first(text: str) -> bool:
    match = _TOKEN.match(text.lstrip())
    return bool(match and match[0] in RELATIONS)
