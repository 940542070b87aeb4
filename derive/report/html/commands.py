"""Commands that take arguments, and what each is drawn as; one that is not known shows its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from derive.latex.symbols import FUNCTION_COMMANDS
from derive.latex.tokens import Token
from derive.report.html import signs
from derive.report.html.boxes import Box, operator, row, spell

if TYPE_CHECKING:
    from derive.report.html.layout import Layout

_NORMAL = (("mathvariant", "normal"),)
_BARE = {"stretchy": "false", "lspace": "0", "rspace": "0"}  # a bar that may open or close


def command(layout: Layout, token: Token) -> Box:
    """The box of a command or sign, with its arguments."""
    text, span = token.text, token.span
    if text in signs.LETTERS:
        return Box("mi", span, signs.LETTERS[text], attributes=_NORMAL if text[1].isupper() else ())
    if text in signs.UPRIGHT:
        return Box("mi", span, signs.UPRIGHT[text], attributes=_NORMAL)
    if text in signs.BIG:
        return operator(span, signs.BIG[text], form="prefix", movablelimits="true")
    if text in _DRAWN:
        return _DRAWN[text](layout, token)
    if text.startswith("\\") and len(text) > 2 and text not in signs.OPERATORS:
        known = text in FUNCTION_COMMANDS
        return Box("mi" if known else "mtext", span, text[1:] if known else text)
    return operator(span, signs.OPERATORS.get(text, text), **(_BARE if text in ("|", "\\|") else {}))


def _accent(layout: Layout, token: Token) -> Box:
    body = layout.argument(token)
    mark = operator(token.span, signs.ACCENTS[token.text], stretchy="false")
    return Box("mover", token.span.join(body.span), children=(body, mark), attributes=(("accent", "true"),))


def _under_over(layout: Layout, token: Token) -> Box:
    tag, sign = signs.UNDER_OVER[token.text]
    body = layout.argument(token)
    return Box(tag, token.span.join(body.span), children=(body, operator(token.span, sign, stretchy="true")))


def _style(layout: Layout, token: Token) -> Box:
    body = spell(layout.argument(token), signs.ALPHABETS.get(token.text, {}))
    kind = signs.STYLES.get(token.text, "styled")
    return Box("mrow", token.span.join(body.span), children=(body,), attributes=(("class", kind),))


def _fraction(layout: Layout, token: Token) -> Box:
    above, below = layout.argument(token), layout.argument(token)
    return Box("mfrac", token.span.join(above.span).join(below.span), children=(above, below))


def _root(layout: Layout, token: Token) -> Box:
    degree = None
    if layout.next() == "[":
        opener = layout.tokens.pop()
        degree = row(layout.run(frozenset("]")), opener.span)
        if layout.tokens:
            layout.tokens.pop()
    body = layout.argument(token)
    children = (body,) if degree is None else (body, degree)
    return Box("msqrt" if degree is None else "mroot", token.span.join(body.span), children=children)


def _stack(layout: Layout, token: Token) -> Box:
    mark, body = layout.argument(token), layout.argument(token)
    return Box("mover" if token.text == "\\overset" else "munder", token.span.join(body.span), children=(body, mark))


def _plain(layout: Layout, token: Token) -> Box:
    return layout.argument(token)


_DRAWN: dict[str, Callable[[Layout, Token], Box]] = {
    **dict.fromkeys(signs.ACCENTS, _accent),
    **dict.fromkeys(signs.UNDER_OVER, _under_over),
    **dict.fromkeys((*signs.STYLES, *signs.ALPHABETS), _style),
    **dict.fromkeys(("\\frac", "\\binom"), _fraction),
    **dict.fromkeys(("\\overset", "\\underset"), _stack),
    **dict.fromkeys(("\\substack", "\\ensuremath", "\\smash", "\\mathop", "\\mathrel", "\\mathbin", "\\text"), _plain),
    "\\sqrt": _root,
}
