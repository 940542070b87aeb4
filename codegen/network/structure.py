"""Find the network in a document's graph: from who is connected to whom, never from letters.

It looks for one sample, in the loss of one or in that of a batch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from codegen.network.batches import find_batches
from codegen.network.description import Network, UnsupportedNetwork
from codegen.network.layers import Search
from codegen.network.loss_choice import find_loss
from derive.algebra.dag import Node
from derive.algebra.model import Model
from derive.meaning.declarations import ROLES
from derive.meaning.expressions import Name


def find_network(
    model: Model,
    roles: Mapping[str, str] | None = None,
    loss: Name | None = None,
    derived: Collection[Name] = (),
) -> Network:
    """The network of a model.

    ``roles`` settles what the graph leaves open: "input", "target", "parameter", "weight" or
    "bias" for the base of a name. ``loss`` names the loss where the document has several candidates.
    ``derived`` are names by which the document derives the loss: of two leaves that are
    multiplied and each used once, the weight is the one that is derived.
    Raises :class:`UnsupportedNetwork`.
    """
    unknown = set((roles or {}).values()) - ROLES
    if unknown:
        raise ValueError(f"roles must be among {', '.join(sorted(ROLES))}, not {', '.join(sorted(unknown))}")
    name = loss or find_loss(model)
    root = model.lookup(name)
    parameters = {n for n in derived if (roles or {}).get(n.base) not in ("input", "target")}
    problem = None
    try:
        network = _network(model, name, root, roles or {}, derived)
        if not _turned(network, parameters):
            return network
        base = network.inputs[0].base
        problem = UnsupportedNetwork(
            f"{name.plain()} is differentiated by {Name(base).plain()} alone, which multiplies several quantities: "
            f"is it a weight of several samples? If not, declare: {base} is an input",
            name,
        )
    except UnsupportedNetwork as found:
        problem = found
    batch = _of_batch(model, name, root, roles or {}, parameters)
    if batch is None:
        raise problem
    return batch


def _of_batch(model: Model, name: Name, root: Node, roles: Mapping[str, str], parameters: Collection[Name]) -> Network | None:
    """The network of one sample, where the loss is that of a batch."""
    batches = find_batches(model, root, parameters)
    for ways in ([b for b in batches if not b.own], [b for b in batches if b.own]):
        found: list[Network] = []
        for batch in ways:
            try:
                network = _network(model, name, batch.part, roles, parameters)
            except UnsupportedNetwork:
                continue
            if batch.own <= set(network.inputs) and not _turned(network, parameters):
                found.append(replace(network, batch=batch, mean=batch.divisor.plain() if batch.divisor else ""))
        inputs = sorted({network.inputs[0].base for network in found})
        if len(inputs) > 1:
            either = " and ".join(Name(base).plain() for base in inputs)
            raise UnsupportedNetwork(f"{either} could each be the input: declare which, as in: {inputs[-1]} is an input", name)
        if found:
            return found[0]
    return None


def _turned(network: Network, parameters: Collection[Name]) -> bool:
    """Is what the document differentiates by an input, and no weight? Where samples share w, x looks like the weights."""
    weights = {name for layer in network.layers for row in layer.weights for name in row}
    return weights.isdisjoint(parameters) and not set(network.inputs).isdisjoint(parameters)


def _network(model: Model, name: Name, root: Node, roles: Mapping[str, str], derived: Collection[Name]) -> Network:
    banned: set[Node] = set()
    while True:
        attempt = Search(model, name, root, roles, banned, derived)
        if attempt.targets or not attempt.last:
            return attempt.network()
        # Without a target the "last layer" was part of the loss: −Σ ŷ log a has the form
        # of a linear unit with weights ŷ.
        banned |= set(attempt.last)
