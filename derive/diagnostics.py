"""Findings: one type for all of them, and the catalogue that words them.

The catalogue feeds the reports, ``derive explain`` and the documentation. To add a rule,
add a row; the code that finds it refers to it by its code alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from derive.source.text import Edit, Span

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding."""

    code: str
    name: str
    severity: Severity
    summary: str  # one line
    explanation: str  # what it means and what to do
    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair: edits of the source that were checked to mend the finding."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool  # the only best candidate: may be applied without asking


@dataclass(frozen=True, slots=True)
class Numbers:
    """A witness as the reports show it."""

    values: Mapping[str, Fraction]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding in one document."""

    id: str
    code: str
    message: str
    span: Span
    fix: Fix | None = None
    alternatives: tuple[Fix, ...] = ()  # further repairs that would do, best first
    cause: str | None = None  # the id of the finding that this one follows from
    witness: Numbers | None = None
    step: str | None = None  # the id of the step
    notes: tuple[str, ...] = ()
    related: tuple[tuple[Span, str], ...] = ()  # other places, with what they show
    why: str = ""  # the key of the cause in the table of words

    @property
    def rule(self) -> Rule:
        return CATALOGUE[self.code]

    @property
    def severity(self) -> Severity:
        return self.rule.severity


_RULES = (
    Rule(
        "D101", "missing-partial", "error",
        "a derivative lacks its ∂ above or below",
        "Written without the sign, the fraction is a quotient of two quantities. Put \\partial before the symbol.",
        r"\frac{\partial E}{w}", r"\frac{\partial E}{\partial w}",
    ),
    Rule(
        "D102", "unbalanced-bracket", "error",
        "a bracket has no partner",
        "A bracket is never closed, or closes nothing, so what belongs together is open. The partner is looked for "
        "where it makes the step hold.",
        r"a_2 \cdot (1-a_2", r"a_2 \cdot (1-a_2)",
    ),
    Rule(
        "D103", "double-script", "error",
        "a symbol has two superscripts or two subscripts",
        "LaTeX refuses it too. Often a bracket closes too early; where a power of a name with a superscript is meant, "
        "put the name in brackets.",
        r"(1)+e^{-x}^2", r"(1+e^{-x})^2",
    ),
    Rule(
        "D104", "no-condition", "error",
        "a full stop stands between a value and its condition",
        "In a distinction of cases a comma, a column or a word separates each value from its condition.",
        r"\begin{cases} x, x > 0 \\ 0. x \le 0 \end{cases}", r"\begin{cases} x, x > 0 \\ 0, x \le 0 \end{cases}",
    ),
    Rule(
        "D105", "command-ran-on", "error",
        "a command runs into the name behind it",
        "LaTeX takes all letters behind a backslash for one command, and doesn't know this one. With a space the "
        "formula holds.",
        r"w \cdota + b", r"w \cdot a + b",
    ),
    Rule(
        "D201", "wrong-definition", "error",
        "a definition that later steps contradict",
        "A definition can't fail by itself. This one makes other steps of the document false, and one small change "
        "of it makes them all true.",
        r"a_2 = f(z_1)", r"a_2 = f(z_2)",
    ),
    Rule(
        "D202", "conflicting-definition", "error",
        "a restatement that contradicts the definition",
        "The same symbol is given two different meanings. The definition is the statement that leaves the fewest "
        "contradictions and fits the pattern of its siblings; this is the other one.",
        r"z_2 = w_2 a + b_2 \quad\ldots\quad z_2 = w_2 a + b_1", r"z_2 = w_2 a + b_2 \quad\ldots\quad z_2 = w_2 a + b_2",
    ),
    Rule(
        "D203", "broken-pattern", "warning",
        "a definition that breaks the pattern of its siblings",
        "Nothing in the document contradicts this definition, but all others of its family follow a pattern that "
        "this one breaks.",
        r"z_1 = w_1 x + b_1,\; z_2 = w_2 x + b_2,\; z_3 = w_3 x + b_2", r"z_3 = w_3 x + b_3",
    ),
    Rule(
        "D204", "circular-definition", "error",
        "a symbol is defined in terms of itself",
        "No value can be computed from a definition that needs itself. If an update is meant, write \\leftarrow.",
        r"\hat y = \frac{1}{1+e^{-\hat y}}", r"\hat y = \frac{1}{1+e^{-y}}",
    ),
    Rule(
        "D205", "unused-summation-index", "error",
        "a sum over a letter that its terms don't have",
        "All terms of the sum are the same, and another letter in them is bound by nothing: one of the two is meant to "
        "be the other.",
        r"E = \sum_j (y_m - t_m)^2", r"E = \sum_j (y_j - t_j)^2",
    ),
    Rule(
        "D206", "given-twice", "error",
        "the same derivative is given two values side by side",
        "Two neighbouring formulas begin with the same derivative and differ in value. One of the two heads is often "
        "meant to be the entry that is missing from the list.",
        r"\frac{\partial C}{\partial w_1} = a_1, \; \frac{\partial C}{\partial w_1} = a_2",
        r"\frac{\partial C}{\partial w_1} = a_1, \; \frac{\partial C}{\partial w_2} = a_2",
    ),
    Rule(
        "D207", "shared-factor", "error",
        "two weights of a definition that multiply the same quantity",
        "Only the sum of the two weights would matter, so that no derivative could tell them apart. Another quantity "
        "of the document is meant beside one of them.",
        r"y = w_5 h_1 + w_6 h_1 + b_2", r"y = w_5 h_1 + w_6 h_2 + b_2",
    ),
    Rule(
        "D208", "differentiated-constant", "warning",
        "a constant that is differentiated",
        "The definition depends on nothing, so that every derivative of what it defines would be zero. The steps about its "
        "derivatives say otherwise: the formula has lost something.",
        r"E = \frac{1}{2}, \; \frac{\partial E}{\partial y} = y - t",
        r"E = \frac{1}{2}(y - t)^2, \; \frac{\partial E}{\partial y} = y - t",
    ),
    Rule(
        "D209", "odd-member", "warning",
        "a term that breaks the series of a sum with dots",
        "The terms around the dots tell how the series goes on, and one index of one term doesn't follow.",
        r"w_1 x_1 + w_1 x_2 + \dots + w_n x_n", r"w_1 x_1 + w_2 x_2 + \dots + w_n x_n",
    ),
    Rule(
        "D301", "false-step", "error",
        "the two sides of a step differ",
        "Under the definitions of the document, the sides have different values: the witness shows numbers for "
        "which they do.",
        r"\frac{\partial}{\partial a}\,\tfrac12 (y-a)^2 = y-a", r"\frac{\partial}{\partial a}\,\tfrac12 (y-a)^2 = a-y",
    ),
    Rule(
        "D302", "shape-mismatch", "error",
        "the shapes of two quantities don't fit",
        "A product, sum or equality joins quantities whose dimensions differ. Often a transpose is missing or two "
        "factors stand in the wrong order.",
        r"\delta^{l} = W^{l+1} \delta^{l+1}", r"\delta^{l} = (W^{l+1})^T \delta^{l+1}",
    ),
    Rule(
        "D303", "wrong-number", "error",
        "a number that doesn't follow",
        "A rounded number holds within half a unit of its last written digit. This one is farther off.",
        r"0.5 \cdot 0.3 = 0.18", r"0.5 \cdot 0.3 = 0.15",
    ),
    Rule(
        "D310", "undecided", "info",
        "a step that could be neither proved nor refuted",
        "The message says what was tried, and the note which declaration settles it.",
        r"h(x) \cdot h(-x) = 1", r"h(x) = e^{x},\quad h(x) \cdot h(-x) = 1",
    ),
    Rule(
        "D401", "unclosed-formula", "error",
        "a formula is never closed",
        "Everything after the opening sign would be read as mathematics.",
        "$$ a = b", "$$ a = b $$",
    ),
    Rule(
        "D402", "input-not-followed", "info",
        "another file is included here and was not read",
        "Steps in included files aren't checked; files outside the document's folder never are. Name the file on "
        "the command line to check it.",
        r"\input{../chapter2}", r"derive check chapter2.tex",
    ),
    Rule(
        "D403", "empty-side", "error",
        "one side of a relation is empty",
        "Nothing stands beside the equals sign.",
        r"h_1 - t_1 =", r"h_1 - t_1 = 0",
    ),
    Rule(
        "D404", "unread", "info",
        "a formula that can't be read",
        "The reader stopped at the marked token. The steps beside it count as unread.",
        r"a = (b + c", r"a = (b + c)",
    ),
    Rule(
        "D405", "unknown-command", "info",
        "a LaTeX command that is not known",
        "The command's meaning is needed to read the formula. Define it with \\newcommand, or write it out.",
        r"a = \foo{b}", r"\newcommand{\foo}[1]{2#1} \; a = \foo{b}",
    ),
    Rule(
        "D406", "nested-too-deep", "info",
        "a formula is nested too deep",
        "The reader follows brackets and groups to a fixed depth.",
        "((((…))))", "a \\cdot b",
    ),
    Rule(
        "D407", "too-large", "info",
        "a formula is too large",
        "The formula, or what its macros expand to, is larger than the reader accepts. Split it.",
        r"\def\x{\x\x}", r"\def\x{y}",
    ),
    Rule(
        "D408", "ellipsis", "info",
        "an ellipsis leaves terms to the reader",
        "What the dots stand for can't be known for certain. Write a sum instead.",
        r"y_1 + \dots + y_n", r"\sum_{k=1}^{n} y_k",
    ),
    Rule(
        "D409", "no-formulas", "warning",
        "the document holds no equality to check",
        "No formula with a relation was found. Are the delimiters $$, \\[ or an environment such as align?",
        "E = mc^2 (without delimiters)", "$$ E = mc^2 $$",
    ),
    Rule(
        "D410", "checker-failed", "error",
        "the check of this document came to no end",
        "This is a fault of the program or of its surroundings (memory, for example), not of the document. The "
        "other documents were checked.",
        "(no example)", "(no example)",
    ),
    Rule(
        "D411", "rejected-theorem", "error",
        "Coq rejects the theorem of a verdict",
        "`derive certify --run` states every verdict as a theorem. A verdict whose theorem the proof assistant "
        "rejects becomes undecided. This is a fault of the program, not of the document.",
        "(no example)", "(no example)",
    ),
    Rule(
        "D501", "missing-gradient", "info",
        "the gradient of a parameter is never derived",
        "The document derives the gradient of other parameters of the same layer, not of this one. `derive latex` "
        "inserts it.",
        r"\frac{\partial E}{\partial w} = \ldots", r"\frac{\partial E}{\partial b} = \ldots",
    ),
    Rule(
        "D502", "missing-picture", "info",
        "a picture that the document shows does not exist",
        "`derive graph` draws the network of the document.",
        "![](network.png)", "derive graph -o network.svg",
    ),
    Rule(
        "D601", "unused-declaration", "warning",
        "a declaration that nothing in the document uses",
        "Remove it, or correct the name it speaks of.",
        "<!-- derive: g = tanh --> (no g)", "<!-- derive: f = tanh -->",
    ),
    Rule(
        "D602", "contradicted-declaration", "warning",
        "a declaration that the document or another declaration contradicts",
        "Keep the one that is meant. What has a role (input, target, parameter, weight, bias) is given: no formula defines it.",
        "<!-- derive: z is an input --> (z = w x + b)", "<!-- derive: x is an input -->",
    ),
    Rule(
        "D603", "unread-declaration", "warning",
        "a declaration that is neither a sentence that is understood nor an equation",
        "`W is a 3 x 2 matrix`, `t is a target`, `superscript of a is an index`, `\\sigma = sigmoid`, `n = 3`, `given line 12`, "
        "`ignore` and any "
        "definition or assumption in LaTeX are understood.",
        "<!-- derive: t is the truth -->", "<!-- derive: t is a target -->",
    ),
)  # fmt: skip

CATALOGUE: dict[str, Rule] = {rule.code: rule for rule in _RULES}
