r"""A complete TeX document: the derivation with its prose, and an appendix with every step.

The text of a Markdown document is set as text: nothing in it can act on TeX. A document
that is TeX already keeps its own preamble and body.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING

from codegen.derivation import language
from codegen.derivation.completed import complete
from codegen.derivation.header import header
from codegen.diagram.picture import draw_network, network_of
from codegen.standalone.appendix import Appendix
from codegen.standalone.escape import comment, escape
from codegen.standalone.latex_document import with_appendix
from codegen.standalone.prose import Prose
from codegen.standalone.tikz import tikz
from derive.judgement.checker import Report

if TYPE_CHECKING:
    from jinja2 import Template

# Fonts for what the usual Chinese fonts of TeX lack.
_FONTS = ((re.compile(r"[\u3040-\u30ff]"), "Noto Serif CJK JP"), (re.compile(r"[\uac00-\ud7af]"), "Noto Serif CJK KR"))


def standalone(report: Report) -> str:
    """TeX for XeLaTeX of the repaired document, with the chain of steps of every gradient."""
    done = complete(report)
    clean = done.report
    source = clean.document.source
    said = language.words(source.text)
    sections = Appendix(clean, said).sections()
    network = network_of(clean)
    drawing = tikz(draw_network(network, said)) if network else ""
    lines = [comment(line) for line in header(done)]
    if clean.document.format == "latex":
        return with_appendix(clean.document, lines, said, sections, drawing)
    placed: list[str] = []

    def picture(words: str, target: str) -> str:
        """The network for a picture that is missing, once; the words of any other."""
        missing = "://" not in target and not os.path.exists(os.path.join(source.folder, target))
        if drawing and missing and not placed:
            placed.append(target)
            return f"\n\\begin{{center}}\n{drawing}\n\\end{{center}}\n"
        return rf"\emph{{[{said['picture']}: {escape(words.strip() or os.path.basename(target))}]}}"

    prose = Prose(clean.document, picture)
    body = prose.body()
    return _template().render(
        header=lines,
        title=prose.title,
        body=body,
        sections=sections,
        words=said,
        figure="" if placed else drawing,
        cjk=bool(language.CJK.search(source.text)),
        font=next((font for pattern, font in _FONTS if pattern.search(source.text)), ""),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("codegen"), undefined=StrictUndefined, block_start_string="<%", block_end_string="%>",
        variable_start_string="<<", variable_end_string=">>", comment_start_string="<#", comment_end_string="#>",
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("standalone.tex.j2")
