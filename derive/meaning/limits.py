"""What stands below and above a sum."""

from __future__ import annotations

from dataclasses import replace

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.meaning.indices import Indices
from derive.meaning.loose_sums import letters, untold
from derive.meaning.written import base_key, innermost, primed_letter
from derive.source.text import Span

_COUNTS = frozenset(("N", "n", "M", "m", "B"))  # letters for how many there are


def _up_to(node: ex.Expression, count: ex.Symbol) -> ex.Expression:
    """A sum over one letter of which nothing more is said, with its last term."""
    if not isinstance(node, ex.Reduction) or node.kind != "sum" or len(node.over) != 1:
        return node
    over = node.over[0]
    told = over.first is not None or over.last is not None or over.excluded is not None or over.members
    return node if told else replace(node, over=(over._replace(last=count),))


class Limits(Indices):
    """Sums and products with their ranges."""

    def big(self, node: tree.BigOperator) -> ex.Expression:
        assert node.body is not None
        ranges = self.ranges(node)
        if not ranges:
            ranges = tuple(ex.Range(letter) for letter in untold(node, self.outside | letters(self.whole, told=True), self.notation.letters, self.notation.above))
        limits = node.span if node.lower is None else Span(node.span.start, node.lower.span.end)
        return ex.Reduction(node.span, node.kind, ranges, self.expression(node.body), limits)

    def averaged(self, factors: list[ex.Expression]) -> list[ex.Expression]:
        r"""The factors; a sum that is divided by a count runs up to it: ``\frac{1}{N}\sum_k x_k``."""
        count = next(
            (c for f in factors if isinstance(f, ex.Division) and (c := self.count(f.denominator)) is not None), None
        )
        if count is None:
            return factors
        return [_up_to(factor, count) for factor in factors]

    def count(self, below: ex.Expression) -> ex.Symbol | None:
        """The letter for a number of things in a denominator, where no index goes by it."""
        for factor in below.factors if isinstance(below, ex.Multiplication) else (below,):
            if (
                isinstance(factor, ex.Symbol)
                and not factor.name.indices
                and factor.name.base in _COUNTS - self.notation.letters
            ):
                return factor
        return None

    def ranges(self, node: tree.BigOperator) -> tuple[ex.Range, ...]:
        lower = node.lower
        upper = node.upper
        if isinstance(upper, tree.Comparison) and upper.relation == "=":  # \sum_{p=1}^{p=n}
            upper = upper.right
        last = self.expression(upper) if upper is not None and not isinstance(upper, tree.Mark) else None
        if lower is None:
            return ()
        items = lower.items if isinstance(lower, tree.Listing) else (lower,)
        ranges: list[ex.Range] = []
        for item in items:
            ranges += self.range(item, last)
        for over in ranges:
            for bound in (over.first, over.last):
                if isinstance(bound, ex.Symbol) and bound.name == Name(over.letter):
                    raise LatexError("D404", f"this sum over {over.letter} ends or begins at {over.letter} itself", bound.span)
        return tuple(ranges)

    def range(self, item: tree.Node, last: ex.Expression | None) -> list[ex.Range]:
        if isinstance(item, tree.Comparison):
            if item.relation == "<=" and isinstance(item.left, tree.Comparison) and item.left.relation == "<=":
                first, last = self.expression(item.left.left), self.expression(item.right)  # 1 \\leq k \\leq t
                return [ex.Range(letter, first, last) for letter in self.range_letters(item.left.right)]
            letters = self.range_letters(item.left)
            if item.relation == "=":
                first = self.expression(item.right)
                return [ex.Range(letter, first, last) for letter in letters]
            if item.relation == "in":
                key = base_key(innermost(item.right)) or "?"
                return [ex.Range(letter, members=key) for letter in letters]
            if item.relation == "!=":
                return [ex.Range(letter, None, last, excluded=self.index(item.right, "")[0]) for letter in letters]
            raise LatexError("D404", "limits of this form are not understood", item.span)
        return [ex.Range(letter, None, last) for letter in self.range_letters(item)]

    def range_letters(self, node: tree.Node) -> list[str]:
        if isinstance(node, tree.Identifier):
            if node.name.startswith("\\") or len(node.name) == 1:
                return [node.name]
            if len(node.name) <= 2:
                return list(node.name)
            return [node.name]
        if letter := primed_letter(node):
            return [letter]
        if isinstance(node, tree.Listing):
            return [letter for item in node.items for letter in self.range_letters(item)]
        if isinstance(node, tree.Product) and all(isinstance(f, tree.Identifier) for f in node.factors):
            return [f.name for f in node.factors]  # type: ignore[attr-defined]
        raise LatexError("D404", "an index was expected below the sum", node.span)
