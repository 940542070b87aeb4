"""The derivation again: corrected, completed, otherwise byte for byte what the author wrote."""

from __future__ import annotations

from codegen.derivation.completed import complete
from codegen.derivation.header import header, insert_header
from codegen.standalone.document import standalone
from derive.judgement.checker import Report

__all__ = ["regenerate", "standalone"]


def regenerate(report: Report) -> str:
    """The document with its safe repairs and the gradients that it lacks, in its own format.

    A comment at the top lists what was changed. A document without repairs and without
    missing gradients is returned as it is.
    """
    done = complete(report)
    return insert_header(done.report.document, done.text, header(done))
