r"""The standalone form of a document that is TeX: its own preamble and text, and the appendix.

What it would read from other files is left out, so that it stands alone.
"""

from __future__ import annotations

import re

from codegen.derivation.language import CJK
from codegen.standalone.escape import escape
from derive.source.document import Document

_READS = re.compile(r"\\(?P<command>input|include|subfile|includegraphics|bibliography|lstinputlisting|verbatiminput)\*?\s*(?:\[[^\]]*\])?\s*\{(?P<file>[^{}\n]*)\}")
_PACKAGES = ("amsmath", "amssymb", "graphicx", "tikz")
_SHRINK = (
    "\\providecommand{\\shrinktofit}[1]{\\sbox0{$\\displaystyle #1$}%\n"
    "  \\ifdim\\wd0>0.86\\linewidth\\resizebox{0.86\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi}\n"
)


def with_appendix(
    document: Document, lines: list[str], words: dict[str, str], sections: list[tuple[str, list[str]]], drawing: str
) -> str:
    """The document with an appendix before its end; a fragment gets a preamble."""
    text = document.source.text.lstrip("\ufeff").replace("\r\n", "\n")
    head = "".join(f"% {line}\n" for line in lines)
    begin = text.find("\\begin{document}")
    if begin < 0:
        kind = "ctexart" if CJK.search(text) else "article"
        preamble, body = f"\\documentclass[11pt,a4paper]{{{kind}}}\n\\usepackage[margin=2.2cm]{{geometry}}\n", f"\\begin{{document}}\n{text}\n"
    else:
        preamble, body = text[:begin], text[begin:]
        end = body.find("\\end{document}")
        body = body if end < 0 else body[:end]
        if CJK.search(text) and not re.search(r"ctex|xeCJK|CJKutf8|luatexja", preamble):
            preamble += "\\usepackage{ctex}\n"
    for package in _PACKAGES:
        if not re.search(rf"\\usepackage(?:\[[^\]]*\])?\{{[^{{}}]*\b{package}\b", preamble):
            preamble += f"\\usepackage{{{package}}}\n"
    body = _READS.sub(lambda m: rf"\emph{{[{words['not_included']}: {escape(m['file'])}]}}", body)
    preamble = _READS.sub(lambda m: f"% {words['not_included']}: {m['file']}\n", preamble)
    return head + preamble + "\\allowdisplaybreaks[2]\n" + _SHRINK + body + _appendix(words, sections, drawing) + "\\end{document}\n"


def _appendix(words: dict[str, str], sections: list[tuple[str, list[str]]], drawing: str) -> str:
    if not sections:
        return ""
    parts = [f"\\clearpage\n\\section*{{{words['appendix']}}}\n\n{words['intro']}\n"]
    if drawing:
        parts.append(f"\\begin{{center}}\n{drawing}\n\\end{{center}}\n")
    for heading, displays in sections:
        parts.append(f"\\subsection*{{{heading}}}\n")
        parts += ["\\noindent\n" + display + "\n" for display in displays]
    return "\n".join(parts)
