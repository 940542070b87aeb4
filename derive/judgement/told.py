"""What a step may tell, where it would be false as a claim.

Shapes of arrays, the meaning of a name that nothing else defines, one branch of a function,
a number that solves an equation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeGuard

from derive.algebra.dag import CALL, CASE, Function, Node
from derive.algebra.samples import Sample, agree
from derive.judgement.assessment import Assessment
from derive.judgement.definitions import symbols
from derive.judgement.look import Look
from derive.judgement.regularity import wording
from derive.meaning import expressions as ex
from derive.meaning.expressions import Label, Name
from derive.meaning.showing import ARRAY_MARKS
from derive.meaning.sides import Part
from derive.meaning.statements import Step


class Told:
    """What names a document leaves without a meaning, for a step may be what tells it."""

    def __init__(self, first: Assessment) -> None:
        self.chains = first.derivation.chains
        self.families = {_form(n) for n in first.definitions if not _alone(n)}
        self.defined = set(first.definitions)
        self.given = first.model.world.given  # no step tells what these stand for
        self.used = {s.name for d in first.definitions.values() if not _lists(d.expression) for s in symbols(d.expression)}
        self.bases = {name.base for name in self.used}
        self.known = {name.base for name in self.defined}
        self.dag, self.functions = first.model.dag, first.model.functions
        self.several = first.model.several
        self.applied = {f for d in first.definitions.values() for f in _applied(d.expression)}

    def by(self, step: Step) -> Name | None:
        """A name that closes a chain, or a function an entry of whose value opens one, and that nothing else defines."""
        left, right = step.left.expression, step.right.expression
        if (
            step.index == 0
            and isinstance(left, ex.Entry)
            and isinstance(left.operand, ex.Application)
            and not left.operand.order
        ):
            return left.operand.function
        if isinstance(left, ex.Matrix) and _lists(left) and not any(s.name in self.defined or s.name.base in self.given for s in symbols(left)):
            return symbols(left)[0].name  # the names of what is on the other side
        if _is_call(left) and _is_call(right) and left.function == right.function:  # tanh(W x) = tanh(z)
            left, right = left.arguments[0], right.arguments[0]
        if (
            not isinstance(right, ex.Symbol)
            or isinstance(left, ex.Symbol)
            or not self.chains[step.chain].closes(step.index)
        ):
            return None
        name = right.name
        if name in self.defined or name.base in self.given or _form(name) in self.families:
            return None
        return None if name in self.used or (name.base in self.bases and not _alone(name)) else name

    def put_for(self, step: Step) -> Name | None:
        r"""A name that nothing defines, for which a step puts something else: ``(\\hat y - t)^2 = (h(x) - t)^2``.

        So do all chains that have the name, and with the same.
        """
        if (found := _put_for(step)) is None:
            return None
        name, said = found
        if name in self.defined or name.base in self.given or _form(name) in self.families:
            return None
        for chain in self.chains:
            having = any(s.name == name for part in chain.parts for s in symbols(part.expression))
            if having and not any(self.puts(pair, name, said) for pair in zip(chain.parts, chain.parts[1:], strict=False)):
                return None
        return name

    @staticmethod
    def puts(parts: tuple[Part, Part], name: Name, said: object) -> bool:
        """Does a step of a chain put the same for a name?"""
        left, right = (part.expression for part in parts)
        return left is not None and right is not None and _replaced(left, right) == {(name, said)}

    def twin(self, step: Step) -> Name | None:
        """A name on one side alone that nothing defines, where the same letter in the other case is defined: p_i beside P_i."""
        left, right = ({s.name: None for s in symbols(part.expression)} for part in (step.left, step.right))
        for name in (*left, *right):
            if name.base in self.given:
                continue
            if name.base.isalpha() and (name in left) != (name in right) and name.base not in self.known:
                if name._replace(base=name.base.swapcase()) in self.defined:
                    return name
        return None

    def branch(self, step: Step) -> Name | None:
        """``f'(z) = 1``: a function that is told for one side of its corner, or of which nothing else is told."""
        left, right = step.left.expression, step.right.expression
        if (
            not isinstance(left, ex.Application)
            or left.function in self.several
            or right is None
            or any(isinstance(n, (ex.Symbol, ex.Application)) for n in right.walk())
        ):
            return None
        function = Function(left.function, 0)
        free = self.functions.is_free(function)
        body = None if free or self.functions.is_primitive(function) else self.functions.ordered_body(function)
        cornered = body is not None and any(self.dag.op[n] == CASE for n in self.dag.cone(body[1]))
        return left.function if free or cornered else None

    def one_side(self, look: Look, samples: Sequence[Sample]) -> bool:
        """Does a step with a corner on one side of it hold at some numbers, entry by entry, as it does on one side of the corner?"""
        if not look.pairs or not all(any(agree(s.value(a), s.value(b)) for s in samples) for a, b in look.pairs):
            return False
        left, right = (any(self._corner(n) for pair in look.pairs for n in self.dag.cone(pair[side])) for side in (0, 1))
        return left != right

    def _corner(self, node: Node) -> bool:
        """Is a node a choice, or the value of a function that makes one?"""
        if self.dag.op[node] != CALL:
            return self.dag.op[node] == CASE
        function = self.dag.data[node]
        body = self.functions.ordered_body(function) if not self.functions.is_primitive(function) else None  # type: ignore[arg-type]
        return body is not None and any(self.dag.op[n] == CASE for n in self.dag.cone(body[1]))

    def function(self, step: Step, look: Look) -> Name | None:
        """A function of which nothing is known: one side is its value and the other is made without it, or no other formula has it."""
        sides = [
            (part.expression, [node for pair in look.pairs for node in self.dag.cone(pair[number])])
            for number, part in enumerate((step.left, step.right))
        ]
        for (expression, _), (_, other) in (sides, sides[::-1]):
            if expression is None:
                continue
            calls = {self.dag.data[n].name for n in other if self.dag.op[n] == CALL}  # type: ignore[attr-defined]
            for node in expression.walk():
                if (
                    not isinstance(node, ex.Application)
                    or node.function in calls
                    or node.function in self.several
                    or not self.functions.is_free(Function(node.function, 0))
                ):
                    continue
                if node is expression or node.function.base not in self.applied | self.known | self.bases:
                    return node.function
        return None

    def without(self, step: Step) -> Name | None:
        """A name on one side alone that no definition gives a meaning, and that none uses as an input."""
        left, right = ({s.name: None for s in symbols(part.expression)} for part in (step.left, step.right))
        for name in (*right, *left):
            if (name in left and name in right) or name.base in self.given:
                continue
            if name.base not in self.bases and name.base not in self.known and (name.indices or len(name.base) > 1):
                return name
            lone = isinstance(step.left.expression, ex.Application) and list(right) == [name]  # s'(z) = a (1 - a)
            if lone and name not in self.defined and name not in self.used and not name.indices:
                return name
        return None


def _put_for(step: Step) -> tuple[Name, object] | None:
    """The name for which one side of a step has something else, and what, where the sides are the same otherwise."""
    left, right = step.left.expression, step.right.expression
    found = _replaced(left, right) if left is not None and right is not None and not isinstance(left, ex.Symbol) else None
    return next(iter(found)) if found is not None and len(found) == 1 else None


def _replaced(left: ex.Expression, right: ex.Expression) -> set[tuple[Name, object]] | None:
    """What stands on the right where a name stands on the left; None if the sides differ in other ways."""
    if wording(left) == wording(right):
        return set()
    if isinstance(left, ex.Symbol):
        return None if isinstance(right, (ex.Symbol, ex.Numeral)) or any(s.name == left.name for s in symbols(right)) else {(left.name, wording(right))}
    inner = left.children(), right.children()
    alike = type(left) is type(right) and len(inner[0]) == len(inner[1]) and getattr(left, "signs", ()) == getattr(right, "signs", ())
    called = _is_call(left) and _is_call(right) and left.function == right.function
    if not alike or (isinstance(left, (ex.Derivative, ex.Application)) and not called):
        return None
    found: set[tuple[Name, object]] = set()
    for pair in zip(*inner, strict=True):
        part = _replaced(*pair)
        if part is None:
            return None
        found |= part
    return found


def _applied(expression: ex.Expression) -> set[str]:
    return {node.function.base for node in expression.walk() if isinstance(node, ex.Application)}


def written_twice(step: Step, leaves: Iterable[Name] = ()) -> str | None:
    r"""An array that is set in bold in a step which has the same letter plain: ``\\mathbf{a}`` and ``a_k``.

    Of Greek letters, which ``\\mathbf`` leaves as they are, also in the definitions of which a step is made.
    """
    bases = {s.name.base for part in (step.left, step.right) for s in symbols(part.expression)}
    below = {name.base for name in leaves}
    pairs = ((base, f"{mark}{base}}}") for base in sorted(bases | below) for mark in ARRAY_MARKS)
    return next((bold for base, bold in pairs if {base, bold} <= bases or (base.startswith("\\") and {base, bold} <= below)), None)


def to_be_found(step: Step, first: Assessment) -> Name | None:
    """A name in an equation for which the rows below in the same block give a number: ``e^y = 1``, ``y = 0``."""
    sides = [part.expression for part in (step.left, step.right) if part.expression is not None]
    if any(isinstance(node, ex.Derivative) for side in sides for node in side.walk()):
        return None  # a derivative is claimed, not solved for
    names = {s.name for side in sides for s in symbols(side)}
    number = step.number + 1
    while (below := first.steps.get(number)) is not None and below.left.block == step.left.block:
        left, right = below.left.expression, below.right.expression
        if (
            isinstance(left, ex.Symbol)
            and left.name in names
            and isinstance(right, ex.Numeral)
            and below.chain != step.chain
            and below.relation != "approx"  # the value of what was computed
        ):
            return left.name
        number += 1
    return None


def of_a_system(step: Step, first: Assessment) -> bool:
    """``2x + y = 3`` beside ``x - y = 0``: is a step one of the rows of a system of linear equations in the same unknowns?"""
    if (unknowns := _unknowns(step)) is None:
        return False
    rows = [s for s in first.steps.values() if s.left.block == step.left.block and s.chain != step.chain]
    return any((others := _unknowns(row)) is not None and len(others & unknowns) > 1 for row in rows)


def _unknowns(step: Step) -> set[Name] | None:
    """The symbols in a sum of them, each with at most a number before it, that is said to be a number."""
    left, right = step.left.expression, step.right.expression
    number = right.terms[0] if isinstance(right, ex.Addition) and len(right.terms) == 1 else right  # -3 is a sum of one term
    if not isinstance(number, ex.Numeral) or not isinstance(left, ex.Addition):
        return None
    found: set[Name] = set()
    for term in left.terms:
        factors = term.factors if isinstance(term, ex.Multiplication) else (term,)
        names = [f.name for f in factors if isinstance(f, ex.Symbol)]
        if len(names) != 1 or not all(isinstance(f, (ex.Symbol, ex.Numeral)) for f in factors):
            return None
        found.update(names)
    return found


def speaks_of_shapes(step: Step, defined: set[Name]) -> bool:
    r"""``(n \times m) \times (m \times 1) = n \times 1``: what a product's rows and columns are."""
    left, right = step.left.expression, step.right.expression
    factors = left.factors if isinstance(left, ex.Multiplication) else ()
    pairs = (*factors, right)
    if len(factors) > 1 and all(_is_shape(pair, defined) for pair in pairs):
        return True
    rows = [
        pair.factors[0]
        for side in (left, right)
        if _is_shape(pair := _less_numbers(side), defined) and isinstance(pair, ex.Multiplication)
    ]
    first = {row.name if isinstance(row, ex.Symbol) else None for row in rows}
    return len(rows) == 2 and len(first) == 1 and None not in first


def _is_shape(pair: ex.Expression | None, defined: set[Name]) -> bool:
    return (
        isinstance(pair, ex.Multiplication)
        and pair.kinds == ("times",)
        and not any(s.name in defined for s in symbols(pair))
    )


def _less_numbers(side: ex.Expression | None) -> ex.Expression | None:
    """``n × m`` of ``n × m - 1``."""
    if isinstance(side, ex.Addition):
        others = [t for t in side.terms if not isinstance(t, ex.Numeral)]
        return others[0] if len(others) == 1 else side
    return side


def _form(name: Name) -> tuple[str, int, int]:
    return name.base, len(name.upper), len(name.lower)


def _lists(expression: ex.Expression) -> bool:
    """Is an array only a list of names?"""
    return isinstance(expression, ex.Matrix) and all(isinstance(child, ex.Symbol) for child in expression.children())


def _is_call(side: ex.Expression | None) -> TypeGuard[ex.Application]:
    """Is a side the value of a function of one argument?"""
    return isinstance(side, ex.Application) and not side.order and len(side.arguments) == 1


def _alone(name: Name) -> bool:
    """Does a name stand for one quantity, with no letter in it that runs?"""
    return all(not isinstance(i, str) or isinstance(i, Label) for i in name.indices)
