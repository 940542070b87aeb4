"""Word the findings: what is wrong, where, why, and what it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from derive.algebra.model import Definition
from derive.diagnostics import Diagnostic, Fix
from derive.judgement import entries
from derive.judgement.afterthoughts import Suggestion
from derive.judgement.assessment import Assessment
from derive.judgement.blame import Explanation
from derive.judgement.bounds import odd_bounds
from derive.judgement.conflicts import given_twice, hidden
from derive.judgement.constants import differentiated_constants
from derive.judgement.declared import declaration_findings, offered
from derive.judgement.edits.analogy import restorations
from derive.judgement.form_wording import FormWords
from derive.judgement.gradients import Gradients
from derive.judgement.granted import granting
from derive.judgement.odd_members import odd_members
from derive.judgement.regularity import row_of
from derive.judgement.repair import Repair
from derive.judgement.reread import reread
from derive.judgement.self_terms import own_term
from derive.judgement.shared_factors import SharedFactor, shared_factors
from derive.judgement.siblings import Siblings, kin_of
from derive.judgement.verdicts import Verdict
from derive.judgement.wording import fix_of, numbers
from derive.language import ENGLISH
from derive.meaning import expressions as ex
from derive.meaning.sides import Part
from derive.meaning.statements import Derivation, Step
from derive.source.text import Edit, Span

_MIN_PATTERN = 3  # siblings that must agree before the odd one out is reported


def number_findings(derivation: Derivation, explanation: Explanation) -> dict[Repair, str]:
    """The ids of the findings that are causes, in the order of the document."""
    ordered = sorted(explanation.repairs, key=lambda r: r.proposal.place if r.proposal else r.part.span)
    return {repair: f"f{number}" for number, repair in enumerate(ordered, 1)}


def word_findings(
    derivation: Derivation,
    first: Assessment,
    explanation: Explanation,
    verdicts: Mapping[int, Verdict],
    gradients: Gradients,
    ids: Mapping[Repair, str],
    suggestions: Mapping[int, Suggestion],
    bridged: Mapping[int, Verdict],
) -> list[Diagnostic]:
    """All findings of a document in its order."""
    words = _Words(derivation, first, explanation, verdicts, gradients)
    words.suggestions = suggestions
    found = [words.caused(repair, ids[repair]) for repair in explanation.repairs]
    rest = [
        *words.malformed(),
        *words.refuted(),
        *words.undecided(),
        *words.unread(),
        *words.conflicts(),
        *words.shared(),
        *words.constants(),
        *words.patterns(),
        *words.bounds(),
        *words.odd_members(),
        *words.missing_gradients(),
        *declaration_findings(derivation, words.final),
    ]
    number = len(found)
    for diagnostic in sorted(rest, key=lambda d: d.span):
        number += 1
        found.append(_with_id(diagnostic, f"f{number}"))
    told = {f"s{number}": verdict.declaration for number, verdict in bridged.items() if verdict.declaration}
    found = [_if_meant(d, told[d.step]) if d.step in told and d.code in _OF_STEPS else d for d in found]
    return sorted(found, key=lambda d: (d.span, d.id))


_OF_STEPS = ("D301", "D302", "D310")


def _if_meant(diagnostic: Diagnostic, declaration: str) -> Diagnostic:
    """A finding about a step with what isn't said and would make the step true."""
    notes = (ENGLISH("if_meant", declaration=declaration), f"declare: {declaration}")
    return replace(diagnostic, notes=(*(n for n in diagnostic.notes if not n.startswith("declare: ")), *notes))


def _with_id(diagnostic: Diagnostic, new: str) -> Diagnostic:
    return replace(diagnostic, id=new)


def decimals(part: Part) -> set[str]:
    """The decimals in a side."""
    node = part.expression
    return {str(n.value) for n in node.walk() if isinstance(n, ex.Numeral) and n.places} if node is not None else set()


class _Words(FormWords):
    suggestions: Mapping[int, Suggestion]  # what false steps without a repair may have been meant to say

    def suggested(self, found: Diagnostic, *numbers: int) -> Diagnostic:
        """A finding about some steps with what they may be meant to say: of more than one, the side between them."""
        told = [p for n in numbers if n in self.suggestions for p in self.suggestions[n].proposals]
        side = found.span
        proposals = [p for p in told if len(numbers) == 1 or side.start <= p.edit.span.start <= p.edit.span.end <= side.end]
        if not proposals:
            return found
        first, *others = (fix_of(p, False) for p in proposals)
        message = f"{found.message}; perhaps {first.title}"
        return replace(found, message=message, fix=first, alternatives=tuple(others))

    def refuted(self) -> list[Diagnostic]:
        """False steps that nothing small would mend."""
        mended = {n for r in self.explanation.repairs for n in r.mends}
        found = []
        explained: set[int] = {lost.step for lost in self.unused if lost.step is not None}
        wrong: set[str] = set()  # numbers that were refuted: what is computed from them follows
        for number, verdict in self.verdicts.items():
            if verdict.outcome != "refuted" or verdict.method == "syntax" or number in mended | explained:
                continue
            step = self.steps[number]
            after = self.steps.get(number + 1)
            if after is not None and after.chain == step.chain and self.bridged(step, after):
                explained.add(number + 1)
                message = f"`{self.text(step.right.span)}` differs from the sides before and after it, which agree"
                witness = numbers(verdict.witness)
                found.append(self.suggested(Diagnostic("", "D301", message, step.right.span, witness=witness, step=step.id), number, number + 1))
                continue
            if verdict.method == "circular" and (term := own_term(self.derivation, step)) is not None:
                message = f"`{self.text(term.span)}` is a term of its own value, so that the other terms would add up to zero"
                found.append(Diagnostic("", "D204", message, term.span, step=step.id))
            elif verdict.method == "circular":
                message = f"`{self.text(step.left.span)}` is defined in terms of itself, so it has no value"
                name = self.final.candidates.circular.get(step.number)
                own = (n.span for n in (step.right.expression.walk() if step.right.expression else ()) if isinstance(n, ex.Symbol) and n.name == name)
                found.append(Diagnostic("", "D204", message, next(own, step.right.span), step=step.id))
            elif verdict.method == "rounding":
                step = next((s for s in entries.split(step) if self.final.look(s).state == "fails"), step)
                used = decimals(step.right)
                follows = bool(used & wrong)
                wrong |= used
                for later in self.steps.values():  # what the chain goes on to compute
                    if later.chain == step.chain and later.index > step.index:
                        wrong |= decimals(later.right)
                if follows:
                    continue
                message = f"the number doesn't follow: `{self.text(step.left.span)}` is not `{self.text(step.right.span)}`"
                found.append(self.suggested(Diagnostic("", "D303", message, step.right.span, step=step.id), number))
            else:
                there = self.restated(step)
                code = "D301" if there is None else "D202"
                message = "the two sides of this step differ"
                if there is not None:
                    message = f"this contradicts the definition of `{self.text(step.left.span)}` on line {self.line(there)}"
                if verdict.reason:  # at other sizes than those it was first looked at
                    message += f" {verdict.reason}"
                witness = numbers(verdict.witness)
                found.append(self.suggested(Diagnostic("", code, message, step.right.span, witness=witness, step=step.id), number))
        return found

    def conflicts(self) -> list[Diagnostic]:
        """Statements that contradict each other without a false step."""
        found = []
        for twice in given_twice(self.final, self.verdicts):
            message = f"`{self.text(twice.step.left.span)}` has another value on line {self.line(twice.first.span)}"
            span = twice.step.left.span
            fix: Fix | None = None
            if twice.symbol is not None and twice.meant is not None:
                span = twice.symbol.span
                meant = self.vocabulary().spelling.get(twice.meant, twice.meant.latex())
                fix = Fix(f"replace {self.text(span)} by {meant}", (Edit(span, meant),), False)
                message += f"; should `{self.text(span)}` be `{meant}`, which has none?"
            related = ((twice.first.span, "given first here"),)
            found.append(Diagnostic("", "D206", message, span, fix, witness=numbers(twice.witness), step=twice.step.id, related=related))
        for slip in hidden(self.final, self.verdicts, self.vocabulary):
            what = self.text(slip.step.left.span)
            message = f"this isn't what line {self.line(slip.statement.span)} says `{slip.name.latex()}` is: {self.reason(slip.proposal, self.text(slip.proposal.place))}"
            notes = (f"the step holds all the same: the difference is lost in `{what}`",)
            related = ((slip.statement.span, "given here"),)
            fix = fix_of(slip.proposal, False)
            found.append(Diagnostic("", "D202", message, slip.proposal.place, fix, step=slip.step.id, notes=notes, related=related))
        return found

    @cached_property
    def twice(self) -> list[SharedFactor]:
        return list(shared_factors(self.final, self.vocabulary))

    def shared(self) -> list[Diagnostic]:
        """Definitions of which two parameters can't be told apart."""
        blamed = {n for r in self.explanation.repairs for n in (r.step, *r.mends)}
        found = []
        for twice in self.twice:
            if twice.step in blamed or self.final.looks[twice.step].state != "defines":
                continue
            one, other = (self.text(weight.span) for weight in twice.weights)
            token, meant = self.text(twice.symbol.span), self.vocabulary().spelling.get(twice.meant, twice.meant.latex())
            message = f"`{one}` and `{other}` both multiply `{token}`, so that only their sum matters; should one `{token}` be `{meant}`?"
            fix = Fix(f"replace {token} by {meant}", (Edit(twice.symbol.span, meant),), False)
            found.append(Diagnostic("", "D207", message, twice.symbol.span, fix, step=f"s{twice.step}"))
        return found

    def constants(self) -> list[Diagnostic]:
        """Definitions that leave nothing to differentiate."""
        found = []
        for constant in differentiated_constants(self.final, self.verdicts):
            definition = constant.definition
            span = self.steps[definition.step].right.span
            message = f"`{self.text(span)}` is a constant, so that every derivative of `{definition.target.latex()}` would be zero"
            related = tuple((step.span, "this step takes it for more") for step in constant.steps[:1])
            found.append(Diagnostic("", "D208", message, span, step=f"s{definition.step}", related=related))
        return found

    def bridged(self, step: Step, after: Step) -> bool:
        """Is only the side between two false steps wrong?"""
        following = self.verdicts.get(after.number)
        if following is None or following.outcome != "refuted" or after.left is not step.right:
            return False
        look = self.final.look(replace(step, right=after.right))
        return look.state == "holds"

    def undecided(self) -> list[Diagnostic]:
        found = []
        lost = {lost.step for lost in self.unused}
        for number, verdict in self.verdicts.items():
            if verdict.outcome == "undecided" and number not in lost:
                step = self.steps[number]
                decides = offered(verdict.declaration) if verdict.declaration else f"{granting(self.derivation, step)}, if it is right all the same"
                notes = (f"declare: {decides}",)
                message = f"neither proved nor refuted: {verdict.reason}"
                found.append(Diagnostic("", "D310", message, step.right.span, step=step.id, notes=notes))
        return found

    def unread(self) -> list[Diagnostic]:
        told = {side.part.error for side in self.explanation.unbalanced}
        errors = [e for e in self.derivation.errors if e not in told]
        comma = {e: Fix("write a comma", (Edit(e.span, ","),), True) for e in errors if e.code == "D104"}
        found = [Diagnostic("", "D404" if e.code == "D101" else e.code, e.detail, e.span, comma.get(e)) for e in errors]
        for problem in self.derivation.document.problems:
            detail = f": {problem.detail}" if problem.detail else ""
            message = {"D401": "this formula is never closed", "D402": "this file was not read"}.get(problem.code, "") + detail
            found.append(Diagnostic("", problem.code, message, problem.span))
        if not self.derivation.steps and not found:
            found.append(Diagnostic("", "D409", "no equality was found in this document", Span(0, 0)))
        return found

    def patterns(self) -> list[Diagnostic]:
        """Definitions that nothing contradicts and that stand out among their siblings."""
        blamed = {r.step for r in self.explanation.repairs} | {twice.step for twice in self.twice}
        everything = list(self.final.definitions.values())
        siblings = Siblings(everything)
        even = siblings.even(self.derivation.lots)
        found = []
        odd: dict[tuple[str, int], list[tuple[bool, Diagnostic]]] = {}  # by family: does it then carry its unit's own indices?
        for definition in everything:
            if definition.step in blamed or definition.parameters:
                continue
            kin = kin_of(definition)
            if kin in even or len(siblings.members[kin]) <= _MIN_PATTERN:
                continue
            family = siblings.family(definition)
            row = row_of(definition.target, definition.expression)
            others = family.others(row)
            if len(others) < _MIN_PATTERN:
                continue
            broken = family.violations(row) if family.peers(row) >= _MIN_PATTERN else []
            if len(broken) == 1:
                symbol, expected = broken[0].symbol, broken[0].expected
                spelling = self.vocabulary().spelling
                if expected == symbol.name:
                    continue  # its siblings agree on nothing that could stand there
                if expected.base != symbol.name.base and expected not in spelling:
                    continue  # the first layer reads x where the others read a: there is no a^0
                text = spelling.get(expected, expected.latex())
                said = self.pattern(definition, symbol.span, Edit(symbol.span, text), len(others))
                odd.setdefault(kin, []).append((expected.indices == definition.target.indices, said))
            elif isinstance(definition.expression, ex.Symbol):
                continue  # a_0 = x: where a recurrence starts
            elif not family.peers(row) and len({r.form for r in others}) == 1:
                part = self.steps[definition.step].right
                for proposal in restorations(row, family, self.vocabulary()):
                    new = reread(self.derivation, part, proposal.edit)
                    if new is not None and new.expression is not None and not family.irregularity(row_of(definition.target, new.expression)):
                        found.append(self.pattern(definition, proposal.place, proposal.edit, len(others), proposal.told))
                        break
        for rivals in odd.values():  # one slip makes its siblings odd too; an index follows the unit before anything else
            own = [said for follows, said in rivals if follows]
            found += own or [said for _, said in rivals]
        return found

    def bounds(self) -> list[Diagnostic]:
        """Sums that end elsewhere than the others over the same units."""
        blamed = {n for r in self.explanation.repairs for n in (r.step, *r.mends)}
        found = []
        sound = [s for n, s in self.final.steps.items() if self.final.looks[n].state not in ("fails", "misfit")]
        for odd in odd_bounds(self.derivation, sound):
            if odd.step not in blamed:
                fix = Fix(f"replace {self.text(odd.span)} by {odd.meant}", (Edit(odd.span, odd.meant),), False)
                message = f"`{self.text(odd.span)}` stands out: {odd.reason}"
                found.append(Diagnostic("", "D203", message, odd.span, fix, step=f"s{odd.step}" if odd.step else None))
        return found

    def odd_members(self) -> list[Diagnostic]:
        """Terms that break the series of a sum with dots."""
        found = []
        for odd in odd_members(self.derivation.lots_of_steps):
            text, meant = self.text(odd.span), self.vocabulary().spelling.get(odd.meant, odd.meant.latex())
            fix = Fix(f"replace {text} by {meant}", (Edit(odd.span, meant),), False)
            message = f"`{text}` breaks the series, which goes on with `{meant}`"
            found.append(Diagnostic("", "D209", message, odd.span, fix, step=f"s{odd.step}"))
        return found

    def pattern(self, definition: Definition, place: Span, edit: Edit, siblings: int, title: str = "") -> Diagnostic:
        token = self.text(place)
        message = f"`{token}` breaks the pattern of the {siblings} sibling definitions, "
        message += f"which would {title} here" if title else f"which would have `{edit.text}` here"
        fix = Fix(title or f"replace {token} by {edit.text}", (edit,), False)
        return Diagnostic("", "D203", message, place, fix, step=f"s{definition.step}")

    def missing_gradients(self) -> list[Diagnostic]:
        from derive.judgement.completion import complete

        found = []
        for missing in self.gradients.missing:
            sibling = self.gradients.derived[missing.sibling]
            span = self.steps[sibling.step].left.span
            rows = complete(self.derivation, self.final, self.gradients, missing)
            loss = self.gradients.loss
            assert loss is not None
            formula = f": {rows[0]} = {rows[-1]}" if rows else ""
            message = f"∂{loss.plain()}/∂{missing.parameter.plain()} is never derived{formula}"
            found.append(Diagnostic("", "D501", message, span))
        return found
