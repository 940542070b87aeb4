"""One section of a certificate: variables, definitions, and whatever rests on them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from codegen.certificates.calculus import LIBRARY_RULES, Differentiator, FunctionRule, T, autonomous
from codegen.certificates.cuts import Cuts
from codegen.certificates.identifiers import Identifiers
from codegen.certificates.proofs import Facts
from codegen.certificates.terms import (
    PRIME,
    Call,
    NoResidue,
    Num,
    Pow,
    Prod,
    Quot,
    Ref,
    Residues,
    Slope,
    Sum,
    Term,
    put,
    show,
)
from codegen.certificates.translate import Translator, Uncertified
from derive.algebra.model import Definition
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name

# What softplus and sigmoid are made of, so that their definitions can be opened.
_X = Ref("x")
_EXP, _EXP_MINUS = Call("exp", (_X,)), Call("exp", (Sum((_X,), (-1,)),))
_ONE = Num(Fraction(1))
LIBRARY_BODIES: dict[str, tuple[str, Term]] = {
    "sigmoid": ("x", Quot(_ONE, Sum((_ONE, _EXP_MINUS), (1, 1)))),
    "tanh": ("x", Quot(Sum((_EXP, _EXP_MINUS), (1, -1)), Sum((_EXP, _EXP_MINUS), (1, 1)))),
    "softplus": ("x", Call("ln", (Sum((_ONE, _EXP), (1, 1)),))),
}
U = Ref("u")  # where the slope of a function is stated
_COEFFICIENTS = tuple(
    Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (1, 4), (-1, 4))
)


class Section:
    """Collects the text of a section; every definition is stated when it is first needed."""

    def __init__(
        self, definitions: Mapping[Name, Definition], comments: Mapping[Name, str], aliases: Mapping[Name, Name]
    ) -> None:
        self.definitions = definitions
        self.comments = comments
        self.words = Identifiers()
        self.blocks: list[str] = []
        functions = {n for n, d in definitions.items() if d.parameters}
        self.translator = Translator(self.words, functions, aliases, self.differentiate)
        self.rules: dict[str, FunctionRule] = dict(LIBRARY_RULES)
        self.cuts = Cuts(self.words, self.rules, self.blocks.append, self.require)
        self.facts = Facts(self.cuts, dict(LIBRARY_BODIES), {n: f"slope_{n}" for n in LIBRARY_BODIES})
        self.conditions: list[tuple[str, Term]] = []  # "positive" or "nonzero", and what is
        self._stated: set[Name] = set()
        self._open: list[Name] = []
        self._local = False  # inside the body of a function
        self._free: set[Name] = set()

    # -- statements

    def term(self, expression: ex.Expression) -> Term:
        """An expression as a term, all that it mentions stated. Raises :class:`Uncertified`."""
        self._state_names(expression)
        term = self.translator.term(expression)
        for name in list(self.translator.free):
            self._state_free(name)
        self.require_domain(term)
        return term

    def _state_names(self, expression: ex.Expression, skip: tuple[Name, ...] = ()) -> None:
        for node in expression.walk():
            if isinstance(node, ex.Symbol) and node.name not in skip:
                self.state(node.name)
            elif isinstance(node, ex.Application):
                self.state(node.function)

    def state(self, name: Name) -> None:
        """State the definition of a name, if it has one and has none yet."""
        definition = self.definitions.get(name)
        if definition is None or name in self._stated:
            return
        if name in self._open:
            raise Uncertified(f"{name.latex()} is defined in terms of itself")
        self._open.append(name)
        try:
            if definition.parameters:
                self._state_function(definition)
            else:
                word = self.words[name]
                body = self.term(definition.expression)
                self.cuts.define(word, body)
                self.blocks.append(f"{self.comments.get(name, '')}Definition {word} : R := {show(body)}.")
            self._stated.add(name)
        finally:
            self._open.pop()

    def _state_function(self, definition: Definition) -> None:
        if len(definition.parameters) != 1:
            raise Uncertified(f"{definition.target.latex()} is a function of several numbers")
        parameter = definition.parameters[0]
        word, argument = self.words[definition.target], self.words[parameter]
        self._state_names(definition.expression, (parameter,))
        known = parameter in self.translator.leaves
        body = self.translator.term(definition.expression)
        if not known:
            self.translator.leaves.pop(parameter, None)
        self.facts.functions[word] = argument, body
        self.blocks.append(
            f"{self.comments.get(definition.target, '')}Definition {word} ({argument} : R) : R := {show(body)}."
        )
        self._local = True
        try:
            raw, proof = Differentiator({T: U}, self.rules, self.require).slope(put(body, {Ref(argument): T}))
        except Uncertified:
            return  # it can be used, not differentiated
        finally:
            self._local = False
        rule = self._autonomous(word, raw)
        if rule is None:
            slope, script = raw, f"exact ({proof})."
            self.rules[word] = FunctionRule(lambda x: put(slope, {U: x}), f"slope_{word} @")
        else:
            self.rules[word] = FunctionRule(autonomous(word, rule), f"slope_{word} @")
            slope = self.rules[word].slope(U)
            script = f"exact ({proof})."
            if slope != raw:
                opened = "".join(f"unfold {f}; " for f in self.facts.functions_in(slope, raw))
                script = f"replace ({show(slope)}) with ({show(raw)}) by ({opened}field; nonzero).\n{script}"
        self.facts.slopes_of_functions[word] = f"slope_{word}"
        self.blocks.append(
            f"Lemma slope_{word} (u : R) : is_derive {word} u {show(slope, 5)}.\nProof.\n{indent(script)}\nQed."
        )

    def _autonomous(self, word: str, raw: Term) -> tuple[Fraction, ...] | None:
        """The rule f' = c0 + c1·f + c2·f² of an activation, if it has one with small coefficients."""
        opened = self.facts.unfolded(Call(word, (U,))), self.facts.unfolded(raw)
        try:
            points = [
                (values.value(opened[0]), values.value(opened[1])) for values in (Residues(1), Residues(2), Residues(3))
            ]
        except NoResidue:
            return None
        for rule in product(_COEFFICIENTS, repeat=3):
            c = [v.numerator * pow(v.denominator, -1, PRIME) for v in rule]
            if all((c[0] + c[1] * f + c[2] * f * f - slope) % PRIME == 0 for f, slope in points):
                return rule
        return None

    def _state_free(self, name: Name) -> None:
        if name in self._free:
            return
        self._free.add(name)
        word = self.words[name]
        self.rules[word] = FunctionRule(lambda x: Slope(word, x), f"Derive_correct {word} @ (smooth_{word} @)")

    # -- derivatives

    def differentiate(self, e: ex.Derivative) -> Term:
        """The slope that a derivative of the document stands for."""
        if len(e.variables) != 1 or not isinstance(e.variables[0], ex.Symbol):
            raise Uncertified("no theorem states a derivative of higher order, or by a compound quantity, yet")
        variable = e.variables[0].name
        operand = self.translator.term(e.operand)
        if isinstance(operand, Ref):
            quantity = operand.word
        else:
            quantity = self.words.fresh("expression")
            self.cuts.define(quantity, operand)
            self.blocks.append(f"Definition {quantity} : R := {show(operand)}.")
        self.translator.leaves.setdefault(variable)
        given = isinstance(e.operand, ex.Symbol) and e.operand.name.indices and variable not in self.definitions
        if quantity not in self.cuts.bodies and quantity != self.words[variable] and not given:
            raise Uncertified(f"{quantity} has no definition to differentiate")
        return self.cuts.slope(quantity, self.words[variable])

    # -- conditions

    def require_domain(self, term: Term) -> None:
        """Whatever a term divides by isn't zero; logarithms and roots are taken of positive numbers."""
        for part in term.walk():
            if isinstance(part, Quot):
                self.require("nonzero", part.down)
            elif isinstance(part, Call) and part.function in ("ln", "sqrt"):
                self.require("positive", part.arguments[0])

    def require(self, kind: str, term: Term) -> None:
        """State a condition as a hypothesis, unless the form of the term shows it."""
        if (kind == "positive" and self.positive(term)) or (kind == "nonzero" and self.nonzero(term)):
            return
        if kind == "nonzero" and isinstance(term, (Prod, Pow, Quot)):
            for part in term.children():
                self.require(kind, part)
            return
        if self._local:
            raise Uncertified(f"{show(term)} is not always {'positive' if kind == 'positive' else 'different from 0'}")
        self.conditions.append((kind, term))
        claim = f"0 < {show(term, 2)}" if kind == "positive" else f"{show(term)} <> 0"
        self.blocks.append(
            f"(* The document takes this for granted. *)\nHypothesis domain_{len(self.conditions)} : {claim}."
        )

    def nonzero(self, term: Term) -> bool:
        """Is a term shown to differ from zero, by its form or by a condition?"""
        if isinstance(term, (Prod, Pow, Quot)) and all(self.nonzero(c) for c in term.children()):
            return True
        return (
            (isinstance(term, Num) and term.value != 0) or ("nonzero", term) in self.conditions or self.positive(term)
        )

    def positive(self, term: Term) -> bool:
        """Is a term shown to be positive? (The tactic of that name can do as much.)"""
        if ("positive", term) in self.conditions:
            return True
        if isinstance(term, Num):
            return term.value > 0
        if isinstance(term, Ref):
            return term.word in self.cuts.bodies and self.positive(self.cuts.bodies[term.word])
        if isinstance(term, Sum):
            signs = all(s > 0 for s in term.signs) and all(self.positive(t) or _square(t) for t in term.terms)
            return signs and any(self.positive(t) for t in term.terms)
        if isinstance(term, Call):
            if term.function in self.facts.functions and term.function not in ("tanh", "softplus"):
                return self.positive(self.facts.apply(term))
            return term.function == "exp" or (term.function == "sqrt" and self.positive(term.arguments[0]))
        if isinstance(term, (Prod, Quot, Pow)):
            return all(self.positive(c) for c in term.children())
        return False

    # -- the text

    @property
    def variables(self) -> list[str]:
        """The quantities without a definition, in order of appearance."""
        return [self.words[n] for n in self.translator.leaves if n not in self.definitions]

    def opening(self) -> str:
        """The variables of the section."""
        lines = []
        if self.variables:
            lines.append(f"Variables {' '.join(self.variables)} : R.")
        for name in self.translator.free:
            word = self.words[name]
            lines.append(f"Variable {word} : R -> R.\nHypothesis smooth_{word} : forall x : R, ex_derive {word} x.")
        return "\n".join(lines)


def _square(term: Term) -> bool:
    return isinstance(term, Pow) and term.exponent == 2


def indent(text: str) -> str:
    """The lines of a text, two columns to the right."""
    return "\n".join(f"  {line}" for line in text.splitlines())
