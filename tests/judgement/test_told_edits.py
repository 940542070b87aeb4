r"""Edits that chains and siblings tell of say of the tree what their text says: numbers sort them out before it is read again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from derive.judgement.assessment import Assessment, assess
from derive.judgement.edits import Proposal, Reach, brackets, chains, vocabulary
from derive.judgement.keys import digest_of_expression
from derive.judgement.patterns import Patterns
from derive.judgement.reread import reread
from derive.judgement.rewriting import tried
from derive.meaning.expressions import Derivative
from derive.meaning.sides import Part
from derive.meaning.statements import read_derivation
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents
from tests.mutation.kinds import mutants
from tests.mutation.reading import read_text

BRACKETS = r"""
$$a = f(x) + b c, \quad b = (x) + y z - c, \quad c = 2 (x - y) - z, \quad d = x (y + z) - x y z$$
$$e = (x y) + z, \quad g = (x (y)) + z, \quad h = \left(x + y\right) + z, \quad r = (x + y) - z^2$$
"""
CHAINS = r"""
$$E = \frac12 (a - t)^2, \quad a = \tanh(z), \quad z = w x + b$$
$$\frac{\partial E}{\partial w} = \frac{\partial E}{\partial a} \frac{\partial a}{\partial w} = (a - t) (1 - a^2) x$$
$$\frac{\partial E}{\partial b} = \frac{\partial E}{\partial a} \frac{\partial b}{\partial z} \frac{\partial z}{\partial b} = (a - t) + c (1 - a^2)$$
$$\frac{\partial E}{\partial x} = 2 \frac{\partial z}{\partial x} = - a + t (a - w)$$
$$u = (a - t) (1 - a^2) + (b - t) c, \quad v = (1 - b) c + \frac{1 + a}{a - c} = (1) c + \frac{1 + a}{a - c + b}$$
"""


def told(current: Assessment) -> Iterator[tuple[Part, Proposal]]:
    """The edits of all sides that other sides tell of, and those of brackets."""
    words, patterns = vocabulary(current.derivation), Patterns(current)
    for number, chain in enumerate(current.derivation.chains):
        sides = chain.sides
        for index, part in enumerate(chain.parts):
            own = part.expression
            if own is None:
                continue
            others = [side for side in sides if side is not own]
            found = [*brackets.moved(own, None, words, Reach.CLOSE), *chains.completed(own, others, words)]
            whole = next((side for side in others if isinstance(side, Derivative) and chains.is_simple(side)), None)
            if whole is not None and index:
                found += [*chains.joined(own, whole, words), *chains.differentiated(own, whole, words)]
            if (number, index) in patterns.parts:
                found += patterns.restorations((number, index), words)
            yield from ((part, proposal) for proposal in found)


def compared(text: str) -> Counter[str]:
    """How many edits of each kind tell their tree; each of those is as it is read."""
    current = assess(read_derivation(read(SourceText("n.md", text))))
    count: Counter[str] = Counter()
    for part, proposal in told(current):
        quick, new = tried(part, proposal), reread(current.derivation, part, proposal.edit)
        if quick is not None and new is not None:
            count[proposal.kind] += 1
            assert digest_of_expression(quick.expression) == digest_of_expression(new.expression), (text[slice(*part.span)], proposal)
    return count


def test_a_bracket_is_moved_in_the_tree_as_in_the_text() -> None:
    assert compared(BRACKETS)["bracket"] >= 7


def test_a_chain_is_joined_in_the_tree_as_in_the_text() -> None:
    found = compared(CHAINS)
    assert all(found[kind] for kind in ("name", "factor lost", "derivative lost", "term lost")), found


@pytest.mark.parametrize(("name", "kinds"), [("seed", ("index", "factor extra", "factor lost", "bracket")), ("matrix", ("term lost", "derivative lost"))])
def test_told_edits_of_edited_documents_are_in_the_tree_as_in_the_text(name: str, kinds: tuple[str, ...]) -> None:
    text = documents()[name]
    found: Counter[str] = Counter()
    for mutant in random.Random(7).sample(list(mutants(read_text(text))), 16):
        found += compared(mutant.apply(text))
    assert all(found[kind] for kind in kinds), found
