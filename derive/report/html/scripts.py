"""Indices, powers and primes at the sign that carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.report.html.boxes import Box, row

if TYPE_CHECKING:
    from derive.report.html.layout import Layout

PRIMES = ("'", "\\prime")
SCRIPTS = ("_", "^", *PRIMES)
_TAGS = {(True, True): "msubsup", (True, False): "msub", (False, True): "msup"}  # by what there is: below, above
_LIMITS = {"msubsup": "munderover", "msub": "munder", "msup": "mover"}


def scripts(layout: Layout, base: Box) -> Box:
    """The sign with all that stands below and above it."""
    lower: list[Box] = []
    upper: list[Box] = []
    span = base.span
    while layout.next() in SCRIPTS:
        sign = layout.tokens.pop()
        if sign.text in PRIMES:
            box = Box("mo", sign.span, "′", attributes=(("lspace", "0"), ("rspace", "0")))
        else:
            box = layout.argument(sign)
        (lower if sign.text == "_" else upper).append(box)
        span = span.join(box.span)
    tag = _TAGS[bool(lower), bool(upper)]
    if _takes_limits(base):
        tag = _LIMITS[tag]
    return Box(tag, span, children=(base, *(row(side) for side in (lower, upper) if side)))


def _takes_limits(base: Box) -> bool:
    """Is this a sum, a limit or a brace, which has its scripts below and above?"""
    if base.tag == "mo":
        return any(name == "movablelimits" for name, _ in base.attributes)
    return base.tag in ("munder", "mover") and ("accent", "true") not in base.attributes
