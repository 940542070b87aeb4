"""Documents for the tests of certificates: the seed with its repairs, and written networks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from codegen.certificates import Certificate, Refutation, certify
from codegen.certificates.statements import step_latex
from derive.algebra.evaluate import leaf_value
from derive.algebra.functions import BUILTIN
from derive.algebra.model import Definition
from derive.meaning.expressions import Application, Name, Symbol
from derive.meaning.statements import Derivation, Step, definition_target, read_derivation
from derive.source.reader import read
from derive.source.text import SourceText

SEED = Path(__file__).parents[2] / "derive" / "documents" / "神经网络.md"


def derivation_of(text: str, path: str = "document.md") -> Derivation:
    """The derivation in a Markdown text."""
    return read_derivation(read(SourceText(path, text)))


def first_definitions(derivation: Derivation) -> dict[Name, Definition]:
    """The first candidate of every name."""
    found: dict[Name, Definition] = {}
    for step in derivation.steps:
        target = definition_target(step.left) if step.index == 0 else None
        if target and target not in found and target.base not in BUILTIN and step.right.expression is not None:
            left = step.left.expression
            parameters = tuple(a.name for a in left.arguments) if isinstance(left, Application) else ()  # type: ignore[attr-defined]
            found[target] = Definition(target, parameters, step.right.expression, step.number)
    return found


def all_proved(derivation: Derivation, definitions: Mapping[Name, Definition]) -> dict[int, str]:
    """Verdicts of a document in which every step holds."""
    defining = {d.step for d in definitions.values()}
    return {s.number: "defined" if s.number in defining else "proved" for s in derivation.steps}


def repaired_seed(text: str) -> str:
    """The seed with its six wrong tokens put right."""
    lines = text.split("\n")
    lines[62] = lines[62].replace("z^2_1", "z^2_2")
    for number in (129, 132, 135, 138):
        lines[number - 1] = lines[number - 1].replace(r"{w^2", r"{\partial w^2", 1)
    head, _, tail = lines[148].rpartition("b^2_1")
    lines[148] = f"{head}b^2_2{tail}"
    return "\n".join(lines)


def step_at(derivation: Derivation, line: int) -> Step:
    """The step on a line."""
    source = derivation.document.source
    return next(s for s in derivation.steps if source.location(s.span.start).line == line)


def certify_text(text: str) -> Certificate:
    """The certificate of a document in which every step holds."""
    derivation = derivation_of(text)
    definitions = first_definitions(derivation)
    return certify(derivation, definitions, all_proved(derivation, definitions))


def certify_seed(text: str) -> Certificate:
    """The seed's certificate: its repaired form proved, two lines as written refuted."""
    written, repaired = derivation_of(text, "神经网络.md"), derivation_of(repaired_seed(text), "神经网络.md")
    as_written, definitions = first_definitions(written), first_definitions(repaired)
    names = {node.name for d in definitions.values() for node in d.expression.walk() if isinstance(node, Symbol)}
    witness = {name: leaf_value(name, 0) for name in names if name not in definitions}
    refutations = []
    for line, known, note in (
        (149, definitions, "as written, with b^2_1"),
        (105, as_written, "under line 63 as written, with z^2_1"),
    ):
        step = step_at(written, line)
        latex = step_latex(written, step)
        assert step.left.expression is not None
        assert step.right.expression is not None
        refutations.append(
            Refutation(step.left.expression, step.right.expression, known, witness, line, latex, None, note)
        )
    return certify(repaired, definitions, all_proved(repaired, definitions), refutations=refutations)


def seed_text() -> str:
    """The example document that derive brings along."""
    return SEED.read_text(encoding="utf-8")
