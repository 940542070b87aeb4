"""Matrices and distinctions of cases, cell by cell."""

from __future__ import annotations

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.stream import TokenStream
from derive.latex.symbols import GRIDS, PRODUCTS
from derive.source.text import Span


class Grids(TokenStream):
    """The environments inside a formula."""

    def grid(self) -> tree.Node:
        """A matrix or cases environment."""
        opener = self.take()
        kind = GRIDS.get(opener.text)
        if kind is None:
            if opener.text.rstrip("*") in ("aligned", "split", "gathered"):
                kind = "matrix"
            elif opener.text.rstrip("*") in GRIDS:  # mathtools' matrices, which may say how they are aligned
                kind = GRIDS[opener.text.rstrip("*")]
                closing = self.peek(2)
                if self.text() == "[" and closing is not None and closing.text == "]":
                    for _ in range(3):
                        self.take()
            else:
                raise LatexError("D405", f"the environment {opener.text} is not known here", opener.span)
        rows: list[tuple[tree.Node, ...]] = []
        cells: list[tree.Node] = []
        saved, self.script, self.bars = (self.script, self.bars), 0, []
        while True:
            token = self.peek()
            if token is None:
                raise LatexError("D404", f"\\begin{{{opener.text}}} is never closed", opener.span)
            if token.kind == "end":
                self.take()
                break
            if token.kind in ("align", "newline"):
                self.take()
                if token.kind == "newline" and cells:
                    rows.append(tuple(cells))
                    cells = []
                continue
            if kind == "cases":
                self.refuse_full_stop()
            cells.append(self.cell())
        if cells:
            rows.append(tuple(cells))
        self.script, self.bars = saved
        end = self.tokens[self.at - 1].span.end
        return tree.Grid(Span(opener.span.start, end), kind, tuple(rows))

    def refuse_full_stop(self) -> None:
        """A full stop between a value and its condition: ``0. x \\le 0``."""
        ahead = 0
        stop: Span | None = None
        while (token := self.peek(ahead)) is not None and token.kind not in ("align", "newline", "end", "text", "quad") and token.text != ",":
            if token.kind == "relation" and stop is not None:
                raise LatexError("D104", "a full stop stands between the value and its condition; a comma is meant", stop)
            if token.text == "." and ahead:
                stop = token.span
            ahead += 1

    def cell(self) -> tree.Node:
        """A cell holds a quantity or, in cases, a condition of words and comparisons."""
        start = self.at
        while (token := self.peek()) and (token.kind == "text" or token.text in (",", ";", ".") or token.kind == "quad"):
            self.take()
        if (token := self.peek()) is None or token.kind in ("align", "newline", "end"):
            first = self.tokens[start] if start < len(self.tokens) else None
            words = " ".join(t.text for t in self.tokens[start : self.at])
            return tree.Mark(first.span if first else self.where, "text " + words)
        if token.kind == "relation" or token.text in PRODUCTS:
            sign = self.take()
            if (after := self.peek()) is None or after.kind in ("align", "newline", "end"):
                return tree.Mark(sign.span, sign.text)
            right = self.sum()
            node: tree.Node = tree.Comparison(sign.span.join(right.span), tree.Mark(sign.span, ""), sign.text, right)
        else:
            node = self.comparison()
        while (token := self.peek()) and (token.kind in ("text", "quad") or token.text in (",", ";", ".")):
            self.take()
            if (after := self.peek()) and after.kind not in ("align", "newline", "end", "text", "quad") and after.text not in ",;.":
                condition = self.comparison()
                before = node.items if isinstance(node, tree.Listing) else (node,)
                node = tree.Listing(node.span.join(condition.span), (*before, condition))
        return node
