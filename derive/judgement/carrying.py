"""What one check leaves to the next one: the graph, values in it, and looks at steps that hold.

A document is checked again and again while its author works on it, and most of it is as it was.
Its definitions keep their nodes as long as nothing below them is different, and a step that held
isn't looked at again as long as the formula and the definitions below it say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from derive.algebra.dag import Dag
from derive.algebra.functions import Functions
from derive.algebra.model import Definition, Model
from derive.algebra.samples import SAMPLES, Sample
from derive.judgement.dependence import Dependence
from derive.judgement.keys import Keys, digest_around, surroundings
from derive.judgement.look import Look
from derive.judgement.oddness import Oddness
from derive.judgement.rounding import is_rounded
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name
from derive.meaning.noting import Kept
from derive.meaning.statements import Derivation, Step
from derive.meaning.world import World

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment

MAX_NODES = 150_000  # of the graph; beyond it, the next check begins with nothing
MAX_MODELS = 4  # worlds of which the last model is kept


class Carried:
    """The graph of the last checks, the last model in each world, and the looks at steps that hold."""

    def __init__(self) -> None:
        self._aliases: Mapping[str, str] = {}
        self.oddness = Oddness()
        self.clear()

    def clear(self) -> None:
        """Begin with nothing."""
        self.dag = Dag()
        self._models: list[Model] = []
        self._samples: list[tuple[Functions, list[Sample]]] = []
        self._looks: dict[object, Look] = {}
        self._last_keys: tuple[Model, Mapping[Name, Definition], Keys] | None = None
        self._keys: Kept[Keys] = Kept(MAX_MODELS)
        self._surroundings: list[tuple[tuple[object, ...], str]] = []  # of the last definitions, each with its digest
        self._dependences: Kept[Dependence] = Kept(MAX_MODELS)
        self.untyped: Model | None = None  # in which letters don't tell which units a name is of, and nothing runs in a circle

    def begin(self, derivation: Derivation) -> None:
        """Make ready for a document; what its functions are declared to mean belongs to every value."""
        aliases = derivation.declarations.functions
        if aliases != self._aliases or len(self.dag.op) > MAX_NODES:
            self._aliases = dict(aliases)
            self.clear()

    def model(self, definitions: Mapping[Name, Definition], world: World, undefined: set[str], normalized: frozenset[str]) -> Model:
        """The model of some definitions, with the values that the last one in the same world has in common with it."""
        for place, known in enumerate(self._models):
            if (known.world, known.undefined, known.normalized) == (world, undefined, normalized):
                del self._models[place]
                new = known.resumed(definitions)
                break
        else:
            new = Model(definitions.values(), self.dag, world)
        new.undefined, new.normalized = undefined, normalized
        self._models = [new, *self._models[: MAX_MODELS - 1]]
        return new

    def samples(self, model: Model) -> list[Sample]:
        """The points of a first look, with the values that are known there."""
        for functions, samples in self._samples:
            if functions is model.functions:
                return samples
        samples = [Sample(self.dag, model.functions, number) for number in SAMPLES]
        self._samples = [(model.functions, samples), *self._samples[: MAX_MODELS - 1]]
        return samples

    def look(self, assessment: Assessment, step: Step) -> Look:
        """A look at a step; one that held before in the same words, or whose shapes didn't fit, isn't looked at again."""
        if assessment.model.dag is not self.dag:
            return assessment.look(step)
        key = self.keys(assessment).of_look(step, assessment.derivation.chains[step.chain])
        if key is None:
            return assessment.look(step)
        known = self._looks.get(key)
        if known is None:
            known = assessment.look(step)
            if _is_local(assessment, step, known):
                self._looks[key] = known
        return known

    def dependence(self, definitions: Mapping[Name, Definition], plain: bool) -> Dependence:
        """What depends on what under definitions, wherever they stand."""
        said = [definition.expression.notes() for definition in definitions.values()]
        return self._dependences.of(said, (tuple(definitions), plain), partial(Dependence, definitions, plain))

    def keys(self, assessment: Assessment) -> Keys:
        """The keys of the steps of an assessment: those under definitions that say the same are the same, wherever these stand."""
        last, definitions = self._last_keys, assessment.definitions
        if last is None or last[0] is not assessment.model or last[1] is not definitions:
            said = [definition.expression.notes() for definition in definitions.values()]
            heads = tuple((d.target, *d.parameters) for d in definitions.values())
            around = self._around(surroundings(assessment))
            found = self._keys.of(said, (heads, around), partial(Keys, assessment, around))
            last = self._last_keys = assessment.model, definitions, found
        return last[2]

    def _around(self, said: tuple[object, ...]) -> str:
        """The digest of some surroundings; mostly they are those of the document before."""
        for known, found in self._surroundings:
            if known == said:
                return found
        found = digest_around(said)
        self._surroundings = [(said, found), *self._surroundings[: MAX_MODELS - 1]]
        return found


def _is_local(assessment: Assessment, step: Step, look: Look) -> bool:
    """Does a look at a step depend on nothing but the step and the definitions below it?

    Whether a quantity is used anywhere tells what a derivative means that came out as zero,
    or that is taken of a compound quantity.
    """
    plain = (look.state == "holds" and not look.reason) or look.state == "misfit"
    if not plain or look.unknown or look.by_values or look.conventional or step.relation == "approx" or is_rounded(step):
        return False
    if False in assessment.model.slopes.values():
        return False
    sides = (part.expression for part in (step.left, step.right))
    return all(side is not None and side.noted(_derives_names) for side in sides)


def _derives_names(side: Expression) -> bool:
    return all(isinstance(n.operand, ex.Symbol) for n in side.walk() if isinstance(n, ex.Derivative))
