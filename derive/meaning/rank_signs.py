"""What a side by itself tells of ranks: signs that only arrays have, and who stands beside whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.meaning import expressions as ex
from derive.meaning.expressions import ELEMENTWISE, Expression, Label, Name

ARRAY_SIGNS = ELEMENTWISE - {"star"}  # that stand between arrays alone; a star may stand between numbers

SCALAR_LETTERS = frozenset(
    [r"\alpha", r"\eta", r"\lambda", r"\mu", r"\epsilon", r"\gamma", r"\beta", r"\rho", r"\tau", r"\pi", r"\nu", r"n", r"m", r"N", r"M", r"K", r"T", r"i", r"j", r"k", r"l", r"t", r"d"]
)

Form = tuple[str, int]  # a base and how many component indices it carries


def form(name: Name) -> Form:
    """The base, and the number of indices below that are no labels."""
    count = 0
    for index in name.lower:
        if not isinstance(index, Label):
            count += 1
    return name.base, count


class Signs:
    """What one side or statement tells of ranks by itself, in whatever order its parts are looked at."""

    def __init__(self) -> None:
        self.forms: dict[Form, None] = {}
        self.compounds: list[ex.Addition | ex.Multiplication] = []
        self.suggested: dict[Form, int] = {}
        self.some: set[Form] = set()  # arrays, without more
        self.scalars: set[Form] = set()
        self.evidence = False
        self.lettered: set[tuple[str, str]] = set()  # bases with the letters below them
        self.leading: set[str] = set()  # capitals to the left of what may be an array
        self.trailing: set[str] = set()  # … and to the right
        self.turned_behind: set[Form] = set()  # what is transposed to the right of another factor
        self.moved: set[str] = set()  # letters that count layers or moments: t-1

    @classmethod
    def together(cls, signs: Sequence[Signs]) -> Signs:
        """What several tell."""
        if len(signs) == 1:
            return signs[0]
        both = cls()
        for sign in signs:
            both.forms.update(sign.forms)
            both.compounds += sign.compounds
            for key, rank in sign.suggested.items():
                both.suggested[key] = max(both.suggested.get(key, 0), rank)
        both.evidence = any(sign.evidence for sign in signs)
        both.some = set().union(*[sign.some for sign in signs])
        both.scalars = set().union(*[sign.scalars for sign in signs])
        both.lettered = set().union(*[sign.lettered for sign in signs])
        both.leading = set().union(*[sign.leading for sign in signs])
        both.trailing = set().union(*[sign.trailing for sign in signs])
        both.turned_behind = set().union(*[sign.turned_behind for sign in signs])
        both.moved = set().union(*[sign.moved for sign in signs])
        return both

    def observe(self, node: Expression) -> None:
        if isinstance(node, (ex.Addition, ex.Multiplication)):
            self.compounds.append(node)
        if isinstance(node, ex.Symbol):
            self.forms[form(node.name)] = None
            for index in node.name.lower:
                if isinstance(index, ex.Offset):
                    self.moved.add(index.letter)
                elif isinstance(index, str) and not isinstance(index, Label):
                    self.lettered.add((node.name.base, index))
            if node.name.base.startswith(("\\mathbf{", "\\vec{", "\\underline{")):
                self.evidence = True
                letter = node.name.base.split("{", 1)[1].rstrip("}")
                self.suggest(node, 2 if letter[:1].isupper() and not node.name.base.startswith("\\vec") else 1)
        elif isinstance(node, ex.Transposition):
            self.evidence = True
            if isinstance(node.operand, ex.Symbol):
                name = node.operand.name
                if is_capital(name.base) or (name.base.startswith("w") and name.indices):  # w^T x is one neuron, (w^l)^T δ a layer
                    self.suggest(node.operand, 2)
                else:
                    self.suggest_some(node.operand)
        elif isinstance(node, ex.Multiplication):
            for index, kind in enumerate(node.kinds):
                left, right = node.factors[index : index + 2]
                if not kind and isinstance(left, ex.Symbol) and is_capital(left.name.base) and can_be_array(right):
                    self.leading.add(left.name.base)
                if not kind and isinstance(right, ex.Symbol) and is_capital(right.name.base) and can_be_array(left):
                    self.trailing.add(right.name.base)
                if not kind and isinstance(right, ex.Transposition) and isinstance(right.operand, ex.Symbol):
                    self.turned_behind.add(form(right.operand.name))
                outer = not kind and index + 2 == len(node.factors) and isinstance(left, ex.Symbol) and not is_capital(left.name.base)
                if outer and isinstance(right, ex.Transposition) and isinstance(right.operand, ex.Addition):  # x (y - t)^T
                    terms = [term for term in right.operand.terms if isinstance(term, ex.Symbol) and not is_capital(term.name.base)]
                    for term in terms if len(terms) == len(right.operand.terms) else ():
                        self.suggest_some(term)
                if kind in ARRAY_SIGNS:
                    self.evidence = True
                    for factor in node.factors[index : index + 2]:
                        if isinstance(factor, ex.Symbol):
                            self.suggest_some(factor)
        elif isinstance(node, ex.Norm) and node.kind == "‖":
            for inner in node.operand.children() or (node.operand,):
                if isinstance(inner, ex.Symbol) and not inner.name.lower and len(inner.name.base.lstrip("\\")) < 3:
                    self.evidence = True
                    self.suggest_some(inner)
        elif isinstance(node, ex.Application) and node.function.base == "softmax" and len(node.arguments) == 1:
            if isinstance(inner := node.arguments[0], ex.Symbol) and not inner.name.lower:
                self.evidence = True
                self.suggest_some(inner)
        elif isinstance(node, ex.Derivative) and isinstance(node.operand, ex.Symbol):
            if is_capital(node.operand.name.base) and len(node.operand.name.base) == 1:
                self.loss_like(node.operand.name, node)

    def loss_like(self, name: Name, node: ex.Derivative) -> None:
        if name.base in "EJLC" or name.base.startswith("\\mathcal"):
            if not name.lower or isinstance(name.lower[0], Label):
                self.scalars.add(form(name))

    def suggest(self, symbol: ex.Symbol, rank: int) -> None:
        key = form(symbol.name)
        self.suggested[key] = max(self.suggested.get(key, 0), rank)

    def suggest_some(self, symbol: ex.Symbol) -> None:
        """An array; a vector unless something tells that it is a matrix."""
        self.some.add(form(symbol.name))


def signs_of(side: Expression) -> Signs:
    """What a side tells of ranks by itself."""
    signs = Signs()
    for node in side.walk():
        signs.observe(node)
    return signs


def takes_array(parameters: Iterable[Name], body: Expression) -> bool:
    """Does a function take a whole array for a number, as ``h(x) = g(\\theta^T x)``, and not entry by entry?"""
    names = {name for name in parameters if not is_capital(name.base)}
    for node in body.walk() if names else ():
        if isinstance(node, ex.Multiplication):
            for left, right in zip(node.factors, node.factors[1:], strict=False):
                turned = isinstance(left, ex.Transposition) and all(isinstance(s, (ex.Symbol, ex.Addition)) for s in (left.operand, right))
                if turned and any(isinstance(n, ex.Symbol) and n.name in names for n in (*left.walk(), *right.walk())):
                    return True
        elif isinstance(node, ex.Norm) and node.kind == "‖":
            if any(isinstance(n, ex.Symbol) and n.name in names for n in node.walk()):
                return True
    return False


def is_capital(base: str) -> bool:
    r"""Is a letter one that authors write for a matrix, or a name one that says so, as ``\weightMatrix`` does?"""
    letter = base.split("{")[-1].rstrip("}")
    return (len(letter) == 1 and letter.isupper()) or letter in ("\\Theta", "\\Phi", "\\Sigma") or letter.lower().endswith("matrix")


def can_be_array(node: Expression) -> bool:
    return isinstance(node, (ex.Symbol, ex.Application, ex.Transposition)) or (
        isinstance(node, ex.Addition) and all(can_be_array(t) for t in node.terms)
    )


def is_scalar(node: Expression) -> bool:
    """Is it a letter that authors write for a number?"""
    return isinstance(node, ex.Symbol) and not node.name.indices and node.name.base in SCALAR_LETTERS
