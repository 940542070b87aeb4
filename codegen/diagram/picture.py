"""The network as a picture: who stands where, before any format is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codegen.derivation.language import words
from codegen.derivation.unvalued import UNVALUED
from codegen.network.description import Layer, Network, UnsupportedNetwork
from codegen.network.structure import find_network
from derive.algebra.dag import CALL, Dag, Function, Node
from derive.algebra.model import Model
from derive.judgement.checker import Report
from derive.meaning import expressions as ex
from derive.meaning.expressions import Label, Name

COLUMN, ROW, RADIUS, MARGIN = 190.0, 108.0, 30.0, 56.0
MAX_ROWS = 8  # units of a layer that are all drawn
SHOWN = 3  # units drawn before and after the dots otherwise
MAX_LABELS = 12  # weights between two layers that are all written


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle; without a name it stands for units left out."""

    key: str
    name: Name | None
    x: float
    y: float
    kind: str  # "input", "unit", "output", "loss" or "dots"
    inner: Name | None = None  # the pre-activation
    bias: Name | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one node to another."""

    source: Circle
    target: Circle
    name: Name | None = None  # the weight, where it is written
    place: float = 0.3  # where along the line
    dashed: bool = False
    bend: float = 0.0  # how far the middle of the line is lifted


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a format draws."""

    width: float
    height: float
    nodes: tuple[Circle, ...]
    edges: tuple[Edge, ...]
    captions: tuple[tuple[float, str], ...]  # x, text
    title: str
    description: str


def network_of(report: Report) -> Network | None:
    """The network of a document; None if its graph is none.

    A function that the document leaves open is no obstacle: who is connected to whom does
    not depend on it.
    """
    model, loss = report.assessment.model, report.gradients.loss
    if report.assessment.carried is not None:  # its graph holds other documents too, and the order of its nodes is theirs
        model = model.alone()
    for closed in (False, True):
        try:
            return find_network(_closed(model, loss) if closed else model, loss=loss)
        except (UnsupportedNetwork, ValueError, KeyError, *UNVALUED):
            continue
    return None


def _closed(model: Model, loss: Name | None) -> Model:
    """The model with some function, any will do, for each that the document never defines."""
    closed = Model(model.definitions.values(), world=model.world)
    closed.functions.aliases |= model.functions.aliases
    closed.functions.bodies |= {name: _stand_in(closed.dag) for name in _open_functions(model, loss)}
    return closed


def _open_functions(model: Model, loss: Name | None) -> set[Name]:
    nodes = model.dag.cone(model.lookup(loss)) if loss else range(len(model.dag.op))
    calls = (model.dag.data[n] for n in nodes if model.dag.op[n] == CALL and len(model.dag.args[n]) == 1)
    return {f.name for f in calls if isinstance(f, Function) and model.functions.is_free(f)}


def _stand_in(dag: Dag) -> tuple[Node, Node]:
    parameter = dag.leaf(Name("x", (Label("stand-in"),)))
    return parameter, dag.call(Function(Name("tanh")), (parameter,))


def picture(report: Report) -> Picture:
    """The picture of a document: its network, or else the graph of its definitions."""
    network = network_of(report)
    said = words(report.document.source.text)
    return draw_network(network, said) if network else draw_definitions(report, said)


# -- networks


def draw_network(network: Network, said: dict[str, str]) -> Picture:
    """The network in columns, inputs on the left and the loss on the right."""
    rows = max(_drawn(count) for count in network.widths)
    height = (rows - 1) * ROW + 2 * (RADIUS + MARGIN)
    middle = height / 2 - 4
    nodes: list[Circle] = []
    edges: list[Edge] = []
    captions = [(_x(0), said["input"])]
    column = _column(network.inputs, 0, middle, "input")
    nodes += column.values()
    for layer in network.layers:
        last = layer is network.layers[-1]
        before, column = column, _units(layer, middle, "output" if last else "unit")
        nodes += column.values()
        edges += _connections(layer, before, column)
        word = said["output"] if last else said["hidden"].format(n=layer.number)
        captions.append((_x(layer.number), f"{word} · {layer.activation.label}"))
    end = len(network.layers) + 1
    loss = Circle("loss", network.loss.name, _x(end) - COLUMN * 0.15, middle, "loss")
    nodes.append(loss)
    for position, node in column.items():
        target = network.targets[position] if position >= 0 else None
        edges.append(Edge(node, loss, target, 0.42, dashed=True))
    description = (
        " → ".join(map(str, network.widths))
        + f"; {', '.join(layer.activation.label for layer in network.layers)}; {network.loss.name.plain()}"
    )
    return Picture(
        _x(end) + MARGIN, height, tuple(nodes), tuple(edges), tuple(captions), said["network"], description
    )


def _x(column: int) -> float:
    return MARGIN + RADIUS + column * COLUMN


def _drawn(count: int) -> int:
    return count if count <= MAX_ROWS else 2 * SHOWN + 1


def _positions(count: int) -> list[int]:
    """The units that are drawn; −1 stands for those left out."""
    if count <= MAX_ROWS:
        return list(range(count))
    return [*range(SHOWN), -1, *range(count - SHOWN, count)]


def _column(names: Sequence[Name], number: int, middle: float, kind: str) -> dict[int, Circle]:
    shown = _positions(len(names))
    top = middle - (len(shown) - 1) * ROW / 2
    return {
        k: Circle(f"c{number}u{k + 1}", names[k] if k >= 0 else None, _x(number), top + row * ROW, kind if k >= 0 else "dots")
        for row, k in enumerate(shown)
    }


def _units(layer: Layer, middle: float, kind: str) -> dict[int, Circle]:
    plain = _column(layer.a, layer.number, middle, kind)
    built = {}
    for k, node in plain.items():
        if k < 0:
            built[k] = node
            continue
        bias = layer.biases[k] if k < len(layer.biases) and not layer.shared_bias else (layer.biases or (None,))[0]
        inner = layer.z[k] if layer.z[k] != layer.a[k] else None
        built[k] = Circle(node.key, node.name, node.x, node.y, node.kind, inner, bias)
    return built


def _connections(layer: Layer, before: dict[int, Circle], after: dict[int, Circle]) -> list[Edge]:
    labelled = len(before) * len(after) <= MAX_LABELS and min(len(before), len(after)) <= 2
    place = 0.3 if len(after) <= 2 else 0.7  # near the side with more units, where lines are apart
    edges = []
    for i, source in before.items():
        for k, target in after.items():
            if source.kind == "dots" or target.kind == "dots":
                continue
            name = layer.weights[i][k] if labelled else None
            edges.append(Edge(source, target, name, place))
    return edges


# -- any other document


def draw_definitions(report: Report, said: dict[str, str]) -> Picture:
    """Names in columns, each to the right of all that its definition holds."""
    uses = {
        name: [n.name for n in d.expression.walk() if isinstance(n, ex.Symbol)]
        for name, d in report.assessment.definitions.items()
        if not d.parameters and not any(isinstance(n, ex.Derivative) for n in d.expression.walk())
    }
    depths: dict[Name, int] = {}

    def depth(name: Name, open_names: frozenset[Name]) -> int:
        if name not in depths:
            below = [depth(u, open_names | {name}) for u in uses.get(name, ()) if u not in open_names and u != name]
            depths[name] = 1 + max(below, default=-1)
        return depths[name]

    for name in uses:
        depth(name, frozenset())
    columns: dict[int, list[Name]] = {}
    for name, at in depths.items():
        columns.setdefault(at, []).append(name)
    rows = max((_drawn(len(names)) for names in columns.values()), default=1)
    height = (rows - 1) * ROW + 2 * (RADIUS + MARGIN)
    nodes: dict[Name, Circle] = {}
    drawn: list[Circle] = []
    for at, names in columns.items():
        for k, node in _column(names, at, height / 2, "input" if at == 0 else "unit").items():
            drawn.append(node)
            if k >= 0:
                nodes[names[k]] = node
    edges = tuple(
        Edge(nodes[u], nodes[name], bend=_bend(nodes[u], nodes[name]))
        for name, used in uses.items()
        for u in dict.fromkeys(used)
        if u in nodes and name in nodes and u != name
    )
    width = _x(max(columns, default=0)) + RADIUS + MARGIN
    return Picture(width, height, tuple(drawn), edges, (), said["graph"], ", ".join(n.plain() for n in uses) or "—")


def _bend(source: Circle, target: Circle) -> float:
    """A line in one row that passes a column goes around the unit there."""
    return ROW * 0.9 if source.y == target.y and target.x - source.x > COLUMN * 1.5 else 0.0
