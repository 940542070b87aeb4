r"""What a formula says without its frames, and with one sign for each product.

``\\boxed{a = b}`` states ``a = b``; ``a \\cdot * b`` and ``a .* b`` multiply entry by entry, ``p_i.p_j`` multiplies.
"""

from __future__ import annotations

from derive.latex.tokens import Token

_FRAMES = frozenset(("\\boxed", "\\bbox"))


def plain(tokens: list[Token]) -> list[Token]:
    """The tokens of a block without frames around whole statements, and with signs of multiplication as one token each."""
    if any(token.text in _FRAMES for token in tokens):
        tokens = _unframed(tokens)
    if any(token.text in ("*", ".") for token in tokens):
        tokens = _multiplied(tokens)
    if any(token.kind == "begin" for token in tokens):
        tokens = [t for t, before, behind in zip(tokens, [None, *tokens], [*tokens[1:], None], strict=False) if not _goes_on(t, before, behind)]
    return tokens


def _goes_on(token: Token, before: Token | None, behind: Token | None) -> bool:
    """Does a line break in the middle of a sum, such as one that fills a cell of a matrix, stand behind its sign?"""
    return token.kind == "newline" and before is not None and before.text in ("+", "-") and behind is not None and behind.kind not in ("align", "end", "newline")


def _unframed(tokens: list[Token]) -> list[Token]:
    dropped: set[int] = set()
    for place, token in enumerate(tokens):
        if token.text not in _FRAMES:
            continue
        opens = place + 1
        if opens < len(tokens) and tokens[opens].text == "[":  # \\bbox[yellow, 5px]{…}
            opens = next((n for n in range(opens, len(tokens)) if tokens[n].text == "]"), len(tokens)) + 1
        if opens >= len(tokens) or tokens[opens].text != "{":
            continue
        depth, closes = 0, opens
        relates = False
        for closes in range(opens, len(tokens)):
            depth += (tokens[closes].text == "{") - (tokens[closes].text == "}")
            relates = relates or (depth == 1 and tokens[closes].kind in ("relation", "newline"))
            if not depth:
                break
        if not depth and relates:
            dropped.update((*range(place, opens + 1), closes))
        elif token.text == "\\bbox":
            dropped.update(range(place, opens))
    return [token for place, token in enumerate(tokens) if place not in dropped]


def _multiplied(tokens: list[Token]) -> list[Token]:
    found: list[Token] = []
    for place, token in enumerate(tokens):
        before = found[-1] if found else None
        behind = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.text == "*" and before is not None and before.text in ("\\cdot", ".") and (before.text == "\\cdot" or token.glued):
            found[-1] = Token("command", "\\odot", before.span.join(token.span), before.glued)
        elif token.text == "." and token.glued and before is not None and behind is not None and behind.glued and _ends(before) and _begins(behind):
            found.append(Token("command", "\\cdot", token.span, True))
        else:
            found.append(token)
    return found


def _ends(token: Token) -> bool:
    return token.text in (")", "}") or (token.kind == "letters" and len(token.text) == 1)


def _begins(token: Token) -> bool:
    return token.text == "(" or token.kind == "command" or (token.kind == "letters" and len(token.text) == 1)
