"""What one statement says of a name: that it is something, is given a value, has a property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from derive.algebra.functions import BUILTIN, PRIMITIVES
from derive.algebra.model import Definition
from derive.meaning import expressions as ex
from derive.meaning.expressions import Application, Expression, Label, Name, Symbol
from derive.meaning.sides import Part
from derive.meaning.statements import Chain, Step

INDEX_LETTERS = frozenset((*"ijklmnpq", "\\ell"))


class Statement(NamedTuple):
    """What one step says that could define a name."""

    step: Step
    definition: Definition | None
    role: str  # "assigns", "updates", "property", "collects", "circular", "defines" or ""
    sought: frozenset[Name]  # names in an equation that is to be solved


def statement(step: Step, chain: Chain) -> Statement:
    """What a step says that could define a name."""
    definition = as_definition(step)
    if definition is not None and not step.index and chain.noted(_counts) and (count := chain.parts[-1].expression) is not None:
        definition = replace(definition, expression=count)
        return Statement(step, definition, _role(step, definition), step.noted(_sought))
    return Statement(step, definition, step.noted(_own_role), step.noted(_sought))


def _sought(step: Step) -> frozenset[Name]:
    """The names in an equation that is to be solved."""
    parts = (step.left, step.right) if to_be_solved(step) else ()
    return frozenset(n.name for part in parts for n in symbols(part.expression))


def _own_role(step: Step) -> str:
    """The role of a step by itself, whatever its chain counts."""
    return _role(step, as_definition(step))


def _role(step: Step, definition: Definition | None) -> str:
    if step.relation == "<-" or updates_product(step):
        return "assigns"
    if definition is not None and not definition.parameters and is_listed(definition, named=step.relation == ":="):
        return "property"
    if not step.index and isinstance(step.left.expression, Symbol) and is_collection(step.right.expression):
        return "collects"
    if definition is None:
        return ""
    if not mentions(definition.expression, definition.target):
        return "defines"
    if updates(definition.expression, definition.target):
        return "updates"
    if is_property(definition):
        return "property"
    return "circular" if step.index == 0 and not isinstance(definition.expression, ex.Matrix) else ""  # an array may be called like its entries


def _counts(chain: Chain) -> bool:
    """``H = W = 5``: both letters have the whole number behind them, neither is defined by the other."""
    *names, last = (part.expression for part in chain.parts)
    whole = isinstance(last, ex.Numeral) and last.places is None and len(names) > 1
    return whole and all(isinstance(n, Symbol) and not n.name.indices for n in names)


def symbols(expression: Expression | None) -> list[Symbol]:
    """The symbols in an expression."""
    return [node for node in expression.walk() if isinstance(node, Symbol)] if expression is not None else []


def names_in(expression: Expression) -> frozenset[Name]:
    """The names in an expression."""
    return expression.noted(_names)


def _names(expression: Expression) -> frozenset[Name]:
    return frozenset(symbol.name for symbol in symbols(expression))


def to_be_solved(step: Step) -> bool:
    """``… = 0``, ``0 = …``: what is set to zero holds for some values."""
    left, right = step.left.expression, step.right.expression
    return any(e is not None and is_zero(e) for e in (left, right)) and bool(symbols(left) or symbols(right))


def around_zero(step: Step, chain: Chain) -> tuple[Part, Part] | None:
    """The sides before and behind the zero of a step, ``a`` and ``b`` of ``a = 0 = b``; None if it is the first or the last."""
    at = step.index + (step.right.expression is not None and is_zero(step.right.expression))
    side = chain.parts[at].expression
    return (chain.parts[at - 1], chain.parts[at + 1]) if side is not None and is_zero(side) and 0 < at < len(chain.parts) - 1 else None


def is_zero(side: Expression) -> bool:
    """Is a side the number zero?"""
    return isinstance(side, ex.Numeral) and not side.value


def updates_product(step: Step) -> bool:
    """``Vδ = βVδ + (1-β)δ``: a name of several letters, read as a product, that stands in a term on its right."""
    left, right = step.left.expression, step.right.expression
    if step.index or not isinstance(left, ex.Multiplication) or not isinstance(right, ex.Addition):
        return False
    if not all(isinstance(f, Symbol) for f in left.factors):
        return False
    name = [f.name for f in left.factors if isinstance(f, Symbol)]
    terms = [[f.name for f in t.factors if isinstance(f, Symbol)] for t in right.terms if isinstance(t, ex.Multiplication)]
    return any(all(term.count(f) >= name.count(f) for f in name) for term in terms)


def is_property(definition: Definition) -> bool:
    """``S = S^T``, ``f(x) = f(a) + …``, ``L = \\min L``: it tells something of what has its meaning elsewhere."""
    expression, target = definition.expression, definition.target
    if isinstance(expression, Application) and expression.function.base in ("max", "min") and len(expression.arguments) == 1:
        return True
    if isinstance(expression, ex.Transposition) and isinstance(expression.operand, Symbol):
        return expression.operand.name == target
    own = [node for node in expression.walk() if isinstance(node, Application) and node.function == target]
    bare = any(isinstance(node, Symbol) and node.name == target for node in expression.walk())
    given = [[a.name if isinstance(a, Symbol) else None for a in node.arguments] for node in own]
    return bool(own) and not bare and list(definition.parameters) not in given


def is_listed(definition: Definition, named: bool) -> bool:
    r"""``\\theta = (\\theta_1, \\dots, \\theta_n)``, or ``\\alpha := \\alpha_1`` that names: an array and its own components."""
    target, expression = definition.target, definition.expression
    if isinstance(expression, ex.Transposition) and isinstance(expression.operand, ex.Matrix):
        expression = expression.operand
    parts = [c for row in expression.rows for c in row] if isinstance(expression, ex.Matrix) else [expression] if named else []
    own = [p for p in parts if isinstance(p, Symbol) and p.name.base == target.base and p.name.upper == target.upper]
    below = [p for p in own if len(p.name.lower) > len(target.lower) and p.name.lower[: len(target.lower)] == target.lower]
    return bool(below) and len(below) + sum(isinstance(p, ex.Dots) for p in parts) == len(parts)


def is_collection(expression: Expression | None) -> bool:
    r"""``\\{W, b\\}``, ``(x_1; \\dots; x_n)``: what a name is made of. It computes nothing, so that there is nothing to check."""
    if isinstance(expression, ex.Transposition):
        expression = expression.operand
    if isinstance(expression, ex.Matrix):  # with dots; another one gives each entry its name
        cells = [cell for row in expression.rows for cell in row]
        return any(isinstance(cell, ex.Dots) for cell in cells) and all(isinstance(cell, (Symbol, ex.Numeral, ex.Dots)) for cell in cells)
    if not isinstance(expression, ex.Opaque) or expression.what != ex.LIST:
        return False
    return all(isinstance(part, (Symbol, ex.Numeral, ex.Dots)) or is_collection(part) for part in expression.parts)


def as_definition(step: Step) -> Definition | None:
    """The definition that a step would be: its left side is a name, or a function of bare letters."""
    named = step.noted(_named)
    if named is None or step.right.expression is None:
        return None
    return Definition(*named, step.right.expression, step.number)


def _named(step: Step) -> tuple[Name, tuple[Name, ...]] | None:
    """What a step would define, and its parameters."""
    left, right = step.left.expression, step.right.expression
    if left is None or right is None or step.relation == "approx":
        return None
    if right.noted(_has_opaque):
        return None
    if isinstance(left, Symbol):
        if not left.name.indices and left.name.base in INDEX_LETTERS:
            if isinstance(right, Symbol) or (isinstance(right, ex.Numeral) and right.places is None):
                return None  # the case i = j
        if isinstance(right, Symbol) and same_family(left.name, right.name):
            return None  # the case x_i = x_j
        return left.name, ()
    if isinstance(left, Application) and left.order == 0 and left.arguments:
        name = left.function
        if name.base in BUILTIN or name.base in PRIMITIVES or name.base in ("softmax", "max", "min", "tr", "trace"):
            return None
        if all(isinstance(a, Symbol) and not a.name.indices for a in left.arguments):
            return name, tuple(a.name for a in left.arguments if isinstance(a, Symbol))
    return None


def _has_opaque(expression: Expression) -> bool:
    return any(isinstance(node, ex.Opaque) for node in expression.walk())


def is_value(definition: Definition) -> bool:
    """``w_1 = 0.15`` gives a number: a value for one computation, no part of the graph."""
    return not definition.parameters and of_numbers(definition.expression)


def of_numbers(expression: Expression) -> bool:
    """Is an expression made of numbers alone?"""
    return expression.noted(_of_numbers)


def _of_numbers(body: Expression) -> bool:
    return isinstance(body, _NUMBERS) and all(part.noted(_of_numbers) for part in body.children())


_NUMBERS = (ex.Numeral, ex.Addition, ex.Multiplication, ex.Division, ex.Power, ex.Matrix, Application)


def symbolic(definitions: Mapping[Name, Definition]) -> dict[Name, Definition]:
    """The definitions that are parts of the graph: all but the numbers."""
    return {name: d for name, d in definitions.items() if not is_value(d)}


def same_family(left: Name, right: Name) -> bool:
    """``x_i`` and ``x_j``: one family, letters for indices."""
    return (
        left.base == right.base
        and len(left.indices) == len(right.indices) > 0
        and all(isinstance(i, str) and not isinstance(i, Label) for i in (*left.indices, *right.indices))
    )


def mentions(expression: Expression, name: Name) -> bool:
    """Does a name occur in an expression, other than as what a derivative is taken of or by?"""
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Derivative):
            continue
        if (isinstance(node, Symbol) and node.name == name) or (isinstance(node, Application) and node.function == name):
            return True
        stack.extend(node.children())
    return False


def updates(expression: Expression, name: Name) -> bool:
    """``w − η·g`` for w: the name itself is a term, so the statement is an assignment."""
    if not isinstance(expression, ex.Addition):
        return False
    derived = any(isinstance(node, ex.Derivative) for node in expression.walk())
    return any(
        isinstance(term, Symbol) and term.name == name and sign > 0 and (place == 0 or derived)
        for place, (term, sign) in enumerate(zip(expression.terms, expression.signs, strict=True))
    )
