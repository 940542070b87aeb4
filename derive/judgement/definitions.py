"""Which statements could define a name, and which only tell something of it.

Every ``name = expression without that name`` is a candidate, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from derive.algebra.functions import BUILTIN, PRIMITIVES
from derive.algebra.model import Definition
from derive.judgement.written_arrays import entries_of
from derive.meaning import expressions as ex
from derive.meaning.expressions import Application, Expression, Label, Name, Symbol
from derive.meaning.identity import orthogonal
from derive.meaning.statements import Chain, Derivation, Step
from derive.meaning.suppositions import suppositions

INDEX_LETTERS = frozenset((*"ijklmnpq", "\\ell"))


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for each name in the order of the document, and the steps that assign."""

    by_name: Mapping[Name, list[Definition]]
    assignments: frozenset[int]  # numbers of the steps that give a name a new value
    circular: Mapping[int, Name]  # steps that define a name by itself
    hiding: frozenset[int] = frozenset()  # steps whose name hides an index, and has no other definition
    properties: frozenset[int] = frozenset()  # steps that tell something of a name, and don't define it
    giving: frozenset[Name] = frozenset()  # functions that are only said to give a symbol


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


def candidates(
    derivation: Derivation, known: Mapping[int, Step] | None = None, told: dict[int, Statement] | None = None
) -> Candidates:
    """All statements that could define a name; ``told`` keeps what each step says, as most are the same in every trial."""
    by_name: dict[Name, list[Definition]] = {}
    assignments: set[int] = set()
    circular: dict[int, Name] = {}
    assigned_chains: set[int] = set()
    later: list[Definition] = []
    heads: dict[int, tuple[Name, Name]] = {}  # of definitions behind a head that is a name itself, both names
    written: dict[int, list[Definition]] = {}
    properties: set[int] = set()
    collecting: dict[int, tuple[Name, Definition | None]] = {}  # steps that tell what a name is made of
    sought: set[Name] = set()  # names in equations that are to be solved
    supposed = derivation.noted(suppositions)
    told = {} if told is None else told
    for step in derivation.steps:
        step = (known or {}).get(step.number, step)
        if step.index and step.chain in assigned_chains:
            continue
        if (said := told.get(id(step))) is None:
            said = told[id(step)] = statement(step, derivation.chains[step.chain])
        definition = said.definition
        sought |= said.sought
        if definition is None and not said.role and isinstance(step.left.expression, ex.Matrix) and (entries := entries_of(step)):
            written.setdefault(step.number, entries)
        if said.role == "assigns":
            assignments.add(step.number)
            assigned_chains.add(step.chain)
        elif said.role == "updates":
            assignments.add(step.number)
        elif said.role == "property" or (step.chain in supposed and isinstance(step.right.expression, (Symbol, ex.Numeral))):
            properties.add(step.number)
        elif said.role == "collects":
            collecting[step.number] = step.left.expression.name, definition  # type: ignore[union-attr]
        elif definition is None or not said.role:
            continue
        elif said.role == "circular":
            circular[step.number] = definition.target
        elif step.index:
            later.append(definition)
            first = derivation.chains[step.chain].parts[0].expression
            if step.index == 1 and isinstance(first, Symbol) and not definition.parameters:
                heads[id(definition)] = first.name, definition.target
        elif definition.target in sought - by_name.keys():
            properties.add(step.number)  # the solution of an equation, not what the name stands for
        else:
            by_name.setdefault(definition.target, []).append(definition)
    for chain in derivation.declared:  # what the author declares needs no second opinion
        for index, (left, right) in enumerate(zip(chain.parts, chain.parts[1:], strict=False)):
            declared = as_definition(Step(0, -1, index, left, right, "=", left.span))
            if declared is not None and index == 0 and not mentions(declared.expression, declared.target):  # A = A^T is a property
                by_name[declared.target] = [declared, *by_name.get(declared.target, [])]
    for number, entries in written.items():
        if not any(d.target in by_name for d in entries):
            by_name.update({d.target: [d] for d in entries})
            properties.add(number)  # it tells what they are, and no other statement does
    first_behind: dict[Name, tuple[Name, Name] | None] = {}
    for definition in later:  # x = y = …: y has its definition here if nowhere else
        head = heads.get(id(definition))
        if definition.target not in by_name:
            by_name[definition.target] = [definition]
            first_behind[definition.target] = head
        elif head is not None and first_behind.get(definition.target) == head:
            by_name[definition.target].append(definition)  # x = y = … once more gives both a meaning anew
    for name, rivals in by_name.items():  # a computation with numbers is a claim about a formula that is given elsewhere
        if rivals[0].step:
            by_name[name] = sorted(rivals, key=is_value)
    bare = {d.step: d.expression.name for rivals in by_name.values() for d in rivals if isinstance(d.expression, Symbol) and _is_bare(d, by_name)}
    giving = frozenset(name for name, rivals in by_name.items() if any(d.step in bare for d in rivals))
    if bare:
        by_name = {name: kept for name, rivals in by_name.items() if (kept := [d for d in rivals if d.step not in bare])}
    for definition in _closing(derivation, by_name):
        by_name.setdefault(definition.target, [definition])
    for number, (name, definition) in collecting.items():
        if definition is None and name in by_name:
            continue  # a list that may contradict it
        if definition is None or name in by_name:
            properties.add(number)
        else:
            by_name[name] = [definition]
    properties |= {number for number, name in bare.items() if name not in by_name}
    return Candidates(by_name, frozenset(assignments), circular, properties=frozenset(properties), giving=giving - by_name.keys())


def _is_bare(definition: Definition, by_name: Mapping[Name, list[Definition]]) -> bool:
    r"""``\\sigma(z) = y`` where nothing tells what y is, or only by the function: y is what it gives here, not everywhere."""
    expression = definition.expression
    if not definition.step or not definition.parameters or not isinstance(expression, Symbol) or expression.name in definition.parameters:
        return False
    others = (d for rivals in by_name.values() for d in rivals if d.parameters and d.target != definition.target)
    if any(mentions(other.expression, expression.name) for other in others):
        return False  # a constant of other functions as well
    return all(mentions(rival.expression, definition.target) for rival in by_name.get(expression.name, ()))


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
    return any(isinstance(e, ex.Numeral) and not e.value for e in (left, right)) and bool(symbols(left) or symbols(right))


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


def _closing(derivation: Derivation, by_name: Mapping[Name, list[Definition]]) -> list[Definition]:
    """``… = ζ`` at the end of a chain: an abbreviation for what stands before it, where ζ is new and no definition uses it."""
    closing: list[tuple[Step, Name, Expression]] = []
    for step in derivation.steps:
        name, left = step.noted(_abbreviation), step.left.expression
        if name is not None and left is not None and name not in by_name and derivation.chains[step.chain].closes(step.index):
            closing.append((step, name, left))
    used = {name for rivals in by_name.values() for d in rivals for name in names_in(d.expression)} if closing else set()
    closing = [(step, name, left) for step, name, left in closing if name not in used]
    if not closing:
        return []
    chains: dict[Name, list[int]] = {name: [] for _, name, _ in closing}
    for number, chain in enumerate(derivation.chains):
        for name in chain.noted(_names_stated) & chains.keys():
            chains[name].append(number)
    found = []
    for step, name, left in closing:
        if chains[name][0] == step.chain and len(chains[name]) > 1:
            found.append(Definition(name, (), left, step.number))
    return found


def _abbreviation(step: Step) -> Name | None:
    """The ζ of ``… = ζ``."""
    left, right = step.left.expression, step.right.expression
    if not isinstance(right, Symbol) or left is None or isinstance(left, Symbol) or step.relation != "=":
        return None
    if orthogonal(left, right) is not None or mentions(left, right.name):
        return None  # U^T U = I tells something of U
    if any(isinstance(i, str) and not isinstance(i, Label) for i in right.name.indices):
        return None  # one of a family, which may stand elsewhere with other letters
    return right.name


def _names_stated(chain: Chain) -> frozenset[Name]:
    return frozenset().union(*(names_in(side) for side in chain.sides))


def circle(by_name: Mapping[Name, list[Definition]]) -> list[Definition]:
    """First definitions that need each other in a circle, or none if they don't; the last in the document comes last."""
    needs = {name: set[Name]() if rivals[0].parameters else rivals[0].expression.noted(_needed) & by_name.keys() for name, rivals in by_name.items()}
    settled: set[Name] = set()
    for start in by_name:
        path: list[Name] = []
        stack: list[tuple[Name, bool]] = [(start, False)]
        while stack:
            name, left = stack.pop()
            if left:
                path.pop()
                settled.add(name)
            elif name in path:
                found = [by_name[n][0] for n in path[path.index(name) :]]
                return sorted(found, key=lambda d: d.step)
            elif name not in settled:
                path.append(name)
                stack.append((name, True))
                stack += [(n, False) for n in needs[name]]
    return []


def _needed(expression: Expression) -> set[Name]:
    """The names that a value needs; derivatives aside."""
    found: set[Name] = set()
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Symbol):
            found.add(node.name)
        if not isinstance(node, ex.Derivative):
            stack.extend(node.children())
    return found


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
