"""What a new derivation holds: its sections, every gradient once, definitions before their use."""

from __future__ import annotations

import re

import pytest

from codegen.new import LOSSES, NOTATIONS, BadSpecification, write
from codegen.new.activations import ACTIVATIONS
from derive.cli import main
from tests.new.evaluator import chains, gradient_heads, tokenize

LAYERS = [3, 2, 4, 2]


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ .*$", text, re.M)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_headings(notation: str) -> None:
    assert headings(write(LAYERS, "relu", "squared-error", notation, "en")) == [
        "# Back-propagation in a 3-2-4-2 network",
        "## The activation function",
        "## Forward pass",
        "### Layer 1",
        "### Layer 2",
        "### Layer 3, the output layer",
        "## Loss",
        "## Backward pass",
        "### Layer 3, the output layer",
        "### Layer 2",
        "### Layer 1",
    ]


def test_headings_in_chinese() -> None:
    assert headings(write([2, 2, 2], "tanh", "squared-error", "index", "zh")) == [
        "# 2-2-2 网络的反向传播",
        "## 激活函数",
        "## 正向传递",
        "### 第 1 层",
        "### 第 2 层（输出层）",
        "## 损失函数",
        "## 反向传递",
        "### 第 2 层（输出层）",
        "### 第 1 层",
    ]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_softmax_of_the_inputs_needs_no_activation(notation: str) -> None:
    text = write([3, 2], "relu", "softmax-cross-entropy", notation, "en")
    assert "## The activation function" not in text
    assert "f(" not in text


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_formulas_are_the_same_in_both_languages(activation: str, notation: str, loss: str) -> None:
    english, chinese = (write(LAYERS, activation, loss, notation, language) for language in ("en", "zh"))
    assert list(chains(english)) == list(chains(chinese))
    assert not re.search(r"[\u4e00-\u9fff]", english)


def expected_parameters(layers: list[int], notation: str) -> list[str]:
    depth = len(layers) - 1
    if notation == "matrix":
        return [f"{base}^{n}" for n in range(1, depth + 1) for base in "Wb"]
    if notation == "index":
        return [name for n in range(1, depth + 1) for name in (f"w^{n}_{{ij}}", f"b^{n}_j")]
    comma = "," if max(layers) >= 10 else ""
    found = []
    for n in range(1, depth + 1):
        for j in range(1, layers[n] + 1):
            found += [f"w^{n}_{{{i}{comma}{j}}}" for i in range(1, layers[n - 1] + 1)]
            found.append(f"b^{n}_{j if j < 10 else f'{{{j}}}'}")
    return found


@pytest.mark.parametrize("layers", [[1, 1], LAYERS, [2, 10, 2]])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_parameter_has_its_gradient_once(layers: list[int], notation: str) -> None:
    text = write(layers, "sigmoid", "squared-error", notation, "en")
    assert sorted(gradient_heads(text)) == sorted(expected_parameters(layers, notation))


def test_long_sums_are_broken_into_rows() -> None:
    text = write([2, 16, 16], "tanh", "softmax-cross-entropy", "scalar", "en")
    assert max(len(tokenize(line)) for line in text.splitlines() if line.startswith(("&", "z", "E"))) < 170


def test_paragraphs_are_one_blank_line_apart() -> None:
    for notation in NOTATIONS:
        for language in ("en", "zh"):
            text = write(LAYERS, "relu", "softmax-cross-entropy", notation, language)
            assert "\n\n\n" not in text
            assert not re.search(r"[ \t]$", text, re.M)
            assert text.endswith("$$\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([3], "relu", "squared-error", "index", "en"), "two widths"),
        (([3, 0], "relu", "squared-error", "index", "en"), "at least one unit"),
        (([3, 1], "relu", "softmax-cross-entropy", "index", "en"), "always be 1"),
        (([3, 2], "gelu", "squared-error", "index", "en"), "known are sigmoid, tanh, relu, softplus"),
        (([3, 2], "relu", "hinge", "index", "en"), "'hinge'"),
        (([3, 2], "relu", "squared-error", "prose", "en"), "'prose'"),
        (([3, 2], "relu", "squared-error", "index", "de"), "'de'"),
        (([784, 128, 10], "relu", "squared-error", "scalar", "en"), "101770"),
    ],
)
def test_what_can_not_be_written_is_said(arguments: tuple[list[int], str, str, str, str], message: str) -> None:
    with pytest.raises(BadSpecification, match=message):
        write(*arguments)


def test_the_command(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    target = f"{tmp_path}/notes.md"
    request = ["new", "--layers", "784,128,10", "--activation", "relu", "--loss", "softmax-cross-entropy"]
    assert main([*request, "-o", target]) == 0
    assert main(request) == 0
    with open(target, encoding="utf-8") as file:
        assert file.read() == capsys.readouterr().out == write([784, 128, 10], "relu", "softmax-cross-entropy")
    assert main([*request, "--notation", "scalar"]) == 2
    assert "101770" in capsys.readouterr().err
    assert main([*request, "--language", "zh", "--notation", "matrix"]) == 0
    assert capsys.readouterr().out.startswith("# 784-128-10 网络")
