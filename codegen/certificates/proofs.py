"""How to prove an equality: which slopes and definitions to open before it is plain algebra.

Python looks for the way, Coq checks it. Derivatives are opened from the most composed one
down, by the value that an earlier theorem gave them or by one layer of the chain rule, until
both sides are equal as rational functions of what is left closed; only then are definitions
opened. So a proof's size follows the step, not the network.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from codegen.certificates.cuts import Cuts
from codegen.certificates.terms import (
    Call,
    Num,
    Pow,
    Prod,
    Quot,
    Ref,
    Slope,
    Sum,
    Term,
    equal,
    put,
    rewrite,
    show,
    size,
)

_ROUNDS = 400
_WORTH_CLOSING = 6  # nodes of a sum from which it pays to treat it as one unknown


@dataclass(frozen=True, slots=True)
class Proof:
    """The lines of a proof."""

    script: tuple[str, ...]
    by_definition: bool = False  # ``reflexivity`` alone does it
    found: bool = True  # False: no way was seen, so that Coq need not be asked


@dataclass(slots=True)
class Facts:
    """What may be used: definitions, slopes and the values of derivatives proved so far."""

    cuts: Cuts
    functions: dict[str, tuple[str, Term]] = field(default_factory=dict)  # parameter, body
    slopes_of_functions: dict[str, str] = field(default_factory=dict)  # lemma of f'
    values: dict[Slope, tuple[Term, str]] = field(default_factory=dict)  # derivative: value, lemma

    def unfolded(self, term: Term) -> Term:
        """The term with every definition opened, derivatives left alone."""

        def rule(part: Term) -> Term | None:
            if isinstance(part, Ref) and part.word in self.cuts.bodies:
                return self.unfolded(self.cuts.bodies[part.word])
            if isinstance(part, Call) and part.function in self.functions:
                return self.unfolded(self.apply(part))
            if isinstance(part, Pow) and part.written:
                return Pow(self.unfolded(part.base), part.exponent)
            return None

        return rewrite(term, rule)

    def convertible(self, left: Term, right: Term) -> bool:
        """Does opening definitions alone, where the two differ, make them one term?"""
        if left == right:
            return True
        if type(left) is type(right) and _same_head(left, right):
            pairs = list(zip(left.children(), right.children()))
            if len(pairs) == len(left.children()) == len(right.children()) > 0 and all(
                self.convertible(a, b) for a, b in pairs
            ):
                return True
        opened = [self._opened_head(left), self._opened_head(right)]
        ranks = [self.cuts.rank.get(t.word, -1) if isinstance(t, Ref) else -1 for t in (left, right)]
        if opened[0] is not None and (opened[1] is None or ranks[0] >= ranks[1]):
            return self.convertible(opened[0], right)
        return opened[1] is not None and self.convertible(left, opened[1])

    def _opened_head(self, term: Term) -> Term | None:
        if isinstance(term, Ref):
            return self.cuts.bodies.get(term.word)
        if isinstance(term, Call) and term.function in self.functions:
            return self.apply(term)
        return None

    def functions_in(self, *terms: Term) -> list[str]:
        """The defined functions in some terms and in each other's bodies, in an order to open them."""
        found: dict[str, None] = {}
        queue = [p.function for t in terms for p in t.walk() if isinstance(p, Call)]
        while queue:
            word = queue.pop(0)
            if word in self.functions:
                found.pop(word, None)
                found[word] = None
                queue.extend(p.function for p in self.functions[word][1].walk() if isinstance(p, Call))
        return list(found)

    def apply(self, call: Call) -> Term:
        """The body of a defined function at its argument."""
        parameter, body = self.functions[call.function]
        return put(body, {Ref(parameter): call.arguments[0]})


class Planner:
    """Finds the way from one side to the other."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.atoms = facts.cuts.by_atom
        self.script: list[str] = []

    def prove(self, left: Term, right: Term) -> Proof:
        """A proof of ``left = right``."""
        if self.facts.convertible(left, right):
            return Proof(("reflexivity.",), by_definition=True)
        for written, exponent in _written_exponents(left, right):
            self.script.append(f"change {written}%nat with {exponent}%nat.")
        left, right = _plain(left), _plain(right)
        alias = self.facts.cuts.alias
        for _ in range(_ROUNDS):
            if equal(left, right, alias):
                return Proof((*self.script, *self._close(left, right)))
            opened = self._open(left, right)
            if opened is None:
                break
            left, right = opened
        return Proof((*self.script, *self._close(left, right)), found=False)

    # -- opening

    def _open(self, left: Term, right: Term) -> tuple[Term, Term] | None:
        parts = [*left.walk(), *right.walk()]
        bodies = self.facts.cuts.bodies
        hidden = [
            p for p in parts if isinstance(p, Ref) and any(isinstance(q, Slope) for q in _body(bodies, p.word).walk())
        ]
        if hidden:
            return self._open_definition(hidden[0].word, left, right)
        slopes = [p for p in parts if isinstance(p, Slope)]
        if slopes:
            return self._open_slope(max(slopes, key=self._depth), left, right)
        refs = {
            p.word for p in parts if isinstance(p, Ref) and p.word in bodies and p.word not in self.facts.cuts.alias
        }
        if refs:
            sides = [{p.word for p in side.walk() if isinstance(p, Ref)} for side in (left, right)]
            one_sided = {w for w in refs if (w in sides[0]) != (w in sides[1])}
            return self._open_definition(max(one_sided or refs, key=self.facts.cuts.rank.__getitem__), left, right)
        calls = [p for p in parts if isinstance(p, Call) and p.function in self.facts.functions]
        if calls:
            function = calls[0].function
            self.script.append(f"unfold {function}.")

            def rule(part: Term) -> Term | None:
                if isinstance(part, Call) and part.function == function:
                    return rewrite(self.facts.apply(part), rule)
                return None

            return rewrite(left, rule), rewrite(right, rule)
        return None

    def _depth(self, slope: Slope) -> int:
        cut = self.atoms.get(slope)
        return cut.depth if cut else -1

    def _open_definition(self, word: str, left: Term, right: Term) -> tuple[Term, Term]:
        self.script.append(f"unfold {word}.")
        replacement: dict[Term, Term] = {Ref(word): self.facts.cuts.bodies[word]}
        return put(left, replacement), put(right, replacement)

    def _open_slope(self, slope: Slope, left: Term, right: Term) -> tuple[Term, Term] | None:
        cut = self.atoms.get(slope)
        if slope in self.facts.values:
            value, lemma = self.facts.values[slope]
            value = _plain(value)
            self.script.append(f"rewrite {lemma}.")
            for written, exponent in _written_exponents(self.facts.values[slope][0]):
                self.script.append(f"change {written}%nat with {exponent}%nat.")
        elif cut is not None:
            value = cut.slope
            self.script.append(f"rewrite (is_derive_unique _ _ _ slope_{cut.word}).")
        elif slope.function in self.facts.slopes_of_functions:
            rule = self.facts.cuts.rules[slope.function]
            value = rule.slope(slope.point)
            lemma = self.facts.slopes_of_functions[slope.function]
            self.script.append(f"rewrite (is_derive_unique _ _ _ ({lemma} {show(slope.point, 5)})).")
        else:
            return None
        return put(left, {slope: value}), put(right, {slope: value})

    # -- closing

    def _close(self, left: Term, right: Term) -> Iterable[str]:
        alias = self.facts.cuts.alias
        used = {p.word for p in (*left.walk(), *right.walk()) if isinstance(p, Ref) and p.word in alias}
        while used:
            yield f"unfold {', '.join(sorted(used))}."
            left, right = (put(s, {Ref(w): Ref(alias[w]) for w in used}) for s in (left, right))
            used = {alias[w] for w in used if alias[w] in alias}
        if _opposite_exponentials(left, right):
            yield "rewrite ?exp_Ropp."
        left, right, closed = self._abstract(left, right)
        yield from closed
        parts = [*left.walk(), *right.walk()]
        if any(isinstance(p, Quot) and not isinstance(p.down, Num) for p in parts):
            yield "field; nonzero."
        elif any(isinstance(p, Quot) or (isinstance(p, Num) and p.value.denominator != 1) for p in parts):
            yield "field."
        else:
            yield "ring."

    def _abstract(self, left: Term, right: Term) -> tuple[Term, Term, list[str]]:
        """Treat sums that both sides share as unknowns, as far as the equality survives."""
        shared = {p for p in left.walk() if isinstance(p, Sum)} & {p for p in right.walk() if isinstance(p, Sum)}
        lines: list[str] = []
        for number, part in enumerate(sorted(shared, key=lambda p: (-size(p), show(p)))):
            if size(part) < _WORTH_CLOSING or part not in set(left.walk()) or part not in set(right.walk()):
                continue
            unknown = Ref(f"shared{number}")
            new_left, new_right = put(left, {part: unknown}), put(right, {part: unknown})
            divisors = [q.down for side in (new_left, new_right) for q in side.walk() if isinstance(q, Quot)]
            dividing = [d for d in divisors if unknown in d.walk()]
            if not equal(new_left, new_right) or not all(_is_factor(unknown, d) for d in dividing):
                continue
            left, right = new_left, new_right
            if dividing:  # keep in mind that it isn't zero
                known = f"{unknown.word}_nonzero"
                lines.append(f"assert ({known} : {show(part)} <> 0) by nonzero; revert {known}.")
                lines.append(f"generalize ({show(part)}); intros {unknown.word} {known}.")
            else:
                lines.append(f"generalize ({show(part)}); intro {unknown.word}.")
        return left, right, lines


def _is_factor(part: Term, term: Term) -> bool:
    if isinstance(term, (Prod, Pow)):
        return all(_is_factor(part, c) or part not in c.walk() for c in term.children())
    return part == term


def _same_head(left: Term, right: Term) -> bool:
    if isinstance(left, Pow) and isinstance(right, Pow):
        return left.exponent == right.exponent  # 2 - 1 is 1 for Coq
    return left.head() == right.head()


def _body(bodies: dict[str, Term], word: str) -> Term:
    return bodies.get(word, Ref(word))


def _plain(term: Term) -> Term:
    """Exponents as numbers."""

    def rule(part: Term) -> Term | None:
        return Pow(_plain(part.base), part.exponent) if isinstance(part, Pow) and part.written else None

    return rewrite(term, rule)


def _written_exponents(*terms: Term) -> list[tuple[str, int]]:
    found = {(p.written, p.exponent): None for t in terms for p in t.walk() if isinstance(p, Pow) and p.written}
    return list(found)


def _opposite_exponentials(left: Term, right: Term) -> bool:
    arguments = {p.arguments[0] for t in (left, right) for p in t.walk() if isinstance(p, Call) and p.function == "exp"}
    return any(isinstance(a, Sum) and a.signs == (-1,) and a.terms[0] in arguments for a in arguments)
