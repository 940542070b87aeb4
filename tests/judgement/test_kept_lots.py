"""What lots of statements tell together is the same, whatever was told of other documents before."""

from __future__ import annotations

import random

import pytest

from derive.judgement.assessment import Assessment, assess
from derive.judgement.carrying import Carried
from derive.judgement.edits import vocabulary
from derive.judgement.given import dependent_bases
from derive.judgement.patterns import Patterns
from derive.judgement.structure import gap
from derive.meaning.sides import Readings
from derive.meaning.statements import read_derivation
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents
from tests.mutation.kinds import mutants
from tests.mutation.reading import read_text


def told(current: Assessment) -> list[object]:
    """What is told of a document together."""
    words, patterns = vocabulary(current.derivation), Patterns(current)
    spelled = list(words.spelling.items()), list(words.by_base.items()), list(words.sums.items()), dict(words.ranges), words.arrays
    derivatives = [(text, node.span) for text, node in words.derivatives.items()]
    sides = [(place, patterns.irregularity(place), patterns.strange(place, side)) for place, side in patterns.parts.items()]
    restored = [(place, patterns.restorations(place, words)) for place in patterns.parts]
    named = dependent_bases(current.derivation, current.steps, current.candidates.by_name)
    return [*spelled, derivatives, sides, restored, named, gap(current)]


@pytest.mark.parametrize(("name", "count"), [("seed", 10), ("index", 8), ("matrix", 8)])
def test_a_document_tells_the_same_after_others(name: str, count: int) -> None:
    text = documents()[name]
    readings, carried = Readings(), Carried()
    for mutant in random.Random(11).sample(list(mutants(read_text(text))), count):
        document = read(SourceText("n.md", mutant.apply(text)))
        later = assess(read_derivation(document, (), readings), carried=carried)
        assert told(later) == told(assess(read_derivation(document))), mutant
