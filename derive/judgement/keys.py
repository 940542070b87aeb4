"""Keys by content: what a verdict or a look depends on, and nothing else, in one text.

A formula that is edited, or whose definitions are, has another key. Where it stands, and
what else the document has, does not belong to it.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from derive.judgement.given import parameters
from derive.judgement.look import Look
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Label, Name
from derive.meaning.noting import Kept
from derive.meaning.statements import Chain, Step
from derive.source.text import Span

if TYPE_CHECKING:
    from derive.judgement.assessment import Assessment


_PRODUCTS = frozenset(("", "dot", "times"))  # signs between numbers that mean nothing but a product


def digest_of_expression(expression: Expression | None, numbers: bool = False) -> str:
    """A digest of what an expression says, in whatever order it adds, and multiplies if all of it is ``numbers``.

    Raises ``RecursionError`` for one that is too deep to be told.
    """
    return "" if expression is None else expression.noted(_digest_of_numbers if numbers else _digest)


def _digest(expression: Expression) -> str:
    return digest(repr(_meant(expression, numbers=False)))


def _digest_of_numbers(expression: Expression) -> str:
    return digest(repr(_meant(expression, numbers=not expression.noted(_has_array))))


def _has_array(expression: Expression) -> bool:
    return any(isinstance(node, ex.Matrix) for node in expression.walk())


def _meant(value: object, numbers: bool) -> object:
    """What a value says, with the parts of sums and products in an order that doesn't hang on their author's."""
    if isinstance(value, ex.Addition) and not any(isinstance(t, ex.Dots) for t in value.terms):
        return ("sum", *sorted(repr((sign, _meant(term, numbers))) for sign, term in zip(value.signs, value.terms, strict=True)))
    if numbers and isinstance(value, ex.Multiplication) and _PRODUCTS.issuperset(value.kinds) and not any(isinstance(f, ex.Dots) for f in value.factors):
        told = [f for f in value.factors if not (isinstance(f, ex.Numeral) and f.value == 1)] or [value.factors[0]]
        return _meant(told[0], numbers) if len(told) == 1 else ("product", *sorted(repr(_meant(f, numbers)) for f in told))
    if isinstance(value, Expression):
        kind: Any = type(value)
        return (kind.__name__, *(_meant(getattr(value, name), numbers) for name in _fields(kind)))
    if isinstance(value, tuple) and not isinstance(value, Span):
        return (type(value).__name__, *(_meant(part, numbers) for part in value))
    return content(value)


def surroundings(assessment: Assessment) -> tuple[object, ...]:
    """What a look or a verdict depends on besides the step and the definitions."""
    model = assessment.model
    return model.world, model.undefined, model.normalized, assessment.conventions, assessment.derivation.declarations


def digest_around(surroundings: tuple[object, ...]) -> str:
    """A digest of what surrounds the definitions."""
    return digest(repr(content(surroundings)))


class Keys:
    """The keys of steps under some definitions; ``around`` is the digest of their surroundings."""

    def __init__(self, assessment: Assessment, around: str) -> None:
        model = assessment.model
        self.dependence = assessment.dependence
        self.around = around
        self.open = bool(model.undefined)  # a loss that is never defined depends on everything
        self._known: Kept[Any] = Kept()  # keys of steps that are as they were
        bodies = (d.expression for d in assessment.definitions.values())
        self.numbers = not model.world.ranks.arrays and not any(body.noted(_has_array) for body in bodies)
        said = {
            name: digest(repr(list(map(_named, (d.target, *d.parameters)))) + digest_of_expression(d.expression, self.numbers))
            for name, d in assessment.definitions.items()
        }
        self.definitions = sorted((text, self.dependence.bits[name]) for name, text in said.items())
        self.everything = (1 << len(self.dependence.bits)) - 1
        self._below: dict[int, str] = {}  # many steps depend on the same definitions

    def of(self, kind: str, step: Step, chain: Chain, look: Look, *, whole: bool = False) -> str | None:
        """The key of a verdict; ``whole`` if it depends on every definition. None for what is too deep to be told."""
        return self._known.of((step, chain, look), (kind, whole), partial(self._of, kind, step, chain, look, whole))  # type: ignore[no-any-return]

    def _of(self, kind: str, step: Step, chain: Chain, look: Look, whole: bool) -> str | None:
        try:
            mask = self.everything if whole or self.open else self.dependence.of_step(step)
            said = step.noted(_said_of_numbers if self.numbers else _said)
            head = digest_of_expression(chain.parts[0].expression, self.numbers)
        except RecursionError:
            return None
        found = f"{look.state} {look.conventional} {look.reason!r}"
        return digest("\n".join((kind, said, head, chain.noted(_supposed), found, self.around, self.below(mask))))

    def of_look(self, step: Step, chain: Chain) -> object | None:
        """The key of a look at a step that holds. None for what is too deep to be told."""
        return self._known.of((step, chain), None, partial(self._of_look, step, chain))  # type: ignore[no-any-return]

    def _of_look(self, step: Step, chain: Chain) -> object | None:
        try:
            mask = self.everything if self.open else self.dependence.of_step(step)
            said = step.noted(_said_of_numbers if self.numbers else _said)
        except RecursionError:
            return None
        return said, chain.noted(_supposed), self.around, self.below(mask)

    def below(self, mask: int) -> str:
        """A digest of a set of definitions, in whatever order they stand."""
        if mask not in self._below:
            self._below[mask] = digest("".join([said for said, bit in self.definitions if bit & mask]))
        return self._below[mask]


def _said(step: Step) -> str:
    """What a step says by itself."""
    return digest(repr((digest_of_expression(step.left.expression), digest_of_expression(step.right.expression), step.relation)))


def _said_of_numbers(step: Step) -> str:
    """The same, where all that it speaks of is numbers."""
    return digest(repr((digest_of_expression(step.left.expression, True), digest_of_expression(step.right.expression, True), step.relation)))


def _supposed(chain: Chain) -> str:
    """What a chain supposes: the letters that it speaks of, and its conditions."""
    return repr((parameters(chain.parts[0].expression), [[t.text for t in tokens] for tokens in chain.conditions]))


def _named(name: Name) -> object:
    """What a name says: an index that is a word is not the letter that it looks like."""
    return name.base, *([("label", str(i)) if isinstance(i, Label) else i for i in indices] for indices in (name.upper, name.lower))


def digest(text: str) -> str:
    """A short text that stands for a long one."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name != "span")


def content(value: object) -> object:
    """What a value says, without where it stands: equal contents have equal texts."""
    if isinstance(value, Label):
        return ("label", str(value))
    if isinstance(value, Span):
        return None
    if isinstance(value, tuple):
        return (type(value).__name__, *map(content, value))
    if isinstance(value, list):
        return ["list", *map(content, value)]
    if isinstance(value, (set, frozenset)):
        return ("set", *sorted(repr(content(v)) for v in value))
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(content(getattr(value, name)) for name in _fields(type(value))))
    if isinstance(value, dict):
        return ("map", *sorted(repr((content(k), content(v))) for k, v in value.items()))
    return value
