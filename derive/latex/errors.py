"""What keeps a formula from being read."""

from __future__ import annotations

from derive.source.text import Span


class LatexError(Exception):
    """A place in a formula that can't be read: the code of a finding, why, and where."""

    def __init__(self, code: str, detail: str, span: Span) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.span = span
