r"""Nodes of the graph as SymPy expressions, with the names that the generated code uses.

``w^2_{11}`` is ``Symbol("w2_11")``. The document's names are unique as identifiers; two that
would collide get an underscore.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from codegen.network.names import Namespace, identifier
from derive.algebra.dag import ADD, CALL, CASE, CONST, LEAF, MUL, NAMED, POW, Function, Node
from derive.algebra.functions import PI
from derive.algebra.model import Model
from derive.meaning.expressions import Name

PRIMITIVES: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "abs": sympy.Abs,
    "erf": sympy.erf,
}
# Functions of the checker's own table that SymPy has too: their derivatives stay short.
NATIVE: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "tanh": sympy.tanh,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tan": sympy.tan,
}


class SympyForms:
    """SymPy expressions for the nodes of one model."""

    def __init__(self, model: Model) -> None:
        self.model, self.dag = model, model.dag
        self.names: dict[Name, sympy.Symbol] = {}
        self._space = Namespace()
        self._expanded: dict[Node, sympy.Expr] = {}

    def symbol(self, name: Name) -> sympy.Symbol:
        """The symbol of a name of the document."""
        if name not in self.names:
            self.names[name] = sympy.Symbol(self._space.claim(identifier(name)))
        return self.names[name]

    def one_level(self, node: Node) -> sympy.Expr:
        """The expression of a node in the names that it is made of."""
        top = self.dag.args[node][0] if self.dag.op[node] == NAMED else node
        if self.dag.op[top] == NAMED and isinstance(self.dag.data[top], Name):
            return self.symbol(self.dag.data[top])  # type: ignore[arg-type]
        return self._build(top, {}, expand=False)

    def expanded(self, node: Node) -> sympy.Expr:
        """The expression of a node in leaves alone: all names and functions written out."""
        return self._build(node, self._expanded, expand=True)

    def function(self, name: Name, parameter: Name) -> sympy.Expr | None:
        """The body of a function that the document defines, in the letter that it uses."""
        found = self.model.functions.body(name)
        if found is None:
            return None
        place, body = found
        return self._build(body, {place: self.symbol(parameter)}, expand=False)

    def _build(self, root: Node, done: dict[Node, sympy.Expr], expand: bool) -> sympy.Expr:
        stack = [root]
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
                continue
            closed = not expand and node != root and self.dag.op[node] == NAMED and isinstance(self.dag.data[node], Name)
            missing = [] if closed else [a for a in self.dag.args[node] if a not in done]
            if missing:
                stack += missing
                continue
            stack.pop()
            if closed:
                done[node] = self.symbol(self.dag.data[node])  # type: ignore[arg-type]
            else:
                done[node] = self._operation(node, [done[a] for a in self.dag.args[node]], expand)
        return done[root]

    def _operation(self, node: Node, args: list[sympy.Expr], expand: bool) -> sympy.Expr:
        op, data = self.dag.op[node], self.dag.data[node]
        if op == CONST:
            return sympy.Rational(data.numerator, data.denominator)  # type: ignore[attr-defined]
        if op == LEAF:
            return sympy.pi if data == PI else self.symbol(data)  # type: ignore[arg-type]
        if op == NAMED:
            return args[0]
        if op == ADD:
            return sympy.Add(*args)
        if op == MUL:
            return sympy.Mul(*args)
        if op == POW:
            return sympy.Pow(args[0], sympy.Rational(data.numerator, data.denominator))  # type: ignore[attr-defined]
        if op == CASE:
            test, above, below = args
            return sympy.Piecewise((above, test > 0), (below, True))
        assert op == CALL
        return self._call(data, args, expand)  # type: ignore[arg-type]

    def _call(self, function: Function, args: list[sympy.Expr], expand: bool) -> sympy.Expr:
        functions = self.model.functions
        if functions.is_primitive(function) and function.order == 0:
            return PRIMITIVES[function.name.base](args[0])
        known = functions.aliases.get(function.name, function.name)
        if not known.indices and known.base in NATIVE and len(args) == 1:
            x = sympy.Dummy("x")
            return sympy.diff(NATIVE[known.base](x), x, function.order).subs(x, args[0])
        found = functions.ordered_body(function) if (expand or function.order) and len(args) == 1 else None
        if found is None:
            if function.order and len(args) == 1:
                x = sympy.Dummy("x")
                derivative = sympy.Derivative(sympy.Function(identifier(function.name))(x), (x, function.order))
                return sympy.Subs(derivative, x, args[0])
            return sympy.Function(identifier(function.name))(*args)
        parameter, body = found
        return self._build(body, {parameter: args[0]}, expand=True)
