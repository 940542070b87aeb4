"""Which statements could define a name, and which only tell something of it.

Every ``name = expression without that name`` is a candidate, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from derive.algebra.model import Definition
from derive.judgement.definitions import Statement, as_definition, is_value, mentions, names_in, statement, symbols
from derive.judgement.written_arrays import entries_of
from derive.meaning import expressions as ex
from derive.meaning.expressions import Application, Expression, Label, Name, Symbol
from derive.meaning.identity import orthogonal
from derive.meaning.statements import Chain, Derivation, Step
from derive.meaning.suppositions import suppositions


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for each name in the order of the document, and the steps that assign."""

    by_name: Mapping[Name, list[Definition]]
    assignments: frozenset[int]  # numbers of the steps that give a name a new value
    circular: Mapping[int, Name]  # steps that define a name by itself
    hiding: frozenset[int] = frozenset()  # steps whose name hides an index, and has no other definition
    properties: frozenset[int] = frozenset()  # steps that tell something of a name, and don't define it
    giving: frozenset[Name] = frozenset()  # functions that are only said to give a symbol


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
            chain = derivation.chains[step.chain]
            said = told[id(step)] = derivation.lots.of((step, chain), None, partial(statement, step, chain))
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
            first = derivation.chains[step.chain].parts[0].expression
            if definition.parameters and _of_another(definition, first):
                continue
            later.append(definition)
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


def _of_another(definition: Definition, head: Expression | None) -> bool:
    r"""``f(x) = g(E) = \\tanh(x)``: what g is of E isn't told by a formula in x, which belongs to the head."""
    own = [n.name for n in symbols(definition.expression)]
    given = [a.name for a in head.arguments if isinstance(a, Symbol)] if isinstance(head, Application) else []
    return not set(definition.parameters) & set(own) and any(name in own for name in given)


def _is_bare(definition: Definition, by_name: Mapping[Name, list[Definition]]) -> bool:
    r"""``\\sigma(z) = y`` where nothing tells what y is, or only by the function: y is what it gives here, not everywhere."""
    expression = definition.expression
    if not definition.step or not definition.parameters or not isinstance(expression, Symbol) or expression.name in definition.parameters:
        return False
    others = (d for rivals in by_name.values() for d in rivals if d.parameters and d.target != definition.target)
    if any(mentions(other.expression, expression.name) for other in others):
        return False  # a constant of other functions as well
    return all(mentions(rival.expression, definition.target) for rival in by_name.get(expression.name, ()))


def _closing(derivation: Derivation, by_name: Mapping[Name, list[Definition]]) -> list[Definition]:
    """``… = ζ`` at the end of a chain: an abbreviation for what stands before it, where ζ is new and no definition uses it."""
    closing: list[tuple[Step, Name, Expression]] = []
    for step, name in derivation.lots_of_steps.telling(_abbreviation):
        left = step.left.expression
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
