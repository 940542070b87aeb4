"""The sides of a document's statements, each read once.

What a side says depends on its text, on the words of the document and on its notation.
While these stay as they are, a side that was read before is the same object, so that all
that was found out about it is known by its identity; if only the text before it has
changed, its spans are moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.parser import parse_leniently
from derive.latex.recutting import Recutting, rows_of
from derive.latex.rows import Side, Statement, are_whole, of_row, rows
from derive.latex.symbols import BIG_OPERATORS
from derive.latex.tokens import MAX_TOKENS, MovedTokens, Token
from derive.latex.vocabulary import Vocabulary, learn, together, unknown
from derive.meaning.elaborate import elaborate
from derive.meaning.expressions import Expression, Numeral
from derive.meaning.notation import Notation
from derive.meaning.noting import Kept, Notes
from derive.meaning.observing import Observer
from derive.source.moving import moved
from derive.source.text import Span

MAX_KEPT = 4096  # blocks of formulas that are remembered


@dataclass(frozen=True, slots=True)
class Part:
    """One side in a chain."""

    span: Span
    expression: Expression | None
    error: LatexError | None = None
    block: int = 0  # which block of the document it stands in
    tokens: Sequence[Token] = field(default=(), repr=False, compare=False)
    outside: frozenset[str] = field(default=frozenset(), repr=False, compare=False)  # letters that mean something in other sides
    rounded: bool = field(init=False, repr=False, compare=False)  # does it hold a number with decimals?

    def __post_init__(self) -> None:
        object.__setattr__(self, "rounded", self.expression is not None and self.expression.noted(_has_decimals))


def _has_decimals(expression: Expression) -> bool:
    return any(isinstance(n, Numeral) and n.places is not None for n in expression.walk())


@dataclass(slots=True)
class ReadSide:
    """A side with its tree, its expression and its part, as last asked for."""

    side: Side
    tree: tree.Node | None = None  # as it was first read
    by: int = 0  # how far it has moved since
    unbalanced: tuple[Span, ...] = ()  # brackets without a partner
    error: LatexError | None = None
    _vocabulary: Vocabulary | None = None  # what the tree depends on
    _display: bool = True
    _notation: Notation | None = None  # what the expression depends on
    _part: Part | None = None
    _sums: bool | None = None

    @property
    def sums(self) -> bool:
        """Is there a sum or a product over an index in it?"""
        if self._sums is None:
            self._sums = any(token.text in BIG_OPERATORS for token in self.side.tokens)
        return self._sums

    def is_sound(self) -> bool:
        """Was it read, and is nothing said of it that tells where it stands?"""
        return not (self.error or self.unbalanced or (self._part and self._part.error))

    def is_read(self, vocabulary: Vocabulary) -> bool:
        """Is there a tree of it, with the words that are known?"""
        return self.tree is not None and self._vocabulary is vocabulary

    def read_as(self, old: ReadSide, by: int) -> None:
        """Take over how the same text was read so many characters before."""
        self.tree, self.by, self._vocabulary = old.tree, old.by + by, old._vocabulary
        self._display, self._notation, self._sums = old._display, old._notation, old.sums
        if old._part is not None:
            expression = moved(old._part.expression, by) if by else old._part.expression
            if by and expression is not None and old._part.expression is not None:
                expression.says_as(old._part.expression)
            self._part = Part(self.side.span, expression, None, old._part.block, self.side.tokens, old._part.outside)

    @classmethod
    def refused(cls, side: Side, error: LatexError) -> ReadSide:
        """A side that isn't looked at, and why."""
        return cls(side, error=error)

    def parse(self, vocabulary: Vocabulary, display: bool) -> None:
        """Read the tokens."""
        if self._vocabulary is vocabulary and self._display is display:
            return
        self._vocabulary, self._display, self._part = vocabulary, display, None
        self.tree, self.by, self.unbalanced, self.error = None, 0, (), None
        try:
            if not self.side.tokens:
                code = "D403" if display else "D404"  # in running text, words may be the other side
                raise LatexError(code, "one side of this relation is empty", self.side.span)
            if all(token.kind == "text" for token in self.side.tokens):
                raise LatexError("D404", "this side is told in words", self.side.span)
            self.tree, unbalanced = parse_leniently(self.side.tokens, vocabulary, self.side.span)
            self.unbalanced = tuple(unbalanced)
        except LatexError as problem:
            self.error = problem
        except RecursionError:
            self.error = LatexError("D406", "nested too deep", self.side.span)

    def part(self, notation: Notation, block: int, outside: frozenset[str] = frozenset()) -> Part:
        """The side as it reads in a notation; ``outside`` are index letters that mean something in other sides of its chain."""
        known = self._part
        if known is not None and self._notation is notation and known.outside == outside:
            if known.block != block:
                self._part = known = Part(known.span, known.expression, known.error, block, known.tokens, outside)
            return known
        expression, error = None, self.error
        if self.tree is not None:
            try:
                expression = elaborate(moved(self.tree, self.by) if self.by else self.tree, notation, outside)
            except LatexError as problem:
                error = problem
            except RecursionError:
                error = LatexError("D406", "nested too deep", self.side.span)
        self._notation = notation
        self._part = Part(self.side.span, expression, error, block, self.side.tokens, outside)
        return self._part


Said = list[tuple[Statement, list[ReadSide]]]


class Rows:
    """The statements of rows, by their tokens where they stand: what is before an edit in a block stays as it is."""

    def __init__(self) -> None:
        self._known: Kept[Said] = Kept(MAX_KEPT)

    def read(self, row: list[Token]) -> Said:
        """The statements of a row."""
        return self._known.of(row, None, partial(_row, row))


def _row(row: list[Token]) -> Said:
    return [(statement, [ReadSide(side) for side in statement.sides]) for statement in of_row(row)]


@dataclass(slots=True)
class ReadBlock:
    """The statements of one block of formulas, or of one row of it, with their sides."""

    start: int
    tokens: Sequence[Token]
    statements: Said
    vocabulary: Vocabulary  # of these tokens alone
    unknown: frozenset[str] = frozenset()  # commands that nobody knows
    whole: bool = False  # is a row the same by itself and in its block?

    @classmethod
    def of(cls, start: int, tokens: list[Token], known: Rows | None = None) -> ReadBlock:
        """The block that tokens make; rows that are ``known`` are as they were."""
        read = _row if known is None else known.read
        found = rows(tokens)
        said = [each for row in found for each in read(row)]
        return cls(start, tokens, said, learn(tokens), unknown(tokens), are_whole(tokens, found))

    @classmethod
    def joined(cls, read: Sequence[ReadBlock]) -> ReadBlock:
        """The block that rows make which are the same by themselves. Nobody asks for the tokens of several rows."""
        said = [each for row in read for each in row.statements]
        return cls(read[0].start, (), said, together(row.vocabulary for row in read), frozenset().union(*(row.unknown for row in read)))

    def moved(self, start: int) -> ReadBlock | None:
        """The block at another place; None if it says something about places that doesn't move along."""
        if not all(side.is_sound() for _, sides in self.statements for side in sides):
            return None
        by = start - self.start
        said = [(_moved_statement(statement, by), sides) for statement, sides in self.statements]
        statements = [(new, [ReadSide(side) for side in new.sides]) for new, _ in said]
        for (_, places), (_, sides) in zip(statements, said, strict=True):
            for place, old in zip(places, sides, strict=True):
                place.read_as(old, by)
        return ReadBlock(start, MovedTokens(self.tokens, by), statements, self.vocabulary, self.unknown, self.whole)


def _moved_statement(statement: Statement, by: int) -> Statement:
    sides = tuple(Side(MovedTokens(side.tokens, by), moved(side.span, by)) for side in statement.sides)
    return replace(statement, sides=sides, relations=moved(statement.relations, by), conditions=moved(statement.conditions, by))


class Readings:
    """The blocks that were read, by their text and place, and how the last document was to be read."""

    def __init__(self) -> None:
        self._known: Kept[ReadBlock] = Kept(MAX_KEPT)  # blocks by their texts and places
        self._rows_known: Kept[ReadBlock] = Kept(MAX_KEPT)  # and their rows, or themselves if these can't be told apart
        self._elsewhere: dict[tuple[str, bool], ReadBlock] = {}  # the last of those that say the same
        self._sides: dict[tuple[object, ...], ReadSide] = {}
        self._cut = Recutting()
        self._rows = Rows()
        self._macros: Mapping[str, tuple[int, str]] = {}
        self._vocabulary = Vocabulary()
        self._notation = Notation()
        self.observer = Observer()
        self.statements: Kept[Any] = Kept()  # as they stand
        self.notes: Kept[Notes] = Kept()  # of what they say
        self.lots: Kept[Any] = Kept()  # what many of them tell together

    def block(self, text: str, span: Span, macros: Mapping[str, tuple[int, str]]) -> ReadBlock:
        """The statements in a range of a text. Raises :class:`LatexError` for a formula beyond the size limits."""
        if macros != self._macros or len(self._elsewhere) >= MAX_KEPT:
            self._known, self._rows_known = Kept(MAX_KEPT), Kept(MAX_KEPT)
            self._elsewhere.clear()
            self._sides.clear()
            self._cut.clear()
            self._macros = macros
        return self._known.of((), (text[span.start : span.end], span.start), partial(self._block, text, span, macros))

    def _block(self, text: str, span: Span, macros: Mapping[str, tuple[int, str]]) -> ReadBlock:
        return self._by_rows(text, span, macros) or self._read(text, span, True, partial(self._cut.tokenize, text, *span, macros))

    def _by_rows(self, text: str, span: Span, macros: Mapping[str, tuple[int, str]]) -> ReadBlock | None:
        """The block as its rows make it, each read by itself, so that only an edited one is read again; None if they belong together."""
        places = rows_of(text, *span, macros)
        read: list[ReadBlock] = []
        for number, place in enumerate(places if len(places) > 1 else ()):
            read.append(self._read(text, place, not number, partial(self._cut.row, text, place, not number)))
            if not read[-1].whole:
                return None
        return ReadBlock.joined(read) if read and sum(len(row.tokens) for row in read) <= MAX_TOKENS else None

    def _read(self, text: str, span: Span, first: bool, cut: Callable[[], list[Token]]) -> ReadBlock:
        """A block, or a row of one, that is cut into tokens if the same text wasn't read before, here or elsewhere."""
        said = text[span.start : span.end], first

        def read() -> ReadBlock:
            old = self._elsewhere.get(said)
            block = old.moved(span.start) if old is not None else None
            if block is None:
                block = ReadBlock.of(span.start, cut(), self._rows)
                self._reuse(block)
            self._elsewhere[said] = block
            return block

        return self._rows_known.of((), (*said, span.start), read)

    def _reuse(self, block: ReadBlock) -> None:
        """Take over the sides of a block that stood in another one: most of it is as it was before an edit."""
        if len(self._sides) >= MAX_KEPT:
            self._sides.clear()
        for _, sides in block.statements:
            for side in sides:
                tokens = side.side.tokens
                if not tokens or side.is_read(self._vocabulary):
                    continue
                start = tokens[0].span.start
                key = tuple((t.kind, t.text, t.glued, t.span.start - start, t.span.end - start) for t in tokens)
                old = self._sides.get(key)
                if old is not None and old.tree is not None and old.is_sound():
                    side.read_as(old, start - old.side.tokens[0].span.start)
                self._sides[key] = side

    def vocabulary(self, learned: Vocabulary) -> Vocabulary:
        """The same vocabulary, as the object that is known already if its words are."""
        if learned != self._vocabulary:
            self._vocabulary = learned
        return self._vocabulary

    def notation(self, observed: Notation) -> Notation:
        """The same notation, as the object that is known already if it says the same."""
        if observed != self._notation:
            self._notation = observed
        return self._notation
