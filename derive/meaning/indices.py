"""The indices in a script: ``ij`` is two, ``out`` is a word, ``l-1`` is the layer below."""

from __future__ import annotations

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.meaning.elaboration import Elaboration
from derive.meaning.expressions import Chosen, Index, Label, Offset
from derive.meaning.written import base_key, primed_letter, scripts


class Indices(Elaboration):
    """Scripts as indices of a name."""

    def index(self, node: tree.Node, key: str) -> tuple[Index, ...]:
        """The indices in a script. Raises :class:`LatexError` for a slice, ``X_{i,:}``."""
        if isinstance(node, tree.Number):
            if key in self.notation.digits and len(node.text) > 1:
                return tuple(int(d) for d in node.text)
            return (int(node.text),) if node.text.isdigit() else (Label(node.text),)
        if isinstance(node, tree.Identifier):
            return self.index_word(node.name)
        if isinstance(node, tree.Listing):
            return tuple(i for item in node.items for i in self.index(item, ""))  # in a list, 11 is eleven
        if isinstance(node, tree.Bracket):
            return self.index(node.body, key)
        if isinstance(node, tree.Product):
            return self.index_product(node, key)
        if isinstance(node, tree.Sum):
            return (self.index_sum(node),)
        if isinstance(node, tree.Mark):
            return (Label(node.text.removeprefix("text ")),)
        if isinstance(node, tree.Scripted) and isinstance(node.base, tree.Identifier) and isinstance(node.lower, tree.Number):
            if node.upper is None and not node.primes and node.base.name in self.notation.letters and key in self.notation.digits:
                return (node.base.name, int(node.lower.text))  # i1 below: two indices
        if (letter := primed_letter(node)) in self.notation.letters:
            return (letter,)
        if isinstance(node, (tree.Accented, tree.Scripted)):
            text = base_key(node)
            if text is None and isinstance(node, tree.Scripted):
                text = base_key(node.base)
            lower, upper, primes = scripts(node)
            parts = [p for p in (upper, lower) if p is not None]
            tail = "".join(str(i) for p in parts for i in self.index(p, ""))
            chooses = isinstance(lower, tree.Identifier) and len(lower.name) == 1 and upper is None and not primes
            return ((Chosen if chooses else Label)((text or "?") + ("'" * primes) + tail),)
        if isinstance(node, tree.Comparison):
            return (Label("".join(str(i) for part in (node.left, node.right) for i in self.index(part, ""))),)
        raise LatexError("D404", "this is no index", node.span)

    def index_word(self, text: str) -> tuple[Index, ...]:
        if len(text) == 1 or text.startswith("\\"):
            return (text,)
        if len(text) <= 4 and self.apart(*text):
            return tuple(text)
        return (Label(text),)

    def apart(self, *letters: str) -> bool:
        """Is each letter an index of its own? ``W_{hy}`` beside ``h_t`` and ``y_t`` is the W between these two."""
        return all(letter in self.notation.letters for letter in letters) and not all(letter in self.notation.named for letter in letters)

    def index_product(self, node: tree.Product, key: str) -> tuple[Index, ...]:
        """``ij``, ``i1``, ``h1``: letters that serve as indices stand apart, words don't."""
        parts: list[Index] = []
        for factor in node.factors:
            parts += self.index(factor, key)
        if all(isinstance(p, (int, Offset)) or (not isinstance(p, Label) and p in self.notation.letters) for p in parts) and (
            not all(isinstance(p, str) for p in parts) or self.apart(*(str(p) for p in parts))
        ):
            return tuple(parts)
        return (Label("".join(str(p) for p in parts)),)

    def index_sum(self, node: tree.Sum) -> Index:
        letter, by = None, 0
        for term, sign in zip(node.terms, node.signs, strict=True):
            if isinstance(term, tree.Number) and term.text.isdigit():
                by += -int(term.text) if sign == "-" else int(term.text)
            elif isinstance(term, tree.Identifier) and letter is None and sign != "-":
                letter = term.name
            else:
                return Label("".join(f"{s}{self.index(t, '')[0]}" for t, s in zip(node.terms, node.signs, strict=True)))
        return by if letter is None else Offset(letter, by) if by else letter
