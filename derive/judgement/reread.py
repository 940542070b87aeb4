"""Read one side again after an edit, without reading the document again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.latex.errors import LatexError
from derive.latex.tokens import Token, tokenize
from derive.meaning.sides import Part
from derive.meaning.statements import Derivation, read_part
from derive.source.text import Edit, Span


def reread(derivation: Derivation, part: Part, edit: Edit) -> Part | None:
    """The side with an edit applied; None if it can't be read then.

    Tokens that come of the edit carry the edit's span, so that findings still point into
    the document as it is.
    """
    try:
        tokens = _splice(part.tokens, edit)
        expression = read_part(tokens, derivation.vocabulary, derivation.notation, part.span, part.outside)
    except (LatexError, RecursionError):
        return None
    return replace(part, expression=expression, tokens=tuple(tokens), error=None)


def _splice(tokens: Sequence[Token], edit: Edit) -> list[Token]:
    before: list[Token] = []
    after: list[Token] = []
    for token in tokens:
        if token.span.end <= edit.span.start:
            before.append(token)
        elif token.span.start >= edit.span.end:
            after.append(token)
        else:  # a run of letters or digits that is edited in its middle
            head = token.text[: max(edit.span.start - token.span.start, 0)]
            tail = token.text[len(token.text) - max(token.span.end - edit.span.end, 0) :] if token.span.end > edit.span.end else ""
            if head:
                before.append(Token(token.kind, head, Span(token.span.start, edit.span.start), token.glued))
            if tail:
                after.append(Token(token.kind, tail, Span(edit.span.end, token.span.end), False))
    new = [Token(t.kind, t.text, edit.span, t.glued) for t in tokenize(edit.text, 0, len(edit.text))]
    return [*before, *new, *after]
