"""What one place of a formula shows of its author's notation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.latex import tree
from derive.meaning.differentials import differential
from derive.meaning.written import base_key, is_differential, is_symbol, next_moment, primed_letter, scripts

ARRAY_MARKS = ("\\vec{", "\\mathbf{", "\\underline{")

_ARRAY_MARK = re.compile("|".join(map(re.escape, ARRAY_MARKS)))

LAYER_LETTERS = frozenset("lL") | {"\\ell"}


def key_of(node: tree.Node) -> str | None:
    while isinstance(node, tree.Scripted):
        node = node.base
    return base_key(node)


def plain_key(key: str) -> str:
    r"""The key without bold or an arrow, ``\\hat{y}`` of ``\\hat{\\mathbf{y}}``; empty where there is none."""
    if (mark := _ARRAY_MARK.search(key)) is None:
        return ""
    inner = key[mark.end() : key.index("}", key.rindex("{"))]  # up to the first brace that closes
    rest = key[mark.end() + len(inner) :]
    return key[: mark.start()] + inner + rest.replace("}", "", 1)


def squares_below(node: tree.Fraction) -> list[tree.Node]:
    r"""The numbers above what ``\partial^2 E`` is differentiated by, if they add up to its order."""
    sign = node.numerator.factors[0] if isinstance(node.numerator, tree.Product) else node.numerator
    if not (isinstance(sign, tree.Scripted) and is_differential(sign.base) and isinstance(sign.upper, tree.Number)):
        return []
    single = differential(node.denominator)  # of dx^2, whose d is read with its x
    below = node.denominator.factors if isinstance(node.denominator, tree.Product) else (single[2],) if single is not None and single[2] is not None else ()
    uppers = [scripts(f)[1] for f in below if not is_differential(f)]
    total = sum(int(u.text) if isinstance(u, tree.Number) and u.text.isdigit() else 1 for u in uppers)
    return [u for u in uppers if isinstance(u, tree.Number)] if sign.upper.text == str(total) else []


def layer_like(node: tree.Node) -> bool:
    """``l``, ``L-1``, ``l+1``: an index of layers."""
    if isinstance(node, tree.Identifier):
        return node.name in LAYER_LETTERS
    if isinstance(node, tree.Sum) and len(node.terms) == 2:
        first, second = node.terms
        return isinstance(first, tree.Identifier) and first.name in LAYER_LETTERS and isinstance(second, tree.Number)
    return isinstance(node, tree.Listing) and any(layer_like(item) for item in node.items)


def next_to_letter(node: tree.Node) -> str:
    """The letter of ``t-1``, ``k+1``: what comes before or after it; empty for anything else."""
    if not isinstance(node, tree.Sum) or len(node.terms) != 2:
        return ""
    letter, number = node.terms
    return letter.name if isinstance(letter, tree.Identifier) and len(letter.name) == 1 and isinstance(number, tree.Number) else ""


def is_t(node: tree.Node) -> bool:
    """The letter that counts moments."""
    return isinstance(node, tree.Identifier) and node.name == "t"


def is_vector(key: str) -> bool:
    """Is a small letter in bold or below an arrow, as vectors are? These have no powers."""
    letter = key.split("{", 1)[1].rstrip("}") if key.startswith(ARRAY_MARKS) else ""
    return len(letter) == 1 and letter.islower()


def is_computed(side: tree.Node) -> bool:
    """Is a side, or a sum or product in it, made of numbers alone, some with decimals? Then it is worked out, or a value that is given."""
    return any(isinstance(node, tree.Number) and "." in node.text for node in side.walk()) and _is_computed(side)


def _is_computed(side: tree.Node) -> bool:
    if _of_decimals(side):
        return True
    inner = (side.base,) if isinstance(side, tree.Scripted) else side.children()
    if isinstance(side, tree.Product):  # in a · (-0.5) the number is a factor; in f(-0.5) it is a value
        inner = tuple(f for n, f in enumerate(inner) if not (_is_signed_number(f) and (n == 0 or side.operators[n - 1] == "dot")))
    return any(_is_computed(child) if not isinstance(child, tree.Number) else False for child in inner)


def _is_signed_number(node: tree.Node) -> bool:
    """``(-0.5)``."""
    body = node.body if isinstance(node, tree.Bracket) else None
    return isinstance(body, tree.Sum) and len(body.terms) == 1 and isinstance(body.terms[0], tree.Number)


def _of_decimals(node: tree.Node) -> bool:
    """Are there numbers in a formula, some with decimals, and nothing else?"""
    stack, decimals = [node], False
    while stack:
        part = stack.pop()
        if isinstance(part, (tree.Identifier, tree.Accented)):
            return False
        decimals = decimals or (isinstance(part, tree.Number) and "." in part.text)
        stack.extend(part.children())
    return decimals


def pair_of_letters(node: tree.Node, letters: set[str]) -> bool:
    if isinstance(node, tree.Identifier):
        return len(node.name) == 2 and set(node.name) <= letters
    parts = node.children() if isinstance(node, (tree.Listing, tree.Product)) else ()
    return len(parts) == 2 and all((isinstance(p, tree.Identifier) and len(p.name) == 1) or primed_letter(p) for p in parts)


def index_count(node: tree.Node, letters: set[str]) -> int:
    """How many indices a lower script holds."""
    if isinstance(node, tree.Identifier):
        return len(node.name) if set(node.name) <= letters else 1
    if isinstance(node, tree.Listing):
        return len(node.items)
    if isinstance(node, tree.Bracket):
        return index_count(node.body, letters)
    return len(node.factors) if isinstance(node, tree.Product) else 1


def bare_parameter(node: tree.Node) -> bool:
    return isinstance(node, (tree.Identifier, tree.Accented)) and base_key(node) is not None


def shows_arguments(node: tree.Node) -> bool:
    """The bracket holds only names: ``L(\\mathbf p)``, ``J(W, b)``, ``E(y_1, \\dots, y_n)``."""
    items = node.items if isinstance(node, tree.Listing) else (node,)
    return bool(items) and is_symbol(items[0]) and all(is_symbol(item) or isinstance(item, tree.Dots) for item in items)


def applications(root: tree.Node) -> dict[str, set[str]]:
    """The symbols before brackets of names, each with what stands in them."""
    found: dict[str, set[str]] = {}
    for node in root.walk():
        for first, second in zip(node.factors, node.factors[1:], strict=False) if isinstance(node, tree.Product) else ():
            if isinstance(second, tree.Bracket) and second.kind == "(" and isinstance(second.body, tree.Listing) and (key := key_of(first)) is not None:
                found.setdefault(key, set()).add(spelled(second.body))
    return found


def spelled(node: tree.Node) -> str:
    """The names in a bracket, to tell whether it always shows the same."""
    items = node.items if isinstance(node, tree.Listing) else (node,)
    return ";".join(str(key_of(item)) + str([type(s).__name__ for s in scripts(item)[:2]]) for item in items)


def told_apart(bodies: list[tree.Node]) -> bool:
    """Are members of one family in the brackets, so that values differ: ``s(z_1)`` and ``s(z_2)``?"""
    lowers = [scripts(body)[0] for body in bodies if is_symbol(body)]
    numbers = {lower.text for lower in lowers if isinstance(lower, tree.Number)}
    return len(numbers) > 1 and len(lowers) == len(bodies) and len({key_of(body) for body in bodies}) == 1


def function_like(key: str, bodies: list[tree.Node]) -> bool:
    """A word is applied; a letter is applied if it never takes a difference: around a name or a product no factor needs a bracket."""
    if is_word(key) or (all(is_symbol(body) for body in bodies) and len(bodies) > 1):
        return True
    latin = len(key) == 1 and key.isascii() and key.isalpha()  # a Greek letter there is rather a rate: \eta (g x)
    return latin and all(is_symbol(body) or (isinstance(body, tree.Product) and not any(body.operators)) for body in bodies)


def is_word(key: str) -> bool:
    """Is a base written with several letters?"""
    return len(key) > 1 and not key.startswith("\\")


def grid_like(numbers: list[str]) -> bool:
    """Two-digit subscripts that count in both places: 11, 12, 21, 22."""
    return (all("0" not in n[:1] for n in numbers) and any(n[0] in "12" for n in numbers) and "11" in numbers) or all(
        "0" <= d <= "3" for n in numbers for d in n
    )

def counted_steps(bodies: list[tree.Node]) -> Iterator[str]:
    """The letters that count steps in the brackets behind one symbol: both ``k`` and ``k + 1`` stand there."""
    alone = {body.name for body in bodies if isinstance(body, tree.Identifier)}
    yield from alone & {letter for body in bodies if (letter := next_moment(body)) is not None}
