"""Gradients from the forward pass up: the loss, written out to its leaves, by each parameter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from codegen.certificates.proofs import Planner
from codegen.certificates.section import Section, indent
from codegen.certificates.statements import Theorem
from codegen.certificates.terms import Num, Prod, Quot, Ref, Slope, Sum, Term, rewrite, show
from codegen.certificates.translate import Uncertified
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name


def find_loss(statements: Iterable[ex.Expression], section: Section) -> Name | None:
    """The quantity that is differentiated by the most others."""
    counts: dict[Name, set[Name]] = {}
    for node in _derivatives(statements):
        if isinstance(node.operand, ex.Symbol) and node.operand.name in section.definitions:
            by = {v.name for v in node.variables if isinstance(v, ex.Symbol)}
            counts.setdefault(node.operand.name, set()).update(by)
    found = Counter({name: len(by) for name, by in counts.items()}).most_common(1)
    return found[0][0] if found else None


def find_parameters(statements: Iterable[ex.Expression], section: Section) -> list[Name]:
    """Leaves that the document differentiates by, and leaves that are added to a product with one.

    The second are biases, whose gradients authors like to leave out.
    """
    leaves = {n for n in section.translator.leaves if n not in section.definitions}
    by = (v.name for node in _derivatives(statements) for v in node.variables if isinstance(v, ex.Symbol))
    found = dict.fromkeys(n for n in by if n in leaves)
    for definition in section.definitions.values():
        if definition.parameters or not isinstance(definition.expression, ex.Addition):
            continue
        terms = definition.expression.terms
        weighted = any(
            isinstance(n, ex.Symbol) and n.name in found
            for t in terms
            if isinstance(t, ex.Multiplication)
            for n in t.walk()
        )
        for term in terms:
            if weighted and isinstance(term, ex.Symbol) and term.name in leaves:
                found.setdefault(term.name)
    return list(found)


def _derivatives(statements: Iterable[ex.Expression]) -> Iterable[ex.Derivative]:
    return (node for side in statements for node in side.walk() if isinstance(node, ex.Derivative))


def gradient(section: Section, loss: Name, parameter: Name) -> tuple[str, str, Theorem] | None:
    """A lemma for the section, a theorem to stand after it, and the record of the theorem.

    The lemma speaks of the cut-free function, the theorem of the loss as a function of its
    leaves, which the section's end makes of it. None where the loss doesn't depend on it.
    """
    quantity, variable = section.words[loss], section.words[parameter]
    if not section.cuts.depends(quantity, variable):
        return None
    atom = section.cuts.slope(quantity, variable)
    formula = tidy(_value(section, atom))
    if any(isinstance(p, Slope) for p in formula.walk()):
        raise Uncertified("the formula holds a derivative whose value is not known")
    proof = Planner(section.facts).prove(atom, formula)
    if not proof.found:
        raise Uncertified("no proof was found that Coq would take")
    word = section.words.fresh(f"gradient_{variable}")
    within = bool(section.conditions or section.translator.free)  # what a section assumes stays with it
    keyword, here = ("Theorem", word) if within else ("Lemma", section.words.fresh(f"{word}_here"))
    value = section.words.fresh(f"{word}_value")
    lemma = (
        f"Lemma {value} : {show(atom)} = {show(formula)}.\nProof.\n{indent(chr(10).join(proof.script))}\nQed.\n"
        f"{keyword} {here} : is_derive {atom.function} {variable} {show(formula, 5)}.\n"
        f"Proof. rewrite <- {value}. exact (slope_exists slope_{atom.function}). Qed."
    )
    if within:
        return lemma, "", Theorem(word, "gradient", 0, None, True)
    variables = section.variables
    mentioned = {p.word for p in formula.walk() if isinstance(p, Ref)}
    names = [w for w in section.cuts.bodies if w in mentioned]
    lets = "".join(f"    let {n} := {n} {' '.join(_arguments(section, n))} in\n" for n in names)
    whole = " ".join([quantity, *_arguments(section, quantity)])
    claim = f"({lets.lstrip()}    {show(formula)})" if lets else f"({show(formula)})"
    theorem = (
        f"Theorem {word} ({' '.join(variables)} : R) :\n"
        f"  is_derive (fun {variable} : R => {whole}) {variable}\n   {claim}.\n"
        f"Proof. exact ({here} {' '.join(variables)}). Qed."
    )
    return lemma, theorem, Theorem(word, "gradient", 0, None, True)


def _arguments(section: Section, word: str) -> list[str]:
    """The variables that a definition has become a function of at the section's end."""
    used = {word} | section.cuts.above(word)
    return [v for v in section.variables if v in used]


def _value(section: Section, atom: Slope, within: frozenset[Slope] = frozenset()) -> Term:
    """A derivative in quantities alone: by a theorem if there is one, otherwise by the chain rule.

    A quantity that is itself defined as a derivative (``δ = ∂E/∂z``) is replaced by its value;
    ``within`` are the derivatives whose values are being sought.
    """

    def opened(part: Term) -> Term | None:
        if isinstance(part, Slope):
            return _value(section, part, within | {atom})
        if isinstance(part, Ref):
            body = section.cuts.bodies.get(part.word)
            if body is not None and any(isinstance(p, Slope) for p in body.walk()):
                return rewrite(body, opened)
        return None

    if atom in section.facts.values and atom not in within:
        return rewrite(section.facts.values[atom][0], opened)
    cut = section.cuts.by_atom.get(atom)
    return atom if cut is None else rewrite(cut.slope, opened)


def tidy(term: Term) -> Term:
    """The term without factors 1 and terms 0, products in products made one."""
    if isinstance(term, Prod):
        factors: list[Term] = []
        for factor in (tidy(f) for f in term.factors):
            factors.extend(factor.factors if isinstance(factor, Prod) else [factor])
        if Num(Fraction(0)) in factors:
            return Num(Fraction(0))
        factors = [f for f in factors if f != Num(Fraction(1))]
        return Num(Fraction(1)) if not factors else factors[0] if len(factors) == 1 else Prod(tuple(factors))
    if isinstance(term, Sum):
        kept = [(t, s) for t, s in zip(map(tidy, term.terms), term.signs, strict=True) if t != Num(Fraction(0))]
        if not kept:
            return Num(Fraction(0))
        if len(kept) == 1 and kept[0][1] > 0:
            return kept[0][0]
        return Sum(tuple(t for t, _ in kept), tuple(s for _, s in kept))
    if isinstance(term, Quot):
        return Quot(tidy(term.up), tidy(term.down))
    return term
