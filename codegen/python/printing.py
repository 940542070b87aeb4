"""Formulas as Python: the author's trees in the author's order, and nodes of a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from codegen.network.names import identifier
from derive.algebra.dag import ADD, CALL, CASE, CONST, LEAF, MUL, NAMED, POW, Dag, Node
from derive.algebra.functions import PI
from derive.meaning import expressions as ex
from derive.meaning.expressions import Expression, Name

SUM, PRODUCT, UNARY, POWER, ATOM = range(5)


class Unprintable(Exception):
    """A form that has no Python counterpart for scalars."""


class FormulaPrinter:
    """Prints expressions; collects the symbols and functions that they use."""

    def __init__(self, rename: Mapping[Name, str] | None = None) -> None:
        self.rename = dict(rename or {})
        self.symbols: dict[str, Name] = {}  # argument: name, in order of appearance
        self.functions: dict[str, Name] = {}

    def text(self, e: Expression) -> str:
        """The expression. Raises :class:`Unprintable`."""
        return self._print(e, SUM)

    def _print(self, e: Expression, place: int) -> str:
        method = _PRINTERS.get(type(e))
        if method is None:
            raise Unprintable(type(e).__name__)
        text, rank = method(self, e)
        return text if rank >= place else f"({text})"

    def _use(self, name: Name, text: str | None = None) -> str:
        text = text or self.rename.get(name) or identifier(name)
        self.symbols.setdefault(text, name)
        return text

    def numeral(self, e: ex.Numeral) -> tuple[str, int]:
        return number(e.value)

    def symbol(self, e: ex.Symbol) -> tuple[str, int]:
        if e.name.base == "e" and not e.name.indices:
            return "math.e", ATOM
        return self._use(e.name), ATOM

    def addition(self, e: ex.Addition) -> tuple[str, int]:
        text = ""
        for term, sign in zip(e.terms, e.signs, strict=True):
            part = self._print(term, PRODUCT if sign > 0 else UNARY if not text else PRODUCT)
            text += f" {'+' if sign > 0 else '-'} {part}" if text else part if sign > 0 else f"-{part}"
        return text, SUM

    def multiplication(self, e: ex.Multiplication) -> tuple[str, int]:
        first, *rest = e.factors
        texts = [self._print(first, PRODUCT)] + [self._factor(f) for f in rest]
        return " * ".join(texts), PRODUCT

    def _factor(self, e: Expression) -> str:
        text = self._print(e, UNARY)
        return f"({text})" if text.startswith("-") else text

    def division(self, e: ex.Division) -> tuple[str, int]:
        return f"{self._print(e.numerator, PRODUCT)} / {self._print(e.denominator, POWER)}", PRODUCT

    def power(self, e: ex.Power) -> tuple[str, int]:
        if isinstance(e.base, ex.Symbol) and e.base.name == Name("e"):
            self.functions.setdefault("exp", Name("exp"))
            return f"exp({self.text(e.exponent)})", ATOM
        return f"{self._print(e.base, ATOM)} ** {self._print(e.exponent, POWER)}", POWER

    def application(self, e: ex.Application) -> tuple[str, int]:
        function = identifier(e.function) + "_prime" * e.order
        self.functions.setdefault(function, e.function)
        return f"{function}({', '.join(self.text(a) for a in e.arguments)})", ATOM

    def derivative(self, e: ex.Derivative) -> tuple[str, int]:
        if len(e.variables) != 1 or not isinstance(e.operand, ex.Symbol) or not isinstance(e.variables[0], ex.Symbol):
            raise Unprintable("Derivative")
        text = f"d{identifier(e.operand.name)}_d{identifier(e.variables[0].name)}"
        return self._use(e.operand.name, text), ATOM

    def norm(self, e: ex.Norm) -> tuple[str, int]:
        return f"abs({self.text(e.operand)})", ATOM


_PRINTERS: dict[type[Expression], Callable[..., tuple[str, int]]] = {
    ex.Numeral: FormulaPrinter.numeral,
    ex.Symbol: FormulaPrinter.symbol,
    ex.Addition: FormulaPrinter.addition,
    ex.Multiplication: FormulaPrinter.multiplication,
    ex.Division: FormulaPrinter.division,
    ex.Power: FormulaPrinter.power,
    ex.Application: FormulaPrinter.application,
    ex.Derivative: FormulaPrinter.derivative,
    ex.Norm: FormulaPrinter.norm,
}


def number(value: Fraction) -> tuple[str, int]:
    """A number with its rank; a fraction is a division, so that it is exact to the last bit."""
    if value < 0:
        text, _ = number(-value)
        return f"-{text}", PRODUCT
    if value.denominator == 1:
        return str(value.numerator), ATOM
    if value.denominator & (value.denominator - 1) == 0 and value.denominator <= 2**20:
        return repr(float(value)), ATOM
    return f"{value.numerator} / {value.denominator}", PRODUCT


class GraphPrinter:
    """Prints a node of a graph with the functions of ``library``: "math" for numbers, "np", or "xp" for any arrays."""

    def __init__(self, dag: Dag, leaves: Mapping[Node, str], library: str) -> None:
        self.dag = dag
        self.leaves = leaves
        self.library = library

    def text(self, node: Node) -> str:
        return self._print(node)[0]

    def _wrapped(self, node: Node, place: int) -> str:
        text, rank = self._print(node)
        return text if rank >= place else f"({text})"

    def _print(self, node: Node) -> tuple[str, int]:
        dag = self.dag
        op, args, data = dag.op[node], dag.args[node], dag.data[node]
        if node in self.leaves:
            return self.leaves[node], ATOM
        if op == NAMED:
            return self._print(args[0])
        if op == CONST:
            text, rank = number(data)  # type: ignore[arg-type]
            return (text + ".0" if text.lstrip("-").isdigit() else text), rank
        if op == LEAF:
            if data == PI:
                return f"{self.library}.pi", ATOM
            return identifier(data), ATOM  # type: ignore[arg-type]
        if op == ADD:
            return " + ".join(self._wrapped(a, PRODUCT) for a in args).replace("+ -", "- "), SUM
        if op == MUL:
            constants = [a for a in args if dag.op[a] == CONST]
            rest = [a for a in args if dag.op[a] != CONST]
            sign = "-" if constants and dag.data[constants[0]] == -1 else ""
            shown = rest if sign else constants + rest
            return sign + " * ".join(self._wrapped(a, UNARY) for a in shown), PRODUCT
        if op == POW:
            if data == -1:
                return f"1.0 / {self._wrapped(args[0], POWER)}", PRODUCT
            exponent, rank = number(data)  # type: ignore[arg-type]
            exponent = exponent if rank == ATOM else f"({exponent})"
            return f"{self._wrapped(args[0], ATOM)} ** {exponent}", POWER
        if op == CASE:
            test, above, below = (self.text(a) for a in args)
            if self.library == "math":
                return f"({above} if {test} > 0.0 else {below})", ATOM
            if self.library == "xp" and dag.op[args[1]] == dag.op[args[2]] == CONST:
                above = f"xp.full_like({test}, {above})"  # of two numbers no library knows the dtype that is wanted
            return f"{self.library}.where({test} > 0.0, {above}, {below})", ATOM
        assert op == CALL
        name = data.name.base  # type: ignore[attr-defined]
        inside = ", ".join(self.text(a) for a in args)
        if name == "erf" and self.library == "np":
            return f"_erf({inside})", ATOM
        return (f"abs({inside})" if name == "abs" else f"{self.library}.{name}({inside})"), ATOM
