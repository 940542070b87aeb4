"""Names of the document as identifiers of Coq: ``w^2_{11}`` is ``w2_11``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from importlib.resources import files

from derive.meaning.expressions import Name, Offset

# Words that Coq's grammar keeps for itself.
_KEYWORDS = """
    R Prop Set Type SProp as at by else end exists exists2 fix cofix for forall fun if in let match mod return then
    where with using do struct IF Theorem Lemma Definition Variable Variables Hypothesis Axiom Parameter Fixpoint
    Section Module End Proof Qed Context Ltac
"""
# What the text of a certificate takes from the libraries. A name of the document would hide it.
_LIBRARY = """
    Derive is_derive ex_derive is_derive_unique Derive_correct eq_trans eq_refl exp ln sin cos sqrt Rpower exp_Ropp
    Rlt_not_eq Rgt_not_eq Rlt_gt Rminus_lt True I PI pow Rabs Rinv Rplus Rmult Rminus Rdiv Ropp IZR INR nat bool real
"""
# Variables that a certificate binds, its sections, and functions that the document may mean by these words.
_OWN = "t u Document Refutation erf sigmoid tanh softplus silu sinh cosh tan"
_PREAMBLE = files("codegen").joinpath("templates", "certificate_preamble.v").read_text(encoding="utf-8")
_STATED = re.findall(r"^(?:Lemma|Definition|Ltac|Section|Create HintDb) (\w+)", _PREAMBLE, re.MULTILINE)
RESERVED = frozenset((*_KEYWORDS.split(), *_LIBRARY.split(), *_OWN.split(), *_STATED))
# How the words begin that a certificate makes up: step_3, slope_f, domain_1, bound_x.
_MADE_UP = re.compile("(step|slope|value|gradient|domain|bound|refuted|everything|smooth)_|shared|expression", re.IGNORECASE)


def identifier(name: Name) -> str:
    """One word for a name; two names may get the same word (see :class:`Identifiers`)."""
    base = name.base
    if accent := re.fullmatch(r"\\(\w+)\{(.+)\}", base):
        mark, inner = accent.groups()
        base = f"{inner}_{mark}"
    word = word_of(base)
    upper, lower = (
        "_".join(word_of(_text(i)) for i in part) if _wide(part) else "".join(word_of(_text(i)) for i in part)
        for part in (name.upper, name.lower)
    )
    whole = word + upper + ("_" + lower if lower else "")
    return f"name_{whole}" if _MADE_UP.match(whole) or not whole[0].isalpha() else whole


class Identifiers:
    """A different word for every name, the same one each time."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._words: dict[Name, str] = {}
        self._taken = set(taken) | RESERVED

    def __getitem__(self, name: Name) -> str:
        if name not in self._words:
            self._words[name] = self.fresh(identifier(name))
        return self._words[name]

    def fresh(self, wanted: str) -> str:
        """The word, with underscores until nobody else has it (nor the lemma of its slope)."""
        while wanted in self._taken or f"slope_{wanted}" in RESERVED:
            wanted += "_"
        self._taken.add(wanted)
        return wanted


def _text(index: object) -> str:
    if isinstance(index, Offset):
        return f"{index.letter}{'p' if index.by > 0 else 'm'}{abs(index.by)}"
    return str(index)


def _wide(indices: tuple[object, ...]) -> bool:
    return len(indices) > 1 and any(len(_text(i)) > 1 for i in indices)


def word_of(text: str) -> str:
    """Letters and digits of a text; letters outside ASCII by their names."""
    out = []
    for char in text.replace("\\", ""):
        if char.isascii() and char.isalnum():
            out.append(char)
        elif char.isascii():
            out.append("" if char in "{} " else "_")
        else:
            out.append(_spelled(char))
    return "".join(out).strip("_") or "x"


def _spelled(char: str) -> str:
    """A letter outside ASCII: σ is sigma; one without a spoken name, as those of Chinese, its number."""
    name = unicodedata.name(char, "").rsplit(" ", 1)[-1].lower()
    return name if name.isascii() and name.isalpha() else f"u{ord(char):x}"
