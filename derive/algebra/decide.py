"""Decide whether two nodes are equal, and say what decided it.

In order: the same node; an exact polynomial identity (proved); disjoint intervals at
rational numbers for the leaves (refuted); otherwise undecided, with what was tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.algebra.dag import CALL, LEAF, Dag, Function, Node
from derive.algebra.decimals import is_decimal
from derive.algebra.functions import PI, Functions
from derive.algebra.prover import Prover
from derive.algebra.quotients import TooLarge
from derive.algebra.samples import leaf_value
from derive.meaning.expressions import Name, in_order

SAMPLES = 6
TOO_LARGE = "the polynomials are too large"


@dataclass(frozen=True, slots=True)
class Decision:
    """``equal`` is None if undecided."""

    equal: bool | None
    method: str  # "identical", "polynomial", "intervals", or what stopped the attempt
    values: Mapping[Name, Fraction] | None = None  # of the leaves, where the sides differ
    left: str = ""
    right: str = ""


def prove(dag: Dag, functions: Functions, prover: Prover, left: Node, right: Node) -> Decision:
    """Try to prove equality."""
    if left == right:
        return Decision(True, "identical")
    try:
        if prover.equal(left, right):
            return Decision(True, "polynomial")
    except TooLarge as limit:
        return Decision(None, f"{TOO_LARGE}: {limit}")
    except (RecursionError, ZeroDivisionError):
        return Decision(None, "the normal form could not be built")
    return Decision(None, "no identity of polynomials")


def refute(dag: Dag, functions: Functions, left: Node, right: Node) -> Decision:
    """Try to separate two nodes by intervals at a few rational points."""
    from derive.algebra.intervals import Undefined, at_point, decimal, separated

    for number in range(SAMPLES):
        box = at_point(functions, number)
        try:
            a, b = box.enclose(left), box.enclose(right)
        except (Undefined, ZeroDivisionError, OverflowError, ValueError):
            continue
        if separated(a, b):
            leaves = sorted((n for n in all_leaves(dag, functions, left, right) if n != PI), key=in_order)
            return Decision(False, "intervals", {name: leaf_value(name, number) for name in leaves}, decimal(a), decimal(b))
    return Decision(None, "no numbers were found for which the sides surely differ")


def is_free(dag: Dag, functions: Functions, *roots: Node) -> bool:
    """Do nodes depend on a function of which nothing is known?"""
    calls = (dag.data[n] for root in roots for n in dag.cone(root) if dag.op[n] == CALL)
    return any(not functions.is_primitive(f) and functions.body(f.name) is None for f in calls)  # type: ignore[arg-type,attr-defined]


def all_leaves(dag: Dag, functions: Functions, *roots: Node) -> list[Name]:
    """The leaves that nodes depend on, those inside the bodies of functions too.

    A function that leads back to its own derivatives has no end of them; its body has all its leaves.
    """
    endless = functions.endless()
    found: dict[Name, None] = {}
    seen: set[Node] = set()
    stack = list(roots)
    while stack:
        for node in dag.cone(stack.pop()):
            if node in seen:
                continue
            seen.add(node)
            if dag.op[node] == LEAF:
                found[dag.data[node]] = None  # type: ignore[index]
            elif dag.op[node] == CALL:
                function: Function = dag.data[node]  # type: ignore[assignment]
                body = functions.ordered_body(Function(function.name) if function.name in endless else function)
                if body is not None:
                    stack.append(body[1])
    parameters = {functions.dag.data[body[0]] for body in functions.bodies.values()}
    return [name for name in found if name not in parameters and not is_decimal(name)]


