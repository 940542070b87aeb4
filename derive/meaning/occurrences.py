"""How the symbols of formulas occur: with which scripts, before which brackets, above and below which fractions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Self

from derive.latex import tree
from derive.meaning.differentials import differential, differentials, halved, operates
from derive.meaning.showing import (
    applications,
    bare_parameter,
    is_computed,
    key_of,
    layer_like,
    shows_arguments,
    squares_below,
)
from derive.meaning.written import (
    differentiated,
    innermost,
    is_symbol,
    is_transposed,
    leading,
    primed_letter,
    scripts,
    spelled_out,
    stands_in,
    tells_kronecker,
)


class Occurrences:
    """What some chains of sides show of each symbol, counted and collected."""

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
        self.in_own: set[str] = set()  # stand before a bracket that has them in it: s (1 - s)
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
        self.by_d: set[tuple[str, str]] = set()  # what has a d above and below a line, spelled out
        self.over_d: defaultdict[str, set[str]] = defaultdict(set)  # bases behind a d above a line, with what stands behind the d below it
        self.signs: Counter[str] = Counter()  # occurrences of d and dx that look like symbols and are signs of derivatives
        self.orders: set[int] = set()  # numbers above a symbol that say how often it is differentiated by (by identity)

    def closed(self) -> Self:
        """This survey, to which nothing more is added."""
        self.shown = [(name, seen) for name, seen in vars(self).items() if seen]
        return self

    def add(self, other: Occurrences) -> None:
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
            if is_symbol(second) and (by := self.operator(first)) is not None and self.shows(by, node.factors[index + 2 : index + 3]):
                self.numerators.add(key_of(second) or "")  # ∂/∂w E(w)
            base = second.base if isinstance(second, tree.Scripted) else second
            if isinstance(base, tree.Bracket) and is_symbol(first) and stands_in(first, base.body):
                self.in_own.update(filter(None, (key_of(first),)))
                continue
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

    @staticmethod
    def operator(node: tree.Node) -> str | None:
        r"""What ``\frac{\partial}{\partial w}`` differentiates by."""
        above, below = differentials(node) if isinstance(node, tree.Fraction) else (None, None)
        return key_of(below[2]) if above is not None and above[2] is None and below is not None and below[2] is not None else None

    @staticmethod
    def shows(key: str, behind: Sequence[tree.Node]) -> bool:
        """Is a name among those that a bracket shows?"""
        if not behind or not isinstance(behind[0], tree.Bracket) or not shows_arguments(body := behind[0].body):
            return False
        return key in {key_of(item) for item in (body.items if isinstance(body, tree.Listing) else (body,))}

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
        if above is not None and above[0] == "d" and told is not None and by is not None and is_symbol(told) and is_symbol(by):
            self.by_d.add((spelled_out(told), spelled_out(by)))
            self.over_d[key_of(told) or ""].add(spelled_out(by))
        elif halved(node) is not None or operates(node):
            self.signs.update(key for side in (node.numerator, node.denominator) if differential(side) is not None and (key := leading(side)))
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
