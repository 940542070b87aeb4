"""Open a file and hand it to the reader of its format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace

from derive.source.document import Document
from derive.source.markdown import read_markdown
from derive.source.notebook import read_notebook
from derive.source.rst import read_rst
from derive.source.tex import read_tex
from derive.source.text import SourceText

MAX_BYTES = 32 * 1024 * 1024

READERS: dict[str, Callable[[SourceText], Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".mdown": read_markdown,
    ".qmd": read_markdown,
    ".rmd": read_markdown,
    ".txt": read_markdown,
    ".ipynb": read_notebook,
    ".rst": read_rst,
    ".tex": read_tex,
    ".latex": read_tex,
    ".ltx": read_tex,
}


class UnreadableFile(Exception):
    """A file that can't be opened as a document: a message for the user, exit status 2."""


def load(path: str, shown: str | None = None) -> SourceText:
    """The text of a file, or of standard input for ``-``; ``shown`` is its name in reports.

    Raises :class:`UnreadableFile`.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            if os.path.isdir(path):
                raise UnreadableFile(f"{path}: is a directory; name the documents in it")
            with open(path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: no such file") from None
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from None
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"{path}: larger than {MAX_BYTES // 2**20} MiB; split the document")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path}: is UTF-16; save the file as UTF-8")
    if b"\0" in data[:8192]:
        raise UnreadableFile(f"{path}: is a binary file, not Markdown or LaTeX")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            f"{path}:{line}: byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        ) from None
    return SourceText(shown or path, text, os.path.dirname(path))


def read(source: SourceText, format: str | None = None) -> Document:
    """The document in a text, read by its file's ending (Markdown if it has none)."""
    suffix = f".{format}" if format else os.path.splitext(source.path)[1].lower()
    if source.text.startswith("\ufeff"):  # a byte-order mark is no text
        document = READERS.get(suffix, read_markdown)(replace(source, text=" " + source.text[1:]))
        return replace(document, source=source)
    return READERS.get(suffix, read_markdown)(source)
