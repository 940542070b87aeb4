"""Documents whose names and comments are words of Coq: the file must mean what the document means."""

from __future__ import annotations

import pytest

from codegen.certificates import certify_report
from codegen.certificates.identifiers import RESERVED, Identifiers, word_of
from derive.meaning.expressions import Name

from .documents import judge
from .test_coq import check_all

# Words of Coq's grammar, of its libraries and of the certificate itself.
WORDS = ("match", "Type", "forall", "fun", "exists", "Prop", "end", "R", "exp", "PI", "Rplus", "Derive", "I", "S", "O",
         "Lemma", "Qed", "is_derive", "slope_sum", "domain", "bound", "value", "gradient", "Document", "sigmoid", "sum")  # fmt: skip

COMMENTS = r"""# *) Axiom bad : False. (* "

$$
\begin{aligned}
\text{slope\_sum}&=a\cdot x \text{ *) Qed. "unclosed } \\
\text{domain}_1&=\frac{a}{x} % (* (* opened
\\
\text{bound}_x&=\text{domain}_1\cdot x \text{ Admitted. admit. } \\
\frac{\partial \text{bound}_x}{\partial x}&=0\\
\text{bound}_x&=a\\
sum(x)&=x^2+c\\
exists(x)&=\frac{1}{1+e^{-x}}\\
constant(x)&=c\\
y&=sum(\text{slope\_sum})+exists(x)+constant(x)+g(x)\\
\frac{\partial y}{\partial x}&=2\cdot\text{slope\_sum}\cdot a+exists(x)\cdot(1-exists(x))+g'(x)\\
\end{aligned}
$$
"""

LETTERS = r"""# 误差

$$
\begin{aligned}
误差_{输出}&=(输入-x_{输入})^2\\
\frac{\partial 误差_{输出}}{\partial 输入}&=2\cdot(输入-x_{输入})\\
\hat{σ}_{\text{目标}}&=θ^2\\
\ell&=\hat{σ}_{\text{目标}}\cdot θ+\vartheta\\
\frac{\partial \ell}{\partial θ}&=3\cdot θ^2\\
\hat{s}&=3\cdot θ\\
\text{s\_hat}&=4\cdot θ\\
\frac{\partial \hat{s}}{\partial θ}&=3\\
\frac{\partial \text{s\_hat}}{\partial θ}&=4\\
\end{aligned}
$$
"""


def words_document() -> str:
    """A quantity of every word, alone and with an index, and its derivative."""
    rows = []
    for number, word in enumerate(WORDS, 2):
        for name in (rf"\text{{{word}}}", rf"\text{{{word}}}_1"):
            rows += [rf"{name}&=a\cdot x+{number}", rf"\frac{{\partial {name}}}{{\partial x}}&=a", rf"{name}-1&=a\cdot x+{number - 1}"]
    return "$$\n\\begin{aligned}\n" + "\\\\\n".join(rows) + "\n\\end{aligned}\n$$\n"


@pytest.mark.coq
@pytest.mark.parametrize(
    ("text", "path"),
    [(words_document(), "words.md"), (COMMENTS, '/notes *)/admit. *) Axiom b : False. "(*.md'), (LETTERS, "误差.md")],
    ids=["words", "comments", "letters"],
)
def test_coq_reads_every_name(text: str, path: str) -> None:
    report = judge(text, path)
    assert report.coverage.refuted == report.coverage.undecided == report.coverage.unread == 0
    certificate = certify_report(report)
    assert not certificate.omissions
    check_all(certificate.text)


@pytest.mark.parametrize("word", WORDS)
def test_no_name_hides_what_a_certificate_uses(word: str) -> None:
    words = Identifiers()
    found = words[Name(word)]
    assert found not in RESERVED
    assert f"slope_{found}" not in RESERVED


def test_names_alike_get_different_words() -> None:
    words = Identifiers()
    names = [Name("a1"), Name("a", (1,)), Name("a_1"), Name("a", (), (1,)), Name("α"), Name("\\alpha"), Name("alpha")]
    assert len({words[n] for n in names}) == len(names)


@pytest.mark.parametrize("text", ["输入", "2nd", "\\hat{σ}", "*)", "(*", '"', "𝒩", "é", "ⅱ", "", "z'"])
def test_every_name_is_a_word(text: str) -> None:
    words = Identifiers()
    assert words[Name(text or "x")].replace("_", "").isalnum()
    assert words[Name(text or "x")].isascii()
    assert words[Name(text or "x")][0].isalpha()
    assert word_of(text).isascii()
