r"""What authors take for granted and don't say, as declarations: the catalogue.

Each is likely for one step: what a quantity that is never defined may stand for, and what given
numbers may be like. Whether it bridges the two sides is tried elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from derive.algebra.samples import SAMPLES, leaf_value
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import symbolic, symbols
from derive.judgement.edits import Vocabulary, vocabulary
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name
from derive.meaning.statements import Step

Numbers = Sequence[Mapping[Name, Fraction]]  # for some leaves, one choice for each sample

_ACTIVATIONS = ("sigmoid({})", r"\tanh({})", "relu({})")
_LABELS = ((0, 1), (-1, 1))
_LETTERS = "kmnjpq"


class Assumptions:
    """What the steps of one document leave open."""

    def __init__(self, final: Assessment) -> None:
        self.final = final
        self.words: Vocabulary = vocabulary(final.derivation)
        self.targets = frozenset(final.definitions)
        self.families = frozenset(_form(target) for target in self.targets if _runs(target))
        self.used = {s.name for d in final.definitions.values() for s in symbols(d.expression)}
        self.forms = {_form(name) for name in self.used if _runs(name)}
        self.below = {name for _, varied in final.lots.telling(_varied) for name in varied}
        self.varying = {n.base for n in (*symbolic(final.definitions), *self.below)}  # computed, or differentiated by

    # -- of quantities that are never defined

    def outputs(self, step: Step) -> Iterator[str]:
        r"""``a = \sigma(z)`` for a derivative of a by z."""
        for node in nodes(step):
            if not isinstance(node, ex.Derivative) or len(node.variables) != 1:
                continue
            output, source = node.operand, node.variables[0]
            if not isinstance(output, ex.Symbol) or not isinstance(source, ex.Symbol) or output.name == source.name or self.is_defined(output.name):
                continue
            own = source.name
            if not self.final.model.world.plain and len(own.lower) == len(output.name.lower):
                own = own._replace(lower=output.name.lower)  # that of its own unit, where another's is derived by
            out, into = self.spelled(output.name), self.spelled(own)
            for form in _ACTIVATIONS:
                yield f"{out} = {form.format(into)}"
            for applied in nodes(step):
                if isinstance(applied, ex.Application) and [a.name for a in applied.arguments if isinstance(a, ex.Symbol)] == [source.name]:
                    yield f"{out} = {applied.function.latex()}({into})"
            if not self.final.model.world.plain:
                yield from self.softmax(output.name, source.name)

    def softmax(self, output: Name, source: Name) -> Iterator[str]:
        if output.upper == source.upper and len(output.lower) == len(source.lower) == 1 and _runs(output):
            taken = {i for name in self.words.spelling for i in name.indices}
            letter = next((i for i in _LETTERS if i not in taken), _LETTERS[0])
            above, others = (source._replace(lower=(i,)).latex() for i in (output.lower[0], letter))
            yield rf"{self.spelled(output)} = \frac{{e^{{{above}}}}}{{\sum_{letter} e^{{{others}}}}}"

    def slopes(self, step: Step) -> Iterator[str]:
        r"""``\delta = \frac{\partial E}{\partial z}``."""
        derived = [n.operand.name for n in nodes(step) if isinstance(n, ex.Derivative) and isinstance(n.operand, ex.Symbol)]
        for name in self.open_values(step):
            for other in self.words.by_indices.get((name.upper, name.lower), ()):
                if other != name and (other in self.below or name.base.endswith(other.base)) and self.is_defined(other):
                    for loss in dict.fromkeys(derived):
                        yield rf"{self.spelled(name)} = \frac{{\partial {self.spelled(loss)}}}{{\partial {self.spelled(other)}}}"

    def renamed(self, step: Step) -> Iterator[str]:
        """``h = a``, in a step that has all other quantities by the names of the document."""
        own = {n.name for n in nodes(step) if isinstance(n, ex.Symbol)}  # no two names of one quantity stand side by side
        derived = {s.name for n in nodes(step) if isinstance(n, ex.Derivative) for s in symbols(n)}
        for name in self.open_values(step):
            if name not in self.used and name not in derived:
                for other in self.words.by_indices.get((name.upper, name.lower), ()):
                    if other not in own and self.is_defined(other):
                        yield f"{self.spelled(name)} = {self.spelled(other)}"

    # -- of given numbers, each with numbers that are like that

    def shares(self, given: Sequence[Name]) -> Iterator[tuple[str, Numbers]]:
        """``t_2 = 1 - t_1``."""
        for name in given:
            if not name.lower or _runs(name) or name.base in self.varying:
                continue
            kin = [n for n in self.words.by_base.get(name.base, ()) if n.lower and (n.upper, n.lower[:-1]) == (name.upper, name.lower[:-1])]
            if len(kin) > 1 and kin[-1] == name and not any(_runs(n) for n in kin):
                text = " - ".join((f"{self.spelled(name)} = 1", *(self.spelled(n) for n in kin[:-1])))
                yield text, [{name: 1 - sum((leaf_value(n, sample) for n in kin[:-1]), Fraction(0))} for sample in SAMPLES]

    def kinds(self, given: Sequence[Name]) -> Iterator[tuple[str, Numbers]]:
        r"""``x_0 = 1`` for the input of a bias, ``y \in \{0, 1\}``, ``A = A^T``."""
        for name in given:
            if name.lower[-1:] == (0,) and name not in self.below and name not in self.final.definitions:
                yield f"{self.spelled(name)} = 1", [{name: Fraction(1)}] * len(SAMPLES)
        for base in dict.fromkeys(n.base for n in given if n.base not in self.varying and n.base in self.words.by_base):
            own = [n for n in given if n.base == base]
            name = self.words.by_base[base][0]
            text = self.spelled(name)
            for values in _LABELS:
                told = rf"{text} \in \{{{values[0]}, {values[1]}\}}"
                yield told, [{n: Fraction(values[(sample + place) % 2]) for place, n in enumerate(own)} for sample in SAMPLES]
            matrix = self.final.model.world.ranks.of(name) == 2
            if matrix or len(name.lower) == 2:
                turned = f"{text}^T" if matrix else name._replace(lower=name.lower[::-1]).latex()
                mirrored = {n: n._replace(lower=(*n.lower[:-2], *sorted(n.lower[-2:], key=str))) for n in own}
                yield f"{text} = {turned}", [{n: leaf_value(m, sample) for n, m in mirrored.items()} for sample in SAMPLES]

    # -- what a document leaves open

    def is_defined(self, name: Name) -> bool:
        return name in self.targets or _form(name) in self.families

    def is_told(self, step: Step) -> bool:
        """Does a document tell of all quantities in a step what they are, or use them as given?"""
        return all(s.name in self.used or _form(s.name) in self.forms or self.is_defined(s.name) for side in sides(step) for s in symbols(side))

    def open_values(self, step: Step) -> list[Name]:
        """The quantities in a step that nothing defines and that aren't a whole side of it."""
        whole = {s.name for s in map(_lone, sides(step)) if s is not None}
        bare = dict.fromkeys(s.name for side in sides(step) for s in _outside(side))
        return [n for n in bare if n not in whole and not self.is_defined(n)]

    def spelled(self, name: Name) -> str:
        return self.words.spelling.get(name, name.latex())


def sides(step: Step) -> list[Expression]:
    return [part.expression for part in (step.left, step.right) if part.expression is not None]


def nodes(step: Step) -> Iterator[Expression]:
    for side in sides(step):
        yield from side.walk()


def _varied(step: Step) -> list[Name]:
    """The names in what a step differentiates by."""
    return [s.name for n in nodes(step) if isinstance(n, ex.Derivative) for v in n.variables for s in symbols(v)]


def _lone(side: Expression) -> ex.Symbol | None:
    """The symbol that a side consists of, a sign before it aside."""
    node = side.terms[0] if isinstance(side, ex.Addition) and len(side.terms) == 1 else side
    return node if isinstance(node, ex.Symbol) else None


def _outside(node: Expression) -> Iterator[ex.Symbol]:
    """The symbols in an expression that aren't part of a derivative."""
    if isinstance(node, ex.Symbol):
        yield node
    elif not isinstance(node, ex.Derivative):
        for child in node.children():
            yield from _outside(child)


def _form(name: Name) -> tuple[str, int, int]:
    return name.base, len(name.upper), len(name.lower)


def _runs(name: Name) -> bool:
    """Does a letter in a name stand for any unit?"""
    return any(isinstance(i, str) and not isinstance(i, Label) for i in name.indices)
