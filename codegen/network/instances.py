r"""The network of a document whatever its notation.

A document in indices or matrices describes units by letters. Its definitions are looked at
with two units in every layer and with three; both times the network is found as in a
document that writes every unit out. What differs between the two is a size that the
document leaves open; what stays is part of the network. The order of the indices of a
weight is read from its entries: ``w_{ij}`` with the unit first, as in ``W x``, stays so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from codegen.network.batches import letter_of_samples
from codegen.network.description import Layer, Network, UnsupportedNetwork
from codegen.network.loss_choice import differentiated_loss
from codegen.network.needed import apart_from_others, needed
from codegen.network.structure import find_network
from derive.algebra.arrays import ShapeMismatch
from derive.algebra.calculus import NotDifferentiable
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.model import Definition, Model
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import is_value
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.world import World

SIZES = (2, 3)


def document_network(
    assessment: Assessment, loss: Name | None, derived: Collection[Name], depth: int | None = None
) -> tuple[Network, Model]:
    """The network of a document and the model that it was found in.

    ``loss`` and ``derived`` are those of :func:`codegen.network.structure.find_network`, for a
    document that writes every unit out; otherwise they are found here. ``depth`` is the number
    of layers where the document has a letter for it. Raises :class:`UnsupportedNetwork`, which
    tells where in the document.
    """
    try:
        if assessment.model.world.plain:
            return find_network(assessment.model, _roles(assessment), loss, derived), assessment.model
        small, large = (_model(assessment, size, depth) for size in SIZES)
        found = [_found(assessment, model) for model in (small, large)]
        if depth is None and len(_found(assessment, _model(assessment, SIZES[0], 2)).layers) != len(found[0].layers):
            raise UnsupportedNetwork("the number of layers is a letter: say which number is meant with --depth")
        return _generalized(found[0], found[1], _letter_of_mean(small, found[0])), small
    except UnsupportedNetwork as problem:
        raise _located(assessment, problem) from None
    except Undecidable as problem:
        raise UnsupportedNetwork(problem.reason, None, problem.span) from None
    except (Cyclic, ShapeMismatch, NotDifferentiable, RecursionError) as problem:
        reason = "the definitions are nested too deep" if isinstance(problem, RecursionError) else str(problem)
        raise _located(assessment, UnsupportedNetwork(reason)) from None
    except (OutOfRange, ZeroDivisionError):
        raise _located(assessment, UnsupportedNetwork("a definition has no value")) from None


def _found(assessment: Assessment, model: Model) -> Network:
    return find_network(model, _roles(assessment), None, differentiated(assessment, model))


def _roles(assessment: Assessment) -> Mapping[str, str]:
    return assessment.derivation.declarations.roles


def _model(assessment: Assessment, size: int, depth: int | None) -> Model:
    """The definitions with so many units, and layers, wherever the document says nothing.

    Targets that sum to one stay free here: which loss it is shows without that.
    """
    definitions = [d for d in assessment.definitions.values() if not is_value(d)]
    loss = differentiated_loss(assessment, definitions)
    if loss is not None:
        definitions = needed(definitions, loss)
    world = _resized(assessment.model.world, size, depth)
    try:
        return _agreeing(assessment, definitions, world)
    except UnsupportedNetwork as problem:
        # z_j and z_k may be two layers; z^l_j and z^l are one
        if world.typed or problem.about is None or any(d.target.base == problem.about.base and world.ranks.of(d.target) for d in definitions):
            raise
    return _agreeing(assessment, definitions, replace(world, typed=True))


def _agreeing(assessment: Assessment, definitions: list[Definition], world: World) -> Model:
    """The model of definitions of which no two give the same quantity different meanings."""
    model = Model(definitions, world=world)
    apart = apart_from_others(model)
    if apart:
        model = Model([d for d in definitions if d.target not in apart], world=world)
    model.functions.aliases |= assessment.model.functions.aliases
    return model


def _resized(world: World, size: int, depth: int | None) -> World:
    """The world with other numbers of units and layers; without a depth that stays."""
    depths = {letter for letter in ("L", "T") if world.constants.get(letter) == world.depth}
    depth = depth or world.depth
    constants = {k: depth if k in depths else size for k in world.constants}
    return replace(world, size=size, depth=depth, constants=constants)


def differentiated(assessment: Assessment, model: Model) -> set[Name]:
    """The quantities, one by one, by which the document differentiates anything."""
    targets: dict[Name, Definition] = {}
    for step in assessment.steps.values():
        for part in (step.left, step.right):
            for node in part.expression.walk() if part.expression else ():
                for variable in node.variables if isinstance(node, ex.Derivative) else ():
                    if isinstance(variable, ex.Symbol):
                        targets[variable.name] = Definition(variable.name, (), variable, 0)
    return set(Model(targets.values(), model.dag, model.world).concrete_definitions())


def concrete_lines(assessment: Assessment, model: Model, lines: Mapping[Name, int]) -> dict[Name, int]:
    """For each quantity that a definition defines, the line of the definition."""
    found: dict[Name, int] = {}
    for target, line in lines.items():
        definition = assessment.definitions.get(target)
        if definition is not None and not definition.parameters:
            alone = Model([definition], model.dag, model.world)
            found |= dict.fromkeys(alone.concrete_definitions(), line)
    return found


def _letter_of_mean(model: Model, network: Network) -> str:
    """The letter by which the loss of a batch is divided, if it counts the samples."""
    batch = network.batch
    return (batch and letter_of_samples(model.definitions.values(), model.world.constants, batch)) or ""


def _generalized(small: Network, large: Network, mean: str) -> Network:
    """One network that is the small one at the small size and the large one at the large size.

    ``mean`` is the letter by which the document divides the loss, if it counts samples.
    """
    if mean:
        small, large = (
            replace(n, mean=mean, loss=replace(n.loss, scale=n.loss.scale * n.batch.count)) if n.batch else n
            for n in (small, large)
        )
    if len(small.layers) != len(large.layers):
        raise UnsupportedNetwork("the number of layers depends on a number of units")
    letters = []
    for number, (a, b) in enumerate(zip(small.widths, large.widths, strict=True)):
        if a != b and (a, b) != SIZES:
            raise UnsupportedNetwork(f"the units of layer {number} are {a} where every letter is {SIZES[0]}, {b} where it is {SIZES[1]}")
        letters.append("" if a == b else f"n{number}")
    if [layer.activation.kind for layer in small.layers] != [layer.activation.kind for layer in large.layers]:
        raise UnsupportedNetwork("the activation functions depend on the number of units")
    if (small.loss.kind, small.loss.scale) != (large.loss.kind, large.loss.scale):
        name = small.loss.name
        raise UnsupportedNetwork(
            f"a factor of {name.plain()} depends on the number of units: take the mean by reduction instead", name
        )
    if not any(letters):
        return small
    layers = tuple(replace(layer, unit_first=_unit_first(layer)) for layer in small.layers)
    return replace(small, layers=layers, letters=tuple(letters))


def _unit_first(layer: Layer) -> bool:
    """Does the index of the unit stand before that of the input?"""
    first = layer.weights[0][0].indices
    by_unit = _changed(first, layer.weights[0][-1].indices)
    by_input = _changed(first, layer.weights[-1][0].indices)
    return bool(by_unit and by_input) and by_unit[0] < by_input[0]


def _changed(left: tuple[object, ...], right: tuple[object, ...]) -> list[int]:
    return [k for k, (a, b) in enumerate(zip(left, right, strict=False)) if a != b]


def _located(assessment: Assessment, problem: UnsupportedNetwork) -> UnsupportedNetwork:
    """The problem with the place of the definition that it is about, or of the last definition."""
    if problem.span is not None:
        return problem
    about = problem.about
    steps = [d.step for d in assessment.definitions.values() if d.step and about and d.target.base == about.base]
    steps = steps or [max((d.step for d in assessment.definitions.values()), default=0)]
    step = assessment.steps.get(steps[0])
    return UnsupportedNetwork(str(problem), about, step.span if step else None)
