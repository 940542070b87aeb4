"""What the parts of the elaboration share: the notation, and the ways into the recursion."""

from __future__ import annotations

from derive.latex import tree
from derive.latex.symbols import FUNCTION_WORDS
from derive.meaning import expressions as ex
from derive.meaning.notation import Notation


class Elaboration:
    """A walk through the syntax of a document whose notation is known."""

    def __init__(self, notation: Notation, whole: tree.Node, outside: frozenset[str]) -> None:
        self.notation = notation
        self.whole = whole
        self.outside = outside  # index letters that mean something in other sides of the chain

    def expression(self, node: tree.Node) -> ex.Expression:
        """The expression that a tree stands for."""
        raise NotImplementedError

    def factors(self, nodes: list[tree.Node], operators: list[str]) -> ex.Expression:
        """A run of factors, each taking what belongs to it."""
        raise NotImplementedError

    def factor(self, nodes: list[tree.Node], operators: list[str], at: int) -> tuple[ex.Expression, int]:
        """The factor that begins at a position, and the position after it."""
        raise NotImplementedError

    @staticmethod
    def known(key: str) -> bool:
        """Is this the word for a function that everyone knows?"""
        return len(key) > 1 and key.lower() in FUNCTION_WORDS
