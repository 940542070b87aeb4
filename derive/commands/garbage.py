"""How often derive's own processes look for garbage."""

from __future__ import annotations

import gc


def look_seldom() -> None:
    """Look for garbage seldom: what a check builds lives as long as its report."""
    gc.set_threshold(200_000, 50, 100)
