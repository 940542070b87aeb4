"""From a document to its steps: every equality that the author wrote, in order.

A chain is what the author reads as one sentence, ``a = b = c``; each relation in it is a
step between its two neighbours. Nothing is dropped: a side that can't be read keeps its
place, and the steps beside it are unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.parser import parse
from derive.latex.rows import Side, Statement
from derive.latex.tokens import Token, tokenize
from derive.latex.vocabulary import Vocabulary, learn, together
from derive.meaning.declarations import Declarations, sort_out
from derive.meaning.elaborate import elaborate
from derive.meaning.expressions import Application, Derivative, Expression, Name, Symbol
from derive.meaning.loose_sums import letters
from derive.meaning.notation import Notation
from derive.meaning.sides import Part, ReadBlock, Readings, ReadSide
from derive.source.document import Document, MathBlock
from derive.source.text import Span

T = TypeVar("T")

MAX_BETWEEN = 60  # characters from a case to what is said of it

# Relations that state an equality, exactly or after rounding, or give a value.
EQUALITIES = frozenset(("=", ":=", "approx", "<-"))


@dataclass(frozen=True, slots=True)
class Chain:
    """Sides joined by relations; ``relations[i]`` stands between parts i and i+1."""

    parts: tuple[Part, ...]
    relations: tuple[str, ...]
    relation_spans: tuple[Span, ...]
    conditions: tuple[tuple[Token, ...], ...] = ()
    display: bool = True

    def closes(self, index: int) -> bool:
        """Is part ``index + 1`` the last that the chain calls equal? ``\\in`` and the like may follow."""
        return index + 1 == len(self.relations) or self.relations[index + 1] not in EQUALITIES


@dataclass(frozen=True, slots=True)
class Step:
    """One equality: ``chain.parts[index]`` and the part after it."""

    number: int  # from 1, in the order of the document
    chain: int
    index: int
    left: Part
    right: Part
    relation: str  # "=", ":=", "approx" or "<-"
    span: Span

    @property
    def id(self) -> str:
        return f"s{self.number}"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A document as a list of chains and steps, with the notation it was read in."""

    document: Document
    vocabulary: Vocabulary
    notation: Notation
    chains: tuple[Chain, ...]
    steps: tuple[Step, ...]
    errors: tuple[LatexError, ...]  # one for each side that can't be read
    declarations: Declarations = field(default_factory=Declarations)
    declared: tuple[Chain, ...] = ()  # the formulas among them; the n-th is in block −n
    unbalanced: tuple[Span, ...] = ()  # brackets without a partner
    unknown: frozenset[str] = frozenset()  # commands that nobody knows
    row_vectors: bool = False  # are vectors rows, as in ``x W``?
    _facts: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def noted(self, find: Callable[[Derivation], T]) -> T:
        """What ``find`` tells of this derivation, found out once."""
        if find not in self._facts:
            self._facts[find] = find(self)
        return self._facts[find]  # type: ignore[no-any-return]

    def malformed(self) -> list[tuple[Step | None, Derivative]]:
        """Derivatives without their sign, each with the first step that holds it."""
        found: list[tuple[Step | None, Derivative]] = []
        seen: set[Span] = set()
        for step in self.steps:
            for part in (step.left, step.right):
                for node in part.expression.walk() if part.expression and part.expression.noted(_lacks_sign) else ():
                    if isinstance(node, Derivative) and node.missing and node.missing not in seen:
                        seen.add(node.missing)
                        found.append((step, node))
        return found


def _lacks_sign(expression: Expression) -> bool:
    return any(isinstance(node, Derivative) and node.missing is not None for node in expression.walk())


def read_derivation(
    document: Document, declared: Iterable[str] = (), readings: Readings | None = None, ignoring: bool = True
) -> Derivation:
    """The steps of a document. ``declared`` are declarations from outside of it.

    With ``readings``, blocks that were read before are not read again. Not ``ignoring``,
    those that a declaration ignores are read too.
    """
    macros = {name: (count, body) for name, count, body in document.macros}
    declarations = sort_out(document, declared, ignoring)
    readings = readings or Readings()
    lexed: list[tuple[int, MathBlock, ReadBlock | LatexError]] = []
    for number, block in enumerate(document.blocks):
        if block.outer in declarations.ignored:
            continue
        try:
            lexed.append((number, block, readings.block(document.masked, block.span, macros)))
        except LatexError as problem:
            lexed.append((number, block, problem))
    told = [_declared_tokens(d.text, macros) for d in declarations.formulas]
    vocabulary = readings.vocabulary(
        together([*(found.vocabulary for _, _, found in lexed if isinstance(found, ReadBlock)), *map(learn, told)])
    )
    reader = _Reader(vocabulary)
    before: tuple[MathBlock, ReadBlock] | None = None
    for number, block, found in lexed:
        if isinstance(found, LatexError):
            reader.refuse(number, block, found)
            before = None
        else:
            reader.block(number, block, found, _case(before, block, document.source.text))
            before = block, found
    outside = _Reader(vocabulary)
    for index, tokens in enumerate(told):
        outside.block(-1 - index, MathBlock(Span(0, 0), Span(0, 0), True), ReadBlock.of(0, tokens))
    notation = readings.observer.observe(tuple(chain.trees) for chain in (*reader.chains, *outside.chains))
    notation.functions |= set(declarations.functions)
    notation.indexed = (notation.indexed | declarations.indexed) - declarations.powers
    notation = readings.notation(notation)
    chains = tuple(chain.finish(notation) for chain in reader.chains)
    declared_chains = tuple(chain.finish(notation) for chain in outside.chains)
    steps: list[Step] = []
    for index, chain in enumerate(chains):
        for place, relation in enumerate(chain.relations):
            if relation not in EQUALITIES:
                continue
            left, right = chain.parts[place], chain.parts[place + 1]
            same_row = left.block == right.block and "\n" not in document.source.text[left.span.end : right.span.start]
            start = left.span.start if same_row else chain.relation_spans[place].start
            span = Span(start, max(right.span.end, chain.relation_spans[place].end))
            steps.append(Step(len(steps) + 1, index, place, left, right, relation, span))
    errors: list[LatexError] = []
    for chain in chains:
        if chain.relations or chain.display:
            errors += [p.error for p in chain.parts if p.error is not None]
    return Derivation(
        document, vocabulary, notation, chains, tuple(steps), tuple(errors), declarations, declared_chains,
        tuple(reader.unbalanced), frozenset().union(*(found.unknown for _, _, found in lexed if isinstance(found, ReadBlock))),
    )  # fmt: skip


def _case(before: tuple[MathBlock, ReadBlock] | None, block: MathBlock, text: str) -> tuple[Token, ...]:
    r"""The case that running text sets just before a display: ``if $i \\neq j$:``; empty if it sets none."""
    if before is None or before[0].display or not block.display:
        return ()
    tokens, between = before[1].tokens, text[before[0].outer.end : block.outer.start]
    letters = (
        len(tokens) == 3
        and tokens[0].kind == tokens[2].kind == "letters"
        and len(tokens[0].text) == len(tokens[2].text) == 1
    )
    said = letters and tokens[1].kind == "relation" and tokens[1].text in ("=", "!=")
    return tuple(tokens) if said and len(between) <= MAX_BETWEEN and "." not in between else ()


def _declared_tokens(text: str, macros: Mapping[str, tuple[int, str]]) -> list[Token]:
    """The tokens of a declaration; they stand nowhere in the document."""
    try:
        return [Token(t.kind, t.text, Span(0, 0), t.glued) for t in tokenize(text, 0, len(text), macros)]
    except LatexError:
        return []


def read_part(
    tokens: list[Token], vocabulary: Vocabulary, notation: Notation, where: Span, outside: frozenset[str] = frozenset()
) -> Expression:
    """The expression of one side, read again after an edit. Raises :class:`LatexError`."""
    return elaborate(parse(tokens, vocabulary, where), notation, outside)


@dataclass(slots=True)
class _OpenChain:
    display: bool
    sides: list[tuple[ReadSide, int]] = field(default_factory=list)  # each with the number of its block
    relations: list[Token] = field(default_factory=list)
    conditions: list[tuple[Token, ...]] = field(default_factory=list)

    @property
    def trees(self) -> Iterator[tree.Node]:
        return (side.tree for side, _ in self.sides if side.tree is not None)

    def finish(self, notation: Notation) -> Chain:
        head = self.sides[0][0].tree
        summed = head is not None and any(side.sums for side, _ in self.sides)
        outside = letters(head, told=True) if summed and head is not None else frozenset()
        return Chain(
            tuple(side.part(notation, block, outside if number else frozenset()) for number, (side, block) in enumerate(self.sides)),
            tuple(r.text for r in self.relations),
            tuple(r.span for r in self.relations),
            tuple(self.conditions),
            self.display,
        )


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.chains: list[_OpenChain] = []
        self.last_display: _OpenChain | None = None
        self.unbalanced: list[Span] = []

    def refuse(self, number: int, block: MathBlock, error: LatexError) -> None:
        """A block that is too large to be cut into tokens."""
        self.chains.append(_OpenChain(True, [(ReadSide.refused(Side((), block.span), error), number)]))

    def block(self, number: int, block: MathBlock, found: ReadBlock, case: tuple[Token, ...] = ()) -> None:
        open_chain: _OpenChain | None = None
        for statement, sides in found.statements:
            if statement.continues:
                chain = open_chain or (self.last_display if block.display else None)
                if chain is None and not block.display:
                    continue  # a lone `$<$`, `$= 5$` in a sentence or a cell, of which words are the other side
                if chain is None:
                    missing = LatexError("D403", "there is no left side above to continue", statement.relations[0].span)
                    chain = _OpenChain(block.display, [(ReadSide.refused(statement.sides[0], missing), number)])
                    self.chains.append(chain)
                self._extend(chain, statement, sides[1:], number)
            else:
                chain = _OpenChain(block.display, conditions=[case] if case else [])
                self.chains.append(chain)
                self._extend(chain, statement, sides, number)
            if statement.aside:
                continue
            open_chain = chain
            if block.display:
                self.last_display = chain

    def _extend(self, chain: _OpenChain, statement: Statement, sides: list[ReadSide], number: int) -> None:
        chain.relations += statement.relations
        chain.conditions += statement.conditions
        for side in sides:
            side.parse(self.vocabulary, chain.display)
            self.unbalanced += side.unbalanced
            chain.sides.append((side, number))


def definition_target(part: Part) -> Name | None:
    """The name that a side consists of, or the function that it applies to bare letters."""
    node = part.expression
    if isinstance(node, Symbol):
        return node.name
    if isinstance(node, Application) and node.order == 0 and all(isinstance(a, Symbol) for a in node.arguments):
        return node.function
    return None


def with_part(step: Step, part: Part, *, right: bool) -> Step:
    """The step with one side replaced."""
    return replace(step, right=part) if right else replace(step, left=part)
