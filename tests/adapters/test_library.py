"""The face of the library: what a notebook or another program works with."""

from __future__ import annotations

import doctest
import io
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import derive
from tests.adapters.documents import MATRIX, SEED, SMALL


def test_the_public_names_are_these() -> None:
    assert derive.__all__ == [
        "CATALOGUE", "Coverage", "Diagnostic", "Edit", "Fix", "Gradient", "Graph", "Report", "Rule", "Span", "Step",
        "UnreadableFile", "__version__", "check",
    ]  # fmt: skip
    for name in derive.__all__:
        assert getattr(derive, name) is not None
    with pytest.raises(AttributeError):
        derive.nothing  # noqa: B018


def test_importing_costs_nothing() -> None:
    script = "import sys, derive; assert not {'sympy', 'rich', 'markdown_it', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("module", ["derive", "derive.library"])
def test_examples_in_the_documentation_hold(module: str) -> None:
    failed, tried = doctest.testmod(__import__(module, fromlist=["x"]))
    assert tried > 0
    assert failed == 0


def test_a_path_and_its_text_give_the_same(tmp_path: Path) -> None:
    note = tmp_path / "a.md"
    note.write_text(SMALL)
    by_path, by_name, by_text = derive.check(note), derive.check(str(note)), derive.check(SMALL)
    assert by_path.diagnostics == by_name.diagnostics == by_text.diagnostics
    assert by_text.path == "<text>"
    with pytest.raises(derive.UnreadableFile):
        derive.check(tmp_path / "absent.md")
    with pytest.raises(derive.UnreadableFile):
        derive.check("absent.md")


def test_steps_say_where_and_what() -> None:
    steps = derive.check(SMALL).steps
    assert [(s.id, s.outcome, s.line, s.column) for s in steps] == [("s1", "defined", 3, 4), ("s2", "refuted", 7, 4)]
    assert steps[1].latex == r"\frac{\partial y}{\partial x} = 3"


def test_graph_of_the_seed() -> None:
    graph = derive.check(SEED).graph
    assert ("z^2_2", "a^2_2") in graph.edges, "the graph is the repaired one"
    assert ("z^2_1", "a^2_2") not in graph.edges
    assert {"x_1", "w^1_11", "b^2_2", "hat_y_1"} <= set(graph.leaves)
    assert set(graph.leaves).isdisjoint(graph.definitions)
    assert graph.definitions["E"] == "E_1 + E_2"


def test_gradients_of_the_seed() -> None:
    gradients = derive.check(SEED).gradients()
    assert len(gradients) == 12
    assert [g.parameter for g in gradients.values() if not g.stated] == ["b^1_1", "b^1_2", "b^2_1", "b^2_2"] or (
        {g.parameter for g in gradients.values() if not g.stated} == {"b^1_1", "b^1_2", "b^2_1", "b^2_2"}
    )
    assert gradients["b^2_2"].latex == r"a^2_2\cdot(a^2_2-\hat y_2)\cdot(1-a^2_2)"
    assert gradients["w^2_11"].line == 129


def test_repaired_text_has_nothing_left_to_repair() -> None:
    report = derive.check(derive.check(SEED).repaired_text())
    assert report.coverage.refuted == 0
    assert not [d for d in report.diagnostics if d.severity == "error"]


def test_it_shows_itself_in_a_notebook_a_terminal_and_a_string() -> None:
    from rich.console import Console

    report = derive.check(MATRIX)
    frame = report._repr_html_()
    assert frame.startswith('<iframe sandbox=""')
    assert "<!DOCTYPE html>" in unescape(frame)
    console = Console(file=io.StringIO(), width=200)
    console.print(report)
    assert str(report).split() == console.file.getvalue().split()  # type: ignore[attr-defined]
    assert repr(report).startswith("<Report <text>: ")


def test_declarations_from_outside() -> None:
    text = "$$ h = g(z) $$ $$ \\frac{\\partial h}{\\partial z} = h (1 - h) $$"
    assert derive.check(text).coverage.proved == 0
    assert derive.check(text, declared=["g = sigmoid"]).coverage.proved == 1
