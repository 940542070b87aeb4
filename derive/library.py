"""The face of the library: check a text or a file and ask the report.

>>> report = check(r"$$ y = 2 x $$  $$ \\frac{\\partial y}{\\partial x} = 2 $$")
>>> report.coverage.proved, report.gradients()["x"].latex
(1, '2')
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from derive import facts
from derive.config import declarations_for, find_settings
from derive.diagnostics import Diagnostic
from derive.facts import Gradient, Graph, Step
from derive.judgement import checker
from derive.judgement.checker import Coverage
from derive.source.reader import READERS, UnreadableFile, load, read
from derive.source.text import SourceText

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

__all__ = ["Coverage", "Gradient", "Graph", "Report", "Step", "UnreadableFile", "check"]
_RECURSION = 12_000


class Report:
    """All that is said of one document."""

    def __init__(self, judged: checker.Report) -> None:
        self._judged = judged

    @property
    def path(self) -> str:
        """The file's name, ``"<text>"`` for a text."""
        return self._judged.path

    @property
    def coverage(self) -> Coverage:
        """How many steps came to which outcome."""
        return self._judged.coverage

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings in the order of the document."""
        return tuple(self._judged.diagnostics)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step with its outcome."""
        return facts.steps(self._judged)

    @property
    def graph(self) -> Graph:
        """Which quantity is made of which."""
        return facts.graph(self._judged)

    def gradients(self) -> dict[str, Gradient]:
        """The derivative of the loss by each parameter: those of the document, then those it leaves out."""
        return facts.gradients(self._judged)

    def repaired_text(self) -> str:
        """The document's text after its safe repairs."""
        return self._judged.repaired_text()

    def html(self, language: str = "en") -> str:
        """The report as one self-contained page."""
        from derive.language import Words, translate
        from derive.report.html import page

        words = Words(language)
        found = translate(self.diagnostics, self._judged.document.source.slice, words)
        return page.render([self._judged], [found], diagrams=[self._judged.diagram], words=words)

    def __str__(self) -> str:
        from derive.report import full
        from derive.report.segments import plain

        return plain(full.lines([self._judged], [self.diagnostics])).rstrip("\n")

    def __repr__(self) -> str:
        c = self.coverage
        return f"<Report {self.path}: {c.steps} steps, {c.refuted} refuted, {len(self.diagnostics)} findings>"

    def _repr_html_(self) -> str:
        """In a notebook: the page in a frame of its own, without scripts."""
        frame = "width:100%;height:40em;border:1px solid #8888"
        return f'<iframe sandbox="" title="derive" style="{frame}" srcdoc="{escape(self.html())}"></iframe>'

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._rich()

    def _rich(self) -> Iterator[Any]:
        from rich.text import Text

        from derive.report import full

        for line in full.lines([self._judged], [self.diagnostics]):
            yield Text.assemble(*((segment.text, segment.style) for segment in line))


def check(text_or_path: str | os.PathLike[str], *, format: str | None = None, declared: Iterable[str] = ()) -> Report:
    """Judge a document.

    A path object, or a string that ends like a document and has no line break, names a
    file; any other string is the document itself, in Markdown unless ``format`` says
    otherwise ("md", "tex", "rst", "ipynb"). ``declared`` are declarations from outside of
    it, as the author would write them in a comment; a file's settings and sidecar count too. Raises :class:`UnreadableFile`.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION))
    if isinstance(text_or_path, str) and ("\n" in text_or_path or os.path.splitext(text_or_path)[1].lower() not in READERS):
        source = SourceText("<text>", text_or_path)
    else:
        source = load(os.fspath(text_or_path))
        declared = [*declarations_for(source.path, find_settings()), *declared]
    return Report(checker.check(read(source, format), None, declared))
