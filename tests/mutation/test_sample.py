"""A fixed random sample of 300 mutants of six documents: what is found, where, and how it is mended.

The whole table is ``python -m tests.mutation --document NAME``. The limits are what was
measured, in per cent over mutants that are malformed or changed in meaning.
"""

from __future__ import annotations

import pytest

from derive.judgement.checker import check
from tests.mutation.__main__ import prepare, sample
from tests.mutation.documents import documents
from tests.mutation.oracle import UNCHANGED
from tests.mutation.table import FIGURES, share

SAMPLE = 50  # of each document
LIMITS = {
    "seed": (100, 100, 95.9, 97.9, 97.9),
    "twin": (100, 100, 95.9, 97.9, 97.9),
    "scalar": (100, 97.7, 97.7, 97.7, 95.4),
    "index": (100, 100, 97.9, 97.9, 97.9),
    "softmax": (97.9, 97.9, 95.8, 97.9, 97.9),
    "matrix": (98, 96, 94, 92, 96),
}  # at least: found, right line, right token, first repair restores, exactly one finding


@pytest.mark.parametrize("name", LIMITS)
def test_a_sample_of_mutants(name: str) -> None:
    bench = prepare(name, documents()[name], check)
    outcomes = [bench.one(mutant) for mutant in sample(bench, SAMPLE, 11)]
    assert not [o for o in outcomes if o.crash]
    assert not [o for o in outcomes if o.false_error], "an error where nothing changed"
    changed = [o for o in outcomes if o.label != UNCHANGED and not o.beyond]
    figures = {figure: share(changed, figure) for figure in FIGURES}
    assert all(figures[f] >= limit for f, limit in zip(FIGURES, LIMITS[name], strict=True)), figures
