r"""Sums that an author abbreviates: ``y_1 p_1 + y_2 p_2 + \dots + y_n p_n`` is a sum from 1 to n."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name

LETTER = "\u2026"  # the index of the sum: no author writes it


class _Different(Exception):
    """Two terms that are not members of one series."""


def close_up(total: ex.Addition) -> Expression:
    """The sum with its dots replaced, where the terms around them tell what they stand for."""
    places = [i for i, term in enumerate(total.terms) if isinstance(term, ex.Dots)]
    if len(places) != 1 or not 0 < places[0] < len(total.terms) - 1:
        return total
    if any(isinstance(node, ex.Derivative) and node.missing for node in total.walk()):
        return total  # the terms are left as they are, so that the malformed one is told
    dots = places[0]
    last = total.terms[dots + 1]
    sign = total.signs[dots + 1]
    for start in range(dots):
        run = total.terms[start:dots]
        try:
            members = [_series(term, last) for term in run]
        except _Different:
            continue
        body, first, end = members[0]
        if any(m[2] != end or m[1] != first + i for i, m in enumerate(members)):
            continue
        if any(s != sign for s in total.signs[start : dots + 1]):
            continue
        span = run[0].span.join(last.span)
        over = ex.Range(LETTER, ex.Numeral(span, Fraction(first)), ex.Symbol(span, Name(end)))
        series = ex.Reduction(span, "sum", (over,), body, span)
        terms = (*total.terms[:start], series, *total.terms[dots + 2 :])
        signs = (*total.signs[:start], sign, *total.signs[dots + 2 :])
        if len(terms) == 1 and signs[0] == 1:
            return series
        spans = total.sign_spans
        kept = (*spans[: start + 1], *spans[dots + 2 :]) if spans else ()
        return ex.Addition(total.span, terms, signs, kept)
    return total


def _series(first: Expression, last: Expression) -> tuple[Expression, int, str]:
    """The general term of two members, the number that the first has, and the letter of the last."""
    found: dict[str, Any] = {}
    body = _merge(first, last, found)
    if "letter" not in found:
        raise _Different
    return body, found["number"], found["letter"]


def _merge(a: Any, b: Any, found: dict[str, Any]) -> Any:
    if isinstance(a, ex.Symbol) and isinstance(b, ex.Symbol):
        return replace(a, name=_merge_names(a.name, b.name, found))
    if isinstance(a, Expression):
        if type(a) is not type(b):
            raise _Different
        changes = {
            f.name: _merge(getattr(a, f.name), getattr(b, f.name), found)
            for f in fields(a)
            if f.name not in ("span", "sign_spans", "function_span", "limits", "missing")
        }
        return replace(a, **changes)
    if isinstance(a, tuple) and not isinstance(a, Name):
        if not isinstance(b, tuple) or len(a) != len(b):
            raise _Different
        merged = [_merge(x, y, found) for x, y in zip(a, b, strict=True)]
        return type(a)(*merged) if hasattr(a, "_fields") else tuple(merged)
    if a != b:
        raise _Different
    return a


def _merge_names(a: Name, b: Name, found: dict[str, Any]) -> Name:
    if a.base != b.base or len(a.upper) != len(b.upper) or len(a.lower) != len(b.lower):
        raise _Different

    def index(x: Any, y: Any) -> Any:
        if x == y:
            return x
        if isinstance(x, int) and isinstance(y, str) and not isinstance(y, Label):
            if found.setdefault("number", x) != x or found.setdefault("letter", y) != y:
                raise _Different
            return LETTER
        raise _Different

    upper = tuple(index(x, y) for x, y in zip(a.upper, b.upper, strict=True))
    return Name(a.base, upper, tuple(index(x, y) for x, y in zip(a.lower, b.lower, strict=True)))
