"""Formulas that were read before are not read again, and say the same in the same places."""

from __future__ import annotations

import random

import pytest

from derive.judgement.checker import Report, check
from derive.judgement.memory import Memory
from derive.meaning.sides import Readings
from derive.meaning.statements import Derivation, read_derivation
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents

MARKS = ("", "-", "2", "x_1", r"\partial ", "$", "{", "\n\nA line of words.\n\n", r"\\ ")


def told(report: Report) -> object:
    """All that a report says, with its places."""
    verdicts = {n: (v.outcome, v.method, v.reason, v.sizes) for n, v in report.verdicts.items()}
    steps = [(s.number, s.span, s.left.expression, s.right.expression, s.relation) for s in report.derivation.steps]
    found = [(d.code, d.span, d.message, d.fix and d.fix.edits) for d in report.diagnostics]
    return verdicts, steps, found


def written(derivation: Derivation) -> object:
    """All sides with their places, their tokens and their errors."""
    sides = [(p.span, p.expression, p.error and (p.error.code, p.error.detail, p.error.span), p.block, p.tokens) for c in derivation.chains for p in c.parts]
    return sides, [(c.relations, c.relation_spans, c.conditions, c.display) for c in derivation.chains]


def edits(text: str, count: int, seed: int) -> list[str]:
    """Texts that differ from the one before in one place."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(MARKS) + text[at + chance.randrange(3) :]
        found.append(text)
    return found


@pytest.mark.parametrize("name", ["seed", "index", "matrix"])
def test_a_document_reads_the_same_whatever_was_read_before(name: str) -> None:
    readings = Readings()
    for text in edits(documents()[name], 40, 3):
        document = read(SourceText("notes.md", text))
        again, fresh = read_derivation(document, (), readings), read_derivation(document)
        assert written(again) == written(fresh)
        assert [s.span for s in again.steps] == [s.span for s in fresh.steps]
        assert again.notation == fresh.notation
        assert again.unbalanced == fresh.unbalanced


def test_a_document_is_judged_the_same_with_a_memory() -> None:
    memory = Memory()
    for text in edits(documents()["seed"], 8, 5):
        document = read(SourceText("notes.md", text))
        assert told(check(document, memory=memory)) == told(check(document))
