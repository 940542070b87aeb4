"""Documents for the tests of certificates, judged by the checker as ``derive certify`` does."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.certificates import Certificate, certify_report
from codegen.new import write
from derive.judgement.checker import Report, check
from derive.source.reader import read
from derive.source.text import SourceText


def judge(text: str, path: str = "document.md") -> Report:
    """The checker's report on a Markdown text."""
    return check(read(SourceText(path, text)))


def certify_text(text: str, size: int | None = None) -> Certificate:
    """The certificate of a Markdown text."""
    return certify_report(judge(text), size)


def network(sizes: Sequence[int], activation: str, loss: str = "squared-error", notation: str = "scalar") -> str:
    """What ``derive new`` writes for a network."""
    return write(list(sizes), activation, loss, notation, "en")
