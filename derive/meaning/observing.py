"""Notation, read off the whole document: what each symbol's uses show, and what follows from them together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from derive.latex import tree
from derive.meaning.differentials import differentials
from derive.meaning.notation import Notation
from derive.meaning.showing import (
    ARRAY_MARKS,
    LAYER_LETTERS,
    applications,
    bare_parameter,
    counted_steps,
    function_like,
    grid_like,
    index_count,
    is_computed,
    is_vector,
    is_word,
    key_of,
    layer_like,
    next_to_letter,
    pair_of_letters,
    shows_arguments,
    spelled,
    squares_below,
    told_apart,
)
from derive.meaning.written import (
    differentiated,
    innermost,
    is_arithmetic,
    is_symbol,
    is_transposed,
    primed_letter,
    scripts,
    spelled_out,
    tells_kronecker,
)

# Letters that authors give to functions; used only where the text leaves both open.
FUNCTION_LETTERS = frozenset(
    [r"f", r"g", r"h", r"F", r"G", r"\sigma", r"\phi", r"\varphi", r"\psi", r"\rho", r"\Phi", r"\Psi", r"\varsigma", r"\mathcal{F}"]
)


class Observer:
    """Notation, read off the chains of a document; what a chain shows is remembered as long as its trees are the same."""

    MOST = 10_000  # chains that are remembered
    LOT = 8  # chains in a row of which it is remembered what they show together

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[tuple[tree.Node, ...], _Survey]] = {}  # with the trees, which keep their identity
        self._lots: dict[tuple[int, ...], tuple[list[_Survey], _Survey]] = {}  # by the surveys, which are kept as well

    def observe(self, chains: Iterable[tuple[tree.Node, ...]]) -> Notation:
        """The notation of a document from the trees of all its chains of sides."""
        if len(self._known) > self.MOST or len(self._lots) > self.MOST:
            self._known.clear()
            self._lots.clear()
        surveys = [self._alone(sides) for sides in chains]
        survey = _Survey()
        for start in range(0, len(surveys), self.LOT):
            survey.add(self._together(surveys[start : start + self.LOT]))
        return survey.conclude()

    def _alone(self, sides: tuple[tree.Node, ...]) -> _Survey:
        """What one chain shows."""
        key = tuple(map(id, sides))
        if key not in self._known:
            alone = _Survey()
            alone.chain(sides)
            self._known[key] = sides, alone.closed()
        return self._known[key][1]

    def _together(self, surveys: list[_Survey]) -> _Survey:
        """What some chains show, in their order."""
        key = tuple(map(id, surveys))
        if key not in self._lots:
            both = _Survey()
            for survey in surveys:
                both.add(survey)
            self._lots[key] = surveys, both.closed()
        return self._lots[key][1]


class _Survey:
    def __init__(self) -> None:
        self.uppers: defaultdict[str, list[tree.Node]] = defaultdict(list)
        self.lowers: defaultdict[str, list[tree.Node]] = defaultdict(list)
        self.named: set[str] = set()  # stands alone on the left or below a derivative, with an upper script
        self.bare: Counter[str] = Counter()
        self.squares: defaultdict[str, set[str]] = defaultdict(set)  # the numbers above a base where it is named
        self.paired: defaultdict[str, set[str]] = defaultdict(set)  # the numbers above a base that has an index below
        self.symbols: Counter[str] = Counter()  # all occurrences
        self.applied: defaultdict[str, list[tree.Node]] = defaultdict(list)
        self.primed: set[str] = set()
        self.defined_function: set[str] = set()
        self.letters: set[str] = set()
        self.bound: set[str] = set()  # letters that sums run over
        self.e_named = False
        self.computes = False  # is there a side of numbers alone, with decimals?
        self.quantities: set[str] = set()  # stand alone on a left side
        self.numerators: set[str] = set()  # differentiated without arguments
        self.differentiated: Counter[str] = Counter()  # how often a bracket behind it is differentiated with it
        self.in_squares: set[str] = set()  # stand before square brackets
        self.plain_functions: set[str] = set()  # applied without an index
        self.totals: set[str] = set()  # stand alone on a left side, with nothing above
        self.takes: set[tuple[str, str]] = set()  # what is applied, and to which sum
        self.slopes: set[tuple[str, str]] = set()  # what is differentiated by a symbol and stands before which sum
        self.components_of: set[str] = set()  # with an index behind their bracket: Y(t)_{ij}
        self.shown: list[tuple[str, Any]] = []  # what of all this there is
        self.orders: set[int] = set()  # numbers above a symbol that say how often it is differentiated by (by identity)

    def closed(self) -> _Survey:
        """This survey, to which nothing more is added."""
        self.shown = [(name, seen) for name, seen in vars(self).items() if seen]
        return self

    def add(self, other: _Survey) -> None:
        """Take in what another chain shows."""
        for name, seen in other.shown:
            own = getattr(self, name)
            if isinstance(own, Counter):
                own.update(seen)
            elif isinstance(own, defaultdict):
                for key, values in seen.items():
                    own[key].extend(values) if isinstance(values, list) else own[key].update(values)
            elif isinstance(own, set):
                own |= seen
            else:
                setattr(self, name, True)

    def chain(self, sides: tuple[tree.Node, ...]) -> None:
        if len(sides) == 1 and isinstance(sides[0], tree.Identifier) and sides[0].name == "e":
            return  # "the base $e$" is no use of another e
        applied = [applications(side) for side in sides]
        for key, shown in applied[0].items() if applied else ():
            others = {text for side in applied[1:] for text in side.get(key, ())}
            if others and others.isdisjoint(shown) and {len(t.split(";")) for t in others} == {len(t.split(";")) for t in shown}:
                self.defined_function.add(key)  # L(y, t) = \\sum_i L(y_i, t_i)
        for number, side in enumerate(sides):
            self.computes = self.computes or (len(sides) > 1 and is_computed(side))
            if (number == 0 or (len(sides) > 2 and is_symbol(side))) and not tells_kronecker(sides):
                self.left(side, len(sides) > 1, number == 0)
            self.visit(side)

    def left(self, side: tree.Node, relates: bool, first: bool) -> None:
        if not relates:
            return
        power = not first and scripts(side)[0] is None and isinstance(scripts(side)[1], tree.Number)  # y = f(x) = x^2
        if is_symbol(side) and (first or key_of(side) != "e"):  # what `e^x` in the middle stands for, its neighbours tell
            if not power:
                self.name(side)
            if key := key_of(side):
                self.quantities.add(key)
                if first and scripts(side)[1] is None:
                    self.totals.add(key)
        if isinstance(side, tree.Product) and len(side.factors) == 2 and is_symbol(side.factors[0]):
            key = key_of(side.factors[0])
            bracket = side.factors[1]
            if key and isinstance(bracket, tree.Bracket) and bracket.kind in "([" and bare_parameter(bracket.body):
                self.defined_function.add(key)

    def name(self, node: tree.Node) -> None:
        key = key_of(node)
        upper = scripts(node)[1]
        if key and upper is not None and id(upper) not in self.orders:
            self.named.add(key)
            self.squares[key].add(upper.text if isinstance(upper, tree.Number) else "")
        if key == "e" and scripts(node)[0] is None and (upper is None or isinstance(upper, (tree.Bracket, tree.Number)) or layer_like(upper)):
            self.e_named = True  # but e^z = P / (1 - P) is solved for a power

    def visit(self, root: tree.Node) -> None:
        stack = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, tree.Product):
                self.product(node)
            elif isinstance(node, tree.Fraction):
                stack.extend(self.fraction(node))
                continue
            elif isinstance(node, tree.BigOperator):
                self.limits(node)
                if node.body is not None:
                    stack.append(node.body)
                continue
            if isinstance(node, (tree.Scripted, tree.Accented, tree.Identifier)) and is_symbol(node):
                self.symbol(node)
                continue
            if isinstance(node, tree.Scripted) and isinstance(node.base, tree.Bracket) and node.lower is not None:
                self.script_letters(node.lower)  # (x^{(2)})_j
            above = node.upper if isinstance(node, tree.Scripted) else None
            lone_t = isinstance(above, tree.Identifier) and above.name == "t"  # above a bracket it is no quantity of its own
            stack.extend(child for child in node.children() if not lone_t or child is not above)

    def symbol(self, node: tree.Node) -> None:
        key = key_of(node)
        if key is None:
            return
        lower, upper, primes = scripts(node)
        upper = None if id(upper) in self.orders else upper
        self.bare[key] += 1
        self.symbols[key] += 1
        if primes:
            self.primed.add(key)
        if lower is not None:
            self.lowers[key].append(lower)
            self.script_letters(lower)
        if upper is not None:
            self.uppers[key].append(upper)
            if lower is not None and isinstance(upper, tree.Number):
                self.paired[key].add(upper.text)
            inner = upper
            if isinstance(upper, tree.Bracket):
                self.script_letters(upper.body)
            elif layer_like(inner):
                self.script_letters(inner)
        if key == "e" and lower is None and upper is None:
            self.e_named = True

    def script_letters(self, node: tree.Node) -> None:
        if isinstance(node, tree.Identifier) and (len(node.name) == 1 or node.name.startswith("\\")):
            self.letters.add(node.name)
        elif letter := primed_letter(node):
            self.letters.add(letter)
        elif isinstance(node, (tree.Listing, tree.Sum)):
            for part in node.children():
                self.script_letters(part)
        elif isinstance(node, tree.Bracket):
            self.script_letters(node.body)

    def limits(self, node: tree.BigOperator) -> None:
        lower = node.lower
        items = lower.items if isinstance(lower, tree.Listing) else (lower,) if lower is not None else ()
        self.bound.update(n.name[:1] for n in (lower.walk() if lower is not None else ()) if isinstance(n, tree.Identifier) and len(n.name) < 3)
        for item in items:
            while isinstance(item, tree.Comparison):
                start, item = item.right, item.left
                if isinstance(start, tree.Identifier) and isinstance(node.upper, tree.Identifier) and node.upper.name == start.name.upper() != start.name:
                    self.letters.add(start.name)  # \\sum_{i=c}^{C}: the letter that is meant
            if isinstance(item, tree.Identifier) and len(item.name) <= 2:
                self.letters.update(item.name if item.name.isalpha() else (item.name,))
            elif letter := primed_letter(item):
                self.letters.add(letter)
            elif isinstance(item, tree.Product):
                self.letters.update(f.name for f in item.factors if isinstance(f, tree.Identifier) and len(f.name) == 1)

    def product(self, node: tree.Product) -> None:
        for index, (first, second) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
            sign = innermost(first)
            if isinstance(sign, tree.Mark) and sign.text == "nabla" and is_symbol(second):
                self.differentiates(second)
            base = second.base if isinstance(second, tree.Scripted) else second
            if isinstance(base, tree.Bracket) and node.operators[index] == "":
                if is_symbol(first) and (key := key_of(first)):
                    self.takes.add((key, spelled_out(base.body)))
                elif (key := differentiated(first)) is not None:
                    self.slopes.add((key, spelled_out(base.body)))
            if node.operators[index] == "" and isinstance(base, tree.Bracket) and base.kind in "([" and is_symbol(first) and not is_transposed(first):
                if key := key_of(first):
                    self.applied[key].append(base.body)
                    if base.kind == "[":
                        self.in_squares.add(key)
                    if isinstance(second, tree.Scripted) and second.lower is not None:
                        self.components_of.add(key)
                    if scripts(first)[0] is None:
                        self.plain_functions.add(key)
                    self.bare[key] -= 1
                    if scripts(first)[2]:
                        self.primed.add(key)

    def fraction(self, node: tree.Fraction) -> Iterable[tree.Node]:
        """What is told by a fraction, and what is left to look at in it."""
        self.orders.update(id(upper) for upper in squares_below(node))
        above, below = (d if d is not None and d[2] is not None else None for d in differentials(node))
        told = above[2] if above is not None and (below is not None or above[0] == "∂") else None
        by = below[2] if below is not None and (above is not None or below[0] == "∂") else None
        if isinstance(told, tree.Product) and len(told.factors) == 2 and (key := key_of(told.factors[0])):
            if isinstance(told.factors[1], tree.Bracket):
                if shows_arguments(told.factors[1].body):
                    self.numerators.add(key)  # ∂E(w)/∂w
                self.differentiated[key] += not isinstance(told.factors[1].body, tree.Sum)
        if by is not None and is_symbol(by):
            self.name(by)
        if told is not None and is_symbol(told):
            self.differentiates(told)
        return (told or node.numerator, by or node.denominator)

    def differentiates(self, node: tree.Node) -> None:
        """A function in ``∂f/∂x`` or ``∇f`` shows no arguments."""
        if (key := key_of(node)) and scripts(node)[1] is None:
            self.numerators.add(key)
            self.bare[key] -= 1

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
        for key, uppers in self.uppers.items():
            if key in ("e", "\\sum") and notation.euler:
                continue
            if self.is_square(key, uppers):
                continue
            if any(self._says_index(upper, key) for upper in uppers) or (is_vector(key) and moments & {u.name for u in uppers if isinstance(u, tree.Identifier)}):
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
        notation.transposed_t = self.transposes_t()
        notation.kronecker = self.shows_kronecker(notation)
        notation.functions |= self.primed & (FUNCTION_LETTERS | self.defined_function)
        notation.derived_at = {(key, taken) for key, taken in self.slopes & self.takes if key in notation.functions}
        differentiated_at = {key for key, _ in notation.derived_at}
        notation.arguments = {(key, taken) for key, taken in self.takes if key in differentiated_at}
        notation.same_functions = self.plain_functions & notation.functions
        return notation

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
            plain = key.split("{", 1)[1][:-1] if key.startswith(ARRAY_MARKS) else ""
            if plain not in self.bare:
                continue
            below, counts = self.counts(key), self.counts(plain)
            more = max(counts) - max(below)
            if len(below) == 1 and counts <= below | {max(counts)} and more == (2 if plain.isupper() else 1):
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
