"""Statements that contradict each other where no definition decides between them.

Two kinds. In a list of neighbouring formulas the same derivative is given twice, with two
values: one of the heads, or one of the sides, is another's. And what stands beneath a
derivative in place of a defined name is almost its definition, but not quite: the step is
true, because the difference is lost in the derivative, and yet a slip is written there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from derive.algebra.decide import refute
from derive.judgement.assessment import Assessment
from derive.judgement.edits import Proposal, Vocabulary, ordered, proposals
from derive.judgement.regularity import wording
from derive.judgement.reread import reread
from derive.judgement.verdicts import Verdict, Witness
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.sides import Part
from derive.meaning.statements import Step

MAX_PROPOSALS = 80
# A term may be left out on purpose beneath a derivative that doesn't see it; a factor or an index isn't.
_SLIPS = ("index", "name", "sign", "factor lost", "factor extra", "number", "prime", "transpose")


@dataclass(frozen=True, slots=True)
class GivenTwice:
    """The second of two neighbouring statements about one derivative, with what its head may be meant to be."""

    step: Step
    first: Step
    witness: Witness
    symbol: ex.Symbol | None  # in the head of the second
    meant: Name | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """A slip beneath a derivative that hides it."""

    step: Step
    name: Name  # what stands beneath the derivative on the other side
    statement: Step  # what the document says it is
    proposal: Proposal


def given_twice(final: Assessment, verdicts: Mapping[int, Verdict]) -> Iterator[GivenTwice]:
    """Derivatives with two values in a list of formulas between which no word stands."""
    stated = [head for _, head in final.lots.telling(_stated)]
    if len(set(stated)) == len(stated):
        return
    for run in _runs(final):
        heads: dict[Hashable, Step] = {}
        for step in run:
            key = step.noted(_stated)
            first = heads.setdefault(key, step)
            if first is step or verdicts[step.number].outcome != "undecided" or verdicts[first.number].outcome == "refuted":
                continue
            witness = _differ(final, step, first)
            if witness is not None:
                symbol, meant = _meant(step, run)
                yield GivenTwice(step, first, witness, symbol, meant)


def _runs(final: Assessment) -> Iterator[list[Step]]:
    """Neighbouring statements about derivatives of single entries."""
    document = final.derivation.document
    run: list[Step] = []
    end = -1
    for step in final.steps.values():
        if step.index:
            continue
        block = document.blocks[step.left.block].outer
        apart = bool(document.source.text[end : block.start].strip()) if 0 <= end <= block.start else end < 0
        if apart and run:
            yield run
            run = []
        end = block.end
        if step.noted(_stated) is not None:
            run.append(step)
    if run:
        yield run


def _stated(step: Step) -> Hashable:
    """The words of what a step begins with, if that is a derivative by an entry; otherwise None."""
    head = step.left.expression
    return wording(head) if head is not None and not step.index and step.relation == "=" and _entry(head) is not None else None


def _entry(head: Expression | None) -> ex.Symbol | None:
    r"""The variable of ``\frac{\partial C}{\partial W_{12}}``, if it is written with numbers."""
    if isinstance(head, ex.Derivative) and len(head.variables) == 1 and head.missing is None:
        variable = head.variables[0]
        if isinstance(variable, ex.Symbol) and any(isinstance(i, int) for i in variable.name.lower):
            return variable
    return None


def _differ(final: Assessment, step: Step, first: Step) -> Witness | None:
    """Numbers for which two right sides differ, if they speak of the same quantities."""
    bases = [{n.name.base for n in s.right.expression.walk() if isinstance(n, ex.Symbol)} if s.right.expression else set() for s in (first, step)]
    if bases[0] != bases[1]:
        return None
    look = final.look(replace(step, left=first.right))
    for left, right in look.pairs:
        decision = refute(final.model.dag, final.model.functions, left, right)
        if decision.equal is False:
            return Witness(decision.values or {}, decision.left, decision.right)
    return None


def _meant(step: Step, run: list[Step]) -> tuple[ex.Symbol | None, Name | None]:
    """The one entry that is missing where the others make a full table: ``W_{22}`` beside 11, 12 and 21."""
    symbol = _entry(step.left.expression)
    assert symbol is not None
    names = {s.name for s in map(_entry, (s.left.expression for s in run)) if s is not None}
    form = symbol.name.base, symbol.name.upper, len(symbol.name.lower)
    alike = {n.lower for n in names if (n.base, n.upper, len(n.lower)) == form}
    if any(not isinstance(i, int) for lower in alike for i in lower):
        return None, None
    missing = [lower for lower in product(*({lower[k] for lower in alike} for k in range(form[2]))) if lower not in alike]
    if len(missing) != 1:
        return None, None
    return symbol, symbol.name._replace(lower=missing[0])


def hidden(final: Assessment, verdicts: Mapping[int, Verdict], words: Callable[[], Vocabulary]) -> Iterator[Hidden]:
    """Steps that are true only because a derivative loses the difference to a definition."""
    told: dict[Name, Step] = {}
    if next(final.lots.telling(opens_derivative), None) is None:
        return
    for step in final.steps.values():
        left, right = step.left.expression, step.right.expression
        if isinstance(left, ex.Symbol) and step.index == 0 and verdicts[step.number].outcome in ("defined", "proved"):
            told[left.name] = step
        if verdicts[step.number].outcome != "proved" or not step.noted(opens_derivative):
            continue
        assert isinstance(left, ex.Derivative)
        assert isinstance(left.operand, ex.Symbol)
        assert isinstance(right, ex.Derivative)
        name = left.operand.name
        statement = told.get(name)
        if statement is None or statement.right.expression is None or statement.relation != "=":
            continue
        claim = _claim(step, left.operand, right.operand)
        if final.look(claim).state != "fails":
            continue
        for proposal in ordered(proposals(right.operand, statement.right.expression, words()))[:MAX_PROPOSALS]:
            if proposal.kind not in _SLIPS:
                continue
            new = reread(final.derivation, step.right, proposal.edit)
            if new is None or not isinstance(new.expression, ex.Derivative):
                continue
            if final.look(_claim(step, left.operand, new.expression.operand)).state == "holds":
                yield Hidden(step, name, statement, proposal)
                break


def opens_derivative(step: Step) -> bool:
    """Does it write out what stands beneath a derivative in place of a name?"""
    left, right = step.left.expression, step.right.expression
    if not isinstance(left, ex.Derivative) or not isinstance(right, ex.Derivative):
        return False
    return isinstance(left.operand, ex.Symbol) and not isinstance(right.operand, ex.Symbol) and _by(left) == _by(right)


def _by(derivative: ex.Derivative) -> list[object]:
    return [wording(v) for v in derivative.variables]


def _claim(step: Step, left: Expression, right: Expression) -> Step:
    return replace(step, left=Part(left.span, left, block=step.left.block), right=Part(right.span, right, block=step.right.block))
