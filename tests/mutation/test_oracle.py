"""The oracle tells which changed definitions nothing in their document could contradict."""

from __future__ import annotations

from tests.mutation.numbers import Setting
from tests.mutation.oracle import DEFINITION, Oracle
from tests.mutation.reading import read_text


def oracle(text: str) -> Oracle:
    return Oracle(read_text(text), Setting())


def test_a_constant_that_no_claim_speaks_of() -> None:
    text = r"$$h=2\cdot x$$ $$E=h+3\cdot c$$ $$\frac{\partial E}{\partial h}=1$$"
    judge = oracle(text)
    changed = text.replace("3", "4")
    assert judge.label(changed) == DEFINITION
    assert judge.beyond_contradiction(changed)


def test_a_claim_that_fails_contradicts() -> None:
    text = r"$$h=2\cdot x$$ $$E=h+3\cdot c$$ $$\frac{\partial E}{\partial c}=3$$"
    assert not oracle(text).beyond_contradiction(text.replace("h+3", "h+4"))


def test_a_circle_contradicts() -> None:
    text = r"$$h=2\cdot x$$ $$E=h+3\cdot c$$ $$\frac{\partial E}{\partial h}=1$$"
    assert not oracle(text).beyond_contradiction(text.replace(r"2\cdot x", r"2\cdot E"))


def test_a_sibling_could_tell() -> None:
    text = r"$$h_1=2\cdot x_1$$ $$h_2=2\cdot x_2$$ $$E=h_1+h_2$$ $$\frac{\partial E}{\partial h_1}=1$$"
    changed = text.replace(r"h_1=2\cdot x_1", r"h_1=2\cdot x_2")
    judge = oracle(text)
    assert judge.label(changed) == DEFINITION
    assert not judge.beyond_contradiction(changed)


def test_a_changed_claim_never_counts() -> None:
    text = r"$$h=2\cdot x$$ $$E=h+3\cdot c$$ $$\frac{\partial E}{\partial h}=1$$"
    assert not oracle(text).beyond_contradiction(text.replace("=1$$", "=2$$"))
