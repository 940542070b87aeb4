"""Theorems that two sides differ: enclosures of every quantity on the way, at given numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from mpmath import iv

from codegen.certificates.section import Section, indent
from codegen.certificates.statements import Instance, Refutation, comment
from codegen.certificates.terms import Call, Num, Pow, Prod, Quot, Ref, Slope, Sum, Term, put, show
from codegen.certificates.translate import Uncertified
from derive.algebra.model import Definition
from derive.meaning.expressions import Name

_DIGITS = 15  # of the enclosures that are stated
_ENCLOSED = {"exp": iv.exp, "ln": iv.log, "sin": iv.sin, "cos": iv.cos, "sqrt": iv.sqrt}


def refute(refutation: Refutation, word: str, aliases: Mapping[Name, Name]) -> str:
    """The module of a refutation. Raises :class:`Uncertified`."""
    section = Section(refutation.definitions, {}, aliases)
    left, right = section.term(refutation.left), section.term(refutation.right)
    if section.translator.free:
        raise Uncertified("a free function has no value at the witness")
    rewrites, opened = _values(section, (left, right))
    leaves = [n for n in section.translator.leaves if n not in section.definitions]
    values = {section.words[n]: refutation.witness[n] for n in leaves if n in refutation.witness}
    lines = [f"rewrite {lemma}." for lemma in rewrites]
    enclosures = _Enclosures(section, values)
    needed = _cone(section, opened)
    mentioned = {w for q in needed for w in section.cuts.operands(q)} | {p.word for s in opened for p in s.walk() if isinstance(p, Ref)}
    given = [v for v in section.variables if v in values]
    if missing := [v for v in section.variables if v in mentioned and v not in values]:
        raise Uncertified(f"the witness gives no value to {', '.join(missing)}")
    for kind, term in section.conditions:  # a theorem whose premises can't be would say nothing
        value = enclosures.value(term)
        if not (value.a > 0 or (kind == "nonzero" and value.b < 0)):
            raise Uncertified(f"the witness lies where {show(term)} is not {'positive' if kind == 'positive' else 'known to differ from 0'}")
    for variable in given:
        lines.append(f"assert (bound_{variable} : {enclosures.claim(variable)}) by lra.")
    for quantity in needed:
        functions = section.facts.functions_in(section.cuts.bodies[quantity])
        lines.append(
            f"assert (bound_{quantity} : {enclosures.claim(quantity)})\n"
            f"  by (unfold {', '.join([quantity, *functions])}; interval with (i_prec 80))."
        )
    functions = section.facts.functions_in(*opened)
    if functions:
        lines.append(f"unfold {', '.join(functions)}.")
    low, high = enclosures.value(opened[0]), enclosures.value(opened[1])
    if not (low.b < high.a or high.b < low.a):
        raise Uncertified("the two sides are too close at the witness")
    order = "Rlt_not_eq" if low.b < high.a else "Rgt_not_eq"
    lines += [f"apply {order}.", "apply Rminus_lt; interval with (i_prec 80)." if order == "Rlt_not_eq" else
              "apply Rlt_gt, Rminus_lt; interval with (i_prec 80)."]  # fmt: skip
    premises = "".join(f"  {v} = {show(Num(values[v]))} ->\n" for v in given)
    about = f"line {refutation.line}, refuted{': ' + refutation.note if refutation.note else ''}: {refutation.latex}"
    return "\n\n".join(
        [
            f'Module {word.capitalize()}.\nSection Refutation.\nSet Default Proof Using "All".\n{section.opening()}',
            *section.blocks,
            f"{comment(about)}Theorem {word} :\n{premises}  {show(left)} <> {show(right)}.\nProof.\n"
            + indent("\n".join(["intros.", *lines]))
            + "\nQed.",
            f"End Refutation.\nEnd {word.capitalize()}.",
        ]
    )


def find_refutation(
    instances: Iterable[Instance],
    definitions: Mapping[Name, Definition],
    witness: Mapping[Name, Fraction],
    line: int,
    latex: str,
    step: int,
    note: str,
    aliases: Mapping[Name, Name],
) -> list[Refutation]:
    """The first instance of a step that differs at the witness. Raises :class:`Uncertified` if none does."""
    reason = "it has no instance"
    for instance in instances:
        notes = ", ".join(n for n in (note, instance.note) if n)
        found = Refutation(instance.left, instance.right, definitions, witness, line, latex, step, notes)
        try:
            refute(found, "trial", aliases)
        except Uncertified as problem:
            reason = str(problem)
            continue
        return [found]
    raise Uncertified(reason)


def _values(section: Section, sides: tuple[Term, Term]) -> tuple[list[str], tuple[Term, Term]]:
    """Open every derivative, by the lemmas that give it, until none is left."""
    lemmas: list[str] = []
    left, right = sides
    for _ in range(1000):
        atoms = section.cuts.by_atom
        slopes = [p for side in (left, right) for p in side.walk() if isinstance(p, Slope)]
        if not slopes:
            return lemmas, (left, right)
        slope = max(slopes, key=lambda s: atoms[s].depth if s in atoms else -1)
        if slope in atoms:
            value, lemma = atoms[slope].slope, f"(is_derive_unique _ _ _ slope_{atoms[slope].word})"
        elif slope.function in section.facts.slopes_of_functions:
            value = section.rules[slope.function].slope(slope.point)
            lemma = f"(is_derive_unique _ _ _ (slope_{slope.function} {show(slope.point, 5)}))"
        else:
            raise Uncertified(f"the value of {show(slope)} is not known")
        lemmas.append(lemma)
        left, right = put(left, {slope: value}), put(right, {slope: value})
    raise Uncertified("too many derivatives")


def _cone(section: Section, sides: tuple[Term, Term]) -> list[str]:
    """The defined quantities that the sides need, operands first."""
    found: set[str] = set()
    stack = [p.word for side in sides for p in side.walk() if isinstance(p, Ref)]
    while stack:
        word = stack.pop()
        if word in section.cuts.bodies and word not in found:
            if any(isinstance(p, Slope) for p in section.cuts.bodies[word].walk()):
                raise Uncertified(f"{word} is defined by a derivative")
            found.add(word)
            stack.extend(section.cuts.operands(word))
    return sorted(found, key=section.cuts.rank.__getitem__)


class _Enclosures:
    """Intervals of quantities, rounded outwards to decimals that the file can state."""

    def __init__(self, section: Section, values: Mapping[str, Fraction]) -> None:
        iv.prec = 100
        self.section = section
        self.known = {word: (value, value) for word, value in values.items()}

    def claim(self, word: str) -> str:
        low, high = self.bounds(word)
        return f"{show(Num(low))} <= {word} <= {show(Num(high))}"

    def bounds(self, word: str) -> tuple[Fraction, Fraction]:
        if word not in self.known:
            found = self.value(self.section.cuts.bodies[word])
            low, high = _fraction(found.a), _fraction(found.b)
            slack = Fraction(1, 10**_DIGITS)
            self.known[word] = (low - slack) // slack * slack, (high + 2 * slack) // slack * slack
        return self.known[word]

    def value(self, term: Term) -> iv.mpf:
        if isinstance(term, Num):
            return _interval(term.value, term.value)
        if isinstance(term, Ref):
            return _interval(*self.bounds(term.word))
        if isinstance(term, Sum):
            total = iv.mpf(0)
            for part, sign in zip(term.terms, term.signs, strict=True):
                total += sign * self.value(part)
            return total
        if isinstance(term, Prod):
            product = iv.mpf(1)
            for part in term.factors:
                product *= self.value(part)
            return product
        if isinstance(term, Quot):
            return self.value(term.up) / self.value(term.down)
        if isinstance(term, Pow):
            return self.value(term.base) ** term.exponent
        if isinstance(term, Call) and term.function in self.section.facts.functions:
            return self.value(self.section.facts.apply(term))
        if isinstance(term, Call) and term.function in _ENCLOSED:
            return _ENCLOSED[term.function](self.value(term.arguments[0]))
        raise Uncertified(f"{show(term)} has no enclosure")


def _interval(low: Fraction, high: Fraction) -> iv.mpf:
    bottom, top = (iv.mpf(v.numerator) / iv.mpf(v.denominator) for v in (low, high))
    return iv.mpf([bottom.a, top.b])


def _fraction(value: iv.mpf) -> Fraction:
    sign, mantissa, exponent, _ = value._mpi_[0]
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent) * (-1 if sign else 1)
