"""The edit that gives a document the definitions which its derivatives speak of.

Few edits can close a gap; each is tried on the whole document, at the sizes that its formulas
are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess, survey
from derive.judgement.bounds import odd_bounds
from derive.judgement.definitions import as_definition, is_value, mentions
from derive.judgement.dependence import Dependence
from derive.judgement.doubts import says_nothing
from derive.judgement.edits import Proposal, Reach, chains, ordered, sums, symbols, terms, vocabulary
from derive.judgement.edits.proposal import replacement
from derive.judgement.given import sum_to_one, world_of
from derive.judgement.patterns import Patterns
from derive.judgement.reread import reread
from derive.judgement.search import MOST_OPEN
from derive.judgement.single_unit import SingleUnit
from derive.judgement.structure import Gap, Key, form_of, gap, key_of
from derive.judgement.trials import Place, Scored, edited_steps, is_hollow, touching, vanishes
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.sides import Part
from derive.meaning.statements import Step
from derive.source.text import Edit

MAX_TRIALS = 100  # of one search; each looks at the whole document
MAX_STEPS = 7500  # of all trials of one search together
MAX_AGAIN = 2400  # the same of those that infer the shapes of a document anew
MAX_GROPING = 15  # the same where little of a document is understood
MAX_GAPS = 3
FEW = 24  # steps that a slip may upset, however little holds
AT_A_TIME = 8  # steps
MANY = 4  # times as many steps must be mended as were zeros and then fail
MAX_DERIVED = 8  # steps that don't hold, in which a lost term is looked for
MAX_FORMS = 3  # ways in which a name is spelled with its letters
_SYMPTOMS = ("fails", "open", "misfit")
_GOOD = ("holds", "defines", "assigns", "assumes")

Candidate = tuple[Step, Proposal, bool]  # an edit of a side of a step; whether it is the left one


def close_gaps(current: Assessment, edited: Mapping[Place, Part], silent: set[int]) -> Iterator[tuple[list[Scored], Assessment]]:
    """Repairs of definitions, each as its candidates with the document after the best; the caller notes the edits."""
    for _ in range(MAX_GAPS):
        mending = Mending(current, edited, silent)
        best = mending.best() if mending.telling and mending.gap else None
        if best is None:
            return
        yield best
        current = best[1]


def apart(after: Assessment, steps: tuple[int, ...], definition: Definition | None) -> bool:
    """Is no step made of what is defined? An edit mends such steps by the shapes alone that it leads others to have."""
    if definition is None or definition.target not in after.definitions:
        return False
    dependence = Dependence(after.definitions, after.model.world.plain)
    return not any(dependence.of_step(after.steps[n]) & dependence.bits[definition.target] for n in steps)


class Mending:
    """The search for the edit that closes a gap."""

    def __init__(self, current: Assessment, edited: Mapping[Place, Part], silent: set[int]) -> None:
        self.current = current
        self.edited = edited
        self.world = replace(current.model.world, typed=False)  # whether letters tell the layer, each trial finds anew
        self.symptoms = [n for n, look in current.looks.items() if look.state in _SYMPTOMS and n not in silent]
        self.good = [n for n, look in current.looks.items() if look.state in _GOOD]
        self.probes = {self.symptoms[i] for i in (0, len(self.symptoms) // 2, -1)} if self.symptoms else set()
        self.single = SingleUnit(current)
        self.probed = self.named_below(self.probes)
        # where little holds, a document isn't understood; a gap in it tells nothing
        holding = sum(look.state == "holds" for look in current.looks.values())
        apart = sum(look.state in _SYMPTOMS and "run in a circle" not in look.reason for look in current.looks.values())
        self.telling = len(self.symptoms) > 0 and apart <= max(MOST_OPEN * holding, FEW)
        size = max(len(current.steps), 1)
        self.trials = min(MAX_TRIALS if len(self.symptoms) <= MOST_OPEN * holding else MAX_GROPING, MAX_STEPS // size)
        self.surveys = MAX_AGAIN // size
        self.gap = gap(current) if self.telling else Gap()

    def best(self) -> tuple[list[Scored], Assessment] | None:
        """The edits that mend most and break nothing, the best first, with the document after the best."""
        self.words = vocabulary(self.current.derivation)
        self.patterns = Patterns(self.current)
        derived = (self.current.steps[n].right.expression for n in self.symptoms[:MAX_DERIVED])
        self.derived = [side for side in derived if side is not None]
        tried: list[tuple[tuple[float, ...], Scored, Assessment]] = []
        seen: set[object] = set()
        for lot in (self.definitions(), self.derivatives(), self.conditions()):
            for step, proposal, left in sorted(lot, key=lambda c: c[1].size)[: self.trials]:
                if (proposal.edit, left) not in seen:
                    seen.add((proposal.edit, left))
                    if (outcome := self.tried(step, proposal, left)) is not None:
                        tried.append(outcome)
        tried.sort(key=lambda item: item[0])
        return ([scored for _, scored, _ in tried], tried[0][2]) if tried else None

    def tried(self, step: Step, proposal: Proposal, left: bool) -> tuple[tuple[float, ...], Scored, Assessment] | None:
        """An edit with what it does to the whole document; None if that speaks against it."""
        current = self.current
        place = (step.chain, step.index + (not left))
        part = step.left if left else step.right
        new = reread(current.derivation, part, proposal.edit)
        if new is None or new.expression is None or place in self.edited:
            return None
        steps = edited_steps(current.derivation, {**self.edited, place: new})
        definition = None if step.index else as_definition(steps[step.number])
        if not step.index and (told := sum_to_one(steps[step.number])) is not None:
            definition = Definition(Name(told), (), ex.Numeral(step.right.span, Fraction(1)), step.number)
        if definition is not None and mentions(definition.expression, definition.target):
            return None
        if definition is None and not left and as_definition(step) is not None and not step.index:
            return None
        if (chosen := self.chosen(definition)) is None:
            return None
        if not self.concerns(steps, step, definition) or (definition is not None and self.hopeless(steps, chosen)):
            return None
        after = self.after(steps, chosen, proposal)
        if after is None:
            return None
        near = [n for n in self.good if current.steps[n].chain == step.chain]
        if self.broken(after, len(self.symptoms), near):
            return None  # what stands beside it knows best
        before = current.looks
        survey(after, set(self.symptoms))
        own = {s.number for s in touching(current, place)} if definition is None else {step.number}
        mends = tuple(
            n for n in self.symptoms
            if after.looks[n].state in _GOOD
            and (definition is None or n not in own)
            and not (left and after.looks[n].state == "defines")  # it takes the place of what was renamed, and says no more than that
            and not is_hollow(after, before[n], after.looks[n])
        )  # fmt: skip
        if not mends:
            return None
        left_over = len(self.symptoms) - len(mends) - sum(n in own and definition is not None for n in self.symptoms)
        few = len(mends) < 2 or 2 * left_over > len(self.symptoms)
        if few and definition is not None and all(before[n].state == "misfit" for n in mends):
            return None  # a step or two may stand for single numbers
        if len(mends) < 2 and definition is not None and isinstance(definition.expression, ex.Symbol) and proposal.kind == "name":
            return None  # another name for a name: what is told of one step is too little
        if self.broken(after, len(mends), self.good):
            return None
        survey(after, after.steps.keys() - after.looks.keys())
        if few and (not gap(after).closes(self.gap) or apart(after, mends, definition)):
            return None  # a step or two may be wrong themselves, unless the derivatives tell the same
        change = self.patterns.change(place, new.expression)
        strange = self.patterns.strange(place, new.expression)
        if "\\sum" in proposal.edit.text:
            strange += 0.1 * sum(1 for _ in odd_bounds(current.derivation, after.steps.values()))
        wrong = definition and (as_definition(step) or definition)
        scored = Scored(place, part, new, proposal, step.number, wrong, mends, 0, change, 0.0, strange=strange)
        return None if says_nothing(current, scored) else ((left_over, *scored.rank()), scored, after)

    def named_below(self, numbers: set[int]) -> set[object]:
        """All that some steps are made of: names, or bases where a letter or an array stands for many names."""
        unit = self.current.model.unit
        bodies: dict[object, list[Expression]] = {}
        for definition in self.current.definitions.values():
            bodies.setdefault(unit(definition.target), []).append(definition.expression)
        steps = [self.current.steps[n] for n in numbers]
        waiting = [side for s in steps for side in (s.left.expression, s.right.expression) if side is not None]
        found: set[object] = set()
        while waiting:
            for node in waiting.pop().walk():
                name = node.name if isinstance(node, ex.Symbol) else node.function if isinstance(node, ex.Application) else None
                if name is not None and unit(name) not in found:
                    found.add(unit(name))
                    waiting += bodies.get(unit(name), [])
        return found

    def concerns(self, steps: Mapping[int, Step], edited: Step, definition: Definition | None) -> bool:
        """Can an edit be felt in a probe? It is one, or is made of what is defined or was."""
        if any(n in steps and steps[n] is not self.current.steps[n] for n in self.probes):
            return True
        before = as_definition(edited) if definition is not None else None
        if definition is None or isinstance(definition.expression, ex.Numeral):
            return definition is not None  # a condition holds for what isn't named there
        unit = self.current.model.unit
        return bool(self.probed & {unit(d.target) for d in (before, definition) if d is not None})

    def hopeless(self, steps: Mapping[int, Step], chosen: dict[Name, Definition]) -> bool:
        """Are all probes false even for single numbers?"""
        return all(self.single.fails_with(chosen, steps.get(n, self.current.steps[n])) for n in self.probes)

    def after(self, steps: dict[int, Step], chosen: dict[Name, Definition], proposal: Proposal) -> Assessment | None:
        """The document after an edit, with no step looked at; None if it doesn't even help the probes."""
        current = self.current
        after = assess(current.derivation, edited=steps, chosen=chosen, only=set(), before=current, world=self.world)
        states = {after.look(steps.get(n, current.steps[n]), brief=True).state for n in self.probes}
        # the formulas tell what is an array, and which letters are sizes: an edit may change that
        shaped = self.world.ranks.arrays and states & {"holds", "misfit"}
        if (shaped or "\\sum" in proposal.edit.text) and self.surveys > 0:
            self.surveys -= 1
            world = replace(world_of(current.derivation, steps), typed=False)
            if world != self.world:
                after = assess(current.derivation, edited=steps, chosen=chosen, only=set(), before=current, world=world)
                states = {after.look(steps.get(n, current.steps[n]), brief=True).state for n in self.probes}
        return after if "holds" in states else None

    def broken(self, after: Assessment, mended: int, good: list[int]) -> bool:
        """Does one of the steps that were good no longer hold? They are looked at some at a time.

        A step that held as zeros, for want of a path, may be false with one: that tells nothing
        against an edit that mends far more.
        """
        upset = 0
        for start in range(0, len(good), AT_A_TIME):
            lot = good[start : start + AT_A_TIME]
            survey(after, set(lot) - after.looks.keys())
            for n in lot:
                if after.looks[n].state not in _GOOD:
                    upset += 1
                    if MANY * upset > mended or not vanishes(self.current, self.current.looks[n]):
                        return True
        return False

    def chosen(self, changed: Definition | None) -> dict[Name, Definition] | None:
        """The choice of definitions with one that is changed; None if another step defines that name."""
        if changed is None:
            return dict(self.current.definitions)
        if isinstance(changed.expression, ex.Numeral):  # a condition
            return {name: d for name, d in self.current.definitions.items() if d.step != changed.step}
        found = {name: d for name, d in self.current.definitions.items() if d.step != changed.step}
        if changed.target in found:
            return None
        for name, rivals in self.current.candidates.by_name.items():
            others = [d for d in rivals if d.step != changed.step]
            if others and name not in found:
                found[name] = others[0]
        return {**found, changed.target: changed}

    # -- edits

    def derivatives(self) -> Iterator[Candidate]:
        """Other names to differentiate by, where no definition has the one that is written."""
        for step in self.current.steps.values():
            for part in (step.left, step.right) if not step.index else (step.right,):
                for proposal in self.variables(part.expression) if part.expression is not None else ():
                    yield step, proposal, part is step.left

    def conditions(self) -> Iterator[Candidate]:
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

    def definitions(self) -> Iterator[Candidate]:
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
            yield from sums.sums(body, None, self.words, Reach.CLOSE)
        if step.number in self.gap.hiding:
            yield from symbols.names(body, None, self.words, Reach.CLOSE)
        elif name is not None and key_of(name) in self.gap.circles:
            yield from self.opening(body)
        if self.gap.unused:  # a sum that lost a term stands whole in what was derived from it
            yield from chains.completed(body, self.derived, self.words)
        for key in self.gap.unused:
            for unused, text in self.forms(key, name, target):
                for symbol in chains.bare(body):
                    if symbol.name != unused:
                        kind = "index" if symbol.name.base == unused.base else "name"
                        yield replacement(symbol, text, self.words.slice(symbol.span), 1.0 if kind == "index" else 1.4, kind)
                yield from chains.inserted(body, text, self.words)
        yield from self.products(body, name, target)
        for key in self.gap.parts:
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
        for key, other in permutations(self.gap.unused):
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
        found = [(name, text) for name, text in self.words.spelling.items() if key_of(name) == key]
        if of is not None:
            words = self.words.slice(of.span)
            beside = {
                d.variables[0].name
                for d in self.words.derivatives.values()
                if chains.is_simple(d) and self.words.slice(d.operand.span) == words and isinstance(d.variables[0], ex.Symbol)
            }
            if near := [pair for pair in found if pair[0] in beside]:
                return near[:MAX_FORMS]
        letters = {i for i in like.indices if isinstance(i, str)} if like is not None else set()
        found.sort(key=lambda pair: len({i for i in pair[0].indices if isinstance(i, str)} - letters))
        return found[:MAX_FORMS]
