"""The checker proves every new derivation completely, and no longer does after a change of one token."""

from __future__ import annotations

import pytest

from codegen.new import write
from derive.judgement.checker import Report, check
from derive.source.reader import read
from derive.source.text import SourceText

SQUARED, ENTROPY = "squared-error", "softmax-cross-entropy"
NETWORKS = [
    ([3, 2], "sigmoid", SQUARED, "scalar", "en"),
    ([2, 3, 2], "tanh", ENTROPY, "scalar", "zh"),
    ([2, 3, 2, 2], "relu", SQUARED, "scalar", "en"),
    ([2, 2, 3, 2, 2, 2], "softplus", ENTROPY, "scalar", "zh"),
    ([4, 3], "softplus", ENTROPY, "index", "en"),
    ([784, 128, 10], "relu", ENTROPY, "index", "en"),
    ([5, 4, 3, 2, 3], "tanh", SQUARED, "index", "zh"),
    ([2, 3, 4, 5, 6, 7], "sigmoid", SQUARED, "index", "en"),
    ([3, 2], "relu", SQUARED, "matrix", "zh"),
    ([784, 128, 10], "softplus", ENTROPY, "matrix", "en"),
    ([3, 4, 5, 2], "sigmoid", ENTROPY, "matrix", "en"),
    ([3, 4, 5, 4, 3, 2], "tanh", SQUARED, "matrix", "zh"),
]


def checked(text: str) -> Report:
    return check(read(SourceText("new.md", text)))


@pytest.mark.parametrize("network", NETWORKS, ids=lambda n: f"{'-'.join(map(str, n[0]))}-{n[1]}-{n[2]}-{n[3]}-{n[4]}")
def test_every_step_is_defined_or_proved(network: tuple[list[int], str, str, str, str]) -> None:
    report = checked(write(*network))
    coverage = report.coverage
    assert coverage.steps == coverage.defined + coverage.proved
    assert report.diagnostics == []
    assert not report.gradients.missing


@pytest.mark.parametrize("layers", [[1, 1], [2, 1, 1], [2, 10, 3], [3, 12, 11]])
@pytest.mark.parametrize("loss", [SQUARED, ENTROPY])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "softplus"])
def test_widths_at_the_edges(layers: list[int], activation: str, loss: str) -> None:
    if loss == ENTROPY and layers[-1] == 1:
        layers = [*layers[:-1], 2]
    report = checked(write(layers, activation, loss, "scalar", "en"))
    assert report.coverage.steps == report.coverage.defined + report.coverage.proved
    assert report.diagnostics == []


@pytest.mark.slow
@pytest.mark.parametrize("loss", [SQUARED, ENTROPY])
def test_the_widest_network_written_out(loss: str) -> None:
    report = checked(write([16, 16, 16, 16], "relu", loss, "scalar", "en"))
    assert report.coverage.steps > 3000
    assert report.coverage.steps == report.coverage.defined + report.coverage.proved
    assert report.diagnostics == []


SLIPS = [
    ("scalar", SQUARED, r"&= \delta^1_2 x_1", r"&= \delta^1_1 x_1"),
    ("scalar", SQUARED, r"y_1 - \hat y_1 \\", r"\hat y_1 - y_1 \\"),
    ("scalar", SQUARED, r"w^2_{21} \delta^2_1 +", r"w^2_{12} \delta^2_1 +"),
    ("scalar", ENTROPY, r"\hat y_2) - \hat y_1", r"\hat y_2) - \hat y_2"),
    ("index", SQUARED, r"&= \sum_{k=1}^{n_2} w^2_{jk} \delta^2_k", r"&= \sum_{k=1}^{n_2} w^2_{kj} \delta^2_k"),
    ("index", SQUARED, r"&= \delta^1_j x_i", r"&= \delta^1_i x_j"),
    ("index", ENTROPY, r"\hat y_k - \hat y_j", r"\hat y_k + \hat y_j"),
    ("matrix", SQUARED, r"&= (W^2)^T \delta^2", r"&= W^2 \delta^2"),
    ("matrix", SQUARED, r"&= \delta^2 (a^1)^T", r"&= (a^1)^T \delta^2"),
    ("matrix", SQUARED, r"(y - \hat y) \odot (1-y \odot y)", r"(y - \hat y) \odot (1-y)"),
    ("matrix", ENTROPY, r"- y y^T", r"+ y y^T"),
]


@pytest.mark.parametrize(("notation", "loss", "right", "wrong"), SLIPS)
def test_a_slip_is_refuted(notation: str, loss: str, right: str, wrong: str) -> None:
    text = write([2, 2, 2], "tanh", loss, notation, "en")
    assert right in text
    report = checked(text.replace(right, wrong, 1))
    assert report.coverage.refuted >= 1
    assert any(d.severity == "error" for d in report.diagnostics)
