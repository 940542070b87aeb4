"""Formulas in running text that only suppose something: ``if $a = b$, nothing changes``.

Such a formula claims nothing. What tells it is the word just before it.
"""

from __future__ import annotations

import re

from derive.meaning.statements import Derivation

_REACH = 40  # characters before a formula that are looked at
_MARKS = " \t\n*_>\"'~\\(\u201c\u00ab"  # between the word and the formula

# The words for "if" and "when" in the languages in which derivations were met.
_WORDS = frozenset(
    "if iff when whenever unless whether suppose supposing assuming "
    "wenn falls si quand lorsque cuando quando se als jeśli gdy если когда при".split()
)
_SIGNS = ("如果", "若", "当", "當", "假如", "假设", "假設", "もし", "만약", "만일")
_WORD = re.compile(r"[^\W\d_]+\Z")


def suppositions(derivation: Derivation) -> frozenset[int]:
    """The numbers of the chains that stand behind a word like "if" in running text."""
    document = derivation.document
    text, blocks = document.source.text, document.blocks
    found = set()
    for number, chain in enumerate(derivation.chains):
        if not chain.display:
            start = blocks[chain.parts[0].block].outer.start
            if _supposes(text[max(0, start - _REACH) : start]):
                found.add(number)
    return frozenset(found)


def _supposes(before: str) -> bool:
    """Do words before a formula make it a condition?"""
    said = before.rstrip(_MARKS)
    word = _WORD.search(said)
    return said.endswith(_SIGNS) or (word is not None and word[0].lower() in _WORDS)
