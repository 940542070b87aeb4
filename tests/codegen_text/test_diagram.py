"""The network as a picture: readable, self-contained, escaped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from codegen.derivation.language import ENGLISH
from codegen.diagram import formats as diagram
from codegen.diagram.labels import label
from codegen.diagram.picture import MAX_ROWS, draw_network, network_of, picture
from codegen.network.description import dense
from derive.judgement.checker import Report, check
from derive.meaning.expressions import Label, Name
from derive.source.reader import load, read
from tests.codegen_text.networks import network_document
from tests.support import SEED_PATH, check_text

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def seed() -> Report:
    return check(read(load(str(SEED_PATH))))


def texts(svg: str) -> list[str]:
    return ["".join(t.itertext()).strip() for t in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_seed_as_svg(seed: Report) -> None:
    svg = diagram.svg(seed)
    root = ET.fromstring(svg)
    assert len(list(root.iter(f"{SVG}circle"))) == 6
    assert len(list(root.iter(f"{SVG}path"))) == 8 + 2 + 1  # weights, loss, arrow head
    written = texts(svg)
    for word in ("x1", "x2", "a11", "a22", "w111", "w222", "b11", "b22", "ŷ1", "E"):
        assert word in written
    assert root.find(f"{SVG}title") is not None
    assert (root.find(f"{SVG}desc").text or "").startswith("2 → 2 → 2")  # type: ignore[union-attr]
    assert "prefers-color-scheme: dark" in svg
    assert not re.search(r"href|url\((?!#)|@import|<script", svg)


def test_weights_stand_on_their_own_lines(seed: Report) -> None:
    drawing = picture(seed)
    found = {(e.source.key, e.target.key): e.name for e in drawing.edges if not e.dashed}
    assert found["c0u1", "c1u2"] == Name("w", (1,), (1, 2))
    assert found["c1u2", "c2u1"] == Name("w", (2,), (2, 1))


def test_the_seed_as_mermaid(seed: Report) -> None:
    text = diagram.mermaid(seed)
    assert text.splitlines()[1] == "flowchart LR"
    assert '  c0u1 -->|"w¹₁₂"| c1u2' in text
    assert '  c2u2 -.->|"ŷ₂"| loss' in text


def test_the_seed_as_dot(seed: Report) -> None:
    text = diagram.dot(seed)
    assert text.startswith("digraph network {\n")
    assert text.endswith("}\n")
    assert text.count("{") == text.count("}")
    assert "c0u1 -> c1u2 [label=<<i>w</i><sup>1</sup><sub>12</sub>>];" in text


def test_a_large_layer_is_shortened() -> None:
    drawing = draw_network(dense([3, 40, 2], ["relu", "identity"]), ENGLISH)
    hidden = [n for n in drawing.nodes if n.key.startswith("c1")]
    assert len(hidden) == 7 <= MAX_ROWS
    assert [n.kind for n in hidden].count("dots") == 1
    assert hidden[-1].name == Name("a", (1,), (40,))
    assert all(e.name is None for e in drawing.edges if not e.dashed)
    assert "3 → 40 → 2" in drawing.description


def test_nothing_is_drawn_on_top_of_another() -> None:
    drawing = draw_network(dense([5, 8, 9, 2], ["tanh"] * 3), ENGLISH)
    spots = [(n.x, n.y) for n in drawing.nodes]
    assert len(spots) == len(set(spots))
    assert all(0 < x < drawing.width and 0 < y < drawing.height for x, y in spots)


def test_a_function_without_a_definition_is_no_obstacle() -> None:
    network = network_of(check_text(network_document([3, 4, 2])))
    assert network is not None
    assert network.widths == (3, 4, 2)
    assert network.layers[0].activation.label == "f"


def test_a_document_that_is_no_network() -> None:
    report = check_text("$$h=\\frac{a+b}{c},\\quad q=h^2+a$$")
    assert network_of(report) is None
    assert set(texts(diagram.svg(report))) >= {"a", "b", "c", "h", "q"}


def test_a_document_without_formulas() -> None:
    for draw in (diagram.svg, diagram.mermaid, diagram.dot):
        assert draw(check_text("nothing here"))


def test_names_cannot_break_out() -> None:
    name = Name('\\text{"]</text><script>}', (), (Label('a"|--><x'),))
    network = dense([1, 1], ["identity"])
    object.__setattr__(network, "inputs", (name,))
    drawing = draw_network(network, ENGLISH)
    svg = diagram.svg_of(drawing)
    ET.fromstring(svg)
    assert "<script>" not in svg
    mermaid = diagram.mermaid_of(drawing)
    assert mermaid.count('"') % 2 == 0
    assert "<script>" not in mermaid
    assert "<script>" not in diagram.dot_of(drawing)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (Name("w", (2,), (1, 1)), "w²₁₁"),
        (Name("\\hat{y}", (), (1,)), "ŷ₁"),
        (Name("\\sigma"), "σ"),
        (Name("out", (), (Label("h1"),)), "outₕ₁"),
        (Name("E", (), (Label("total"),)), "Eₜₒₜₐₗ"),
    ],
)
def test_labels(name: Name, line: str) -> None:
    assert label(name).line == line
