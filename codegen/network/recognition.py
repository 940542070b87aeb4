"""Recognise activations and losses: guess from numbers, then prove the guess.

A target prints a recognised function in its stable form; any other is printed as the
document writes it.
"""

from __future__ import annotations

from fractions import Fraction

from codegen.network.description import Activation, Formula, UnsupportedNetwork
from derive.algebra.dag import ADD, CALL, CASE, CONST, LEAF, MUL, NAMED, POW, Function, Node
from derive.algebra.functions import PI, substitute
from derive.algebra.model import Model
from derive.algebra.prover import Prover
from derive.algebra.samples import Sample, agree
from derive.meaning.expressions import Label, Name

KNOWN = ("sigmoid", "tanh", "relu", "softplus")
_POINTS = (-1.75, -0.375, 0.5, 2.25)
_INPUT = Name("z", (Label("pre-activation"),))
_OUTPUT, _TARGET = Name("a", (Label("output"),)), Name("t", (Label("target"),))


class Recognizer:
    """Recognises the functions of one model."""

    def __init__(self, model: Model) -> None:
        self.model, self.dag = model, model.dag
        self.z, self.a, self.t = self.dag.leaf(_INPUT), self.dag.leaf(_OUTPUT), self.dag.leaf(_TARGET)
        self._softmax_label = "softmax"
        self._known: dict[Node, Activation] = {}

    # -- activations

    def activation(self, row: list[Node], values: list[Node]) -> Activation:
        """The one function that takes each pre-activation of a layer to its activation."""
        bodies = {substitute(self.dag, v, {z: self.z}) for z, v in zip(row, values, strict=True)}
        if len(bodies) > 1:
            raise UnsupportedNetwork("the units of one layer have different activation functions")
        body = bodies.pop()
        if body not in self._known:
            self._known[body] = self._recognize(body)
        return self._known[body]

    def _recognize(self, body: Node) -> Activation:
        if body == self.z:
            return Activation("identity", "identity")
        label = self.function_label(body)
        for kind in KNOWN:
            known = self.dag.call(Function(Name(kind)), (self.z,))
            if self.equal(body, known):
                return Activation(kind, label or kind)
        return Activation("custom", label or "activation", self.formula(body, (self.z,)))

    def function_label(self, body: Node) -> str:
        if self.dag.op[body] != CALL:
            return ""
        function: Function = self.dag.data[body]  # type: ignore[assignment]
        return function.name.plain()

    def softmax(self, nodes: list[Node], row: list[Node]) -> list[Node] | None:
        """The nodes ``e^z_k / Σ e^z_j`` of the last row, if the graph has one for each."""
        found: dict[Node, Node] = {}
        row_set = set(row)
        for node in nodes:
            if self.dag.op[node] != MUL or len(self.dag.args[node]) != 2:
                continue
            for top, bottom in (self.dag.args[node], self.dag.args[node][::-1]):
                z = self.exponent(top)
                below = self.strip(bottom)
                if z not in row_set or self.dag.op[below] != POW or self.dag.data[below] != -1:
                    continue
                total = self.strip(self.dag.args[below][0])
                if self.dag.op[total] == ADD and {self.exponent(t) for t in self.dag.args[total]} == row_set:
                    found[z] = node
        return [found[z] for z in row] if len(found) == len(row) > 1 else None

    def softmax_activation(self) -> Activation:
        return Activation("softmax", self._softmax_label)

    def exponent(self, node: Node) -> Node | None:
        """z of ``e^z``."""
        node = self.strip(node)
        if self.dag.op[node] != CALL or self.dag.data[node] != Function(Name("exp")):
            return None
        return self.strip(self.dag.args[node][0])

    def strip(self, node: Node) -> Node:
        while self.dag.op[node] == NAMED:
            node = self.dag.args[node][0]
        return node

    # -- the loss

    def loss(
        self, root: Node, name: Name, values: list[Node], leaves: list[Node]
    ) -> tuple[tuple[str, Fraction, Name, Formula | None], list[Node]]:
        """(kind, scale, name, formula) of the part of one output, and the target of each."""
        dag = self.dag
        outputs = [dag.leaf(Name("a", (Label("output"),), (k,))) for k in range(len(values))]
        cut = substitute(dag, root, dict(zip(values, outputs, strict=True)))
        parts: dict[int, list[Node]] = {}
        partner: dict[int, Node] = {}
        for term in self.terms(cut, Fraction(1)):
            below = {n for n in dag.cone(term) if dag.op[n] == LEAF and dag.data[n] != PI}
            own = [k for k, out in enumerate(outputs) if out in below]
            targets = below & set(leaves)
            if len(own) != 1 or len(targets) > 1 or below - targets - set(outputs):
                self.refuse(name, below, outputs, leaves)
            parts.setdefault(own[0], []).append(term)
            for target in targets:
                if partner.setdefault(own[0], target) != target:
                    raise UnsupportedNetwork(f"output {own[0] + 1} is compared with two targets")
        if len(parts) != len(values) or len(set(partner.values())) != len(values):
            raise UnsupportedNetwork(f"{name.plain()} does not compare every output with a target of its own")
        bodies = {
            substitute(dag, dag.add(parts[k]), {outputs[k]: self.a, partner[k]: self.t}) for k in range(len(values))
        }
        body = min(bodies)
        if any(not self.equal(body, other) for other in bodies - {body}):
            raise UnsupportedNetwork(f"{name.plain()} treats its outputs differently")
        kind, scale = self.loss_kind(body)
        formula = self.formula(body, (self.a, self.t)) if kind == "custom" else None
        return (kind, scale, name, formula), [partner[k] for k in range(len(values))]

    def refuse(self, name: Name, below: set[Node], outputs: list[Node], leaves: list[Node]) -> None:
        others = sorted(below - set(outputs) - set(leaves))
        if others:
            names = ", ".join(self.dag.data[n].plain() for n in others)  # type: ignore[attr-defined]
            raise UnsupportedNetwork(f"{name.plain()} depends on {names} beside the outputs and their targets")
        raise UnsupportedNetwork(f"{name.plain()} is no sum of parts that each see one output and its target")

    def terms(self, node: Node, factor: Fraction) -> list[Node]:
        """The terms of the loss, with names opened and constant factors multiplied in."""
        dag = self.dag
        node = self.strip(node)
        if dag.op[node] == ADD:
            return [t for a in dag.args[node] for t in self.terms(a, factor)]
        if dag.op[node] == POW and dag.data[node] == 2:
            root = self.strip(dag.args[node][0])
            if dag.op[root] == POW and dag.data[root] == Fraction(1, 2):  # the square of a norm
                return self.terms(dag.args[root][0], factor)
        if dag.op[node] == MUL:
            constants = [a for a in dag.args[node] if dag.op[a] == CONST]
            rest = [a for a in dag.args[node] if dag.op[a] != CONST]
            if constants and len(rest) == 1:
                for c in constants:
                    factor *= dag.data[c]  # type: ignore[operator]
                return self.terms(rest[0], factor)
        return [dag.mul([dag.const(factor), node])]

    def loss_kind(self, body: Node) -> tuple[str, Fraction]:
        dag, one = self.dag, self.dag.one
        gap = dag.sub(self.t, self.a)
        log_a = dag.call(Function(Name("log")), (self.a,))
        log_rest = dag.call(Function(Name("log")), (dag.sub(one, self.a),))
        entropy = dag.neg(dag.mul([self.t, log_a]))
        forms = {
            "squared": dag.power(gap, Fraction(2)),
            "bernoulli": dag.sub(entropy, dag.mul([dag.sub(one, self.t), log_rest])),
            "cross_entropy": entropy,
        }
        for kind, form in forms.items():
            sample = Sample(dag, self.model.functions, 0, {_OUTPUT: Fraction(5, 16), _TARGET: Fraction(11, 16)})
            ratio = sample.value(body) / sample.value(form)
            if ratio == ratio:
                scale = Fraction(ratio).limit_denominator(10**6)
                if scale and self.equal(body, dag.mul([dag.const(scale), form])):
                    return kind, scale
        return "custom", Fraction(1)

    # -- formulas

    def formula(self, body: Node, parameters: tuple[Node, ...]) -> Formula:
        """A function with its derivatives, written out in primitives."""
        derivatives = tuple(self.expanded(self.model.calculus.plain_derivative(body, p)) for p in parameters)
        return Formula(self.dag, parameters, self.expanded(body), derivatives)

    def expanded(self, root: Node) -> Node:
        """The node with every defined function replaced by its body."""
        dag, functions = self.dag, self.model.functions
        while True:
            mapping: dict[Node, Node] = {}
            for node in dag.cone(root):
                if dag.op[node] != CALL:
                    continue
                function: Function = dag.data[node]  # type: ignore[assignment]
                if functions.is_primitive(function) and function.order == 0:
                    continue
                if functions.is_free(function):
                    raise UnsupportedNetwork(
                        f"{function.name.plain()} is never defined, so no code can compute it: "
                        f"declare what it is, as in --declare '{function.name.base} = sigmoid'"
                    )
                mapping[node] = functions.expand(function, dag.args[node][0])
            if not mapping:
                return root
            root = substitute(dag, root, mapping)

    def equal(self, left: Node, right: Node) -> bool:
        """Proved equal."""
        fixed = (_INPUT, _OUTPUT, _TARGET)
        for point in _POINTS:
            values = {name: Fraction(abs(point) / 4 + k / 64 if k else point) for k, name in enumerate(fixed)}
            sample = Sample(self.dag, self.model.functions, 0, values)
            if not agree(sample.value(left), sample.value(right)):
                return False
        if any(self.dag.op[n] == CASE for n in self.dag.cone(self.expanded(left), self.expanded(right))):
            return self.expanded(left) == self.expanded(right)
        return Prover(self.dag, self.model.functions).equal(left, right)
