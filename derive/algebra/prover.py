"""Exact proof: two nodes are equal if their difference is the zero polynomial.

It is, wherever both are defined, whatever the indeterminates stand for. The converse is
left to :mod:`derive.algebra.intervals`.

Names are opened only as far as a proof needs: a claim about ``∂E/∂w`` is proved over the
activations, without ever writing out the exponentials below them.
"""

from __future__ import annotations

from fractions import Fraction

from derive.algebra.calculus import AdjointName
from derive.algebra.dag import ADD, CALL, CONST, LEAF, MUL, NAMED, POW, Dag, Node
from derive.algebra.functions import Functions
from derive.algebra.logistic import autonomous_rule
from derive.algebra.normal_form import Key, NormalForm
from derive.meaning.expressions import Name

_ALL_CLOSED = 10**9  # deeper than any name
_DERIVATIVE = 10**6  # names of derivatives lie deeper than this
LARGE = 100  # nodes; for fewer, the parts that two sides share are written out at once


class Prover:
    """Proofs over one graph."""

    def __init__(self, dag: Dag, functions: Functions) -> None:
        self.dag = dag
        self.functions = functions
        self._depths: dict[Node, int] = {}
        self.canonical_forms: dict[tuple[int, bool, Node], tuple[Key, dict[Key, int]]] = {}
        self.work = 0  # products of terms in all its normal forms
        self._rules: dict[Name, tuple[Fraction, ...] | None] = {}
        self.by_rule: dict[Node, Node] = {}

    def equal(self, left: Node, right: Node) -> bool:
        """Is the difference the zero polynomial, after opening what must be opened?

        Raises :class:`TooLarge` beyond the size limits.
        """
        opened = _ALL_CLOSED
        while True:
            attempt = NormalForm(self, opened, open_functions=False)
            names, calls = attempt.look(left, right)
            if attempt.plausible(left, right) and (self.equal_in_parts(left, right, attempt) or attempt.zero(left, right)):
                return True
            if calls and (not names or opened <= _DERIVATIVE):
                wide = NormalForm(self, opened, open_functions=True)
                more, _ = wide.look(left, right)
                if wide.plausible(left, right) and wide.zero(left, right):
                    return True
                names = names | more
            if not names:
                return False
            opened = max(self.depth(n) for n in names)

    def equal_in_parts(self, left: Node, right: Node, attempt: NormalForm) -> bool:
        """Are the sides equal whatever the parts are that they share? That spares writing those out."""
        if len(attempt.order) < LARGE:
            return False
        shared = set(attempt.visible(left)).intersection(attempt.visible(right))
        closed = frozenset(n for n in shared if self.dag.op[n] in (ADD, MUL, POW, NAMED))
        if not closed or left in closed or right in closed:
            return False
        parts = NormalForm(self, attempt.opened, attempt.open_functions, closed)
        parts.look(left, right)
        return parts.plausible(left, right) and parts.zero(left, right)

    def depth(self, node: Node) -> int:
        """How many names lie below a node, itself included; derivatives lie above all else."""
        known = self._depths
        if node not in known:
            for n in self.dag.cone(node):
                if n in known:
                    continue
                below = max((known[a] for a in self.dag.args[n]), default=0)
                named = self.dag.op[n] == NAMED
                raised = _DERIVATIVE if named and isinstance(self.dag.data[n], AdjointName) and below < _DERIVATIVE else 0
                known[n] = below + named + raised
        return known[node]

    def resolve(self, node: Node) -> Node:
        """What a name stands for if that is a single symbol: ``y_1`` is ``a^2_1`` is ``f(z)``."""
        dag = self.dag
        while dag.op[node] == NAMED:
            value = dag.args[node][0]
            while dag.op[value] == NAMED:
                inner = dag.args[value][0]
                if dag.op[inner] not in (NAMED, LEAF, CALL, CONST):
                    break
                value = inner
            if dag.op[value] not in (NAMED, LEAF, CALL, CONST):
                return node
            node = value
        return node

    def rule(self, name: Name) -> tuple[Fraction, ...] | None:
        """Coefficients c with ``f' = c0 + c1 f + c2 f²``, where the body of f has such a rule."""
        if name not in self._rules:
            self._rules[name] = autonomous_rule(self.dag, self.functions, self, name)
        return self._rules[name]
