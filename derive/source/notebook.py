"""Read a Jupyter notebook: the text of its Markdown cells, located in the file's own JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from derive.source.document import Document, Problem
from derive.source.markdown import read_markdown
from derive.source.text import SourceText, Span

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.S)


def read_notebook(source: SourceText) -> Document:
    """The document in a ``.ipynb`` file; positions are lines and columns of the file itself."""
    raw = source.text
    try:
        cells = json.loads(raw).get("cells", [])
    except (ValueError, AttributeError, RecursionError):
        empty = read_markdown(replace(source, text="", container=raw, origins=((0, 0),)))
        return replace(empty, format="notebook", problems=(Problem(Span(0, 0), "D404", "this is no notebook"),))
    text: list[str] = []
    origins: list[tuple[int, int]] = []
    length = position = 0
    places: list[tuple[int, int]] = []
    for number, cell in enumerate(cells if isinstance(cells, list) else [], 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        places.append((length, number))
        pieces = cell.get("source", [])
        for piece in [pieces] if isinstance(pieces, str) else pieces:
            at = raw.find(json.dumps(piece, ensure_ascii=False), position)
            if at < 0:
                at = raw.find(json.dumps(piece), position)
            if at < 0:
                continue
            string = _STRING.match(raw, at)
            assert string
            position = string.end()
            for here, there in _offsets(string[1], string.start(1)):
                origins.append((length + here, there))
            text.append(piece)
            length += len(piece)
        text.append("\n\n")
        origins.append((length, position))
        length += 2
    gathered = replace(source, text="".join(text), container=raw, origins=tuple(origins) or ((0, 0),), cells=tuple(places))
    return replace(read_markdown(gathered), format="notebook")


def _offsets(encoded: str, start: int) -> list[tuple[int, int]]:
    """Where decoded and encoded text part: after each escape."""
    places = [(0, start)]
    lost = 0
    for match in _ESCAPE.finditer(encoded):
        lost += len(match[0]) - 1
        places.append((match.end() - lost, start + match.end()))
    return places
