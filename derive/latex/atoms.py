"""What stands between two signs and may carry scripts: letters, numbers, commands, brackets."""

from __future__ import annotations

from derive.latex import tree
from derive.latex.errors import LatexError
from derive.latex.grids import Grids
from derive.latex.scripts import MARKS, Scripts
from derive.latex.stream import CLOSERS, ENDERS, MAX_DEPTH
from derive.latex.symbols import (
    ACCENTS,
    DECORATIONS,
    FUNCTION_COMMANDS,
    FUNCTION_WORDS,
    GRIDS,
    LETTER_COMMANDS,
    OTHER_COMMANDS,
    STYLES,
)
from derive.latex.tokens import Token
from derive.source.text import Span

MAX_DIGITS = 1000


class Atoms(Scripts, Grids):
    """The tightest level of the grammar."""

    def atom(self) -> tree.Node:
        token = self.peek()
        if token is None:
            raise self.fail("something is missing here")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LatexError("D406", f"nested deeper than {MAX_DEPTH} levels", token.span)
        try:
            return self._atom(token)
        finally:
            self.depth -= 1

    def _atom(self, token: Token) -> tree.Node:
        text = token.text
        if token.kind == "letters":
            return self.letters()
        if token.kind == "number":
            if len(text) > MAX_DIGITS:
                raise LatexError("D407", f"a number of {len(text)} digits", token.span)
            return tree.Number(self.take().span, text)
        if token.kind == "word":
            self.take()
            return tree.Identifier(token.span, text, text.lower() in FUNCTION_WORDS)
        if token.kind == "text":
            self.take()
            return tree.Mark(token.span, "text " + text)
        if token.kind == "begin":
            return self.grid()
        if text in ("|", "\\|"):
            return self.bars_group()
        if token.kind == "command":
            return self.command(token)
        if text == "{":
            return self.braced()
        if text == "^" and not self.script:  # a superscript on the left: ^p E
            self.take()
            label = self.script_argument()
            body = self.atom()
            return tree.Scripted(token.span.join(body.span), body, None, tree.Bracket(label.span, "(", label))
        if text in ("(", "[", "\\{"):
            self.take()
            if text == "\\{" and (following := self.peek()) is not None and following.kind == "begin" and GRIDS.get(following.text) == "matrix":
                grid = self.grid()  # \\left\\{ \\begin{array}: a distinction of cases
                if self.text() in ENDERS:
                    self.take()
                elif isinstance(grid, tree.Grid):
                    return tree.Grid(token.span.join(grid.span), "cases", grid.rows)
                return grid
            if self.text() == CLOSERS[text]:
                closer = self.take()
                return tree.Bracket(token.span.join(closer.span), text[-1], tree.Listing(token.span, ()))
            body = self.listing()
            if self.peek() is None and not self.depth_of_groups:
                self.unbalanced.append(token.span)  # read as if closed at the end of the side
                return tree.Bracket(token.span.join(body.span), text[-1], body)
            if self.text() not in ENDERS:
                raise LatexError("D404", f"this {text[-1]} is never closed", token.span)
            closer = self.take()
            return tree.Bracket(token.span.join(closer.span), text[-1], body)
        if text == "...":
            return tree.Dots(self.take().span)
        if self.script and text in MARKS:
            self.take()
            return tree.Mark(token.span, MARKS[text])
        if text in ("*", "/", ")", "]", "}", "\\}", "^", "_") or token.kind in ("align", "newline", "relation", "end"):
            raise self.fail(f"{text} stands where a quantity was expected")
        if text == "'":
            self.take()
            return tree.Mark(token.span, "prime")
        raise self.fail(f"{text} has no meaning here")

    def braced(self) -> tree.Node:
        """``{…}`` in the line: grouping, as ``{\\bf w}`` or ``{a \\over b}``."""
        opener = self.peek()
        assert opener
        node = self.group()
        if isinstance(node, (tree.Sum, tree.Product, tree.Listing, tree.Comparison)):
            end = self.tokens[self.at - 1].span.end
            return tree.Bracket(Span(opener.span.start, end), "group", node)
        return node

    def letters(self) -> tree.Node:
        """One name of a run of letters; the rest of the run is put back."""
        token = self.take()
        pieces = [token.text] if self.script else self.vocabulary.split(token.text)
        name = pieces[0]
        span = Span(token.span.start, token.span.start + len(name))
        if token.span.end - token.span.start != len(token.text):
            span = token.span  # from a macro: all pieces stand at the call
        if len(pieces) > 1:
            tail = "".join(pieces[1:])
            rest_span = Span(span.end, token.span.end) if span != token.span else token.span
            self.tokens.insert(self.at, Token("letters", tail, rest_span, True))
        node: tree.Node = tree.Identifier(span, name, name.lower() in FUNCTION_WORDS and len(name) > 1)
        following = self.peek()
        if (
            following is not None
            and following.kind == "number"
            and following.glued
            and following.text.isdigit()
            and not node.function  # type: ignore[attr-defined]
        ):  # h1 is h_1: nobody writes a factor behind its letter
            number = self.take()
            behind = self.peek()
            if behind is not None and behind.kind == "letters" and behind.glued and (
                behind.text not in self.vocabulary.single or name + number.text + behind.text in self.vocabulary.words
            ):
                after = self.peek(1)
                if after is None or after.kind != "number" or not after.glued:  # w1x1 is a product
                    self.take()  # w1o is one name
                    return tree.Identifier(span.join(behind.span), name + number.text + behind.text)
            index: tree.Node = tree.Number(number.span, number.text)
            if self.text() == "_":  # w5_{new}: a word behind the number
                self.take()
                word = self.script_argument()
                index = tree.Listing(number.span.join(word.span), (index, word))
            node = tree.Scripted(span.join(index.span), node, index, None)
        return node

    def command(self, token: Token) -> tree.Node:
        text = token.text
        self.take()
        if text == "\\frac":
            numerator = self.argument(token)
            denominator = self.argument(token)
            return tree.Fraction(Span(token.span.start, self.tokens[self.at - 1].span.end), numerator, denominator)
        if self.vocabulary.prefixes(text) and self._names_next():
            body = self.atom()
            return tree.Accented(token.span.join(body.span), text[1:], body)
        if text in LETTER_COMMANDS:
            return tree.Identifier(token.span, text)
        if text in FUNCTION_COMMANDS:
            return tree.Identifier(token.span, FUNCTION_COMMANDS[text], True)
        if text in MARKS:
            return tree.Mark(token.span, MARKS[text])
        if text == "\\dots":
            return tree.Dots(token.span)
        if text in ACCENTS or text in STYLES:
            body = self.argument(token)
            return tree.Accented(Span(token.span.start, self.tokens[self.at - 1].span.end), text[1:], body)
        if text == "\\sqrt":
            degree = None
            if self.text() == "[":
                self.take()
                degree = self.sum()
                self.expect("]", token.span)
            radicand = self.argument(token)
            return tree.Root(Span(token.span.start, self.tokens[self.at - 1].span.end), radicand, degree)
        if text in DECORATIONS:
            body = self.argument(token)
            if text.endswith("brace") and self.text() in ("_", "^"):
                self.take()
                self.skip_argument()
            return tree.Bracket(body.span, "group", body) if isinstance(body, (tree.Sum, tree.Product)) else body
        if text in ("\\overset", "\\underset", "\\stackrel"):
            self.skip_argument()
            return self.argument(token)
        if text in ("\\lfloor", "\\lceil", "\\langle"):
            body = self.listing()
            closer = self.expect(CLOSERS[text], token.span)
            return tree.Bracket(token.span.join(closer.span), ">" if text == "\\langle" else "⌋", body)
        if self._is_name(text):
            return tree.Identifier(token.span, text)
        raise LatexError("D405", f"the command {text} is not known", token.span)

    def _is_name(self, text: str) -> bool:
        r"""A macro of the author's, defined in another file, that stands for a name: ``\\lossFunction``.

        It is longer than a letter, no word of LaTeX's, and nothing follows that could be its argument.
        """
        following = self.peek()
        takes = following is not None and (following.text == "{" or following.kind in ("letters", "number", "word") or self._names_next())
        return len(text) > 4 and text[1:].isalpha() and text not in OTHER_COMMANDS and not takes

    def _names_next(self) -> bool:
        """Does a symbol follow that a prefix makes a name with?"""
        token = self.peek()
        return token is not None and (
            token.kind in ("letters", "word") or token.text in LETTER_COMMANDS or token.text in STYLES or token.text in ACCENTS
        )

    def _bar_closes(self) -> bool:
        """Does another bar stand in the same bracket?"""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += (token.text in CLOSERS) - (token.text in ENDERS)
            if depth < 0:
                return False
            if token.text == "|" and not depth:
                return True
        return True  # no bracket holds it: a bar that is never closed

    def bars_group(self) -> tree.Node:
        """``|x|``, ``\\|x\\|`` and ``||x||``."""
        token = self.take()
        kind = token.text
        if kind == "|" and not self._bar_closes():
            return tree.Mark(token.span, "|")  # p(k|x): a bar that has no partner in its bracket
        double = kind == "\\|"
        following = self.peek()
        if kind == "|" and following is not None and following.text == "|" and following.glued:
            self.take()
            double = True
        self.bars.append(kind)
        body = self.sum()
        self.bars.pop()
        closer = self.peek()
        if closer is None or closer.text != kind:
            raise LatexError("D404", "this bar is never closed", token.span)
        end = self.take()
        if double and kind == "|" and self.text() == "|":
            end = self.take()
        return tree.Bracket(token.span.join(end.span), "‖" if double else "|", body)
