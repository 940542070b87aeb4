r"""Which runs of letters are words, and which are letters side by side.

``net_{h1}`` is one name, ``Wx`` are two, ``ylog`` is y times a logarithm. The document
decides: a run whose every letter also stands alone is a product.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.latex.symbols import (
    ACCENTS,
    ALIASES,
    FUNCTION_COMMANDS,
    FUNCTION_WORDS,
    LETTER_COMMANDS,
    OTHER_COMMANDS,
    PREFIXES,
    PRODUCTS,
)
from derive.latex.tokens import Token

# Words that may be written against a neighbouring letter: "ylog p", "tanhx", "lna".
_GLUED = tuple(sorted((w for w in FUNCTION_WORDS if len(w) >= 2), key=len, reverse=True))


# Commands that a name may follow without a brace, if not without a space.
_BEFORE_NAMES = frozenset((*(p for p in PRODUCTS if p[0] == "\\"), *LETTER_COMMANDS, *FUNCTION_COMMANDS, *ACCENTS, *PREFIXES, "\\partial"))
_KNOWN = frozenset((*_BEFORE_NAMES, *ALIASES, *OTHER_COMMANDS))


_CLOSING = frozenset((")", "]", "}"))
_BETWEEN = frozenset((",", "&", "\\quad", "\\qquad"))  # formulas


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The letters that stand alone somewhere in the document, and its words."""

    single: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()  # what stands below a sign of summation that is a name: (\\sum_K)^2
    alone: frozenset[str] = frozenset()  # prefixes that a formula begins with as with a name: \\Delta = O - T
    joined: frozenset[str] = frozenset()  # … and those that one begins with before a name: \\Delta w = …
    squares: frozenset[str] = frozenset()  # a letter and its transpose: XX^T

    def prefixes(self, sign: str) -> bool:
        """Does a sign such as ``\\Delta`` make one name with the symbol behind it?"""
        return sign in PREFIXES and (sign not in self.alone or sign in self.joined)

    def split(self, run: str) -> list[str]:
        """The names in a run of letters, in order."""
        if len(run) == 1 or run in self.words or run.lower() in FUNCTION_WORDS:
            return [run]
        if self._is_word(run):
            return [run]
        for word in _GLUED:
            at = run.find(word)
            if at >= 0 and len(word) > 1:
                pieces = self.split(run[:at]) if at else []
                rest = run[at + len(word) :]
                return [*pieces, word, *(self.split(rest) if rest else [])]
        if len(run) == 2 and run[0] == run[1]:
            return list(run) if run in self.squares else [run]  # HH beside H: a product would be a square
        if len(run) == 2 or (len(run) <= 4 and not run.islower()):
            if all(letter in self.single for letter in run) and run[0] != "d":
                return list(run)
        return [run]

    def _is_word(self, run: str) -> bool:
        """A longer run is a word unless a function's name is stuck to a letter in it."""
        if len(run) < 3:
            return False
        for word in _GLUED:
            at = run.find(word)
            if at >= 0 and len(run) - len(word) <= 2:
                rest = run[:at] + run[at + len(word) :]
                if all(letter in self.single for letter in rest):
                    return False
        return run.islower() or not all(letter in self.single for letter in run) or len(run) > 4


def parted(command: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    r"""``\\cdota`` as ``\\cdot`` and ``a``: the ways in which a command that nobody knows is a known one and names, the longest first."""
    if command in _KNOWN:
        return []
    ways = ((command[:at], command[at:]) for at in range(len(command) - 1, 2, -1))
    return [
        (first, rest)
        for first, rest in ways
        if first in _BEFORE_NAMES and all(n in vocabulary.single or n in vocabulary.words for n in vocabulary.split(rest))
    ]


def unknown(tokens: Iterable[Token]) -> frozenset[str]:
    """The commands among tokens that nobody knows."""
    return frozenset(t.text for t in tokens if t.kind == "command" and t.text not in _KNOWN)


def together(vocabularies: Iterable[Vocabulary]) -> Vocabulary:
    """The vocabulary of a document from those of all its formulas."""
    single: set[str] = set()
    words: set[str] = set()
    sums: set[str] = set()
    alone: set[str] = set()
    joined: set[str] = set()
    squares: set[str] = set()
    for vocabulary in vocabularies:
        single |= vocabulary.single
        words |= vocabulary.words
        sums |= vocabulary.sums
        alone |= vocabulary.alone
        joined |= vocabulary.joined
        squares |= vocabulary.squares
    return Vocabulary(*map(frozenset, (single, words, sums, alone, joined, squares)))


def _named_sums(tokens: list[Token]) -> frozenset[str]:
    """The letters below signs of summation behind which nothing stands that could be summed."""
    runs = zip(tokens, tokens[1:], tokens[2:], [*tokens[3:], None], strict=False)
    return frozenset(
        letter.text
        for sign, below, letter, behind in runs
        if sign.text == "\\sum" and below.text == "_" and letter.kind == "letters" and len(letter.text) == 1
        and (behind is None or behind.text in _CLOSING)
    )  # fmt: skip


def _leading_signs(tokens: list[Token]) -> tuple[frozenset[str], frozenset[str]]:
    """The prefixes that formulas begin with: those that are names by themselves, and those before a name."""
    alone, joined = set(), set()
    for before, sign, behind in zip([None, *tokens], tokens, tokens[1:], strict=False):
        if sign.text in PREFIXES and (before is None or before.kind == "newline" or before.text in _BETWEEN):
            if behind.text.lstrip("&") in ("=", ""):
                alone.add(sign.text)
            elif behind.kind in ("letters", "word") or behind.text in LETTER_COMMANDS or behind.text in ACCENTS:
                joined.add(sign.text)
    return frozenset(alone), frozenset(joined)


def _squares(tokens: list[Token]) -> frozenset[str]:
    """The runs of one letter twice before a transposition."""
    found = set()
    for run, sign, above, within in zip(tokens, tokens[1:], tokens[2:], [*tokens[3:], None], strict=False):
        if run.kind == "letters" and len(run.text) == 2 and run.text[0] == run.text[1] and sign.text == "^":
            turned = within if above.text == "{" else above
            if turned is not None and turned.text in ("T", "\\top", "\\intercal"):
                found.add(run.text)
    return frozenset(found)


def learn(tokens: list[Token]) -> Vocabulary:
    """The letters and words of one formula from its tokens."""
    single: set[str] = set()
    words: set[str] = set()
    for place, token in enumerate(tokens[:-3]):
        if token.text != "\\partial":
            continue
        run = tokens[place + 1 : place + 4]
        if [t.kind for t in run] == ["letters", "number", "letters"] and run[1].glued and run[2].glued:
            words.add("".join(t.text for t in run))  # \\partial w1o: it is one name
    depth, script_depths, after_script = 0, [], False
    named = False  # a digit that is stuck to a letter stands before: w1o is one name
    for token in tokens:
        if token.kind == "letters" and token.glued and named:
            named = False
            continue
        if token.kind == "command" and token.text in ("\\delta", "\\Delta"):
            after_script = True  # δo is a word with a Greek letter
            continue
        named = (token.kind == "number" and token.glued and named) or token.kind == "letters"
        if token.text == "{":
            depth += 1
            if after_script:
                script_depths.append(depth)
                after_script = False
        elif token.text == "}":
            if script_depths and script_depths[-1] == depth:
                script_depths.pop()
            depth -= 1
        elif token.text in "_^":
            after_script = True
            continue
        elif token.kind == "letters" and not script_depths:
            own = token.text[after_script:]  # the T of X^TX is the script
            if len(own) == 1:
                single.add(own)
        after_script = False
    return Vocabulary(frozenset(single), frozenset(words), _named_sums(tokens), *_leading_signs(tokens), _squares(tokens))
