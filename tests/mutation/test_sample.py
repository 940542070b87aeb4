"""A fixed random sample of 100 mutants of two documents: what is found, where, and how it is mended.

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

LIMITS = {
    "seed": (100, 100, 95.9, 97.9, 97.9),
    "twin": (100, 100, 95.9, 97.9, 97.9),
}  # at least: found, right line, right token, first repair restores, exactly one finding


@pytest.mark.parametrize("name", LIMITS)
def test_a_sample_of_mutants(name: str) -> None:
    bench = prepare(name, documents()[name], check)
    outcomes = [bench.one(mutant) for mutant in sample(bench, 50, 11)]
    assert not [o for o in outcomes if o.crash]
    assert not [o for o in outcomes if o.false_error], "an error where nothing changed"
    changed = [o for o in outcomes if o.label != UNCHANGED]
    figures = {figure: share(changed, figure) for figure in FIGURES}
    assert all(figures[f] >= limit for f, limit in zip(FIGURES, LIMITS[name], strict=True)), figures
