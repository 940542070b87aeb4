"""What stands between brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.latex.tokens import Token
from derive.report.html import signs
from derive.report.html.boxes import Box, operator, row

if TYPE_CHECKING:
    from derive.report.html.layout import Layout

_OPEN = frozenset(("(", "[", "\\{", "\\langle", "\\lfloor", "\\lceil"))
_CLOSE = frozenset((")", "]", "\\}", "\\rangle", "\\rfloor", "\\rceil"))
_BARS = frozenset(("|", "\\|"))  # these open and close; which, only \left and \right say


def opens(layout: Layout, token: Token) -> bool:
    """Does something between brackets begin here?"""
    return token.text in _OPEN or (token.text in _BARS and _sized(layout, token))


def bracketed(layout: Layout, opener: Token) -> Box:
    """The brackets with their content; they grow with it where the author says so."""
    sized = _sized(layout, opener)
    stretchy = "true" if sized else "false"
    closers = _CLOSE | _BARS if sized else _CLOSE
    layout.depth += 1
    boxes = layout.run(closers, frozenset(("end", "align", "newline"))) if layout.depth < layout.MAX_DEPTH else []
    layout.depth -= 1
    parts = [operator(opener.span, signs.OPERATORS.get(opener.text, opener.text), form="prefix", stretchy=stretchy), *boxes]
    if layout.tokens and layout.next() in closers:
        closer = layout.tokens.pop()
        parts.append(operator(closer.span, signs.OPERATORS.get(closer.text, closer.text), form="postfix", stretchy=stretchy))
    return row(parts)


def _sized(layout: Layout, token: Token) -> bool:
    return layout.source(token.span).startswith("\\left")
