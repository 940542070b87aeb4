"""What LaTeX's words look like: characters for commands, fences for environments.

To show another command, add a row. The printer knows a command by name only where it
takes arguments.
"""

from __future__ import annotations

_GREEK = ["alpha", "α", "beta", "β", "gamma", "γ", "delta", "δ", "epsilon", "ϵ", "varepsilon", "ε", "zeta", "ζ", "eta", "η", "theta", "θ", "vartheta", "ϑ", "iota", "ι", "kappa", "κ", "lambda", "λ", "mu", "μ", "nu", "ν", "xi", "ξ", "omicron", "ο", "pi", "π", "varpi", "ϖ", "rho", "ρ", "varrho", "ϱ", "sigma", "σ", "varsigma", "ς", "tau", "τ", "upsilon", "υ", "phi", "ϕ", "varphi", "φ", "chi", "χ", "psi", "ψ", "omega", "ω", "Gamma", "Γ", "Delta", "Δ", "Theta", "Θ", "Lambda", "Λ", "Xi", "Ξ", "Pi", "Π", "Sigma", "Σ", "Upsilon", "Υ", "Phi", "Φ", "Psi", "Ψ", "Omega", "Ω", "ell", "ℓ", "hbar", "ℏ", "Re", "ℜ", "Im", "ℑ", "aleph", "ℵ", "infty", "∞", "emptyset", "∅", "imath", "ı", "jmath", "ȷ", "wp", "℘"]
LETTERS = {"\\" + name: sign for name, sign in zip(_GREEK[::2], _GREEK[1::2], strict=True)}

# Signs set upright, without the space of an operator.
UPRIGHT = {"\\partial": "∂", "\\nabla": "∇", "\\top": "⊤", "\\bot": "⊥", "\\dots": "…", "\\degree": "°", "\\circ": "∘"}

OPERATORS = {
    "\\cdot": "·", "\\times": "×", "\\odot": "⊙", "\\otimes": "⊗", "\\oplus": "⊕", "\\ominus": "⊖", "\\div": "÷",
    "\\pm": "±", "\\mp": "∓", "*": "∗", "-": "−", "\\mid": "∣", "\\star": "⋆", "\\cup": "∪", "\\cap": "∩",
    "\\wedge": "∧", "\\vee": "∨", "\\|": "‖", "\\setminus": "∖", "\\prime": "′", "\\dagger": "†", "\\dag": "†",
    "\\langle": "⟨", "\\rangle": "⟩", "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "\\{": "{",
    "\\}": "}", "\\angle": "∠", "\\perp": "⊥", "\\parallel": "∥", "\\neg": "¬", "\\backslash": "\\", "\\uparrow": "↑",
    "\\downarrow": "↓", "\\bullet": "•", "\\Box": "□", "\\square": "□", "\\checkmark": "✓",
}  # fmt: skip

BIG = {
    "\\sum": "∑", "\\prod": "∏", "\\int": "∫", "\\oint": "∮", "\\bigcup": "⋃", "\\bigcap": "⋂", "\\coprod": "∐",
    "\\max": "max", "\\min": "min", "\\lim": "lim", "\\sup": "sup", "\\inf": "inf", "\\argmax": "arg max",
    "\\argmin": "arg min",
}  # fmt: skip

# Relations by the reader's name for them, and by the author's where that says more.
RELATIONS = {
    "=": "=", ":=": "≔", "approx": "≈", "<-": "←", "->": "→", "=>": "⇒", "!=": "≠", "<": "<", ">": ">", "<=": "≤",
    ">=": "≥", "in": "∈", "propto": "∝", "sim": "∼", "forall": "∀", "stackrel": "",
    "\\equiv": "≡", "\\triangleq": "≜", "\\doteq": "≐", "\\simeq": "≃", "\\cong": "≅", "\\iff": "⟺",
    "\\Leftrightarrow": "⇔", "\\therefore": "∴", "\\because": "∵", "\\ll": "≪", "\\gg": "≫", "\\notin": "∉",
    "\\subset": "⊂", "\\subseteq": "⊆", "\\exists": "∃", "\\ni": "∋", "\\mapsto": "↦", "\\Leftarrow": "⇐",
    "\\longrightarrow": "⟶", "\\longleftarrow": "⟵", "\\Longrightarrow": "⟹", "\\implies": "⟹",
}  # fmt: skip

ACCENTS = {
    "\\hat": "^", "\\tilde": "~", "\\bar": "¯", "\\vec": "→", "\\dot": "˙", "\\ddot": "¨", "\\check": "ˇ",
    "\\breve": "˘", "\\acute": "´", "\\grave": "`", "\\mathring": "˚", "\\overleftarrow": "←",
}  # fmt: skip

UNDER_OVER = {"\\underline": ("munder", "_"), "\\underbrace": ("munder", "⏟"), "\\overbrace": ("mover", "⏞")}

# Styles that a style sheet sets, and alphabets that Unicode holds.
STYLES = {"\\mathbf": "bold", "\\boxed": "boxed", "\\cancel": "struck", "\\bcancel": "struck", "\\xcancel": "struck"}
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABETS = {
    "\\mathbb": dict(zip(_CAPITALS, "𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ", strict=True)) | {"1": "𝟙"},
    "\\mathcal": dict(zip(_CAPITALS, "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵", strict=True)),
    "\\mathfrak": dict(zip(_CAPITALS, "𝔄𝔅ℭ𝔇𝔈𝔉𝔊ℌℑ𝔍𝔎𝔏𝔐𝔑𝔒𝔓𝔔ℜ𝔖𝔗𝔘𝔙𝔚𝔛𝔜ℨ", strict=True)),
}

FENCES = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"),
}  # fmt: skip
