"""Chains of steps: complete, proved, in the author's letters."""

from __future__ import annotations

import pytest

from codegen.derivation.chains import Chains, is_rule
from codegen.derivation.partials import Partials
from codegen.derivation.repaired import repaired
from derive.judgement.checker import check
from derive.meaning.expressions import Name
from derive.source.reader import load, read
from tests.support import SEED_PATH, check_text


@pytest.fixture(scope="module")
def seed() -> Chains:
    return Chains(repaired(check(read(load(str(SEED_PATH))))))


def test_a_hidden_weight_is_followed_through_both_outputs(seed: Chains) -> None:
    texts = [side.text for side in seed.chain((Name("E"), Name("w", (1,), (1, 1))))]
    assert texts[0] == r"\frac{\partial E}{\partial w^1_{11}}"
    assert texts[1] == r"\frac{\partial E}{\partial z^1_1}\cdot\frac{\partial z^1_1}{\partial w^1_{11}}"
    assert r"\frac{\partial E_1}{\partial a^1_1}+\frac{\partial E_2}{\partial a^1_1}" in texts[3]
    assert texts[-1].startswith(r"x_1\cdot a^1_1\cdot(1-a^1_1)\cdot[w^2_{11}")
    assert len(texts) == 8


def test_a_bias_that_the_document_never_derives(seed: Chains) -> None:
    chain = seed.chain((Name("E"), Name("b", (2,), (1,))))
    assert chain[-1].text == r"a^2_1\cdot(a^2_1-\hat y_1)\cdot(1-a^2_1)"
    assert all(seed.equal(chain[0], side) for side in chain)


def test_no_row_is_repeated(seed: Chains) -> None:
    for parameter in seed.report.gradients.derived:
        rows = [side.normal for side in seed.chain((Name("E"), parameter))]
        assert len(rows) == len(set(rows))


def test_an_alias_is_no_step(seed: Chains) -> None:
    assert seed.aliases == {Name("y", (), (k,)): Name("a", (2,), (k,)) for k in (1, 2)}


def test_a_connection_that_skips_a_layer_is_counted_once() -> None:
    chains = Chains(check_text("$$h=u\\cdot x,\\quad z=v\\cdot h+k\\cdot x,\\quad E=z^2,\\quad \\frac{\\partial E}{\\partial v}=2z\\cdot h$$"))
    chain = chains.chain((Name("E"), Name("x")))
    assert len(chain) > 2
    assert is_rule(chains.chain((Name("E"), Name("u")))[1].expression)


RULES = [
    ("x^3", "3\\cdot x^{2}"),
    ("\\frac{1}{2}(t-x)^2", "x-t"),
    ("a\\cdot x+b", "a"),
    ("\\frac{x}{c}", "\\frac{1}{c}"),
    ("\\frac{c}{x}", "-\\frac{c}{(x)^2}"),
    ("\\log(x)", "\\frac{1}{x}"),
    ("e^{a\\cdot x}", "e^{a\\cdot x}\\cdot a"),
    ("\\sin(x)\\cdot x", "\\cos(x)\\cdot x+\\sin(x)"),
    ("g(k\\cdot x)", "g'(k\\cdot x)\\cdot k"),
]


@pytest.mark.parametrize(("formula", "expected"), RULES)
def test_the_rules_of_school(formula: str, expected: str) -> None:
    report = check_text(f"$$ y={formula},\\quad q=\\frac{{\\partial y}}{{\\partial x}}\\cdot\\frac{{\\partial x}}{{\\partial x}} $$")
    chains = Chains(report)
    side = Partials(chains.writing, {}).derivative(report.assessment.definitions[Name("y")].expression, frozenset({Name("x")}))
    assert side is not None
    head = chains.writing.side(r"\frac{\partial y}{\partial x}")
    assert head is not None
    assert chains.equal(head, side)
    assert side.text.replace(" ", "") == expected.replace(" ", "")
