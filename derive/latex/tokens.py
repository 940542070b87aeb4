r"""Cut a formula into tokens; layout (spaces, colours, tags, sizes) disappears here.

>>> [t.text for t in tokenize(r"\frac{\partial E}{w^2_{11}}", 0, 27)][:4]
['\\frac', '{', '\\partial', 'E']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from derive.latex.errors import LatexError
from derive.latex.symbols import (
    ALIASES,
    ARGUMENT_LAYOUT,
    BARS,
    FUNCTION_WORDS,
    LAYOUT,
    NUMBER_SETS,
    RELATIONS,
    SIZED,
    SLOPES,
    UNICODE,
)
from derive.source.moving import moved
from derive.source.text import Span

MAX_TOKENS = 50_000
MAX_EXPANSION = 20_000
MAX_TEXT_DEPTH = 6  # texts inside texts


@dataclass(frozen=True, slots=True)
class Token:
    r"""The smallest unit of a formula.

    Kinds: ``command`` (``\frac``), ``letters`` (a run of plain letters, split later),
    ``number``, ``symbol``, ``relation``, ``word`` (from ``\text``, ``\mathrm``: one
    name), ``text`` (prose), ``begin``/``end`` (an environment), ``align`` (``&``),
    ``newline`` (``\\``), ``quad`` (wide space).
    """

    kind: str
    text: str
    span: Span
    glued: bool = False  # nothing, not even a space, between it and the token before


class MovedTokens(Sequence[Token]):
    """The tokens of a text that stands at another place by now; most are never asked for again."""

    __slots__ = ("_by", "_made", "_tokens")

    def __init__(self, tokens: Sequence[Token], by: int) -> None:
        self._tokens: Sequence[Token] = tokens._tokens if isinstance(tokens, MovedTokens) else tokens
        self._by: int = tokens._by + by if isinstance(tokens, MovedTokens) else by
        self._made: tuple[Token, ...] | None = None

    @property
    def made(self) -> tuple[Token, ...]:
        """The tokens as they stand now."""
        if self._made is None:
            self._made = moved(tuple(self._tokens), self._by)
        return self._made

    @overload
    def __getitem__(self, index: int) -> Token: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Token, ...]: ...

    def __getitem__(self, index: int | slice) -> Token | tuple[Token, ...]:
        return self.made[index]

    def __len__(self) -> int:
        return len(self._tokens)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self.made)


NEWLINE = r"\\\\(?:[ \t]*\*)?(?:[ \t]*\[\s*-?\d*\.?\d+\s*(?:pt|em|ex|cm|mm|in|px|mu|\\\w+)\s*\])?"  # with the space below it
_TOKEN = re.compile(
    r"(?P<space>[\s\u200b\u200c\u2060\ufeff]+|~|%[^\n]*)"
    rf"|(?P<newline>{NEWLINE}|\\cr\b|\\newline\b)"
    r"|(?P<env>\\(?:begin|end)\s*\{\s*[A-Za-z]+\*?\s*\})"
    r"|(?P<command>\\(?:(?:operatorname|tag|hspace|vspace|vphantom|underset|overset|DeclareMathOperator)\*|[A-Za-z]+|[^A-Za-z\s]|\s))"
    r"|(?P<dots>\.{2,})"
    r"|(?P<number>\d+(?:\.\d+|\.(?=[ \t]*[-+]))?|\.\d+)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<sign><?={1,2}>|[<>!]=|==)"
    r"|(?P<foreign>[^\x00-\u036f\u0370-\u03ff\u2010-\u27ff\u2900-\u2bff\s]+)"
    r"|(?P<symbol>.)",
    re.S,
)
_TEXT_COMMANDS = frozenset(
    [r"\text", r"\mbox", r"\textrm", r"\textbf", r"\textit", r"\textsf", r"\hbox", r"\textnormal", r"\texttt", r"\mathrm", r"\operatorname", r"\operatorname*", r"\mathit", r"\mathsf", r"\mathtt", r"\rm", r"\textsc", r"\textup"]
)
_SKIPS = frozenset([r"\hspace", r"\hspace*"])
_LENGTH = re.compile(r"\s*\+?(\d+\.?\d*|\.\d+)\s*(em|ex|in|cm|mm|pt|mu|px)\s*")
_QUAD = {"em": 0.9, "ex": 2.0, "in": 0.12, "cm": 0.3, "mm": 3.0, "pt": 9.0, "mu": 16.0, "px": 12.0}  # about a quad
_SENTENCE = frozenset([r"\text", r"\mbox", r"\textrm", r"\textnormal", r"\hbox"])
_BRACE = re.compile(r"\\.|[{}]", re.S)
_UPRIGHT = frozenset([r"\mathrm", r"\operatorname", r"\operatorname*", r"\mathit", r"\mathsf", r"\mathtt"])
_WORD = re.compile(r"\s*[A-Za-z][A-Za-z0-9]*(?:[ _-][A-Za-z0-9]+)*\s*\Z")
_PROSE = frozenset(
    ["if", "otherwise", "else", "where", "for", "and", "or", "when", "let", "with", "all", "since", "so", "then", "we", "have", "is", "are", "of", "in", "on", "at", "the", "any", "each", "because", "by", "from", "as", "given", "with", "some", "hence", "thus", "therefore", "also"]
)


_ARGUMENT = re.compile(rf"((?:{'|'.join(map(re.escape, sorted(_SENTENCE)))})\s*\{{\s*#\d\s*\}}|#\d)")  # of a macro, in its body


def tokenize(text: str, start: int, end: int, macros: Mapping[str, tuple[int, str]] | None = None, behind: int = -1) -> list[Token]:
    """The tokens of ``text[start:end]``, spans counted in ``text``; ``behind`` is where the token before them ends, if there is one.

    Raises :class:`LatexError` for a formula beyond the size limits.
    """
    tokens = _tokens(_Formula(text, start, end, own=macros or {}), behind)
    return _expand(tokens, macros) if macros else tokens


class _Formula:
    """A range of a text, and where its brace groups end: found once, in one pass."""

    def __init__(self, text: str, start: int, end: int, depth: int = 0, own: Collection[str] = ()) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.depth = depth  # inside how many texts
        self.own = own  # the author's commands

    @cached_property
    def closers(self) -> dict[int, int]:
        opened: list[int] = []
        closers: dict[int, int] = {}
        for match in _BRACE.finditer(self.text, self.start, self.end):
            if match[0] == "{":
                opened.append(match.start())
            elif match[0] == "}" and opened:
                closers[opened.pop()] = match.start()
        return closers

    def group(self, position: int) -> Span | None:
        """The inside of the brace group that begins at ``position``, if one does."""
        while position < self.end and self.text[position].isspace():
            position += 1
        if position >= self.end or self.text[position] != "{" or position not in self.closers:
            return None
        return Span(position + 1, self.closers[position])

    def after_group(self, position: int) -> int:
        """Where reading goes on if a brace group here is left out."""
        inner = self.group(position)
        return inner.end + 1 if inner else position


def _tokens(formula: _Formula, last: int = -1) -> list[Token]:
    text, end = formula.text, formula.end
    tokens: list[Token] = []
    position = formula.start
    sized = -1  # where a \\left stands whose bracket comes next
    while position < end:
        match = _TOKEN.match(text, position, end)
        assert match  # the last alternative takes any character
        kind, value, position = match.lastgroup or "", match[0], match.end()
        span = Span(match.start(), position)
        if kind == "space":
            continue
        glued = span.start == last
        last = position
        count = len(tokens)
        if value == "$":  # the author sets a formula inside a text inside a formula
            continue
        if kind == "command":
            position = _command(formula, value, span, tokens, glued)
            last = position
        elif kind == "env":
            word, name = value[1:].rstrip("} ").split("{")
            tokens.append(Token(word.strip(), name.strip(), span))
            if word.strip() == "begin":
                position = _environment_arguments(formula, position, name.strip())
        elif kind == "dots":
            tokens.append(Token("symbol", "...", span, glued))
        elif value == '"':
            tokens += [Token("symbol", "'", span, glued), Token("symbol", "'", Span(span.end, span.end), True)]
        elif kind == "symbol":
            tokens.append(_symbol(value, span, glued))
        elif kind == "sign":
            tokens.append(Token("relation", RELATIONS[value], span, glued))
        elif kind == "letters" and value.lower() in _PROSE and (len(value) > 2 or value == "if"):
            tokens.append(Token("text", value, span, glued))
        elif kind == "foreign":
            tokens.append(Token("word", value, span, glued))
        else:
            tokens.append(Token(kind, value.rstrip("."), span, glued))
        if value in SIZED:
            sized = span.start
        elif sized >= 0 and len(tokens) > count:  # the bracket's span holds its \\left
            first = tokens[count]
            tokens[count] = Token(first.kind, first.text, Span(sized, first.span.end), first.glued)
            sized = -1
        if len(tokens) > MAX_TOKENS:
            raise LatexError("D407", f"more than {MAX_TOKENS} symbols in one formula", span)
    return tokens


def _symbol(value: str, span: Span, glued: bool) -> Token:
    value = UNICODE.get(value, value)
    if value in RELATIONS:
        return Token("relation", RELATIONS[value], span, glued)
    if value.startswith("\\"):
        return Token("command", value, span, glued)
    if value == "&":
        return Token("align", value, span, glued)
    return Token("symbol", value, span, glued)


def _slope(formula: _Formula, sign: str, span: Span, position: int) -> tuple[list[Token], int] | None:
    r"""``\\pdv{L}{w}`` as the fraction that it sets, and where reading goes on; ``\\pdv{w}`` is the operator, ``\\dv[2]{y}{x}`` a second derivative."""
    order = re.compile(r"\s*\[\s*(\w)\s*\]").match(formula.text, position, formula.end)
    first = formula.group(order.end() if order else position)
    if first is None or formula.depth >= MAX_TEXT_DEPTH:
        return None
    second = formula.group(first.end + 1)
    below = second or first
    power = [Token("symbol", "^", span), Token("number" if order[1].isdigit() else "letters", order[1], span)] if order else []
    kind = "command" if sign.startswith("\\") else "letters"

    def within(inner: Span) -> list[Token]:
        return _tokens(_Formula(formula.text, inner.start, inner.end, formula.depth + 1, formula.own))

    opener, closer = Token("symbol", "{", span), Token("symbol", "}", span)
    above = [Token(kind, sign, span), *power, *(within(first) if second is not None else ())]
    return [Token("command", "\\frac", span), opener, *above, closer, opener, Token(kind, sign, span), *within(below), *power, closer], below.end + 1


def _is_wide(formula: _Formula, position: int) -> bool:
    r"""Is the space of ``\hspace{0.5in}`` as wide as a quad?"""
    inner = formula.group(position)
    told = _LENGTH.fullmatch(formula.text[inner.start : inner.end]) if inner is not None else None
    return told is not None and float(told[1]) >= _QUAD[told[2]]


_WIDE_RUN = re.compile(r"(?:\\[,:;> ]\s*){6,}")  # so many thin spaces behind a quantity part formulas
_CLOSERS = frozenset((")", "]", "}", "\\}", "|"))


def _command(formula: _Formula, name: str, span: Span, tokens: list[Token], glued: bool) -> int:
    """Append what a command stands for; return where reading goes on."""
    text, end, position = formula.text, formula.end, span.end
    if tokens and (tokens[-1].kind in ("letters", "number") or tokens[-1].text in _CLOSERS) and (run := _WIDE_RUN.match(text, span.start, end)) is not None:
        tokens.append(Token("quad", run[0], Span(*run.span())))
        return run.end()
    if name in LAYOUT or name[1:].isspace():
        if name in SIZED and position < end and text[position] == ".":
            return position + 1  # an invisible bracket
        return position
    if name in ("\\quad", "\\qquad") or (name in _SKIPS and _is_wide(formula, position)):
        tokens.append(Token("quad", name, span))
        return position if name not in _SKIPS else formula.after_group(position)
    if name in ARGUMENT_LAYOUT:
        for _ in range(ARGUMENT_LAYOUT[name]):
            position = formula.after_group(position)
        return position
    if name[1:] not in formula.own:
        name = ALIASES.get(name, name)
    if name in RELATIONS:
        tokens.append(Token("relation", RELATIONS[name], span, glued))
    elif name in _TEXT_COMMANDS:
        inner = formula.group(position)
        if inner is None:
            return position
        if formula.depth >= MAX_TEXT_DEPTH:
            raise LatexError("D406", f"texts nested deeper than {MAX_TEXT_DEPTH} levels", span)
        whole = Span(span.start, inner.end + 1)
        tokens.extend(_text(formula, name, inner, whole, glued))
        return inner.end + 1
    elif name in NUMBER_SETS and name[1:] not in formula.own:
        signs = (("command", "\\mathbb"), ("symbol", "{"), ("letters", NUMBER_SETS[name]), ("symbol", "}"))
        tokens += [Token(kind, sign, span, glued) for kind, sign in signs]
    elif name in BARS and name[1:] not in formula.own and (inner := formula.group(position)) is not None and formula.depth < MAX_TEXT_DEPTH:
        within = _tokens(_Formula(text, inner.start, inner.end, formula.depth + 1, formula.own))
        tokens += [Token("symbol", BARS[name], span, glued), *within, Token("symbol", BARS[name], Span(inner.end, inner.end + 1))]
        return inner.end + 1
    elif name in SLOPES and name[1:] not in formula.own and (slope := _slope(formula, SLOPES[name], span, position)) is not None:
        tokens += slope[0]
        return slope[1]
    elif (len(name) == 2 and name[1] in "{}") or name in ("[", "]"):
        tokens.append(Token("symbol", name, span, glued))
    elif len(name) == 2 and name[1] in "_^&#$%":
        tokens.append(Token("symbol", name[1], span, glued))
    else:
        tokens.append(Token("command", name, span, glued))
    return position


def _text(formula: _Formula, command: str, inner: Span, whole: Span, glued: bool) -> list[Token]:
    r"""What stands in ``\text{…}``: a name, a formula of one letter, or prose."""
    content = formula.text[inner.start : inner.end]
    words = content.replace("\\_", "_").strip()
    if "\\" in words or "$" in words:
        outside = re.sub(r"\$[^$]*\$|\\[A-Za-z]+(?:\{[a-z]+\})?|[{}]", " ", words)
        if re.search(r"[A-Za-z]{3,}", outside):
            return [Token("text", words, whole, glued)]
        return _tokens(_Formula(formula.text, inner.start, inner.end, formula.depth + 1, formula.own))
    if command in _UPRIGHT and not _WORD.match(words):
        return _tokens(_Formula(formula.text, inner.start, inner.end, formula.depth + 1, formula.own))
    behind = formula.text[inner.end + 1 : formula.end].lstrip()[:1]
    if command in _SENTENCE and content[-1:].isspace() and words.lower() not in FUNCTION_WORDS and behind not in ("", *"=&_^(,.+-*/<>)}]"):
        return [Token("text", words, whole, glued)]  # \\text{Proof } f(x) = …
    if words and _WORD.match(words) and not set(words.lower().split()) & _PROSE:
        return [Token("word", " ".join(words.split()), whole, glued)]
    if re.fullmatch(r"[^\x00-\x7f]+", words):
        return [Token("word", words, whole, glued)]
    return [Token("text", words, whole, glued)]


def _environment_arguments(formula: _Formula, position: int, name: str) -> int:
    """``\\begin{array}{ccc}`` and ``\\begin{alignat}{2}`` carry arguments that are layout."""
    match = re.compile(r"\s*\[[a-zA-Z]*\]").match(formula.text, position, formula.end)
    if match and name.rstrip("*") in ("aligned", "array", "gathered", "matrix", "pmatrix", "bmatrix"):
        position = match.end()
    if name.rstrip("*") in ("array", "alignat", "alignedat"):
        position = formula.after_group(position)
    return position


def _expand(tokens: list[Token], macros: Mapping[str, tuple[int, str]]) -> list[Token]:
    """Put the author's macros in; what comes of a call carries the call's span."""
    work = list(reversed(tokens))
    done: list[Token] = []
    budget = MAX_EXPANSION
    while work:
        token = work.pop()
        definition = macros.get(token.text[1:]) if token.kind == "command" else None
        if definition is None:
            done.append(token)
            continue
        budget -= 1
        count, body = definition
        arguments: list[list[Token]] = []
        span = token.span
        for _ in range(count):
            argument, last = _take_argument(work)
            arguments.append(argument)
            if last:
                span = span.join(last.span)
        put: list[Token] = []
        for index, part in enumerate(_ARGUMENT.split(body)):
            if index % 2:
                number = int(part.rstrip("} ")[-1]) - 1
                argument = arguments[number] if number < len(arguments) else []
                put += argument if part.startswith("#") else _as_text(argument, span)
            else:
                put += [Token(t.kind, t.text, span, t.glued) for t in tokenize(part, 0, len(part))]
        budget -= len(put)
        if budget < 0:
            raise LatexError("D407", f"the macro {token.text} expands without end", token.span)
        work.extend(reversed(put))
    return done


def _as_text(argument: list[Token], span: Span) -> list[Token]:
    r"""An argument that a macro sets as text: ``\text{#1}``. Words are words, and a formula stays one."""
    if any(t.kind == "text" or (t.kind == "letters" and len(t.text) > 2) for t in argument):
        words = " ".join(t.text for t in argument)
        alone = len(argument) == 1 and _WORD.match(words) and words.lower() not in _PROSE
        return [Token("word" if alone else "text", words, span, argument[0].glued)]
    return argument


def _take_argument(work: list[Token]) -> tuple[list[Token], Token | None]:
    """An argument of a macro, and the last token of it: the brace that closes it, if one does."""
    if not work:
        return [], None
    first = work.pop()
    if first.text != "{":
        return [first], first
    depth, taken = 1, []
    token = first
    while work:
        token = work.pop()
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            break
        taken.append(token)
    return taken, token
