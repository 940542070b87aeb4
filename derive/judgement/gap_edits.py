"""Edits that could give a document the definitions which its derivatives speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import permutations, product

from derive.judgement.assessment import Assessment
from derive.judgement.definitions import as_definition, is_value
from derive.judgement.edits import Proposal, Reach, Vocabulary, chains, ordered, sums, symbols, terms
from derive.judgement.edits.proposal import replacement
from derive.judgement.patterns import Patterns
from derive.judgement.structure import Gap, Key, form_of, key_of
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Step
from derive.meaning.world import free_letters, letters_of
from derive.source.text import Edit

MAX_DERIVED = 8  # steps that don't hold, in which a lost term is looked for
MAX_FORMS = 3  # ways in which a name is spelled with its letters

GapEdit = tuple[Step, Proposal, bool]  # an edit of a side of a step; whether it is the left one


class GapEdits:
    """The edits of a document that could close a gap."""

    def __init__(self, current: Assessment, gap: Gap, words: Vocabulary, patterns: Patterns, symptoms: list[int]) -> None:
        self.current = current
        self.gap = gap
        self.words = words
        self.patterns = patterns
        derived = (current.steps[n].right.expression for n in symptoms[:MAX_DERIVED])
        self.derived = [side for side in derived if side is not None]

    def lots(self) -> Iterator[Iterator[GapEdit]]:
        """All of them, by what they are of."""
        yield self.definitions()
        yield self.derivatives()
        yield self.conditions()

    def derivatives(self) -> Iterator[GapEdit]:
        """Other names to differentiate by, where no definition has the one that is written."""
        for step in self.current.steps.values():
            for part in (step.left, step.right) if not step.index else (step.right,):
                for proposal in self.variables(part.expression) if part.expression is not None else ():
                    yield step, proposal, part is step.left

    def conditions(self) -> Iterator[GapEdit]:
        """Edits of what is said of the sum of given numbers, where a step would hold if that were one."""
        for step in self.current.steps.values():
            left, right = step.left.expression, step.right.expression
            value = right.terms[0] if isinstance(right, ex.Addition) and len(right.terms) == 1 else right  # of -1 the number
            if step.index or left is None or right is None or not isinstance(value, ex.Numeral):
                continue
            if any(isinstance(n, ex.Symbol) and n.name.base in self.gap.sums for n in left.walk()):
                for generator in (terms.numbers, terms.signs):
                    for proposal in generator(right, None, self.words, Reach.CLOSE):
                        yield step, proposal, False
                for generator in (terms.numbers, terms.signs, sums.sums, symbols.names):
                    for proposal in generator(left, None, self.words, Reach.CLOSE):
                        yield step, proposal, True

    def definitions(self) -> Iterator[GapEdit]:
        """Edits of definitions that would close a part of the gap."""
        for step in self.current.steps.values():
            if step.index or step.left.expression is None or step.right.expression is None:
                continue
            if not isinstance(step.right.expression, ex.Matrix) and not self.said_twice(step):  # what gives an array its entries has the array's name
                for proposal in self.heads(step.left.expression):
                    yield step, proposal, True
            if step.number in self.gap.idle and isinstance(step.left.expression, ex.Application):
                for proposal in self.arguments(step.left.expression, tuple(s.name for s in chains.bare(step.right.expression))):
                    yield step, proposal, True
            definition = as_definition(step)
            if definition is None or is_value(definition) or any(isinstance(n, ex.Derivative) for n in definition.expression.walk()):
                continue  # what is made of a gradient is no quantity that gradients are taken of
            own = list(self.bodies(step, definition.expression))
            if definition.parameters and (self.gap.circles or step.number in self.gap.idle):
                own += self.arguments(definition.expression, definition.parameters)
            for proposal in ordered(iter(own)):
                yield step, proposal, False

    def opens(self, edit: GapEdit) -> bool:
        """Does a name that no definition has take the place of one that leads back to what is defined?"""
        _, proposal, _ = edit
        if not self.gap.circles or not isinstance(proposal.node, ex.Symbol) or key_of(proposal.node.name) not in self.gap.circles:
            return False
        return proposal.edit.text in self.unused

    @cached_property
    def missed(self) -> list[Key]:
        """The names that no definition has, in an order that is the same each time: of two edits as likely the first is told."""
        return sorted(self.gap.unused, key=str)

    @cached_property
    def unused(self) -> set[str]:
        """How the names are spelled that no definition has."""
        return {text for name, text in self.words.spelling.items() if key_of(name) in self.gap.unused}

    @cached_property
    def spelled(self) -> dict[Key, list[tuple[Name, str]]]:
        """How names are spelled, by what they have in common when their letters are left open."""
        found: dict[Key, list[tuple[Name, str]]] = {}
        for name, text in self.words.spelling.items():
            found.setdefault(key_of(name), []).append((name, text))
        return found

    @cached_property
    def variables_of(self) -> dict[str, set[Name]]:
        """What is differentiated by, for each quantity as it is written."""
        found: dict[str, set[Name]] = {}
        for derivative in self.words.derivatives.values():
            variable = derivative.variables[0]
            if chains.is_simple(derivative) and isinstance(variable, ex.Symbol):
                found.setdefault(self.words.slice(derivative.operand.span), set()).add(variable.name)
        return found

    def said_twice(self, step: Step) -> bool:
        """Does another statement say the same of the same name?"""
        left, looks = step.left.expression, self.current.looks
        rivals = self.current.candidates.by_name.get(left.name, ()) if isinstance(left, ex.Symbol) else ()
        agreeing = [d for d in rivals if d.step in looks and looks[d.step].state in ("holds", "defines")]
        return len(agreeing) > 1 and any(d.step == step.number for d in agreeing)

    def heads(self, head: Expression) -> Iterator[Proposal]:
        """An orphan in the place of what is defined; a name without its minus."""
        if isinstance(head, ex.Addition) and head.signs == (-1,) and head.sign_spans and isinstance(head.terms[0], ex.Symbol):
            if key_of(head.terms[0].name) in self.gap.orphans:
                span = head.sign_spans[0]
                yield Proposal(Edit(span, ""), 0.8, "sign", span, "drop the leading minus")
        function = head.terms[0] if isinstance(head, ex.Addition) and len(head.terms) == 1 else head
        if isinstance(function, ex.Application) and key_of(function.function) in self.gap.orphans:
            near = (*terms.signs(head, None, self.words, Reach.CLOSE), *symbols.primes(head, None, self.words, Reach.CLOSE))
            yield from (p for p in near if p.edit.text in ("", self.words.slice(function.function_span).replace("'", "", 1)))
        if not isinstance(head, ex.Symbol):
            return
        for key in self.nameless():
            if (len(key[1]), len(key[2])) != (len(head.name.upper), len(head.name.lower)):
                continue
            for name, text in self.forms(key, head.name):
                kind = "index" if name.base == head.name.base else "name"
                size = (0.9 if kind == "index" else 1.0) + 0.3 * (key not in self.gap.orphans) - 0.05 * (key_of(head.name) in self.gap.circles)
                yield replacement(head, text, self.words.slice(head.span), size, kind, ex.Symbol(head.span, name))

    def nameless(self) -> list[Key]:
        """Names that may have lost their definition: not those of a family of which more have none, such as the weights."""
        defined = Counter(form_of(key_of(name)) for name in self.current.definitions)
        lacking = self.gap.orphans | self.gap.leaves
        many = Counter(map(form_of, lacking))
        return sorted((k for k in lacking if many[form_of(k)] <= max(defined[form_of(k)], 1)), key=lambda k: (k not in self.gap.orphans, str(k)))

    def variables(self, side: Expression) -> Iterator[Proposal]:
        """Another name in a derivative by one that no definition has."""
        for node in side.walk():
            if isinstance(node, ex.Derivative) and chains.is_simple(node):
                variable = node.variables[0]
                if isinstance(variable, ex.Symbol) and key_of(variable.name) in self.gap.unused:
                    yield from symbols.names(variable, None, self.words, Reach.CLOSE)

    def bodies(self, step: Step, body: Expression) -> Iterator[Proposal]:
        """Names that no definition has in the place of others or beside them; what else could be in a circle."""
        target = step.left.expression
        assert target is not None
        name = target.name if isinstance(target, ex.Symbol) else None
        if step.number in self.gap.hiding:
            loose = free_letters(body, self.current.model.world).keys() - set(letters_of(name.indices) if name is not None else ())
            yield from sums.sums(body, None, sums.borrowed(sorted(loose), self.words), Reach.CLOSE)
            yield from symbols.names(body, None, self.words, Reach.CLOSE)
        elif name is not None and key_of(name) in self.gap.circles:
            yield from self.opening(body)
        if self.gap.unused:  # a sum that lost a term stands whole in what was derived from it, and its siblings have it
            yield from chains.completed(body, self.derived, self.words)
            lost = [text for key in self.missed for _, text in self.forms(key, name, target)]
            yield from (p for p in self.patterns.restorations((step.chain, 1), self.words) if any(text in p.edit.text for text in lost))
        for key in self.missed:
            for unused, text in self.forms(key, name, target):
                for symbol in chains.bare(body):
                    if symbol.name != unused:
                        kind = "index" if symbol.name.base == unused.base else "name"
                        yield replacement(symbol, text, self.words.slice(symbol.span), 1.0 if kind == "index" else 1.4, kind)
                yield from chains.inserted(body, text, self.words)
        yield from self.products(body, name, target)
        for key in sorted(self.gap.parts, key=str):
            terms_ = body.terms if isinstance(body, ex.Addition) else (body,)
            parts = [t for t in terms_ if isinstance(t, ex.Symbol)]
            if any(form_of(key_of(t.name)) == form_of(key) for t in parts):
                for _, text in self.forms(key, name, target):
                    yield from chains.added(body, text, self.words)
                    yield from (replacement(t, text, self.words.slice(t.span), 1.2, "name") for t in parts)

    def opening(self, body: Expression) -> Iterator[Proposal]:
        """Names that don't lead back, in the place of one that does: what was meant can't be in the circle."""
        for proposal in symbols.names(body, None, self.words, Reach.CLOSE):
            if isinstance(proposal.node, ex.Symbol) and isinstance(proposal.new, ex.Symbol):
                if key_of(proposal.node.name) in self.gap.circles and key_of(proposal.new.name) not in self.gap.circles:
                    yield proposal

    def products(self, body: Expression, like: Name | None, target: Expression) -> Iterator[Proposal]:
        """A term that is lost as a whole: the product of two names that no definition has, added up where a letter of it runs."""
        if len(self.gap.unused) != 2:
            return
        own = {i for i in like.indices if isinstance(i, str)} if like is not None else set()
        for key, other in permutations(self.missed):
            for (one, first), (two, second) in product(self.forms(key, like, target), self.forms(other, like)):
                loose = [i for i in dict.fromkeys((*one.lower, *two.lower)) if isinstance(i, str) and i not in own]
                heads = [head + " " for head in sums.written(loose[0], self.words)] if len(loose) == 1 else [""] * (not loose)
                for head in heads:
                    yield from chains.added(body, f"{head}{first} {second}", self.words)

    def arguments(self, body: Expression, parameters: tuple[Name, ...]) -> Iterator[Proposal]:
        """The letter that a function is of in the place of another name."""
        for symbol in chains.bare(body):
            for parameter in parameters:
                if symbol.name != parameter:
                    yield replacement(symbol, self.words.spelling.get(parameter, parameter.latex()), self.words.slice(symbol.span), 1.2, "name")

    def forms(self, key: Key, like: Name | None, of: Expression | None = None) -> list[tuple[Name, str]]:
        """How a name is spelled: beside the derivative of ``of`` by it, or with the letters of ``like``."""
        found = list(self.spelled.get(key, ()))
        if of is not None:
            beside = self.variables_of.get(self.words.slice(of.span), ())
            if near := [pair for pair in found if pair[0] in beside]:
                return near[:MAX_FORMS]
        letters = {i for i in like.indices if isinstance(i, str)} if like is not None else set()
        found.sort(key=lambda pair: len({i for i in pair[0].indices if isinstance(i, str)} - letters))
        return found[:MAX_FORMS]
