r"""What the derivatives of a document say of its definitions.

Who derives ``∂z/∂w`` says that z has a definition and that w stands in it. Where a name that is
differentiated has no definition, or one that something is differentiated by stands in none, or
the definitions run in a circle, a definition is wrong, whatever its steps look like. Few edits
can mend that; each is tried on the whole document, whose shapes and sizes it may change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.algebra.model import Definition
from derive.judgement.assessment import Assessment, assess
from derive.judgement.definitions import as_definition, is_value, mentions
from derive.judgement.edits import Proposal, Reach, Vocabulary, chains, ordered, sums, symbols
from derive.judgement.edits.proposal import replacement
from derive.judgement.patterns import Patterns
from derive.judgement.reread import reread
from derive.judgement.trials import Place, Scored, edited_steps
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.sides import Part
from derive.meaning.statements import Step
from derive.source.text import Edit

MAX_TRIALS = 60  # of one search; each looks at the whole document
MAX_FORMS = 3  # ways in which a name is spelled with its letters
_SYMPTOMS = ("fails", "open", "misfit")
_GOOD = ("holds", "defines", "assigns", "assumes")

Key = tuple[str, tuple[object, ...], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Gap:
    """What the definitions lack."""

    orphans: frozenset[Key]  # differentiated, or of a defined family, and never defined
    unused: frozenset[Key]  # something is differentiated by them, and no definition has them
    circular: bool
    hiding: frozenset[int]  # steps whose right side has a letter that the left side lacks

    def __lt__(self, other: Gap) -> bool:
        """Has every derivative what the other has for it, and one has more?"""
        names, others = self.orphans | self.unused, other.orphans | other.unused
        return self.orphans <= other.orphans and self.unused <= other.unused and len(names) < len(others) and self.circular <= other.circular

    def __bool__(self) -> bool:
        return bool(self.orphans or self.unused or self.circular or self.hiding)


def key_of(name: Name) -> Key:
    """A name with its letters left open: what is said of one is said of all."""
    return (name.base, tuple(map(_open, name.upper)), tuple(map(_open, name.lower)))


def _open(index: object) -> object:
    return index if isinstance(index, int) else "*"


def gap(current: Assessment) -> Gap:
    """What the derivatives of a document miss in its definitions."""
    defined = {key_of(name) for name in current.definitions}
    families = {(base, len(upper), len(lower)) for base, upper, lower in defined}
    used: set[Key] = set()
    for definition in current.definitions.values():
        used |= {key_of(s.name) for s in chains.bare(definition.expression)}
    above: set[Key] = set()
    below: set[Key] = set()
    seen: set[Key] = set()
    for step in current.steps.values():
        for part in (step.left, step.right):
            for node in part.expression.walk() if part.expression is not None else ():
                if isinstance(node, ex.Symbol):
                    seen.add(key_of(node.name))
                elif isinstance(node, ex.Derivative):
                    above |= {key_of(node.operand.name)} if isinstance(node.operand, ex.Symbol) else set()
                    below |= {key_of(v.name) for v in node.variables if isinstance(v, ex.Symbol)}
    members = {k for k in seen if (k[0], len(k[1]), len(k[2])) in families}
    orphans = {k for k in above | members if not _covered(k, defined)}
    unused = {k for k in below if not _covered(k, used)}
    circular = bool(current.candidates.circular) or any("run in a circle" in look.reason for look in current.looks.values())
    return Gap(frozenset(orphans), frozenset(unused), circular, current.candidates.hiding)


def _covered(key: Key, by: set[Key]) -> bool:
    """Is a name one of a family, whose letters stand for any index?"""
    return key in by or any(
        base == key[0] and len(upper) == len(key[1]) and len(lower) == len(key[2])
        and all(a == b or "*" in (a, b) for a, b in zip(upper + lower, key[1] + key[2], strict=True))
        for base, upper, lower in by
    )  # fmt: skip


class Mending:
    """The search for the edit of a definition that closes a gap."""

    def __init__(self, current: Assessment, words: Vocabulary, patterns: Patterns, edited: Mapping[Place, Part], silent: set[int]) -> None:
        self.current = current
        self.words = words
        self.patterns = patterns
        self.edited = edited
        self.silent = silent
        self.symptoms = [n for n, look in current.looks.items() if look.state in _SYMPTOMS and n not in silent]
        self.probes = {self.symptoms[i] for i in (0, len(self.symptoms) // 2, -1)} if self.symptoms else set()
        self.gap = gap(current)

    def best(self) -> tuple[list[Scored], Assessment] | None:
        """The edits that mend most and break nothing, the best first, with the document after the best."""
        if not self.gap or not self.symptoms:
            return None
        tried: list[tuple[tuple[float, ...], Scored, Assessment]] = []
        seen: set[object] = set()
        candidates = sorted(self.candidates(), key=lambda c: c[1].size)
        for step, proposal, left in candidates:
            if (proposal.edit, left) in seen or len(seen) >= MAX_TRIALS:
                continue
            seen.add((proposal.edit, left))
            if (outcome := self.tried(step, proposal, left)) is not None:
                tried.append(outcome)
        tried.sort(key=lambda item: item[0])
        if not tried:
            return None
        return [scored for _, scored, _ in tried], tried[0][2]

    def tried(self, step: Step, proposal: Proposal, left: bool) -> tuple[tuple[float, ...], Scored, Assessment] | None:
        place = (step.chain, step.index + (not left))
        part = step.left if left else step.right
        new = reread(self.current.derivation, part, proposal.edit)
        if new is None or new.expression is None or place in self.edited:
            return None
        steps = edited_steps(self.current.derivation, {**self.edited, place: new})
        definition = as_definition(steps[step.number])
        if definition is None or mentions(definition.expression, definition.target):
            return None
        if (chosen := self.chosen(definition)) is None:
            return None
        quick = assess(self.current.derivation, edited=steps, dag=self.current.model.dag, chosen=chosen, only=set())
        if all(quick.look(steps.get(n, self.current.steps[n]), brief=True).state != "holds" for n in self.probes):
            return None
        after = assess(self.current.derivation, edited=steps, dag=self.current.model.dag, chosen=chosen)
        before = self.current.looks
        broken = [n for n, look in before.items() if look.state in _GOOD and after.looks[n].state not in _GOOD]
        mends = tuple(n for n in self.symptoms if after.looks[n].state in _GOOD and n != step.number)
        left_over = sum(after.looks[n].state in _SYMPTOMS for n in self.symptoms)
        few = len(mends) < 2 or 2 * left_over > len(self.symptoms)
        if broken or not mends or (few and not gap(after) < self.gap):
            return None  # a step or two may be wrong themselves, unless the derivatives tell the same
        change = self.patterns.irregularity(place, new.expression) - self.patterns.irregularity(place) if not left else 0
        strange = self.patterns.strange(place, new.expression)
        scored = Scored(place, part, new, proposal, step.number, definition, mends, 0, change, 0.0, strange=strange)
        return (left_over, *scored.rank()), scored, after

    def chosen(self, changed: Definition) -> dict[Name, Definition] | None:
        """The choice of definitions with one that is changed; None if another step defines that name."""
        found = {name: d for name, d in self.current.definitions.items() if d.step != changed.step}
        if changed.target in found:
            return None
        for name, rivals in self.current.candidates.by_name.items():
            others = [d for d in rivals if d.step != changed.step]
            if others and name not in found:
                found[name] = others[0]
        return {**found, changed.target: changed}

    def candidates(self) -> Iterator[tuple[Step, Proposal, bool]]:
        """Edits of definitions that would close a part of the gap; whether each is of the left side."""
        current = self.current
        for step in current.steps.values():
            if step.index or step.left.expression is None or step.right.expression is None:
                continue
            for proposal in self.heads(step.left.expression):
                yield step, proposal, True
            definition = as_definition(step)
            if definition is None or is_value(definition):
                continue
            own = list(self.bodies(step, definition.expression))
            if definition.parameters:
                own += self.arguments(definition.expression, definition.parameters)
            for proposal in ordered(iter(own)):
                yield step, proposal, False

    def heads(self, head: Expression) -> Iterator[Proposal]:
        """An orphan in the place of what is defined; a name without its minus."""
        if isinstance(head, ex.Addition) and head.signs == (-1,) and isinstance(head.terms[0], ex.Symbol) and head.sign_spans:
            if key_of(head.terms[0].name) in self.gap.orphans:
                span = head.sign_spans[0]
                yield Proposal(Edit(span, ""), 0.8, "sign", span, "drop the leading minus")
        if not isinstance(head, ex.Symbol):
            return
        for key in self.gap.orphans:
            if (len(key[1]), len(key[2])) != (len(head.name.upper), len(head.name.lower)):
                continue
            for name, text in self.forms(key, head.name):
                size = 1.0 if name.base == head.name.base else 1.4
                yield replacement(head, text, self.words.slice(head.span), size, "name" if size > 1 else "index", ex.Symbol(head.span, name))

    def bodies(self, step: Step, body: Expression) -> Iterator[Proposal]:
        target = step.left.expression
        assert target is not None
        if step.number in self.gap.hiding:
            yield from sums.sums(body, None, self.words, Reach.CLOSE)
        if step.number in self.gap.hiding or self.gap.circular:
            for proposal in symbols.names(body, None, self.words, Reach.CLOSE):
                yield proposal._replace(size=proposal.size + 0.1)
        for key in self.gap.unused:
            for name, text in self.forms(key, target.name if isinstance(target, ex.Symbol) else None, target):
                for symbol in chains.bare(body):
                    if symbol.name != name:
                        kind = "index" if symbol.name.base == name.base else "name"
                        yield replacement(symbol, text, self.words.slice(symbol.span), 1.0 if kind == "index" else 1.4, kind)
                yield from chains.inserted(body, text, self.words)

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
            near = [pair for pair in found if pair[0] in beside]
            if near:
                return near[:MAX_FORMS]
        letters = {i for i in like.indices if isinstance(i, str)} if like is not None else set()
        found.sort(key=lambda pair: len({i for i in pair[0].indices if isinstance(i, str)} - letters))
        return found[:MAX_FORMS]
