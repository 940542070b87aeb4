r"""Tables of LaTeX's words: what is layout, what is a relation, what is a letter.

To teach the reader a word, add a row; no code knows a command by name that a table can.
"""

from __future__ import annotations

# Commands without a meaning of their own.
LAYOUT = frozenset(
    r"""\, \; \: \! \> \  \/ \left \right \middle \qty \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl
    \biggr \Biggl \Biggr \bigm \Bigm \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits
    \nolimits \nonumber \notag \thinspace \medspace \thickspace \enspace \negthinspace \hfill \hline
    \space \enskip \nobreakspace \normalsize \small \large \Large \tiny \footnotesize \allowdisplaybreaks \centering \noindent
    \vphantom* \qed \protect \relax \strut \par \mathstrut \allowbreak \nobreak \boldmath \it
    """.split()
) | {"\\ ", "\\\n", "\\\t"}

# Commands before a bracket; a full stop after them is a bracket that isn't drawn.
SIZED = frozenset(r"\left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr".split())

# Layout commands that take brace groups with them: how many.
ARGUMENT_LAYOUT = {
    "\\tag": 1, "\\tag*": 1, "\\label": 1, "\\color": 1, "\\textcolor": 1, "\\colorbox": 1, "\\hspace": 1,
    "\\hspace*": 1, "\\vspace": 1, "\\vspace*": 1, "\\phantom": 1, "\\hphantom": 1, "\\vphantom": 1,
    "\\mspace": 1, "\\kern": 0, "\\eqref": 1, "\\ref": 1, "\\cite": 1, "\\intertext": 1, "\\shortintertext": 1, "\\hskip": 0,
    "\\fontsize": 2, "\\raisebox": 1, "\\class": 1, "\\cssId": 1, "\\style": 1, "\\require": 1, "\\footnote": 1,
}  # fmt: skip

# Other spellings of the same command.
ALIASES = {
    "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\cfrac": "\\frac", "\\nicefrac": "\\frac", "\\sfrac": "\\frac",
    "\\ge": "\\geq", "\\le": "\\leq", "\\ne": "\\neq", "\\geqslant": "\\geq", "\\leqslant": "\\leq",
    "\\intercal": "\\top", "\\lvert": "|", "\\rvert": "|", "\\lVert": "\\|", "\\rVert": "\\|", "\\Vert": "\\|",
    "\\vert": "|", "\\lbrace": "\\{", "\\rbrace": "\\}", "\\lbrack": "[", "\\rbrack": "]", "\\ast": "*",
    "\\bigodot": "\\odot", "\\bigcirc": "\\circ", "\\bigotimes": "\\otimes", "\\bm": "\\mathbf",
    "\\boldsymbol": "\\mathbf", "\\pmb": "\\mathbf", "\\symbf": "\\mathbf", "\\bf": "\\mathbf", "\\bold": "\\mathbf",
    "\\widehat": "\\hat", "\\widetilde": "\\tilde", "\\overline": "\\bar", "\\overrightarrow": "\\vec",
    "\\ldots": "\\dots", "\\cdots": "\\dots", "\\dotsc": "\\dots", "\\dotsb": "\\dots", "\\vdots": "\\dots",
    "\\ddots": "\\dots", "\\dotsm": "\\dots", "\\hdots": "\\dots", "\\vartriangle": "\\Delta", "\\triangle": "\\Delta", "\\dotso": "\\dots", "\\Sum": "\\sum", "\\varepsilon": "\\epsilon",
    "\\mathscr": "\\mathcal", "\\frak": "\\mathfrak", "\\cal": "\\mathcal", "\\Bbb": "\\mathbb", "\\mathds": "\\mathbb", "\\mathbbm": "\\mathbb",
    "\\circledast": "\\odot", "\\bullet": "\\cdot", "\\centerdot": "\\cdot", "\\sp": "^", "\\sb": "_",
    "\\fbox": "\\boxed", "\\framebox": "\\boxed", "\\colon": ":", "\\lt": "<", "\\gt": ">",
    "\\transpose": "\\top", "\\minus": "-",
}  # fmt: skip

# Relations, by what they say. "=" states equality; the others are read but not all are judged.
RELATIONS = {
    "=": "=", "\\equiv": "=", "\\triangleq": ":=", "\\doteq": ":=", "\\coloneqq": ":=", "\\stackrel": "stackrel",
    "\\approx": "approx", "\\simeq": "approx", "\\cong": "approx", "\\approxeq": "approx",
    "\\leftarrow": "<-", "\\gets": "<-", "\\longleftarrow": "<-", "\\Leftarrow": "<-",
    "\\rightarrow": "->", "\\to": "->", "\\longrightarrow": "->", "\\mapsto": "->",
    "\\Rightarrow": "=>", "\\implies": "=>", "\\Longrightarrow": "=>", "\\iff": "=>", "\\Leftrightarrow": "=>",
    "\\therefore": "=>", "\\because": "because", "\\Longleftrightarrow": "=>", "\\impliedby": "=>",
    "\\neq": "!=", "<": "<", ">": ">", "\\leq": "<=", "\\geq": ">=", "\\ll": "<", "\\gg": ">",
    "\\in": "in", "\\notin": "in", "\\propto": "propto", "\\sim": "sim", "\\subset": "in", "\\subseteq": "in",
    "\\forall": "forall", "\\exists": "forall", "\\ni": "in",
    "=>": "=>", "==>": "=>", "<=>": "=>", "<==>": "=>", "<=": "<=", ">=": ">=", "!=": "!=", "==": "=",
}  # fmt: skip

# Sets of numbers that MathJax and KaTeX call by a letter, and bars that the package physics writes as a command.
NUMBER_SETS = {"\\R": "R", "\\N": "N", "\\Z": "Z", "\\RR": "R", "\\reals": "R", "\\Reals": "R"}
SLOPES = {  # of packages that set derivatives, and names that authors give to such commands, with their sign
    "\\pdv": "\\partial", "\\dv": "d", "\\odv": "d", "\\diffp": "\\partial", "\\diff": "d", "\\pd": "\\partial", "\\pder": "\\partial",
    "\\pderiv": "\\partial", "\\pdiff": "\\partial", "\\dpd": "\\partial", "\\od": "d", "\\dod": "d", "\\partialderivative": "\\partial",
}
BARS = {"\\norm": "\\|", "\\abs": "|"}

# Characters that stand for a command.
UNICODE = {
    "·": "\\cdot", "×": "\\times", "−": "-", "–": "-", "∂": "\\partial", "∑": "\\sum", "∏": "\\prod", "√": "\\sqrt",
    "≈": "\\approx", "≠": "\\neq", "≤": "\\leq", "≥": "\\geq", "←": "\\leftarrow", "→": "\\rightarrow",
    "⇒": "\\Rightarrow", "∴": "\\therefore", "∵": "\\because", "∈": "\\in", "∇": "\\nabla", "⊙": "\\odot", "∘": "\\circ", "⊗": "\\otimes", "′": "'",
    "∞": "\\infty", "…": "\\dots", "⋯": "\\dots", "（": "(", "）": ")", "，": ",", "＝": "=", "＋": "+", "－": "-",
    "⊤": "\\top", "’": "'", "∗": "*", "⋅": "\\cdot", "≡": "\\equiv", "∀": "\\forall", "。": ".", "：": ":", "；": ";",
    "\u200b": " ", "∼": "\\sim", "∝": "\\propto", "∙": "\\cdot", "•": "\\cdot", "‖": "\\|", "≔": "\\coloneqq",
    "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\epsilon", "ζ": "\\zeta", "η": "\\eta",
    "θ": "\\theta", "ι": "\\iota", "κ": "\\kappa", "λ": "\\lambda", "μ": "\\mu", "µ": "\\mu", "ν": "\\nu",
    "ξ": "\\xi", "π": "\\pi", "ρ": "\\rho", "σ": "\\sigma", "ς": "\\sigma", "τ": "\\tau", "υ": "\\upsilon",
    "φ": "\\phi", "χ": "\\chi", "ψ": "\\psi", "ω": "\\omega", "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta",
    "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi", "Σ": "\\Sigma", "Φ": "\\Phi", "Ψ": "\\Psi", "Ω": "\\Omega",
}  # fmt: skip

# Commands that are letters of an alphabet.
LETTER_COMMANDS = frozenset(
    r"""\alpha \beta \gamma \delta \epsilon \zeta \eta \theta \vartheta \iota \kappa \lambda \mu \nu \xi
    \pi \varpi \rho \varrho \sigma \varsigma \tau \upsilon \phi \varphi \chi \psi \omega \Gamma \Delta
    \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \ell \hbar \imath \jmath \aleph \infty \digamma
    \varnothing \emptyset \Re \Im \star
    """.split()
)

ACCENTS = frozenset(
    r"\hat \tilde \bar \vec \dot \ddot \check \breve \acute \grave \underline \mathring \underbar".split()
)
STYLES = frozenset(r"\mathbf \mathcal \mathbb \mathfrak \mathsf".split())
# Commands that show their argument and add a decoration: a second group may follow as a script.
DECORATIONS = frozenset(r"\underbrace \overbrace \boxed \cancel \bcancel \xcancel \mathstrut \ensuremath \smash \mathop \mathord \mathbin \mathrel \mathinner".split())

# Signs that make one name of themselves and the symbol behind them: \\Delta w, \\nabla a.
PREFIXES = frozenset(("\\Delta", "\\nabla"))

# Functions that LaTeX knows by name, and how this program calls them.
FUNCTION_COMMANDS = {
    "\\log": "log", "\\ln": "log", "\\exp": "exp", "\\tanh": "tanh", "\\sinh": "sinh", "\\cosh": "cosh",
    "\\sin": "sin", "\\cos": "cos", "\\tan": "tan", "\\max": "max", "\\min": "min", "\\arctan": "arctan",
    "\\lg": "log", "\\det": "det", "\\arg": "arg", "\\sup": "max", "\\inf": "min",
}  # fmt: skip

# Bare words with a meaning everyone shares, by lower-case spelling.
FUNCTION_WORDS = {
    "sigmoid": "sigmoid", "logistic": "sigmoid", "sigm": "sigmoid", "tanh": "tanh", "relu": "relu",
    "leakyrelu": "leakyrelu", "softplus": "softplus", "gelu": "gelu", "silu": "silu", "swish": "silu",
    "softmax": "softmax", "logsoftmax": "logsoftmax", "log": "log", "ln": "log", "exp": "exp", "sqrt": "sqrt",
    "max": "max", "min": "min", "sin": "sin", "cos": "cos", "sinh": "sinh", "cosh": "cosh", "sign": "sign",
    "sgn": "sign", "diag": "diag", "tr": "trace", "trace": "trace", "vec": "vec", "abs": "abs", "step": "step",
    "heaviside": "step",
}  # fmt: skip

# Losses by the names that everyone gives them, in any case and with any joints between the words.
_LOSSES = {
    "ce": "categorical", "crossentropy": "categorical", "crossentropyloss": "categorical", "celoss": "categorical",
    "bce": "binary", "binarycrossentropy": "binary", "bceloss": "binary", "logloss": "binary",
}  # fmt: skip


def loss_word(name: str) -> str | None:
    """The loss that a function is by its name: "categorical" or "binary" cross-entropy."""
    return _LOSSES.get("".join(filter(str.isalpha, name)).lower()) if len(name) > 1 else None


PRODUCTS = {
    "\\cdot": "dot", "\\times": "times", "*": "star", "\\odot": "odot", "\\circ": "circ", "\\otimes": "otimes",
    "/": "over", "\\div": "over", "\\oslash": "over",
}  # fmt: skip

# Commands of LaTeX's own that are neither names nor understood.
OTHER_COMMANDS = frozenset(
    r"""\limsup \liminf \argmax \argmin \bigcup \bigcap \bigoplus \bigvee \bigwedge \biguplus \coprod \oint \iint \iiint
    \oplus \ominus \uplus \sqcup \sqcap \wedge \setminus \backslash \parallel \perp \angle \triangleleft
    \triangleright \downarrow \uparrow \updownarrow \Downarrow \Uparrow \nearrow \searrow \hookrightarrow \leadsto
    \xrightarrow \xleftarrow \overleftarrow \substack \binom \genfrac \matrix \cases \eqalign \diamond
    \models \vdash \dashv \subsetneq \supset \supseteq \asymp \prec \succ \preceq \succeq \bowtie \smile \frown \square
    \Box \blacksquare \surd \atop \choose \brace \brack \above \mathchoice \multicolumn \hphantom \rotatebox
    \includegraphics \caption \begin \end \item \section \input""".split()
)

BIG_OPERATORS = {"\\sum": "sum", "\\prod": "prod"}

ALIGNMENTS = frozenset(
    "aligned align align* split gather gather* gathered eqnarray eqnarray* equation equation* multline multline* "
    "flalign flalign* alignat alignat* alignedat displaymath math".split()
)
GRIDS = {
    "matrix": "matrix", "pmatrix": "matrix", "bmatrix": "matrix", "Bmatrix": "matrix", "vmatrix": "determinant",
    "Vmatrix": "determinant", "smallmatrix": "matrix", "array": "matrix", "cases": "cases", "dcases": "cases",
    "rcases": "cases",
}  # fmt: skip
