"""``certify``: from a judged derivation to a file of definitions and theorems for Coq."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from importlib.resources import files

from codegen.certificates.gradients import find_loss, find_parameters, gradient
from codegen.certificates.proofs import Planner
from codegen.certificates.refutations import find_refutation, refute
from codegen.certificates.section import Section, indent
from codegen.certificates.statements import (
    Certificate,
    Instance,
    Omission,
    Refutation,
    Theorem,
    comment,
    line_of,
    step_latex,
)
from codegen.certificates.terms import Slope, Term, show
from codegen.certificates.translate import Uncertified
from derive.algebra.model import Definition
from derive.meaning.expressions import Expression, Name
from derive.meaning.statements import Derivation, Step

_EXACT = ("=", ":=")
_READING = """
(* A quantity has its author's name, with its indices: w2_11. E_of_a is E as a function of a
   alone: what a is made of plays no part, what lies between a and E is computed again.
   slope_E_of_a differentiates it by the slopes of what lies between. step_7 is the seventh
   step of the document; above each stand its line and its formula. *)""".strip()


def certify(
    derivation: Derivation,
    definitions: Mapping[Name, Definition],
    verdicts: Mapping[int, str],
    witnesses: Mapping[int, Mapping[Name, Fraction]] | None = None,
    *,
    refutations: Sequence[Refutation] = (),
    parameters: Iterable[Name] | None = None,
    loss: Name | None = None,
    aliases: Mapping[Name, Name] | None = None,
    instances: Callable[[Step], list[Instance]] | None = None,
    open_steps: Mapping[int, str] | None = None,
    repaired: Collection[int] = (),
) -> Certificate:
    """A theorem for every proved and refuted step, and for the gradient of every parameter.

    ``verdicts`` and ``witnesses`` go by the numbers of the steps; ``refutations`` are
    equalities of the document as it was before its repair. ``parameters`` and ``loss`` are
    read off the document where they are not given; ``aliases`` are functions that the
    author declared (σ is the sigmoid); ``instances`` writes a step out in single numbers;
    ``open_steps`` are those without a verdict, and why; ``repaired`` those that don't stand
    in the document as they are stated here.
    """
    writer = _Writer(derivation, definitions, verdicts, witnesses or {}, aliases or {}, instances or _as_it_is)
    writer.open, writer.repaired = open_steps or {}, repaired
    return writer.write(refutations, parameters, loss)


def _as_it_is(step: Step) -> list[Instance]:
    left, right = step.left.expression, step.right.expression
    return [Instance("", "", left, right)] if left is not None and right is not None else []


class _Writer:
    def __init__(
        self,
        derivation: Derivation,
        definitions: Mapping[Name, Definition],
        verdicts: Mapping[int, str],
        witnesses: Mapping[int, Mapping[Name, Fraction]],
        aliases: Mapping[Name, Name],
        instances: Callable[[Step], list[Instance]],
    ) -> None:
        self.instances = instances
        self.derivation = derivation
        self.verdicts = verdicts
        self.witnesses = witnesses
        self.aliases = aliases
        self.steps = {s.number: s for s in derivation.steps}
        comments = {
            n: comment(f"line {line_of(derivation, self.steps[d.step])}: {step_latex(derivation, self.steps[d.step])}")
            for n, d in definitions.items()
            if d.step in self.steps
        }
        self.section = Section(definitions, comments, aliases)
        self.open: Mapping[int, str] = {}
        self.repaired: Collection[int] = ()
        self.theorems: list[Theorem] = []
        self.omissions: list[Omission] = []
        self.terms: dict[tuple[int, str], tuple[Term, Term]] = {}
        self.refuted: list[Refutation] = []

    def write(
        self, refutations: Sequence[Refutation], parameters: Iterable[Name] | None, loss: Name | None
    ) -> Certificate:
        """The whole file."""
        section = self.section
        for name in section.definitions:
            with suppress(Uncertified):  # whoever needs it will say why it can't be stated
                section.state(name)
        for step in self.derivation.steps:
            if self.verdicts.get(step.number) == "proved":
                self._proved_step(step)
            elif self.verdicts.get(step.number) == "refuted":
                self._refuted_step(step)
            elif self.verdicts.get(step.number) == "rounded":
                self._omit(step, "it is rounded")
            elif step.number in self.open:
                self._omit(step, self.open[step.number])
        after = self._gradients(parameters, loss)
        modules = self._refutations([*self.refuted, *refutations])
        return Certificate(self._text(after, modules), tuple(self.theorems), tuple(self.omissions))

    def _proved_step(self, step: Step) -> None:
        """A theorem for every instance; what was stated on the way stays, whatever comes of it."""
        reasons: dict[str, None] = {}
        if step.relation not in _EXACT:
            reasons["it is rounded"] = None
        else:
            try:
                for instance in self.instances(step):
                    try:
                        self._step(step, instance)
                    except Uncertified as problem:
                        reasons[str(problem)] = None
            except Uncertified as problem:
                reasons[str(problem)] = None
        if reasons:
            self._omit(step, "; ".join(reasons))

    def _omit(self, step: Step, reason: str) -> None:
        line = line_of(self.derivation, step)
        self.omissions.append(Omission(step.number, line, reason))
        self.section.blocks.append(
            comment(f"line {line}: no theorem: {reason}: {step_latex(self.derivation, step)}").rstrip()
        )

    def _step(self, step: Step, instance: Instance) -> None:
        section = self.section
        terms = section.term(instance.left), section.term(instance.right)
        proof = Planner(section.facts).prove(*terms)
        if not proof.found:
            raise Uncertified("no proof was found that Coq would take")
        word, line = f"step_{step.number}{instance.suffix}", line_of(self.derivation, step)
        marks = ", repaired" if step.number in self.repaired else ""
        marks += f", {instance.note}" if instance.note else ""
        marks += " [by definition, not counted]" if proof.by_definition else ""
        section.blocks.append(
            f"{comment(f'line {line}{marks}: {step_latex(self.derivation, step)}')}"
            f"Theorem {word} :\n  {show(terms[0])} =\n  {show(terms[1])}.\n"
            f"Proof.\n{indent(chr(10).join(proof.script))}\nQed."
        )
        self.theorems.append(Theorem(word, "step", line, step.number, not proof.by_definition))
        self.terms[step.number, instance.suffix] = terms
        self._learn(step, instance.suffix)

    def _learn(self, step: Step, suffix: str) -> None:
        """A chain that ends in a formula free of derivatives gives the value of its first one."""
        chain = self.derivation.chains[step.chain]
        right = self.terms[step.number, suffix][1]
        if step.index != len(chain.relations) - 1 or any(isinstance(p, Slope) for p in right.walk()):
            return
        numbers = list(range(step.number - step.index, step.number + 1))
        if any((n, suffix) not in self.terms or self.steps[n].chain != step.chain for n in numbers):
            return
        first = self.terms[numbers[0], suffix][0]
        if not isinstance(first, Slope) or first in self.section.facts.values:
            return
        lemma = f"step_{numbers[0]}{suffix}"
        if len(numbers) > 1:
            lemma = self.section.words.fresh(f"value_{first.function}")
            proof = f"step_{numbers[-1]}{suffix}"
            for number in reversed(numbers[:-1]):
                proof = f"eq_trans step_{number}{suffix} ({proof})"
            self.section.blocks.append(
                f"Lemma {lemma} :\n  {show(first)} =\n  {show(right)}.\nProof. exact ({proof}). Qed."
            )
        self.section.facts.values[first] = right, lemma

    def _refuted_step(self, step: Step) -> None:
        witness = self.witnesses.get(step.number)
        if witness is None or step.relation not in _EXACT:
            self._omit(step, "it is refuted without a witness")
            return
        line, latex = line_of(self.derivation, step), step_latex(self.derivation, step)
        try:
            self.refuted += find_refutation(
                self.instances(step), self.section.definitions, witness, line, latex, step.number, "", self.aliases
            )
        except Uncertified as problem:
            self._omit(step, str(problem))

    def _statements(self) -> list[Expression]:
        """Both sides of every step, written out."""
        found: list[Expression] = []
        for step in self.derivation.steps:
            with suppress(Uncertified):
                found += [side for instance in self.instances(step) for side in (instance.left, instance.right)]
        return found

    def _gradients(self, parameters: Iterable[Name] | None, loss: Name | None) -> list[str]:
        section = self.section
        loss = loss or find_loss(self._statements(), section)
        if loss is None or loss not in section.definitions:
            return []
        after: list[str] = []
        for parameter in find_parameters(self._statements(), section) if parameters is None else parameters:
            try:
                found = gradient(section, loss, parameter)
            except Uncertified as problem:
                section.blocks.append(comment(f"no gradient by {parameter.latex()}: {problem}").rstrip())
                continue
            if found:
                lemma, theorem, record = found
                note = comment(f"The gradient of {loss.latex()} by {parameter.latex()}, from the forward pass up.")
                section.blocks.append(lemma if theorem else note + lemma)
                after += [note + theorem] if theorem else []
                self.theorems.append(record)
        return after

    def _refutations(self, refutations: Sequence[Refutation]) -> list[str]:
        modules = []
        for number, refutation in enumerate(refutations, 1):
            word = f"refuted_{number}_line_{refutation.line}"
            try:
                modules.append(refute(refutation, word, self.aliases))
            except Uncertified as problem:
                modules.append(
                    comment(f"line {refutation.line}: no refutation: {problem}: {refutation.latex}").rstrip()
                )
                if refutation.step is not None:
                    self.omissions.append(Omission(refutation.step, refutation.line, str(problem)))
                continue
            self.theorems.append(Theorem(word, "refutation", refutation.line, refutation.step, True))
        return modules

    def _text(self, after: list[str], modules: list[str]) -> str:
        document = self.derivation.document.source.path.replace("\\", "/").rsplit("/", 1)[-1]
        counted = [t for t in self.theorems if t.counted]
        left_out = len({o.step for o in self.omissions})
        kinds = {k: sum(1 for t in counted if t.kind == k) for k in ("step", "gradient", "refutation")}
        header = comment(
            f"Written by derive from {document}: {kinds['step']} theorems on steps, {kinds['gradient']} on gradients, {kinds['refutation']} "
            f"refutations; {len(self.theorems) - len(counted)} more theorems hold by definition alone."
            + (f" {left_out} steps have no theorem; each says why at its place." if left_out else "")
        )
        preamble = files("codegen").joinpath("templates", "certificate_preamble.v").read_text(encoding="utf-8").rstrip()
        main = [t.word for t in self.theorems if t.kind != "refutation"]
        refuted = [f"{t.word.capitalize()}.{t.word}" for t in self.theorems if t.kind == "refutation"]
        pieces = [
            header + preamble,
            f'(* The document. *)\n{_READING}\n\nSection Document.\nSet Default Proof Using "All".\n{self.section.opening()}',
            *self.section.blocks,
            "End Document.",
            *after,
        ]
        pieces += _assumptions("proved", main)
        if modules:
            pieces += [
                "(* Refutations: the two sides differ at these values of the leaves. *)\n\nFrom Interval Require Import Tactic.",
                *modules,
                *_assumptions("refuted", refuted),
            ]
        return "\n\n".join(pieces) + "\n"


def _assumptions(word: str, theorems: list[str]) -> list[str]:
    """One definition that uses every theorem, so that Coq lists what they rest on once."""
    if not theorems:
        return []
    rows = ["".join(f"let _ := {t} in " for t in theorems[i : i + 4]).rstrip() for i in range(0, len(theorems), 4)]
    uses = "\n".join(["Definition everything_" + word + " : True :=", *(f"  {row}" for row in rows), "  I."])
    return [f"(* Everything that these theorems rest on. *)\n{uses}\nPrint Assumptions everything_{word}."]
