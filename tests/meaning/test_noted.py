"""What an expression says is found out once, also when the text before it changes."""

from __future__ import annotations

from derive.meaning.expressions import Expression, Symbol
from derive.meaning.sides import Readings
from derive.meaning.statements import read_derivation
from derive.source.reader import read
from derive.source.text import SourceText

TEXT = "$$z = w x + b$$\n\n$$a = z z$$\n"


def test_a_formula_that_moves_keeps_what_was_noted() -> None:
    asked: list[Expression] = []

    def names(expression: Expression) -> list[str]:
        asked.append(expression)
        return [n.name.base for n in expression.walk() if isinstance(n, Symbol)]

    def sides(text: str) -> list[Expression]:
        steps = read_derivation(read(SourceText("n.md", text)), (), readings).steps
        return [part.expression for step in steps for part in (step.left, step.right) if part.expression is not None]

    readings = Readings()
    before = sides(TEXT)
    told = [side.noted(names) for side in before]
    assert told == [["z"], ["w", "x", "b"], ["a"], ["z", "z"]]
    after = sides("More is said first.\n\n" + TEXT)
    assert [side.noted(names) for side in after] == told
    assert len(asked) == 4
    pairs = [pair for a, b in zip(after, before, strict=True) for pair in zip(a.walk(), b.walk(), strict=True)]
    assert {a.span.start - b.span.start for a, b in pairs} == {len("More is said first.\n\n")}


def test_a_formula_that_is_edited_is_another() -> None:
    readings = Readings()
    (first, _) = read_derivation(read(SourceText("n.md", TEXT)), (), readings).steps
    (again, _) = read_derivation(read(SourceText("n.md", TEXT.replace("w x", "x w"))), (), readings).steps

    def names(expression: Expression) -> list[str]:
        return [n.name.base for n in expression.walk() if isinstance(n, Symbol)]

    assert first.right.expression is not None and again.right.expression is not None
    assert first.right.expression.noted(names) == ["w", "x", "b"]
    assert again.right.expression.noted(names) == ["x", "w", "b"]
