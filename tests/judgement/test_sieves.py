r"""Numbers sort out edits before anything is judged: none that would put a step right is sorted out."""

from __future__ import annotations

import pytest

from derive.algebra.samples import leaf_value
from derive.judgement.assessment import Assessment, assess
from derive.judgement.edits import Proposal, Reach, ordered, proposals, vocabulary
from derive.judgement.edits.chains import borrowed
from derive.judgement.edits.sums import sums
from derive.judgement.edits.symbols import transposes
from derive.judgement.keys import digest_of_expression
from derive.judgement.reread import reread
from derive.judgement.rewriting import tried
from derive.judgement.sieve import Sieve
from derive.judgement.sifting import sieve_of
from derive.judgement.single_unit import SingleUnit
from derive.judgement.trials import with_side
from derive.meaning.expressions import Addition, Derivative, Expression, Name, Reduction, Symbol
from derive.meaning.statements import Step, read_derivation
from derive.source.reader import read
from derive.source.text import SourceText

INDICES = r"""
$$z_j = \sum_i w_{ij} x_i + b_j$$
$$a_j = \frac{1}{1+e^{-z_j}}$$
$$E = \frac12 \sum_j (a_j - t_j)^2$$
$$\frac{\partial E}{\partial x_i} = \sum_j w_{ij} (a_j - t_j) a_j (1 - a_j)$$
"""
ARRAYS = r"""
$$z = W x + b, \quad t \in \mathbb{R}^n$$
$$a = \tanh(z)$$
$$E = \frac12 (a - t)^T (a - t)$$
$$\frac{\partial E}{\partial b} = (a - t) \odot (1 - a \odot a)$$
"""
PLAIN = r"""
$$z = w x + b$$
$$a = \tanh(z)$$
$$\frac{\partial a}{\partial w} = (1 - a^2) x$$
"""


def assessed(text: str) -> Assessment:
    return assess(read_derivation(read(SourceText("n.md", text))))


def claims(current: Assessment) -> list[Step]:
    return [s for s in current.steps.values() if current.looks[s.number].state in ("fails", "misfit")]


def sieved(current: Assessment, *, left: bool = False) -> tuple[Step, Expression, Expression, Sieve]:
    """The one step that fails, with its two sides and the sieve for edits of the right or the left one, which comes first."""
    (step,) = claims(current)
    root, other = (side.expression for side in ((step.left, step.right) if left else (step.right, step.left)))
    assert root is not None
    assert other is not None
    sieve = sieve_of(current, step, root, other, SingleUnit(current))
    assert sieve is not None
    return step, root, other, sieve


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (INDICES, "w_{ij} (a_j", "w_{ji} (a_j"),
        (INDICES, "a_j (1 - a_j)", "a_j (1 + a_j)"),
        (INDICES, "(a_j - t_j) a_j", "(a_j + t_j) a_j"),
        (ARRAYS, r"(a - t) \odot", r"(a + t) \odot"),
        (ARRAYS, r"\odot (1 - a", r"\odot (2 - a"),
        (PLAIN, "(1 - a^2) x", "(1 + a^2) x"),
        (PLAIN, "(1 - a^2) x", "(1 - a^2) b"),
    ],
)
def test_a_sieve_lets_pass_what_makes_the_step_hold_and_little_else(text: str, right: str, wrong: str) -> None:
    assert right in text
    current = assessed(text.replace(right, wrong))
    step, root, other, sieve = sieved(current)
    words = vocabulary(current.derivation)
    found: list[Proposal] = ordered(iter(proposals(root, other, words, Reach.WIDE)))
    place = (step.chain, step.index + 1)
    mending = [
        p
        for p in found
        if (new := reread(current.derivation, step.right, p.edit)) is not None
        and current.look(with_side(step, place, new), brief=True).state == "holds"
    ]
    assert mending, "no edit puts the step right"
    assert all(sieve.passes(p) for p in mending)
    assert sum(map(sieve.passes, found)) < len(found) / 2


def test_a_sum_before_a_factor_is_the_same_in_the_tree_as_in_the_text() -> None:
    text = INDICES + r"""
$$\frac{\partial E}{\partial w_{ij}} = (a_j - t_j) a_j (1 - a_j) x_i$$
$$s_i = w_{ij} \frac{a_j}{z_j} \cdot t_j, \quad r_j = \sum_{i \neq j} w_{ij} x_i$$
"""
    derivation = assessed(text).derivation
    words = vocabulary(derivation)
    compared = 0
    for part in (part for chain in derivation.chains for part in chain.parts):
        for proposal in sums(part.expression, None, words, Reach.CLOSE) if part.expression is not None else ():
            quick, new = tried(part, proposal), reread(derivation, part, proposal.edit)
            if quick is not None and new is not None:
                compared += 1
                assert digest_of_expression(quick.expression) == digest_of_expression(new.expression), proposal.told
    assert compared > 20


def test_an_order_or_a_transpose_is_the_same_in_the_tree_as_in_the_text() -> None:
    text = ARRAYS + r"""
$$\frac{\partial E}{\partial x} = W^T d$$
$$\frac{\partial E}{\partial W} = d x^T A^T (b + c), \quad s = A B + b, \quad r = (a - t) x^T B c$$
"""
    derivation = assessed(text).derivation
    words = vocabulary(derivation)
    kinds = []
    for part in (part for chain in derivation.chains for part in chain.parts):
        for proposal in transposes(part.expression, None, words, Reach.CLOSE) if part.expression is not None else ():
            quick, new = tried(part, proposal), reread(derivation, part, proposal.edit)
            if quick is not None and new is not None:
                kinds.append(proposal.kind)
                assert digest_of_expression(quick.expression) == digest_of_expression(new.expression), proposal.told
    assert kinds.count("order") > 5
    assert kinds.count("transpose") > 5


def test_where_single_numbers_differ_the_order_of_factors_is_not_to_blame() -> None:
    current = assessed(ARRAYS.replace(r"(a - t) \odot (1", r"(a + t) \odot (1"))
    step, root, other, sieve = sieved(current)
    found = [p for p in proposals(root, other, vocabulary(current.derivation)) if p.kind == "order"]
    assert found
    assert not any(map(sieve.passes, found))


def test_what_differentiates_what_nothing_defines_passes_at_no_indices() -> None:
    r"""``∂b_j/∂z_j`` for ``∂a_j/∂z_j`` has no value, whatever j is."""
    current = assessed(INDICES + r"$$\frac{\partial E}{\partial b_j} = (a_j + t_j) \frac{\partial a_j}{\partial z_j}$$")
    step, root, other, sieve = sieved(current)
    found = [p for p in proposals(root, other, vocabulary(current.derivation)) if p.kind == "name" and isinstance(p.new, Derivative)]
    untold = [p for p in found if isinstance(p.new, Derivative) and isinstance(p.new.operand, Symbol) and p.new.operand.name.base in "bt"]
    assert len(untold) == 2
    assert not any(map(sieve.passes, untold))


def test_a_name_without_indices_is_no_value_to_differentiate_where_its_entries_are_defined() -> None:
    r"""In ``∂z/∂x_i``, z is neither the ``z_j`` that has a definition nor given, whatever i is."""
    text = "Here $z$ and $a$ are layers.\n" + INDICES.replace(r"\sum_j w_{ij} (a_j", r"-\sum_j w_{ij} (a_j")
    current = assessed(text)
    _, root, other, sieve = sieved(current, left=True)
    found = [p for p in proposals(root, other, vocabulary(current.derivation)) if isinstance(p.new, Derivative) and p.edit.text in ("z", "a")]
    assert len(found) == 2
    assert not any(map(sieve.passes, found))


def test_numbers_at_which_a_side_vanishes_are_not_the_ones_that_tell() -> None:
    """Times what comes out as zero, every factor would pass."""
    zero = leaf_value(Name("x"), 0)
    difference = rf"(x - \frac{{{zero.numerator}}}{{{zero.denominator}}})"
    current = assessed(rf"$$d = {difference} u v$$ $$\frac{{\partial d}}{{\partial u}} = 2 {difference} v$$")
    step, root, other, sieve = sieved(current)
    found = [p for p in proposals(root, other, vocabulary(current.derivation), Reach.WIDE) if p.kind in ("factor lost", "factor extra") and p.new is not None]
    passing = {p.told for p in found if sieve.passes(p)}
    assert len(found) > 5
    assert passing == {"drop the factor 2", r"multiply by \frac{1}{2}"}


def test_a_factor_beside_a_sum_is_the_same_in_the_tree_as_in_the_text() -> None:
    text = INDICES + r"$$s_i = t_i \sum_j w_{ij} x_j, \quad r_i = \left(\sum_j w_{ij}\right) x_i, \quad q_i = \sum_j (w_{ij} + b_j)$$"
    derivation = assessed(text).derivation
    words = vocabulary(derivation)
    others = [part.expression for chain in derivation.chains for part in chain.parts if part.expression is not None]
    behind = before = 0
    for part in (part for chain in derivation.chains for part in chain.parts if part.expression is not None):
        assert part.expression is not None
        summands = {id(n.body) for n in part.expression.walk() if isinstance(n, Reduction)}
        for proposal in borrowed(part.expression, others, words):
            quick, new = tried(part, proposal), reread(derivation, part, proposal.edit)
            last = id(proposal.node) in summands and proposal.edit.text.startswith(" ")
            inside = "(" in words.text[part.span.start : proposal.edit.span.start]  # there a product stays a factor of its own
            takes_in = proposal.edit.text.startswith(r"\sum") and not inside and not isinstance(part.expression, Addition)
            if quick is not None and new is not None and (last or takes_in):
                behind, before = behind + last, before + takes_in
                assert digest_of_expression(quick.expression) == digest_of_expression(new.expression), proposal.told
    assert behind > 20
    assert before > 5


def test_beside_a_part_without_value_numbers_tell_which_value_it_would_have() -> None:
    r"""``∂q/∂a_j`` for ``∂E/∂a_j``: nothing defines q, and of all names that the document has, E alone fits."""
    current = assessed("$p_j = a_j t_j$\n" + INDICES + r"$$\frac{\partial E}{\partial b_j} = \frac{\partial q}{\partial a_j} \frac{\partial a_j}{\partial z_j}$$")
    (step,) = [s for s in current.steps.values() if current.looks[s.number].state == "open"]
    root, other = step.right.expression, step.left.expression
    assert root is not None
    assert other is not None
    sieve = sieve_of(current, step, root, other, SingleUnit(current))
    assert sieve is not None
    found = [p for p in proposals(root, other, vocabulary(current.derivation), Reach.WIDE) if p.kind in ("name", "index") and p.edit.text in ("E", "p_j", "z_j", "a_j")]
    assert len(found) > 5
    assert {(p.edit.text, root.span.start < p.edit.span.start < root.span.start + 16) for p in found if sieve.passes(p)} == {("E", True)}
