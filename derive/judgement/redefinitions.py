"""Statements that give a name a second meaning: another example, another section, a variant of a formula."""

from __future__ import annotations

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment
from derive.judgement.blame import Explanation
from derive.judgement.definitions import is_value
from derive.judgement.look import Look
from derive.judgement.sections import has_values
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.statements import Step, definition_target


def redefinitions(final: Assessment) -> dict[int, Definition]:
    """Steps that define a name anew, in a way that no small edit would turn into the definition."""
    chosen = {definition.step for definition in final.definitions.values()}
    return {
        rival.step: rival
        for name, rivals in final.candidates.by_name.items()
        if name in final.definitions  # a repair may have taken the name away
        for rival in rivals
        if rival.step and rival.step not in chosen and (final.looks[rival.step].state == "open" or speaks_against(final, final.looks[rival.step]))
        and not _computes(final, final.definitions[name], rival)
        and not _recurs(final.definitions[name], rival)
    }  # fmt: skip


def speaks_against(assessment: Assessment, look: Look) -> bool:
    """Does a step fail, or might it, since its sides have no values where they were looked at?"""
    if look.state == "holds":
        return any(a != b for a, b in look.pairs) and not has_values(assessment, look)
    return look.state in ("fails", "misfit")


def variants(first: Assessment, explanation: Explanation) -> dict[int, Name]:
    """Definitions that differ from the first of their name in more than a slip.

    By a whole term, as a loss has with another penalty; by their only operation, as ``x + y`` is
    another example beside ``x y``; or by a symbol that replaces another one in several of them; or by what
    another method makes its steps of. Nor is a letter that means something else in another statement put right by writing any other letter there.
    """
    chosen = {definition.step for definition in first.definitions.values()}
    rivals = {
        d.step: d
        for rivals in first.candidates.by_name.values()
        for d in rivals
        if d.step not in chosen and not d.target.indices and d.step in first.steps and first.steps[d.step].index == 0
    }
    found: set[int] = set()
    methods: set[int] = set()
    renamed: dict[frozenset[str], set[int]] = {}  # the steps in which one symbol should be another, by both
    source = first.derivation.document.source
    for repair in explanation.repairs:
        proposal = repair.proposal
        if proposal is None:
            continue
        if repair.step in first.steps and proposal.kind in ("name", "factor lost", "factor extra") and _updates(first.steps[repair.step]):
            methods.add(repair.step)  # another method makes its steps of something else
        renames = proposal.kind == "name" and repair.part.span == proposal.edit.span and repair.part == first.steps[repair.step].left
        if renames:
            found |= {n for n in repair.mends if n in rivals}
        if repair.step not in rivals:
            continue
        if proposal.kind in ("term lost", "term extra") or (proposal.kind == "operator" and _is_single(rivals[repair.step].expression)):
            found.add(repair.step)
        elif proposal.kind == "name":
            written = source.slice(proposal.edit.span).strip()
            renamed.setdefault(frozenset((written, proposal.edit.text.strip())), set()).add(repair.step)
    for steps in renamed.values():
        if len({rivals[n].target for n in steps}) > 1:
            found |= steps
    given = [*found] + [first.definitions[rivals[n].target].step for steps in renamed.values() for n in steps & found]
    lines = {source.location(first.steps[n].span.start).line for n in given if n in first.steps}  # what stands beside them goes with them
    found |= {n for steps in renamed.values() for n in steps if source.location(first.steps[n].span.start).line in lines}
    targets = {n: definition_target(first.steps[n].left) for n in methods}
    return {n: rivals[n].target for n in sorted(found)} | {n: target for n, target in targets.items() if target is not None}


def _updates(step: Step) -> bool:
    r"""Is it a step of a method, ``x_{k+1} = x_k - \alpha_k g_k``?"""
    left, right = step.left.expression, step.right.expression
    if step.index or not isinstance(left, ex.Symbol) or not isinstance(right, ex.Addition) or len(right.terms) < 2:
        return False
    before = right.terms[0]
    return isinstance(before, ex.Symbol) and before.name != left.name and _form(before.name) == _form(left.name)


def _is_single(expression: ex.Expression) -> bool:
    """Is an expression one operation on symbols?"""
    while isinstance(expression, ex.Addition) and len(expression.terms) == 1:
        expression = expression.terms[0]
    return all(not part.children() or not any(child.children() for child in part.children()) for part in expression.children())


def _recurs(definition: Definition, rival: Definition) -> bool:
    """Does a statement give a member of a family by its neighbours, where the definition gives each member by itself?

    Such a recurrence is a claim about what is defined.
    """
    family = _form(rival.target)
    uses, used = (
        any(isinstance(n, ex.Symbol) and _form(n.name) == family for n in d.expression.walk())
        for d in (rival, definition)
    )
    return bool(rival.target.indices) and uses and not used


def _form(name: Name) -> tuple[str, int, int]:
    return name.base, len(name.upper), len(name.lower)


def _computes(final: Assessment, definition: Definition, rival: Definition) -> bool:
    """Does a statement put numbers into the formula that defines its name?

    It does if it is a computation and stands before anything is updated or given a second
    number; behind that, the same formula is computed with other numbers.
    """
    if is_value(definition) or not is_value(rival) or isinstance(rival.expression, ex.Numeral):
        return False
    if any(number < rival.step for number in final.candidates.assignments):
        return False
    for rivals in final.candidates.by_name.values():
        numbers = {
            d.expression.value for d in rivals if d.step < rival.step and isinstance(d.expression, ex.Numeral)
        }  # fmt: skip
        if len(numbers) > 1:
            return False
    return True
