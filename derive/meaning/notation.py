r"""What the author's notation means, read off the whole document.

Is the 2 of ``z^2`` an index or a power? Does ``f(x)`` apply or multiply? Are the letters
of ``_{ij}`` two indices or a word? Each question is answered once, for the document, from
how its symbols are used; a declaration overrides.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Notation:
    """The answers; ``elaborate`` asks them."""

    functions: set[str] = field(default_factory=set)  # bases that are applied
    means: set[str] = field(default_factory=set)  # bases that take the expected value of a bracket: E[x]
    shown: set[str] = field(default_factory=set)  # bases whose bracket only shows the arguments: E(w, b)
    indexed: set[str] = field(default_factory=set)  # bases whose superscript is an index
    letters: set[str] = field(default_factory=set)  # letters that serve as indices
    above: set[str] = field(default_factory=set)  # letters that stand above a symbol by themselves: layers, as a rule
    named: set[str] = field(default_factory=set)  # of these, the names of quantities with indices of their own, that no sum runs over
    digits: set[str] = field(default_factory=set)  # bases whose digits are separate indices
    euler: bool = True  # e is the base of the natural logarithm
    same_functions: set[str] = field(default_factory=set)  # applied with and without an index: one function
    moments: set[str] = field(default_factory=lambda: {"t"})  # letters that count steps in a bracket: w(k+1) beside w(k)
    transposed_t: bool = False  # a lower-case t above a matrix transposes
    exact: bool = False  # decimals are factors and exponents of formulas, nowhere the result of a computation
    squared: dict[str, set[str]] = field(default_factory=dict)  # bases of which only these numbers above are part of a name: \\sigma^2
    kronecker: bool = False  # \\delta_{ij} is one for equal indices
    components: dict[str, str] = field(default_factory=dict)  # bases of arrays by the base of their entries: \\vec{w}_j of w_{ji}
    derived_at: set[tuple[str, str]] = field(default_factory=set)  # f and its bracket in \\partial f / \\partial u (h u + b), where f takes it elsewhere
    arguments: set[tuple[str, str]] = field(default_factory=set)  # all that those functions take
    by_d: set[tuple[str, str]] = field(default_factory=set)  # what has a d above and below a line somewhere, spelled out
    over_d: set[str] = field(default_factory=set)  # bases that are differentiated with a d by more than one thing, where d is no quantity
