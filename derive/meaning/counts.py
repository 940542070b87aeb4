"""Letters that running text counts something with: ``$D$-dimensional``, ``$H$ hidden units``. They are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.meaning.expressions import Name, Symbol
from derive.meaning.spaces import Sizes
from derive.meaning.statements import Chain
from derive.source.document import Document

_COUNTED = re.compile(
    r"\s*-?\s*(?:dimension(?:al|s)?|dimensionale?[nrs]?|(?:hidden|input|output)\s+(?:units?|neurons?|nodes?)|units|neurons|nodes|classes|samples|examples|features"
    r"|维|維|个|個|차원)"
)


def counts(document: Document, chains: Sequence[Chain]) -> Iterator[tuple[Name, Sizes]]:
    """The names before such words, each as a number."""
    for chain in chains:
        lone = chain.parts[0].expression if len(chain.parts) == 1 and not chain.display else None
        if isinstance(lone, Symbol) and _COUNTED.match(document.source.text, document.blocks[chain.parts[0].block].outer.end):
            yield lone.name, ()
