"""Notation, read off the whole document: what each symbol's uses show, and what follows from them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from derive.latex import tree
from derive.meaning.notation import Notation
from derive.meaning.noting import Kept, together
from derive.meaning.occurrences import Occurrences
from derive.meaning.showing import (
    LAYER_LETTERS,
    counted_steps,
    function_like,
    grid_like,
    index_count,
    is_t,
    is_vector,
    is_word,
    layer_like,
    next_to_letter,
    pair_of_letters,
    plain_key,
    shows_arguments,
    spelled,
    told_apart,
)
from derive.meaning.written import (
    is_arithmetic,
    is_symbol,
)

# Letters that authors give to functions; used only where the text leaves both open.
FUNCTION_LETTERS = frozenset(
    [r"f", r"g", r"h", r"F", r"G", r"\sigma", r"\phi", r"\varphi", r"\psi", r"\rho", r"\Phi", r"\Psi", r"\varsigma", r"\mathcal{F}"]
)


class Observer:
    """Notation, read off the chains of a document; what a chain shows is remembered as long as its trees are the same."""

    def __init__(self) -> None:
        self._alone: Kept[_Survey] = Kept()
        self._lots: Kept[_Survey] = Kept()

    def observe(self, chains: Iterable[tuple[tree.Node, ...]]) -> Notation:
        """The notation of a document from the trees of all its chains of sides."""
        surveys = [self._alone.of(sides, None, partial(_Survey.alone, sides)) for sides in chains]
        return together(self._lots, surveys, _Survey.together).conclude()


class _Survey(Occurrences):
    """What all chains of a document show, and what follows from it."""

    @classmethod
    def alone(cls, sides: tuple[tree.Node, ...]) -> _Survey:
        """What one chain shows."""
        survey = cls()
        survey.chain(sides)
        return survey.closed()

    @classmethod
    def together(cls, surveys: Sequence[_Survey]) -> _Survey:
        """What some chains show, in their order."""
        both = cls()
        for survey in surveys:
            both.add(survey)
        return both.closed()

    def neighbours(self) -> None:
        r"""The letters of ``w_{kl}`` beside ``w_{ij}``: two that follow each other are the other unit's, no word."""
        for lowers in self.lowers.values():
            if any(pair_of_letters(lower, self.letters) for lower in lowers):
                words = [lower.name for lower in lowers if isinstance(lower, tree.Identifier) and len(lower.name) == 2]
                self.letters.update(*(word for word in words if word.isascii() and word.islower() and ord(word[1]) == ord(word[0]) + 1))

    def conclude(self) -> Notation:
        self.neighbours()
        lone = (upper.body if isinstance(upper, tree.Bracket) else upper for uppers in self.uppers.values() for upper in uppers)
        notation = Notation(euler=not self.e_named, letters=set(self.letters), named=self.letters & self.lowers.keys() - self.bound)
        notation.above = {u.name for u in lone if isinstance(u, tree.Identifier)}
        moments = {letter for key, uppers in self.uppers.items() if is_vector(key) for u in uppers if (letter := next_to_letter(u))}
        counted = self.counts_moments()
        for key, uppers in self.uppers.items():
            if key in ("e", "\\sum") and notation.euler:
                continue
            if self.is_square(key, uppers):
                continue
            if any(self._says_index(upper, key) for upper in uppers) or (is_vector(key) and moments & {u.name for u in uppers if isinstance(u, tree.Identifier)}) or (counted and self.is_at_moments(key)):
                notation.indexed.add(key)
                if self.names_square(key, uppers):
                    notation.squared[key] = {"2"}
        for key, lowers in self.lowers.items():
            numbers = [n.text for n in lowers if isinstance(n, tree.Number)]
            pairs = any(isinstance(n, tree.Identifier) and len(n.name) == 2 and set(n.name) <= self.letters for n in lowers)
            if (numbers and {len(n) for n in numbers} == {2} and (pairs or grid_like(numbers))) or pairs or (numbers and {len(n) for n in numbers} == {3}):
                notation.digits.add(key)
        for key, bodies in self.applied.items():
            if key == "\\mathbb{E}" or (key == "E" and key in self.in_squares and self.bare[key] <= 0 and key not in self.quantities | self.numerators):
                notation.means.add(key)
                continue
            if key in self.components_of and all(isinstance(b, tree.Identifier) and b.name == "t" for b in bodies):
                continue  # an array at a moment
            if (key in self.defined_function and any(isinstance(b, tree.Listing) for b in bodies)) or told_apart(bodies):
                notation.functions.add(key)
            elif key in self.numerators and key not in self.primed and all(shows_arguments(b) for b in bodies) and len({spelled(b) for b in bodies}) == 1 and key not in FUNCTION_LETTERS:
                notation.shown.add(key)
            elif key in self.defined_function or key in self.primed:
                notation.functions.add(key)
            elif key in self.numerators and all(shows_arguments(b) for b in bodies) and key not in FUNCTION_LETTERS:
                notation.shown.add(key)
            elif any(isinstance(b, tree.Listing) and not shows_arguments(b) for b in bodies):
                notation.functions.add(key)  # l(f(x), y): no product has a comma
            elif key in self.quantities and is_word(key) and all(is_symbol(b) or isinstance(b, tree.Product) for b in bodies) and not all(shows_arguments(b) for b in bodies):
                notation.functions.add(key)  # a factor needs no bracket around a product
            elif key in self.quantities and self.differentiated[key] == len(bodies):
                notation.shown.add(key)  # ∂L(f(w))/∂w, and nowhere else a bracket behind L
            elif key in self.quantities and not all(shows_arguments(body) for body in bodies):
                continue
            elif all(shows_arguments(body) for body in bodies) and self.bare[key] > 0 and key not in FUNCTION_LETTERS:
                notation.shown.add(key)
            elif (self.bare[key] <= 0 and (key in FUNCTION_LETTERS or function_like(key, bodies))) or key in FUNCTION_LETTERS:
                notation.functions.add(key)
        notation.moments |= {letter for bodies in self.applied.values() for letter in counted_steps(bodies)}
        notation.components = self.entries()
        notation.indexed |= {plain for key, plain in notation.components.items() if key in notation.indexed}
        notation.exact = not self.computes
        notation.transposed_t = not counted and self.transposes_t()
        notation.kronecker = self.shows_kronecker(notation)
        notation.functions |= self.primed & (FUNCTION_LETTERS | self.defined_function | self.in_own)
        notation.derived_at = {(key, taken) for key, taken in self.slopes & self.takes if key in notation.functions}
        differentiated_at = {key for key, _ in notation.derived_at}
        notation.arguments = {(key, taken) for key, taken in self.takes if key in differentiated_at}
        notation.by_d = self.by_d
        if self.over_d and not any(key == "d" or (key[0] == "d" and (len(key) == 2 or key[1:] in self.symbols)) for key in self.symbols - self.signs):
            notation.over_d = {key for key, variables in self.over_d.items() if len(variables) > 1}
        notation.same_functions = self.plain_functions & notation.functions
        return notation

    def counts_moments(self) -> bool:
        """Is a quantity told at t, and used at the moment before or after: ``c^t = f^t c^{t-1}``? Then no t above is an exponent."""
        told = [uppers for key, uppers in self.uppers.items() if key in self.named and not self.is_square(key, uppers)]
        return any(any(map(is_t, uppers)) and "t" in map(next_to_letter, uppers) for uppers in told)

    def is_at_moments(self, key: str) -> bool:
        r"""Has a symbol moments above, where t counts them? A Greek letter that no equation tells is a rate, and takes powers: ``\gamma^t``."""
        uppers, letter = self.uppers[key], key.split("{")[-1].rstrip("}")  # of \hat{a} the a
        return (key in self.named or not letter.startswith("\\")) and any(is_t(u) or next_to_letter(u) == "t" for u in uppers)

    def is_square(self, key: str, uppers: list[tree.Node]) -> bool:
        """Is what is only ever written with a 2 above, and defined without, squared there: ``u = a + b``, ``u^2 = …``?"""
        return key in self.totals and all(isinstance(u, tree.Number) and u.text == "2" for u in uppers)

    def names_square(self, key: str, uppers: list[tree.Node]) -> bool:
        r"""Is only the square of a symbol a name, as the variance ``\sigma^2`` is beside ``\sigma`` and ``\sigma^3``?"""
        numbers = {u.text for u in uppers if isinstance(u, tree.Number)}
        bare = self.symbols[key] > len(uppers)
        return len(numbers) > 1 and all(isinstance(u, tree.Number) for u in uppers) and bare and self.squares[key] == {"2"} and not numbers & {"0", "1"}

    def transposes_t(self) -> bool:
        """Does a t stand above capitals and nowhere else? Then it transposes them: ``Q K^t``."""
        above = {key for key, uppers in self.uppers.items() for u in uppers if isinstance(u, tree.Identifier) and u.name == "t"}
        return any(len(key.split("{")[-1].rstrip("}")) == 1 and key.split("{")[-1][0].isupper() for key in above) and "t" not in self.letters and not self.symbols["t"]

    def shows_kronecker(self, notation: Notation) -> bool:
        r"""Does every ``\\delta`` carry two index letters and nothing above, and does no equation define it?"""
        lowers = self.lowers["\\delta"]
        return (
            bool(lowers)
            and self.symbols["\\delta"] == len(lowers)
            and not self.uppers["\\delta"]
            and "\\delta" not in self.quantities
            and all(pair_of_letters(lower, notation.letters) for lower in lowers)
        )

    def entries(self) -> dict[str, str]:
        r"""Arrays in bold or below an arrow whose entries are written in the plain letter: ``\vec{w}_j`` and ``w_{ji}``.

        The plain letter must carry as many indices more, or none but the array's own; otherwise it is another name.
        """
        found = {}
        for key in self.bare:
            plain = plain_key(key)
            if plain not in self.bare and len(plain) == 1 and self.counts(plain.lower()) == {2} and self.counts(key) == {0}:
                found[key] = plain.lower()  # a_{ij} of a bold A
            if plain not in self.bare:
                continue
            below, counts = self.counts(key), self.counts(plain)
            more = max(counts) - max(below)
            if len(below) == 1 and counts <= below | {max(counts)} and more == (2 if plain[-2:].strip("}").isupper() else 1):
                found[key] = plain
        return found

    def counts(self, key: str) -> set[int]:
        """How many indices a base carries below, wherever it occurs."""
        found = {index_count(lower, self.letters) for lower in self.lowers[key]}
        return found if self.symbols[key] == len(self.lowers[key]) else found | {0}

    def _says_index(self, upper: tree.Node, key: str) -> bool:
        """Does one occurrence show that superscripts of this symbol are indices?"""
        if isinstance(upper, tree.Bracket):
            return upper.kind in "([" and not is_arithmetic(upper.body)
        if isinstance(upper, tree.Number):
            if upper.text in ("0", "1"):
                return True
            return bool(self.squares[key] - {""}) or len(self.paired[key]) > 1
        if isinstance(upper, tree.Identifier):
            if upper.name in ("T", "t", "\\top") or (len(upper.name) > 1 and not upper.name.startswith("\\")):
                return False
            return upper.name in LAYER_LETTERS or (key in self.named and upper.name in self.letters)
        return layer_like(upper) or (is_vector(key) and bool(next_to_letter(upper)))
