"""From a document to its steps: every equality that the author wrote, in order.

A chain is what the author reads as one sentence, ``a = b = c``; each relation in it is a
step between its two neighbours. Nothing is dropped: a side that can't be read keeps its
place, and the steps beside it are unread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

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
from derive.meaning.noting import Kept, Lots, Noted, Notes
from derive.meaning.sides import Part, ReadBlock, Readings, ReadSide
from derive.source.document import Document, MathBlock
from derive.source.text import Span

MAX_BETWEEN = 60  # characters from a case to what is said of it

# Relations that state an equality, exactly or after rounding, or give a value.
EQUALITIES = frozenset(("=", ":=", "approx", "<-"))


@dataclass(frozen=True, slots=True)
class Chain(Noted):
    """Sides joined by relations; ``relations[i]`` stands between parts i and i+1."""

    parts: tuple[Part, ...]
    relations: tuple[str, ...]
    relation_spans: tuple[Span, ...]
    conditions: tuple[tuple[Token, ...], ...] = ()
    display: bool = True

    def closes(self, index: int) -> bool:
        """Is part ``index + 1`` the last that the chain calls equal? ``\\in`` and the like may follow."""
        return index + 1 == len(self.relations) or self.relations[index + 1] not in EQUALITIES

    @property
    def sides(self) -> tuple[Expression, ...]:
        """What its sides say, as far as they are read."""
        return tuple([part.expression for part in self.parts if part.expression is not None])

    def keep_notes(self, kept: Kept[Notes]) -> None:
        """Share the notes of a statement that says the same, if one is known."""
        unread = [(place, *((t.kind, t.text) for t in part.tokens)) for place, part in enumerate(self.parts) if part.expression is None]
        conditions = [tuple((t.kind, t.text) for t in tokens) for tokens in self.conditions]
        otherwise = self.relations, self.display, tuple(conditions), tuple(unread)
        self.shares(kept.of([side.notes() for side in self.sides], otherwise, dict))


def _notes_of_steps(chain: Chain) -> dict[int, Notes]:
    return {}


@dataclass(frozen=True, slots=True)
class Step(Noted):
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
class Derivation(Noted):
    """A document as a list of chains and steps, with the notation it was read in.

    What is noted of it may tell where something stands, for no other document shares its notes.
    """

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
    lots: Kept[Any] = field(default_factory=Kept, repr=False, compare=False)  # what many statements tell together

    @property
    def lots_of_chains(self) -> Lots[Chain]:
        """The chains, to be asked which of them tell something."""
        return self.noted(_lots_of_chains)

    @property
    def lots_of_steps(self) -> Lots[Step]:
        """The steps, to be asked which of them tell something."""
        return self.noted(_lots_of_steps)

    def malformed(self) -> list[tuple[Step | None, Derivative]]:
        """Derivatives without their sign, each with the first step that holds it."""
        return self.noted(_malformed)


def _lots_of_chains(derivation: Derivation) -> Lots[Chain]:
    return Lots(derivation.chains, derivation.lots)


def _lots_of_steps(derivation: Derivation) -> Lots[Step]:
    return Lots(derivation.steps, derivation.lots)


def _malformed(derivation: Derivation) -> list[tuple[Step | None, Derivative]]:
    found: list[tuple[Step | None, Derivative]] = []
    seen: set[Span] = set()
    for step, _ in derivation.lots_of_steps.telling(_lacks_sign):
        for node in _without_sign(step):
            if node.missing and node.missing not in seen:
                seen.add(node.missing)
                found.append((step, node))
    return found


def _without_sign(step: Step) -> list[Derivative]:
    sides = [side for side in (step.left.expression, step.right.expression) if side is not None]
    return [node for side in sides for node in side.walk() if isinstance(node, Derivative) and node.missing is not None]


def _lacks_sign(step: Step) -> bool:
    return bool(_without_sign(step))


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
    notation = readings.observer.observe(chain.trees for chain in (*reader.chains, *outside.chains))
    notation.functions |= set(declarations.functions)
    notation.indexed = (notation.indexed | declarations.indexed) - declarations.powers
    notation = readings.notation(notation)
    finished = _finished(reader.chains, vocabulary, notation, readings, document.source.text)
    return Derivation(
        document, vocabulary, notation, tuple([f.chain for f in finished]), tuple([step for f in finished for step in f.steps]),
        tuple([error for f in finished for error in f.errors]), declarations, tuple([chain.finish(notation) for chain in outside.chains]),
        tuple(reader.unbalanced), frozenset().union(*(found.unknown for _, _, found in lexed if isinstance(found, ReadBlock))),
        lots=readings.lots,
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
    def trees(self) -> tuple[tree.Node, ...]:
        return tuple([side.tree for side, _ in self.sides if side.tree is not None])

    def finish(self, notation: Notation) -> Chain:
        """The chain as it reads in a notation."""
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


class _Finished(NamedTuple):
    """A chain with its steps, and what can't be read of it."""

    chain: Chain
    steps: tuple[Step, ...]
    errors: tuple[LatexError, ...]

    @classmethod
    def of(cls, read: _OpenChain, notation: Notation, kept: Kept[Notes], text: str, index: int, number: int) -> _Finished:
        """The chain with an index, and its steps from a number on."""
        chain = read.finish(notation)
        chain.keep_notes(kept)
        notes = chain.noted(_notes_of_steps)
        steps: list[Step] = []
        for place, relation in enumerate(chain.relations):
            if relation not in EQUALITIES:
                continue
            left, right = chain.parts[place], chain.parts[place + 1]
            same_row = left.block == right.block and "\n" not in text[left.span.end : right.span.start]
            start = left.span.start if same_row else chain.relation_spans[place].start
            span = Span(start, max(right.span.end, chain.relation_spans[place].end))
            step = Step(number + len(steps), index, place, left, right, relation, span)
            step.shares(notes.setdefault(place, {}))
            steps.append(step)
        told = chain.relations or chain.display
        return cls(chain, tuple(steps), tuple([p.error for p in chain.parts if p.error is not None]) if told else ())


def _finished(chains: list[_OpenChain], vocabulary: Vocabulary, notation: Notation, readings: Readings, text: str) -> list[_Finished]:
    """The chains with their steps; one that is the same as in the document before, and at the same place, is the same object."""
    found: list[_Finished] = []
    number = 1
    for index, chain in enumerate(chains):
        made_of = [vocabulary, notation, *[side for side, _ in chain.sides], *chain.relations, *chain.conditions]
        written = text[chain.sides[0][0].side.span.start : chain.sides[-1][0].side.span.end]
        place = index, number, *[block for _, block in chain.sides]
        make = partial(_Finished.of, chain, notation, readings.notes, text, index, number)
        found.append(readings.statements.of(made_of, (chain.display, written, place), make))
        number += len(found[-1].steps)
    return found


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
