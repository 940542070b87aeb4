"""What isn't said and would make a step true is told, and decides the step when it is pasted."""

from __future__ import annotations

import pytest

from derive.judgement.checker import Report, check
from derive.source.reader import read
from derive.source.text import SourceText
from tests.support import check_text

NET = r"$$E = \frac12 (t - out)^2$$" "\n\n" r"$$net = w x + b$$" "\n\n"  # out is never defined
NEURON = (
    r"$$z = w x + b$$" "\n\n" r"$$a = \frac{1}{1 + e^{-z}}$$" "\n\n"
    r"$$E = -(y \log a + (1 - y) \log(1 - a))$$" "\n\n" r"$$\frac{\partial E}{\partial z} = a - y$$" "\n\n"
)
UNITS = (
    r"$$y_1 = \frac{e^{z_1}}{e^{z_1} + e^{z_2}}$$" "\n\n" r"$$y_2 = \frac{e^{z_2}}{e^{z_1} + e^{z_2}}$$" "\n\n"
    r"$$E = -t_1 \log y_1 - t_2 \log y_2$$" "\n\n"
)
LAYER = r"$$z_k = w_k x + b_k$$" "\n\n" r"$$y_k = \frac{e^{z_k}}{\sum_m e^{z_m}}$$" "\n\n"

BRIDGED = (
    (NET, r"\frac{\partial out}{\partial net} = out (1 - out)", "out = sigmoid(net)"),
    (NET, r"\frac{\partial out}{\partial net} = 1 - out^2", r"out = \tanh(net)"),
    (NET, r"\frac{\partial E}{\partial net} = -(t - out) \cdot \frac{\partial out}{\partial net} = (out - t) \cdot g'(net)", "out = g(net)"),
    (LAYER, r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", r"p_i = \frac{e^{z_i}}{\sum_n e^{z_n}}"),
    (NEURON, r"\frac{\partial E}{\partial w} = \delta x", r"\delta = \frac{\partial E}{\partial z}"),
    (NEURON, r"(a - y)^2 = a^2 - 2 a y + y", r"y \in \{0, 1\}"),
    (UNITS, r"\frac{\partial E}{\partial z_1} = -t_1 + y_1 (t_1 + t_2) = y_1 - t_1", "t_2 = 1 - t_1"),
    (LAYER, r"-t_i + y_i \sum_k t_k = y_i - t_i", r"\sum_k t_k = 1"),
    ("$$z = w_0 x_0 + w_1 x_1$$\n\n", r"\frac{\partial z}{\partial w_0} = 1", "x_0 = 1"),
    ("$$E = v^T A v$$\n\n", r"\frac{\partial E}{\partial v} = (A + A^T) v = 2 A v", "A = A^T"),
    ("$$y = f(z)$$\n\n", r"f'(z) = y (1 - y)", "f = sigmoid"),
)


def told(report: Report) -> list[str]:
    before = "true, if you mean "
    return [note.removeprefix(before) for d in report.diagnostics for note in d.notes if note.startswith(before)]


@pytest.mark.parametrize(("document", "step", "declaration"), BRIDGED)
def test_what_is_told_decides_the_step(document: str, step: str, declaration: str) -> None:
    text = f"{document}$${step}$$\n"
    report = check_text(text)
    assert told(report) == [declaration]
    assert f"declare: {declaration}" in [note for d in report.diagnostics for note in d.notes]
    pasted = check(read(SourceText("document.md", text)), declared=[declaration])
    last = max(report.verdicts)
    assert report.verdicts[last].outcome in ("undecided", "refuted")
    assert pasted.verdicts[last].outcome == "proved"


@pytest.mark.parametrize(
    ("document", "step"),
    [
        (NET, r"\frac{\partial out}{\partial net} = out (2 - out)"),  # no activation is like that
        (NET, r"\frac{\partial E}{\partial net} = \frac{\partial E}{\partial out} \cdot \frac{\partial out}{\partial net}"),  # true for any
        (NEURON, r"\frac{\partial E}{\partial w} = \delta"),  # it would only say the step again
        (NEURON, r"\frac{\partial E}{\partial w} = 2 \delta"),
        (NEURON, r"\frac{\partial E}{\partial y} = y^2 - y"),  # y varies
        (NEURON, r"y^2 = 3 y"),
        (UNITS, r"t_1 + t_2 = 2"),
        ("$$z = w_0 x_0 + w_1 x_1$$\n\n", r"\frac{\partial z}{\partial w_0} = 2"),
        ("$$E = v^T A v$$\n\n" r"$$\frac{\partial E}{\partial A} = v v^T$$" "\n\n", r"\frac{\partial E}{\partial v} = 2 A v"),  # A varies
        ("$$h = w x$$\n\n", r"\frac{\partial f}{\partial w} = 1"),
    ],
)
def test_nothing_vacuous_is_told(document: str, step: str) -> None:
    assert told(check_text(f"{document}$${step}$$\n")) == []


def test_what_another_step_contradicts_is_not_told() -> None:
    step = r"$$\frac{\partial out}{\partial net} = out (1 - out)$$" "\n\n"
    assert told(check_text(NET + step + r"$$\frac{\partial E}{\partial net} = (out - t) \cdot out (1 + out)$$" "\n")) == []


def test_what_a_document_states_of_given_numbers_counts() -> None:
    for said in (r"The label is $y \in \{0, 1\}$.", r"<!-- derive: y \in \{0, 1\} -->"):
        report = check_text(f"{said}\n\n{NEURON}" r"$$(a - y)^2 = a^2 - 2 a y + y = a^2 - y$$" "\n")
        assert [v.outcome for v in report.verdicts.values()][-2:] == ["proved", "refuted"]
        assert report.verdicts[max(report.verdicts) - 1].method == "convention"
