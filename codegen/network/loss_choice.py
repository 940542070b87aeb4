"""Which of a document's quantities is the loss."""

from __future__ import annotations

from codegen.network.description import UnsupportedNetwork
from derive.algebra.dag import Node
from derive.algebra.model import Model
from derive.meaning.expressions import Derivative, Name


def find_loss(model: Model) -> Name:
    """The quantity that the definitions lead to: used by none, and using the most leaves."""
    dag = model.dag
    nodes: dict[Name, Node] = {}
    for target, definition in model.definitions.items():
        if not any(isinstance(part, Derivative) for part in definition.expression.walk()):
            plain = model.world.plain
            names = [target] if plain else Model([definition], dag, model.world).concrete_definitions()
            nodes |= {name: model.lookup(name) for name in names}
    used = {operand for node in dag.cone(*nodes.values()) for operand in dag.args[node]}
    roots = [name for name, node in nodes.items() if node not in used]
    if not roots:
        raise UnsupportedNetwork("the document defines no quantity that could be the loss")
    sizes = {name: len(dag.leaves(nodes[name])) for name in roots}
    best = [name for name in roots if sizes[name] == max(sizes.values())]
    if len(best) > 1 and len({dag.args[nodes[n]] for n in best}) > 1:
        raise UnsupportedNetwork(f"several quantities could be the loss: {', '.join(n.plain() for n in best)}", best[0])
    return best[0]
