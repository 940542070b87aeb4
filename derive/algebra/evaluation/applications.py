"""Functions of numbers, entry by entry of arrays, and of whole vectors and matrices."""

from __future__ import annotations

from derive.algebra.arrays import Array, Value, elementwise
from derive.algebra.dag import Function, Node
from derive.algebra.evaluation.losses import Losses
from derive.algebra.evaluation.scope import Scope, Undecidable
from derive.algebra.functions import BUILTIN, PRIMITIVES
from derive.meaning import expressions as ex
from derive.meaning.expressions import Label, Name, Offset


class Applications(Losses):
    """Functions of numbers, entry by entry of arrays, and of whole vectors and matrices."""

    def application(self, e: ex.Application, scope: Scope) -> Value:
        name = self.functions.aliases.get(e.function, e.function)
        if name.indices and not self.world.plain:
            name = self.function_name(name, scope)
        arguments = [self.value(a, scope) for a in e.arguments]
        if not name.indices and name.base in ("softmax", "logsoftmax", "trace", "diag"):
            if len(arguments) != 1:
                raise Undecidable(f"{name.base} takes one argument", e.span)
            return self.vector_function(name.base, arguments, e)
        if not name.indices and name.base in ("max", "min") and len(arguments) == 2:
            return elementwise(lambda a, b: self.maximum(name.base, a, b), *arguments)
        if not e.order and (written := self.written_out(name, arguments)) is not None:
            return written
        if (loss := self.named_loss(e, arguments)) is not None:
            return loss
        known = name in self.functions.bodies or (not name.indices and (name.base in BUILTIN or name.base in PRIMITIVES))
        if len(arguments) != 1 and known:
            raise Undecidable(f"{name.latex()} takes one argument", e.span)
        if e.order > 1 and self.functions.is_primitive(Function(name, 0)):
            raise Undecidable("a higher derivative of a primitive function", e.span)
        if e.order and name in self.functions.underivable():
            raise Undecidable(f"the derivative of {name.latex()}, which is made of a function of several arguments", e.span)
        return elementwise(lambda *a: self.call(name, e.order, a), *arguments)

    def function_name(self, name: Name, scope: Scope) -> Name:
        """The function of an index: ``f_l`` is another in each layer, ``g_k`` one for all units of a layer."""
        layers = self.world.layers | set(self.world.constants)
        told = [
            self.index(i, scope.bound) if isinstance(i, Offset) or (isinstance(i, str) and i in layers) else i
            for i in name.indices
        ]
        return Name(name.base, (), tuple(Label(str(i)) for i in told))

    def call(self, name: Name, order: int, arguments: tuple[Node, ...]) -> Node:
        if order and self.functions.is_primitive(Function(name, 0)):
            return self.calculus.function_derivative(Function(name, 0), arguments[0])
        return self.dag.call(Function(name, order), arguments)

    def vector_function(self, name: str, arguments: list[Value], e: ex.Application) -> Value:
        """Functions of whole vectors and matrices."""
        value = arguments[0]
        dag = self.dag
        argument = e.arguments[0]
        told = not isinstance(argument, ex.Symbol) or self.world.ranks.of(argument.name) > 0  # a letter that nothing shows to be a matrix may be one
        if isinstance(value, int) and name == "trace" and not e.order and told:
            return value
        if not isinstance(value, Array):
            raise Undecidable(f"{name} of a single component: write {name}(z) for the vector", e.span)
        if e.order:
            raise Undecidable(f"the derivative of {name} is a matrix: write it as one", e.span)
        if name == "trace":
            return dag.add([value.at(i, i) for i in range(min(value.shape))])
        if name == "diag":
            size = len(value.entries)
            cells = tuple(value.entries[r] if r == c else dag.zero for r in range(size) for c in range(size))
            return Array((size, size), cells)
        powers = [dag.call(Function(Name("exp")), (x,)) for x in value.entries]
        total = dag.add(powers)
        entries = [dag.div(p, total) for p in powers]
        if name == "logsoftmax":
            log = dag.call(Function(Name("log")), (total,))
            entries = [dag.sub(x, log) for x in value.entries]
        return Array(value.shape, tuple(entries))

    def maximum(self, kind: str, left: Node, right: Node) -> Node:
        """The larger or the smaller; one node in whichever order they are written, so that max(0, u) is relu(u)."""
        first, second = max(left, right), min(left, right)
        difference = self.dag.sub(first, second)
        return self.dag.case(difference, first, second) if kind == "max" else self.dag.case(difference, second, first)
