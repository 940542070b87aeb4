"""What the functions mean: primitive, built in, defined by the document, or free.

A row of ``BUILTIN`` teaches the checker an activation; its derivative follows from its
body. A function that the document uses and never defines is free: nothing is assumed of
it but that it is smooth.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from derive.algebra.dag import ADD, CALL, CASE, CONST, LEAF, MUL, NAMED, POW, Dag, Function, Node
from derive.meaning.expressions import Label, Name

if TYPE_CHECKING:
    from derive.algebra.intervals import Intervals

# Functions with rules of their own in every evaluator.
PRIMITIVES = frozenset(("exp", "log", "sin", "cos", "abs", "erf"))

_PARAMETER = Name("x", (Label("parameter"),))


def _call(dag: Dag, name: str, x: Node) -> Node:
    return dag.call(Function(Name(name)), (x,))


def _sigmoid(dag: Dag, x: Node) -> Node:
    return dag.power(dag.add([dag.one, _call(dag, "exp", dag.neg(x))]), Fraction(-1))


def _tanh(dag: Dag, x: Node) -> Node:
    up, down = _call(dag, "exp", x), _call(dag, "exp", dag.neg(x))
    return dag.div(dag.sub(up, down), dag.add([up, down]))


def _half_exp(dag: Dag, x: Node, sign: int) -> Node:
    down = dag.mul([dag.const(sign), _call(dag, "exp", dag.neg(x))])
    return dag.mul([dag.const(Fraction(1, 2)), dag.add([_call(dag, "exp", x), down])])


def _gelu(dag: Dag, x: Node) -> Node:
    inner = dag.mul([x, dag.power(dag.const(2), Fraction(-1, 2))])
    return dag.mul([x, dag.const(Fraction(1, 2)), dag.add([dag.one, _call(dag, "erf", inner)])])


PI = Name("\\pi", (Label("constant"),))

# name: the body as a function of its argument
BUILTIN: dict[str, Callable[[Dag, Node], Node]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": lambda dag, x: dag.case(x, x, dag.zero),
    "leakyrelu": lambda dag, x: dag.case(x, x, dag.mul([dag.leaf(Name("\\alpha", (Label("leak"),))), x])),
    "step": lambda dag, x: dag.case(x, dag.one, dag.zero),
    "sign": lambda dag, x: dag.case(x, dag.one, dag.const(-1)),
    "softplus": lambda dag, x: _call(dag, "log", dag.add([dag.one, _call(dag, "exp", x)])),
    "silu": lambda dag, x: dag.mul([x, _sigmoid(dag, x)]),
    "gelu": _gelu,
    "sinh": lambda dag, x: _half_exp(dag, x, -1),
    "cosh": lambda dag, x: _half_exp(dag, x, 1),
    "tan": lambda dag, x: dag.div(_call(dag, "sin", x), _call(dag, "cos", x)),
    "sqrt": lambda dag, x: dag.power(x, Fraction(1, 2)),
}

PRIMITIVE_DERIVATIVES: dict[str, Callable[[Dag, Node], Node]] = {
    "exp": lambda dag, x: _call(dag, "exp", x),
    "log": lambda dag, x: dag.power(x, Fraction(-1)),
    "sin": lambda dag, x: _call(dag, "cos", x),
    "cos": lambda dag, x: dag.neg(_call(dag, "sin", x)),
    "abs": lambda dag, x: dag.case(x, dag.one, dag.const(-1)),
    "erf": lambda dag, x: dag.mul(
        [
            dag.const(2),
            dag.power(dag.leaf(PI), Fraction(-1, 2)),
            _call(dag, "exp", dag.neg(dag.power(x, Fraction(2)))),
        ]
    ),
}


class Functions:
    """The functions of one document."""

    def __init__(self, dag: Dag) -> None:
        self.dag = dag
        self.bodies: dict[Name, tuple[Node, Node]] = {}  # parameter, body
        self._orders: dict[Function, Node] = {}
        self._nodes: dict[Node, list[Node]] = {}  # by body: all that it needs
        self._endless: tuple[int, frozenset[Name]] = (0, frozenset())  # for how many bodies it was found
        self._underivable: tuple[int, frozenset[Name]] = (0, frozenset())  # the same
        self.enclosures: dict[int, Intervals] = {}  # by the point that they are at
        self.aliases: dict[Name, Name] = {}  # declared: sigma is the built-in sigmoid
        self.derive_body: Callable[[Node, Node], Node] | None = None  # set by the calculus

    def define(self, name: Name, body: Callable[[Node], Node]) -> None:
        """Give a function the body that the document writes."""
        parameter = self.dag.leaf(Name("x", (Label("parameter"),), tuple(Label(str(i)) for i in (name.latex(),))))
        self.bodies[name] = (parameter, body(parameter))
        self.enclosures.clear()

    def body(self, name: Name) -> tuple[Node, Node] | None:
        """The parameter and the body of a defined or built-in function; None for others."""
        name = self.aliases.get(name, name)
        if name not in self.bodies and not name.indices and name.base in BUILTIN:
            parameter = self.dag.leaf(_PARAMETER)
            self.bodies[name] = (parameter, BUILTIN[name.base](self.dag, parameter))
        return self.bodies.get(name)

    def endless(self) -> frozenset[Name]:
        """Functions whose bodies lead back to themselves, as in a recurrence: writing them out has no end."""
        if self._endless[0] != len(self.bodies):
            dag = self.dag
            calls = {
                name: {dag.data[n].name for n in dag.cone(body) if dag.op[n] == CALL}  # type: ignore[attr-defined]
                for name, (_, body) in self.bodies.items()
            }
            ending: set[Name] = set()
            waiting = dict(calls)
            while done := [name for name, used in waiting.items() if all(u in ending or u not in calls for u in used)]:
                ending.update(done)
                waiting = {name: used for name, used in waiting.items() if name not in ending}
            self._endless = (len(self.bodies), frozenset(waiting))
        return self._endless[1]

    def underivable(self) -> frozenset[Name]:
        """Functions whose bodies call one of several arguments, or such a function: their derivatives aren't known."""
        if self._underivable[0] != len(self.bodies):
            dag = self.dag
            calls = {name: [n for n in self._depending(*body) if dag.op[n] == CALL] for name, body in self.bodies.items()}
            found = {name for name, nodes in calls.items() if any(len(dag.args[n]) != 1 for n in nodes)}
            while more := {name for name, nodes in calls.items() if name not in found and any(dag.data[n].name in found for n in nodes)}:  # type: ignore[attr-defined]
                found |= more
            self._underivable = (len(self.bodies), frozenset(found))
        return self._underivable[1]

    def _depending(self, parameter: Node, body: Node) -> set[Node]:
        """The nodes of a body that depend on its parameter."""
        found = {parameter}
        for node in self.dag.cone(body):
            if not found.isdisjoint(self.dag.args[node]):
                found.add(node)
        return found

    def is_primitive(self, function: Function) -> bool:
        return function.name.base in PRIMITIVES and not function.name.indices

    def is_free(self, function: Function) -> bool:
        """Nothing is known of it."""
        return not self.is_primitive(function) and self.body(function.name) is None

    def ordered_body(self, function: Function) -> tuple[Node, Node] | None:
        """The parameter and the body of f, f', f'', …"""
        base = self.body(function.name)
        if base is None:
            return None
        parameter, body = base
        for order in range(1, function.order + 1):
            key = Function(function.name, order)
            if key not in self._orders:
                assert self.derive_body is not None
                self._orders[key] = self.derive_body(body, parameter)
            body = self._orders[key]
        return parameter, body

    def nodes_of(self, body: Node) -> list[Node]:
        """All nodes that the body of a function needs, operands first."""
        if body not in self._nodes:
            self._nodes[body] = self.dag.cone(body)
        return self._nodes[body]

    def expand(self, function: Function, argument: Node) -> Node:
        """The value of a defined function, written out in primitives."""
        found = self.ordered_body(function)
        if found is None:
            raise KeyError(function)
        parameter, body = found
        return substitute(self.dag, body, {parameter: argument})


def substitute(dag: Dag, root: Node, mapping: dict[Node, Node]) -> Node:
    """The node with others put in the place of some."""
    done = dict(mapping)
    for node in dag.cone(root, above=mapping):
        if node in done:
            continue
        args = dag.args[node]
        new = tuple(done[a] for a in args)
        done[node] = node if new == args else rebuild(dag, node, new)
    return done[root]


def rebuild(dag: Dag, node: Node, args: tuple[Node, ...]) -> Node:
    """The same operation on other operands."""
    op = dag.op[node]
    if op in (CONST, LEAF):
        return node
    if op == NAMED:
        return args[0]
    if op == ADD:
        return dag.add(list(args))
    if op == MUL:
        return dag.mul(list(args))
    if op == POW:
        return dag.power(args[0], dag.data[node])  # type: ignore[arg-type]
    if op == CALL:
        return dag.call(dag.data[node], args)  # type: ignore[arg-type]
    assert op == CASE
    return dag.case(*args)
