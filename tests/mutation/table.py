"""The table of figures."""

from __future__ import annotations

from collections.abc import Iterable

from tests.mutation.measure import Outcome
from tests.mutation.oracle import UNCHANGED

FIGURES = ("found", "line", "token", "restored", "single")
TARGETS = {"found": 100.0, "line": 99.0, "token": 96.0, "restored": 96.0, "single": 98.0}


def share(outcomes: Iterable[Outcome], figure: str) -> float:
    """Per cent of outcomes."""
    values = [bool(getattr(o, figure)) for o in outcomes]
    return 100.0 * sum(values) / len(values) if values else 100.0


def rows(outcomes: list[Outcome]) -> list[str]:
    """A row for each class and kind, then the totals beside the targets."""
    lines = [f"{'class':<20}{'kind':<18}{'n':>6}" + "".join(f"{f:>10}" for f in FIGURES)]
    changed = [o for o in outcomes if o.label != UNCHANGED and not o.beyond]
    keys = sorted({(o.label, o.kind) for o in changed})
    for label, kind in keys:
        group = [o for o in changed if (o.label, o.kind) == (label, kind)]
        lines.append(f"{label:<20}{kind:<18}{len(group):>6}" + "".join(f"{share(group, f):>10.1f}" for f in FIGURES))
    lines.append(f"{'all that changed':<38}{len(changed):>6}" + "".join(f"{share(changed, f):>10.1f}" for f in FIGURES))
    lines.append(f"{'target':<44}" + "".join(f"{TARGETS[f]:>10.1f}" for f in FIGURES))
    beyond = [o for o in outcomes if o.beyond]
    lines.append(f"changed definitions that nothing in the document could contradict, left out above: {len(beyond)}")
    lines += [f"    {m.kind}: {m.text or 'nothing'} in a side of chain {m.side.chain + 1}" for o in beyond for m in o.mutants]
    silent = [o for o in outcomes if o.label == UNCHANGED]
    false = sum(o.false_error for o in silent)
    warned = sum(bool(o.findings) and not o.false_error for o in silent)
    lines.append(f"unchanged: {len(silent)}, with an error: {false} (target 0), with a warning: {warned}")
    crashes = [o for o in outcomes if o.crash]
    if crashes:
        lines.append(f"crashes: {len(crashes)}, for example {crashes[0].crash}")
    return lines


def times(outcomes: list[Outcome], full: float) -> list[str]:
    """How long a mutant takes, as a fraction of a full check."""
    taken = sorted(o.seconds for o in outcomes)
    if not taken:
        return []
    median, high = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    return [
        f"a warm full check: {full * 1000:.1f} ms; a mutant: median {median / full:.2f} (target 0.15), "
        f"95th percentile {high / full:.2f} (target 1.00)"
    ]
