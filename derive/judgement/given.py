"""What a document says before any step is judged: cases, conditions, sizes, losses without a definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from derive.algebra.arrays import ShapeMismatch
from derive.algebra.evaluation.scope import Cyclic, OutOfRange, Undecidable
from derive.algebra.functions import PRIMITIVES
from derive.algebra.model import Model
from derive.judgement.definitions import INDEX_LETTERS, same_family
from derive.latex.tokens import Token
from derive.meaning import expressions as ex
from derive.meaning.counts import counts
from derive.meaning.expressions import Expression, Label, Name
from derive.meaning.identity import orthogonal
from derive.meaning.noting import Lots, all_of
from derive.meaning.rank_signs import takes_array
from derive.meaning.sides import Part
from derive.meaning.spaces import spaces
from derive.meaning.statements import Chain, Derivation, Step, definition_target
from derive.meaning.suppositions import suppositions
from derive.meaning.world import World
from derive.meaning.world import survey as survey_world


def parameters(head: Expression | None) -> tuple[Name, ...]:
    """The letters that a chain about a function speaks of: the x of ``f(x) = …``, ``f'(x) = …``."""
    if not isinstance(head, ex.Application) or head.function.base in PRIMITIVES:  # e^z = P / (1 - P) is about z
        return ()
    return tuple(a.name for a in head.arguments if isinstance(a, ex.Symbol) and not a.name.indices)


def index_conditions(conditions: Iterable[tuple[Token, ...]]) -> list[tuple[str, str, str]]:
    """Side conditions between indices: ``i \\neq j``."""
    found = []
    for tokens in conditions:
        tokens = tuple(t for t in tokens if t.text not in (".", ",", ";"))
        relations = [n for n, t in enumerate(tokens) if t.kind == "relation"]
        if len(relations) == 1:
            left, right = ("".join(t.text for t in side if t.text not in "_{}") for side in (tokens[: relations[0]], tokens[relations[0] + 1 :]))
            found.append((left, tokens[relations[0]].text, right))
    return found


def world_of(derivation: Derivation, edited: Mapping[int, Step] | None = None) -> World:
    """The sizes at which the formulas of a document are looked at; ``edited`` replaces steps by number."""
    return _world(derivation, _with_steps(derivation.chains, (edited or {}).values()), derivation.chains, {})


def _with_steps(chains: tuple[Chain, ...], edited: Iterable[Step]) -> list[Chain]:
    """The statements as they read with edited steps."""
    new: dict[int, list[Part]] = {}
    for step in edited:
        parts = new.get(step.chain, chains[step.chain].parts)
        if step.left is not parts[step.index] or step.right is not parts[step.index + 1]:
            new.setdefault(step.chain, list(parts))[step.index : step.index + 2] = step.left, step.right
    return [replace(chain, parts=tuple(new[number])) if number in new else chain for number, chain in enumerate(chains)]


def world_of_section(derivation: Derivation, section: Iterable[int], ranks: Mapping[str, int]) -> World:
    """The world of some chains by themselves; ``ranks`` are those of bases that mean the same in the whole document."""
    chains = [derivation.chains[number] for number in section]
    return _world(derivation, chains, chains, ranks)


def _world(derivation: Derivation, chains: list[Chain], said: Sequence[Chain], ranks: Mapping[str, int]) -> World:
    stated: list[Chain] = []
    of_arrays: dict[Name, Expression] = {}
    for chain in chains:
        head = chain.parts[0].expression
        if not isinstance(head, ex.Application) or not (given := parameters(head)):
            stated.append(chain)
        else:
            bodies = (part.expression for part in chain.parts[1:])
            of_arrays.update((head.function, body) for body in bodies if body is not None and takes_array(given, body))
    told = derivation.declarations
    world = survey_world([*stated, *derivation.declared], derivation.notation, {**ranks, **told.ranks}, [*counts(derivation.document, said), *spaces(said)], told.sizes, derivation.row_vectors, of_arrays, derivation.lots)
    return replace(world, given=frozenset(told.roles)) if told.roles else world


def only_differentiated(derivation: Derivation) -> frozenset[str]:
    """Bases of names that are differentiated and never used as a value: losses, where nothing defines them."""
    said = [chain.noted(_derived_and_used) for chain in derivation.chains]
    numerators: set[str] = set().union(*(derived for derived, _ in said))
    return frozenset(numerators.difference(derivation.declarations.roles, *(used for _, used in said)))


def _derived_and_used(chain: Chain) -> tuple[set[str], set[str]]:
    """The bases of what is differentiated, and of what a statement says something of outside of derivatives."""
    numerators: set[str] = set()
    values: set[str] = set()
    stack = [*chain.sides]
    while stack:
        node = stack.pop()
        if isinstance(node, ex.Derivative):
            if isinstance(node.operand, ex.Symbol):
                numerators.add(node.operand.name.base)
            else:
                stack.append(node.operand)
            continue
        if isinstance(node, ex.Symbol):
            values.add(node.name.base)
        stack.extend(node.children())
    return numerators, values if chain.relations else set()


def supposes(step: Step, letters: set[str], symbolic: set[str]) -> bool:
    """``i = j``, ``y_i = 1``: a case that is considered, not a claim."""
    if not step.noted(_of_bare_quantities):
        return False
    sides = (step.left.expression, step.right.expression)
    if isinstance(sides[0], ex.Symbol) and not sides[0].name.indices and sides[0].name.base in letters | INDEX_LETTERS:
        if isinstance(sides[1], ex.Symbol) and sides[0].name.base not in symbolic:
            return True  # if k = y_i
    if isinstance(sides[0], ex.Symbol) and isinstance(sides[1], ex.Numeral) and sides[1].places is None and sides[0].name.indices:
        return sides[0].name.base not in symbolic  # where y_i = 1
    if isinstance(sides[0], ex.Symbol) and sides[0] != sides[1] and isinstance(sides[1], ex.Symbol) and sides[0].name == sides[1].name:
        return True  # C = C(a_1, a_2) tells what C depends on
    if isinstance(sides[0], ex.Symbol) and isinstance(sides[1], ex.Symbol) and same_family(sides[0].name, sides[1].name):
        return True
    if isinstance(sides[0], ex.Cases) and isinstance(sides[1], ex.Numeral):
        return True  # \delta_{ij} = 1 if i = j
    counted = [e for side in sides for e in (side.terms if isinstance(side, ex.Addition) else (side,))]  # l + 1 = L
    if len(counted) > 2 and any(isinstance(e, ex.Symbol) and e.name.base in symbolic for e in counted):
        return False
    return isinstance(counted[0], ex.Symbol) and all(
        (isinstance(e, ex.Symbol) and not e.name.indices and e.name.base in letters | INDEX_LETTERS)
        or (isinstance(e, ex.Numeral) and e.places is None)
        for e in counted
    )


def _of_bare_quantities(step: Step) -> bool:
    """Are both sides names and numbers, or sums of them? Of a distinction of cases the other side is."""
    left, right = step.left.expression, step.right.expression
    if isinstance(left, ex.Cases):
        return isinstance(right, ex.Numeral)
    return all(isinstance(e, (ex.Symbol, ex.Numeral)) for side in (left, right) for e in (side.terms if isinstance(side, ex.Addition) else (side,)))


def orthogonal_base(step: Step) -> str | None:
    """The U of ``U^T U = I``, which a step supposes unless something defines U."""
    left, right = step.left.expression, step.right.expression
    return orthogonal(left, right) if left is not None and right is not None else None


def is_case(step: Step, derivation: Derivation) -> bool:
    """``when $y = 1$``, ``if $a = b$``: running text that gives a name a whole number, or supposes something, looks at a case."""
    chain = derivation.chains[step.chain]
    if chain.display:  # no formula in running text
        return False
    value = step.right.expression
    lone = isinstance(step.left.expression, ex.Symbol) and isinstance(value, ex.Numeral) and value.places is None
    return (lone and len(chain.parts) == 2) or step.chain in derivation.noted(suppositions)


def sum_to_one(step: Step) -> str | None:
    """The base in a statement that the sum of some numbers is one."""
    left, right = step.left.expression, step.right.expression
    if not isinstance(left, ex.Reduction) or not isinstance(right, ex.Numeral) or right.value != 1 or left.kind != "sum" or not left.over:
        return None
    over, body = left.over[0], left.body
    whole = not isinstance(over.first, ex.Numeral) or over.first.value <= 1
    if isinstance(body, ex.Symbol) and whole and (over.letter in body.name.lower or not body.name.lower):
        return body.name.base
    return None


def sums_to_one(derivation: Derivation, steps: Lots[Step]) -> list[tuple[str, int]]:
    """Statements ``\\sum_k y_k = 1`` about given numbers, with the step that makes each: assumptions."""
    declared = [Step(0, -1, 0, *chain.parts, "=", chain.parts[0].span) for chain in derivation.declared if len(chain.parts) == 2]
    found = [(base, step.number) for step, base in steps.telling(sum_to_one) if base is not None]
    found += [(base, step.number) for step in declared if (base := sum_to_one(step)) is not None]
    if not found:
        return found
    defined = {t.base for s in steps if s.index == 0 and (t := definition_target(s.left))}
    return [(base, number) for base, number in found if not number or base not in defined]


def dependent_bases(derivation: Derivation, steps: Mapping[int, Step], defined: Iterable[Name]) -> frozenset[str]:
    """Bases that are differentiated or carry a prime, and that nothing defines; ``steps`` are as they read after repairs."""
    told = [step.noted(_derived_or_primed_in_step) for step in steps.values()]
    told += [side.noted(_derived_or_primed) for chain in derivation.chains if len(chain.parts) == 1 for side in chain.sides]
    return all_of(derivation.lots, told) - {name.base for name in defined} - set(derivation.declarations.roles)


def _derived_or_primed_in_step(step: Step) -> frozenset[str]:
    sides = (part.expression for part in (step.left, step.right))
    return frozenset[str]().union(*(side.noted(_derived_or_primed) for side in sides if side is not None))


def _derived_or_primed(side: Expression) -> frozenset[str]:
    bases: set[str] = set()
    for node in side.walk():
        if isinstance(node, ex.Derivative) and isinstance(node.operand, ex.Symbol):
            bases.add(node.operand.name.base)
        elif isinstance(node, ex.Symbol) and any(isinstance(i, Label) and i.startswith("'") for i in node.name.upper):
            bases.add(node.name.base)
    return frozenset(bases)


def runs_in_circle(model: Model, sound: bool = False) -> bool:
    """Do the definitions need themselves when a letter stands for any unit of any layer?

    Those that a ``sound`` model took over from another one don't.
    """
    for name in model.concrete_definitions(model.fresh if sound else None):
        try:
            model.lookup(name)
        except Cyclic:
            return True
        except (Undecidable, ShapeMismatch, OutOfRange, ZeroDivisionError, RecursionError):
            continue
    return False
