"""The layers of a network, from the loss down: who is connected to whom.

- A pre-activation is a sum of products *leaf times unit* and perhaps one more leaf.
- A weight is a leaf with one product; an input is a leaf that several weights share.
- A bias is the leaf that a pre-activation adds.
- A target is a leaf that only the loss sees.

The walk starts at the loss and stops at the first pre-activations that it meets: they are
the last layer. What those are sums of is the layer before, and so on down to the inputs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from codegen.network.description import Layer, Loss, Network, UnsupportedNetwork
from codegen.network.names import natural_key
from codegen.network.recognition import Recognizer
from derive.algebra.dag import ADD, CALL, LEAF, MUL, NAMED, Dag, Node
from derive.algebra.functions import PRIMITIVES
from derive.algebra.model import Model
from derive.meaning.expressions import Name

_PARAMETERS = frozenset(("weight", "bias"))
_WEIGHTS = frozenset(("weight", "parameter"))


@dataclass(frozen=True, slots=True)
class _Sum:
    """A pre-activation: products (leaf or input, unit or leaf) and added leaves."""

    products: tuple[tuple[Node, Node], ...]
    added: tuple[Node, ...]


class Search:
    """The network of a loss; ``banned`` are nodes that are no pre-activations."""

    def __init__(
        self, model: Model, loss: Name, root: Node, roles: Mapping[str, str], banned: set[Node], derived: Collection[Name]
    ) -> None:
        self.model, self.dag, self.roles, self.derived = model, model.dag, roles, derived
        self.loss_name, self.root = loss, root
        dag: Dag = self.dag
        self.nodes = dag.cone(self.root)
        self.users: dict[Node, list[Node]] = {n: [] for n in self.nodes}
        self.names: dict[Node, Name] = {}
        for node in self.nodes:
            for arg in dag.args[node]:
                self.users[arg].append(node)
            if dag.op[node] == NAMED and isinstance(dag.data[node], Name):
                self.names.setdefault(self.strip(node), dag.data[node])  # type: ignore[arg-type]
        self.sums: dict[Node, _Sum] = {}
        # the one pre-activation that a node is a function of, and nothing else; -1: several
        self.under: dict[Node, Node | None] = {}
        for node in self.nodes:
            found = None if node in banned else self.as_sum(node)
            if found is not None:
                self.sums[node] = found
                self.under[node] = node
            else:
                self.under[node] = self.dependence(node)
        self.last, self.targets = self.descend()

    # -- the graph

    def strip(self, node: Node) -> Node:
        while self.dag.op[node] == NAMED:
            node = self.dag.args[node][0]
        return node

    def role(self, leaf: Node) -> str | None:
        return self.roles.get(self.leaf_name(leaf).base)

    def is_leaf(self, node: Node, *roles: str) -> bool:
        if self.dag.op[node] != LEAF:
            return False
        role = self.role(node)
        return role in (None, *roles) or (role == "parameter" and not _PARAMETERS.isdisjoint(roles))

    def dependence(self, node: Node) -> Node | None:
        """None: on nothing but constants; −1: on several things or on a leaf."""
        if self.dag.op[node] == LEAF:
            return -1
        below = {self.under[a] for a in self.dag.args[node]} - {None}
        return below.pop() if len(below) == 1 else -1 if below else None

    def terms(self, node: Node) -> list[Node]:
        """The terms of a sum, with names and brackets opened."""
        node = self.strip(node)
        if self.dag.op[node] != ADD:
            return [node]
        return [t for a in self.dag.args[node] for t in self.terms(a)]

    def as_sum(self, node: Node) -> _Sum | None:
        if self.dag.op[node] not in (ADD, MUL):
            return None
        products, added = [], []
        for term in self.terms(node):
            if self.is_leaf(term, "bias"):
                added.append(term)
            elif (product := self.as_product(term)) is not None:
                products.append(product)
            else:
                return None
        return _Sum(tuple(products), tuple(added)) if products else None

    def as_product(self, node: Node) -> tuple[Node, Node] | None:
        """(weight, unit), or (leaf, leaf) of which one is the weight."""
        if self.dag.op[node] != MUL or len(self.dag.args[node]) != 2:
            return None
        left, right = (self.strip(a) for a in self.dag.args[node])
        for weight, value in ((left, right), (right, left)):
            if not self.is_leaf(weight, "weight") or len(self.users[weight]) != 1:
                continue
            if self.is_leaf(value, "input"):
                return weight, value
            if self.under.get(value) not in (None, -1):
                return weight, value
        return None

    def descend(self) -> tuple[list[Node], list[Node]]:
        """The pre-activations that the loss sees first, and the leaves that it sees."""
        last, leaves, seen, stack = [], [], set(), [self.root]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in self.sums:
                last.append(node)
            elif self.dag.op[node] == LEAF:
                leaves.append(node)
            else:
                stack.extend(self.dag.args[node])
        return sorted(last), sorted(leaves)

    # -- the network

    def network(self) -> Network:
        if not self.last:
            raise UnsupportedNetwork(
                f"{self.loss_name.plain()} does not depend on a unit: no sum of weights times inputs was found"
            )
        try:
            rows, inputs = self.rows()
        except UnsupportedNetwork:
            self.refuse_second_use()
            raise
        recognizer = Recognizer(self.model)
        values = self.output_values(rows[-1])
        softmax = recognizer.softmax(self.nodes, rows[-1])
        if softmax is not None:
            values = softmax
        loss, targets = recognizer.loss(self.root, self.loss_name, values, self.targets)
        layers = []
        before = inputs
        for number, row in enumerate(rows, 1):
            last = number == len(rows)
            outputs = values if last else self.unit_values(row, rows[number])
            if last and softmax is not None:
                activation = recognizer.softmax_activation()
            else:
                activation = recognizer.activation(row, outputs)
            layers.append(self.layer(number, row, before, outputs, activation))
            before = outputs
        names = tuple(self.leaf_name(n) for n in inputs)
        return Network(names, tuple(self.leaf_name(t) for t in targets), tuple(layers), Loss(*loss))

    def refuse_second_use(self) -> None:
        """Name the leaf that would be a weight if nothing else used it."""
        for leaf in self.targets:
            for product in self.users[leaf]:
                values = [self.under[a] for a in self.dag.args[product]]
                if self.dag.op[product] == MUL and len(self.users[leaf]) > 1 and any(v not in (None, -1) for v in values):
                    raise UnsupportedNetwork(
                        f"{self.label(leaf)} multiplies a unit and is used a second time: "
                        "shared weights and penalties on weights are not supported"
                    ) from None

    def rows(self) -> tuple[list[list[Node]], list[Node]]:
        """The pre-activations layer by layer, first layer first, and the inputs."""
        rows = [self.ordered(self.last)]
        while True:
            sources = [{self.source(*p) for p in self.sums[z].products} for z in rows[0]]
            union = set().union(*sources)
            for z, own in zip(rows[0], sources, strict=True):
                if own != union or len(self.sums[z].products) != len(union):
                    missing = ", ".join(self.label(n) for n in sorted(union - own)) or "an input more than once"
                    raise UnsupportedNetwork(
                        f"the units of one layer take different inputs: {self.label(z)} does not take {missing}"
                        if union - own
                        else f"{self.label(z)} takes {missing}"
                    )
            leaves = {n for n in union if self.dag.op[n] == LEAF}
            if leaves == union:
                return rows, sorted(leaves, key=lambda n: self.order(n))
            if leaves:
                raise UnsupportedNetwork(
                    f"{self.label(rows[0][0])} takes both units and inputs "
                    f"({', '.join(self.label(n) for n in sorted(leaves))}): connections that skip a layer"
                )
            below = [self.under[n] for n in union]
            if len(set(below)) != len(below):
                raise UnsupportedNetwork("two different activations of one pre-activation are used")
            rows.insert(0, self.ordered([n for n in below if n is not None]))

    def source(self, weight: Node, value: Node) -> Node:
        """What a weight multiplies. Of two leaves the input is the one that others share."""
        if self.dag.op[value] != LEAF or self.role(weight) in _WEIGHTS or self.role(value) == "input":
            return value
        if self.role(value) in _WEIGHTS or self.role(weight) == "input":
            return weight
        if len(self.users[value]) == 1:
            known = [leaf for leaf in (weight, value) if self.leaf_name(leaf) in self.derived]
            if len(known) == 1:
                return value if known[0] == weight else weight
            raise UnsupportedNetwork(
                f"{self.label(weight)} and {self.label(value)} are each used once: which is the weight? "
                f"Derive ∂E/∂ of it or declare: {self.leaf_name(weight).base} is a weight"
            )
        return value

    def ordered(self, row: list[Node]) -> list[Node]:
        """By index if the units are one family, otherwise as the document defines them."""
        names = [self.names.get(n) for n in row]
        if all(names) and len({(n.base, len(n.indices)) for n in names if n}) == 1:
            return sorted(row, key=lambda n: natural_key(self.names[n]))
        place = {name: k for k, name in enumerate(self.model.definitions)}
        return sorted(row, key=lambda n: (place.get(self.names[n], n) if n in self.names else len(place), n))

    def order(self, leaf: Node) -> tuple[object, ...]:
        name = self.leaf_name(leaf)
        return (name.base, natural_key(name), leaf)

    def unit_values(self, row: list[Node], above: list[Node]) -> list[Node]:
        """The activations of a hidden row: what the row above multiplies."""
        used = {self.under[v]: v for _, v in self.sums[above[0]].products}
        return [used[z] for z in row]

    def output_values(self, row: list[Node]) -> list[Node]:
        """The outputs: the first named function of each last pre-activation, or itself."""
        values = {z: z for z in row}
        for node in self.nodes:
            z = self.under.get(node)
            if z is None or values.get(z) != z:
                continue
            content = self.strip(node)
            if content == z:
                continue
            op = self.dag.op[content]
            defined = op == CALL and self.dag.data[content].name.base not in PRIMITIVES  # type: ignore[attr-defined]
            if self.dag.op[node] == NAMED or defined:
                values[z] = content
        return [values[z] for z in row]

    def layer(self, number: int, row: list[Node], before: list[Node], values: list[Node], activation: object) -> Layer:
        columns, biases = [], []
        for z in row:
            by_source = {self.source(w, v): (v if self.source(w, v) == w else w) for w, v in self.sums[z].products}
            columns.append([self.leaf_name(by_source[source]) for source in before])
            biases.append(self.sums[z].added)
        weights = tuple(zip(*columns, strict=True))
        z_names = tuple(self.names.get(z) or Name("z", (number,), (k,)) for k, z in enumerate(row, 1))
        a_names = tuple(
            (self.names.get(v) if v != z else None) or Name("a", (number,), (k,))
            for k, (v, z) in enumerate(zip(values, row, strict=True), 1)
        )
        return Layer(number, z_names, a_names, weights, self.layer_biases(row, biases), activation)  # type: ignore[arg-type]

    def layer_biases(self, row: list[Node], biases: list[tuple[Node, ...]]) -> tuple[Name, ...]:
        if not any(biases):
            return ()
        for z, added in zip(row, biases, strict=True):
            if len(added) != 1:
                raise UnsupportedNetwork(
                    f"{self.label(z)} has {len(added)} biases and another unit of its layer has one"
                )
        distinct = [added[0] for added in biases]
        for bias in distinct:
            if any(self.dag.op[u] not in (ADD, NAMED) for u in self.users[bias]):
                raise UnsupportedNetwork(f"{self.label(bias)} is added as a bias and used elsewhere")
        if len(set(distinct)) == 1:
            return (self.leaf_name(distinct[0]),)
        if len(set(distinct)) != len(distinct):
            raise UnsupportedNetwork("some units of a layer share a bias and others do not")
        return tuple(self.leaf_name(b) for b in distinct)

    def leaf_name(self, leaf: Node) -> Name:
        name: Name = self.dag.data[leaf]  # type: ignore[assignment]
        return name

    def label(self, node: Node) -> str:
        if self.dag.op[node] == LEAF:
            return self.leaf_name(node).plain()
        name = self.names.get(node)
        return name.plain() if name else "an unnamed unit"
