"""Verdicts by content: with a memory, in memory or on disk, every report is the one without."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from codegen.new import write
from derive.judgement import memory as memories
from derive.judgement.assessment import Assessment, assess
from derive.judgement.checker import check
from derive.judgement.look import Look
from derive.judgement.memory import Memory, decoded, digest_of, encoded
from derive.judgement.verdicts import Verdict, Witness
from derive.meaning.expressions import Label, Name, Offset
from derive.meaning.statements import Step, read_derivation
from derive.report.json_format import document
from derive.source.reader import read
from derive.source.text import SourceText
from tests.mutation.documents import documents, seed
from tests.mutation.kinds import mutants
from tests.mutation.reading import read_text

FAMILIES = r"""
$$z_j = \sum_i w_{ij} x_i + b_j$$
$$a_j = \frac{1}{1+e^{-z_j}}$$
$$E = \frac12 \sum_j (a_j - t_j)^2$$
$$\frac{\partial E}{\partial z_j} = (a_j - t_j)\, a_j (1 - a_j)$$
$$\frac{\partial E}{\partial w_{ij}} = (a_j - t_j)\, a_j (1 - a_j)\, x_i$$
"""


def report(text: str, memory: Memory | None = None) -> dict[str, object]:
    found = check(read(SourceText("notes.md", text)), memory=memory)
    return document(found, found.diagnostics)


def edits(text: str, count: int, number: int) -> list[str]:
    """The text with one-token edits, some of them on top of each other, and the text itself between them."""
    chance = random.Random(number)
    found = [m.apply(text) for m in chance.sample(list(mutants(read_text(text))), count)]
    twice = chance.choice(list(mutants(read_text(text)))).apply(text)
    return [text, *found, text, twice]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (seed(), 25),
        (write([2, 3, 2], "tanh", "squared-error", "scalar", "en"), 10),
        (FAMILIES, 12),
        (write([3, 2], "sigmoid", "squared-error", "matrix", "en"), 8),
    ],
    ids=["seed", "scalar", "index", "matrix"],
)
def test_random_edits_are_judged_as_without_a_memory(text: str, count: int) -> None:
    memory = Memory()
    for edited in edits(text, count, 7):
        assert report(edited, memory) == report(edited)


@pytest.mark.parametrize("name", sorted(documents()))
def test_an_edit_on_top_of_edits_is_judged_as_without_a_memory(name: str) -> None:
    """As an author works: each text is the last one with one more slip, or with all of them undone."""
    chance = random.Random(11)
    memory, text = Memory(), documents()[name]
    said = text
    for number in range(8):
        said = text if number == 5 else chance.choice(list(mutants(read_text(said)))).apply(said)
        assert report(said, memory) == report(said)


def test_an_unchanged_document_is_not_decided_again(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    first = report(seed(), memory)
    monkeypatch.setattr("derive.judgement.checker.prove", lambda *_: pytest.fail("it was proved already"))
    assert report(seed(), memory) == first


def test_moving_a_formula_changes_no_key() -> None:
    memory = Memory()
    report(seed(), memory)
    known = set(memory.known)
    report("A new first line.\n\n" + seed(), memory)
    assert set(memory.known) == known


def test_a_changed_definition_changes_the_keys_of_what_depends_on_it_and_no_others() -> None:
    memory = Memory()
    text = "$$u = x + 1$$\n\n$$v = x + 2$$\n\n$$u u = x x + 2x + 1$$\n\n$$v v = x x + 4x + 4$$\n"
    report(text, memory)
    known = set(memory.known)
    assert len(known) == 2
    report(text.replace("v = x + 2", "v = x + 1 + 1"), memory)
    assert len(set(memory.known) - known) == 1


def test_the_order_of_terms_and_of_factors_that_are_numbers_belongs_to_no_key() -> None:
    memory = Memory()
    text = "$$z_j = \\sum_{i=1}^{n} w_{ij} x_i + b_j$$\n\n$$\\frac{\\partial z_j}{\\partial w_{ij}} = 1 \\cdot x_i$$\n"
    report(text, memory)
    known = set(memory.known)
    assert known
    report(text.replace("w_{ij} x_i + b_j", "x_i w_{ij} + b_j").replace("1 \\cdot x_i", "x_i"), memory)
    assert set(memory.known) == known
    report(text.replace("w_{ij} x_i + b_j", "w_{ij} x_i - b_j"), memory)
    assert set(memory.known) != known


def test_the_order_of_factors_that_are_arrays_belongs_to_the_key() -> None:
    text = "$$z = W x$$\n\n$$\\frac{\\partial E}{\\partial W} = \\frac{\\partial E}{\\partial z} x^T$$\n"
    turned = text.replace("\\frac{\\partial E}{\\partial z} x^T", "x^T \\frac{\\partial E}{\\partial z}")
    memory = Memory()
    outcomes = [check(read(SourceText("n.md", t)), memory=memory).verdicts[2].outcome for t in (text, turned)]
    assert outcomes[0] == "proved" and outcomes[1] != "proved", outcomes


def test_declarations_belong_to_the_key() -> None:
    text = "$$z = x + 1$$\n\n$$a = g(z)$$\n\n$$\\frac{\\partial a}{\\partial z} = a(1-a)$$"
    memory = Memory()
    open_outcome = check(read(SourceText("n.md", text)), memory=memory).verdicts[3].outcome
    told = check(read(SourceText("n.md", text)), declared=["g = sigmoid"], memory=memory).verdicts[3].outcome
    assert (open_outcome == "proved", told) == (False, "proved")


# -- what one check leaves to the next


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the steps that are looked at from now on."""
    numbers: list[int] = []
    look = Assessment.look

    def noting(self: Assessment, step: Step, *, brief: bool = False) -> Look:
        numbers.append(step.number)
        return look(self, step, brief=brief)

    monkeypatch.setattr(Assessment, "look", noting)
    return numbers


def test_only_what_depends_on_a_change_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "$$u = x + 1$$\n\n$$v = x + 2$$\n\n$$u u = x x + 2x + 1$$\n\n$$v v = x x + 4x + 4$$\n"
    memory = Memory()
    report(text, memory)
    numbers = looked_at(monkeypatch)
    report(text, memory)
    assert not numbers
    report("A new first line.\n\n" + text, memory)
    assert not numbers
    report(text.replace("v = x + 2", "v = x + 1 + 1"), memory)
    assert numbers == [4]


def test_a_step_whose_shapes_do_not_fit_is_looked_at_again_behind_a_change_that_concerns_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "$$z = W x + b$$\n\n$$a = \\sigma(z)$$\n\n$$c = \\tanh(z)$$\n\n$$a^T z = a \\odot z^T z$$\n"
    memory = Memory()

    def states(said: str, memory: Memory) -> dict[int, str]:
        derivation = read_derivation(read(SourceText("notes.md", said)), (), memory.readings)
        return {number: look.state for number, look in assess(derivation, carried=memory.carried).looks.items()}

    assert states(text, memory)[4] == "misfit"
    numbers = looked_at(monkeypatch)
    for edited, again in (
        (text, False),
        ("New.\n\n" + text, False),
        (text.replace("tanh", "exp"), False),  # it doesn't depend on that
        (text.replace("a = \\sigma", "a = \\tanh"), True),
        (text.replace("a \\odot z^T z", "z^T a"), True),
        (text, False),
    ):
        numbers.clear()
        found = states(edited, memory)
        assert (4 in numbers) == again, edited
        assert found == states(edited, Memory())


def test_an_edit_in_a_block_leaves_the_other_rows_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [r"u &= x + 1", r"v &= x + 2", r"u u &= x x + 2x + 1", r"v v &= x x + 4x + 4"]
    text = "$$\\begin{aligned}" + r"\\ ".join(rows) + "\\end{aligned}$$"
    memory = Memory()
    report(text, memory)
    numbers = looked_at(monkeypatch)
    report(text.replace("u &= x + 1", "u &= x - 1 + 2"), memory)
    assert numbers == [3]


def test_the_graph_begins_anew_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.judgement.carrying.MAX_NODES", 100)
    memory = Memory()
    for edited in edits(seed(), 3, 5):
        assert report(edited, memory) == report(edited)
        kept = memory.carried.dag
    report(seed(), memory)
    assert memory.carried.dag is not kept


def test_whether_a_quantity_is_used_elsewhere_is_asked_again() -> None:
    """A derivative that is zero for want of a path depends on what else the document defines."""
    memory = Memory()
    text = "$$z = w x$$\n\n$$\\frac{\\partial c}{\\partial w} = 0$$\n\n$$e = z + 1$$\n"
    for edited in (text, text.replace("z + 1", "z + c"), text, text + "\n\n$$c = x x$$\n", text):
        assert report(edited, memory) == report(edited)


def test_two_documents_with_one_memory_do_not_mix() -> None:
    memory = Memory()
    texts = [FAMILIES, FAMILIES.replace("e^{-z_j}", "e^{z_j}"), seed(), FAMILIES, "$$z = x + 1$$\n\n$$\\frac{\\partial z}{\\partial x} = 1$$"]
    for text in texts * 2:
        assert report(text, memory) == report(text)


def test_what_a_function_is_declared_to_mean_is_not_carried_over() -> None:
    text = "$$z = x + 1$$\n\n$$a = g(z)$$\n\n$$\\frac{\\partial a}{\\partial z} = a(1-a)$$"
    memory = Memory()
    for declared in (["g = sigmoid"], [], ["g = tanh"], ["g = sigmoid"]):
        with_memory = check(read(SourceText("n.md", text)), declared=declared, memory=memory).verdicts
        assert with_memory == check(read(SourceText("n.md", text)), declared=declared).verdicts


# -- on disk


def stored(folder: Path) -> Path:
    (file,) = folder.glob("*.json")
    return file


def kept(folder: Path) -> Memory:
    """A memory that has kept the seed, as the next run finds it."""
    memory = Memory(str(folder))
    memory.open("notes.md")
    report(seed(), memory)
    memory.save("notes.md")
    return Memory(str(folder))


def test_the_next_run_finds_the_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = report(seed())
    memory = kept(tmp_path)
    memory.open("notes.md")
    monkeypatch.setattr("derive.judgement.checker.prove", lambda *_: pytest.fail("it was proved already"))
    assert report(seed(), memory) == plain
    assert not list(tmp_path.glob("*.tmp"))


def _lie(data: dict) -> dict:  # type: ignore[type-arg]
    """Every proved verdict refuted, and nothing else changed."""
    return {**data, "verdicts": {k: {**v, "outcome": "refuted"} for k, v in data["verdicts"].items()}}


def _malformed(data: dict) -> dict:  # type: ignore[type-arg]
    """Verdicts that are none, under a digest that fits."""
    verdicts = {k: {"outcome": "refuted"} for k in data["verdicts"]}
    return {**data, "verdicts": verdicts, "digest": digest_of(verdicts)}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: "null",
        lambda text: "{}",
        lambda text: "\x00" + text,
        lambda text: "[" * 100_000,
        lambda text: json.dumps(_lie(json.loads(text))),
        lambda text: json.dumps(_malformed(json.loads(text))),
        lambda text: json.dumps({**json.loads(text), "tool": "0.0.1"}),
        lambda text: json.dumps({**json.loads(text), "schema": 0}),
        lambda text: json.dumps({**json.loads(text), "verdicts": []}),
    ],
    ids=["cut", "empty", "list", "null", "object", "byte", "deep", "lie", "malformed", "tool", "schema", "no verdicts"],
)
def test_a_corrupt_or_stale_cache_is_not_believed(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    memory = kept(tmp_path)
    file = stored(tmp_path)
    file.write_text(spoil(file.read_text(encoding="utf-8")), encoding="utf-8")
    memory.open("notes.md")
    assert not memory.known
    assert report(seed(), memory) == report(seed())
    memory.save("notes.md")
    again = Memory(str(tmp_path))
    again.open("notes.md")
    assert again.known  # what was spoilt is whole again


def test_another_build_decides_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = kept(tmp_path)
    monkeypatch.setattr(memories, "fingerprint", lambda: "another")
    memory.open("notes.md")
    assert not memory.known


def test_a_folder_that_vanishes_costs_nothing_but_time(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path / "file" / "cache"))
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    memory.open("notes.md")
    assert report(FAMILIES, memory) == report(FAMILIES)
    memory.save("notes.md")


def test_verdicts_survive_json() -> None:
    from fractions import Fraction

    names = {Name("w", (2,), (1, Label("in"))): Fraction(-3, 7), Name("a", (Offset("l", -1),), ("k",)): Fraction(2)}
    for sizes in ("all", (2, 3, 4), ()):
        verdict = Verdict("refuted", "intervals", "why", "x = …", Witness(names, "1.5", "2"), sizes, ("f1",))
        again = decoded(json.loads(json.dumps(encoded(verdict))))
        assert again == verdict
        assert again.witness is not None and isinstance(next(iter(again.witness.values)).lower[1], Label)
