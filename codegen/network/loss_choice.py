"""Which of a document's quantities is the loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from codegen.network.description import UnsupportedNetwork
from codegen.network.needed import bases_of
from derive.algebra.dag import Node
from derive.algebra.model import Definition, Model
from derive.judgement.assessment import Assessment
from derive.meaning import expressions as ex
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


def differentiated_loss(assessment: Assessment, definitions: Iterable[Definition]) -> Definition | None:
    """The quantity that the document differentiates, defined by no derivative and used by no other definition."""
    plain = {d.target: d for d in definitions if not any(isinstance(n, ex.Derivative) for n in d.expression.walk())}
    used = {base for d in plain.values() for base in bases_of(d.expression)}
    counts: Counter[Name] = Counter()
    for step in assessment.steps.values():
        for part in (step.left, step.right):
            for node in part.expression.walk() if part.expression else ():
                operand = node.operand if isinstance(node, ex.Derivative) else None
                if isinstance(operand, ex.Symbol) and operand.name in plain and operand.name.base not in used:
                    counts[operand.name] += 1
    return plain[max(counts, key=lambda name: counts[name])] if counts else None
