"""Random formulas that hold in layers of two units, some only there: none of these is proved for all sizes.

A handful of random sums is evaluated in exact numbers at size two, where a linear relation
between them is looked for. It is true there by construction; whether it is true elsewhere is
found out by evaluating it in larger layers. Nothing here is shared with the program.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import pytest

from tests.support import check_text

HEAD = r"""
$$ z_j = \sum_{i=1}^n w_{ij} x_i + b_j $$
$$ S = \sum_{k=1}^m t_k^2 $$
"""
SIZES = ((2, 2), (3, 2), (2, 3), (3, 3), (4, 3), (3, 4), (5, 5), (1, 2), (6, 1), (2, 6))


class Point:
    """Random numbers for everything, in layers of n and m units."""

    def __init__(self, seed: int, n: int, m: int) -> None:
        draw = random.Random(seed)

        def number() -> Fraction:
            return Fraction(draw.randint(1, 12) * draw.choice((1, -1)), draw.randint(1, 3))

        self.n, self.m = n, m
        self.x = [number() for _ in range(n)]
        self.t = [number() for _ in range(m)]
        self.b = [number() for _ in range(m)]
        self.w = [[number() for _ in range(m)] for _ in range(n)]
        self.z = [sum((self.w[i][j] * self.x[i] for i in range(n)), self.b[j]) for j in range(m)]


def g(u: Fraction) -> Fraction:
    """What the free function of the formulas is here."""
    return 1 / (u * u + 1) + u**3


@dataclass(frozen=True)
class Formula:
    """A quantity in LaTeX, and how to work it out."""

    latex: str
    value: Callable[[Point, Mapping[str, int]], Fraction]


def unit(letter: str, draw: random.Random) -> Formula:
    """A quantity of one unit: of the inputs (i, k) or of the outputs (j, l)."""
    if letter in "ik":
        return draw.choice(
            (
                Formula(f"x_{letter}", lambda p, at: p.x[at[letter]]),
                Formula(f"x_{letter}^2", lambda p, at: p.x[at[letter]] ** 2),
                Formula(f"g(x_{letter})", lambda p, at: g(p.x[at[letter]])),
                Formula("1", lambda p, at: Fraction(1)),
            )
        )
    return draw.choice(
        (
            Formula(f"t_{letter}", lambda p, at: p.t[at[letter]]),
            Formula(f"z_{letter}", lambda p, at: p.z[at[letter]]),
            Formula(f"g(z_{letter})", lambda p, at: g(p.z[at[letter]])),
            Formula(rf"t_{letter} g(z_{letter})", lambda p, at: p.t[at[letter]] * g(p.z[at[letter]])),
        )
    )


def total(letter: str, body: Formula) -> Formula:
    """A sum over all units."""
    size = "n" if letter in "ik" else "m"
    return Formula(
        rf"\sum_{{{letter}=1}}^{size} {body.latex}",
        lambda p, at: sum((body.value(p, {**at, letter: v}) for v in range(getattr(p, size))), Fraction(0)),
    )


def product(left: Formula, right: Formula) -> Formula:
    return Formula(
        rf"\left({left.latex}\right) \left({right.latex}\right)", lambda p, at: left.value(p, at) * right.value(p, at)
    )


def quantity(draw: random.Random) -> Formula:
    """A number: sums, sums in sums, products of sums, functions of sums, sizes."""
    first, second = draw.choice(("i", "j")), draw.choice(("k", "l"))
    sums = total(first, unit(first, draw)), total(second, unit(second, draw))
    kind = draw.randrange(7)
    if kind == 0:
        return sums[0]
    if kind == 1:
        return product(*sums)
    if kind == 2:
        a, b = unit(first, draw), unit(second, draw)
        return total(first, total(second, Formula(f"{a.latex} {b.latex}", lambda p, at: a.value(p, at) * b.value(p, at))))
    if kind == 3:
        inner = sums[0]
        return Formula(rf"g\left({inner.latex}\right)", lambda p, at: g(inner.value(p, at)))
    if kind == 4:
        size = draw.choice("nm")
        inner = sums[1]
        return Formula(rf"{size} \left({inner.latex}\right)", lambda p, at: getattr(p, size) * inner.value(p, at))
    if kind == 5:
        inner = sums[0]
        return Formula(
            rf"\frac{{{inner.latex}}}{{1 + S}}", lambda p, at: inner.value(p, at) / (1 + sum((t * t for t in p.t), Fraction(0)))
        )
    inner = sums[0]
    return Formula(rf"\left({inner.latex}\right)^2", lambda p, at: inner.value(p, at) ** 2)


def relation(rows: list[list[Fraction]]) -> list[int] | None:
    """Whole numbers, not all zero, that give zero with every row; None if there are none."""
    rows = [list(r) for r in rows]
    width = len(rows[0])
    pivots: list[int] = []
    for column in range(width):
        place = next((r for r in range(len(pivots), len(rows)) if rows[r][column]), None)
        if place is None:
            free = [Fraction(0)] * width
            free[column] = Fraction(1)
            for r, c in enumerate(pivots):
                free[c] = -rows[r][column]
            scale = lcm(*(f.denominator for f in free))
            return [int(f * scale) for f in free]
        at = len(pivots)
        rows[at], rows[place] = rows[place], rows[at]
        rows[at] = [v / rows[at][column] for v in rows[at]]
        for r in range(len(rows)):
            if r != at and rows[r][column]:
                rows[r] = [v - rows[r][column] * w for v, w in zip(rows[r], rows[at], strict=True)]
        pivots.append(column)
    return None


def claim(seed: int) -> tuple[str, bool] | None:
    """An equation that holds at size two, and whether it holds at all the other sizes, too."""
    draw = random.Random(seed)
    formulas = list({f.latex: f for f in (quantity(draw) for _ in range(7))}.values())
    rows = [[f.value(Point(1000 * seed + n, 2, 2), {}) for f in formulas] for n in range(len(formulas) + 3)]
    weights = relation(rows)
    if weights is None or max(map(abs, weights)) > 50:
        return None
    used = [(w, f) for w, f in zip(weights, formulas, strict=True) if w]

    def difference(p: Point) -> Fraction:
        return sum((w * f.value(p, {}) for w, f in used), Fraction(0))

    everywhere = not any(difference(Point(seed, n, m)) for n, m in SIZES)
    left = " + ".join(rf"{w} \left({f.latex}\right)" for w, f in used if w > 0)
    right = " + ".join(rf"{-w} \left({f.latex}\right)" for w, f in used if w < 0)
    return f"{left or '0'} = {right or '0'}", everywhere


CLAIMS = [(seed, found) for seed in range(400) if (found := claim(seed)) is not None]


def test_there_are_claims_of_both_kinds() -> None:
    truths = [everywhere for _, (_, everywhere) in CLAIMS]
    assert truths.count(True) >= 20 and truths.count(False) >= 20


@pytest.mark.parametrize("part", range(4))
def test_only_what_holds_everywhere_is_proved_for_all_sizes(part: int) -> None:
    proved = 0
    for seed, (formula, everywhere) in CLAIMS[part::4]:
        report = check_text(f"{HEAD}\n$$ {formula} $$")
        verdict = report.verdicts[max(report.verdicts)]
        assert verdict.sizes != "all" or everywhere, (seed, formula)
        assert verdict.outcome != "refuted" or not everywhere, (seed, formula)
        proved += verdict.sizes == "all"
    assert proved
