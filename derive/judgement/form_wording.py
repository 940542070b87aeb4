"""The words for what shows in a formula by itself, whatever its names mean."""

from __future__ import annotations

from collections.abc import Iterator

from derive.diagnostics import Diagnostic, Fix
from derive.judgement.edits import Vocabulary, vocabulary
from derive.judgement.slips import UnusedLetter, look_alikes
from derive.judgement.wording import CauseWords, fix_of
from derive.meaning import expressions as ex
from derive.source.text import Edit, Span


class FormWords(CauseWords):
    """Findings about the form of formulas."""

    def malformed(self) -> list[Diagnostic]:
        """All that shows in formulas by themselves."""
        return [*self.lost_signs(), *self.lost_letters(), *self.unbalanced()]

    def lost_signs(self) -> list[Diagnostic]:
        """Derivatives that lack their sign, or have another one in its place."""
        found = []
        for step, derivative in self.derivation.malformed():
            span = derivative.missing
            assert span is not None
            token = self.text(span)
            below = any(v.span.start <= span.start and span.end <= v.span.end for v in derivative.variables)
            where = "denominator" if below else "numerator"
            sign = "d" if derivative.sign == "d" else "\\partial"
            before = sign if sign == "d" else f"{sign} "
            edit = Edit(span, sign if token == "1" and not below else before + token)  # of what stands behind it
            message = f"the {where} of this derivative lacks its `{sign}`: `{token}` should be `{edit.text}`"
            fix = Fix(f"write {edit.text}", (edit,), True)
            found.append(Diagnostic("", "D101", message, span, fix, step=step.id if step else None))
        for alike in look_alikes(self.derivation):
            message = f"`{self.text(alike.span)}` has `{alike.sign}` where the derivative has its `\\partial`"
            fix = Fix(f"write \\partial for {alike.sign}", alike.edits, True)
            found.append(Diagnostic("", "D101", message, alike.span, fix))
        return found

    def lost_letters(self) -> list[Diagnostic]:
        """Sums over a letter that their terms don't have."""
        blamed = {n for r in self.explanation.repairs for n in (r.step, *r.mends)}
        found = []
        for lost in self.unused:
            if lost.step not in blamed:  # else the letter was found by what it does
                found.append(self.passed_by(lost) if lost.through else self.unbound(lost))
        return found

    def passed_by(self, lost: UnusedLetter) -> Diagnostic:
        """A sum whose terms all go through one unit, which is another one than it runs over."""
        fix = self.kept_letter(lost)
        message = f"the terms of this sum over {lost.bound} don't depend on {lost.bound}: each goes through `{self.text(lost.uses[0])}` alone"
        related = ((lost.uses[1], "and on from here"),)
        return Diagnostic("", "D205", message, lost.uses[0], fix, step=_id(lost), related=related)

    def unbound(self, lost: UnusedLetter) -> Diagnostic:
        """A sum whose terms have another letter than its own, which nothing tells."""
        sign = "product" if "\\prod" in self.text(lost.letter) else "sum"
        message = f"the terms of this {sign} over {lost.bound} don't depend on {lost.bound}, and nothing says what {lost.free} is in them"
        if lost.swapped:
            message = f"this {sign} runs over {lost.bound} from {lost.free}, and nothing else says what {lost.free} is in its terms"
        at = self.source.slice(lost.letter).find(lost.bound, self.source.slice(lost.letter).find("_") + 1)
        letter = Span(lost.letter.start + at, lost.letter.start + at + len(lost.bound))
        fix = self.kept_letter(lost) or (Fix(f"sum over {lost.free}", (Edit(letter, lost.free),), False) if at > 0 else None)
        return Diagnostic("", "D205", message, lost.letter, fix, step=_id(lost), related=((lost.uses[0], f"{lost.free} is bound by nothing"),))

    def unbalanced(self) -> list[Diagnostic]:
        """Brackets without a partner, and commands that run into what stands behind them."""
        found = []
        for side in self.explanation.unbalanced:
            fixes = [fix_of(proposal, side.safe) for proposal in side.proposals]
            span = side.span
            if side.code == "D105":
                message = f"the command {self.text(span)} is not known, and begins with one that is"
            elif side.bracket is None:
                message = side.part.error.detail if side.part.error else ""
                span = side.proposals[0].place if side.proposals else span
            else:
                message = f"this {side.bracket.text} {'closes nothing' if side.bracket.text in ')]' else 'is never closed'}"
            if fixes:
                message += f"; {fixes[0].title}"
            first = fixes[0] if fixes else None
            found.append(Diagnostic("", side.code, message, span, first, tuple(fixes[1:]), step=f"s{side.steps[0]}"))
        return found

    def kept_letter(self, lost: UnusedLetter) -> Fix | None:
        """The sum's own letter in its terms, if the document has the same quantities with that letter elsewhere."""
        words = self.vocabulary()
        names = {words.slice(span): name for name, span in ((n.name, n.span) for n in self.symbols()) if span in lost.uses}
        meant = {text: name._replace(lower=tuple(lost.bound if i == lost.free else i for i in name.lower)) for text, name in names.items()}
        if not meant or any(name not in words.spelling for name in meant.values()):
            return None
        edits = tuple(Edit(span, words.spelling[meant[words.slice(span)]]) for span in lost.uses)
        return Fix(f"write {lost.bound} for {lost.free}", edits, False)

    def symbols(self) -> Iterator[ex.Symbol]:
        sides = (part.expression for chain in self.derivation.chains for part in chain.parts)
        return (n for side in sides if side is not None for n in side.walk() if isinstance(n, ex.Symbol))

    def vocabulary(self) -> Vocabulary:
        """All names of the document, as they are spelled."""
        return vocabulary(self.derivation)


def _id(lost: UnusedLetter) -> str | None:
    return f"s{lost.step}" if lost.step is not None else None
