"""Notes go with what a formula says: to the same formula elsewhere, and to no other one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive.meaning.noting import LOT, Kept, Lots, Noted
from derive.meaning.sides import Readings
from derive.meaning.statements import Derivation, Step, read_derivation
from derive.source.reader import read
from derive.source.text import SourceText

FIRST = "$$a = x + y$$\n\n$$b = 2 a = 2 x + 2 y$$\n"


def derivation(text: str, readings: Readings | None = None) -> Derivation:
    return read_derivation(read(SourceText("t.md", text)), readings=readings)


def asked(formula: Noted) -> int:
    """How often a formula is looked at to be noted."""
    counted.append(formula)
    return len(counted)


counted: list[Noted] = []


def test_a_formula_is_asked_once() -> None:
    (chain, _) = derivation(FIRST).chains
    assert chain.noted(asked) == chain.noted(asked)


def test_notes_go_to_the_same_statement_and_its_steps_behind_an_edit() -> None:
    readings = Readings()
    before = derivation(FIRST, readings)
    told = [f.noted(asked) for f in (*before.chains, *before.steps)]
    after = derivation(FIRST.replace("a = x + y", "a = x + y + x"), readings)
    again = [f.noted(asked) for f in (*after.chains, *after.steps)]
    assert again[0] != told[0]  # what is edited is another statement
    assert again[1] == told[1]  # what is behind it has moved, and says the same
    assert again[2] != told[2]
    assert again[3:] == told[3:]
    assert after.steps[1].span.start == before.steps[1].span.start + len(" + x")


@pytest.mark.parametrize(
    "edited",
    [
        FIRST.replace("= 2 x", r"\approx 2 x"),  # another relation
        FIRST.replace("b = 2 a", "b = 3 a"),
        FIRST.replace("2 y$$", r"2 y \quad i \neq j$$"),  # a condition
        FIRST.replace("$$b = 2 a = 2 x + 2 y$$", "$b = 2 a = 2 x + 2 y$"),  # running text
    ],
)
def test_what_says_something_else_begins_with_no_notes(edited: str) -> None:
    readings = Readings()
    told = derivation(FIRST, readings).chains[1].noted(asked)
    assert derivation(edited, readings).chains[1].noted(asked) != told


def test_a_step_with_another_side_begins_with_no_notes() -> None:
    step = derivation(FIRST).steps[0]
    told = step.noted(asked)
    assert replace(step, right=step.left).noted(asked) != told
    assert step.noted(asked) == told


def test_the_same_statement_at_the_same_place_is_the_same_object() -> None:
    readings = Readings()
    before, after = derivation(FIRST, readings), derivation(FIRST.replace("2 y", "3 y"), readings)
    assert after.chains[0] is before.chains[0]
    assert after.steps[0] is before.steps[0]
    assert after.chains[1] is not before.chains[1]


def test_a_step_takes_its_number_from_where_it_stands() -> None:
    readings = Readings()
    derivation(FIRST, readings)
    after = derivation(FIRST.replace("a = x + y", "a = y  = x"), readings)
    assert [step.number for step in after.steps] == [1, 2, 3, 4]
    assert [step.chain for step in after.steps] == [0, 0, 1, 1]


def test_what_nobody_asks_for_again_is_forgotten() -> None:
    kept: Kept[list[int]] = Kept()
    thing, other = object(), object()
    first = kept.of([thing], "a", list)
    assert kept.of([thing], "a", list) is first
    assert kept.of([thing], "b", list) is not first
    assert kept.of([other], "a", list) is not first
    for number in range(Kept.MOST):
        kept.of([thing], number, list)
    assert kept.of([thing], "a", list) is first  # asked for again before as many others were made
    for number in range(2 * Kept.MOST):
        kept.of([other], number, list)
    assert kept.of([thing], "a", list) is not first


# -- in lots


MANY = "".join(f"$$a_{{{n}}} = {n} x$$\n\n" for n in range(3 * LOT))


def large(step: Step) -> str:
    """What a step with a large number tells; and nothing of another one."""
    counted.append(step)
    return str(step.right.tokens[0].text) if len(step.right.tokens[0].text) > 1 else ""


def test_lots_tell_the_same_as_their_formulas() -> None:
    steps = derivation(MANY).steps
    assert list(Lots(steps, Kept()).telling(large)) == [(step, large(step)) for step in steps if large(step)]


def test_lots_with_other_formulas_tell_of_these() -> None:
    before = derivation(MANY)
    other = derivation(MANY.replace("= 3 x", "= 33 x").replace("= 20 x", "= 2 x")).steps
    new = {place: step for place, step in enumerate(other) if place in (3, 20)}
    lots = before.lots_of_steps.replaced(new)
    steps = [new.get(place, step) for place, step in enumerate(before.steps)]
    assert list(lots) == steps
    assert [step for step, _ in lots.telling(large)] == [step for step in steps if large(step)]
    assert list(before.lots_of_steps) == list(before.steps)


def test_only_the_lot_with_an_edit_is_asked_again() -> None:
    readings = Readings()
    for text, expected in ((MANY, 3 * LOT), (MANY, 0), ("New.\n\n" + MANY, 0), (MANY.replace("= 3 x", "= 33 x"), 1)):
        counted.clear()
        told = [step.number for step, _ in derivation(text, readings).lots_of_steps.telling(large)]
        assert len(counted) == expected
        assert told == [step.number for step in derivation(text).steps if large(step)]
